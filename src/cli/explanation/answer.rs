//! What the gateway would answer: in the words that a visitor gets, and in those that an operator
//! needs.

use std::iter;
use std::net::IpAddr;

use serde::Serialize;

use super::concealed::Texts;
use super::notation::{second, without_tickets};
use crate::decision::{BadRequest, Person, Proof, Refusal, Stop, TicketError, Trace};
use crate::gateway::{Decided, DryAnswer, Language, LimitClass, LimitKey, Outcome};
use crate::identity::AuthError;
use crate::net::HeadError;
use crate::policy::{Alternative, Link, Moment, OWN_SEGMENT, Policy, Verdict};
use crate::text::nearest;

/// The answer to a request.
#[derive(Debug, Serialize)]
pub struct Answer {
    pub status: u16,
    /// In the words of the decision log.
    pub outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth_error: Option<&'static str>,
    /// The parameter that is the reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// The client and the caller, as the request and the policy's identity sources prove them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<IpAddr>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caller: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity_provider: Option<String>,
    /// Whether the decision log gets a line.
    pub logged: bool,
    /// What happens, or what the visitor is told.
    pub says: String,
    /// Why, for the operator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// Where the answer leads, without tickets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate_limit: Option<RateLimitFacts>,
    #[serde(skip)]
    pub kind: Kind,
    /// Whether the person gets to Webex, at once or after a confirmation.
    #[serde(skip)]
    pub leads_to_webex: bool,
    /// Whether it is Webex that decides about it.
    #[serde(skip)]
    pub depends_on_webex: bool,
}

/// How a request is counted against the rate limit.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct RateLimitFacts {
    /// By what its caller is counted: `identity` or `address`.
    pub by: &'static str,
    /// Whether it counts among the suggestions for address bars.
    pub suggestions: bool,
}

impl RateLimitFacts {
    pub fn new(class: LimitClass, key: LimitKey) -> Self {
        Self {
            by: key.as_str(),
            suggestions: class == LimitClass::Suggestions,
        }
    }
}

/// How an answer looks to an operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    LeadsOn,
    Asks,
    Refuses,
}

impl Answer {
    /// The same with what may be told of a typed text.
    #[must_use]
    pub fn with_texts(self, texts: Texts) -> Self {
        let location = self.location.map(|location| texts.address(location));
        Self { location, ..self }
    }

    pub fn new(
        answer: &DryAnswer,
        because: Option<String>,
        rate_limit: Option<RateLimitFacts>,
    ) -> Self {
        let outcome = &answer.outcome;
        let spec = outcome.spec();
        Self {
            status: answer.status.as_u16(),
            outcome: spec.word.as_str(),
            reason: spec.reason,
            auth_error: answer.auth_error.map(AuthError::as_str),
            parameter: answer.parameter.clone(),
            client: answer.client,
            caller: answer.caller.clone(),
            identity_provider: answer.identity_provider.clone(),
            logged: outcome.is_recorded(),
            says: says(outcome),
            because,
            location: answer.location.as_deref().map(without_tickets),
            rate_limit,
            depends_on_webex: *outcome == Outcome::WebexNotAsked,
            leads_to_webex: matches!(
                outcome,
                Outcome::Redirected
                    | Outcome::Posted
                    | Outcome::ConfirmationShown
                    | Outcome::Confirmed
                    | Outcome::ConfirmedByForm
                    | Outcome::WebexNotAsked
            ),
            kind: match outcome {
                Outcome::ConfirmationShown => Kind::Asks,
                _ if spec.leads_on => Kind::LeadsOn,
                _ => Kind::Refuses,
            },
        }
    }
}

/// What happens, or what a visitor is told.
fn says(outcome: &Outcome) -> String {
    if let Some(message) = outcome.message(Language::English) {
        return format!("{}. {}", message.title, message.sentence);
    }
    let says = match outcome {
        Outcome::Redirected => "The person is sent to Webex.",
        Outcome::Posted => "The person gets a page whose form posts to Webex.",
        Outcome::CarriedOut => "The person gets a page that says that Webex has done it.",
        Outcome::ListShown(_) => "The person gets a page with a list of Webex's.",
        Outcome::WayShown => "The person gets a page with the way to Webex and the way back.",
        Outcome::WebexNotAsked => "Webex is asked, and the answer depends on what it says.",
        Outcome::ConfirmationShown => "The person is asked to confirm it first.",
        Outcome::Confirmed => "The person has confirmed, and is sent to Webex.",
        Outcome::ConfirmedByForm => {
            "The person has confirmed, and gets a page whose form posts to Webex."
        }
        Outcome::Returned => "The person is back from Webex, and sent on.",
        Outcome::SentToLogin => "The browser is sent to the login.",
        Outcome::RedirectedToHttps => "The browser is sent to the public address.",
        Outcome::DirectoryShown => "The person sees the links that they may use.",
        Outcome::LinkShown => "The person sees a page about the link, or its QR code.",
        Outcome::RouteShown => "The person sees the form of a route.",
        Outcome::SuggestionsShown => "The browser gets links that the caller may use.",
        Outcome::ChoiceShown => "Several routes take what was typed: the person chooses.",
        Outcome::CallerShown => "The person sees what the gateway knows about them.",
        Outcome::File => "A file that belongs to the pages, for every caller. It is not logged.",
        // Everything else has a message.
        _ => "",
    };
    says.to_owned()
}

/// Why, where no decision was made or it leads on.
pub fn because(outcome: &Outcome, policy: &Policy) -> Option<String> {
    Some(match outcome {
        Outcome::Posted => "a secret may travel in the body of a form only".to_owned(),
        Outcome::ConfirmationShown => {
            "what changes or destroys something is never carried out by a bare link".to_owned()
        }
        Outcome::WrongHost(host) => wrong_host(policy, host),
        Outcome::InvalidHost => {
            "there must be one `Host`, well-formed, and the same as in the request line".to_owned()
        }
        Outcome::Malformed(_) => {
            "an address must be plainly one path and one query before anything is looked up"
                .to_owned()
        }
        Outcome::Unreadable(error) => unreadable(*error)?.to_owned(),
        Outcome::MethodNotAllowed(methods) => {
            format!("this path takes {}", methods.as_header())
        }
        Outcome::Prefetch => "nothing is done before a person has asked for it".to_owned(),
        Outcome::ConflictingIdentity(_) => {
            "two programs could take the identity headers for two different people".to_owned()
        }
        Outcome::ConfirmationRequired | Outcome::BrowserRequired => {
            "`Accept` does not name `text/html`, so no person would see a page".to_owned()
        }
        Outcome::CrossOriginForm => {
            format!(
                "the form has to come from a page of this gateway; try --header 'Origin: {}'",
                policy.endpoint().origin()
            )
        }
        Outcome::ActionChanged => {
            "with this policy, the path of the ticket does something else than what the confirmation page asked about: its route, a call, a site or a value has changed".to_owned()
        }
        Outcome::InvalidReturn(TicketError::Forged)
        | Outcome::InvalidConfirmation(TicketError::Forged) => forged_ticket(outcome).to_owned(),
        _ => return None,
    })
}

/// What is too large is said by the limits of `serve`.
fn unreadable(error: HeadError) -> Option<&'static str> {
    Some(match error {
        HeadError::UriTooLong | HeadError::HeadersTooLarge => return None,
        HeadError::Version => "a space ends the address, and what follows is not a version of HTTP",
        _ => {
            "the request has a character that HTTP does not allow there; nothing of it is looked at"
        }
    })
}

fn forged_ticket(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::InvalidConfirmation(_) => {
            "none of the policy's `signing_keys` has signed this ticket for this route and person, in this form; without `signing_keys`, each process has a key of its own"
        }
        _ => {
            "none of the policy's `signing_keys` has signed this ticket for this route; without them, each process has a key of its own"
        }
    }
}

fn wrong_host(policy: &Policy, host: &str) -> String {
    format!(
        "`{host}` is not this gateway's host: it answers for {} and for `hosts`",
        policy.endpoint().public_url()
    )
}

/// Why a decision stops a request.
pub fn stopped_because(stop: &Stop<'_>, policy: &Policy, decided: &Decided<'_, '_, '_>) -> String {
    match stop {
        Stop::Bad(bad) => bad_reason(bad, decided.trace),
        Stop::Refused(refusal) => refusal_reason(*refusal, policy, decided),
        Stop::Unknown => unknown_reason(policy, decided),
        Stop::Expired => {
            let until = decided.trace.link.and_then(Link::until);
            let until = until.map_or_else(String::new, second);
            format!("its `until` ended at {until}")
        }
    }
}

fn refusal_reason(refusal: Refusal, policy: &Policy, decided: &Decided<'_, '_, '_>) -> String {
    let trace = decided.trace;
    let caller = match decided.caller.person().and_then(Person::id) {
        Some(id) => format!("{id} at {}", decided.caller.address()),
        None => decided.caller.address().to_string(),
    };
    match refusal {
        Refusal::Hours => "an `allow` would hold at another hour".to_owned(),
        Refusal::Access
        | Refusal::Account
        | Refusal::ClientUnknown
        | Refusal::UserUnknown
        | Refusal::MailDomainUnknown
        | Refusal::GroupsUnknown
        | Refusal::NetworkUnknown
        | Refusal::CertificateUnknown => match trace.verdict {
            Some(Verdict::Denied(by)) => {
                let whom = denied_person(by, decided).unwrap_or(caller);
                format!("`deny` matches {whom}: {}", by.in_words())
            }
            Some(Verdict::Unestablished(unknown)) => {
                let whom = denied_person(unknown.denied, decided).unwrap_or(caller);
                let (fact, rule) = (unknown.fact.as_str(), unknown.denied.in_words());
                format!("`deny` may match {whom}, whose `{fact}` is not established: {rule}")
            }
            _ => format!("no `allow` holds for {caller}"),
        },
        Refusal::NotYet => {
            let from = trace.link.and_then(Link::from);
            let from = from.map_or_else(String::new, second);
            format!("its `from` begins at {from}")
        }
        Refusal::Nobody => nobody_reason(policy, trace),
    }
}

/// The person of another proof than the caller's own, if `deny` is about that one.
fn denied_person(by: &Alternative, decided: &Decided<'_, '_, '_>) -> Option<String> {
    let (caller, now) = (decided.caller, decided.now);
    let dates = decided.trace.link.map(|link| link.validity(now));
    let case = by.worst_case(caller, Moment { now, dates })?;
    let person = case.person?.person();
    let mut further = caller.further().iter().map(Proof::person);
    let is_further = further.any(|one| std::ptr::eq(one, person));
    let id = person.id().unwrap_or("a person without a name");
    is_further.then(|| format!("{id}, by {}", person.identity_provider))
}

fn nobody_reason(policy: &Policy, trace: &Trace<'_, '_>) -> String {
    let login = policy.trust().login.as_ref();
    let login = login.map_or_else(String::new, |login| {
        format!(
            "; a browser is sent to the login at {}",
            login.url().origin()
        )
    });
    let why = match trace.verdict {
        Some(Verdict::NotAllowed(_)) => "`allow` and `deny` need an identity",
        _ => "`fill` needs an identity",
    };
    format!("{why}, and the caller is anonymous; try --as and --group{login}")
}

fn bad_reason(bad: &BadRequest<'_>, trace: &Trace<'_, '_>) -> String {
    match bad {
        BadRequest::Value(name, _) => format!("the value for `{name}` does not have its type"),
        BadRequest::Elsewhere(name) => {
            format!("with the value for `{name}`, the path of the route leads elsewhere")
        }
        BadRequest::Missing(name) => format!("nothing in the request gives `{name}`"),
        BadRequest::Twice(name) => format!("`{name}` may be in the query once"),
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
fn unknown_reason(policy: &Policy, decided: &Decided<'_, '_, '_>) -> String {
    let segments = decided.segments.iter().map(|segment| &**segment);
    let segments: Vec<&str> = segments.collect();
    if segments.first() == Some(&OWN_SEGMENT) {
        return "paths under /-/ are the gateway's own, and none of them is this".to_owned();
    }
    let asked = format!("/{}", segments.join("/"));
    let links = policy.links().iter();
    let names = links.flat_map(|link| iter::once(link.name()).chain(link.aliases()));
    let links: Vec<String> = names
        .map(|name| policy.endpoint().link_path(name))
        .collect();
    let routes = policy.routes().iter().filter_map(|route| route.path());
    let known: Vec<&str> = links.iter().map(String::as_str).chain(routes).collect();
    match nearest(&asked, &known) {
        Some(near) => format!("no route and no link has this path; did you mean `{near}`?"),
        None => "no route and no link has this path".to_owned(),
    }
}
