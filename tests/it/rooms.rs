//! The rooms of the house: who may know whom, and what must not be found in
//! which room. Read from the sources, so that a breach shows up by name.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Each room with those that it may know. `cli` and the entrances (`lib.rs`,
/// `main.rs`) know all.
const ROOMS: [(&str, &[&str]); 8] = [
    ("webex", &[]),
    ("policy", &["webex"]),
    ("decision", &["policy", "webex"]),
    ("identity", &["decision", "policy", "webex"]),
    (
        "gateway",
        &["identity", "decision", "policy", "webex", "telemetry"],
    ),
    ("server", &["gateway", "telemetry"]),
    ("telemetry", &[]),
    (
        "cli",
        &[
            "webex",
            "policy",
            "decision",
            "identity",
            "gateway",
            "server",
            "telemetry",
        ],
    ),
];

/// A source file with its comments taken out.
struct File {
    path: String,
    room: String,
    code: String,
}

fn sources() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    let files: Vec<File> = files
        .iter()
        .map(|path| {
            let text = fs::read_to_string(path).expect("a source file");
            let path = path.strip_prefix(&root).expect("below src");
            let path = path.display().to_string().replace('\\', "/");
            let room = path.split(['/', '.']).next().unwrap_or_default();
            File {
                room: room.to_owned(),
                code: without_comments(&text),
                path,
            }
        })
        .collect();
    assert!(files.len() > 30, "the sources are not where they should be");
    files
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

fn without_comments(text: &str) -> String {
    // `https://` stands in a text; a comment stands behind a blank.
    let is_comment = |line: &str, at: usize| at == 0 || line[..at].ends_with(char::is_whitespace);
    let code = |line: &str| {
        let mut slashes = line.match_indices("//").map(|(at, _)| at);
        let end = slashes.find(|at| is_comment(line, *at));
        line[..end.unwrap_or(line.len())].to_owned()
    };
    text.lines().map(code).collect::<Vec<_>>().join("\n")
}

/// The first words of all paths that begin at the crate or climb with
/// `super`, those inside braces among them.
fn roots(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for start in ["crate::", "super::", "linkgate::"] {
        for (at, _) in code.match_indices(start) {
            heads(&code[at + start.len()..], &mut found);
        }
    }
    found
}

fn heads(path: &str, found: &mut BTreeSet<String>) {
    let path = path.trim_start();
    if let Some(group) = path.strip_prefix('{') {
        let mut depth = 0_u32;
        let mut fresh = true;
        for (at, c) in group.char_indices() {
            match c {
                '}' if depth == 0 => return,
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 0 => fresh = true,
                c if fresh && !c.is_whitespace() => {
                    fresh = false;
                    heads(&group[at..], found);
                }
                _ => {}
            }
        }
    } else {
        let word = path
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .next();
        found.extend(word.filter(|word| !word.is_empty()).map(str::to_owned));
    }
}

/// Where `words` stand in the files that `of_interest` picks.
fn places_of(words: &[&str], of_interest: impl Fn(&File) -> bool) -> Vec<String> {
    let mut places = Vec::new();
    for file in sources().iter().filter(|file| of_interest(file)) {
        for (line, number) in file.code.lines().zip(1..) {
            for word in words.iter().filter(|word| line.contains(**word)) {
                places.push(format!("src/{}:{number} has {word}", file.path));
            }
        }
    }
    places
}

#[test]
fn no_room_knows_one_that_it_may_not() {
    let mut breaches = Vec::new();
    for file in sources() {
        let Some((room, may_know)) = ROOMS.iter().find(|(room, _)| *room == file.room) else {
            let is_entrance = matches!(&*file.path, "lib.rs" | "main.rs");
            assert!(
                is_entrance,
                "src/{} is in no room of ARCHITECTURE.md",
                file.path
            );
            continue;
        };
        for (other, _) in ROOMS {
            let known = other != *room && roots(&file.code).contains(other);
            if known && !may_know.contains(&other) {
                breaches.push(format!("src/{} knows {other}", file.path));
            }
        }
    }
    assert_eq!(breaches, [""; 0]);
}

#[test]
fn the_reader_of_this_test_sees_every_way_to_name_a_room() {
    let of = |code: &str| roots(code).into_iter().collect::<Vec<_>>().join(" ");
    assert_eq!(of("use crate::webex::Call;"), "webex");
    assert_eq!(
        of("use crate::{policy::{A, b::C}, server};"),
        "policy server"
    );
    assert_eq!(of("let x = super::super::gateway::y();"), "gateway super");
    assert_eq!(
        of(&without_comments("a(); // crate::cli\n/// crate::server")),
        ""
    );
    assert_eq!(
        without_comments("let x = \"https://a\"; // b"),
        "let x = \"https://a\"; "
    );
}

#[test]
fn one_file_knows_the_yaml_library() {
    let others = |file: &File| file.path != "policy/yaml.rs";
    assert_eq!(places_of(&["granit"], others), [""; 0]);
    assert!(!places_of(&["granit"], |file| !others(file)).is_empty());
}

#[test]
fn one_file_of_the_policy_touches_the_disk_and_the_environment() {
    let others = |file: &File| {
        let is_test = file.path.contains("tests");
        file.room == "policy" && file.path != "policy/load/inputs.rs" && !is_test
    };
    assert_eq!(
        places_of(
            &["std::fs", "fs::", "File::open", "std::env", "env::"],
            others
        ),
        [""; 0]
    );
}

#[test]
fn only_the_gateway_writes_a_location() {
    let outside = |file: &File| file.room != "gateway" && !file.path.contains("tests");
    let words = ["LOCATION", "\"location\"", "\"Location\""];
    assert_eq!(places_of(&words, outside), [""; 0]);
}

/// The middle is pure: no clock, no I/O, no logging, no async, no chance.
#[test]
fn the_middle_has_no_clock_and_touches_nothing() {
    let words = [
        "Timestamp::now",
        "Zoned::now",
        "SystemTime",
        "Instant::now",
        "tracing",
        "tokio",
        "hyper",
        "async fn",
        ".await",
        "println!",
        "TcpStream",
        "static mut",
        "thread_local!",
    ];
    let middle = |file: &File| matches!(&*file.room, "webex" | "policy" | "decision");
    assert_eq!(places_of(&words, middle), [""; 0]);
    let pure = |file: &File| matches!(&*file.room, "webex" | "decision");
    let reach = ["std::fs", "std::io", "fs::", "std::env"];
    assert_eq!(places_of(&reach, pure), [""; 0]);
}

/// A `Call` is the proof that a target is the policy's: its field is private,
/// and one function makes it.
#[test]
fn one_function_makes_a_call() {
    let makers = places_of(&["Call("], |file| {
        file.room == "webex" && file.path != "webex/call.rs"
    });
    assert_eq!(makers, [""; 0]);
    let call = |file: &File| file.path == "webex/call.rs";
    let all = places_of(&["Call(out)"], call);
    assert_eq!(all.len(), 1, "{all:?}");
    assert_eq!(
        places_of(&["struct Call(pub", "From<String> for Call"], call),
        [""; 0]
    );
}
