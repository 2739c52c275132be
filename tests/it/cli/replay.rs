//! `replay`, as an operator calls it.

use std::fs;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use linkgate::replay::Skip;
use serde_json::json;

use super::{Desk, GOOD};
use crate::docs::read;

/// Two days of a policy under which everyone could join.
const LOG: &str = r#"{"log_version":1,"time":"2027-06-01T08:00:00.000Z","request_id":"a1","method":"GET","client":"10.1.0.7","policy":"0","route":"join","link":"standup","meeting_key":"******789","outcome":"redirected","status":302,"back":"meetings","ignored_query_fields":0,"replay":{"path":"/go/standup","takes_pages":true}}
{"log_version":1,"time":"2027-06-01T08:01:00.000Z","request_id":"a2","method":"GET","client":"192.0.2.9","policy":"0","route":"join","link":"standup","meeting_key":"******789","outcome":"redirected","status":302,"back":"meetings","ignored_query_fields":1,"replay":{"path":"/go/standup","takes_pages":true}}
{"log_version":1,"time":"2027-06-01T08:02:00.000Z","request_id":"a3","method":"GET","client":"192.0.2.9","policy":"0","route":"join","meeting_key":"******678","outcome":"redirected","status":302,"back":"meetings","ignored_query_fields":0,"replay":{"path":"/go/join/{digits:9}","takes_pages":true}}
{"log_version":1,"time":"2027-06-02T08:00:00.000Z","request_id":"a4","method":"GET","client":"192.0.2.8","policy":"0","route":"join","link":"standup","meeting_key":"******789","outcome":"redirected","status":302,"back":"meetings","ignored_query_fields":0,"replay":{"path":"/go/standup","takes_pages":false}}
{"log_version":1,"time":"2027-06-02T08:03:00.000Z","request_id":"a5","method":"GET","client":"10.1.0.7","policy":"0","outcome":"directory_shown","status":200,"ignored_query_fields":0}
{"log_version":1,"time":"2027-06-02T08:04:00.000Z","request_id":"a6","method":"GET","client":"10.1.0.7","policy":"0","route":"join","outcome":"invalid_input","status":400,"reason":"invalid_value","parameter":"meeting_key","ignored_query_fields":0,"replay":{"lost":"value","takes_pages":true}}
"#;

fn desk() -> Desk {
    let desk = Desk::with(GOOD);
    fs::write(desk.folder.path().join("decisions.log"), LOG).expect("written");
    desk
}

#[test]
fn what_would_end_differently_is_shown_as_in_the_manual() {
    let said = desk().run(&["replay", "decisions.log", "--policy", "policy.yaml"], 1);
    let (before, hash) = said.out.split_once("policy.yaml (").expect("a policy");
    let (_, behind) = hash.split_once(')').expect("a hash");
    let shown = format!("{before}policy.yaml (HASH){behind}");
    let manual = read("docs/logs.md").replace("1d524373896318c7", "HASH");
    assert!(manual.contains(&shown), "{shown}");
}

#[test]
fn the_manual_has_every_reason_not_to_replay() {
    let manual = read("docs/logs.md");
    let rows = manual
        .lines()
        .skip_while(|line| !line.starts_with("| `not_replayed`"));
    let rows = rows.skip(2).take_while(|line| line.starts_with("| "));
    let words = rows.flat_map(|row| {
        row.split('|')
            .nth(1)
            .unwrap_or_default()
            .split('`')
            .skip(1)
            .step_by(2)
    });
    let mut documented: Vec<&str> = words.collect();
    let mut known: Vec<&str> = Skip::ALL.iter().map(|skip| skip.as_str()).collect();
    documented.sort_unstable();
    known.sort_unstable();
    assert_eq!(documented, known);
}

#[test]
fn programs_get_the_same_facts() {
    let desk = desk();
    let fixed = ["replay", "decisions.log", "--policy", "policy.yaml"];
    let said = desk.run(
        &[&fixed[..], &["--format", "json", "--limit", "1"]].concat(),
        1,
    );
    let mut found = said.json();
    found["hash"] = "HASH".into();
    let ending = |link: bool, outcome: &str| match link {
        true => json!({ "outcome": outcome, "route": "join", "link": "standup" }),
        false => json!({ "outcome": outcome, "route": "join" }),
    };
    let mut is = ending(true, "denied");
    is["reason"] = "client_not_allowed".into();
    let expected = json!({
        "policy": "policy.yaml",
        "hash": "HASH",
        "lines": 6,
        "lines_of_this_policy": 0,
        "other_lines": 0,
        "unread": [],
        "same": 1,
        "asks_webex": 0,
        "different": 3,
        "changes": [{
            "count": 2,
            "was": ending(true, "redirected"),
            "is": is,
            "rule": "allow network office",
            "examples": [
                { "request_id": "a2", "time": "2027-06-01T08:01:00.000Z", "path": "/go/standup" },
                { "request_id": "a4", "time": "2027-06-02T08:00:00.000Z", "path": "/go/standup" },
            ],
        }],
        "different_otherwise": 1,
        "not_replayed": { "no_value": 1, "page": 1 },
        "with_ignored_fields": 1,
    });
    assert_eq!(found, expected);
}

#[test]
fn the_exit_code_says_whether_anything_would_end_differently() {
    let desk = desk();
    let path = |name: &str| desk.folder.path().join(name);
    let same = GOOD.replace("allow: [{ network: office }]", "allow: anyone");
    fs::write(path("same.yaml"), same).expect("written");
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(LOG.as_bytes()).expect("memory");
    let packed = packed.finish().expect("memory");
    fs::write(path("decisions.log.1.gz"), &packed).expect("written");
    fs::write(path("cut.gz"), &packed[..packed.len() - 20]).expect("written");
    fs::write(path("foreign.log"), "GET / HTTP/1.1\n\u{1b}[31m{\n").expect("written");
    fs::write(
        path("mixed.log"),
        format!("linkgate-1 | {LOG}{{\"log_version\":1,\n"),
    )
    .expect("written");
    let pages = LOG.lines().filter(|line| line.contains("directory_shown"));
    fs::write(path("pages.log"), pages.collect::<String>()).expect("written");
    let replay = |logs: &[&str], policy: &str, code: i32| {
        desk.run(&[&["replay", "--policy", policy], logs].concat(), code)
    };
    let said = replay(&["decisions.log", "decisions.log.1.gz"], "same.yaml", 0);
    assert!(
        said.out
            .starts_with("8 requests replayed: none would end differently"),
        "{}",
        said.out
    );
    let said = replay(&["mixed.log"], "same.yaml", 0);
    let last = "1 other line in the logs: foreign, torn, or of another version\n";
    assert!(said.out.ends_with(last), "{}", said.out);
    let said = replay(&["pages.log"], "same.yaml", 1);
    let first = "no request could be replayed: nothing is known about what would end differently";
    assert!(said.out.starts_with(first), "{}", said.out);
    assert!(said.out.contains("1 line not replayed"), "{}", said.out);
    for (log, why) in [
        ("cut.gz", "not read to its end: cut.gz"),
        ("none.log", "not read to its end: none.log"),
        ("foreign.log", "no line of the decision log"),
    ] {
        let said = replay(&[log], "same.yaml", 1);
        assert!(
            said.out.contains(why) && !said.out.contains('\u{1b}'),
            "{}",
            said.out
        );
    }
    let said = replay(&["decisions.log"], "none.yaml", 1);
    assert!(said.err.contains("none.yaml"), "{}", said.err);
    desk.run(&["replay", "--policy", "same.yaml"], 2);
    desk.run(&["replay", "decisions.log", "--limit", "many"], 2);
}
