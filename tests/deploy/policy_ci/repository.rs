//! A repository with a policy.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::support::service::Folder;

const PROGRAM: &str = env!("CARGO_BIN_EXE_linkgate");
const HOOK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/deploy/ci/pre-commit");
const MANIFEST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/.pre-commit-hooks.yaml");

pub(super) struct Repository {
    folder: Folder,
}

/// What came of a commit.
pub(super) struct Commit {
    pub(super) is_done: bool,
    pub(super) said: String,
}

impl Repository {
    /// An empty one, with its policy in `policy`.
    pub(super) fn new() -> Self {
        let folder = Folder::new();
        for name in ["root", "temporary"] {
            fs::create_dir(folder.path(name)).expect("a folder");
        }
        let repository = Self { folder };
        repository.git(&["init", "--quiet"]);
        repository.git(&["config", "linkgate.policy", "policy"]);
        repository
    }

    /// What pre-commit sees of this project.
    pub(super) fn of_hooks() -> Self {
        let repository = Self::new();
        repository.copy(Path::new(MANIFEST), ".pre-commit-hooks.yaml");
        repository.copy(Path::new(HOOK), "deploy/ci/pre-commit");
        repository.git(&["add", "."]);
        assert!(repository.commit(&[]).is_done);
        repository
    }

    pub(super) fn root(&self) -> PathBuf {
        self.folder.path("root")
    }

    pub(super) fn head(&self) -> String {
        let head = self.git(&["rev-parse", "HEAD"]);
        head.trim_end().to_owned()
    }

    pub(super) fn write(&self, name: &str, text: &str) {
        let path = self.root().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("written");
    }

    /// With its permissions.
    fn copy(&self, from: &Path, name: &str) {
        let path = self.root().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::copy(from, path).expect("copied");
    }

    pub(super) fn install_hook(&self) {
        let mode = fs::metadata(HOOK).expect("a file").permissions().mode();
        assert_eq!(mode & 0o111, 0o111, "git runs no other hooks");
        self.copy(Path::new(HOOK), ".git/hooks/pre-commit");
    }

    pub(super) fn install_pre_commit(&self, modules: &Path) {
        let mut python = self.command("python3");
        python.env("PYTHONPATH", modules.join("python"));
        done(python.args(["-m", "pre_commit", "install"]));
        // Without the variable, the hook would find another Python's modules, or none.
        let path = self.root().join(".git/hooks/pre-commit");
        let hook = fs::read_to_string(&path).expect("a hook");
        let (shebang, rest) = hook.split_once('\n').expect("lines");
        let set = format!("export PYTHONPATH='{}'", modules.join("python").display());
        fs::write(path, format!("{shebang}\n{set}\n{rest}")).expect("written");
    }

    #[track_caller]
    pub(super) fn git(&self, arguments: &[&str]) -> String {
        let output = done(self.command("git").args(arguments));
        String::from_utf8(output.stdout).expect("text")
    }

    pub(super) fn commit(&self, how: &[&str]) -> Commit {
        let mut git = self.command("git");
        let output = git
            .args(["commit", "--message", "Change"])
            .args(how)
            .output();
        let output = output.expect("git runs");
        Commit {
            is_done: output.status.success(),
            said: said(&output),
        }
    }

    /// How many files and folders hooks have left behind.
    pub(super) fn left_behind(&self) -> usize {
        let entries = fs::read_dir(self.folder.path("temporary"));
        entries.expect("a folder").count()
    }

    /// In the repository, by a person without settings of their own.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        let ours = env::vars_os().filter(|(name, _)| {
            let name = name.to_string_lossy();
            name.starts_with("LINKGATE_") || name.starts_with("GIT_")
        });
        for (name, _) in ours {
            command.env_remove(name);
        }
        command
            .current_dir(self.root())
            .env("PATH", path_with_linkgate())
            .env("HOME", self.folder.path("home"))
            .env("PRE_COMMIT_HOME", self.folder.path("pre-commit"))
            .env("TMPDIR", self.folder.path("temporary"))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .envs([
                ("GIT_AUTHOR_NAME", "Ann"),
                ("GIT_AUTHOR_EMAIL", "ann@acme.example"),
            ])
            .envs([
                ("GIT_COMMITTER_NAME", "Ann"),
                ("GIT_COMMITTER_EMAIL", "ann@acme.example"),
            ])
            .stdin(Stdio::null());
        command
    }
}

fn path_with_linkgate() -> OsString {
    let folder = Path::new(PROGRAM).parent().expect("a folder").to_owned();
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(folder).chain(env::split_paths(&path));
    env::join_paths(folders).expect("a path")
}

#[track_caller]
fn done(command: &mut Command) -> Output {
    let output = command.output().expect("it runs");
    assert!(output.status.success(), "{command:?}: {}", said(&output));
    output
}

pub(super) fn said(output: &Output) -> String {
    let text = [&output.stdout[..], &output.stderr[..]].concat();
    String::from_utf8_lossy(&text).into_owned()
}
