//! What an operator is told about rules that are not enforced.

use insta::assert_snapshot;

use crate::support::findings::Report;

const HEAD: &str = "version: 1
public_url: https://go.acme.example/
time_zone: Asia/Tokyo
sites: { acme: https://acme.webex.com/acme/ }
callers: { networks: { office: 10.0.0.0/8, lab: 10.9.0.0/16 } }
routes:
  join:
    path: /go/join/{meeting_key}
    command: meeting.join
";

const REPORT: Report = Report::behind(HEAD);

/// The findings about these rules, read on Monday, 2026-11-23, at 21:00 in Tokyo.
#[track_caller]
fn found(rules: &str) -> String {
    let rules = rules.replace('\n', "\n    ");
    REPORT.of_text(&format!("{HEAD}    {rules}\n"))
}

/// The findings about a rule beside one that lets callers in.
#[track_caller]
fn found_in(key: &str) -> String {
    found(&format!(
        "allow: [{{ network: office }}, {{ network: lab, {key} }}]"
    ))
}

#[test]
fn a_rule_says_since_when_it_is_report_only() {
    for fine in [
        "report_only: 2026-11-23",
        "report_only: 2026-08-23",
        "report_only: false",
        "report_only: no",
        "enforce_from: 2026-11-24",
        "enforce_from: 2027-02-23",
    ] {
        assert_eq!(found_in(fine), "", "{fine}");
    }
    assert_snapshot!(found_in("report_only: true"), @"1:63 warning: the policy does not say since when this rule is report-only | write the day instead, so that `check` can say when it is a quarter ago: `report_only: 2026-11-23`");
    assert_snapshot!(found_in("report_only: yes"), @"1:63 warning: the policy does not say since when this rule is report-only | write the day instead, so that `check` can say when it is a quarter ago: `report_only: 2026-11-23`");
    assert_snapshot!(found_in("report_only: 2026-08-22"), @"1:63 warning: this rule has been report-only for more than a quarter | remove `report_only` to enforce it, or remove the rule");
    assert_snapshot!(found_in("report_only: 2026-11-24"), @"1:63 warning: this day is to come, and the rule is report-only already | to enforce the rule from then on, write `enforce_from: 2026-11-24`");
    assert_snapshot!(found_in("enforce_from: 2026-11-23"), @"1:64 warning: this day has come: the rule is enforced | remove `enforce_from`");
    assert_snapshot!(found_in("enforce_from: 2027-02-24"), @"1:64 warning: this rule is report-only for more than a quarter from now | name an earlier day, or add the rule later");
}

#[test]
fn broken_values_are_errors() {
    assert_snapshot!(found_in("report_only: maybe"), @"1:63 error: `maybe` is neither `true` nor a day | write since when the rule is report-only: `report_only: 2026-11-23`");
    assert_snapshot!(found_in("report_only: 2026-11-31"), @"1:63 error: `2026-11-31` is neither `true` nor a day | write since when the rule is report-only: `report_only: 2026-11-23`");
    assert_snapshot!(found_in("report_only: [true]"), @"1:63 error: `report_only` must be a text, but this is a list");
    assert_snapshot!(found_in("report_only: \"\""), @"1:63 error: `` is neither `true` nor a day | write since when the rule is report-only: `report_only: 2026-11-23`");
    assert_snapshot!(found_in("report_only:"), @"1:50 error: `report_only` has no value | give it one, or remove the line");
    assert_snapshot!(found_in("enforce_from: tomorrow"), @"1:64 error: `tomorrow` is not a day | write it like 2027-01-01; the rule is enforced from the start of this day");
    assert_snapshot!(found_in("enforce_from: 2027-01-01T08:00"), @"1:64 error: `2027-01-01T08:00` is not a day | write it like 2027-01-01; the rule is enforced from the start of this day");
    assert_snapshot!(found_in("enforce_from: 9999-12-31"), @"1:64 warning: this rule is report-only for more than a quarter from now | name an earlier day, or add the rule later");
    assert_snapshot!(found_in("report_only: true, enforce_from: 2027-01-01"), @"1:83 error: a rule has `report_only` or `enforce_from`, not both | remove `report_only`: until that day, the rule is report-only anyway");
    assert_snapshot!(found_in("report_olny: true"), @"
    1:50 error: unknown key `report_olny` in a condition | did you mean `report_only`?
    1:63 warning: the policy does not say since when this rule is report-only | write the day instead, so that `check` can say when it is a quarter ago: `report_only: 2026-11-23`
    ");
    assert_snapshot!(found("allow: [{ report_only: 2026-11-01 }]"), @"1:13 error: this condition is empty | write it like `{ network: NAME }`");
}

#[test]
fn a_route_that_nobody_can_use_is_told_of() {
    assert_snapshot!(found("allow: [{ network: office, report_only: 2026-11-01 }]"), @"
    0:44 warning: the network `lab` is not used by any route | name it in an `allow` or `deny`, or remove it
    1:12 warning: nobody can use the route `join`: every rule of `allow` is report-only | the log says who could use it; enforce a rule when it should be used
    ");
    assert_snapshot!(found("allow: [{ network: office, enforce_from: 2026-12-01 }]\ndeny: { network: office }"), @"
    0:44 warning: the network `lab` is not used by any route | name it in an `allow` or `deny`, or remove it
    1:12 warning: nobody can use the route `join`: every rule of `allow` is report-only | the log says who could use it; enforce a rule when it should be used
    ");
    assert_snapshot!(found("allow: [{ network: office }]\ndeny: [{ network: office, report_only: 2026-11-01 }]"), @"
    0:44 warning: the network `lab` is not used by any route | name it in an `allow` or `deny`, or remove it
    1:12 warning: nobody can use the route `join` when its report-only rules are enforced: `deny` matches every caller that `allow` admits | remove something from `deny`, or add something to `allow`
    ");
    assert_snapshot!(found("allow: [{ network: lab }, { network: office, report_only: 2026-11-01 }]\ndeny: { network: lab }"), @"1:12 error: nobody can use the route `join`: `deny` matches every caller that `allow` admits | remove something from `deny`, or remove the route");
    // On that day, the rule counts.
    assert_snapshot!(found("allow: [{ network: office }]\ndeny: [{ network: office, enforce_from: 2026-11-23 }]"), @"
    1:12 error: nobody can use the route `join`: `deny` matches every caller that `allow` admits | remove something from `deny`, or remove the route
    2:45 warning: this day has come: the rule is enforced | remove `enforce_from`
    ");
}
