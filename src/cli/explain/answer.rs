//! What the gateway would answer: in the words that a visitor gets, and in
//! those that an operator needs.

use std::net::IpAddr;

use serde::Serialize;

use super::facts::second;
use crate::decision::{Ask, BadRequest, Decision, Malformed, Outcome, Refusal, Stop, Trace};
use crate::gateway::Fault;
use crate::policy::{Alternative, Front, Link, Policy, Verdict, nearest};

/// The answer to a request.
#[derive(Debug, Serialize)]
pub(super) struct Answer {
    /// The status of the response.
    pub(super) status: u16,
    /// One word for it.
    pub(super) outcome: &'static str,
    /// What happens, or what the visitor is told.
    pub(super) says: String,
    /// Why, for the operator.
    pub(super) because: Option<String>,
}

impl Answer {
    fn new(status: u16, outcome: &'static str, says: impl Into<String>) -> Self {
        Self {
            status,
            outcome,
            says: says.into(),
            because: None,
        }
    }

    fn because(self, reason: impl Into<String>) -> Self {
        let because = Some(reason.into());
        Self { because, ..self }
    }

    /// What a visitor is told about a fault.
    fn told(fault: &Fault) -> Self {
        let words = fault.words();
        let says = format!("{}. {}", words.title, words.sentence);
        Self::new(words.status.as_u16(), fault.outcome(), says)
    }

    /// The host is not this gateway's.
    pub(super) fn foreign(host: &str, front: &Front) -> Self {
        Self::told(&Fault::WrongHost).because(format!(
            "`{host}` is not this gateway's host: it answers for {} and for `hosts`",
            front.public_url()
        ))
    }

    /// The address could be read in two ways.
    pub(super) fn malformed(malformed: Malformed) -> Self {
        let reason =
            "an address must be plainly one path and one query before anything is looked up";
        Self::told(&Fault::Malformed(malformed)).because(reason)
    }

    /// The answer that follows from a decision.
    pub(super) fn of(
        decision: &Decision<'_>,
        (policy, ask, from): (&Policy, &Ask<'_>, IpAddr),
    ) -> Self {
        let trace = &decision.trace;
        let stop = match &decision.outcome {
            Outcome::Go(_) => return Self::new(302, "go", "The person is sent to Webex."),
            Outcome::Confirm(_, effect) => {
                let says = "The person is asked to confirm, and then sent to Webex with 303.";
                let effect = effect.as_str();
                return Self::new(200, "asked", says)
                    .because(format!("`{effect}` is never carried out by a bare link"));
            }
            Outcome::Stop(stop) => stop,
        };
        Self::told(&Fault::from(stop)).because(match stop {
            Stop::Bad(bad) => bad_reason(bad, trace),
            Stop::Refused(refusal) => refusal_reason(*refusal, trace, from),
            Stop::Unknown => unknown_reason(policy, ask),
            Stop::Expired => {
                let until = trace.link.and_then(Link::until);
                format!(
                    "its `until` ended at {}",
                    until.map_or_else(String::new, second)
                )
            }
        })
    }
}

fn refusal_reason(refusal: Refusal, trace: &Trace<'_>, from: IpAddr) -> String {
    match refusal {
        Refusal::Access => match trace.verdict {
            Some(Verdict::Denied(by)) => format!("`deny` holds for {from}: {}", by.in_words()),
            _ => format!("no `allow` holds for {from}"),
        },
        Refusal::NotYet => {
            let from = trace.link.and_then(Link::from);
            format!(
                "its `from` begins at {}",
                from.map_or_else(String::new, second)
            )
        }
        Refusal::Nobody => {
            "`fill` needs what is known of the caller; try --as \"Name <mail>\"".to_owned()
        }
    }
}

fn bad_reason(bad: &BadRequest<'_>, trace: &Trace<'_>) -> String {
    match bad {
        BadRequest::Value(name, _) => format!("the value for `{name}` does not have its type"),
        BadRequest::Missing(name) => format!("nothing in the request gives `{name}`"),
        BadRequest::Twice(name) => format!("`{name}` may stand in the query once"),
        BadRequest::Steering(name) => format!(
            "`{}` is a reserved word, or a name or code of the command's parameters, and the route does not declare it under `query`",
            name.escape_debug()
        ),
        BadRequest::UnknownBack => {
            let backs = trace.route.map_or(&[][..], |route| route.backs());
            let names: Vec<&str> = backs.iter().map(|back| back.name()).collect();
            format!("the route offers `back`: {}", names.join(", "))
        }
    }
}

/// Nothing answers; perhaps something near does.
fn unknown_reason(policy: &Policy, ask: &Ask<'_>) -> String {
    let asked: Vec<&str> = ask.segments().iter().map(|segment| &**segment).collect();
    let asked = format!("/{}", asked.join("/"));
    let links: Vec<String> = policy
        .links()
        .iter()
        .map(|link| policy.front().link_path(link.name()))
        .collect();
    let routes = policy.routes().iter().filter_map(|route| route.path());
    let known: Vec<&str> = links.iter().map(String::as_str).chain(routes).collect();
    match nearest(&asked, &known) {
        Some(near) => format!("no route and no link has this path; did you mean `{near}`?"),
        None => "no route and no link has this path".to_owned(),
    }
}

/// Alternatives in words: `network office, or anyone`.
pub(super) fn alternatives(alternatives: &[Alternative]) -> Vec<String> {
    alternatives.iter().map(Alternative::in_words).collect()
}
