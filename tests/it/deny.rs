//! What holds of every `deny`, whatever it asks for and whoever asks: no proof that is added and no
//! fact that is left out opens anything.

use std::net::IpAddr;

use linkgate::compile::load_text;
use linkgate::decision::{
    Caller, Certificate, Groups, LinkRequest, Outcome, Person, Proof, decide,
};
use linkgate::policy::Policy;
use proptest::prelude::*;

use crate::support::findings::now;

const HEAD: &str = "version: 1
public_url: https://go.acme.example/
sites: { acme: https://acme.webex.com/acme/ }
callers:
  networks: { lab: 10.9.0.0/16 }
  trusted_proxies: 192.0.2.1
  address: x-forwarded-for
  headers: x-forwarded
  certificates: { header: Client-Cert }
  tokens:
    portal: { from: oidc, issuer: https://portal.example, audience: go, algorithms: [ES256], keys: { url: https://portal.example/jwks } }
routes:
  join:
    path: /go/join/{meeting_key}
    command: meeting.join
    allow: anyone
";

const CONDITIONS: [&str; 6] = [
    "user: mallory",
    "mail_domain: evil.example",
    "group: banned",
    "network: lab",
    "certificate: CN=Lost",
    "from: headers",
];

const SOURCES: [&str; 3] = ["portal", "headers", "certificate"];

/// The alternatives of a `deny`, each a set of conditions.
fn rules() -> impl Strategy<Value = String> {
    let conditions: Vec<&str> = CONDITIONS.to_vec();
    let alternative = prop::sample::subsequence(conditions, 1..=4);
    let alternatives = prop::collection::vec(alternative, 1..4);
    alternatives.prop_map(|all| {
        let all = all.iter().map(|one| format!("{{ {} }}", one.join(", ")));
        format!("    deny: [{}]\n", all.collect::<Vec<_>>().join(", "))
    })
}

fn policy(rules: &str) -> Policy {
    let loaded = load_text("test.yaml", &format!("{HEAD}{rules}"), now());
    let problems = loaded.problems;
    assert!(!problems.has_errors(), "{rules}\n{problems:#?}");
    loaded.policy.expect("a policy")
}

/// What one source says of somebody.
fn person() -> impl Strategy<Value = Person<'static>> {
    let user = prop::option::of(prop::sample::select(vec!["mallory", "ann", "Mallory"]));
    let mail = prop::option::of(prop::sample::select(vec![
        "m@evil.example",
        "m@EVIL.example",
        "a@acme.example",
    ]));
    let groups = prop::sample::select(vec![
        Groups::Unknown,
        Groups::Joined(""),
        Groups::Joined("staff, banned"),
        Groups::Joined("staff,ban\u{200b}ned"),
        Groups::List(vec!["banned".into()]),
        Groups::List(vec!["staff".into()]),
    ]);
    let source = prop::sample::select(SOURCES.to_vec());
    (user, mail, groups, source).prop_map(|(user, mail, groups, source)| Person {
        user: user.map(Into::into),
        email: mail.map(Into::into),
        groups,
        identity_provider: source.into(),
        ..Person::default()
    })
}

/// Where somebody is, and which certificate they hold.
#[derive(Clone, Debug)]
struct Surroundings {
    address: Option<[u8; 4]>,
    subject: Option<&'static str>,
}

fn surroundings() -> impl Strategy<Value = Surroundings> {
    let address = prop::option::of(prop::sample::select(vec![[10, 9, 0, 1], [192, 0, 2, 7]]));
    let subject = prop::option::of(prop::sample::select(vec!["CN=Lost", "CN=Ann"]));
    (address, subject).prop_map(|(address, subject)| Surroundings { address, subject })
}

fn caller(persons: &[Person<'static>], at: &Surroundings) -> Caller<'static> {
    let mut caller = Caller::unknown(at.address.map(IpAddr::from));
    if let Some((strongest, further)) = persons.split_first() {
        caller = caller.with_identity(strongest.clone());
        caller = caller.with_further(further.iter().cloned().map(Proof::from).collect());
    }
    match at.subject {
        Some(subject) => caller.with_certificate(Certificate {
            subject: subject.into(),
            emails: Vec::new(),
        }),
        None => caller,
    }
}

fn is_let_in(policy: &Policy, persons: &[Person<'static>], at: &Surroundings) -> bool {
    let request = LinkRequest::parse("/go/join/123456789").expect("a request");
    let caller = caller(persons, at);
    let decision = decide(policy, &request, &caller, now());
    matches!(decision.outcome, Outcome::Send(_))
}

/// The same without one of the facts, each in turn.
fn with_less(person: &Person<'static>) -> [Person<'static>; 3] {
    [
        Person {
            user: None,
            ..person.clone()
        },
        Person {
            email: None,
            ..person.clone()
        },
        Person {
            groups: Groups::Unknown,
            ..person.clone()
        },
    ]
}

proptest! {
    /// Whoever is let in with several proofs is let in with each of them alone, and the other way
    /// round: there is nothing to choose.
    #[test]
    fn a_proof_more_opens_nothing(
        rules in rules(),
        persons in prop::collection::vec(person(), 1..5),
        at in surroundings(),
    ) {
        let policy = policy(&rules);
        let mut each = persons.iter();
        let is_each_let_in = each.all(|one| is_let_in(&policy, std::slice::from_ref(one), &at));
        prop_assert_eq!(is_let_in(&policy, &persons, &at), is_each_let_in);
    }

    /// Nor does it help to leave the proof away, a fact in it, the certificate, or the address.
    #[test]
    fn a_fact_less_opens_nothing(rules in rules(), person in person(), at in surroundings()) {
        let policy = policy(&rules);
        if is_let_in(&policy, std::slice::from_ref(&person), &at) {
            return Ok(());
        }
        prop_assert!(!is_let_in(&policy, &[], &at), "without the proof");
        for less in with_less(&person) {
            prop_assert!(!is_let_in(&policy, std::slice::from_ref(&less), &at), "{less:?}");
        }
        for less in [
            Surroundings { address: None, ..at.clone() },
            Surroundings { subject: None, ..at.clone() },
        ] {
            let is_in = is_let_in(&policy, std::slice::from_ref(&person), &less);
            prop_assert!(!is_in, "{less:?}");
        }
    }
}
