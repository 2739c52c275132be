//! Links of other systems as links of a policy, and raw links in files.

mod hostile;
mod import;
mod scan;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::support::program::linkgate;
use crate::walkthrough::folder_with;

/// A copy of the files of Acme.
struct Acme {
    folder: TempDir,
}

/// What the program said.
#[derive(Debug)]
struct Said {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Acme {
    fn new() -> Self {
        Self {
            folder: folder_with("migration/acme"),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, contents: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, contents).expect("is written");
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect(name)
    }

    /// Calls a subcommand with the policy.
    fn run(&self, arguments: &[&str]) -> Said {
        let mut command = linkgate();
        command.args(arguments).args(["--policy", "policy.yaml"]);
        self.said(&mut command)
    }

    fn said(&self, command: &mut Command) -> Said {
        command.current_dir(self.folder.path());
        let output = command.stdin(Stdio::null()).output().expect("it runs");
        Said {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }

    /// Imports into a table, and checks the policy with it.
    #[track_caller]
    fn import(&self, format: &str, file: &str) -> Said {
        let said = self.run(&["import", format, file, "--out", "links.csv", "--force"]);
        if said.code == Some(0) {
            let policy = self.read("policy.yaml");
            self.write(
                "with-table.yaml",
                format!("{policy}links_from: links.csv\n"),
            );
            let mut check = linkgate();
            check.args(["check", "--policy", "with-table.yaml"]);
            let checked = self.said(&mut check);
            assert_eq!(
                checked.code,
                Some(0),
                "{}\n{}",
                checked.out,
                self.read("links.csv")
            );
            assert!(checked.out.contains("no problems"), "{}", checked.out);
        }
        said
    }
}
