//! Who may use a route: every condition, alone and together, for callers who
//! are known and who are not.

use std::net::IpAddr;

use insta::assert_snapshot;
use jiff::Timestamp;
use linkgate::compile::load_text;
use linkgate::decision::{
    Caller, Certificate, Groups, LinkRequest, Outcome, Person, Refusal, Stop, decide,
};
use linkgate::policy::{DenyReason, Policy, Rule, Verdict};

/// Monday noon in winter.
const NOON: &str = "2026-11-23T11:00:00Z";

/// A policy whose one route has these rules, with links before, within and
/// after their dates, and one without any.
fn policy(rules: &str) -> Policy {
    let text = format!(
        "version: 1
public_url: https://go.acme.example/
time_zone: Europe/Berlin
sites: {{ acme: https://acme.webex.com/acme/ }}
callers:
  networks: {{ office: 10.0.0.0/8, lab: 10.9.0.0/16, home: 192.0.2.0/24 }}
  trusted_proxies: 10.255.0.0/16
  headers: x-forwarded
  certificates: {{ header: Client-Cert }}
routes:
  join:
    path: /go/join/{{meeting_key}}
    command: meeting.join
    {}
links:
  plain: {{ route: join, meeting_key: 123456789 }}
  now: {{ route: join, meeting_key: 123456789, from: 2026-01-01, until: 2026-12-31 }}
  soon: {{ route: join, meeting_key: 123456789, from: 2027-01-01 }}
  old: {{ route: join, meeting_key: 123456789, until: 2026-10-31 }}
",
        rules.replace('\n', "\n    ")
    );
    let now = NOON.parse().expect("a moment");
    let loaded = load_text("test.yaml", &text, now);
    let problems = loaded.problems;
    assert!(!problems.has_errors(), "{text}\n{problems:#?}");
    loaded.policy.expect("a policy")
}

fn at(address: &str) -> Caller<'static> {
    Caller::unknown(address.parse::<IpAddr>().expect("an address"))
}

fn stranger() -> Caller<'static> {
    at("203.0.113.9")
}

fn known(user: &'static str, email: &'static str, groups: &'static str) -> Caller<'static> {
    let given = |text: &'static str| (!text.is_empty()).then(|| text.into());
    stranger().with_identity(Person {
        user: given(user),
        email: given(email),
        groups: Groups::Joined(groups),
        ..Person::default()
    })
}

fn ann() -> Caller<'static> {
    known("ann", "ann@Acme.example", "staff, hosts")
}

/// The answer in a word.
fn answer(policy: &Policy, path: &str, caller: &Caller<'_>, now: &str) -> &'static str {
    let now: Timestamp = now.parse().expect("a moment");
    let ask = LinkRequest::parse(path).expect("an ask");
    match decide(policy, &ask, caller, now).outcome {
        Outcome::Send(_) => "go",
        Outcome::Confirm(..) => "confirm",
        Outcome::Stop(Stop::Refused(Refusal::Access | Refusal::Account)) => "refused",
        Outcome::Stop(Stop::Refused(Refusal::Hours)) => "closed",
        Outcome::Stop(Stop::Refused(Refusal::Nobody)) => "who?",
        Outcome::Stop(Stop::Refused(Refusal::NotYet)) => "not yet",
        Outcome::Stop(Stop::Refused(Refusal::ClientUnknown)) => "client unknown",
        Outcome::Stop(Stop::Refused(Refusal::UserUnknown)) => "user unknown",
        Outcome::Stop(Stop::Refused(Refusal::MailDomainUnknown)) => "mail domain unknown",
        Outcome::Stop(Stop::Refused(Refusal::GroupsUnknown)) => "groups unknown",
        Outcome::Stop(Stop::Refused(Refusal::NetworkUnknown)) => "network unknown",
        Outcome::Stop(Stop::Refused(Refusal::CertificateUnknown)) => "certificate unknown",
        Outcome::Stop(Stop::Expired) => "expired",
        Outcome::Stop(_) => "other",
    }
}

#[track_caller]
fn assert_answers(rules: &str, cases: &[(Caller<'_>, &str)]) {
    let policy = policy(rules);
    for (caller, expected) in cases {
        let found = answer(&policy, "/go/join/123456789", caller, NOON);
        assert_eq!(found, *expected, "{rules}: {caller:?}");
    }
}

#[test]
fn each_condition_about_a_person_holds_for_that_person_only() {
    assert_answers(
        "allow: [{ user: ann }]",
        &[
            (ann(), "go"),
            (known("Ann", "", ""), "refused"),
            (known("bob", "ann", "ann"), "refused"),
            (known("", "ann@acme.example", ""), "refused"),
            (stranger(), "who?"),
        ],
    );
    assert_answers(
        "allow: [{ group: [hosts, admins] }]",
        &[
            (ann(), "go"),
            (known("x", "", "staff,hosts"), "go"),
            (known("x", "", "\thosts "), "go"),
            (known("x", "", "Hosts"), "refused"),
            (known("x", "", "ghosts, hosts2, hosts admins"), "refused"),
            (known("hosts", "hosts@acme.example", ""), "refused"),
            (stranger(), "who?"),
        ],
    );
    let listed = Groups::List(vec!["a,hosts".into(), "staff".into()]);
    let person = |groups| Person {
        user: Some("x".into()),
        groups,
        ..Person::default()
    };
    assert_answers(
        "allow: [{ group: staff }]",
        &[(stranger().with_identity(person(listed.clone())), "go")],
    );
    assert_answers(
        "allow: [{ group: hosts }]",
        &[(stranger().with_identity(person(listed)), "refused")],
    );
}

#[test]
fn a_mail_domain_is_all_that_stands_behind_the_one_at() {
    let mail = |email| known("x", email, "");
    assert_answers(
        "allow: [{ mail_domain: Acme.example }]",
        &[
            (mail("ann@acme.example"), "go"),
            (mail("ann@ACME.EXAMPLE"), "go"),
            (mail("ann@mail.acme.example"), "refused"),
            (mail("ann@evilacme.example"), "refused"),
            (mail("ann@acme.example.evil.example"), "refused"),
            (mail("eve@evil.example@acme.example"), "refused"),
            (mail("eve@acme.example@evil.example"), "refused"),
            (mail("@acme.example"), "refused"),
            (mail("acme.example"), "refused"),
            (mail("ann@acme.example."), "refused"),
            (mail(""), "refused"),
            (known("ann@acme.example", "", ""), "refused"),
            (stranger(), "who?"),
        ],
    );
}

#[test]
fn a_mail_domain_is_the_same_in_every_way_of_writing_it() {
    let mail = |email| known("x", email, "");
    for domain in [
        "münchen.example",
        "MÜNCHEN.example",
        "xn--mnchen-3ya.example",
    ] {
        assert_answers(
            &format!("allow: anyone\ndeny: {{ mail_domain: {domain} }}"),
            &[
                (mail("ann@münchen.example"), "refused"),
                (mail("ann@MÜNCHEN.example"), "refused"),
                (mail("ann@XN--mnchen-3ya.example"), "refused"),
                (mail("ann@munchen.example"), "go"),
            ],
        );
    }
}

#[test]
fn a_certificate_is_known_by_its_subject_or_mail_address() {
    let with_certificate = |subject: &str, emails: &[&str]| {
        ann().with_certificate(Certificate {
            subject: subject.into(),
            emails: emails.iter().map(|email| (*email).into()).collect(),
        })
    };
    assert_answers(
        "allow: [{ certificate: [\"CN=Ann Lee,O=Acme\", bob@acme.example] }]",
        &[
            (with_certificate("CN=Ann Lee,O=Acme", &[]), "go"),
            (
                with_certificate("CN=Bob", &["b@acme.example", "bob@ACME.example"]),
                "go",
            ),
            (with_certificate("CN=ann lee,O=Acme", &[]), "refused"),
            (with_certificate("CN=Ann Lee,O=Acme,C=DE", &[]), "refused"),
            (with_certificate("bob@acme.example", &[]), "go"),
            (
                with_certificate("CN=Bob", &["CN=Ann Lee,O=Acme"]),
                "refused",
            ),
            (ann(), "refused"),
            (stranger(), "who?"),
        ],
    );
}

#[test]
fn all_conditions_of_one_alternative_have_to_hold() {
    let from_office = |caller: Caller<'static>| {
        let person = caller.person().cloned();
        person.map_or(at("10.1.2.3"), |person| {
            at("10.1.2.3").with_identity(person)
        })
    };
    assert_answers(
        "allow: [{ group: staff, network: office }, { user: bob }]",
        &[
            (from_office(ann()), "go"),
            (ann(), "refused"),
            (from_office(stranger()), "who?"),
            (known("bob", "", ""), "go"),
            (from_office(known("eve", "", "guests")), "refused"),
            // Bob could be anywhere.
            (stranger(), "who?"),
        ],
    );
    assert_answers(
        "allow: [{ group: staff, network: office }]",
        &[(stranger(), "refused"), (at("::ffff:10.1.2.3"), "who?")],
    );
}

#[test]
fn deny_wins_and_has_to_be_a_clear_no() {
    assert_answers(
        "allow: [{ network: office }, { group: staff }]\ndeny: [{ user: eve }, { network: lab }]",
        &[
            (ann(), "go"),
            (known("eve", "", "staff"), "refused"),
            (at("10.9.1.1"), "refused"),
            // Whoever leaves the proof away is not known not to be Eve.
            (at("10.8.1.1"), "who?"),
            (stranger(), "who?"),
            // Of this person nothing but the e-mail address is known.
            (known("", "x@acme.example", "staff"), "user unknown"),
        ],
    );
    assert_answers(
        "allow: anyone\ndeny: { mail_domain: evil.example }",
        &[
            (known("x", "x@EVIL.example", ""), "refused"),
            (known("x", "x@acme.example", ""), "go"),
            (known("x", "", ""), "mail domain unknown"),
            (known("x", "x@evil.example.", ""), "mail domain unknown"),
            (known("x", "x@y@acme.example", ""), "mail domain unknown"),
            (stranger(), "who?"),
        ],
    );
}

/// Somebody of whom a source says nothing but their id.
fn bare(user: &'static str) -> Caller<'static> {
    stranger().with_identity(Person {
        user: Some(user.into()),
        ..Person::default()
    })
}

fn nowhere() -> Caller<'static> {
    Caller::unknown(None)
}

#[test]
fn what_is_not_known_is_no_clear_no() {
    let listed = |groups: &[&str]| {
        stranger().with_identity(Person {
            user: Some("x".into()),
            groups: Groups::List(groups.iter().map(|group| (*group).into()).collect()),
            ..Person::default()
        })
    };
    assert_answers(
        "allow: anyone\ndeny: { group: banned }",
        &[
            (listed(&["staff", "banned"]), "refused"),
            (listed(&["staff"]), "go"),
            (listed(&[]), "go"),
            (known("x", "", "staff, banned"), "refused"),
            (known("x", "", "staff"), "go"),
            (known("x", "", ""), "go"),
            (known("x", "", "ban\u{200b}ned"), "groups unknown"),
            (known("x", "", "staff,banned\u{a0},x"), "groups unknown"),
            (known("x", "", "banned, ban\u{200b}ned"), "refused"),
            (bare("x"), "groups unknown"),
            (stranger(), "who?"),
        ],
    );
    assert_answers(
        "allow: anyone\ndeny: { user: mallory }",
        &[
            (bare("mallory"), "refused"),
            (bare("Mallory"), "go"),
            (bare("mal\u{200b}lory"), "user unknown"),
            (bare("mallory\u{2060}"), "user unknown"),
            (known("", "x@acme.example", ""), "user unknown"),
        ],
    );
    assert_answers(
        "allow: anyone\ndeny: { network: lab }",
        &[
            (at("10.9.1.1"), "refused"),
            (at("::ffff:10.9.1.1"), "refused"),
            (at("10.8.1.1"), "go"),
            (ann(), "go"),
            (nowhere(), "client unknown"),
            (at("0.0.0.0"), "client unknown"),
            (
                nowhere().with_identity(person_of(&ann())),
                "network unknown",
            ),
        ],
    );
    let held = |subject: &str| {
        ann().with_certificate(Certificate {
            subject: subject.into(),
            emails: Vec::new(),
        })
    };
    assert_answers(
        "allow: anyone\ndeny: { certificate: [CN=Lost, lost@acme.example] }",
        &[
            (held("CN=Lost"), "refused"),
            (held("CN=Ann"), "go"),
            (ann(), "certificate unknown"),
            (stranger(), "who?"),
        ],
    );
}

fn person_of(caller: &Caller<'static>) -> Person<'static> {
    caller.person().cloned().expect("a person")
}

/// One clear no is enough, whatever is unknown of the other conditions.
#[test]
fn an_alternative_of_deny_is_passed_by_one_clear_no() {
    let rules = "allow: anyone\ndeny: { network: lab, group: guests, user: [x, y] }";
    assert_answers(
        rules,
        &[
            (bare("z"), "go"),
            (at("10.8.1.1"), "go"),
            (stranger(), "go"),
            (at("10.9.1.1"), "who?"),
            (nowhere(), "who?"),
            (nowhere().with_identity(person_of(&bare("z"))), "go"),
            (at("10.9.1.1").with_identity(person_of(&bare("z"))), "go"),
            (
                at("10.9.1.1").with_identity(person_of(&bare("x"))),
                "groups unknown",
            ),
            (
                at("10.9.1.1").with_identity(person_of(&known("x", "", "guests"))),
                "refused",
            ),
            (
                nowhere().with_identity(person_of(&known("x", "", "guests"))),
                "network unknown",
            ),
        ],
    );
}

/// Whoever may be among those who are denied learns neither dates nor hours, and a login is
/// offered only where it may help.
#[test]
fn an_unknown_deny_tells_nothing_but_that_a_login_is_missing() {
    let anonymous = stranger();
    let rules = "allow: anyone\ndeny: { user: eve }";
    assert_snapshot!(answers(rules, &anonymous), @"who?, who?, who?, who?, who?");
    assert_snapshot!(answers(rules, &ann()), @"go, go, not yet, expired, go");
    let rules = "allow: { network: office }\ndeny: { user: eve }";
    assert_snapshot!(answers(rules, &anonymous), @"refused, refused, refused, refused, refused");
    let rules = "allow: { group: staff }\ndeny: { network: lab }";
    assert_snapshot!(answers(rules, &nowhere()), @"client unknown, client unknown, client unknown, client unknown, client unknown");
    let rules = "allow: anyone\ndeny: { group: banned }";
    assert_snapshot!(answers(rules, &bare("x")), @"groups unknown, groups unknown, groups unknown, groups unknown, groups unknown");
    // At noon it is closed.
    let rules = "allow: { hours: \"13:00-14:00\" }\ndeny: { user: eve }";
    assert_snapshot!(answers(rules, &anonymous), @"refused, refused, refused, refused, refused");
    assert_snapshot!(answers(rules, &ann()), @"closed, closed, closed, closed, closed");
    // No `allow` would hold anyway.
    let rules = "allow: { user: bob }\ndeny: { group: banned }";
    assert_snapshot!(answers(rules, &bare("x")), @"refused, refused, refused, refused, refused");
}

#[test]
fn hours_are_those_of_the_policy_unless_a_zone_is_named() {
    let policy_of = |zone: &str| {
        policy(&format!(
            "allow: [{{ network: home, days: [mon, tue], hours: \"08:00-18:00\"{zone} }}]"
        ))
    };
    let berlin = policy_of("");
    let tokyo = policy_of(", time_zone: Asia/Tokyo");
    for (now, in_berlin, in_tokyo) in [
        ("2026-11-22T23:00:00Z", "closed", "go"), // Monday 08:00 in Tokyo
        ("2026-11-23T07:00:00Z", "go", "go"),
        ("2026-11-23T09:00:00Z", "go", "closed"),
        ("2026-11-23T17:00:00Z", "closed", "closed"),
        ("2026-11-25T11:00:00Z", "closed", "closed"), // Wednesday
        // In summer, Berlin is two hours ahead.
        ("2026-07-20T06:00:00Z", "go", "go"),
        ("2026-07-20T16:00:00Z", "closed", "closed"),
    ] {
        let home = at("192.0.2.7");
        let ask = "/go/join/123456789";
        assert_eq!(answer(&berlin, ask, &home, now), in_berlin, "{now}");
        assert_eq!(answer(&tokyo, ask, &home, now), in_tokyo, "{now}");
        assert_eq!(answer(&berlin, ask, &stranger(), now), "refused", "{now}");
    }
    let night = policy("allow: { days: fri, hours: \"22:00-06:00\" }");
    for (now, expected) in [
        ("2026-11-27T21:00:00Z", "go"),
        ("2026-11-28T04:59:00Z", "go"), // Saturday, in Friday's night
        ("2026-11-28T05:00:00Z", "closed"),
        ("2026-11-28T21:00:00Z", "closed"),
        ("2026-11-27T04:00:00Z", "closed"), // Thursday's night
    ] {
        assert_eq!(
            answer(&night, "/go/plain", &stranger(), now),
            expected,
            "{now}"
        );
    }
}

/// The answers for all links, and for the route's own path: plain, now, soon,
/// old, path.
fn answers(rules: &str, caller: &Caller<'_>) -> String {
    let policy = policy(rules);
    let paths = [
        "/go/plain",
        "/go/now",
        "/go/soon",
        "/go/old",
        "/go/join/123456789",
    ];
    paths
        .map(|path| answer(&policy, path, caller, NOON))
        .join(", ")
}

/// An alternative that does not speak of the dates holds within them only, and
/// no `deny` opens anything.
#[test]
fn an_alternative_may_speak_of_the_dates_of_a_link_for_itself() {
    let anybody = |rules| answers(rules, &stranger());
    assert_snapshot!(anybody("allow: anyone"), @"go, go, not yet, expired, go");
    assert_snapshot!(anybody("allow: { link: within_dates }"), @"go, go, not yet, expired, refused");
    assert_snapshot!(anybody("allow: { link: after_dates }"), @"refused, refused, not yet, go, refused");
    assert_snapshot!(anybody("allow: anyone\ndeny: { link: after_dates }"), @"go, go, not yet, refused, go");
    assert_snapshot!(anybody("allow: anyone\ndeny: { link: before_dates, network: office }"), @"go, go, not yet, expired, go");
    assert_snapshot!(anybody("allow: [anyone, { network: office, link: after_dates }]"), @"go, go, not yet, expired, go");
    assert_snapshot!(answers("allow: [{ network: home }, { network: home, link: after_dates }]", &at("192.0.2.7")), @"go, go, not yet, go, go");
    let rules = "allow: [{ group: staff }, { network: home, link: within_dates }]";
    assert_snapshot!(answers(rules, &ann()), @"go, go, not yet, expired, go");
    assert_snapshot!(answers(rules, &at("192.0.2.7")), @"go, go, who?, who?, who?");
    assert_snapshot!(answers(rules, &known("x", "", "")), @"refused, refused, refused, refused, refused");
}

/// Who may not use a link does not learn that it is over.
#[test]
fn dates_are_told_to_those_only_who_could_use_the_link() {
    let rules = "allow: { group: staff, link: within_dates }";
    assert_snapshot!(answers(rules, &ann()), @"go, go, not yet, expired, refused");
    assert_snapshot!(answers(rules, &stranger()), @"who?, who?, who?, who?, who?");
    assert_snapshot!(answers(rules, &known("x", "", "")), @"refused, refused, refused, refused, refused");
    assert_snapshot!(answers("allow: { group: staff }", &stranger()), @"who?, who?, who?, who?, who?");
    assert_snapshot!(answers("allow: { group: staff }", &ann()), @"go, go, not yet, expired, go");
}

#[test]
fn rules_read_like_sentences() {
    let rules = "allow:
- { group: staff, network: office, days: [mon, tue], hours: \"08:00-18:00\" }
- { user: [ann, bob], mail_domain: acme.example, certificate: \"CN=Ann\", link: within_dates }
- { hours: \"22:00-06:00\", time_zone: UTC }
- { link: after_dates }
- { from: headers }
- { group: staff, from: [headers, certificate], days: mon }
- anyone
deny: { days: [sun, sat] }";
    let policy = policy(rules);
    let access = policy.routes()[0].access();
    let words: Vec<String> = access.rules().map(Rule::in_words).collect();
    assert_snapshot!(words.join("\n"), @"
    group staff and network office, mon tue 08:00-18:00 Europe/Berlin
    user ann or bob and mail domain acme.example and certificate CN=Ann, within the link's dates
    22:00-06:00 UTC
    after the link's dates
    proven by headers
    group staff, proven by headers or certificate, mon Europe/Berlin
    anyone
    sat sun Europe/Berlin
    ");
}

#[test]
fn a_verdict_says_what_is_missing() {
    let policy = policy("allow: { group: staff }");
    let ask = LinkRequest::parse("/go/plain").expect("an ask");
    let now = NOON.parse().expect("a moment");
    let nobody = stranger();
    let decision = decide(&policy, &ask, &nobody, now);
    assert_eq!(
        decision.trace.verdict,
        Some(Verdict::NotAllowed(DenyReason::Person))
    );
}
