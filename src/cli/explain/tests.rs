//! Explanations as people and programs read them.

mod typed;

use super::*;
use crate::cli::output::{json, unstyled};
use crate::compile::load_text;
use clap::Parser;

const POLICY: &str = "\
version: 1
public_url: https://go.acme.example/
sites: { acme: https://acme.webex.com/acme/ }
back_urls:
  meetings: https://portal.acme.example/meetings
  course: https://learn.acme.example/course/{course}
callers: { networks: { office: [10.0.0.0/8], lab: [10.9.0.0/16] } }
routes:
  join:
    path: /go/join/{meeting_key}
    command: meeting.join
    parameters: { course: { type: name } }
    query: [course]
    fill: { attendee_name: '{caller.name}' }
    back: [meetings, course]
    allow: [{ network: office }]
    deny: [{ network: lab }]
  delete:
    path: /go/delete/{meeting_key}
    command: meeting.delete
    allow: anyone
links:
  standup:
    title: Platform team stand-up
    route: join
    meeting_key: 123 456 789
    owner: platform@acme.example
    from: 2026-01-01
    until: 2027-06-30
";

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    args: ExplainArgs,
}

fn facts(words: &[&str]) -> Facts {
    facts_under(POLICY, words)
}

fn facts_under(policy: &str, words: &[&str]) -> Facts {
    let loaded = load_text("policy.yaml", policy, Timestamp::UNIX_EPOCH);
    let policy = Arc::new(loaded.policy.expect("a good policy"));
    let line = Line::try_parse_from([&["explain"], words].concat()).expect("parses");
    let question = question(&line.args, None, &policy, Timestamp::UNIX_EPOCH);
    let question = question.expect("a request");
    let identity = Identity::new(&policy).expect("no keys");
    Trial::new(policy, identity).explain(&question, &loaded.sources)
}

fn shown(words: &[&str]) -> String {
    unstyled(&text::render(&facts(words)))
}

#[test]
fn a_link_is_explained_from_who_may_to_the_target() {
    insta::assert_snapshot!(shown(&["/go/standup?back=course&course=rust&utm=x", "--from", "10.1.2.3", "--at", "2027-01-01T09:00", "--as", "Ann Lee <ann@acme.example>"]), @r#"
    302  The person is sent to Webex.

      asked       /go/standup?back=course&course=rust&utm=x
      from        10.1.2.3
                  in the network office
      as          Ann Lee <ann@acme.example>
      at          2027-01-01T09:00:00Z
      link        standup  "Platform team stand-up"  (policy.yaml:23:3)
                  owner platform@acme.example, from 2026-01-01T00:00:00Z, until 2027-07-01T00:00:00Z
      route       join  "Join a meeting"  (policy.yaml:9:3)
                  /go/join/{meeting_key}
      access      allowed by: network office
                  allow network office
                  deny network lab (not so: network lab)
      command     meeting.join  "Join a meeting"
                  m.php?AT=JM, effect: enter
      parameters  meeting_key    MK  123456789  from the link
                  attendee_name  AN  Ann Lee    from the caller
                  course             rust       from the query
      site        acme  https://acme.webex.com/acme/
      ignored     1 query field without a meaning for this route
      back        course  https://learn.acme.example/course/rust
      target      https://acme.webex.com/acme/m.php?AT=JM&MK=123456789&AN=Ann%20Lee&BU=https%3A%2F%2Flearn.acme.example%2Fcourse%2Frust
      counted     by identity
      logged      redirected
    "#);
}

#[test]
fn a_refusal_says_which_rule_made_it() {
    insta::assert_snapshot!(shown(&["/go/join/123456789", "--from", "10.9.1.1", "--at", "2027-01-01"]), @r#"
    403  You cannot use this link from here. It is open only to certain people or networks.
         `deny` matches 10.9.1.1: network lab

      asked       /go/join/123456789
      from        10.9.1.1
                  in the networks office, lab
      at          2027-01-01T00:00:00Z
      route       join  "Join a meeting"  (policy.yaml:9:3)
                  /go/join/{meeting_key}
      access      denied by: network lab
                  allow network office
                  deny network lab
      command     meeting.join  "Join a meeting"
                  m.php?AT=JM, effect: enter
      site        acme  https://acme.webex.com/acme/
      counted     by address
      logged      denied, client_not_allowed
    "#);
}

#[test]
fn each_answer_has_words_for_the_visitor_and_for_the_operator() {
    let words = |words: &[&str]| {
        let heads = words.iter().map(|word| {
            let at = if word.ends_with("standup") {
                "2028-01-01"
            } else {
                "2025-01-01"
            };
            let shown = shown(&[word, "--from", "10.1.1.1", "--at", at]);
            let head: Vec<&str> = shown.lines().take(2).collect();
            format!("{word}\n{}\n", head.join("\n"))
        });
        heads.collect::<String>()
    };
    insta::assert_snapshot!(words(&[
        "/go/standup",
        "/go/stand-up?",
        "/go/standpu",
        "/go/join/abc",
        "/go/join/123456789?AT=DM",
        "/go/join/123456789?back=evil",
        "/go/join/123456789?back=course",
        "/go/join/123456789?course=a&course=a",
        "/go/delete/123456789",
        "/go/%0d",
        "https://evil.example/go/join/123456789",
    ]), @"
    /go/standup
    410  This link has expired. The time for which it was valid is over.
         its `until` ended at 2027-07-01T00:00:00Z
    /go/stand-up?
    403  This link is not open yet. It starts to work at a later time.
         its `from` begins at 2026-01-01T00:00:00Z
    /go/standpu
    404  There is no such link. There is nothing at this address.
         no route and no link has this path; did you mean `/go/standup`?
    /go/join/abc
    400  Something in this link is not right. The meeting number must be a number of 7 to 20 digits.
         the value for `meeting_key` does not have its type
    /go/join/123456789?AT=DM
    400  Something in this link is not right. The address has a field that this link does not accept.
         `AT` is a reserved word, or a name or code of the command's parameters, and the route does not declare it under `query`
    /go/join/123456789?back=evil
    400  Something in this link is not right. The address asks for a return page that this link does not offer.
         the route offers `back`: meetings, course
    /go/join/123456789?back=course
    400  Something in this link is not right. The course is missing.
         nothing in the request gives `course`
    /go/join/123456789?course=a&course=a
    400  Something in this link is not right. The address has the course twice.
         `course` may be in the query once
    /go/delete/123456789
    200  The person is asked to confirm it first.
         what changes or destroys something is never carried out by a bare link
    /go/%0d
    400  This link is broken. The address has control characters in it.
         an address must be plainly one path and one query before anything is looked up
    https://evil.example/go/join/123456789
    421  Wrong address. This gateway does not answer under the name evil.example.
         `evil.example` is not this gateway's host: it answers for https://go.acme.example/ and for `hosts`
    ");
}

#[test]
fn programs_get_the_same_facts() {
    let facts = facts(&[
        "https://go.acme.example/go/join/123%20456%20789",
        "--from",
        "10.1.2.3",
    ]);
    insta::assert_snapshot!(json(&facts).expect("serializes"), @r#"
    {
      "asked": {
        "url": "https://go.acme.example/go/join/123%20456%20789",
        "method": "GET",
        "from": "10.1.2.3",
        "at": "1970-01-01T00:00:00Z"
      },
      "answer": {
        "status": 302,
        "outcome": "redirected",
        "client": "10.1.2.3",
        "logged": true,
        "says": "The person is sent to Webex.",
        "location": "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789&BU=https%3A%2F%2Fportal.acme.example%2Fmeetings",
        "rate_limit": {
          "by": "address",
          "suggestions": false
        }
      },
      "standing": {
        "networks": [
          "office"
        ]
      },
      "route": {
        "name": "join",
        "title": "Join a meeting",
        "path": "/go/join/{meeting_key}",
        "place": {
          "file": "policy.yaml",
          "line": 9,
          "column": 3
        }
      },
      "access": {
        "verdict": "allowed",
        "by": "network office",
        "allow": [
          "network office"
        ],
        "deny": [
          "network lab (not so: network lab)"
        ]
      },
      "steps": [
        {
          "command": "meeting.join",
          "title": "Join a meeting",
          "address": "m.php?AT=JM",
          "effect": "enter",
          "parameters": [
            {
              "name": "meeting_key",
              "codes": [
                "MK"
              ],
              "origin": "path",
              "secret": false,
              "value": "123456789"
            }
          ]
        }
      ],
      "site": {
        "name": "acme",
        "url": "https://acme.webex.com/acme/"
      },
      "ignored_query_fields": 0,
      "back": {
        "name": "meetings",
        "url": "https://portal.acme.example/meetings",
        "through_gateway": false
      },
      "target": "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789&BU=https%3A%2F%2Fportal.acme.example%2Fmeetings"
    }
    "#);
}

#[test]
fn a_page_about_a_link_is_explained_by_its_link() {
    for (url, from, status, outcome) in [
        ("/", "10.1.2.3", 200, "directory_shown"),
        ("/go/", "192.0.2.1", 200, "directory_shown"),
        ("/go/standup+", "10.1.2.3", 200, "link_shown"),
        ("/go/standup.qr", "10.1.2.3", 200, "link_shown"),
        ("/go/standup+", "192.0.2.1", 403, "denied"),
        ("/go/standup.qr", "10.9.0.1", 403, "denied"),
        ("/go/nothing+", "10.1.2.3", 404, "not_found"),
        ("/-/suggest?q=st", "10.1.2.3", 200, "suggestions_shown"),
        ("/-/route/join", "10.1.2.3", 200, "route_shown"),
        (
            "/-/route/join?meeting_key=1",
            "10.1.2.3",
            400,
            "invalid_input",
        ),
        ("/-/route/nothing", "10.1.2.3", 404, "not_found"),
        ("/-/style.css?v=1", "10.1.2.3", 200, "file"),
        ("/robots.txt", "10.1.2.3", 200, "file"),
        // The built-in policy has none.
        ("/-/logo", "10.1.2.3", 404, "not_found"),
        ("/-/go?q=stand-up", "10.1.2.3", 302, "redirected"),
        ("/-/go?q=123456789", "10.1.2.3", 302, "redirected"),
        (
            "/-/go?q=delete+123456789",
            "10.1.2.3",
            200,
            "confirmation_shown",
        ),
        ("/-/go?q=something+else", "10.1.2.3", 200, "directory_shown"),
    ] {
        let words = [url, "--from", from, "--at", "2026-06-01T12:00"];
        let facts = facts(&words);
        let is_of_link = url.contains("/go/standup") || url.contains("stand-up");
        assert_eq!(facts.decision.link.is_some(), is_of_link, "{url}");
        let answer = (facts.answer.status, facts.answer.outcome);
        assert_eq!(answer, (status, outcome), "{url} from {from}");
    }
}

/// What a request proves, and from whom it counts, is what operators look for most.
#[test]
fn an_explanation_says_who_the_caller_turned_out_to_be() {
    const PROXY: &str = "\
version: 1
public_url: https://go.acme.example/
sites: { acme: https://acme.webex.com/acme/ }
callers:
  trusted_proxies: [10.0.0.1]
  address: x-forwarded-for
  headers: { user: X-Team-User, groups: X-Team-Groups }
routes:
  join:
    path: /go/join/{meeting_key}
    command: meeting.join
    allow: [{ group: staff }]
";
    let asked = |from: &str, groups: &str| {
        let groups = format!("X-Team-Groups: {groups}");
        let words = [
            "/go/join/123",
            "--from",
            from,
            "--header",
            "X-Forwarded-For: 192.0.2.7",
            "--header",
            "X-Team-User: ann",
            "--header",
            &groups,
        ];
        facts_under(PROXY, &words)
    };
    let by_proxy = asked("10.0.0.1", "staff").answer;
    assert_eq!(by_proxy.client, Some([192, 0, 2, 7].into()));
    assert_eq!(by_proxy.caller.as_deref(), Some("ann"));
    assert_eq!(by_proxy.identity_provider.as_deref(), Some("headers"));
    assert_eq!(by_proxy.parameter.as_deref(), Some("meeting_key"));

    let refused = asked("10.0.0.1", "guests").answer;
    let because = "no `allow` holds for ann at 192.0.2.7";
    assert_eq!(refused.because.as_deref(), Some(because));

    let by_stranger = asked("10.0.0.2", "staff");
    assert_eq!(by_stranger.answer.client, Some([10, 0, 0, 2].into()));
    assert_eq!(by_stranger.answer.caller, None);
    let text = unstyled(&text::render(&by_stranger));
    assert!(
        text.contains("the address is not in `trusted_proxies`"),
        "{text}"
    );
}

const DENYING: &str = "\
version: 1
public_url: https://go.acme.example/
sites: { acme: https://acme.webex.com/acme/ }
callers:
  networks: { lab: [10.9.0.0/16] }
  trusted_proxies: [192.0.2.1]
  headers: x-forwarded
  certificates: tls
  limits: { certificate: { users: 'CN=Ann' } }
routes:
  join:
    path: /go/join/{meeting_key}
    command: meeting.join
    allow: { from: headers }
    deny: [{ group: banned, from: headers }, { mail_domain: evil.example, network: lab }]
  open:
    path: /go/open/{meeting_key}
    command: meeting.join
    allow: anyone
    deny: [{ user: eve }]
";

/// What becomes of a link, why, and what is known of its rules.
fn access_of(words: &[&str]) -> String {
    let shown = unstyled(&text::render(&facts_under(DENYING, words)));
    let (head, rest) = shown.split_once("\n\n").expect("a head");
    let rules = rest.lines().skip_while(|line| !line.contains(" access "));
    let is_rule = |line: &&str| {
        ["access", "allow", "deny", "auth"]
            .iter()
            .any(|word| line.trim_start().starts_with(word))
    };
    let rules: Vec<&str> = rules.filter(is_rule).map(str::trim).collect();
    format!(
        "{}\n{}",
        head.lines().last().unwrap_or_default().trim(),
        rules.join("\n")
    )
}

#[test]
fn what_is_not_established_is_told_from_what_is_denied() {
    let lab = ["--from", "10.9.0.1"];
    insta::assert_snapshot!(access_of(&[&["/go/join/1234567", "--as", "ann"], &lab[..]].concat()), @"
    `deny` may match ann at 10.9.0.1, whose `mail_domain` is not established: mail domain evil.example and network lab
    access      not established by: mail domain evil.example and network lab
    allow proven by headers
    deny group banned, proven by headers (not so: group banned), or mail domain evil.example and network lab (not known: mail domain evil.example)
    ");
    insta::assert_snapshot!(access_of(&["/go/join/1234567", "--as", "ann"]), @"
    302  The person is sent to Webex.
    access      allowed by: proven by headers
    allow proven by headers
    deny group banned, proven by headers (not so: group banned), or mail domain evil.example and network lab (not so: network lab; not known: mail domain evil.example)
    ");
    insta::assert_snapshot!(access_of(&["/go/join/1234567", "--as", "ann", "--group", "banned"]), @"
    `deny` matches ann at 127.0.0.1: group banned, proven by headers
    access      denied by: group banned, proven by headers
    allow proven by headers
    deny group banned, proven by headers, or mail domain evil.example and network lab (not so: network lab; not known: mail domain evil.example)
    ");
    insta::assert_snapshot!(access_of(&["/go/open/1234567"]), @"
    `allow` and `deny` need an identity, and the caller is anonymous; try --as and --group
    access      not allowed
    allow anyone
    deny user eve (not known: user eve)
    ");
    insta::assert_snapshot!(access_of(&["/go/open/1234567", "--as", "ann", "--certificate", "CN=Ann"]), @"
    302  The person is sent to Webex.
    access      allowed by: anyone
    allow anyone
    deny user eve (not so: user eve)
    ");
}

#[test]
fn a_person_is_named_by_the_strongest_source_or_the_one_that_is_given() {
    let by = |by: &str| access_of(&["/go/join/1234567", "--as", "CN=Ann", "--by", by]);
    insta::assert_snapshot!(by("headers"), @"
    302  The person is sent to Webex.
    access      allowed by: proven by headers
    allow proven by headers
    deny group banned, proven by headers (not so: group banned), or mail domain evil.example and network lab (not so: network lab; not known: mail domain evil.example)
    ");
    insta::assert_snapshot!(by("certificate"), @"
    no `allow` holds for CN=Ann at 127.0.0.1
    access      not allowed
    allow proven by headers (not so: proven by headers)
    deny group banned, proven by headers (not so: group banned, proven by headers), or mail domain evil.example and network lab (not so: network lab; not known: mail domain evil.example)
    ");
    insta::assert_snapshot!(access_of(&["/go/open/1234567", "--as", "boss", "--by", "certificate"]), @"
    `allow` and `deny` need an identity, and the caller is anonymous; try --as and --group
    access      not allowed
    allow anyone
    deny user eve (not known: user eve)
    auth error  outside_limits
    ");
    let loaded = load_text("policy.yaml", DENYING, Timestamp::UNIX_EPOCH);
    let policy = loaded.policy.expect("a good policy");
    let words = ["explain", "/go/join/1", "--as", "ann", "--by", "portal"];
    let line = Line::try_parse_from(words).expect("parses");
    let question = question(&line.args, None, &policy, Timestamp::UNIX_EPOCH);
    let error = question.expect_err("there is none").to_string();
    assert_eq!(error, "the policy has no identity source `portal`");
}

/// A policy with a rule on trial in each list.
fn tried() -> String {
    POLICY
        .replace(
            "allow: [{ network: office }]",
            "allow: [{ network: office }, { link: before_dates, report_only: 2026-11-01 }]",
        )
        .replace(
            "deny: [{ network: lab }]",
            "deny: [{ network: lab, enforce_from: 2027-02-01 }]",
        )
}

#[test]
fn what_a_report_only_rule_would_change_is_said() {
    let policy = tried();
    let shown = |words: &[&str]| {
        let facts = facts_under(&policy, words);
        let access = serde_json::to_value(&facts).expect("JSON")["access"].clone();
        let text = unstyled(&text::render(&facts));
        let rows = text.lines().skip_while(|line| !line.contains("access "));
        let rows: Vec<&str> = rows.take_while(|line| !line.contains("command ")).collect();
        let first = text.lines().next().unwrap_or_default();
        format!("{first}\n{}\n{}", rows.join("\n"), access["would"])
    };
    let lab = ["/go/standup", "--from", "10.9.1.1", "--at", "2027-01-01"];
    insta::assert_snapshot!(shown(&lab), @r#"
    302  The person is sent to Webex.
      access      allowed by: network office
                  allow network office, or before the link's dates (not so: before the link's dates) [report-only since 2026-11-01]
                  deny network lab [enforced from 2027-02-01T00:00:00Z]
      would be    denied, client_not_allowed, if every rule were enforced
                  by: deny network lab
    {"outcome":"denied","reason":"client_not_allowed","rule":"deny network lab"}
    "#);
    let enforced = ["/go/standup", "--from", "10.9.1.1", "--at", "2027-02-01"];
    insta::assert_snapshot!(shown(&enforced), @"
    403  You cannot use this link from here. It is open only to certain people or networks.
      access      denied by: network lab
                  allow network office, or before the link's dates (not so: before the link's dates) [report-only since 2026-11-01]
                  deny network lab [enforced from 2027-02-01T00:00:00Z]
    null
    ");
    let early = ["/go/standup", "--from", "192.0.2.1", "--at", "2025-12-01"];
    insta::assert_snapshot!(shown(&early), @r#"
    403  You cannot use this link from here. It is open only to certain people or networks.
      access      not allowed
                  allow network office (not so: network office), or before the link's dates [report-only since 2026-11-01]
                  deny network lab (not so: network lab) [enforced from 2027-02-01T00:00:00Z]
      would be    allowed, if every rule were enforced
                  by: allow before the link's dates
    {"outcome":"allowed","rule":"allow before the link's dates"}
    "#);
}
