//! The layers of the code: which module may know which, that no files import each other in a
//! circle, and what must not be found where. Read from the sources, so that a breach shows up by
//! name.

pub mod sources;

use std::collections::{BTreeMap, BTreeSet};

use sources::{File, paths, sources, without_comments};

/// Each module with those that it may know. `lib.rs` and `main.rs` know all.
const MODULES: &[(&str, &[&str])] = &[
    ("word_list", &[]),
    ("digest", &[]),
    ("files", &[]),
    ("net", &["word_list"]),
    ("text", &[]),
    ("webex", &["text", "word_list"]),
    ("policy", &["webex", "net", "text", "digest", "word_list"]),
    (
        "compile",
        &[
            "policy",
            "webex",
            "net",
            "text",
            "digest",
            "files",
            "word_list",
        ],
    ),
    (
        "decision",
        &["policy", "webex", "net", "text", "digest", "word_list"],
    ),
    ("policy_format", &[]),
    (
        "policy_diff",
        &["decision", "policy", "webex", "net", "text"],
    ),
    (
        "expectations",
        &[
            "compile",
            "decision",
            "policy",
            "webex",
            "text",
            "word_list",
        ],
    ),
    ("directory", &["decision", "policy", "webex", "net", "text"]),
    ("export", &["decision", "policy", "webex", "net", "text"]),
    (
        "migration",
        &[
            "compile",
            "directory",
            "decision",
            "policy",
            "webex",
            "text",
            "word_list",
        ],
    ),
    ("https_client", &["webex"]),
    (
        "policy_source",
        &["compile", "https_client", "webex", "digest", "files"],
    ),
    (
        "identity",
        &[
            "https_client",
            "decision",
            "policy",
            "webex",
            "net",
            "text",
            "digest",
            "word_list",
        ],
    ),
    (
        "gateway",
        &[
            "identity",
            "directory",
            "decision",
            "policy",
            "webex",
            "net",
            "telemetry",
            "text",
            "upstream",
            "digest",
            "word_list",
        ],
    ),
    ("otlp", &["https_client", "telemetry"]),
    (
        "upstream",
        &[
            "https_client",
            "webex",
            "telemetry",
            "digest",
            "files",
            "word_list",
        ],
    ),
    ("sandbox", &["webex", "net", "text", "word_list"]),
    ("server", &["net", "telemetry", "text", "digest", "files"]),
    ("telemetry", &["text", "files", "word_list"]),
    ("decision_logs", &["files"]),
    (
        "replay",
        &[
            "decision_logs",
            "gateway",
            "identity",
            "decision",
            "policy",
            "webex",
            "net",
            "text",
            "word_list",
        ],
    ),
    (
        "cli",
        &[
            "net",
            "webex",
            "policy",
            "policy_format",
            "files",
            "compile",
            "decision",
            "policy_diff",
            "directory",
            "export",
            "migration",
            "https_client",
            "policy_source",
            "identity",
            "gateway",
            "otlp",
            "sandbox",
            "server",
            "telemetry",
            "decision_logs",
            "replay",
            "text",
            "upstream",
            "expectations",
            "word_list",
        ],
    ),
];

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
fn no_module_knows_one_that_it_may_not() {
    let mut breaches = Vec::new();
    for file in sources() {
        let Some((module, may_know)) = MODULES.iter().find(|(module, _)| *module == file.module)
        else {
            let is_entrance = matches!(&*file.path, "lib.rs" | "main.rs");
            assert!(
                is_entrance,
                "src/{} is in no module of ARCHITECTURE.md",
                file.path
            );
            continue;
        };
        for (other, _) in MODULES.iter().copied() {
            let known = other != *module && knows(&file, other);
            if known && !may_know.contains(&other) {
                breaches.push(format!("src/{} knows {other}", file.path));
            }
        }
    }
    assert_eq!(breaches, [""; 0]);
}

/// A file that others import and that imports them cannot be understood without them, nor moved.
#[test]
fn no_files_import_each_other_in_a_circle() {
    let files = sources();
    let imports: BTreeMap<&str, BTreeSet<&str>> = files
        .iter()
        .map(|file| (&*file.path, file.imports(&files)))
        .collect();
    let mut circles = Vec::new();
    for file in &files {
        if reached_from(&file.path, &imports).contains(&*file.path) {
            circles.push(format!("src/{} imports itself through others", file.path));
        }
    }
    assert_eq!(circles, [""; 0]);
    let circle = BTreeMap::from([
        ("a", BTreeSet::from(["b"])),
        ("b", BTreeSet::from(["c", "a"])),
        ("c", BTreeSet::new()),
    ]);
    assert!(reached_from("a", &circle).contains("a"));
    assert!(!reached_from("c", &circle).contains("c"));
    // The reader of imports sees something.
    assert!(imports["decision/decide.rs"].contains("policy.rs"));
    assert!(imports["compile/links/draft.rs"].contains("compile/fields.rs"));
}

/// All files to which imports lead from this one, in any number of steps.
fn reached_from<'f>(path: &str, imports: &BTreeMap<&str, BTreeSet<&'f str>>) -> BTreeSet<&'f str> {
    let mut reached = BTreeSet::new();
    let mut next: Vec<&str> = imports[path].iter().copied().collect();
    while let Some(file) = next.pop() {
        if reached.insert(file) {
            next.extend(&imports[file]);
        }
    }
    reached
}

fn knows(file: &File, module: &str) -> bool {
    let mut paths = paths(&file.code, &["crate", "super"]).into_iter();
    paths.any(|path| {
        path.iter()
            .find(|word| *word != "super" && *word != "crate")
            .is_some_and(|first| first == module)
    })
}

#[test]
fn every_way_to_name_a_module_is_seen() {
    let of = |code: &str| {
        let paths = paths(code, &["crate", "super"]).into_iter();
        paths.map(|path| path.join("::")).collect::<Vec<_>>()
    };
    assert_eq!(of("use crate::webex::Call;"), ["crate::webex::Call"]);
    assert_eq!(
        of("use crate::{policy::{A, b::C as D, self}, server};"),
        [
            "crate::policy::A",
            "crate::policy::b::C",
            "crate::policy::self",
            "crate::server"
        ]
    );
    assert_eq!(
        of("let x = super::super::gateway::y();"),
        ["super::super::gateway::y"]
    );
    assert_eq!(
        of("f(crate::net::Peer::tcp(a), super::B)"),
        ["crate::net::Peer::tcp", "super::B"]
    );
    let comments = without_comments("a(); // crate::cli\n/// crate::server");
    assert_eq!(of(&comments), [""; 0]);
    assert_eq!(
        without_comments("let x = \"https://a\"; // b"),
        "let x = \"https://a\"; "
    );
}

/// One reads what a policy says, the other how it is written.
#[test]
fn two_files_know_the_yaml_library() {
    let readers = ["compile/yaml.rs", "policy_format/tokens.rs"];
    let others = |file: &File| !readers.contains(&&*file.path);
    assert_eq!(places_of(&["granit"], others), [""; 0]);
    assert!(!places_of(&["granit"], |file| !others(file)).is_empty());
}

#[test]
fn one_file_of_a_policy_touches_the_disk_and_the_environment() {
    let others = |file: &File| {
        matches!(&*file.module, "compile" | "policy") && file.path != "compile/inputs.rs"
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
    // The client reads the one of a server that it asked, to say that it is not followed.
    let reader = "https_client/error.rs";
    // The stand-in's REST API answers with one, as Webex's does where a client asks to join directly.
    let stand_in = "sandbox/respond.rs";
    // What is expected of one.
    let expected = "expectations/model.rs";
    let others = [reader, stand_in, expected];
    let outside = |file: &File| file.module != "gateway" && !others.contains(&&*file.path);
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
    let is_pure = |module: &str| {
        matches!(
            module,
            "text" | "webex" | "policy" | "decision" | "directory" | "expectations"
        )
    };
    let middle = |file: &File| is_pure(&file.module) || file.module == "compile";
    // The body of a reply is a counted reference to bytes, which no other crate of ours names.
    let bytes = ["src/webex/rest/call.rs:5 has hyper"];
    assert_eq!(places_of(&words, middle), bytes);
    let pure = |file: &File| is_pure(&file.module);
    let reach = ["std::fs", "std::io", "fs::", "std::env"];
    assert_eq!(places_of(&reach, pure), [""; 0]);
}

/// A `Policy` is the proof that all of it has been checked: its fields are private, and it is made
/// of parts that only its compiler has.
#[test]
fn one_module_makes_a_policy() {
    let elsewhere = |file: &File| file.module != "compile" && file.path != "policy.rs";
    assert_eq!(
        places_of(&["PolicyParts", "Policy::new("], elsewhere),
        [""; 0]
    );
    let model = |file: &File| file.path == "policy.rs";
    assert_eq!(places_of(&["pub parts", ") parts:"], model), [""; 0]);
    assert_eq!(places_of(&["parts: PolicyParts"], model).len(), 2);
}

/// A `Call` is the proof that a target is the policy's: its field is private,
/// and one function makes it.
#[test]
fn one_function_makes_a_call() {
    let makers = places_of(&["Call("], |file| {
        file.module == "webex" && file.path != "webex/call.rs"
    });
    assert_eq!(makers, [""; 0]);
    let call = |file: &File| file.path == "webex/call.rs";
    let all = places_of(&["Call(out)"], call);
    assert_eq!(all.len(), 1, "{all:?}");
    let with_ticket = places_of(&["TicketCall(Zeroizing"], call);
    let made = places_of(&["TicketCall(Zeroizing::new("], call);
    assert_eq!((with_ticket.len(), made.len()), (2, 1), "{with_ticket:?}");
    assert_eq!(
        places_of(
            &["struct Call(pub", "From<String> for Call", "TicketCall(pub"],
            call
        ),
        [""; 0]
    );
}

/// Apart from the forms of `webex`, secrets are written into requests for tokens alone.
#[test]
fn two_rooms_read_secrets() {
    let outside = |file: &File| {
        let is_token = file.path.starts_with("upstream/tokens/");
        // Digests, by which configurations are told apart.
        let is_digest = matches!(&*file.path, "upstream/config.rs" | "upstream/services.rs");
        file.module != "webex" && !is_token && !is_digest
    };
    assert_eq!(places_of(&[".expose()"], outside), [""; 0]);
    assert!(!places_of(&[".expose()"], |file| !outside(file)).is_empty());
}
