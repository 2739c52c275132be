//! Names that lead to no file any more while the program serves: nothing waits, and what was there
//! goes on.

use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;

use super::*;
use crate::support::service::lines;

/// What may have the name of a file, and is none.
const NO_FILES: [&str; 4] = ["mkfifo", "mkdir", "socket", "loop"];

fn put(kind: &str, path: &Path) {
    match kind {
        "mkdir" => fs::create_dir(path).expect("a folder"),
        "socket" => drop(UnixListener::bind(path).expect("a socket")),
        "loop" => symlink(path, path).expect("a link"),
        tool => {
            let made = Command::new(tool).arg(path).status();
            assert!(made.expect("it runs").success());
        }
    }
}

fn remove(path: &Path) {
    match path.is_dir() {
        true => fs::remove_dir(path).expect("removed"),
        false => fs::remove_file(path).expect("removed"),
    }
}

#[test]
fn where_the_name_leads_to_no_file_the_old_file_goes_on_and_a_warning_says_so() {
    let folder = Folder::new();
    folder.write("policy.yaml", &policy_with(0, "log: { audit: required }\n"));
    let service = Service::start(folder, &["--watch-interval", "0s"]);
    let (path, moved) = (
        service.folder.path(DECISIONS),
        service.folder.path("moved.log"),
    );
    fs::rename(&path, &moved).expect("moved");
    let mut ids = Vec::new();
    for (warnings, kind) in (1..).zip(NO_FILES) {
        put(kind, &path);
        service.signal("USR1");
        eventually("warning", || {
            let said = service.diagnostics();
            let said = said
                .matches("the decision log cannot be reopened; writing to the old file continues");
            (said.count() == warnings).then_some(())
        });
        let answer = service.talk().get(PATH);
        assert_eq!(answer.status, 302, "{kind}");
        ids.push(answer.request_id().to_owned());
        remove(&path);
    }
    service.signal("USR1");
    eventually("new file", || path.exists().then_some(()));
    // The lines from before the signal are in the old file when there is a new one.
    assert_eq!(
        request_ids(&lines(&fs::read_to_string(&moved).expect("text"))),
        ids
    );
    let last = service.talk().get(PATH).request_id().to_owned();
    let (newest, _) = service.stop();
    assert_eq!(request_ids(&newest), [last]);
}

#[test]
fn a_reload_refuses_what_is_no_file_and_the_old_policy_goes_on() {
    const MORE: &str = "links_from: links.csv\nsecrets: { password: { file: secret } }\n";
    let folder = Folder::new();
    folder.write("policy.yaml", &policy_with(0, MORE));
    folder.write("links.csv", "name,route,meeting_key\na,join,123456789\n");
    folder.write("secret", "x\n");
    let service = Service::start(folder, &["--watch-interval", "0s"]);
    for name in ["policy.yaml", "links.csv", "secret"] {
        let path = service.folder.path(name);
        let text = fs::read(&path).expect("bytes");
        fs::remove_file(&path).expect("removed");
        for kind in NO_FILES {
            put(kind, &path);
            let (status, said) = service.reload();
            assert_eq!(status, 422, "{name} {kind}: {said}");
            assert!(said.contains(name), "{name} {kind}: {said}");
            assert_eq!(led(&service), target(0), "{name} {kind}");
            remove(&path);
        }
        fs::write(&path, text).expect("written");
    }
    let (status, said) = service.reload();
    assert_eq!(status, 200, "{said}");
}
