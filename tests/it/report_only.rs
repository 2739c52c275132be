//! Rules and limits that are not enforced: nothing that happens depends on them, and the operator, and no
//! one else, learns what they would change.

use std::net::IpAddr;

use insta::assert_snapshot;
use jiff::Timestamp;
use linkgate::decision::{Caller, Groups, LinkRequest, Person, decide, stop_of};
use linkgate::policy::{Policy, Verdict};
use proptest::prelude::*;
use serde_json::Value;

use crate::support::Gateway;
use crate::support::findings::policy_of;

/// Monday noon in winter.
const NOON: &str = "2026-11-23T11:00:00Z";

const HEAD: &str = "version: 1
public_url: https://go.acme.example/
hosts: [127.0.0.1]
time_zone: Europe/Berlin
sites: { acme: https://acme.webex.com/acme/ }
callers:
  networks: { here: 127.0.0.0/8, office: 10.0.0.0/8, lab: 10.9.0.0/16 }
  trusted_proxies: [127.0.0.1, 10.255.0.0/16]
  headers: { user: x-user, groups: x-groups }
links:
  plain: { route: join, meeting_key: 123456789 }
  old: { route: join, meeting_key: 123456789, until: 2026-10-31 }
routes:
  join:
    path: /go/join/{meeting_key}
    command: meeting.join
";

fn text(rules: &str) -> String {
    format!("{HEAD}    {}\n", rules.replace('\n', "\n    "))
}

fn policy(rules: &str) -> Policy {
    policy_of(&text(rules))
}

fn at(address: &str) -> Caller<'static> {
    Caller::unknown(address.parse::<IpAddr>().expect("an address"))
}

fn known(user: &'static str, groups: &'static str) -> Caller<'static> {
    at("10.1.2.3").with_identity(Person {
        user: Some(user.into()),
        groups: Groups::Joined(groups),
        identity_provider: "headers".into(),
        ..Person::default()
    })
}

fn moment(text: &str) -> Timestamp {
    text.parse().expect("a moment")
}

/// What a verdict comes to, in a word.
fn word(verdict: Verdict<'_>, caller: &Caller<'_>) -> String {
    stop_of(verdict, caller).map_or_else(|| "go".to_owned(), |stop| format!("{stop:?}"))
}

/// What happens, and what would.
fn answers(policy: &Policy, path: &str, caller: &Caller<'_>, now: &str) -> String {
    let ask = LinkRequest::parse(path).expect("an ask");
    let trace = decide(policy, &ask, caller, moment(now)).trace;
    let happens = word(trace.verdict.expect("a route"), caller);
    match trace.would {
        Some(would) => format!("{happens}, would: {}", word(would, caller)),
        None => happens,
    }
}

#[track_caller]
fn assert_answers(rules: &str, cases: &[(Caller<'_>, &str)]) {
    let policy = policy(rules);
    for (caller, expected) in cases {
        let found = answers(&policy, "/go/join/123456789", caller, NOON);
        assert_eq!(found, *expected, "{rules}: {caller:?}");
    }
}

#[test]
fn an_allow_on_trial_lets_nobody_in() {
    assert_answers(
        "allow: [{ network: lab }, { group: guests, report_only: 2026-11-01 }]",
        &[
            (at("10.9.1.1"), "go"),
            (known("ann", "guests"), "Refused(Account), would: go"),
            (known("ann", "staff"), "Refused(Account)"),
            (at("192.0.2.1"), "Refused(Access), would: Refused(Nobody)"),
        ],
    );
    assert_answers(
        "allow: [{ network: office, report_only: 2026-11-01 }]",
        &[
            (at("10.1.2.3"), "Refused(Access), would: go"),
            (at("192.0.2.1"), "Refused(Access)"),
        ],
    );
}

#[test]
fn a_deny_on_trial_refuses_nobody() {
    assert_answers(
        "allow: [{ network: office }]
deny: [{ network: lab, report_only: 2026-11-01 }]",
        &[
            (at("10.1.2.3"), "go"),
            (at("10.9.1.1"), "go, would: Refused(Access)"),
            (at("192.0.2.1"), "Refused(Access)"),
        ],
    );
    // What is not established counts as well, and a login that would be asked for.
    assert_answers(
        "allow: [{ network: office }]
deny: [{ group: guests, from: headers, report_only: 2026-11-01 }]",
        &[
            (known("ann", "staff"), "go"),
            (known("ann", "guests"), "go, would: Refused(Account)"),
            (at("10.1.2.3"), "go, would: Refused(Nobody)"),
        ],
    );
}

#[test]
fn one_rule_on_trial_may_outweigh_another() {
    assert_answers(
        "allow: [{ network: lab }, { user: ann, report_only: 2026-11-01 }]
deny: [{ group: guests, report_only: 2026-11-01 }]",
        &[
            (known("ann", "staff"), "Refused(Account), would: go"),
            (known("ann", "guests"), "Refused(Account)"),
        ],
    );
}

#[test]
fn a_rule_is_enforced_from_its_day_in_the_zone_of_the_policy() {
    let policy = policy(
        "allow: [{ network: office }]
deny: [{ network: lab, enforce_from: 2027-01-01 }]",
    );
    let lab = at("10.9.1.1");
    for (now, expected) in [
        ("2026-12-31T22:59:59Z", "go, would: Refused(Access)"),
        ("2026-12-31T23:00:00Z", "Refused(Access)"),
    ] {
        assert_eq!(answers(&policy, "/go/plain", &lab, now), expected);
    }
}

#[test]
fn dates_and_hours_count_for_rules_on_trial_too() {
    let policy = policy(
        "allow: [{ network: lab }, { network: office, hours: \"08:00-18:00\", report_only: 2026-11-01 }, { user: ann, link: after_dates, report_only: 2026-11-01 }]",
    );
    let night = "2026-11-23T22:00:00Z";
    let [ann, bob] = ["ann", "bob"].map(|user| known(user, ""));
    for (path, caller, now, expected) in [
        ("/go/plain", &bob, NOON, "Refused(Account), would: go"),
        (
            "/go/plain",
            &bob,
            night,
            "Refused(Account), would: Refused(Hours)",
        ),
        ("/go/old", &ann, NOON, "Refused(Account), would: go"),
        ("/go/old", &bob, NOON, "Refused(Account), would: Expired"),
    ] {
        assert_eq!(
            answers(&policy, path, caller, now),
            expected,
            "{path} {now}"
        );
    }
}

/// How a rule of a generated policy is enforced.
#[derive(Clone, Copy, Debug)]
enum Mark {
    None,
    ReportOnly,
    Past,
    Future,
}

const ALLOW: [&str; 6] = [
    "network: office",
    "group: staff",
    "user: ann, hours: \"08:00-18:00\"",
    "link: after_dates",
    "certificate: \"CN=Ann Lee,O=Acme\"",
    "group: guests, from: headers",
];

const DENY: [&str; 5] = [
    "network: lab",
    "group: banned",
    "user: bob, from: headers",
    "days: [sat, sun]",
    "link: within_dates",
];

/// A policy of these rules. `kept` chooses those that it has, and whether with their marks.
fn generated(rules: &[Vec<(&str, Mark)>; 2], kept: fn(Mark) -> Option<&'static str>) -> Policy {
    let lists = rules.each_ref().map(|list| {
        let rules = list.iter().filter_map(|(rule, mark)| {
            let mark = kept(*mark)?;
            Some(format!("{{ {rule}{mark} }}"))
        });
        rules.collect::<Vec<_>>().join(", ")
    });
    let [allow, deny] = lists;
    // There is always a rule that lets callers in.
    let mut text = format!("allow: [{{ mail_domain: acme.example }}, {allow}]");
    if !deny.is_empty() {
        text.push_str(&format!("\ndeny: [{deny}]"));
    }
    policy(&text.replace(", ]", "]"))
}

fn marked(mark: Mark) -> Option<&'static str> {
    Some(match mark {
        Mark::None => "",
        Mark::ReportOnly => ", report_only: 2026-11-01",
        Mark::Past => ", enforce_from: 2026-11-01",
        Mark::Future => ", enforce_from: 2027-01-01",
    })
}

fn enforced(mark: Mark) -> Option<&'static str> {
    matches!(mark, Mark::None | Mark::Past).then_some("")
}

fn every(_: Mark) -> Option<&'static str> {
    Some("")
}

fn rules(pool: &'static [&'static str]) -> impl Strategy<Value = Vec<(&'static str, Mark)>> {
    let mark = prop_oneof![
        Just(Mark::None),
        Just(Mark::ReportOnly),
        Just(Mark::Past),
        Just(Mark::Future),
    ];
    prop::collection::vec((prop::sample::select(pool), mark), 0..5)
}

fn caller() -> impl Strategy<Value = Caller<'static>> {
    let address = prop::sample::select(&["10.1.2.3", "10.9.1.1", "192.0.2.1"][..]).prop_map(at);
    let user = prop::sample::select(&["ann", "bob"][..]);
    let groups = prop::sample::select(&["", "staff", "guests", "staff, banned"][..]);
    let person = (user, groups).prop_map(|(user, groups)| known(user, groups));
    prop_oneof![address, person]
}

proptest! {
    // Each case compiles three policies.
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn nothing_depends_on_a_rule_that_is_report_only(
        allow in rules(&ALLOW),
        deny in rules(&DENY),
        caller in caller(),
        path in prop::sample::select(&["/go/join/123456789", "/go/join/12", "/go/plain?BU=x", "/go/old"][..]),
        now in prop::sample::select(&[NOON, "2026-11-28T11:00:00Z", "2026-11-23T23:00:00Z"][..]),
    ) {
        let rules = [allow, deny];
        let [tried, without, all] = [marked, enforced, every].map(|kept| generated(&rules, kept));
        let ask = LinkRequest::parse(path).expect("an ask");
        let decide = |policy| decide(policy, &ask, &caller, moment(now));
        let (tried, without, all) = (decide(&tried), decide(&without), decide(&all));
        prop_assert_eq!(format!("{:?}", tried.outcome), format!("{:?}", without.outcome));
        prop_assert_eq!(without.trace.would, None);
        let stop = |verdict: Option<Verdict<'_>>| stop_of(verdict.expect("a route"), &caller);
        let would = tried.trace.would.or(tried.trace.verdict);
        prop_assert_eq!(stop(would), stop(all.trace.verdict));
        // It is told only where it is another answer.
        let is_told = tried.trace.would.is_some();
        prop_assert_eq!(is_told, stop(without.trace.verdict) != stop(all.trace.verdict));
    }
}

/// A route with a rule on trial in each list, and one that a rule on trial would close.
const TRIAL: &str = "\
allow: [{ user: ann }, { group: guests, report_only: 2026-11-01 }]
deny: [{ group: band, report_only: 2026-11-01 }]
  open:
path: /go/open/{meeting_key}
command: meeting.join
allow: anyone
deny: [{ network: here, report_only: 2026-11-01 }]
";

fn trial() -> String {
    text(TRIAL).replace("      open:", "  open:")
}

/// The line of a request, without what differs each time.
fn line(gateway: &Gateway, path: &str, headers: &str) -> String {
    gateway.send(gateway.request("GET", path, headers));
    let mut line = gateway.log_line();
    let fields = line.as_object_mut().expect("an object");
    for varies in ["time", "request_id", "policy", "log_version"] {
        fields.remove(varies).expect("a field of every line");
    }
    line.to_string()
}

#[test]
fn the_decision_log_says_how_it_would_have_ended() {
    let gateway = Gateway::with_policy(&trial());
    let path = "/go/join/123456789";
    let guest = "X-User: eve\r\nX-Groups: guests\r\n";
    assert_snapshot!(line(&gateway, path, guest), @r#"{"caller":"eve","client":"127.0.0.1","identity_provider":"headers","ignored_query_fields":0,"method":"GET","outcome":"denied","reason":"identity_not_allowed","route":"join","rule":"allow user ann","status":403,"would":"allowed","would_rule":"allow group guests"}"#);
    let band = "X-User: ann\r\nX-Groups: band\r\n";
    assert_snapshot!(line(&gateway, path, band), @r#"{"caller":"ann","client":"127.0.0.1","identity_provider":"headers","ignored_query_fields":0,"meeting_key":"******789","method":"GET","outcome":"redirected","route":"join","status":302,"would":"denied","would_reason":"identity_not_allowed","would_rule":"deny group band"}"#);
    assert_snapshot!(line(&gateway, "/go/open/123456789", ""), @r#"{"client":"127.0.0.1","ignored_query_fields":0,"meeting_key":"******789","method":"GET","outcome":"redirected","route":"open","status":302,"would":"denied","would_reason":"client_not_allowed","would_rule":"deny network here"}"#);
    // A wrong value is found after access, which would have come first.
    assert_snapshot!(line(&gateway, "/go/open/12", ""), @r#"{"client":"127.0.0.1","ignored_query_fields":0,"method":"GET","outcome":"invalid_input","parameter":"meeting_key","reason":"invalid_value","route":"open","status":400,"would":"denied","would_reason":"client_not_allowed","would_rule":"deny network here"}"#);
    // The page of a link is judged like the link.
    assert_snapshot!(line(&gateway, "/go/plain+", band), @r#"{"caller":"ann","client":"127.0.0.1","identity_provider":"headers","ignored_query_fields":0,"link":"plain","meeting_key":"******789","method":"GET","outcome":"link_shown","route":"join","status":200,"would":"denied","would_reason":"identity_not_allowed","would_rule":"deny group band"}"#);
    assert_snapshot!(line(&gateway, path, "X-User: ann\r\n"), @r#"{"caller":"ann","client":"127.0.0.1","identity_provider":"headers","ignored_query_fields":0,"meeting_key":"******789","method":"GET","outcome":"redirected","route":"join","status":302,"would":"denied","would_reason":"groups_not_established","would_rule":"deny group band"}"#);
    // No rule on trial would change anything here.
    let choir = "X-User: ann\r\nX-Groups: choir\r\n";
    assert_snapshot!(line(&gateway, path, choir), @r#"{"caller":"ann","client":"127.0.0.1","identity_provider":"headers","ignored_query_fields":0,"meeting_key":"******789","method":"GET","outcome":"redirected","route":"join","status":302}"#);
    let metrics = gateway.metrics();
    for (route, would, count) in [
        ("join", "allowed", 1),
        ("join", "denied", 3),
        ("open", "denied", 2),
    ] {
        let counted =
            format!("linkgate_report_only_total{{route=\"{route}\",would=\"{would}\"}} {count}\n");
        assert!(metrics.contains(&counted), "{counted}{metrics}");
    }
}

#[test]
fn a_limit_on_trial_refuses_nothing_and_is_logged() {
    let gateway = Gateway::with_report_only_limit(&trial(), &[], 2);
    let path = "/go/join/123456789";
    let headers = "X-User: ann\r\nX-Groups: choir\r\n";
    for _ in 0..2 {
        assert!(!line(&gateway, path, headers).contains("would"));
    }
    assert_snapshot!(line(&gateway, path, headers), @r#"{"caller":"ann","client":"127.0.0.1","identity_provider":"headers","ignored_query_fields":0,"meeting_key":"******789","method":"GET","outcome":"redirected","route":"join","status":302,"would":"rate_limited","would_reason":"identity"}"#);
    // It would come before the rules.
    let band = "X-User: ann\r\nX-Groups: band\r\n";
    assert_snapshot!(line(&gateway, path, band), @r#"{"caller":"ann","client":"127.0.0.1","identity_provider":"headers","ignored_query_fields":0,"meeting_key":"******789","method":"GET","outcome":"redirected","route":"join","status":302,"would":"rate_limited","would_reason":"identity"}"#);
    // A request that names no caller counts for its address, and so does one for a broken path.
    for _ in 0..2 {
        assert!(!line(&gateway, "/%00", "").contains("would"));
    }
    assert_snapshot!(line(&gateway, "/%00", ""), @r#"{"client":"127.0.0.1","ignored_query_fields":0,"method":"GET","outcome":"malformed","reason":"control_character","status":400,"would":"rate_limited","would_reason":"address"}"#);
    let counted = "linkgate_report_only_total{route=\"join\",would=\"rate_limited\"} 2\n";
    let metrics = gateway.metrics();
    assert!(metrics.contains(counted), "{metrics}");
}

/// Nothing answers at that port.
const SITE: &str = "sites:
  acme:
    url: http://127.0.0.1:9/acme/
    profile: rest
    rest: { api: \"http://127.0.0.1:9/v1/\", client_id: { file: a }, client_secret: { file: a }, refresh_token: { file: a }, host: host@acme.example }
";

#[test]
fn a_limit_on_trial_counts_a_request_once_that_waits_for_webex() {
    let site = "sites: { acme: https://acme.webex.com/acme/ }\n";
    let policy = text("allow: anyone").replace(site, SITE);
    let gateway = Gateway::with_report_only_limit(&policy, &[("a", "secret-of-the-tests")], 2);
    let path = "/go/join/123456789";
    for would in [false, false, true, true] {
        let line = line(&gateway, path, "");
        assert!(line.contains("server_failed"), "{line}");
        assert_eq!(line.contains(r#""would":"rate_limited""#), would, "{line}");
    }
}

#[test]
fn visitors_do_not_learn_of_rules_on_trial() {
    let rules = TRIAL.replace(
        "allow: [{ user: ann }, ",
        "allow: [{ user: ann }, { group: choir }, ",
    );
    let gateway = Gateway::with_policy(&text(&rules).replace("      open:", "  open:"));
    let headers = "X-User: ann\r\nX-Groups: guests, band, choir\r\n";
    let json = format!("{headers}Accept: application/json\r\n");
    for path in ["/", "/go/plain+", "/go/plain", "/-/me"] {
        for headers in [headers, &json] {
            let response = gateway.send(gateway.request("GET", path, headers));
            let page = response.text().to_lowercase();
            let page = page.replace("guests, band, choir", "");
            assert!(!page.contains("report"), "{path}\n{page}");
            if path != "/-/me" {
                assert!(
                    !page.contains("guests") && !page.contains("band"),
                    "{path}\n{page}"
                );
            }
        }
    }
    let me = gateway.send(gateway.request("GET", "/-/me", &json));
    let me: Value = serde_json::from_str(&me.body()).expect("JSON");
    assert_eq!(me["groups"][0]["rules"], "unnamed", "{me:#}");
    assert_eq!(me["groups"][2]["rules"], "named", "{me:#}");
}

#[test]
fn operators_see_which_rules_are_on_trial() {
    let policy = policy(
        "allow: [{ network: office }, { network: lab, report_only: true }, { user: ann, report_only: 2026-11-01 }]
deny: [{ user: bob, enforce_from: 2027-01-01 }]",
    );
    let dump = serde_json::to_value(policy.dump()).expect("JSON");
    let route = &dump["routes"][0];
    assert_snapshot!(format!("{}\n{}", route["allow"], route["deny"]), @r#"
    ["network office","network lab [report-only]","user ann [report-only since 2026-11-01]"]
    ["user bob [enforced from 2026-12-31T23:00:00Z]"]
    "#);
}
