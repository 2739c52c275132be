//! Reports of small logs, and of hostile ones.

use jiff::Timestamp;

use super::*;
use crate::cli::output::unstyled;
use crate::compile::load_text;

const POLICY: &str = r#"
version: 1
public_url: https://go.acme.example/
sites: { acme: https://acme.webex.com/acme/ }
back_urls: { meetings: https://portal.acme.example/meetings }
callers: { networks: { office: [10.0.0.0/8] } }
routes:
  join: { path: "/go/join/{meeting_key}", command: meeting.join, back: meetings, allow: anyone }
  start: { path: "/go/start/{meeting_key}", command: meeting.start, back: meetings, allow: [{ network: office }] }
links:
  standup: { title: Platform team stand-up, route: join, meeting_key: 123 456 789, owner: platform@acme.example }
  retro: { title: Retrospective, route: join, meeting_key: 123 456 780, owner: platform@acme.example }
  broken: { title: Broken, route: start, meeting_key: 123 456 781, owner: "<b>=ops</b>" }
  idle: { route: join, meeting_key: 123 456 782 }
  old: { route: join, meeting_key: 123 456 783, until: 2020-01-01 }
"#;

/// A line of each day of a month with these fields, behind those of every line.
fn line(day: u8, outcome: &str, more: &str) -> String {
    format!(
        "{{\"log_version\":1,\"time\":\"2027-06-{day:02}T09:00:00.000Z\",\"request_id\":\"5d1f0c9ab7e24638-1a\",\"method\":\"GET\",\"client\":\"198.51.100.7\",\"policy\":\"0\",\"caller\":\"ann@acme.example\",\"identity_provider\":\"headers\",\"further_callers\":[{{\"caller\":\"bea\",\"identity_provider\":\"certificate\"}}],{more}\"meeting_key\":\"123456789\",\"outcome\":\"{outcome}\",\"status\":302,\"ignored_query_fields\":0}}\n"
    )
}

fn of_link(day: u8, link: &str, route: &str, outcome: &str) -> String {
    line(
        day,
        outcome,
        &format!("\"route\":\"{route}\",\"link\":\"{link}\","),
    )
}

fn missed(name: &str) -> String {
    let name = serde_json::to_string(name).expect("JSON");
    line(3, "not_found", &format!("\"missed_name\":{name},"))
}

fn month() -> String {
    let mut log = String::new();
    for day in 1..=9 {
        log.push_str(&of_link(day, "standup", "join", "redirected"));
    }
    log.push_str(&of_link(2, "retro", "join", "redirected"));
    log.push_str(&of_link(4, "broken", "start", "denied").repeat(3));
    log.push_str(&of_link(5, "gone", "former", "redirected"));
    log.push_str(&of_link(6, "idle", "join", "link_shown"));
    log.push_str(&missed("standdup").repeat(2));
    log.push_str(&missed("join123456789"));
    log.push_str("starting\n{\"log_version\":1,\"time\":\"20");
    log
}

fn summary_of(log: &str, policy: Option<&str>, top: usize) -> Summary {
    let policy = policy.map(|policy| {
        let loaded = load_text("policy.yaml", policy, Timestamp::UNIX_EPOCH);
        loaded.policy.expect("a policy")
    });
    let mut counts = Counts::new(Period::default(), policy.as_ref());
    let reader = LogReader::new(LOG_VERSION, |line| counts.add(line));
    let tally = reader.read_one("log", log.as_bytes());
    let rules = Rules {
        top,
        unused_since: None,
        now: "2027-07-01T00:00Z".parse().expect("a time"),
    };
    Summary::new(counts, policy.as_ref(), &tally, &rules)
}

/// The report in all formats.
fn formats(summary: &Summary) -> [String; 4] {
    [
        unstyled(&table::render(summary)),
        csv::render(summary).expect("memory"),
        output::json(summary).expect("memory"),
        html::render(summary).expect("memory"),
    ]
}

#[test]
fn people_see_what_is_used_and_what_is_not() {
    let summary = summary_of(&month(), Some(POLICY), 20);
    insta::assert_snapshot!(unstyled(&table::render(&summary)), @"
    18 requests from 2027-06-01 09:00 to 2027-06-09 09:00 (UTC)
    18 lines of the decision log in 1 file
    lines left out: 1 of other programs, 1 torn

    Outcomes
      11  redirected
       3  not_found
       3  denied
       1  link_shown

    Routes
      opened  refused  failed  last opened       route
          10        0       0  2027-06-09 09:00  join    10 redirected, 1 link_shown
           1        0       0  2027-06-05 09:00  former  1 redirected
           0        3       0  never             start   3 denied

    Links
      opened  refused  failed  last opened       link
           9        0       0  2027-06-09 09:00  standup  Platform team stand-up  platform@acme.example
           1        0       0  2027-06-05 09:00  gone                                                    not in this policy
           1        0       0  2027-06-02 09:00  retro    Retrospective           platform@acme.example
           0        3       0  never             broken   Broken                  <b>=ops</b>            dead
           0        0       0  never             idle

    Unused links: 3
      opened  refused  failed  last opened  link
           0        3       0  never        broken  Broken  <b>=ops</b>  dead
           0        0       0  never        idle
           0        0       0  never        old                          expired

    Dead links, refused or failed always: 1
      opened  refused  failed  last opened  link
           0        3       0  never        broken  Broken  <b>=ops</b>  dead

    Owners
      opened  refused  failed  last opened       owner
          10        0       0  2027-06-09 09:00  platform@acme.example  links: 2, unused: 0, dead: 0
           0        3       0  never             <b>=ops</b>            links: 1, unused: 1, dead: 1
           0        0       0  never             (no owner)             links: 2, unused: 2, dead: 0

    Missed names: 3 requests
      2  standdup
      1  join******789
    ");
}

#[test]
fn without_a_policy_what_needs_one_is_left_out_and_said() {
    let summary = summary_of(&month(), None, 2);
    insta::assert_snapshot!(unstyled(&table::render(&summary)), @"
    18 requests from 2027-06-01 09:00 to 2027-06-09 09:00 (UTC)
    18 lines of the decision log in 1 file
    lines left out: 1 of other programs, 1 torn

    Outcomes
      11  redirected
       3  not_found
       3  denied
       1  link_shown

    Routes
      opened  refused  failed  last opened       route
          10        0       0  2027-06-09 09:00  join    10 redirected, 1 link_shown
           1        0       0  2027-06-05 09:00  former  1 redirected
      and 1 more (--top)

    Links
      opened  refused  failed  last opened       link
           9        0       0  2027-06-09 09:00  standup
           1        0       0  2027-06-05 09:00  gone
      and 3 more (--top)

    Dead links, refused or failed always: 1
      opened  refused  failed  last opened  link
           0        3       0  never        broken      dead

    Missed names: 3 requests
      2  standdup
      1  join******789

    without --policy: no titles, no owners, no unused links
    ");
}

#[test]
fn spreadsheets_get_one_table() {
    let summary = summary_of(&month(), Some(POLICY), usize::MAX);
    insta::assert_snapshot!(csv::render(&summary).expect("memory"), @r#"
    kind,name,outcome,title,owner,route,requests,opened,refused,failed,last_opened,findings
    outcome,,redirected,,,,11,,,,,
    outcome,,not_found,,,,3,,,,,
    outcome,,denied,,,,3,,,,,
    outcome,,link_shown,,,,1,,,,,
    route,join,,Join a meeting,,,11,10,0,0,2027-06-09T09:00:00Z,
    outcome,,redirected,,,join,10,,,,,
    outcome,,link_shown,,,join,1,,,,,
    route,former,,,,,1,1,0,0,2027-06-05T09:00:00Z,
    outcome,,redirected,,,former,1,,,,,
    route,start,,Start a scheduled meeting,,,3,0,3,0,,
    outcome,,denied,,,start,3,,,,,
    link,standup,,Platform team stand-up,platform@acme.example,join,9,9,0,0,2027-06-09T09:00:00Z,
    link,gone,,,,,1,1,0,0,2027-06-05T09:00:00Z,not_in_policy
    link,retro,,Retrospective,platform@acme.example,join,1,1,0,0,2027-06-02T09:00:00Z,
    link,broken,,Broken,<b>=ops</b>,start,3,0,3,0,,unused dead
    link,idle,,,,join,1,0,0,0,,unused
    link,old,,,,join,0,0,0,0,,unused expired
    owner,platform@acme.example,,,,,10,10,0,0,2027-06-09T09:00:00Z,"links: 2, unused: 0, dead: 0"
    owner,<b>=ops</b>,,,,,3,0,3,0,,"links: 1, unused: 1, dead: 1"
    owner,(none),,,,,1,0,0,0,,"links: 2, unused: 2, dead: 0"
    missed_name,standdup,,,,,2,,,,,
    missed_name,join******789,,,,,1,,,,,
    "#);
}

#[test]
fn nothing_personal_is_in_a_report() {
    let log = month();
    let personal = [
        "198.51.100.7",
        "ann@",
        "bea",
        "5d1f0c9ab7e24638",
        "123456789",
        "headers",
        "certificate",
    ];
    for words in personal {
        assert!(log.contains(words), "{words}");
    }
    for policy in [None, Some(POLICY)] {
        for report in formats(&summary_of(&log, policy, 20)) {
            for words in personal {
                assert!(!report.contains(words), "{words} in {report}");
            }
            assert!(report.contains("join******789"), "{report}");
        }
    }
}

#[test]
fn texts_of_strangers_stay_texts() {
    let title = "<script>alert(1)</script> \u{202e}=1+1\u{1b}[31m";
    let policy = POLICY.replace("Platform team stand-up", "\"<img src=x onerror=alert(1)>\"");
    let log = [
        of_link(1, "standup", "join", "redirected"),
        line(
            2,
            "redirected",
            "\"link\":\"<script>x\\u001b[31m\\u202e\",\"route\":\"=1+1\",",
        ),
        line(3, "<script>outcome", "\"route\":\"join\","),
        missed("=cmd|x"),
        missed("\u{1b}[31mred\u{202e}"),
        missed(title),
    ];
    let [table, csv, json, html] = formats(&summary_of(&log.concat(), Some(&policy), 20));
    for report in [&table, &csv, &json, &html] {
        assert!(!report.contains(['\u{1b}', '\u{202e}']), "{report}");
        assert!(!report.contains("outcome<"), "{report}");
    }
    for tag in ["<script", "<img", "onerror=alert(1)>"] {
        assert!(!html.contains(tag), "{tag} in {html}");
    }
    assert!(
        html.contains("&#60;img src=x onerror=alert(1)&#62;"),
        "{html}"
    );
    assert!(csv.contains("\nmissed_name,'=cmd|x,"), "{csv}");
    assert!(csv.contains("\nroute,'=1+1,"), "{csv}");
    assert!(!csv.contains(",=") && !csv.contains("\n="), "{csv}");
}

#[test]
fn a_link_is_dead_if_it_never_worked() {
    let back = "\"route\":\"join\",\"link\":\"standup\",\"step\":1,\"webex\":\"fail\",";
    let opened = || of_link(1, "standup", "join", "redirected");
    let failed = || line(1, "webex_failed", back);
    let shown = || of_link(1, "standup", "join", "link_shown");
    let head = opened().replace("GET", "HEAD");
    for (lines, opens, is_dead) in [
        (vec![opened()], 1, false),
        (vec![shown()], 0, false),
        (vec![head.clone()], 0, false),
        (vec![of_link(1, "standup", "join", "denied")], 0, true),
        (vec![opened(), failed()], 1, true),
        (vec![opened(), opened(), failed()], 2, false),
        (vec![opened(), line(1, "returned", back)], 1, false),
        (vec![opened(), line(1, "redirected", back)], 1, false),
    ] {
        let summary = summary_of(&lines.concat(), None, 20);
        let [row] = &summary.links.links.rows[..] else {
            panic!("{lines:?}");
        };
        assert_eq!(
            (row.uses.opened, row.uses.is_dead()),
            (opens, is_dead),
            "{lines:?}"
        );
    }
}
