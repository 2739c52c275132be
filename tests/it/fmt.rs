//! `linkgate fmt`, as people and CI call it.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

use tempfile::TempDir;

use crate::support::program::linkgate;

const RAGGED: &str = "# ours\r\nversion:   1\r\nsites:\r\n    acme: {url: x}  # c\r\n\r\n\r\n";
const NEAT: &str = "# ours\nversion: 1\nsites:\n  acme: { url: x }  # c\n";

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).expect("written");
    }
    folder
}

/// What it writes to its outputs.
#[track_caller]
fn fmt(folder: &Path, arguments: &[&str], code: i32) -> (String, String) {
    let mut program = linkgate();
    let program = program.arg("fmt").args(arguments).current_dir(folder);
    let output = program.output().expect("it runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    let said = (text(output.stdout), text(output.stderr));
    assert_eq!(output.status.code(), Some(code), "{said:?}");
    said
}

fn read(folder: &TempDir, name: &str) -> String {
    fs::read_to_string(folder.path().join(name)).expect("a text")
}

#[test]
fn a_file_is_formatted_in_its_place() {
    let folder = folder(&[("policy.yaml", RAGGED.as_bytes())]);
    let path = folder.path().join("policy.yaml");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("changed");
    let (out, err) = fmt(folder.path(), &["--check", "policy.yaml"], 1);
    assert_eq!(out, "policy.yaml:1: not formatted\n1 file to format\n");
    assert_eq!(
        (err.as_str(), read(&folder, "policy.yaml").as_str()),
        ("", RAGGED)
    );
    let (out, _) = fmt(folder.path(), &["policy.yaml"], 0);
    assert_eq!(out, "policy.yaml: formatted\n1 file formatted\n");
    assert_eq!(read(&folder, "policy.yaml"), NEAT);
    let mode = fs::metadata(&path).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
    let (out, _) = fmt(folder.path(), &["--check", "policy.yaml"], 0);
    assert_eq!(out, "1 file unchanged\n");
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
}

#[test]
fn of_a_folder_each_file_of_yaml_is_formatted() {
    let table = b"name ,route\r\n\r\n";
    let folder = folder(&[
        ("a.yaml", RAGGED.as_bytes()),
        ("b.yml", NEAT.as_bytes()),
        ("links.csv", table),
        (".hidden.yaml", RAGGED.as_bytes()),
    ]);
    let (out, _) = fmt(folder.path(), &["."], 0);
    assert_eq!(
        out,
        "./a.yaml: formatted\n1 file formatted, 1 file unchanged\n"
    );
    assert_eq!(read(&folder, "links.csv").as_bytes(), table);
    assert_eq!(read(&folder, ".hidden.yaml"), RAGGED);
    let empty = tempfile::tempdir().expect("a folder");
    let (_, err) = fmt(empty.path(), &["."], 1);
    assert_eq!(
        err,
        "error: .: no file in this folder ends in .yaml or .yml\n"
    );
    fmt(empty.path(), &[], 2);
    let (_, err) = fmt(folder.path(), &["links.csv"], 1);
    assert_eq!(
        err,
        "error: links.csv: not formatted: only files that end in .yaml or .yml are\n"
    );
}

#[test]
fn what_is_wrong_is_reported_and_left_alone() {
    let files: [(&str, &[u8], &str); 8] = [
        ("syntax.yaml", b"a: 1\npassword: canary: x\n", "not YAML"),
        ("anchor.yaml", b"a:   &x 1\nb: *x\n", "anchors"),
        ("blank.yaml", "a:\u{a0}1\n".as_bytes(), "invisible space"),
        ("tab.yaml", b"a:\n\tb: 1\n", "tab"),
        ("two.yaml", b"a:   1\n---\nb: 1\n", "second YAML document"),
        ("key.yaml", b"? a\n: canary\n", "a key with `?`"),
        ("utf16.yaml", b"\xff\xfea\x00", "UTF-16"),
        ("latin1.yaml", b"a:   \xfc\n", "not UTF-8"),
    ];
    for (name, bytes, reason) in files {
        let folder = folder(&[(name, bytes), ("z.yaml", RAGGED.as_bytes())]);
        let (out, err) = fmt(folder.path(), &[name, "z.yaml"], 1);
        assert!(err.contains(reason) && err.contains(name), "{err}");
        assert!(!err.contains("canary"), "{err}");
        // The others are formatted all the same.
        assert_eq!(
            out,
            "z.yaml: formatted\n1 file formatted, 1 file with errors\n"
        );
        assert_eq!(fs::read(folder.path().join(name)).expect("a file"), bytes);
    }
}

#[test]
fn a_symbolic_link_is_read_and_not_replaced() {
    let folder = folder(&[("policy.yaml", RAGGED.as_bytes())]);
    symlink("policy.yaml", folder.path().join("link.yaml")).expect("a link");
    let (out, _) = fmt(folder.path(), &["--check", "link.yaml"], 1);
    assert_eq!(out, "link.yaml:1: not formatted\n1 file to format\n");
    let (_, err) = fmt(folder.path(), &["link.yaml"], 1);
    assert!(err.contains("a symbolic link: format the file"), "{err}");
    assert_eq!(read(&folder, "policy.yaml"), RAGGED);
    let (_, err) = fmt(folder.path(), &["missing.yaml"], 1);
    assert!(err.contains("missing.yaml: No such file"), "{err}");
}
