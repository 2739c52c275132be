//! The facts about one request, for people and for programs alike. Secrets
//! are masked here, before anything is shown.

use std::borrow::Cow;
use std::net::IpAddr;

use jiff::Timestamp;
use serde::Serialize;
use url::Url;

use super::address::Address;
use super::answer::{Answer, alternatives};
use crate::cli::commands::address_in_words;
use crate::decision::{Decision, Filled, Outcome, Person, Trace};
use crate::policy::{Link, Place, Route, Sources, Verdict};
use crate::webex::{Call, Code};

/// What is shown in place of a secret.
const MASK: &str = "•••";

/// All that there is to say about one request.
#[derive(Debug, Serialize)]
pub(super) struct Facts<'a> {
    pub(super) asked: Asked<'a>,
    pub(super) answer: Answer,
    pub(super) link: Option<LinkFacts<'a>>,
    pub(super) route: Option<RouteFacts<'a>>,
    pub(super) access: Option<AccessFacts>,
    pub(super) command: Option<CommandFacts<'a>>,
    pub(super) parameters: Vec<ParameterFacts<'a>>,
    pub(super) ignored_query_fields: u32,
    pub(super) back: Option<BackFacts<'a>>,
    pub(super) target: Option<String>,
}

/// What was asked, by whom and when.
#[derive(Debug, Serialize)]
pub(super) struct Asked<'a> {
    pub(super) url: &'a str,
    pub(super) from: IpAddr,
    pub(super) at: String,
    pub(super) name: Option<&'a str>,
    pub(super) email: Option<&'a str>,
}

#[derive(Debug, Serialize)]
pub(super) struct LinkFacts<'a> {
    pub(super) name: &'a str,
    pub(super) title: Option<&'a str>,
    pub(super) owner: Option<&'a str>,
    pub(super) from: Option<String>,
    pub(super) until: Option<String>,
    pub(super) place: Option<PlaceFacts<'a>>,
}

#[derive(Debug, Serialize)]
pub(super) struct RouteFacts<'a> {
    pub(super) name: &'a str,
    pub(super) title: &'a str,
    pub(super) path: Option<&'a str>,
    pub(super) place: Option<PlaceFacts<'a>>,
}

#[derive(Debug, Serialize)]
pub(super) struct AccessFacts {
    pub(super) verdict: &'static str,
    pub(super) by: Option<String>,
    pub(super) allow: Vec<String>,
    pub(super) deny: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct CommandFacts<'a> {
    pub(super) name: &'a str,
    pub(super) title: &'a str,
    pub(super) address: String,
    pub(super) effect: &'static str,
    pub(super) site: &'a str,
    pub(super) site_url: &'a str,
}

#[derive(Debug, Serialize)]
pub(super) struct ParameterFacts<'a> {
    pub(super) name: &'a str,
    pub(super) codes: Vec<&'a str>,
    pub(super) value: Cow<'a, str>,
    pub(super) secret: bool,
    pub(super) origin: &'static str,
}

#[derive(Debug, Serialize)]
pub(super) struct BackFacts<'a> {
    pub(super) name: &'a str,
    pub(super) url: Option<String>,
}

/// A place in the policy.
#[derive(Debug, Serialize)]
pub(super) struct PlaceFacts<'a> {
    pub(super) file: &'a str,
    pub(super) line: usize,
    pub(super) column: usize,
}

impl<'a> Asked<'a> {
    pub(super) fn new(
        url: &'a Address,
        from: IpAddr,
        at: Timestamp,
        person: Option<&'a Person>,
    ) -> Self {
        Self {
            url: url.as_given(),
            from,
            at: second(at),
            name: person.and_then(|person| person.name.as_deref()),
            email: person.and_then(|person| person.email.as_deref()),
        }
    }
}

impl<'a> Facts<'a> {
    /// The facts about a request that reaches no decision.
    pub(super) fn stopped(asked: Asked<'a>, answer: Answer) -> Self {
        Self {
            asked,
            answer,
            link: None,
            route: None,
            access: None,
            command: None,
            parameters: Vec::new(),
            ignored_query_fields: 0,
            back: None,
            target: None,
        }
    }

    /// The facts about a decision.
    pub(super) fn of<'p: 'a>(
        asked: Asked<'a>,
        answer: Answer,
        decision: &'a Decision<'p>,
        sources: &'a Sources,
    ) -> Self {
        let trace = &decision.trace;
        let call = match &decision.outcome {
            Outcome::Go(call) | Outcome::Confirm(call, _) => Some(call),
            Outcome::Stop(_) => None,
        };
        let target = call.map(|call| call.as_str().to_owned());
        Self {
            link: trace.link.map(|link| link_facts(link, sources)),
            route: trace.route.map(|route| route_facts(route, sources)),
            access: access_facts(trace),
            command: trace.route.map(command_facts),
            parameters: trace.filled.iter().map(parameter_facts).collect(),
            ignored_query_fields: trace.ignored,
            back: trace.back.map(|back| BackFacts {
                name: back.name(),
                url: call.and_then(back_url),
            }),
            target,
            ..Self::stopped(asked, answer)
        }
    }

    /// Whether the person ends up at Webex.
    pub(super) fn leads_to_webex(&self) -> bool {
        self.target.is_some()
    }
}

fn link_facts<'a>(link: &'a Link, sources: &'a Sources) -> LinkFacts<'a> {
    LinkFacts {
        name: link.name(),
        title: link.title(),
        owner: link.owner(),
        from: link.from().map(second),
        until: link.until().map(second),
        place: place_facts(link.place(), sources),
    }
}

fn route_facts<'a>(route: &'a Route, sources: &'a Sources) -> RouteFacts<'a> {
    RouteFacts {
        name: route.name(),
        title: route.title(),
        path: route.path(),
        place: place_facts(route.place(), sources),
    }
}

fn place_facts(place: Place, sources: &Sources) -> Option<PlaceFacts<'_>> {
    let position = sources.position(place)?;
    Some(PlaceFacts {
        file: position.file,
        line: position.line,
        column: position.column,
    })
}

fn access_facts(trace: &Trace<'_>) -> Option<AccessFacts> {
    let access = trace.route?.access();
    let (verdict, by) = match trace.verdict? {
        Verdict::Allowed(by) => ("allowed", Some(by)),
        Verdict::Denied(by) => ("denied", Some(by)),
        Verdict::Unknown => ("not allowed", None),
    };
    Some(AccessFacts {
        verdict,
        by: by.map(crate::policy::Alternative::in_words),
        allow: alternatives(access.allowed()),
        deny: alternatives(access.denied()),
    })
}

fn command_facts(route: &Route) -> CommandFacts<'_> {
    let command = route.command();
    CommandFacts {
        name: command.name().as_str(),
        title: &command.words().title,
        address: address_in_words(command),
        effect: command.effect().as_str(),
        site: route.site().name(),
        site_url: route.site().base(),
    }
}

fn parameter_facts<'a>(filled: &'a Filled<'_>) -> ParameterFacts<'a> {
    let parameter = filled.parameter;
    let secret = parameter.is_secret();
    ParameterFacts {
        name: parameter.name(),
        codes: parameter.codes().iter().map(Code::as_str).collect(),
        value: if secret {
            MASK.into()
        } else {
            filled.value.shown()
        },
        secret,
        origin: filled.origin.as_str(),
    }
}

/// The back URL as it stands in the call, its places filled.
fn back_url(call: &Call) -> Option<String> {
    let url = Url::parse(call.as_str()).ok()?;
    let mut fields = url.query_pairs().filter(|(code, _)| code == "BU");
    fields.next().map(|(_, back)| back.into_owned())
}

/// A moment, to the second.
pub(super) fn second(moment: Timestamp) -> String {
    moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
