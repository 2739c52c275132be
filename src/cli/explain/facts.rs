//! The facts about one request, for people and for programs alike. Secrets
//! are masked here, before anything is shown.

use std::borrow::Cow;
use std::net::IpAddr;

use jiff::Timestamp;
use serde::Serialize;

use super::ExplainArgs;
use super::answer::Answer;
use crate::cli::commands::address_in_words;
use crate::compile::Sources;
use crate::decision::{Caller, Decision, Delivery, Filled, Outcome, Trace};
use crate::policy::{
    Alternative, Condition, Link, Moment, NamedBack, Place, ReturnMode, Route, Verdict,
};
use crate::webex::{BackAddress, Code, MASK};

/// All that there is to say about one request.
#[derive(Debug, Serialize)]
pub(super) struct Facts<'a> {
    pub(super) asked: Asked<'a>,
    pub(super) answer: Answer,
    pub(super) link: Option<LinkFacts<'a>>,
    pub(super) route: Option<RouteFacts<'a>>,
    pub(super) access: Option<AccessFacts>,
    pub(super) steps: Vec<StepFacts<'a>>,
    pub(super) site: Option<SiteFacts<'a>>,
    pub(super) ignored_query_fields: u32,
    pub(super) back: Option<BackFacts<'a>>,
    pub(super) target: Option<String>,
    pub(super) form_fields: Vec<&'a str>,
}

/// What was asked, by whom and when.
#[derive(Debug, Serialize)]
pub(super) struct Asked<'a> {
    pub(super) url: &'a str,
    pub(super) from: IpAddr,
    pub(super) at: String,
    pub(super) user: Option<&'a str>,
    pub(super) name: Option<&'a str>,
    pub(super) email: Option<&'a str>,
    pub(super) groups: &'a [String],
    pub(super) certificate: Option<&'a str>,
    pub(super) referrer: Option<&'a str>,
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

/// One call of the route: most have one.
#[derive(Debug, Serialize)]
pub(super) struct StepFacts<'a> {
    pub(super) command: &'a str,
    pub(super) title: &'a str,
    pub(super) address: String,
    pub(super) effect: &'static str,
    pub(super) parameters: Vec<ParameterFacts<'a>>,
}

#[derive(Debug, Serialize)]
pub(super) struct SiteFacts<'a> {
    pub(super) name: &'a str,
    pub(super) url: &'a str,
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
    /// Whether people come back through the gateway.
    pub(super) through_gateway: bool,
}

/// A place in the policy.
#[derive(Debug, Serialize)]
pub(super) struct PlaceFacts<'a> {
    pub(super) file: &'a str,
    pub(super) line: usize,
    pub(super) column: usize,
}

impl<'a> Asked<'a> {
    pub(super) fn new(args: &'a ExplainArgs, at: Timestamp) -> Self {
        let person = args.person.as_ref();
        Self {
            url: args.url.as_given(),
            from: args.from,
            at: second(at),
            user: args
                .user
                .as_deref()
                .or(person.and_then(|person| person.user.as_deref())),
            name: person.and_then(|person| person.name.as_deref()),
            email: person.and_then(|person| person.email.as_deref()),
            groups: &args.groups,
            certificate: args.certificate.as_ref().map(|held| match &*held.emails {
                [email] => &**email,
                _ => &*held.subject,
            }),
            referrer: args.referrer.as_deref(),
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
            steps: Vec::new(),
            site: None,
            ignored_query_fields: 0,
            back: None,
            target: None,
            form_fields: Vec::new(),
        }
    }

    /// The facts about a decision.
    pub(super) fn of<'p: 'a>(
        asked: Asked<'a>,
        answer: Answer,
        decision: &'a Decision<'p, '_>,
        (sources, caller, at): (&'a Sources, &Caller<'_>, Timestamp),
    ) -> Self {
        let trace = &decision.trace;
        let delivery = match &decision.outcome {
            Outcome::Send(delivery) | Outcome::Confirm(delivery, _) => Some(delivery),
            Outcome::Stop(_) => None,
        };
        let (target, form_fields) = match delivery {
            Some(Delivery::Redirect(call)) => (Some(call.as_str()), Vec::new()),
            Some(Delivery::Form(form)) => (Some(form.target()), form.field_names().collect()),
            None => (None, Vec::new()),
        };
        Self {
            link: trace.link.map(|link| link_facts(link, sources)),
            route: trace.route.map(|route| route_facts(route, sources)),
            access: access_facts(trace, caller, at),
            steps: trace
                .route
                .map_or_else(Vec::new, |route| step_facts(route, trace)),
            site: trace.route.map(|route| SiteFacts {
                name: route.site().name(),
                url: route.site().base(),
            }),
            ignored_query_fields: trace.ignored,
            back: trace
                .back
                .map(|back| back_facts(back, trace, delivery.is_some())),
            target: target.map(without_tickets),
            form_fields,
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

fn access_facts(trace: &Trace<'_, '_>, caller: &Caller<'_>, now: Timestamp) -> Option<AccessFacts> {
    let access = trace.route?.access();
    let (verdict, by) = match trace.verdict? {
        Verdict::Allowed(by) => ("allowed", Some(by)),
        Verdict::Denied(by) => ("denied", Some(by)),
        Verdict::Unknown(_) => ("not allowed", None),
    };
    let dates = trace.link.map(|link| link.validity(now));
    let moment = Moment { now, dates };
    let in_words = |alternatives: &[Alternative]| {
        let alternatives = alternatives.iter();
        let words = alternatives.map(|one| judged(one, caller, moment));
        words.collect()
    };
    Some(AccessFacts {
        verdict,
        by: by.map(Alternative::in_words),
        allow: in_words(access.allowed()),
        deny: in_words(access.denied()),
    })
}

/// An alternative in words, with what of it does not hold.
fn judged(alternative: &Alternative, caller: &Caller<'_>, moment: Moment) -> String {
    let failing = alternative.failing(caller, moment);
    let failing: Vec<String> = failing.map(Condition::in_words).collect();
    match failing.is_empty() {
        true => alternative.in_words(),
        false => format!(
            "{} (not so: {})",
            alternative.in_words(),
            failing.join(", ")
        ),
    }
}

/// The steps of a route, each with its parameters; the route's own stand with
/// the last one.
fn step_facts<'a>(route: &'a Route, trace: &'a Trace<'_, '_>) -> Vec<StepFacts<'a>> {
    let last = route.steps().len() - 1;
    let steps = route.steps().iter().enumerate();
    let facts = steps.map(|(at, step)| {
        let command = step.command();
        let is_here = |filled: &&Filled<'_, '_>| {
            let is_own = at == last && route.is_own_binding(filled.binding);
            step.bindings().contains(&filled.binding) || is_own
        };
        let filled = trace.filled.iter().filter(is_here);
        StepFacts {
            command: command.name().as_str(),
            title: &command.words().title,
            address: address_in_words(command),
            effect: command.effect().as_str(),
            parameters: filled.map(parameter_facts).collect(),
        }
    });
    facts.collect()
}

/// Where the person goes in the end.
fn back_facts<'a>(back: &'a NamedBack, trace: &Trace<'_, '_>, is_known: bool) -> BackFacts<'a> {
    let url = is_known.then(|| trace.home()).flatten();
    BackFacts {
        name: back.name(),
        url: url.map(BackAddress::into_string),
        through_gateway: trace
            .route
            .is_some_and(|route| route.return_mode() == ReturnMode::Gateway),
    }
}

fn parameter_facts<'a>(filled: &'a Filled<'_, '_>) -> ParameterFacts<'a> {
    let parameter = filled.parameter;
    let secret = parameter.is_secret();
    ParameterFacts {
        name: parameter.name(),
        codes: parameter.codes().iter().map(Code::as_str).collect(),
        value: filled.value.shown(),
        secret,
        origin: filled.origin.as_str(),
    }
}

/// An address with the tickets taken out that stand in it, once encoded: they
/// are good for something, and this may be pasted anywhere.
fn without_tickets(address: &str) -> String {
    const BEFORE: &str = "%2F-%2Fback%2F";
    let Some((head, rest)) = address.split_once(BEFORE) else {
        return address.to_owned();
    };
    let (route, ticket) = rest.split_once("%2F").unwrap_or((rest, ""));
    let end = ticket.find('&').unwrap_or(ticket.len());
    format!("{head}{BEFORE}{route}%2F{MASK}{}", &ticket[end..])
}

/// A moment, to the second.
pub(super) fn second(moment: Timestamp) -> String {
    moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
