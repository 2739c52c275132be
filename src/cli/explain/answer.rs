//! What the gateway would answer: in the words that a visitor gets, and in
//! those that an operator needs.

use std::net::IpAddr;

use serde::Serialize;

use super::facts::second;
use crate::decision::{
    BadRequest, Decision, Delivery, LinkRequest, Malformed, Outcome, Refusal, Stop, Trace,
};
use crate::gateway::{Fault, Language};
use crate::policy::{Link, Policy, PublicEndpoint, Verdict};
use crate::text::nearest;

/// The answer to a request.
#[derive(Debug, Serialize)]
pub(super) struct Answer {
    /// The status of the response.
    pub(super) status: u16,
    /// The outcome, in the word of the decision log.
    pub(super) outcome: &'static str,
    /// The reason, in the word of the decision log.
    pub(super) reason: Option<&'static str>,
    /// What happens, or what the visitor is told.
    pub(super) says: String,
    /// Why, for the operator.
    pub(super) because: Option<String>,
}

impl Answer {
    pub(super) fn new(status: u16, outcome: &'static str, says: impl Into<String>) -> Self {
        Self {
            status,
            outcome,
            reason: None,
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
        let words = fault.words(Language::English);
        let says = format!("{}. {}", words.title, words.sentence);
        Self {
            reason: fault.reason(),
            ..Self::new(fault.status().as_u16(), fault.outcome(), says)
        }
    }

    /// The host is not this gateway's.
    pub(super) fn foreign(host: &str, endpoint: &PublicEndpoint) -> Self {
        Self::told(&Fault::WrongHost).because(format!(
            "`{host}` is not this gateway's host: it answers for {} and for `hosts`",
            endpoint.public_url()
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
        (policy, ask, from): (&Policy, &LinkRequest<'_>, IpAddr),
    ) -> Self {
        let trace = &decision.trace;
        let stop = match &decision.outcome {
            Outcome::Send(Delivery::Redirect(_)) => {
                return Self::new(302, "redirected", "The person is sent to Webex.");
            }
            Outcome::Send(Delivery::Form(_)) => {
                let says = "The person gets a page whose form posts to Webex.";
                return Self::new(200, "posted", says)
                    .because("a secret may travel in the body of a form only");
            }
            Outcome::Confirm(_, effect) => {
                let says = "The person is asked to confirm, and then sent to Webex.";
                let effect = effect.as_str();
                return Self::new(200, "confirmation_shown", says)
                    .because(format!("`{effect}` is never carried out by a bare link"));
            }
            Outcome::Stop(stop) => stop,
        };
        Self::told(&Fault::from(stop)).because(match stop {
            Stop::Bad(bad) => bad_reason(bad, trace),
            Stop::Refused(refusal) => refusal_reason(*refusal, (policy, trace), from),
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

fn refusal_reason(
    refusal: Refusal,
    (policy, trace): (&Policy, &Trace<'_>),
    from: IpAddr,
) -> String {
    match refusal {
        Refusal::Hours => "an `allow` would hold at another hour".to_owned(),
        Refusal::Access | Refusal::Account => match trace.verdict {
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
            let login = policy.trust().login.as_ref();
            let login = login.map_or_else(String::new, |login| {
                format!(
                    "; a browser is sent to the login at {}",
                    login.url().origin()
                )
            });
            let why = match trace.verdict {
                Some(Verdict::Unknown(_)) => "`allow` may hold for somebody who is known",
                _ => "`fill` needs what is known of the caller",
            };
            format!("{why}, and nobody is; try --as and --group{login}")
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
        BadRequest::TooLong => {
            "all that was asked for has to fit into the address of the way back".to_owned()
        }
        BadRequest::UnknownBack => {
            let backs = trace.route.map_or(&[][..], |route| route.backs());
            let names: Vec<&str> = backs.iter().map(|back| back.name()).collect();
            format!("the route offers `back`: {}", names.join(", "))
        }
    }
}

/// Nothing answers; perhaps something near does.
fn unknown_reason(policy: &Policy, ask: &LinkRequest<'_>) -> String {
    if ask.segments().first().is_some_and(|first| first == "-") {
        return "paths under /-/ are the gateway's own: people come by them with a signed ticket, which only the server judges".to_owned();
    }
    let asked: Vec<&str> = ask.segments().iter().map(|segment| &**segment).collect();
    let asked = format!("/{}", asked.join("/"));
    let links: Vec<String> = policy
        .links()
        .iter()
        .map(|link| policy.endpoint().link_path(link.name()))
        .collect();
    let routes = policy.routes().iter().filter_map(|route| route.path());
    let known: Vec<&str> = links.iter().map(String::as_str).chain(routes).collect();
    match nearest(&asked, &known) {
        Some(near) => format!("no route and no link has this path; did you mean `{near}`?"),
        None => "no route and no link has this path".to_owned(),
    }
}
