//! What an operator is told about a broken policy: every mistake in one run,
//! with its place and what to do. And what no file may do: panic, hang, or
//! become a policy that says something else than it seems to say.

use std::fmt::Write as _;
use std::net::IpAddr;

use insta::assert_snapshot;
use jiff::Timestamp;
use linkgate::compile::{DEFAULT, Severity, load_text};
use linkgate::decision::{Caller, Delivery, LinkRequest, Outcome, Stop, decide};

use crate::support::findings::{Report, now};
use crate::support::service::Folder;

const GOOD: &str = r#"version: 1
public_url: https://go.acme.example/
hosts: [go, "2001:db8::1"]
time_zone: Europe/Berlin
sites:
  acme: https://acme.webex.com/acme/
back_urls:
  meetings: https://portal.acme.example/meetings
  course: https://learn.acme.example/course/{course}
callers:
  networks:
    office: [10.0.0.0/8, "2001:db8:10::/48"]
    lab: 10.9.0.0/16
routes:
  join:
    path: /go/join/{meeting_key}
    command: meeting.join
    query: [attendee_name]
    fill: { attendee_email: "{caller.email}" }
    back: meetings
    deny: { network: lab }
    allow: [{ network: office }]
  course:
    path: /go/course/{course}/{meeting_key}
    command: meeting.join
    parameters: { course: { type: name } }
    back: [course, meetings]
    allow: anyone
links:
  standup:
    title: Platform team stand-up
    route: join
    meeting_key: 123 456 789
    owner: platform@acme.example
    until: 2027-06-30
"#;

/// The good policy's links, for changes that would leave them without a route.
const LINKS: &str = "links:
  standup:
    title: Platform team stand-up
    route: join
    meeting_key: 123 456 789
    owner: platform@acme.example
    until: 2027-06-30
";

#[track_caller]
fn found(text: &str) -> String {
    Report::WHOLE.of_text(text)
}

/// The findings about a policy of several files.
#[track_caller]
fn found_in(files: &[(&str, &[u8])], path: &str) -> String {
    Report::WHOLE.of_files(&Folder::with(files), path)
}

/// The findings about the good policy with some of its text replaced.
#[track_caller]
fn found_with(changes: &[(&str, &str)]) -> String {
    let mut text = GOOD.to_owned();
    for (old, new) in changes {
        assert_eq!(text.matches(old).count(), 1, "{old:?} must be there once");
        text = text.replace(old, new);
    }
    found(&text)
}

/// The findings about the good policy with these lines behind it.
#[track_caller]
fn found_after(more: &str) -> String {
    let lines = GOOD.lines().count();
    let text = found(&format!("{GOOD}{more}"));
    for line in text.lines() {
        let number = line.split(':').next().expect("a line number");
        let number: usize = number.parse().expect("a line number");
        assert!(number > lines, "points into the good part: {line}");
    }
    text
}

/// Every one of these texts has an error somewhere, or whose is left over is
/// told.
#[track_caller]
fn assert_all_refused(cases: &[(&str, String)]) {
    let accepted: Vec<&str> = cases
        .iter()
        .filter(|(_, found)| !found.contains(" error: "))
        .map(|(case, _)| *case)
        .collect();
    assert_eq!(accepted, [""; 0], "no error is found in these");
}

#[test]
fn good_policies_have_no_findings() {
    assert_eq!(found(GOOD), "");
    assert_eq!(found(DEFAULT), "");
}

#[test]
fn all_findings_come_at_once_in_the_order_of_their_places() {
    let text = found(
        r#"version: 2
public_url: https://go.acme.example/portal
hosts: ["*.acme.example"]
sites:
  acme: http://acme.webex.com/acme/
back_urls:
  evil: https://user@portal.acme.example/
callers:
  networks:
    office: [10.0.0.1/8]
routes:
  join:
    path: go/join/{meeting_key}
    command: meeting.join
    allow: everybody
  start:
    comand: meeting.start
    allow: anyone
links:
  "stand up":
    route: join
    until: soon
"#,
    );
    let places: Vec<Vec<u32>> = text
        .lines()
        .map(|line| {
            let place = line.split(' ').next().expect("a place");
            place.split(':').map(|n| n.parse().expect(line)).collect()
        })
        .collect();
    assert!(places.len() >= 12, "{text}");
    assert!(places.is_sorted(), "{text}");
    assert_snapshot!(text, @"
    1:10 error: unknown version of the policy language | write `version: 1`
    2:13 error: this is not the address of a gateway: it has only scheme, host and a slash | write it like https://go.acme.example/
    3:9 error: this is not a host name | write one full name without port or wildcard, like go.acme.example
    5:9 error: an address must begin with https://, not http:
    7:9 error: an address must not have a user name or password | write it like https://portal.acme.example/meetings
    10:14 error: `10.0.0.1/8` has bits set after its prefix | write 10.0.0.0/8
    13:11 error: a path begins with `/` | write it like /go/join/{meeting_key}
    13:11 error: `meeting.join` needs `meeting_key`, and nothing supplies it | add `{meeting_key}` to the path, or `meeting_key` to `query`, `constants` or `fill`
    15:12 error: unknown condition `everybody` | write `anyone`, or conditions like `{ network: NAME }`
    16:3 warning: the route `start` has no path, and no link uses it | give it a `path`, or remove it
    17:5 error: unknown key `comand` in the route `start` | did you mean `command`?
    20:3 error: `stand up` must be letters, digits, `-`, `_` and `.`, with a letter or digit at both ends | rename the link: its name is part of its path
    20:3 error: the link `stand up` has no `meeting_key` | add `meeting_key:`
    22:12 error: `soon` is not a date | write it like 2027-06-30, 2027-06-30T18:00 or 2027-06-30T18:00+02:00
    ");
}

#[test]
fn unknown_keys_get_the_word_that_was_meant() {
    assert_snapshot!(found_with(&[("time_zone:", "time-zone:")]), @"4:1 error: unknown key `time-zone` in the policy | did you mean `time_zone`?");
    assert_snapshot!(found_with(&[("    deny:", "    denny:")]), @"21:5 error: unknown key `denny` in the route `join` | did you mean `deny`?");
    assert_snapshot!(found_with(&[("callers:\n", "callers:\n  network: {}\n")]), @"11:3 error: unknown key `network` in `callers` | did you mean `networks`?");
    assert_snapshot!(found_with(&[("owner:", "ownr:")]), @"34:5 error: the route `join` has no parameter `ownr` | did you mean `owner`?");
    assert_snapshot!(found_with(&[("{ course: { type: name } }", "{ course: { type: name, mx: 5 } }")]), @"26:41 error: unknown key `mx` in the parameter `course` | did you mean `max`?");
    assert_snapshot!(found_with(&[("{ network: lab }", "{ network: lab, groop: x }")]), @"21:27 error: unknown key `groop` in a condition | did you mean `group`?");
    assert_snapshot!(found_with(&[("acme: https://acme.webex.com/acme/", "acme: { url: https://acme.webex.com/acme/, uri: x }")]), @"6:46 error: unknown key `uri` in the site `acme` | did you mean `url`?");
    assert_snapshot!(found_after("commands:\n  meeting.join: { pge: m.php }\n"), @"37:19 error: unknown key `pge` in the command `meeting.join` | did you mean `page`?");
}

#[test]
fn duplicate_keys_are_found_wherever_they_stand() {
    assert_snapshot!(found_after("version: 1\n"), @"36:1 error: `version` is here twice | remove one of them: only one can apply");
    assert_snapshot!(found_after("  standup: { route: join, meeting_key: 1234567 }\n"), @"36:3 error: `standup` is in `links` twice | rename or remove one of them: only one can apply");
    assert_snapshot!(found_with(&[("    back: meetings\n", "    back: meetings\n    back: course\n")]), @"21:5 error: `back` is here twice | remove one of them: only one can apply");
    assert_snapshot!(found_with(&[("    lab: 10.9.0.0/16\n", "    lab: 10.9.0.0/16\n    lab: 10.8.0.0/16\n")]), @"14:5 error: `lab` is in `networks` twice | rename or remove one of them: only one can apply");
    assert_snapshot!(found_with(&[("{ network: lab }", "{ network: lab, network: office }")]), @"21:27 error: `network` is here twice | remove one of them: only one can apply");
    assert_snapshot!(found_with(&[("    owner: platform@acme.example\n", "    owner: a\n    owner: b\n")]), @"35:5 error: `owner` is here twice | remove one of them: only one can apply");
    assert_snapshot!(found_after("commands:\n  meeting.join: { page: m.php, \"page\": x.php }\n"), @"37:32 error: `page` is here twice | remove one of them: only one can apply");
}

#[test]
fn one_path_has_one_route() {
    let second = |path: &str| {
        found_with(&[(
            "links:\n",
            &format!(
                "  other:\n    path: {path}\n    command: meeting.join\n    allow: anyone\nlinks:\n"
            ),
        )])
    };
    assert_snapshot!(second("/go/join/{meeting_key}"), @"29:3 error: the path of the route `other` is already the route `join`'s (policy.yaml:15:3) | give it another path: case, `-` and `_` are ignored, and every {parameter} matches the same paths");
    assert_snapshot!(second("/GO/Jo-in/{meeting_key}/"), @"29:3 error: the path of the route `other` is already the route `join`'s (policy.yaml:15:3) | give it another path: case, `-` and `_` are ignored, and every {parameter} matches the same paths");
    assert_snapshot!(found_with(&[(
        "links:\n",
        "  other:\n    path: /go/join/{number}\n    command: meeting.join\n    parameters: { number: { type: digits } }\n    constants: { meeting_key: 1234567 }\n    allow: anyone\nlinks:\n",
    )]), @"29:3 error: the path of the route `other` is already the route `join`'s (policy.yaml:15:3) | give it another path: case, `-` and `_` are ignored, and every {parameter} matches the same paths");
    assert_snapshot!(found_after("  stand-up: { route: join, meeting_key: 1234567 }\n"), @"36:3 error: the path of the link `stand-up` is already the link `standup`'s (policy.yaml:30:3) | rename one of them: case, `-` and `_` are ignored");
    assert_snapshot!(found_with(&[("path: /go/course/{course}/{meeting_key}", "path: /go/standup\n    query: [course, meeting_key]")]), @"31:3 error: the path of the link `standup` is already the route `course`'s (policy.yaml:23:3) | rename one of them: case, `-` and `_` are ignored");
}

#[test]
fn paths_are_plain_words_and_parameters() {
    let path =
        |path: &str| found_with(&[("path: /go/join/{meeting_key}", &format!("path: {path}"))]);
    let first = |text: String| text.lines().next().unwrap_or_default().to_owned();
    for broken in [
        "/-/join/{meeting_key}",
        "go/{meeting_key}",
        "/go//{meeting_key}",
        "/go/../{meeting_key}",
        "/go/%2e/{meeting_key}",
        "/go/*/{meeting_key}",
        "/go/x{meeting_key}",
        "/go/{Meeting}",
        "/go/jöin/{meeting_key}",
        "\"/go/join/{meeting_key}?x=1\"",
        "/",
    ] {
        let text = path(broken);
        assert!(text.starts_with("16:11 error: "), "{broken}: {text}");
    }
    assert_snapshot!(first(path("/-/join/{meeting_key}")), @"16:11 error: paths under `/-/` belong to the gateway | write it like /go/join/{meeting_key}");
    assert_snapshot!(first(path("/go/x{meeting_key}")), @"16:11 error: a {parameter} takes a whole segment between two slashes | write it like /go/join/{meeting_key}");
    assert_snapshot!(first(path(&format!("/{}{{meeting_key}}", "a/".repeat(16)))), @"16:11 error: a path has at most 16 segments | write it like /go/join/{meeting_key}");
    assert_snapshot!(first(path(&format!("/{}/{{meeting_key}}", "a".repeat(65)))), @"16:11 error: a word of a path has at most 64 characters | write it like /go/join/{meeting_key}");
    assert_snapshot!(found_with(&[("hosts:", "link_prefix: /go/{x}\nhosts:")]), @"3:14 error: the path before link names must not have {parameters} | write it like /go/, or `/` for none");
    let long = format!("link_prefix: /{}/\nhosts:", "g".repeat(63));
    assert_snapshot!(found_with(&[("hosts:", &long)]), @"3:14 error: the path before link names has at most 64 characters | write it like /go/, or `/` for none");
    assert_snapshot!(found_with(&[("hosts:", "link_prefix: /-/\nhosts:")]), @"3:14 error: paths under `/-/` belong to the gateway | write it like /go/, or `/` for none");
}

#[test]
fn addresses_lead_to_one_place_only() {
    let site = |url: &str| found_with(&[("https://acme.webex.com/acme/", url), (LINKS, "")]);
    assert_snapshot!(site("http://acme.webex.com/acme/"), @"6:9 error: an address must begin with https://, not http:");
    assert_snapshot!(site("http://localhost:8081/acme/"), @"6:9 error: write 127.0.0.1 in place of localhost: a name may lead to another machine");
    assert_snapshot!(site("http://127.0.0.1:8081/acme/"), @"6:9 warning: this address leads to the reader's own machine: it is for trying things out only | `linkgate sandbox` answers there; for visitors, write the https address");
    assert_snapshot!(site("https://u:p@acme.webex.com/acme/"), @"6:9 error: an address must not have a user name or password");
    assert_snapshot!(site("https://*.webex.com/acme/"), @"6:9 error: the host must be one full name, without * and without a dot at its end");
    assert_snapshot!(site("https://acme.webex.com./acme/"), @"6:9 error: the host must be one full name, without * and without a dot at its end");
    assert_snapshot!(site("https://acme.webex.com/"), @"6:9 error: a site is a host and its site name, like https://acme.webex.com/acme/ | the site name is the first word of the path in your Webex links");
    assert_snapshot!(site("https://acme.webex.com"), @"6:9 error: programs read this address as https://acme.webex.com/: write that");
    assert_snapshot!(site("//acme.webex.com/acme/"), @"6:9 error: not an address: addresses begin with https://");
    assert_snapshot!(site(r"https:\\acme.webex.com\acme\"), @"6:9 error: an address has no spaces, control characters or backslashes");
    assert_snapshot!(site("https://GO.acme.example/acme/"), @"6:9 error: programs read this address as https://go.acme.example/acme/: write that");
    assert_snapshot!(site("https://go.acme.example/acme/"), @"6:9 error: this site is the gateway itself | write the address of your Webex site");
    assert_snapshot!(site("https://[2001:db8::1]/acme/"), @"6:9 error: this site is the gateway itself | write the address of your Webex site");
    let back = |url: &str| found_with(&[("callers:\n", &format!("  other: {url}\ncallers:\n"))]);
    assert_snapshot!(back("http://portal.acme.example/meetings"), @"10:10 error: an address must begin with https://, not http: | write it like https://portal.acme.example/meetings");
    assert_snapshot!(back("javascript:alert(1)"), @"10:10 error: an address must begin with https://, not javascript: | write it like https://portal.acme.example/meetings");
    assert_snapshot!(back("https://portal.acme.example@evil.example/"), @"10:10 error: an address must not have a user name or password | write it like https://portal.acme.example/meetings");
    assert_snapshot!(back("https://portal.acme.example/a/../b"), @"10:10 error: programs read this address as https://portal.acme.example/b: write that");
    assert_snapshot!(back("https://go.acme.example/go/standup"), @"10:10 error: this back URL leads to the gateway itself | name the page that visitors should see after their meeting");
    assert_snapshot!(back("https://go:8443/"), @"10:10 error: this back URL leads to the gateway itself | name the page that visitors should see after their meeting");
    assert_snapshot!(back("https://{course}.acme.example/"), @"10:10 error: a {place} must be after the host: in the path or the query");
    assert_snapshot!(back("https://portal.acme.example/{Course}"), @"10:10 error: `{Course}` is not a parameter name: use lower-case letters, digits and _");
    assert_snapshot!(back("https://portal.acme.example/{course"), @"10:10 error: missing `}` after `{`");
    assert_snapshot!(back("https://portal.acme.example/course}"), @"10:10 error: `}` without a `{` before it");
    assert_snapshot!(back("\"https://portal.acme.example/#top\""), @"10:10 error: an address must not have a #fragment: result fields are appended to it | write it like https://portal.acme.example/meetings");
    assert_snapshot!(back("[a, b]"), @"10:10 error: a back URL must be a text, but this is a list");
    assert_snapshot!(back(""), @"10:8 error: a back URL must be a text, but this is nothing");
}

#[test]
fn the_front_is_complete_and_plain() {
    let endpoint = |from: &str, to: &str| found_with(&[(from, to)]);
    assert_snapshot!(endpoint("version: 1\n", ""), @"1:1 error: the policy has no `version` | begin it with `version: 1`");
    assert_snapshot!(endpoint("version: 1\n", "version: one\n"), @"1:10 error: unknown version of the policy language | write `version: 1`");
    assert_snapshot!(endpoint("public_url: https://go.acme.example/\n", ""), @"1:1 error: the policy has no `public_url` | write the address at which visitors reach the gateway: `public_url: https://go.acme.example/`");
    assert_snapshot!(endpoint("public_url: https://go.acme.example/\n", "public_url: go.acme.example\n"), @"2:13 error: this is not the address of a gateway: it has only scheme, host and a slash | write it like https://go.acme.example/");
    assert_snapshot!(endpoint("public_url: https://go.acme.example/\n", "public_url: [https://go.acme.example/]\n"), @"2:13 error: `public_url` must be a text, but this is a list");
    assert_snapshot!(endpoint("public_url: https://go.acme.example/\n", "public_url: http://go.acme.example/\n"), @"2:13 warning: visitors reach this gateway without encryption | write https://, and terminate TLS at the gateway or in front of it");
    for (written, ascii) in [
        ("go.münchen.example", "go.xn--mnchen-3ya.example"),
        ("gо.acme.example", "xn--g-1tb.acme.example"),
        ("GO.MÜNCHEN.example", "go.xn--mnchen-3ya.example"),
        ("go．acme.example", "go.acme.example"),
    ] {
        let host = endpoint("[go, \"2001:db8::1\"]", &format!("[{written}]"));
        assert_eq!(
            host.trim_end(),
            format!(
                "3:9 error: host names are written in ASCII letters | write it like {ascii}, if that is the name that you registered"
            )
        );
        let url = endpoint(
            "public_url: https://go.acme.example/\n",
            &format!("public_url: https://{written}/\n"),
        );
        assert_eq!(
            url.trim_end(),
            format!(
                "2:13 error: this is not the address of a gateway: it has only scheme, host and a slash | write it like https://{ascii}/, if that is the name that you registered"
            )
        );
    }
    assert_snapshot!(endpoint("[go, \"2001:db8::1\"]", "[go:8080]"), @"3:9 error: this is not a host name | write one full name without port or wildcard, like go.acme.example");
    assert_snapshot!(endpoint("[go, \"2001:db8::1\"]", "[\"*.acme.example\"]"), @"3:9 error: this is not a host name | write one full name without port or wildcard, like go.acme.example");
    assert_snapshot!(endpoint("Europe/Berlin", "Europe/Brelin"), @"4:12 error: there is no time zone `Europe/Brelin` | write an IANA name like Europe/Berlin");
    assert_snapshot!(found("version: 1\npublic_url: https://go.acme.example/\n"), @"
    1:1 error: the policy has no `sites` | add `sites:`
    1:1 error: the policy has no `routes` | add `routes:`
    ");
}

#[test]
fn a_public_url_has_one_full_host_name() {
    assert_all_refused(
        &["https://*.acme.example/", "https://go.acme.example./"]
            .map(|url| (url, found_with(&[("https://go.acme.example/", url)]))),
    );
}

#[test]
fn access_is_said_in_full() {
    let allow = |allow: &str| found_with(&[("    allow: anyone\n", allow)]);
    assert_snapshot!(allow(""), @"24:5 error: the route `course` has no `allow` | say who may use it: `allow: [{ network: NAME }]`, or `allow: anyone`");
    assert_snapshot!(allow("    allow:\n"), @"28:5 error: `allow` has no value | give it one, or remove the line");
    assert_snapshot!(allow("    allow: []\n"), @"28:12 error: this list is empty | write `anyone`, or conditions like `{ network: NAME }`");
    assert_snapshot!(allow("    allow: everyone\n"), @"28:12 error: unknown condition `everyone` | write `anyone`, or conditions like `{ network: NAME }`");
    assert_snapshot!(allow("    allow: [{ network: offic }]\n"), @"28:24 error: there is no network `offic` | did you mean `office`?");
    assert_snapshot!(allow("    deny: anyone\n    allow: anyone\n"), @"29:12 error: nobody can use the route `course`: `deny` matches every caller that `allow` admits | remove something from `deny`, or remove the route");
}

#[test]
fn an_empty_access_rule_is_a_mistake() {
    let rules = [
        "    deny:\n    allow: anyone\n",
        "    deny: ~\n    allow: anyone\n",
        "    deny: [{ network: [] }]\n    allow: anyone\n",
        "    deny: [{ network: }]\n    allow: anyone\n",
        "    allow: [{ network: [] }]\n",
        "    allow: [{}]\n",
    ];
    assert_all_refused(&rules.map(|rule| (rule, found_with(&[("    allow: anyone\n", rule)]))));
}

#[test]
fn networks_are_ranges_of_addresses() {
    let lab =
        |ranges: &str| found_with(&[("    lab: 10.9.0.0/16\n", &format!("    lab: {ranges}\n"))]);
    assert_snapshot!(lab("[]"), @r#"13:10 error: this network has no addresses | list ranges like 10.0.0.0/8 or "2001:db8::/32""#);
    assert_snapshot!(lab("10.9.0.1/16"), @"13:10 error: `10.9.0.1/16` has bits set after its prefix | write 10.9.0.0/16");
    assert_snapshot!(lab("[10.9.0.0/33, ten, 10.9.0]"), @r#"
    13:11 error: `10.9.0.0/33` is not an address range | write it like 10.0.0.0/8, "2001:db8::/32" or 192.0.2.7
    13:24 error: `ten` is not an address range | write it like 10.0.0.0/8, "2001:db8::/32" or 192.0.2.7
    13:29 error: `10.9.0` is not an address range | write it like 10.0.0.0/8, "2001:db8::/32" or 192.0.2.7
    "#);
    assert_snapshot!(lab("[{ from: 10.9.0.0 }, 10.9.0.0/16]"), @"13:11 error: a network must be a text, but this is a mapping");
    assert_snapshot!(found_with(&[("    lab:", "    Lab:"), ("{ network: lab }", "{ network: Lab }")]), @"13:5 error: a name must be 1 to 64 lower-case letters, digits, - or _ | rename it");
}

#[test]
fn an_ipv4_range_written_as_ipv6_is_not_silently_empty() {
    let text = GOOD.replace("lab: 10.9.0.0/16", "lab: \"::ffff:10.9.0.0/112\"");
    let loaded = load_text("policy.yaml", &text, now());
    let Some(policy) = loaded.policy else { return };
    let caller = Caller::unknown(IpAddr::from([10, 9, 0, 1]));
    let ask = LinkRequest::parse("/go/join/123456789").expect("an ask");
    let outcome = decide(&policy, &ask, &caller, now()).outcome;
    assert!(
        matches!(outcome, Outcome::Stop(Stop::Refused(_))),
        "{outcome:?}"
    );
}

#[test]
fn parameters_have_one_source_each() {
    let route = |from: &str, to: &str| found_with(&[(from, to)]);
    assert_snapshot!(route("/go/join/{meeting_key}", "/go/join"), @"16:11 error: `meeting.join` needs `meeting_key`, and nothing supplies it | add `{meeting_key}` to the path, or `meeting_key` to `query`, `constants` or `fill`");
    assert_snapshot!(route("[attendee_name]", "[attendee_name, meeting_key]"), @"18:28 error: `meeting_key` is supplied twice | keep one source: path, query, constants, fill or secrets");
    assert_snapshot!(route("[attendee_name]", "[attendee_name]\n    constants: { meeting_key: 123456789 }"), @"19:18 error: `meeting_key` is supplied twice | keep one source: path, query, constants, fill or secrets");
    assert_snapshot!(route("[attendee_name]", "[attendee_nam]"), @"18:13 error: the command has no parameter `attendee_nam` | did you mean `attendee_name`?");
    assert_snapshot!(route("[attendee_name]", "[password]"), @"18:13 error: `password` is a secret, which visitors cannot set | name one of the policy's `secrets`: `secrets: { password: NAME }`, or leave it out: Webex then asks the visitor for it");
    assert_snapshot!(route("[attendee_name]", "[attendee_name]\n    constants: { password: secret }"), @"19:18 error: `password` is a secret, which must not be in a policy or a link | name one of the policy's `secrets`: `secrets: { password: NAME }`, or leave it out: Webex then asks the visitor for it");
    assert_snapshot!(route("[attendee_name]", "[attendee_name]\n    constants: { sharing: nothing }"), @"19:27 error: `sharing` must be one of: web_tour, application_view");
    assert_snapshot!(route("[attendee_name]", "{ attendee_name: x }"), @"18:12 error: `query` must be a text, but this is a mapping");
    assert_snapshot!(route("\"{caller.email}\"", "\"{caller.mail}\""), @"19:29 error: unknown field of the caller: `{caller.mail}` | write {caller.user} or {caller.name} or {caller.email}; a fixed value belongs under `constants`");
    assert_snapshot!(route("\"{caller.email}\"", "[x]"), @r#"19:29 error: `attendee_email`, between quotes like "{caller.name}", must be a text, but this is a list"#);
    assert_snapshot!(route("meeting_key: 123 456 789", "meeting_key: 123 456 789\n    password: geheim"), @"34:5 error: `password` is a secret, which must not be in a policy or a link | name it under the route's `secrets`, or leave it out: Webex then asks the visitor for it");
    assert_snapshot!(route("command: meeting.join\n    query", "command: meeting.start\n    query"), @"
    18:13 error: the command has no parameter `attendee_name` | known here: meeting_key, sharing, tour_address
    19:13 error: the command has no parameter `attendee_email` | known here: meeting_key, sharing, tour_address
    ");
    assert_snapshot!(route("command: meeting.join\n    query: [attendee_name]\n    fill: { attendee_email: \"{caller.email}\" }", "command: meeting.start\n    query: [tour_address]"), @"18:13 error: `tour_address` is an address, which a visitor must not choose | set it under `constants`");
}

#[test]
fn commands_are_known_and_complete() {
    let command = |name: &str| {
        found_with(&[
            (
                "command: meeting.join\n    query: [attendee_name]\n    fill: { attendee_email: \"{caller.email}\" }\n    back: meetings\n",
                &format!("{name}\n"),
            ),
            (LINKS, ""),
        ])
    };
    assert_snapshot!(command("command: meeting.jion"), @"17:14 error: there is no command `meeting.jion` | did you mean `meeting.join`?");
    assert_snapshot!(command("command: teleport"), @"17:14 error: there is no command `teleport` | `linkgate commands` lists them; `commands:` in the policy adds one");
    assert_snapshot!(command(""), @"16:5 error: the route `join` has no `command` | add `command:`");
    assert_snapshot!(command("command: [meeting.join]"), @"17:14 error: `command` must be a text, but this is a list");
    assert_snapshot!(command("command: account.edit"), @"17:14 error: the address of `account.edit` is not publicly known | add it from your Reference Guide: `commands: { account.edit: { page: …, action: … } }`");
    assert_snapshot!(found_with(&[("/go/join/{meeting_key}\n    command: meeting.join\n    query: [attendee_name]\n    fill: { attendee_email: \"{caller.email}\" }", "/go/login/{web_id}\n    command: site.login"), (LINKS, "")]), @"15:3 error: `site.login` needs `password`, and nothing supplies it | add `secrets: { password: NAME }` to the route, and NAME with its file to the policy's `secrets`");
    assert_snapshot!(command("command: meeting.status\n    back: meetings"), @"18:11 error: `meeting.status` takes no back URL | remove `back` from this route");
}

/// A stand-in for Webex, and the page that it sends people back to, may be at the reader's own machine.
/// Nothing else is reached without encryption.
#[test]
fn plain_http_leads_to_the_machine_of_the_reader_and_from_two_keys_alone() {
    const HERE: &str = "http://127.0.0.1:8081/acme/";
    let in_place_of = |old: &str, new: &str| found_with(&[(old, new)]);
    let warned = |found: &str| found.contains("own machine") && !found.contains("error");
    for (old, new) in [
        ("https://acme.webex.com/acme/", HERE),
        ("https://portal.acme.example/meetings", HERE),
        ("https://portal.acme.example/meetings", "http://[::1]/"),
    ] {
        let found = in_place_of(old, new);
        assert!(warned(&found), "{new}: {found}");
    }
    let referrer = format!("{{ referrer: [\"{HERE}\"], otherwise: https://a.example/ }}");
    let callers = |more: &str| format!("callers:\n  {more}\n");
    for (old, new) in [
        ("https://portal.acme.example/meetings", referrer),
        (
            "callers:\n",
            callers("login_url: \"http://127.0.0.1:8081/?rd={back}\""),
        ),
        (
            "version: 1\n",
            format!("version: 1\nbrand: {{ contact: \"{HERE}\" }}\n"),
        ),
        (
            "meeting.join\n    parameters",
            format!(
                "site.login\n    constants: {{ page_after_login: \"{HERE}\" }}\n    parameters"
            ),
        ),
    ] {
        let found = in_place_of(old, &new);
        assert!(found.contains("https"), "{new}: {found}");
        assert!(found.contains("error"), "{new}: {found}");
    }
}

/// Several servers share such an address.
#[test]
fn a_stand_in_on_the_machine_of_the_gateway_is_told_apart_by_its_port() {
    let found = |port: &str| {
        let site = format!("http://127.0.0.1:{port}/acme/");
        let changes = [
            ("https://go.acme.example/", "http://127.0.0.1:8080/"),
            ("https://acme.webex.com/acme/", &*site),
        ];
        found_with(&changes)
    };
    assert!(found("8080").contains("this site is the gateway itself"));
    assert!(!found("8081").contains("error"));
}

#[test]
fn the_page_for_numbers_is_at_its_site() {
    let with = |page: &str| {
        let site = format!("acme: {{ url: https://acme.webex.com/acme/, join_page: {page} }}");
        found_with(&[("acme: https://acme.webex.com/acme/", &site)])
    };
    assert_eq!(with("https://acme.webex.com/"), "");
    assert_snapshot!(with("https://labs.webex.com/"), @"6:57 error: the page on which people join by number is on another host than the site | name a page at https://acme.webex.com/");
    assert_snapshot!(with("http://acme.webex.com/"), @"6:57 error: an address must begin with https://, not http:");
    assert_snapshot!(with("\"https://acme.webex.com/#join\""), @"6:57 error: the page on which people join by number must not have a #fragment");
    assert_snapshot!(with("\"https://acme.webex.com/{meeting_key}\""), @"6:57 error: the page on which people join by number has no `{…}`: no page that takes one is known");
    assert_snapshot!(with("[https://acme.webex.com/]"), @"6:57 error: `join_page` must be a text, but this is a list");
}

#[test]
fn former_addresses_are_checked() {
    let with = |formerly: &str| {
        let site = format!("acme: {{ url: https://acme.webex.com/acme/, formerly: {formerly} }}");
        found_with(&[("acme: https://acme.webex.com/acme/", &site)])
    };
    let at = |url: &str| with(&format!("{{ url: {url}, until: 2027-06-30 }}"));
    let until = |until: &str| {
        with(&format!(
            "[{{ url: https://oldacme.webex.com/oldacme/, until: {until} }}]"
        ))
    };
    assert_eq!(at("https://oldacme.webex.com/oldacme/"), "");
    assert_eq!(at("https://acme.webex.com/oldacme/"), "");
    assert_eq!(until("2026-11-23"), "");
    assert_snapshot!(until("2026-11-22"), @"6:107 warning: this day is over: links of this address are no longer read | remove the address, or give it a later `until`");
    assert_snapshot!(until("30.06.2027"), @"6:107 error: `30.06.2027` is not a day | write it like 2027-06-30, the last day on which links of this address count");
    assert_snapshot!(until("2027-06-30T18:00"), @"6:107 error: `2027-06-30T18:00` is not a day | write it like 2027-06-30, the last day on which links of this address count");
    assert_snapshot!(until("[]"), @"6:107 error: `until` must be a text, but this is a list");
    assert_snapshot!(with("[]"), @"6:56 error: this list is empty | write an address and its last day, or remove the line");
    assert_snapshot!(with("https://oldacme.webex.com/oldacme/"), @"6:56 error: a former address must be a mapping, but this is a text | write it as `key: value` lines, indented");
    assert_snapshot!(with("{ url: https://oldacme.webex.com/oldacme/ }"), @"6:56 error: a former address has no `until` | add `until:`");
    assert_snapshot!(with("[{ until: 2027-06-30 }]"), @"6:57 error: a former address has no `url` | add `url:`");
    assert_snapshot!(with("[{ url: https://oldacme.webex.com/oldacme/, untill: 2027-06-30, by: ann }]"), @"
    6:100 error: unknown key `untill` in a former address | did you mean `until`?
    6:120 error: unknown key `by` in a former address | known here: url, until
    ");
    assert_snapshot!(at("https://oldacme.webex.com/oldacme"), @"6:63 error: a site is a host and its site name, like https://acme.webex.com/acme/ | write https://oldacme.webex.com/oldacme/, with a slash at the end");
    assert_snapshot!(at("https://oldacme.webex.com/"), @"6:63 error: a site is a host and its site name, like https://acme.webex.com/acme/ | the site name is the first word of the path in your Webex links");
    assert_snapshot!(at("http://oldacme.webex.com/oldacme/"), @"6:63 error: an address must begin with https://, not http:");
    assert_snapshot!(at("https://go.acme.example/oldacme/"), @"6:63 error: this site is the gateway itself | write the address of your Webex site");
    assert_snapshot!(at("https://acme.webex.com/Acme/"), @"6:63 error: this is the address of the site `acme` today | write the address that the site had before");
    let twice = "{ url: https://oldacme.webex.com/oldacme/, until: 2027-06-30 }";
    assert_snapshot!(with(&format!("[{twice}, {twice}]")), @"6:128 error: the site `acme` has this former address already (policy.yaml:6:64) | keep it at the site that has the meetings now");
}

#[test]
fn a_former_address_means_one_site() {
    let beta = |formerly: &str| {
        let sites = format!(
            "acme: {{ url: https://acme.webex.com/acme/, \
             formerly: {{ url: https://oldacme.webex.com/oldacme/, until: 2027-06-30 }} }}\n  \
             beta: {{ url: https://beta.webex.com/beta/, formerly: [{{ url: {formerly}, until: 2027-06-30 }}] }}"
        );
        found_with(&[
            ("acme: https://acme.webex.com/acme/", &sites),
            ("    allow: anyone", "    site: beta\n    allow: anyone"),
            ("    allow: [{", "    site: acme\n    allow: [{"),
        ])
    };
    assert_eq!(beta("https://oldbeta.webex.com/beta/"), "");
    assert_snapshot!(beta("https://acme.webex.com/acme/"), @"7:64 error: this is the address of the site `acme` today | remove it: links of this address lead to that site");
    assert_snapshot!(beta("https://oldacme.webex.com/OldAcme/"), @"7:64 error: the site `acme` has this former address already (policy.yaml:6:63) | keep it at the site that has the meetings now");
}

#[test]
fn several_sites_are_told_apart() {
    let two = "acme: https://acme.webex.com/acme/\n  beta: https://beta.webex.com/beta/";
    let sites = ("acme: https://acme.webex.com/acme/", two);
    assert_snapshot!(found_with(&[sites, (LINKS, "")]), @"
    17:5 error: the route `join` has no `site` | known here: acme, beta
    25:5 error: the route `course` has no `site` | known here: acme, beta
    ");
    assert_snapshot!(found_with(&[sites, ("    allow: anyone", "    site: betta\n    allow: anyone"), ("    allow: [{", "    site: acme\n    allow: [{")]), @"30:11 error: there is no site `betta` | did you mean `beta`?");
    assert_snapshot!(found_with(&[("acme: https://acme.webex.com/acme/", "acme: { commands: {} }"), (LINKS, "")]), @"6:9 error: the site `acme` has no `url` | add `url:`");
    assert_snapshot!(found_with(&[("acme: https://acme.webex.com/acme/", "Acme Inc: https://acme.webex.com/acme/")]), @"6:3 error: a name must be 1 to 64 lower-case letters, digits, - or _ | rename it");
}

#[test]
fn corrections_of_the_catalogue_are_checked() {
    assert_snapshot!(found_after("commands:\n  join: { page: m.php }\n"), @"37:3 error: `join` is not a command name | write two words with a dot between them: `group.verb`");
    assert_snapshot!(found_after("commands:\n  my.thing: { page: m.php }\n"), @"37:3 error: the command `my.thing` is not in the catalogue | give it `service`, `title` and `effect` (look, enter, change or destroy), or correct its name");
    assert_snapshot!(found_after("commands:\n  account.edit: { page: https://evil.example/x.php }\n"), @"37:25 error: a page is a name that ends in .php | write it like `m.php`, as in your Reference Guide");
    assert_snapshot!(found_after("commands:\n  account.edit: { page: ../x.php, action: \"X&BU=\" }\n"), @"
    37:25 error: a page is a name that ends in .php | write it like `m.php`, as in your Reference Guide
    37:43 error: an action is a short code of letters and digits | write it like `JM`, as in your Reference Guide
    ");
    assert_snapshot!(found_after("commands:\n  account.edit: { path: //evil.example/ }\n"), @"37:25 error: a path begins with `/` and has only plain words and {places} | write it like `/meet/{room}`");
    assert_snapshot!(found_after("commands:\n  account.edit: { path: \"/{nobody}\" }\n"), @"37:3 error: the command `account.edit`: the path has `{nobody}`, but there is no parameter of that name");
    assert_snapshot!(found_after("commands:\n  account.edit: { path: \"/{nobody\" }\n"), @"37:25 error: a path begins with `/` and has only plain words and {places} | write it like `/meet/{room}`");
    assert_snapshot!(found_after("commands:\n  account.edit: { service: acounts, effect: harmless, back: yes }\n"), @"
    37:28 error: unknown service `acounts` | did you mean `accounts`?
    37:45 error: unknown effect `harmless` | known here: look, enter, change, destroy
    37:61 error: this must be `true` or `false` | write it in full, in lower case
    ");
    let parameter = |text: &str| {
        found_after(&format!(
            "commands:\n  account.edit:\n    parameters: {text}\n"
        ))
    };
    assert!(
        parameter("{ x: { code: X&Y, type: number } }")
            .contains("38:30 error: a code is letters and digits")
    );
    assert_snapshot!(parameter("{ x: { code: X } }"), @"38:22 error: the parameter `x` has no `type` | add `type:`");
    assert_snapshot!(parameter("{ x: { code: X, type: texd } }"), @"38:39 error: unknown type `texd` | did you mean `text`?");
    assert_snapshot!(parameter("{ x: { code: X, type: number, min: low } }"), @"38:52 error: this must be a whole number");
    assert_snapshot!(parameter("{ X-Y: { code: X, type: number } }"), @"38:19 error: `X-Y` is not a parameter name | use lower-case letters, digits and _, beginning with a letter");
    assert_snapshot!(parameter("{ x: { type: number } }"), @"37:3 error: the command `account.edit`: the parameter `x` has no code, and no place in the path");
    assert_snapshot!(parameter("{ x: { code: [X, Y], type: number } }"), @"37:3 error: the command `account.edit`: the number of codes of the parameter `x` must be 1, as its type has it");
    assert_snapshot!(parameter("{ x: { code: X, type: number }, y: { code: X, type: number } }"), @"37:3 error: the command `account.edit`: `y` stands for two parameters of this command");
    assert_snapshot!(parameter("{ x: { code: bu, type: number }, y: { code: AT, type: number } }"), @"
    37:3 error: the command `account.edit`: the code `bu` is reserved for the gateway
    37:3 error: the command `account.edit`: the code `AT` is reserved for the gateway
    ");
    assert_snapshot!(parameter("{ x: { code: X, type: choice } }"), @"38:22 error: the parameter `x` has no `values` | add `values:`");
    assert_snapshot!(parameter("{ x: { code: X, type: choice, values: { a: [b] } } }"), @"
    38:39 error: no value fits these limits | correct `min`, `max`, `hex` or `values`
    38:60 error: a code must be a text, but this is a list
    ");
    assert_snapshot!(parameter("{ x: { code: X, type: flag, secret: maybe } }"), @"38:53 error: this must be `true` or `false` | write it in full, in lower case");
    assert_snapshot!(found_after("commands:\n  account.edit:\n    path: /x/{y}\n    parameters: { y: { type: text } }\n"), @"37:3 error: the command `account.edit`: `{y}` is in the path, so its type must be digits, number, name or token");
}

/// Each of these would say something else than it seems to say.
#[test]
fn corrections_that_cannot_be_meant_are_refused() {
    let corrections = [
        // `TC1` would be sent twice.
        "meeting.edit: { parameters: { own: { code: TC1, type: text } } }",
        // Webex may not tell `mk` from `MK`.
        "meeting.join: { parameters: { other: { code: mk, type: text } } }",
        // An address to go to afterwards is never free text.
        "site.logout: { parameters: { afterwards: { code: MU, type: text } } }",
        // Two names for one field.
        "meeting.join: { parameters: { word: { code: pw, type: text } } }",
        // A word that nobody can write.
        "meeting.join: { parameters: { sharing: { code: AS, type: choice, values: { } } } }",
        // Nothing fits.
        "meeting.join: { parameters: { registration_id: { code: RID, type: digits, min: 9, max: 7 } } }",
        // The gateway's own word in the query, or a link's own key.
        "meeting.join: { parameters: { back: { code: XX, type: text } } }",
        "meeting.join: { parameters: { until: { code: XX, type: text } } }",
        // Only one of them can count.
        "meeting.join: { page: m.php, action: JM, path: /meet/x }",
        "meeting.join: { missing: [pgae] }",
        // Browsers drop it.
        "meeting.join: { path: \"/meet/./{meeting_key}\" }",
    ];
    let found = corrections.map(|correction| {
        let commands = format!("{GOOD}commands:\n  {correction}\n");
        (correction, found(&commands))
    });
    assert_all_refused(&found);
}

/// Whatever a policy calls it, and whatever it forgets to say of it.
#[test]
fn a_secret_of_webex_stays_one() {
    let text = found_with(&[
        ("query: [attendee_name]", "query: [password]"),
        (
            "routes:\n",
            "commands:\n  meeting.join: { parameters: { password: { code: pw, type: text, secret: false } } }\nroutes:\n",
        ),
    ]);
    assert!(text.contains("`password` is a secret"), "{text}");
}

#[test]
fn a_choice_can_be_made_by_its_own_word() {
    assert_eq!(
        found_with(&[(
            "    allow: anyone\nlinks:\n",
            "    constants: { sharing: web-tour }\n    allow: anyone\ncommands:\n  meeting.join: { parameters: { sharing: { code: AS, type: choice, values: { web-tour: WT } } } }\nlinks:\n",
        )]),
        ""
    );
}

#[test]
fn own_parameters_only_fill_places_in_back_urls() {
    let own = |text: &str| found_with(&[("{ course: { type: name } }", text)]);
    assert_snapshot!(own("{ course: { type: text } }"), @"27:12 error: `course` is in the path of the back URL `course` | make its type name, number, digits or token, or move the place after a `?`");
    assert_snapshot!(own("{ course: { type: url } }"), @"
    24:11 error: `course` is an address, which a visitor must not choose | set it under `constants`
    27:12 error: the back URL `course` needs `course`, and nothing supplies it | add `{course}` to the path, or `course` to `query` or `constants`
    ");
    assert_snapshot!(own("{ course: { type: name }, x: { type: name, code: AT } }"), @"26:43 error: `x` cannot be a parameter of the route itself | give it a unique name, no code and no secret: it only fills places in back URLs");
    assert_snapshot!(own("{ course: { type: name }, x: { type: name, secret: true } }"), @"26:43 error: `x` cannot be a parameter of the route itself | give it a unique name, no code and no secret: it only fills places in back URLs");
    assert_snapshot!(own("{ course: { type: name }, title: { type: name } }"), @"26:43 error: `title` cannot be a parameter of the route itself | give it a unique name, no code and no secret: it only fills places in back URLs");
    assert_snapshot!(own("{ course: { type: name }, back: { type: name } }"), @"26:43 error: `back` cannot be a parameter of the route itself | give it a unique name, no code and no secret: it only fills places in back URLs");
    assert_snapshot!(found_with(&[("course/{course}\n", "?day={course}\n"), ("{ course: { type: name } }", "{ course: { type: start } }")]), @"27:12 error: `course` is a date or list and cannot stand in a back URL | use a parameter with one value");
    assert_snapshot!(found_with(&[("back: meetings\n", "back: [meetings, course]\n")]), @"20:22 error: the back URL `course` needs `course`, which this route does not have | declare it: `parameters: { course: { type: name } }`, and supply it by path or query");
    assert_snapshot!(found_with(&[("back: meetings\n", "back: meting\n")]), @"20:11 error: there is no back URL `meting` | did you mean `meetings`?");
    assert_snapshot!(found_with(&[("back: meetings\n", "back: https://evil.example/\n")]), @"20:11 error: there is no back URL `https://evil.example/` | declare the address under `back_urls`, and write its name here");
    assert_snapshot!(found_with(&[("back: meetings\n", "\n"), ("[course, meetings]", "course")]), @"8:3 warning: the back URL `meetings` is not used by any route | name it in a route's `back`, or remove it");
}

/// A visitor's field is read without regard to case, dash and underscore, so
/// two names that differ by these only would be one.
#[test]
fn names_that_visitors_cannot_tell_apart_are_refused() {
    let own = found_with(&[(
        "{ course: { type: name } }",
        "{ course: { type: name }, attendeename: { type: name } }",
    )]);
    let query = found_with(&[
        (
            "query: [attendee_name]",
            "query: [attendee_name, attendeename]",
        ),
        (
            "routes:\n",
            "commands:\n  meeting.join: { parameters: { attendeename: { code: XX, type: text } } }\nroutes:\n",
        ),
    ]);
    let back = found_with(&[
        (
            "back_urls:\n",
            "back_urls:\n  meet-ings: https://a.example/\n",
        ),
        ("back: meetings\n", "back: [meetings, meet-ings]\n"),
    ]);
    let twice = found_with(&[("back: meetings\n", "back: [meetings, meetings]\n")]);
    assert_all_refused(&[
        ("own", own),
        ("query", query),
        ("back", back),
        ("twice", twice),
    ]);
}

#[test]
fn slips_of_people_get_the_right_word() {
    let after = |link: &str| found_after(&format!("  weekly: {link}\n"));
    let text = after(
        "{ route: join, meeting_key: \"https://acme.webex.com/acme/m.php?AT=JM&MK=123456789\" }",
    );
    assert!(text.contains("write 123456789"), "{text}");
    let text = after("{ route: join, meeting_key: \"https://acme.webex.com/acme/j.php?MTID=m1\" }");
    assert!(text.contains("link.join"), "{text}");
    for (old, new, expected) in [
        ("allow: anyone", "allow: Anyone", "did you mean `anyone`?"),
        ("allow: anyone", "allow: lab", "write `{ network: lab }`"),
        (
            "allow: anyone",
            "allow: yes",
            "write `anyone`, or conditions",
        ),
        (
            "https://acme.webex.com/acme/",
            "https://acme.webex.com/acme",
            "write https://acme.webex.com/acme/",
        ),
        (
            "title: Platform team stand-up",
            "title: Stand-up: daily",
            "in quotes",
        ),
        ("    title: Platform", "\ttitle: Platform", "there is a tab"),
    ] {
        let text = found_with(&[(old, new)]);
        assert!(text.contains(expected), "{new}: {text}");
    }
}

/// Outside `fill` it would be sent to Webex as it stands.
#[test]
fn what_is_known_of_a_caller_stands_under_fill_only() {
    let text = found_after(
        "  weekly: { route: join, meeting_key: 123456789, attendee_name: \"{caller.name}\" }\n",
    );
    assert!(text.contains("under the route's `fill`"), "{text}");
    let text = found_with(&[(
        "    back: meetings\n",
        "    back: meetings\n    constants: { registration_id: \"{caller.email}\" }\n",
    )]);
    assert!(text.contains("under the route's `fill`"), "{text}");
}

/// Neither under its name, nor as a call of the same page and action.
#[test]
fn no_correction_takes_the_question_away() {
    let corrections = [
        "account.deactivate: { page: p.php, action: DA, effect: look }",
        "meeting.delete: { page: m2.php, effect: enter }",
        "meeting.delete: { action: dm, effect: enter }",
        "my.del: { service: meetings, title: Del, effect: look, page: m.php, action: dm }",
        "account.deactivate: { page: p.php, action: DA }\n  my.show: { service: accounts, title: Show, effect: look, page: p.php, action: DA }",
        "my.del: { service: meetings, title: Del, effect: change, page: M.php, action: DM }",
    ];
    let found = corrections.map(|correction| {
        (
            correction,
            found(&format!("{GOOD}commands:\n  {correction}\n")),
        )
    });
    assert_all_refused(&found);
}

/// `//evil.example` at the site, or a dot segment, out of a place that a
/// visitor left empty.
#[test]
fn a_place_in_a_path_cannot_stay_empty() {
    let corrections = [
        "my.pair: { service: links, title: Pair, effect: look, path: \"/{a}/{b}\", parameters: { a: { type: name }, b: { type: name } } }",
        "my.dot: { service: links, title: Dot, effect: look, path: \"/x/.{a}\", parameters: { a: { type: name } } }",
        "my.secret: { service: links, title: Dot, effect: look, path: \"/x/{a}\", parameters: { a: { type: name, required: true, secret: true } } }",
    ];
    let found = corrections.map(|correction| {
        (
            correction,
            found(&format!("{GOOD}commands:\n  {correction}\n")),
        )
    });
    assert_all_refused(&found);
}

/// A bare `GET` must not delete a meeting because a policy calls it harmless.
#[test]
fn calling_a_destroying_command_harmless_is_a_finding() {
    let text = found(&format!(
        "{GOOD}commands:\n  meeting.delete: {{ effect: look }}\n"
    ));
    assert!(text.contains("37:"), "{text:?}");
}

/// Every request would be a 400: the place in the back URL stays empty.
#[test]
fn a_back_url_place_that_nothing_fills_is_found() {
    let text = found_with(&[(
        "/go/course/{course}/{meeting_key}",
        "/go/course/{meeting_key}",
    )]);
    assert!(text.contains("course"), "a route without it: {text:?}");
    let text = found_with(&[
        ("    path: /go/course/{course}/{meeting_key}\n", ""),
        ("    route: join\n", "    route: course\n"),
    ]);
    assert!(text.contains("course"), "a link without it: {text:?}");
}

/// Nothing that a value brings may turn into something else together with
/// the text around its place.
#[test]
fn a_place_is_no_part_of_a_percent_code() {
    assert_all_refused(
        &[
            "https://learn.acme.example/%2{course}",
            "https://learn.acme.example/%{course}",
            "https://learn.acme.example/?x=%2{course}",
        ]
        .map(|url| {
            (
                url,
                found_with(&[("https://learn.acme.example/course/{course}", url)]),
            )
        }),
    );
}

#[test]
fn a_value_in_a_path_is_never_empty() {
    assert_all_refused(&["digits, min: 0", "token, hex: 0"].map(|kind| {
        let own = format!("{{ course: {{ type: {kind} }} }}");
        (kind, found_with(&[("{ course: { type: name } }", &own)]))
    }));
}

/// Nobody can ever reach them: DESIGN calls for a finding.
#[test]
fn unreachable_routes_are_found() {
    let routes = [
        // Without a path, and no link goes through it.
        "lost: { command: meeting.join, allow: anyone }",
        // Whoever is let in is kept out.
        "lost: { path: \"/lost/{meeting_key}\", command: meeting.join, allow: { network: lab }, deny: { network: lab } }",
    ];
    let silent: Vec<&str> = routes
        .into_iter()
        .filter(|route| {
            !found_with(&[("links:\n", &format!("  {route}\nlinks:\n"))]).contains("lost")
        })
        .collect();
    assert_eq!(silent, [""; 0], "nothing is said about these");
}

#[test]
fn links_resolve_or_are_found() {
    let link = |link: &str| found_after(&format!("  weekly: {link}\n"));
    assert_snapshot!(link("{ route: join, meeting_key: 123456789, owner: [a, b] }"), @"36:57 error: `owner` must be a text, but this is a list");
    assert_snapshot!(link("{ route: join }"), @"36:3 error: the link `weekly` has no `meeting_key` | add `meeting_key:`");
    assert_snapshot!(link("{ route: jion, meeting_key: 123456789 }"), @"36:20 error: there is no route `jion` | did you mean `join`?");
    assert_snapshot!(link("{ route: join, meeting_key: 12345678x }"), @"36:39 error: `meeting_key` must be a number of 7 to 20 digits");
    assert_snapshot!(link("{ route: join, meeting_key: [123456789, 987654321] }"), @"36:39 error: `meeting_key` must be one value, not a list");
    assert_snapshot!(link("{ route: join, meeting_key: 123456789, attendee_email: a@b.example }"), @"36:50 error: the route `join` sets `attendee_email` itself | leave it out here, or remove it from the route");
    assert_snapshot!(link("{ route: join, meeting_key: 123456789, meeting_kay: 1 }"), @"36:50 error: the route `join` has no parameter `meeting_kay` | did you mean `meeting_key`?");
    assert_snapshot!(link("{ route: join, meeting_key: 123456789, until: 2026-11-22 }"), @"36:57 warning: the link `weekly` has expired | remove it, or give it a later `until`");
    assert_snapshot!(link("{ route: join, meeting_key: 123456789, until: 30.06.2027 }"), @"36:57 error: `30.06.2027` is not a date | write it like 2027-06-30, 2027-06-30T18:00 or 2027-06-30T18:00+02:00");
    assert_snapshot!(link("{ route: join, meeting_key: 123456789, from: 2027-07-01, until: 2027-06-30 }"), @"36:75 error: the link `weekly` ends before it begins | correct `from` or `until`");
    assert_snapshot!(found_after("  \"../x\": { route: join, meeting_key: 123456789 }\n"), @"36:3 error: `../x` must be letters, digits, `-`, `_` and `.`, with a letter or digit at both ends | rename the link: its name is part of its path");
    assert_snapshot!(found_after("  [a, b]: { route: join, meeting_key: 123456789 }\n"), @"36:3 error: a key of `links` must be a plain word");
}

/// A date that is read differently from what it says is worse than none.
#[test]
fn dates_mean_what_they_say() {
    let valid_at = |until: &str, at: &str| {
        let text = GOOD.replace("until: 2027-06-30", &format!("until: \"{until}\""));
        let loaded = load_text("policy.yaml", &text, now());
        let policy = loaded.policy?;
        let at: Timestamp = at.parse().expect("a moment");
        Some(policy.links()[0].validity(at) == linkgate::policy::Validity::Valid)
    };
    assert_eq!(valid_at("2027-06-30", "2027-06-30T21:59:59Z"), Some(true));
    assert_eq!(valid_at("2027-06-30", "2027-06-30T22:00:00Z"), Some(false));
    assert_eq!(
        valid_at("2027-06-30T18:00-04:00", "2027-06-30T21:59:59Z"),
        Some(true)
    );
    // 18:00 in New York is 22:00 UTC: so, or refused.
    assert_ne!(
        valid_at("2027-06-30T18:00[America/New_York]", "2027-06-30T21:00:00Z"),
        Some(false)
    );
    // The day of New York ends at 04:00 UTC.
    assert_ne!(
        valid_at("2027-06-30[America/New_York]", "2027-07-01T03:00:00Z"),
        Some(false)
    );
    // A day without dashes is a day too: to its end, or refused.
    assert_ne!(valid_at("20270630", "2027-06-30T12:00:00Z"), Some(false));
}

/// One mistake is one finding: what depends on a broken thing is not said to
/// be missing, which would send the reader to the wrong line.
#[test]
fn a_mistake_does_not_drag_others_along() {
    let weekly = |link: &str| format!("links:\n  weekly: {link}\n");
    let cases = [
        // A route is known by its name even when something in it is broken.
        ("    allow: [{ network: office }]\n", String::new()),
        (
            "command: meeting.join\n    query",
            "command: meeting.jion\n    query".to_owned(),
        ),
        // So are sites and back URLs.
        (
            "https://portal.acme.example/meetings",
            "http://portal.acme.example/meetings".to_owned(),
        ),
        (
            "https://acme.webex.com/acme/",
            "http://acme.webex.com/acme/".to_owned(),
        ),
        ("back_urls:", "back_url:".to_owned()),
        ("  networks:", "  network:".to_owned()),
        // And parameters.
        (
            "{ course: { type: name } }",
            "{ course: { type: name, code: XX } }".to_owned(),
        ),
        (
            "{ course: { type: name } }",
            "{ course: { type: nam } }".to_owned(),
        ),
        (
            "/go/join/{meeting_key}\n",
            "/go/join\n    constants: { meeting_key: 12 }\n".to_owned(),
        ),
        ("    lab: 10.9.0.0/16", "    lab:".to_owned()),
        ("{ network: lab }", "[[lab]]".to_owned()),
        ("allow: anyone", "allow: { team: staff }".to_owned()),
        (
            "links:\n",
            weekly("{ route: [join], meeting_key: 1234567 }"),
        ),
        ("links:\n", weekly("{ route: join, meeting_key: { a: 1 } }")),
        ("links:\n", weekly("https://acme.webex.com/acme/j.php")),
        (
            "    title: Platform",
            "    until: 2020-01-01\n    title: Platform".to_owned(),
        ),
    ];
    let mut dragging = String::new();
    for (old, new) in &cases {
        let text = found_with(&[(old, new)]);
        if text.matches(" error: ").count() != 1 {
            write!(dragging, "{new}\n{text}\n").expect("a String");
        }
    }
    assert_eq!(dragging, "");
}

/// The same words in every run, or no snapshot and no reader can rely on them.
#[test]
fn proposals_list_what_is_known_in_a_fixed_order() {
    let routes: String = ["zeta", "alpha", "mu", "beta", "omega", "tau"]
        .iter()
        .map(|name| {
            format!("  {name}: {{ path: /{name}, command: meeting.instant, allow: anyone }}\n")
        })
        .collect();
    let text = GOOD.replace(
        "links:\n",
        &format!("{routes}links:\n  weekly: {{ owner: me }}\n"),
    );
    let first = found(&text);
    for _ in 0..8 {
        assert_eq!(found(&text), first);
    }
}

/// A column is named once, however many lines it has.
#[test]
fn an_unknown_column_is_one_finding_at_its_head() {
    let lines: String = (0..50)
        .map(|n| format!("l{n},join,12345{n:02},red\n"))
        .collect();
    let text = found_in_table(format!("name,route,meeting_key,colour\n{lines}").as_bytes());
    assert!(
        text.starts_with("links.csv:1:24 error: ") && text.lines().count() == 1,
        "{text}"
    );
    let text = found_in_table(b"name,route,meeting_key,colour\nweekly,join,1234567,\n");
    assert!(
        text.contains(" error: "),
        "an empty one is unknown as well: {text:?}"
    );
}

#[test]
fn an_unused_part_is_shown_where_it_stands() {
    assert_snapshot!(found_with(&[("[course, meetings]", "course"), ("back: meetings\n", "\n")]), @"8:3 warning: the back URL `meetings` is not used by any route | name it in a route's `back`, or remove it");
    let text = found_with(&[("    deny: { network: lab }\n", "")]);
    assert!(text.starts_with("13:5 warning: "), "{text}");
}

#[test]
fn what_yaml_has_beyond_the_language_is_refused() {
    assert_snapshot!(found_with(&[("[go, \"2001:db8::1\"]", "&a [go, &b gate]"), ("owner: platform@acme.example", "owner: *b")]), @"
    3:11 error: anchors (&name) are not part of the policy language | remove the anchor and write the value out where it is used
    3:19 error: anchors (&name) are not part of the policy language | remove the anchor and write the value out where it is used
    34:5 error: `owner` has no value | give it one, or remove the line
    34:12 error: aliases (*name) are not part of the policy language | write the value out
    ");
    assert_snapshot!(found_with(&[("version: 1", "version: !!int 1")]), @"1:16 error: tags (!name) are not part of the policy language | remove the tag");
    let bomb: String = (1..60)
        .map(|n| format!("b{n}: &b{n} [*b{}, *b{}]\n", n - 1, n - 1))
        .collect();
    let bomb = found(&format!("b0: &b0 [x, x]\n{bomb}"));
    assert!(bomb.contains("1:9 error: anchors"), "{bomb}");
    assert_eq!(bomb.matches("aliases").count(), 2 * 59);
    let cycle = found("routes: &a { x: *a }\n");
    assert!(cycle.contains("1:17 error: aliases"), "{cycle}");
    assert_snapshot!(found(&format!("{GOOD}---\nversion: 1\n")), @"36:1 error: a second YAML document begins here | put it into its own file in the policy's folder");
    assert_snapshot!(found("routes: *nobody\n"), @"1:9 error: not YAML: while parsing node, found unknown anchor | put a text that begins with `*` or `&` in quotes");
    assert_snapshot!(found_with(&[("links:\n", "links:\n  <<: { route: join, meeting_key: 1234567 }\n")]), @"30:3 error: `<<` must be letters, digits, `-`, `_` and `.`, with a letter or digit at both ends | rename the link: its name is part of its path");
}

#[test]
fn texts_that_are_no_policy_are_refused_with_one_look() {
    assert_snapshot!(found(""), @"
    1:1 error: the policy has no `version` | begin it with `version: 1`
    1:1 error: the policy has no `public_url` | write the address at which visitors reach the gateway: `public_url: https://go.acme.example/`
    1:1 error: the policy has no `sites` | add `sites:`
    1:1 error: the policy has no `routes` | add `routes:`
    ");
    assert_snapshot!(found("# nothing yet\n"), @"
    1:1 error: the policy has no `version` | begin it with `version: 1`
    1:1 error: the policy has no `public_url` | write the address at which visitors reach the gateway: `public_url: https://go.acme.example/`
    1:1 error: the policy has no `sites` | add `sites:`
    1:1 error: the policy has no `routes` | add `routes:`
    ");
    assert!(
        found("- version: 1\n")
            .contains("1:1 error: the policy must be a mapping, but this is a list")
    );
    assert!(
        found("version 1").contains("1:1 error: the policy must be a mapping, but this is a text")
    );
    assert_eq!(found("~"), found(""));
    assert_snapshot!(found("{"), @"1:1 error: not YAML: unclosed bracket '{' | close the bracket; put a text that contains ` #` in quotes, because that begins a comment");
    assert_snapshot!(found("version: 1\n\troutes:\n"), @"2:1 error: a tab is in the indentation | indent with ordinary spaces");
    assert_snapshot!(found("version: 1\nroutes: [\n"), @"2:9 error: not YAML: unclosed bracket '[' | close the bracket; put a text that contains ` #` in quotes, because that begins a comment");
    assert_snapshot!(found("version: \"1\n"), @"1:10 error: not YAML: unclosed quote | end the text with the quote that it begins with");
    for text in [
        "version: 1\0",
        "\0",
        "version: 1\u{1b}[2J",
        "\u{feff}\u{feff}version: 1",
        "%YAML 9.9\n---\n",
        "version: 1\n...\nx",
        "v\0e\0r\0s\0i\0o\0n\0:\0 \x001\0",
    ] {
        assert!(found(text).contains(" error: "), "{text:?}");
    }
}

#[test]
fn a_mark_at_the_beginning_and_other_line_ends_do_no_harm() {
    assert_eq!(found(&format!("\u{feff}{GOOD}")), "");
    assert_eq!(found(&GOOD.replace('\n', "\r\n")), "");
    let broken = GOOD
        .replace("version: 1", "version: 2")
        .replace('\n', "\r\n");
    assert_snapshot!(found(&format!("\u{feff}{broken}")), @"1:10 error: unknown version of the policy language | write `version: 1`");
}

#[test]
fn nonsense_of_any_size_comes_to_an_end() {
    assert_snapshot!(found(&"[".repeat(100_000)), @"1:256 error: not YAML: recursion limit exceeded | nest fewer lists and mappings, or close their brackets");
    assert_snapshot!(found(&"{a: ".repeat(100_000)), @"1:1021 error: not YAML: recursion limit exceeded | nest fewer lists and mappings, or close their brackets");
    assert_snapshot!(found(&"- ".repeat(100_000)), @"1:65 error: nested deeper than 32 levels");
    let line = found(&format!("version: {}", "x".repeat(5 << 20)));
    assert!(line.contains("1:10 error: unknown version"), "{line}");
    let key = found(&format!("{}: 1", "x".repeat(2000)));
    assert!(key.contains("error: "), "{key}");
    let spaces: String = (0..3000)
        .map(|n| format!("{}a:\n", " ".repeat(n)))
        .collect();
    assert!(found(&spaces).contains("nested deeper"));
}

/// Neither the time nor what is kept must grow with what somebody pastes in.
#[test]
fn of_many_mistakes_the_first_are_listed_and_all_are_counted() {
    let many = |line: fn(u32) -> String| (0..30_000).map(line).collect::<String>();
    for (what, lines) in [
        (
            "links",
            many(|n| format!("  l{n}: {{ route: join, meeting_key: {n}x }}\n")),
        ),
        (
            "routes that are none",
            many(|n| format!("  l{n}: {{ route: jion, meeting_key: 1234567 }}\n")),
        ),
        ("links twice", many(|_| "  l: {}\n".to_owned())),
        ("keys", many(|n| format!("key{n}: 1\n"))),
        ("slips", many(|n| format!("vers{n}ion: 1\n"))),
        ("the same key", many(|_| "version: 1\n".to_owned())),
        (
            "aliases",
            many(|n| format!("  l{n}: {{ owner: &a b, route: *a }}\n")),
        ),
    ] {
        let loaded = load_text("policy.yaml", &format!("{GOOD}{lines}"), now());
        let problems = loaded.problems;
        let kept = problems.sorted().len();
        assert!((1_000..=3_000).contains(&kept), "{what}: {kept}");
        let all = problems.count(Severity::Error);
        assert!(all >= 29_999, "{what}: {all}");
    }
}

#[test]
fn a_table_has_a_bound_of_its_columns_and_of_its_lines() {
    let table = |table: &str| {
        let policy = format!("{GOOD}links_from: [t.csv]\n");
        let files: [(&str, &[u8]); 2] = [
            ("policy.yaml", policy.as_bytes()),
            ("t.csv", table.as_bytes()),
        ];
        found_in(&files, "policy.yaml")
    };
    let wide = |columns: usize| format!("name,route{}\n", ",x".repeat(columns));
    assert_snapshot!(table(&wide(255)), @"t.csv:1:520 error: a table has at most 256 columns | remove unused columns");
    assert_snapshot!(table(&",".repeat(1_000_000)), @"t.csv:1:1 error: this line is longer than 64 KiB | write one line per link, and one column per field");
    let long = format!(
        "name,route,meeting_key\nx,join,1234567\ny,{}",
        "z".repeat(65 << 10)
    );
    assert_snapshot!(table(&long), @"t.csv:3:1 error: this line is longer than 64 KiB | write one line per link, and one column per field");
    let rows = "x,jion,1\n".repeat(30_000);
    let found = table(&format!("name,route,meeting_key\n{rows}"));
    assert_eq!(found.lines().count(), 1_000);
}

/// Whatever is left of a policy whose writing was cut off: an error, or a
/// policy that lets nobody in whom the whole one keeps out, and leads nowhere
/// else.
#[test]
fn a_half_written_policy_never_means_more_than_the_whole() {
    let callers = ["10.1.2.3", "10.9.1.2", "192.0.2.7"];
    let asks = [
        "/go/join/123456789",
        "/go/join/123456789?attendee_name=Ada",
        "/go/course/rust/123456789",
        "/go/course/rust/123456789?back=meetings",
        "/go/standup",
    ];
    let judge = |text: &str| -> Option<Vec<Option<String>>> {
        let loaded = load_text("policy.yaml", text, now());
        assert_eq!(loaded.policy.is_none(), loaded.problems.has_errors());
        let policy = loaded.policy?;
        let mut answers = Vec::new();
        for caller in callers {
            let address: IpAddr = caller.parse().expect("an address");
            let caller = Caller::unknown(address);
            for ask in asks {
                let ask = LinkRequest::parse(ask).expect("an ask");
                answers.push(match decide(&policy, &ask, &caller, now()).outcome {
                    Outcome::Send(Delivery::Redirect(call)) => Some(call.as_str().to_owned()),
                    _ => None,
                });
            }
        }
        Some(answers)
    };
    let whole = judge(GOOD).expect("a policy");
    assert_eq!(whole.iter().flatten().count(), 3 + 3 * 2);
    let mut usable = 0;
    for end in (0..GOOD.len()).filter(|end| GOOD.is_char_boundary(*end)) {
        let Some(part) = judge(&GOOD[..end]) else {
            continue;
        };
        usable += 1;
        for ((part, whole), ask) in part.iter().zip(&whole).zip(asks.iter().cycle()) {
            // The meeting key of the link may itself be cut off.
            let start = "https://acme.webex.com/acme/m.php?AT=JM&MK=1234567";
            let in_link = *ask == "/go/standup" && whole.is_some();
            let cut_key = in_link && part.as_ref().is_some_and(|part| part.starts_with(start));
            let no_more = part.is_none() || part == whole || cut_key;
            assert!(no_more, "cut off at {end}, {ask}: {part:?} for {whole:?}");
        }
    }
    assert!(usable > 0);
}

/// Findings about the rest of a policy would mislead.
#[test]
fn a_file_that_cannot_be_read_is_the_only_finding() {
    let (endpoint, rest) = GOOD.split_at(GOOD.find("sites:").expect("sites"));
    let found = found_in(
        &[
            ("10-front.yaml", endpoint.as_bytes()),
            (
                "20-rest.yaml",
                &[rest.as_bytes(), b"# M\xfcller\n"].concat(),
            ),
        ],
        "",
    );
    assert_eq!(found.lines().count(), 1, "{found}");
}

#[test]
fn a_folder_is_read_as_one_policy() {
    let (endpoint, rest) = GOOD.split_at(GOOD.find("routes:").expect("routes"));
    let (routes, links) = rest.split_at(rest.find("links:").expect("links"));
    let files: &[(&str, &[u8])] = &[
        ("10-front.yaml", endpoint.as_bytes()),
        ("20-routes.yml", routes.as_bytes()),
        ("30-links.yaml", links.as_bytes()),
        (".hidden.yaml", b"{"),
        ("..data", b"{"),
        ("readme.md", b"{"),
    ];
    assert_eq!(found_in(files, ""), "");
    let again: &[(&str, &[u8])] = &[("40-again.yaml", b"version: 1\npublic_url: https://go.acme.example/\nlinks:\n  standup: { route: join, meeting_key: 7654321 }\nroutes:\n  join: { path: /x, command: meeting.join, allow: anyone }\ncallers: { networks: { office: 10.0.0.0/8 } }\n")];
    assert_snapshot!(found_in(&[files, again].concat(), ""), @"
    40-again.yaml:2:13 error: `public_url` is in two files | keep it in one of them
    40-again.yaml:4:3 error: `standup` is in `links` twice | rename or remove one of them: only one can apply
    40-again.yaml:6:3 error: `join` is in `routes` twice | rename or remove one of them: only one can apply
    40-again.yaml:7:24 error: `office` is in `networks` twice | rename or remove one of them: only one can apply
    ");
    let broken: &[(&str, &[u8])] = &[("40-broken.yaml", b"links: [")];
    assert_snapshot!(found_in(&[files, broken].concat(), ""), @"40-broken.yaml:1:8 error: not YAML: unclosed bracket '[' | close the bracket; put a text that contains ` #` in quotes, because that begins a comment");
}

#[test]
fn files_that_cannot_be_read_are_findings() {
    let folder = Folder::with(&[
        ("latin1.yaml", &b"version: 1\n# M\xfcller\n"[..]),
        ("utf16.yaml", b"\xff\xfev\0e\0r\0"),
        ("marked.yaml", b"\xef\xbb\xbfversion: 7\n"),
    ]);
    let found = |path: &str| Report::WHOLE.of_files(&folder, path);
    assert_snapshot!(found("nothing.yaml"), @"- error: FOLDER/nothing.yaml: No such file or directory (os error 2) | check the path, its permissions, and that it is UTF-8 text");
    assert_snapshot!(found("latin1.yaml"), @"- error: FOLDER/latin1.yaml: not UTF-8 text (line 2): save it as UTF-8 | check the path, its permissions, and that it is UTF-8 text");
    assert_snapshot!(found("utf16.yaml"), @"- error: FOLDER/utf16.yaml: UTF-16, not UTF-8 text: save it as UTF-8 | check the path, its permissions, and that it is UTF-8 text");
    assert!(found("marked.yaml").contains("marked.yaml:1:10 error: unknown version"));
    assert_snapshot!(found_in(&[], ""), @"- error: FOLDER/: no policy in this folder | put files that end in .yaml or .yml into it");
    assert_snapshot!(found_in(&[(".hidden.yaml", b"{")], ""), @"- error: FOLDER/: no policy in this folder | put files that end in .yaml or .yml into it");
}

/// The findings about a table of links, of which the good policy is told.
#[track_caller]
fn found_in_table(table: &[u8]) -> String {
    let policy = format!("{GOOD}links_from: links.csv\n");
    found_in(
        &[("policy.yaml", policy.as_bytes()), ("links.csv", table)],
        "policy.yaml",
    )
}

/// The field is read as the one that was meant, so that one slip is one finding.
#[test]
fn a_slip_of_route_is_the_one_finding_about_a_link() {
    let slip = GOOD.replace("route: join", "rout: join");
    assert_ne!(slip, GOOD);
    let found = found_in(&[("policy.yaml", slip.as_bytes())], "policy.yaml");
    assert!(
        found
            .trim_end()
            .ends_with("unknown key `rout` in a link | did you mean `route`?"),
        "{found}"
    );
    assert_eq!(found.lines().count(), 1, "{found}");
    let found = found_in_table(b"name,rout,meeting_key\nweekly,join,1234567\n");
    assert_eq!(
        found.trim_end(),
        "links.csv:1:6 error: unknown column `rout` | did you mean `route`?"
    );
}

#[test]
fn a_table_of_links_is_read_like_the_policy() {
    for good in [
        "name,route,meeting_key\nweekly,join,123 456 789\n",
        "name,route,meeting_key\r\nweekly,join,123456789\r\n\r\ndaily,join,987654321",
        "\u{feff}name;route;meeting_key\nweekly;join;123456789\n",
        "\"name\",\"title\",\"route\",\"meeting_key\"\n\"weekly\",\"a, \"\"b\"\"\",\"join\",\"123456789\"\n",
        "name,route,meeting_key\n",
    ] {
        assert_eq!(found_in_table(good.as_bytes()), "", "{good:?}");
    }
    for shortened in ["2.55449E+10", "2,55E+10", "2.5e10", "3E+08"] {
        let found =
            found_in_table(format!("name;route;meeting_key\nweekly;join;{shortened}\n").as_bytes());
        assert!(
            found.contains("a spreadsheet has shortened this number"),
            "{shortened}: {found}"
        );
    }
    for other in ["E+10", "2.5E", "2.5E-10", "1.2.3E+4", "0x1E5"] {
        let found =
            found_in_table(format!("name;route;meeting_key\nweekly;join;{other}\n").as_bytes());
        assert!(
            found.contains("error: ") && !found.contains("spreadsheet"),
            "{other}: {found}"
        );
    }
    assert_snapshot!(found_in_table(b""), @"links.csv:1:1 error: this table is empty | begin it with a line of field names: name,title,route,…");
    assert_snapshot!(found_in_table(b"\n\n"), @"links.csv:1:1 error: this table is empty | begin it with a line of field names: name,title,route,…");
    assert_snapshot!(found_in_table(b"title,route\nx,join\n"), @"links.csv:1:1 error: this table has no column `name` | begin it with a line of field names, with commas or semicolons between them: name,title,route,…");
    assert_snapshot!(found_in_table(b"name,route,,name\n"), @"
    links.csv:1:12 error: this column has no name | name it, or remove it
    links.csv:1:13 error: the column `name` is here twice | remove one of them: only one can apply
    ");
    assert_snapshot!(found_in_table(b"name,route,meeting_key\nweekly,join\ndaily,join,1234567,x\n"), @"
    links.csv:2:1 error: this line has 2 fields, the first line has 3 | put a field that contains `,` in double quotes
    links.csv:3:1 error: this line has 4 fields, the first line has 3 | put a field that contains `,` in double quotes
    ");
    assert_snapshot!(found_in_table(b"name,route,meeting_key\nweekly,jion,1234567\ndaily,join,12345\n-,join,1234567\n,join,1234568\n"), @"
    links.csv:2:8 error: there is no route `jion` | did you mean `join`?
    links.csv:3:12 error: `meeting_key` must be a number of 7 to 20 digits
    links.csv:4:1 error: `-` must be letters, digits, `-`, `_` and `.`, with a letter or digit at both ends | rename the link: its name is part of its path
    links.csv:5:1 error: `` must be letters, digits, `-`, `_` and `.`, with a letter or digit at both ends | rename the link: its name is part of its path
    links.csv:5:1 error: the path of the link `` is already the link `-`'s (FOLDER/links.csv:4:1) | rename one of them: case, `-` and `_` are ignored
    ");
    assert_snapshot!(found_in_table(b"name,title,route,meeting_key,until\n\"a\",\"x, y\",join,12,\n\"b\",\"two\nlines\",join,x,2020-01-01\n"), @"
    links.csv:2:17 error: `meeting_key` must be a number of 7 to 20 digits
    links.csv:3:5 error: this field spans several lines | a double quote is probably not closed; write two of them for one in a text
    ");
    assert_snapshot!(found_in_table(b"name,route,meeting_key\nstand-up,join,1234567\nb,join,1234567\nB,join,1234567\n"), @"
    links.csv:2:1 error: the path of the link `stand-up` is already the link `standup`'s (FOLDER/policy.yaml:30:3) | rename one of them: case, `-` and `_` are ignored
    links.csv:4:1 error: the path of the link `B` is already the link `b`'s (FOLDER/links.csv:3:1) | rename one of them: case, `-` and `_` are ignored
    ");
    assert_snapshot!(found_in_table(b"name,route,meeting_key\nb,join,1234567\xff\n"), @"36:13 error: the table `FOLDER/links.csv` cannot be read: not UTF-8 text (line 2): save it as UTF-8 | name a file relative to this one, saved as UTF-8");
    assert_snapshot!(found_in_table(b"name;route;meeting_key\nb;join;12\n"), @"links.csv:2:8 error: `meeting_key` must be a number of 7 to 20 digits");
    assert_snapshot!(found_in_table("name,title,route,meeting_key\nb,Müller,join,12\n".as_bytes()), @"links.csv:2:15 error: `meeting_key` must be a number of 7 to 20 digits");
    let missing = format!("{GOOD}links_from: [a.csv, {{}}]\n");
    assert_snapshot!(found_in(&[("policy.yaml", missing.as_bytes())], "policy.yaml"), @"
    36:14 error: the table `FOLDER/a.csv` cannot be read: No such file or directory (os error 2) | name a file relative to this one, saved as UTF-8
    36:21 error: `links_from` must be a text, but this is a mapping
    ");
}

/// Without its marks, such a date would be a meeting key of eight digits.
#[test]
fn a_date_that_a_spreadsheet_made_is_no_number() {
    let in_table = |text: &str| {
        found_in_table(format!("name;route;meeting_key\nweekly;join;{text}\n").as_bytes())
    };
    let in_policy = |text: &str| found_with(&[("123 456 789", text)]);
    for date in [
        "2026-11-28",
        "28.11.2026",
        "28/11/2026",
        "11/28/2026",
        "28-11-2026",
        "1/5/2026",
        "2026-11-28 00:00:00",
        "28-Nov",
        "Nov-28",
    ] {
        for found in [in_table(date), in_policy(date)] {
            assert!(
                found.contains("error: `meeting_key` is a date here | a spreadsheet has turned this number into a date"),
                "{date}: {found}"
            );
            assert_eq!(found.lines().count(), 1, "{date}: {found}");
        }
    }
    for number in [
        "2554-485-2539",
        "123-456-789",
        "2554 485 2539",
        "20261128",
        "1234-567",
    ] {
        assert_eq!(in_table(number), "", "{number}");
        assert_eq!(in_policy(number), "", "{number}");
    }
    let constant = GOOD.replace(
        "    query: [attendee_name]\n",
        "    constants: { meeting_key: 2026-11-28 }\n",
    );
    let constant = constant.replace(
        "{meeting_key}\n    command: meeting.join\n    constants",
        "today\n    command: meeting.join\n    constants",
    );
    assert!(
        found(&constant).contains("is a date here"),
        "{}",
        found(&constant)
    );
}

/// A quote that is never closed takes in the rest of the table, and all of
/// its links.
#[test]
fn a_quote_that_is_never_closed_is_found() {
    let text = found_in_table(b"name,route,meeting_key,title\na,join,1234567,\"Stand-up\nb,join,1234567,x\nc,join,1234567,y\n");
    assert!(text.contains(" error: "), "{text:?}");
}

#[test]
fn a_field_that_goes_on_behind_its_quotes_keeps_the_places_right() {
    let text = found_in_table(b"name,title,route,meeting_key\nb,\"x\"y,join,12\n");
    assert!(text.starts_with("links.csv:2:13 error: "), "{text}");
}

/// What the embedded policy and tests read has no files beside it.
#[test]
fn a_policy_from_a_text_names_no_files() {
    let text = found(&format!("{GOOD}links_from: /dev/null\n"));
    assert!(
        text.contains("only a policy in a file") && !text.contains("empty"),
        "{text}"
    );
}
