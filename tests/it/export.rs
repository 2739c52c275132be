//! `export csv` and `export json`.

use serde_json::Value;

use crate::support::program::run;
use crate::support::service::Folder;

const POLICY: &str = r#"
version: 1
public_url: https://go.acme.example/
sites: { acme: https://acme.webex.com/acme/ }
back_urls: { meetings: https://portal.acme.example/meetings }
callers: { networks: { office: [10.0.0.0/8] } }
routes:
  join: { path: "/go/join/{meeting_key}", command: meeting.join, back: meetings, allow: anyone }
  office: { path: "/office/{meeting_key}", command: meeting.join, back: meetings, allow: [{ network: office }] }
"#;

const LINKS: &str = r#"
links:
  stand-up:
    title: "Stand-up, \"daily\""
    owner: Platform team
    aliases: [daily, weekly]
    tags: [team, platform]
    route: join
    meeting_key: 123 456 789
    from: 2026-01-01
    until: 2999-06-30T18:00
  büro: { route: office, meeting_key: 234567890, attendee_name: "Ann  Lee" }
"#;

fn export(folder: &Folder, format: &str) -> (String, String) {
    let policy = folder.named("policy.yaml");
    let output = run(&["export", format, "--policy", &policy]);
    assert!(output.status.success(), "{output:?}");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    (text(output.stdout), text(output.stderr))
}

/// What a policy says of its links, without the places where they stand.
fn links(folder: &Folder) -> Value {
    let (json, _) = export(folder, "json");
    serde_json::from_str(&json).expect("JSON")
}

#[test]
fn a_table_says_what_the_policy_says() {
    let folder = Folder::with(&[("policy.yaml", format!("{POLICY}{LINKS}"))]);
    let before = links(&folder);
    let (table, left_out) = export(&folder, "csv");
    insta::assert_snapshot!(table, @r#"
    name,title,route,attendee_name,meeting_key,aliases,owner,tags,from,until
    stand-up,"Stand-up, ""daily""",join,,123456789,daily weekly,Platform team,team platform,2026-01-01T00:00:00Z,2999-06-30T18:00:00Z
    büro,,office,Ann  Lee,234567890,,,,,
    "#);
    assert_eq!(left_out, "");
    folder.write("links.csv", &table);
    folder.write("policy.yaml", &format!("{POLICY}links_from: links.csv\n"));
    assert_eq!(links(&folder), before);
}

#[test]
fn json_says_where_each_link_leads_everybody() {
    let folder = Folder::with(&[("policy.yaml", format!("{POLICY}{LINKS}"))]);
    let (json, _) = export(&folder, "json");
    insta::assert_snapshot!(json, @r#"
    [
      {
        "name": "stand-up",
        "aliases": [
          "daily",
          "weekly"
        ],
        "title": "Stand-up, \"daily\"",
        "owner": "Platform team",
        "tags": [
          "team",
          "platform"
        ],
        "from": "2026-01-01T00:00:00Z",
        "until": "2999-06-30T18:00:00Z",
        "path": "/go/stand-up",
        "url": "https://go.acme.example/go/stand-up",
        "route": "join",
        "parameters": {
          "meeting_key": "123456789"
        },
        "location": "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789&BU=https%3A%2F%2Fportal.acme.example%2Fmeetings"
      },
      {
        "name": "büro",
        "path": "/go/b%C3%BCro",
        "url": "https://go.acme.example/go/b%C3%BCro",
        "route": "office",
        "parameters": {
          "attendee_name": "Ann  Lee",
          "meeting_key": "234567890"
        },
        "depends": "it is restricted to some callers"
      }
    ]
    "#);
}

#[test]
fn what_a_spreadsheet_would_run_is_left_out_and_said() {
    let formula =
        "  evil: { title: \"=cmd|' /C calc'!A0\", route: join, meeting_key: 345678901 }\n";
    let folder = Folder::with(&[("policy.yaml", format!("{POLICY}{LINKS}{formula}"))]);
    let (table, left_out) = export(&folder, "csv");
    assert!(!table.contains("calc"), "{table}");
    assert_eq!(
        left_out,
        "left out: 1 path\n  /go/evil: a table cannot hold its `title`\n"
    );
}

#[test]
fn nothing_is_written_half_or_through_a_link() {
    let folder = Folder::with(&[
        ("policy.yaml", format!("{POLICY}{LINKS}")),
        ("other", "mine".to_owned()),
    ]);
    std::os::unix::fs::symlink(folder.path("other"), folder.path("links.csv")).expect("a link");
    let policy = folder.named("policy.yaml");
    let before = folder.read("policy.yaml");
    for (file, force) in [
        ("links.csv", "--force"),
        ("links.csv", "--without-secrets"),
        ("policy.yaml", "--without-secrets"),
    ] {
        let file = folder.named(file);
        let output = run(&["export", "csv", "--policy", &policy, "--out", &file, force]);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
    }
    assert_eq!(
        (folder.read("other"), folder.read("policy.yaml")),
        ("mine".to_owned(), before)
    );
    let output = run(&["export", "static", "--policy", &policy]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    for hostile in ["/tmp/a b", "relative", "/tmp/$x", "/tmp/\"", "/tmp/x;"] {
        let out = folder.named("static");
        let output = run(&[
            "export",
            "static",
            "--policy",
            &policy,
            "--out",
            &out,
            "--served-from",
            hostile,
        ]);
        assert_eq!(output.status.code(), Some(1), "{hostile}: {output:?}");
        assert!(!folder.path("static/nginx.conf").exists(), "{hostile}");
    }
}
