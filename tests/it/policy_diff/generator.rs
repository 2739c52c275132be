//! Policies and requests that have something to do with each other.

use std::net::IpAddr;

use jiff::{Span, Timestamp};
use linkgate::compile::load_text;
use linkgate::decision::{Caller, Certificate, Groups, Person, Proof};
use linkgate::policy::Policy;
use proptest::prelude::*;

use crate::support::findings::now;

const HEAD: &str = "version: 1
public_url: https://go.acme.example/
time_zone: Europe/Berlin
sites:
  acme: https://acme.webex.com/acme/
  other: https://other.webex.com/other/
back_urls:
  portal: https://portal.acme.example/
  course: https://learn.acme.example/
";

const SOURCES: [&str; 4] = ["portal", "partner", "headers", "certificate"];

const CONDITIONS: [&str; 14] = [
    "user: mallory",
    "user: [ann, mallory]",
    "mail_domain: acme.example",
    "group: staff",
    "group: [staff, guests]",
    "group: 'CN=a,OU=b'",
    "network: lab",
    "network: [lab, office]",
    "certificate: CN=Lost",
    "certificate: [CN=Lost, ann@acme.example]",
    "from: headers",
    "hours: '08:00-18:00'",
    "hours: '22:00-06:00', days: [fri], time_zone: America/New_York",
    "link: after_dates",
];

/// What a condition is about: one alternative has each once.
fn kind(condition: &str) -> &str {
    condition.split(':').next().unwrap_or_default()
}

fn alternative() -> impl Strategy<Value = String> {
    let trial = prop::sample::select(vec![
        "",
        "",
        "",
        ", enforce_from: 2026-12-10",
        ", report_only: true",
    ]);
    let some = prop::sample::subsequence(CONDITIONS.to_vec(), 1..=2);
    (some, trial).prop_map(|(some, trial)| {
        let mut all: Vec<&str> = Vec::new();
        for condition in some {
            if !all.iter().any(|known| kind(known) == kind(condition)) {
                all.push(condition);
            }
        }
        format!("{{ {}{trial} }}", all.join(", "))
    })
}

fn allow() -> impl Strategy<Value = String> {
    prop_oneof![
        1 => Just("anyone".to_owned()),
        3 => prop::collection::vec(alternative(), 1..3).prop_map(|all| format!("[{}]", all.join(", "))),
    ]
}

fn deny() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => Just(String::new()),
        2 => prop::collection::vec(alternative(), 1..2)
            .prop_map(|all| format!(", deny: [{}]", all.join(", "))),
    ]
}

/// What a route does, whoever may use it.
fn content() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "site: acme, command: meeting.join, back: portal",
        "site: other, command: meeting.join, back: portal",
        "site: acme, command: meeting.join, back: [portal, course], query: [attendee_name]",
        "site: acme, command: meeting.join, constants: { attendee_name: Guest }",
        "site: acme, command: meeting.join, fill: { attendee_email: '{caller.email}' }",
        "site: acme, command: meeting.delete, back: portal",
    ])
}

fn route(name: &'static str, path: &'static str) -> impl Strategy<Value = String> {
    let path = prop_oneof![4 => Just(path), 1 => Just("")];
    (path, content(), allow(), deny()).prop_map(move |(path, content, allow, deny)| {
        let path = match path {
            "" => String::new(),
            path => format!("path: '{path}', "),
        };
        format!("  {name}: {{ {path}{content}, allow: {allow}{deny} }}\n")
    })
}

fn link(name: &'static str) -> impl Strategy<Value = String> {
    let route = prop::sample::select(vec!["join", "free"]);
    let key = prop::sample::select(vec!["123456789", "987654321"]);
    let dates = prop::sample::select(vec![
        "",
        ", until: 2026-12-24",
        ", from: 2026-12-01",
        ", from: 2026-12-01, until: 2026-12-24",
        ", until: 2027-01-31, title: Later",
    ]);
    let alias = prop::sample::select(vec!["", ", aliases: [daily]"]);
    (route, key, dates, alias).prop_map(move |(route, key, dates, alias)| {
        let alias = if name == "standup" { alias } else { "" };
        format!("  {name}: {{ route: {route}, meeting_key: {key}{dates}{alias} }}\n")
    })
}

/// A policy that is valid, whatever it is good for: one that lets nobody in is not.
pub fn policy_text() -> impl Strategy<Value = String> {
    let is_valid = |text: &String| load_text("policy.yaml", text, now()).policy.is_some();
    any_policy_text().prop_filter("the policy has errors", is_valid)
}

fn any_policy_text() -> impl Strategy<Value = String> {
    let lab = prop::sample::select(vec!["10.9.0.0/16", "10.0.0.0/8", "192.0.2.0/24"]);
    let office = prop::sample::select(vec!["10.0.0.0/8", "2001:db8::/32"]);
    let limits = prop::sample::select(vec!["", "  limits: { headers: { groups: [staff] } }\n"]);
    let tokens = prop::sample::select(vec![
        ["portal", "partner"],
        ["portal", "partner"],
        ["portal", "partner"],
        ["partner", "portal"],
    ]);
    let trust = (limits, tokens);
    let routes = (
        route("join", "/go/join/{meeting_key}"),
        prop_oneof![
            route("free", "/go/{meeting_key}"),
            route("free", "/{meeting_key}/go")
        ],
    );
    let links = (
        link("standup"),
        prop::option::of(link("lunch")),
        prop::option::of(link("123456789")),
    );
    (lab, office, trust, routes, links).prop_map(
        |(lab, office, (limits, tokens), routes, links)| {
            let tokens = tokens.map(token);
            let links: Vec<String> = [Some(links.0), links.1, links.2]
                .into_iter()
                .flatten()
                .collect();
            format!(
                "{HEAD}callers:
  networks: {{ lab: {lab}, office: '{office}' }}
  trusted_proxies: 203.0.113.1
  address: x-forwarded-for
  headers: x-forwarded
  certificates: {{ header: Client-Cert }}
  tokens:\n{}{limits}routes:\n{}{}links:\n{}",
                tokens.concat(),
                routes.0,
                routes.1,
                links.concat(),
            )
        },
    )
}

/// A source of tokens.
fn token(name: &str) -> String {
    format!(
        "    {name}: {{ from: oidc, header: X-{name}, issuer: https://{name}.example, audience: go, algorithms: [ES256], keys: {{ url: https://{name}.example/jwks }} }}\n"
    )
}

/// A request.
#[derive(Clone, Debug)]
pub struct Asked {
    pub path: &'static str,
    pub who: Who,
    pub now: Timestamp,
}

/// A caller, whom each policy sees with its own limits.
#[derive(Clone, Debug)]
pub struct Who {
    persons: Vec<Person<'static>>,
    address: Option<IpAddr>,
    certificate: Option<Certificate>,
}

impl Who {
    pub fn as_caller(&self, policy: &Policy) -> Caller<'_> {
        let proof = |person: &Person<'static>| {
            let limits = policy.trust().limits_of(&person.identity_provider).cloned();
            Proof::from(person.clone()).limited_by(limits)
        };
        let strength = |person: &Person<'_>| {
            let mut sources = policy.trust().sources();
            sources.position(|source| *source == *person.identity_provider)
        };
        let mut persons = self.persons.clone();
        persons.sort_by_key(strength);
        let mut caller = Caller::unknown(self.address);
        if let Some((strongest, further)) = persons.split_first() {
            caller = caller.with_identity(proof(strongest));
            caller = caller.with_further(further.iter().map(proof).collect());
        }
        match &self.certificate {
            Some(certificate) => caller.with_certificate(certificate.clone()),
            None => caller,
        }
    }
}

fn person() -> impl Strategy<Value = Person<'static>> {
    let user = prop::sample::select(vec![None, Some("mallory"), Some("ann"), Some("eve")]);
    let mail = prop::sample::select(vec![None, Some("m@acme.example"), Some("a@evil.example")]);
    let groups = prop::sample::select(vec![
        Groups::Unknown,
        Groups::Joined(""),
        Groups::Joined("staff"),
        Groups::Joined("x,guests"),
        Groups::Joined("staff,gu\u{200b}ests"),
        Groups::List(vec!["CN=a,OU=b".into()]),
        Groups::List(vec!["staff".into(), "guests".into()]),
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

fn who() -> impl Strategy<Value = Who> {
    let address = prop::sample::select(vec![
        None,
        Some([10, 9, 0, 1]),
        Some([10, 1, 0, 1]),
        Some([192, 0, 2, 7]),
        Some([198, 51, 100, 7]),
    ]);
    let certificate = prop::sample::select(vec![
        None,
        Some(("CN=Lost", "")),
        Some(("CN=Ann", "ann@acme.example")),
        Some(("CN=Lost", "ann@acme.example")),
    ]);
    let persons = prop_oneof![
        2 => Just(Vec::new()),
        4 => prop::collection::vec(person(), 1),
        1 => prop::collection::vec(person(), 2..=3),
    ];
    (persons, address, certificate).prop_map(|(persons, address, certificate)| Who {
        persons,
        address: address.map(IpAddr::from),
        certificate: certificate.map(|(subject, email)| Certificate {
            subject: subject.into(),
            emails: [email]
                .into_iter()
                .filter(|email| !email.is_empty())
                .map(Into::into)
                .collect(),
        }),
    })
}

pub fn asked() -> impl Strategy<Value = Asked> {
    let path = prop::sample::select(vec![
        "/go/join/123456789",
        "/go/join/123-456-789?attendee_name=Ann",
        "/go/join/nonsense",
        "/go/standup",
        "/go/Stand-Up?attendee_name=Ann",
        "/go/daily",
        "/go/lunch",
        "/go/123456789",
        "/go/987654321?BU=x",
        "/123456789/go",
        "/go/nothing",
        "/",
    ]);
    // Two months around the dates of links, minute by minute.
    let minutes = 0_i64..60 * 24 * 70;
    (path, who(), minutes).prop_map(|(path, who, minutes)| Asked {
        path,
        who,
        now: now()
            .checked_add(Span::new().minutes(minutes))
            .expect("a moment"),
    })
}
