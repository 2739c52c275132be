//! The walk-throughs of the manual: each command says what the page shows.

use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::docs::read;

/// Runs the commands of a page, one after the other, in a folder with these files.
#[track_caller]
fn follow(page: &str, files: &str) {
    let folder = folder_with(files);
    let text = read(page);
    let blocks = text.split("```console\n").skip(1);
    let blocks = blocks.map(|rest| rest.split("```").next().expect("an end"));
    let mut commands = 0;
    for block in blocks {
        let mut shown = String::new();
        for line in block.lines().filter_map(|line| line.strip_prefix("$ ")) {
            shown.push_str(&format!("$ {line}\n{}", said(folder.path(), line)));
            commands += 1;
        }
        assert_eq!(shown, block);
    }
    assert!(commands > 8, "{commands}");
}

/// A folder with a copy of these files.
pub fn folder_with(files: &str) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    let files = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/it")
        .join(files);
    copy(&files, folder.path());
    folder
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let to = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => {
                fs::create_dir(&to).expect("made");
                copy(&entry.path(), &to);
            }
            false => drop(fs::copy(entry.path(), to).expect("copied")),
        }
    }
}

/// What a shell shows of a command.
fn said(folder: &Path, line: &str) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_linkgate"));
    let programs = program.parent().expect("a folder").display();
    let path = env::var("PATH").unwrap_or_default();
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("{{ {line}\n}} 2>&1")]);
    shell.env("PATH", format!("{programs}:{path}"));
    shell.env_remove("LINKGATE_POLICY");
    // Whoever runs the tests may have settings of their own.
    shell.envs([
        ("GIT_CONFIG_GLOBAL", "/dev/null"),
        ("GIT_CONFIG_SYSTEM", "/dev/null"),
    ]);
    for role in ["AUTHOR", "COMMITTER"] {
        shell.env(format!("GIT_{role}_NAME"), "Acme");
        shell.env(format!("GIT_{role}_EMAIL"), "acme@acme.example");
    }
    let output = shell.current_dir(folder).stdin(Stdio::null()).output();
    String::from_utf8(output.expect("a shell").stdout).expect("UTF-8")
}

#[test]
fn links_are_brought_along() {
    follow("docs/links.md", "migration/acme");
}

#[test]
fn a_change_is_tried_before_it_is_live() {
    follow("docs/changes.md", "change");
}
