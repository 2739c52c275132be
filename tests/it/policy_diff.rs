//! What a comparison of two policies says is all that they answer differently, and it is so.

mod generator;

use std::collections::HashSet;

use jiff::Timestamp;
use linkgate::decision::{Caller, Decision, Delivery, LinkRequest, Outcome, Stop, decide};
use linkgate::policy::Policy;
use linkgate::policy_diff::{Covered, PolicyDiff, compare};
use proptest::prelude::*;

use crate::support::findings::{now, policy_of};
use generator::{Asked, asked, policy_text};

/// What a request comes to, without what tells nothing of the policy.
fn answer(decision: &Decision<'_, '_>) -> String {
    let delivery = |delivery: &Delivery| match delivery {
        Delivery::Redirect(call) => call.as_str().to_owned(),
        other => format!("{other:?}"),
    };
    match &decision.outcome {
        Outcome::Send(sent) => format!("sent {}", delivery(sent)),
        Outcome::Confirm(sent, effect) => format!("{effect:?} {}", delivery(sent)),
        Outcome::Stop(Stop::Refused(refusal)) => format!("refused {}", refusal.as_str()),
        Outcome::Stop(stop) => format!("{stop:?}"),
    }
}

fn answered(policy: &Policy, path: &str, caller: &Caller<'_>, now: Timestamp) -> String {
    let request = LinkRequest::parse(path).expect("a path");
    answer(&decide(policy, &request, caller, now))
}

fn is_covered(
    diff: &PolicyDiff<'_>,
    path: &str,
    callers: [&Caller<'_>; 2],
    now: Timestamp,
) -> bool {
    let request = LinkRequest::parse(path).expect("a path");
    diff.covering(&request, callers, now).is_some()
}

/// Whether the comparison says that another source may identify a caller. It counts for every request.
fn reorders_sources(diff: &PolicyDiff<'_>) -> bool {
    let mut settings = diff.settings.iter();
    settings.any(|change| change.key == "callers.order" && change.widens)
}

/// Each example is answered by both policies as the comparison says.
fn check_examples(old: &Policy, new: &Policy, diff: &PolicyDiff<'_>) -> Result<(), TestCaseError> {
    for group in &diff.groups {
        for example in diff.examples(group) {
            let caller = |policy: &Policy| example.caller.as_caller(policy.trust()).address();
            prop_assert_eq!(caller(old), caller(new));
            let request = LinkRequest::parse(&example.address).expect("a path");
            let callers = [old, new].map(|policy| example.caller.as_caller(policy.trust()));
            let [was, is] = [(old, &callers[0]), (new, &callers[1])]
                .map(|(policy, caller)| decide(policy, &request, caller, example.now));
            let passes = |decision: &Decision<'_, '_>| {
                !matches!(
                    decision.outcome,
                    Outcome::Stop(Stop::Refused(_) | Stop::Expired | Stop::Unknown)
                )
            };
            let standings = match example.of {
                Some(change) => {
                    let change = &group.access().changes[change];
                    [change.was.in_words(), change.is.in_words()]
                }
                None => ["sent on".to_owned(), "sent on".to_owned()],
            };
            for (decision, standing) in [(&was, &standings[0]), (&is, &standings[1])] {
                let passed = standing == "sent on";
                if standing != "invalid value" {
                    prop_assert_eq!(passes(decision), passed, "{:?} {:?}", &example, decision);
                }
                if standing == "invalid value" {
                    let is_refused = matches!(
                        decision.outcome,
                        Outcome::Stop(Stop::Bad(_) | Stop::Unknown)
                    );
                    prop_assert!(is_refused, "{example:?} {decision:?}");
                    continue;
                }
                if !passed {
                    let word = answer(decision)
                        .replace("Unknown", "not found")
                        .replace("Expired", "expired");
                    let word = match word.strip_prefix("refused ") {
                        Some(word) => format!("refused ({word})"),
                        None => word,
                    };
                    prop_assert_eq!(&word, standing);
                }
            }
            let found = diff.covering(&request, [&callers[0], &callers[1]], example.now);
            let is_same = match (found, example.of) {
                (Some((_, Covered::Access(found))), Some(change)) => {
                    std::ptr::eq(found, &group.access().changes[change])
                }
                (Some((_, Covered::Content)), None) => true,
                _ => false,
            };
            prop_assert!(is_same, "{example:?}");
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever two policies answer differently is in the comparison.
    #[test]
    fn every_request_with_another_answer_is_covered(
        texts in (policy_text(), policy_text()),
        requests in prop::collection::vec(asked(), 60),
    ) {
        let (old, new) = (policy_of(&texts.0), policy_of(&texts.1));
        let diff = compare(&old, &new, now());
        for Asked { path, who, now } in &requests {
            let callers = [who.as_caller(&old), who.as_caller(&new)];
            let [was, is] = [answered(&old, path, &callers[0], *now), answered(&new, path, &callers[1], *now)];
            if was != is {
                let is_covered = is_covered(&diff, path, [&callers[0], &callers[1]], *now)
                    || reorders_sources(&diff);
                prop_assert!(is_covered, "{path} {who:?} {now}: {was} → {is}\n{}\n{}\n{diff:#?}", texts.0, texts.1);
            }
        }
        check_examples(&old, &new, &diff)?;
    }

    #[test]
    fn a_policy_does_not_differ_from_itself(text in policy_text()) {
        let (old, new) = (policy_of(&text), policy_of(&text));
        prop_assert!(compare(&old, &new, now()).is_empty());
    }
}

const HEAD: &str = "version: 1
public_url: https://go.acme.example/
sites: { acme: https://acme.webex.com/acme/ }
back_urls: { portal: https://portal.acme.example/ }
callers:
  networks: { office: 10.0.0.0/8 }
  trusted_proxies: 192.0.2.1
  address: x-forwarded-for
  headers: x-forwarded
";

fn policy(rest: &str) -> Policy {
    policy_of(&format!("{HEAD}{rest}"))
}

/// All classes of all changes of access, one a line.
fn lines(old: &str, new: &str) -> Vec<String> {
    let (old, new) = (policy(old), policy(new));
    let diff = compare(&old, &new, now());
    let mut lines = Vec::new();
    for group in &diff.groups {
        let path = &group.paths()[0].path;
        for change in &group.access().changes {
            for class in &change.classes {
                let (was, is) = (change.was.in_words(), change.is.in_words());
                let by = [&class.was_by, &class.is_by].map(|rules| rules.join("; "));
                lines.push(format!(
                    "{path}: {}: {was} [{}] → {is} [{}]",
                    class.in_words, by[0], by[1]
                ));
            }
        }
        if group.changes_what_is_sent() {
            let own = group.paths().iter().flat_map(|path| &path.own);
            for change in group.content().iter().chain(own) {
                let value =
                    |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".to_owned());
                let mark = if change.widens { " (widens)" } else { "" };
                lines.push(format!(
                    "{path}: {}: {} → {}{mark}",
                    change.key,
                    value(&change.was),
                    value(&change.is)
                ));
            }
        }
    }
    lines
}

const JOIN: &str = "{ path: '/go/join/{meeting_key}', command: meeting.join, back: portal,";

#[test]
fn a_class_says_no_more_than_makes_a_difference() {
    let old = format!("routes:\n  join: {JOIN} allow: [{{ group: staff }}] }}\n");
    let new = format!(
        "routes:\n  join: {JOIN} allow: [{{ group: [staff, guests] }}, {{ network: office, hours: '08:00-18:00' }}] }}\n"
    );
    let office = "at 08:00-18:00 UTC, from 10.0.0.0/8 (office)";
    let expected = [
        "in group guests, not known to be in group staff: refused (identity_not_allowed) [] → sent on [allow: group staff or guests]".to_owned(),
        format!("not known to be in group staff, {office}: refused (identity_not_allowed) [] → sent on [allow: group staff or guests; allow: network office, 08:00-18:00 UTC]"),
        format!("anonymous, {office}: refused (unauthenticated) [] → sent on [allow: network office, 08:00-18:00 UTC]"),
        "not known to be in group guests, not known to be in group staff, outside 08:00-18:00 UTC, from 10.0.0.0/8 (office): refused (identity_not_allowed) [] → refused (outside_hours) []".to_owned(),
    ];
    let expected = expected.map(|line| format!("/go/join/{{meeting_key}}: {line}"));
    assert_eq!(lines(&old, &new), expected);
}

#[test]
fn a_link_takes_a_path_from_a_route() {
    let old = format!(
        "routes:\n  join: {JOIN} allow: anyone }}\n  free: {{ path: '/go/{{meeting_key}}', command: meeting.join, back: portal, allow: anyone }}\n"
    );
    let new = format!("{old}links:\n  standup: {{ route: join, meeting_key: 123456789 }}\n");
    // The route takes numbers only, so that the word led nowhere.
    let expected =
        ["/go/standup: every caller: invalid value [allow: anyone] → sent on [allow: anyone]"];
    assert_eq!(lines(&old, &new), expected);
}

#[test]
fn a_reordered_policy_is_the_same() {
    let old = "routes:
  join: { path: '/go/join/{meeting_key}', command: meeting.join, back: portal, allow: anyone }
  list: { path: /go/list, command: meeting.list_open, allow: anyone }
links:
  one: { route: join, meeting_key: 123456789 }
  two: { route: join, meeting_key: 987654321 }
";
    let new = "links: { two: { meeting_key: 987-654-321, route: join }, one: { meeting_key: 123 456 789, route: join } }
routes:
  list: { allow: anyone, command: meeting.list_open, path: /go/list }
  join: { allow: anyone, back: portal, command: meeting.join, path: '/go/join/{meeting_key}' }
";
    let (old, new) = (policy(old), policy(new));
    assert!(compare(&old, &new, now()).is_empty());
}

/// What a route or link says no more counts as widening where something else decides then.
#[test]
fn what_vanishes_may_lead_elsewhere() {
    let routes = format!(
        "routes:
  join: {JOIN} query: [attendee_name], allow: anyone }}
  fixed: {{ path: /go/fixed, command: meeting.join, constants: {{ meeting_key: 123456789, attendee_name: Guest }}, allow: anyone }}
  free: {{ path: '/go/{{meeting_key}}', command: meeting.join, back: portal, allow: anyone }}
links:
"
    );
    let links = "  standup: { route: join, meeting_key: 123456789, attendee_name: Guest }
  987654321: { route: free, meeting_key: 123456789 }
";
    let old = format!("{routes}{links}");
    for (gone, expected) in [
        (
            ", attendee_name: Guest }\n  9",
            &["/go/standup: sets attendee_name: Guest → nothing (widens)"][..],
        ),
        (
            "  987654321: { route: free, meeting_key: 123456789 }\n",
            &[
                "/go/987654321: name: 987654321 → nothing",
                "/go/987654321: sets meeting_key: ******789 → nothing (widens)",
            ],
        ),
        (
            ", attendee_name: Guest }, allow",
            &["/go/fixed: parameter attendee_name: Guest → links only (widens)"],
        ),
    ] {
        let kept = gone.trim_start_matches(", attendee_name: Guest");
        let kept = if kept == gone { "" } else { kept };
        assert!(old.contains(gone), "{gone}");
        assert_eq!(lines(&old, &old.replace(gone, kept)), expected, "{gone}");
    }
}

#[test]
fn what_only_takes_away_does_not_widen() {
    let route = |more: &str| {
        format!(
            "routes:\n  join: {{ path: '/go/join/{{meeting_key}}', command: meeting.join, {more}allow: anyone }}\n"
        )
    };
    for (gone, expected) in [
        (
            "query: [attendee_name], ",
            &["parameter attendee_name: any, from the query → links only"][..],
        ),
        (
            "back: portal, ",
            &[
                "back: portal → nothing",
                "back portal: https://portal.acme.example/ → nothing",
            ],
        ),
    ] {
        let expected: Vec<String> = expected
            .iter()
            .map(|line| format!("/go/join/{{meeting_key}}: {line}"))
            .collect();
        assert_eq!(lines(&route(gone), &route("")), expected, "{gone}");
    }
}

/// Parameters may have any name, also one of what else a route says.
#[test]
fn names_of_parameters_are_no_keys_of_routes() {
    let named = ["return", "command", "site", "as", "personal"];
    let policy_with = |value: &str| {
        let parameters =
            named.map(|name| format!("{name}: {{ code: C{}, type: text }}", name.to_uppercase()));
        let constants = named.map(|name| format!("{name}: {value}"));
        format!(
            "commands:
  acme.page:
    service: links
    title: A page
    effect: look
    page: p.php
    action: XX
    parameters: {{ {} }}
routes:
  page: {{ path: /go/page, command: acme.page, constants: {{ {} }}, allow: anyone }}
",
            parameters.join(", "),
            constants.join(", ")
        )
    };
    let (one, two) = (policy_with("one"), policy_with("two"));
    assert_eq!(lines(&one, &one), Vec::<String>::new());
    let mut found = lines(&one, &two);
    found.sort();
    let mut expected = named.map(|name| format!("/go/page: parameter {name}: one → two (widens)"));
    expected.sort();
    assert_eq!(found, expected);
}

/// The first source that proves a person says who the caller is.
#[test]
fn another_order_of_sources_is_a_change() {
    let token = |name: &str| {
        format!(
            "    {name}: {{ from: oidc, header: X-{name}, issuer: https://{name}.example, audience: go, algorithms: [ES256], keys: {{ url: https://{name}.example/jwks }} }}\n"
        )
    };
    let policy_with = |sources: [&str; 2]| {
        let head = "version: 1
public_url: https://go.acme.example/
sites: { acme: https://acme.webex.com/acme/ }
back_urls: { portal: https://portal.acme.example/ }
callers:
  tokens:
";
        let route = format!("routes:\n  join: {JOIN} allow: [{{ user: [ann], from: one }}] }}\n");
        policy_of(&format!("{head}{}{route}", sources.map(token).concat()))
    };
    let (old, new) = (policy_with(["one", "two"]), policy_with(["two", "one"]));
    let diff = compare(&old, &new, now());
    let found: Vec<_> = diff
        .settings
        .iter()
        .map(|change| (&*change.key, change.is.as_deref()))
        .collect();
    assert_eq!(found, [("callers.order", Some("two, one"))]);
    assert!(diff.widens());
}

/// Rules that make too many cells, but that nobody has touched.
#[test]
fn large_rules_that_stay_are_no_change() {
    let groups: Vec<String> = (0..12)
        .map(|number| format!("{{ group: g{number} }}"))
        .collect();
    let route = |title: &str, groups: &[String]| {
        format!(
            "routes:\n  join: {JOIN} title: {title}, allow: [{}] }}\n",
            groups.join(", ")
        )
    };
    let old = route("Old", &groups);
    let (was, is) = (policy(&old), policy(&route("New", &groups)));
    let diff = compare(&was, &is, now());
    assert_eq!(
        lines(&old, &route("New", &groups)),
        ["/go/join/{meeting_key}: title: Old → New"]
    );
    assert!(!diff.widens());
    let less = policy(&route("New", &groups[1..]));
    assert!(compare(&was, &less, now()).widens());
}

#[test]
fn a_rule_on_trial_says_what_it_would_do() {
    let route =
        |rules: &str| format!("routes:\n  join: {JOIN} allow: [{{ group: staff }}{rules} }}\n");
    let old = route("]");
    let new = route(
        ", { group: guests, report_only: true }], deny: [{ network: office, report_only: true }]",
    );
    assert_eq!(
        lines(&old, &new),
        [
            "/go/join/{meeting_key}: rules on trial: nothing → allow: group guests [report-only]; deny: network office [report-only]"
        ]
    );
}

/// The generator makes policies that differ in many ways.
#[test]
fn the_generator_is_not_of_one_mind() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let texts: HashSet<String> = (0..50)
        .map(|_| {
            let tree = policy_text().new_tree(&mut runner).expect("a policy");
            proptest::strategy::ValueTree::current(&tree)
        })
        .collect();
    assert!(texts.len() > 40, "{}", texts.len());
}
