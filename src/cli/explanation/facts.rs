//! The facts about one request, for people and for programs alike.

use std::net::IpAddr;

use jiff::Timestamp;
use serde::Serialize;

use super::answer::Answer;
use super::concealed::Texts;
use super::former::FormerAddress;
use super::notation::{second, without_tickets};
use super::question::Question;
use super::standing::StandingFacts;
use crate::cli::commands::address_in_words;
use crate::compile::Sources;
use crate::decision::{Caller, Delivery, Filled, Trace};
use crate::directory::Resolution;
use crate::gateway::{Decided, WebexCall, would_of};
use crate::policy::{
    Alternative, Case, Condition, LinkView, Moment, NamedBack, ParameterView, Place, Policy,
    ReturnMode, Route, RouteView, Rule, StepCall, TrustConfig, Truth, Verdict,
};
use crate::telemetry::Would;
use crate::webex::{BackAddress, OwnPath};

/// All that there is to say about one request.
#[derive(Debug, Serialize)]
pub struct Facts {
    pub asked: Asked,
    /// What the box makes of the text that was typed into it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub typed: Option<Meaning>,
    pub answer: Answer,
    /// What the rules make of the caller.
    #[serde(skip_serializing_if = "StandingFacts::is_empty")]
    pub standing: StandingFacts,
    #[serde(flatten)]
    pub decision: DecisionFacts,
}

/// What a text means that was typed into the box.
#[derive(Debug, Serialize)]
#[serde(tag = "means", rename_all = "lowercase")]
pub enum Meaning {
    /// A link or route: the path is opened.
    Path { path: String },
    /// Several routes take it: the person chooses.
    Choice { choices: Vec<ChoiceFacts> },
    /// A text to search for.
    Search,
    /// An address that nothing here leads to, or something else that is not repeated.
    Foreign,
}

#[derive(Debug, Serialize)]
pub struct ChoiceFacts {
    pub route: String,
    pub path: String,
}

impl Meaning {
    pub fn of(resolution: &Resolution<'_>, texts: Texts, policy: &Policy) -> Self {
        let told = |path: &OwnPath| texts.of(path, policy).path(path);
        match resolution {
            Resolution::Path(path) => Self::Path { path: told(path) },
            Resolution::Choice(choices) => {
                let choices = choices.iter().map(|(route, path)| ChoiceFacts {
                    route: route.name().to_owned(),
                    path: told(path),
                });
                Self::Choice {
                    choices: choices.collect(),
                }
            }
            Resolution::Nothing => Self::Search,
            Resolution::Foreign => Self::Foreign,
        }
    }
}

/// What was asked, by whom and when.
#[derive(Debug, Serialize)]
pub struct Asked {
    pub url: String,
    pub method: String,
    /// The names of the headers that the command line adds: there may be a secret in a value.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<String>,
    /// `None` where no address is known.
    pub from: Option<IpAddr>,
    pub at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub referrer: Option<String>,
    /// The former address of a site that the link has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub former: Option<FormerAddress>,
    /// Whether headers were given that count only from a trusted proxy, which this peer is not.
    #[serde(skip)]
    pub has_ignored_headers: bool,
}

/// What the decision came to, if there was one.
#[derive(Debug, Default, Serialize)]
pub struct DecisionFacts {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<Placed<LinkView>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<Placed<RouteView>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access: Option<AccessFacts>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<StepFacts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<SiteFacts>,
    pub ignored_query_fields: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub back: Option<BackFacts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub form_fields: Vec<String>,
    /// What the gateway asks Webex first, without values that are concealed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub webex_call: Option<WebexCallFacts>,
}

/// A call that the gateway makes itself.
#[derive(Clone, Debug, Serialize)]
pub struct WebexCallFacts {
    /// In the words of log and metrics.
    pub name: &'static str,
    /// The method and the address below the API; `None` for the XML service, whose calls are all alike.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
}

impl WebexCallFacts {
    pub fn of(call: &WebexCall, texts: Texts) -> Self {
        let request = match call {
            WebexCall::Rest(call) => {
                let request = format!("{} {}", call.method().as_str(), call.target());
                Some(texts.address(request))
            }
            WebexCall::Ticket { .. } => None,
        };
        Self {
            name: call.name(),
            request,
        }
    }
}

/// A part of the policy, and where it is written.
#[derive(Debug, Serialize)]
pub struct Placed<T> {
    #[serde(flatten)]
    pub view: T,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<PlaceFacts>,
}

#[derive(Debug, Serialize)]
pub struct AccessFacts {
    pub verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub deny: Vec<String>,
    /// What access would come to if no rule were report-only, where that differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub would: Option<WouldFacts>,
}

/// How a request would end if no rule were report-only: in the words of the decision log, but for what
/// comes after access.
#[derive(Debug, Serialize)]
pub struct WouldFacts {
    pub outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

/// One call of the route: most have one.
#[derive(Debug, Serialize)]
pub struct StepFacts {
    pub command: String,
    pub title: String,
    pub address: String,
    pub effect: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<ParameterView>,
}

#[derive(Debug, Serialize)]
pub struct SiteFacts {
    pub name: String,
    pub url: String,
}

#[derive(Debug, Serialize)]
pub struct BackFacts {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Whether people come back through the gateway.
    pub through_gateway: bool,
    /// Whether a page of the gateway leads there, because Webex does not.
    #[serde(skip)]
    pub by_page: bool,
}

/// A place in the policy.
#[derive(Debug, Serialize)]
pub struct PlaceFacts {
    pub file: String,
    pub line: usize,
    pub column: usize,
}

impl Asked {
    pub fn new(question: &Question, trust: &TrustConfig) -> Self {
        let person = question.person.as_ref();
        let text = |text: &std::borrow::Cow<'_, str>| text.clone().into_owned();
        let headers = question.headers.iter();
        Self {
            url: without_tickets(question.url.as_given()),
            method: question.method.to_string(),
            headers: headers.map(|header| header.shown(trust)).collect(),
            from: question.from,
            at: second(question.at),
            user: person.and_then(|person| person.user.as_ref().map(text)),
            name: person.and_then(|person| person.name.as_ref().map(text)),
            email: person.and_then(|person| person.email.as_ref().map(text)),
            groups: question.groups.clone(),
            certificate: question
                .certificate
                .as_ref()
                .map(|held| match &*held.emails {
                    [email] => email.to_string(),
                    _ => held.subject.to_string(),
                }),
            referrer: question.referrer.clone(),
            former: question.url.former().cloned(),
            has_ignored_headers: !trust.trusts_peer(&question.peer())
                && question
                    .headers
                    .iter()
                    .any(|header| header.is_about_the_caller(trust)),
        }
    }

    /// Whether the command line or the log names who asks.
    pub fn names_a_person(&self) -> bool {
        [&self.user, &self.name, &self.email]
            .iter()
            .any(|text| text.is_some())
            || self.certificate.is_some()
    }
}

impl Facts {
    /// Whether the person ends up at Webex.
    pub fn leads_to_webex(&self) -> bool {
        self.answer.leads_to_webex
    }
}

impl DecisionFacts {
    pub fn of(
        decided: &Decided<'_, '_, '_>,
        policy: &Policy,
        sources: &Sources,
        texts: Texts,
    ) -> Self {
        let trace = decided.trace;
        let (target, form_fields) = match decided.delivery {
            Some(Delivery::Redirect(call)) => (Some(call.as_str()), Vec::new()),
            Some(Delivery::Form(form)) => (
                Some(form.target()),
                form.field_names().map(ToOwned::to_owned).collect(),
            ),
            Some(Delivery::Ticket | Delivery::Rest) | None => (None, Vec::new()),
        };
        Self {
            webex_call: None,
            link: trace.link.map(|link| Placed {
                view: LinkView::of(link, policy.endpoint()),
                place: place_facts(link.place(), sources),
            }),
            route: trace.route.map(|route| Placed {
                view: RouteView::of(route),
                place: place_facts(route.place(), sources),
            }),
            access: access_facts(trace, decided.caller, decided.now),
            steps: trace
                .route
                .map_or_else(Vec::new, |route| step_facts(route, trace, texts)),
            site: trace.route.map(|route| SiteFacts {
                name: route.site().name().to_owned(),
                url: route.site().base().to_owned(),
            }),
            ignored_query_fields: trace.ignored,
            back: trace
                .back
                .map(|back| back_facts(back, trace, decided.delivery.is_some()))
                .map(|back| back.with_texts(texts)),
            target: target.map(|target| texts.address(without_tickets(target))),
            form_fields,
        }
    }
}

fn place_facts(place: Place, sources: &Sources) -> Option<PlaceFacts> {
    let position = sources.position(place)?;
    Some(PlaceFacts {
        file: position.file.to_owned(),
        line: position.line,
        column: position.column,
    })
}

fn access_facts(trace: &Trace<'_, '_>, caller: &Caller<'_>, now: Timestamp) -> Option<AccessFacts> {
    let access = trace.route?.access();
    let (verdict, by) = match trace.verdict? {
        Verdict::Allowed(by) => ("allowed", Some(by)),
        Verdict::Denied(by) => ("denied", Some(by)),
        Verdict::Unestablished(unknown) => ("not established", Some(unknown.denied)),
        Verdict::NotAllowed(_) => ("not allowed", None),
    };
    let dates = trace.link.map(|link| link.validity(now));
    let moment = Moment { now, dates };
    let (allowed, denied) = (access.allow().iter(), access.deny().iter());
    Some(AccessFacts {
        verdict,
        by: by.map(Alternative::in_words),
        allow: allowed
            .map(|rule| judged(rule, Some(Case::of_allow(caller, moment))))
            .collect(),
        deny: denied
            .map(|rule| judged(rule, rule.alternative.worst_case(caller, moment)))
            .collect(),
        would: would_of(caller, trace).map(WouldFacts::from),
    })
}

impl From<Would> for WouldFacts {
    fn from(would: Would) -> Self {
        Self {
            outcome: would.outcome,
            reason: would.reason,
            rule: would.rule.map(String::from),
        }
    }
}

/// A rule in words, with what of it does not hold or is not known.
fn judged(rule: &Rule, case: Option<Case<'_, Caller<'_>>>) -> String {
    let alternative = &rule.alternative;
    let Some(case) = case else {
        return rule.in_words();
    };
    let that_are = |truth: Truth| {
        let conditions = alternative.conditions().iter();
        let found: Vec<String> = conditions
            .filter(|condition| condition.truth(case) == truth)
            .map(Condition::in_words)
            .collect();
        (!found.is_empty()).then(|| found.join(", "))
    };
    let not_so = that_are(Truth::No).map(|words| format!("not so: {words}"));
    let unknown = that_are(Truth::Unknown).map(|words| format!("not known: {words}"));
    let remarks: Vec<String> = not_so.into_iter().chain(unknown).collect();
    match remarks.is_empty() {
        true => rule.in_words(),
        false => rule.marked(format!(
            "{} ({})",
            alternative.in_words(),
            remarks.join("; ")
        )),
    }
}

/// The steps of a route, each with its parameters; the route's own stand with
/// the last one.
fn step_facts(route: &Route, trace: &Trace<'_, '_>, texts: Texts) -> Vec<StepFacts> {
    let last = route.steps().len() - 1;
    let steps = route.steps().iter().enumerate();
    let facts = steps.map(|(at, step)| {
        let command = step.command();
        let is_here = |filled: &&Filled<'_, '_>| {
            let is_own = at == last && route.is_own_binding(filled.binding);
            step.bindings().contains(&filled.binding) || is_own
        };
        let filled = trace.filled.iter().filter(is_here);
        let parameters = filled.map(|filled| match texts.conceals(filled) {
            true => filled.view().without_value(),
            false => filled.view(),
        });
        StepFacts {
            command: command.name().as_str().to_owned(),
            title: command.words().title.to_string(),
            address: address_in_words(command),
            effect: command.effect().as_str(),
            parameters: parameters.collect(),
        }
    });
    facts.collect()
}

impl BackFacts {
    fn with_texts(self, texts: Texts) -> Self {
        let url = self.url.map(|url| texts.address(url));
        Self { url, ..self }
    }
}

/// Where the person goes in the end.
fn back_facts(back: &NamedBack, trace: &Trace<'_, '_>, is_known: bool) -> BackFacts {
    let url = is_known.then(|| trace.home()).flatten();
    BackFacts {
        name: back.name().to_owned(),
        url: url.map(BackAddress::into_string),
        by_page: trace.route.is_some_and(|route| {
            let mut steps = route.steps().iter();
            steps.any(|step| matches!(step.call(), StepCall::Rest(_)))
        }),
        through_gateway: trace
            .route
            .is_some_and(|route| route.return_mode() == ReturnMode::Gateway),
    }
}
