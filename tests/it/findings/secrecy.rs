//! Secrets in the wrong place of a policy: no finding shows them, in whatever form it is told.

use std::collections::HashSet;

use linkgate::compile::load;
use proptest::prelude::*;

use crate::support::findings::{Report, now};
use crate::support::program::run;
use crate::support::service::{Folder, Service};

const HEAD: &str = "version: 1\npublic_url: https://go.acme.example/\nsites: { acme: https://acme.webex.com/acme/ }\n";

const JOIN: &str = "routes:\n  join:\n    path: /go/join/{meeting_key}\n    command: meeting.join\n    allow: anyone\n";

/// Lines with a secret, each of them wrong, as they stand behind a head and before the routes.
const SECTIONS: [&str; 40] = [
    "secrets: { pw: canary ] }",
    "secrets:\n\tpw: canary",
    "secrets:\n  pw: canary",
    "secrets:\n  pw: { file: canary }",
    "secrets:\n  pw: { variable: canary }",
    "secrets:\n  pw: { file: x, canary: y }",
    "secrets:\n  canary: { file: x }\n  canary: { file: y }",
    "secrets:\n  ca nary canary: { file: x }",
    "secrets:\n  pw: *canary",
    "secrets: [canary",
    "secrets: \"canary",
    "secret: { pw: canary }",
    "secrets\n  pw: canary",
    "base: &b { pw: canary }\nsecrets: *b",
    "password: canary",
    "PW: canary",
    "PW canary",
    "password=canary",
    "back_urls: { desk: \"https://ann:canary@desk.acme.example/\" }",
    "back_urls: { desk: \"https://canary@desk.acme.example/\" }",
    "back_urls: { desk: \"http://desk.acme.example/?PW=canary\" }",
    "back_urls: { desk: \"https:/ann:canary@desk.acme.example/\" }",
    "sites: { beta: \"https://ann:canary@acme.webex.com/acme/\" }",
    "brand: { contact: \"https://ann:canary@acme.example/help\" }",
    "callers: { login_url: \"https://ann:canary@acme.example/login\" }",
    "callers: { header_secret: canary }",
    "callers: { tokens: { portal: { issuer: \"https://id.acme.example\", secret: canary } } }",
    "callers: { tokens: { portal: { keys: { kty: EC, d: canary } } } }",
    "callers: { tokens: { portal: { keys: { url: \"https://ann:canary@acme.example/k\" } } } }",
    "signing_keys: canary-canary-canary-canary-canary",
    "signing_keys: { file: keys, key: canary }",
    "\"p\\u0061ssword\": canary",
    "\"sec\\x72ets\":\n  a: canary\n  b: canary",
    "host_key: canary",
    "secrets: { pw: x } # canary",
    "a: &a canary\nb: &b [*a]\nsecrets: *b",
    "a: &a canary\nsecrets: {\"b\":*a}",
    "back_urls: { desk: \"http://desk.acme.example/?%50W=canary\" }",
    "back_urls: { desk: \"http://desk.acme.example/?u=%3FPW%3Dcanary\" }",
    "callers: { tokens: { portal: { keys: \"-----BEGIN PRIVATE KEY-----\\ncanary\" } } }",
];

/// Lines of a route with a secret.
const ROUTES: [&str; 16] = [
    "fill: { password: canary }",
    "fill: { password: \"{canary}\" }",
    "query: [\"password=canary\"]",
    "query: [password: canary]",
    "query: [\"PW=canary\"]",
    "constants: { PW: canary }",
    "constants: { passwd: canary }",
    "constants: { partner_id: canary }",
    "constants: { pasword: canary }",
    "secrets: { password: canary }",
    "secrets: { canary: pw }",
    "secrets: { password: x, password: canary }",
    "password: canary",
    "PW: [canary",
    "parameters: { password: canary }",
    "parameters: { x: { type: text, secret: canary } }",
];

/// Links with a secret.
const LINKS: [&str; 5] = [
    "links:\n  a: { route: join, meeting_key: 123456789, password: canary }",
    "links:\n  a: { route: join, meeting_key: 123456789, PW: canary }",
    "links:\n  a:\n    route: join\n    PW: |\n      canary\n      canary",
    "links:\n  a: { route: join, meeting_key: \"https://acme.webex.com/acme/j.php?MTID=m1&PW=canary\" }",
    "links:\n  a: { route: join, password: \"can\\x61ry canary }",
];

const TABLES: [&str; 9] = [
    "name,route,meeting_key\na,join,123456789,canary\n",
    "name,route,meeting_key,PW\na,join,123456789,canary\n",
    "name,route,meeting_key,password\na,join,123456789,\"canary\n",
    "name,route,meeting_key,password\na,join,canary\n",
    "name,route,meeting_key\na,join,https://acme.webex.com/acme/j.php?MTID=m1&PW=canary\n",
    "name,route,meeting_key\na,join,https://ann:canary@acme.webex.com/\n",
    "name,route,meeting_key,Password (if any)\na,join,1,canary\n",
    "name,route,meeting_key\na,join,\"https://acme.webex.com/acme/j.php?PW=canary\n",
    "name,route,meeting_key\na,join,https://acme.webex.com/acme/j.php?%50W=canary\n",
];

/// Every policy of this file, with the table beside it.
fn policies() -> Vec<(String, &'static str)> {
    let sections = SECTIONS.map(|lines| format!("{HEAD}{lines}\n{JOIN}"));
    let routes = ROUTES.map(|line| format!("{HEAD}{JOIN}    {line}\n"));
    let links = LINKS.map(|lines| format!("{HEAD}{JOIN}{lines}\n"));
    let plain = sections.into_iter().chain(routes).chain(links);
    let tables = TABLES.map(|table| (format!("{HEAD}{JOIN}links_from: links.csv\n"), table));
    plain.map(|policy| (policy, "")).chain(tables).collect()
}

fn written(policy: &str, table: &str) -> Folder {
    Folder::with(&[("policy.yaml", policy), ("links.csv", table)])
}

#[track_caller]
fn assert_silent(what: &str, said: &str) {
    assert!(!said.contains("canary"), "{what}\n{said}");
}

#[test]
fn no_form_of_a_finding_shows_a_secret() {
    for (policy, table) in policies() {
        let folder = written(&policy, table);
        let file = folder.named("policy.yaml");
        for arguments in [
            &["check", "--policy", &file][..],
            &["check", "--policy", &file, "--format", "json"],
            &["check", "--policy", &file, "--format", "github"],
            &["explain", "--policy", &file, "/go/join/123456789"],
            &["serve", "--policy", &file, "--listen", "127.0.0.1:0"],
        ] {
            let output = run(arguments);
            assert_eq!(output.status.code(), Some(1), "{policy}{table}");
            let said = [output.stdout, output.stderr].concat();
            let said = String::from_utf8(said).expect("a text");
            assert!(said.contains("error"), "{policy}{table}{said}");
            assert_silent(&format!("{arguments:?} {policy}{table}"), &said);
        }
    }
}

#[test]
fn a_reload_answers_and_logs_no_secret() {
    let good = format!("{HEAD}{JOIN}");
    let service = Service::start(written(&good, ""), &["--watch-interval", "0s"]);
    for (policy, table) in policies() {
        service.folder.write("links.csv", table);
        service.folder.write("policy.yaml", &policy);
        let (status, said) = service.reload();
        assert_eq!(status, 422, "{policy}{table}{said}");
        assert_silent(&format!("{policy}{table}"), &said);
    }
    assert_silent("diagnostics", &service.diagnostics());
}

/// A message is cut where it is long, and what is left of a secret does not look like one.
#[test]
fn long_secrets_are_hidden_before_messages_are_cut() {
    for filler in [900, 990, 1_100, 3_000] {
        let secret = format!("{}canary{}", "x".repeat(filler), "y".repeat(300));
        for lines in [
            format!("back_urls: {{ desk: \"https://ann:{secret}@desk.acme.example/../x\" }}"),
            format!("back_urls: {{ desk: \"https://canary{secret}@desk.acme.example:443/\" }}"),
            format!("back_urls: {{ desk: \"https://desk.acme.example:443/?PW=canary{secret}\" }}"),
            format!("brand: {{ contact: \"https://canary{secret}@acme.example:443/\" }}"),
            format!("password: \"canary{secret}\""),
        ] {
            let folder = written(&format!("{HEAD}{lines}\n{JOIN}"), "");
            let file = folder.named("policy.yaml");
            let output = run(&["check", "--policy", &file]);
            let said = String::from_utf8(output.stdout).expect("a text");
            assert!(said.contains("error"), "{lines}{said}");
            assert_silent(&lines, &said);
        }
    }
}

#[test]
fn what_is_no_secret_is_shown() {
    let policy = format!(
        "{HEAD}{JOIN}    title: [Key people]\nlinks:\n  a: {{ route: jion, meeting_key: 123456789, password: canary }}\n"
    );
    let folder = written(&policy, "");
    let output = run(&["check", "--policy", &folder.named("policy.yaml")]);
    let said = String::from_utf8(output.stdout).expect("a text");
    assert_silent("check", &said);
    for shown in [
        "title: [Key people]",
        "a: { route: jion, meeting_key: 123456789, password: •••}",
    ] {
        assert!(said.contains(shown), "{said}");
    }
}

/// A sound policy, with a place for a line in each of its sections.
const SOUND: [&str; 26] = [
    "version: 1",
    "public_url: https://go.acme.example/",
    "time_zone: Europe/Berlin",
    "sites:",
    "  acme: https://acme.webex.com/acme/",
    "back_urls:",
    "  desk: https://desk.acme.example/",
    "callers:",
    "  networks:",
    "    office: 10.0.0.0/8",
    "  tokens:",
    "    portal:",
    "      issuer: https://id.acme.example",
    "      audience: linkgate",
    "routes:",
    "  join:",
    "    path: /go/join/{meeting_key}",
    "    command: meeting.join",
    "    query: [attendee_name]",
    "    back: [desk]",
    "    allow: anyone",
    "links:",
    "  standup:",
    "    route: join",
    "    meeting_key: 123456789",
    "    title: Stand-up",
];

/// By what a secret is known.
fn key() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "password",
        "Password",
        "PASSWD",
        "PW",
        "pw",
        "pasword",
        "partner_id",
        "PID",
        "ticket",
        "TK",
        "secrets",
        "secret",
        "signing_keys",
        "header_secret",
        "api-key",
        "admin_token",
        "join_password",
    ])
}

/// How a key and its secret are written. The secret has no mark in it at which it could end.
fn notation() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "KEY: canary",
        "KEY:  'canary'",
        "KEY: \"canary\"",
        "\"KEY\": canary",
        "'KEY' : canary",
        "KEY:canary",
        "KEY=canary",
        "{ KEY: canary }",
        "x: { a: b, KEY: canary, c: d }",
        "x: [\"KEY=canary\"]",
        "KEY: [canary]",
        "KEY: { a: canary, b: canary }",
        "KEY: |\nINDENT  canary\nINDENT  canary",
        "KEY:\nINDENT  a: canary\nINDENT  b: { file: canary }",
        "KEY:\nINDENT- canary\nINDENT- canary",
        "? KEY\nINDENT: canary",
        "x: https://acme.example/?KEY=canary&a=b",
        "x: https://ann:canary@acme.example/",
        "x: \"https://canary@acme.example/\"",
    ])
}

/// What people add by mistake: marks of YAML, blanks, beginnings of something.
fn junk() -> impl Strategy<Value = String> {
    let mark = prop::sample::select(vec![
        "{", "}", "[", "]", "\"", "'", ":", ": ", ",", "#", " #", "&a ", "*a", "!", "|", ">", "%",
        "@", "`", "\t", "- ", "? ", "\n", "\r\n", "---", "...", "\u{a0}", "\\", "é", "x", "=",
        "//",
    ]);
    prop::collection::vec(mark, 0..4).prop_map(|marks| marks.concat())
}

/// A line of the sound policy with what was added to it.
#[derive(Debug)]
struct Slip {
    line: prop::sample::Index,
    column: prop::sample::Index,
    junk: String,
}

fn slips() -> impl Strategy<Value = Vec<Slip>> {
    let index = any::<prop::sample::Index>;
    let slip = (index(), index(), junk());
    let slip = slip.prop_map(|(line, column, junk)| Slip { line, column, junk });
    prop::collection::vec(slip, 0..3)
}

/// The policy with a secret behind one of its lines, and with slips in its others.
fn with_secret(place: usize, key: &str, notation: &str, slips: &[Slip]) -> String {
    let mut lines = SOUND.map(str::to_owned);
    for slip in slips {
        let line = &mut lines[slip.line.index(SOUND.len())];
        let column = slip.column.index(line.len() + 1);
        line.insert_str(line.floor_char_boundary(column), &slip.junk);
    }
    let indent = SOUND[place].len() - SOUND[place].trim_start().len();
    let indent = " ".repeat(indent);
    let secret = notation.replace("INDENT", &indent).replace("KEY", key);
    lines[place] = format!("{}\n{indent}{secret}", lines[place]);
    lines.join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// In every place, in every notation, and whatever else is wrong.
    #[test]
    fn a_secret_behind_its_key_is_never_shown(place in 0..SOUND.len(), key in key(), notation in notation(), slips in slips()) {
        let folder = written(&with_secret(place, key, notation, &slips), "");
        // The report of the tests refuses canaries itself.
        Report::WHOLE.of(&load(&folder.path("policy.yaml"), now()));
    }

    /// In a column for a secret, beyond the columns, and whatever else is wrong.
    #[test]
    fn a_secret_in_a_table_is_never_shown(header in prop::sample::select(vec!["PW", "password", "Partner-ID"]), before in junk(), behind in junk()) {
        let table = format!("name,route,meeting_key,{header}\nb,jion,1,x\n{before}a,join,1,canary{behind}\nc,join,2,x,canary\n");
        let folder = written(&format!("{HEAD}{JOIN}links_from: links.csv\n"), &table);
        Report::WHOLE.of(&load(&folder.path("policy.yaml"), now()));
    }
}

/// Otherwise the properties would look at too few places.
#[test]
fn the_properties_look_at_sound_policies_with_one_mistake() {
    let mut said = HashSet::new();
    for place in 0..SOUND.len() {
        let folder = written(&with_secret(place, "password", "KEY: canary", &[]), "");
        said.insert(Report::WHOLE.of(&load(&folder.path("policy.yaml"), now())));
    }
    assert!(said.len() > 10, "{said:?}");
}
