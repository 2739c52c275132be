//! The outcome of a request, and everything that follows from it.

mod server_failure;
mod spec;
mod words;

use super::failure_advice::Advice;
use super::i18n::{Argument, Language, MessageText, Phrase};
use super::invalid_input::InvalidInput;
use super::method::Methods;
use super::rate_limit::RateLimited;
use super::sanitize::{SHORT, truncate};
use crate::decision::{Malformed, Refusal, Stop, TicketError};
use crate::identity::HeaderConflict;
use crate::net::HeadError;
use crate::webex;
pub use server_failure::ServerFailure;
pub use spec::Spec;
pub use words::{OutcomeWord, ReasonWord, all_reasons};

/// The outcome of a request. [`Outcome::spec`] says what each means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The person is sent to Webex.
    Redirected,
    /// The person gets a page whose form goes to Webex, because it carries a secret.
    Posted,
    /// The person is asked to confirm a change at Webex.
    ConfirmationShown,
    /// The person has confirmed, and is sent to Webex.
    Confirmed,
    /// The person has confirmed, and gets a page whose form goes to Webex.
    ConfirmedByForm,
    /// The person is back from Webex, and goes on to the back URL.
    Returned,
    /// The person is back from Webex, and a value for the back URL is missing by now.
    NoBackUrl,
    /// The person is back from Webex, which did not carry out the command.
    WebexFailed(WebexFailure),
    /// The gateway has called Webex, which has done it.
    CarriedOut,
    /// A list that Webex gave, and why the first link in it that is left out is none of the site's.
    ListShown(Option<webex::AddressRefused>),
    /// A page with the way to the meeting and the way back.
    WayShown,
    /// Nobody waits for what Webex would say: a program only looks, or `explain` asks.
    WebexNotAsked,
    /// The gateway has called Webex in vain.
    ServerFailed(ServerFailure),
    SentToLogin,
    RedirectedToHttps,
    DirectoryShown,
    LinkShown,
    /// The form of a route.
    RouteShown,
    SuggestionsShown,
    ChoiceShown,
    /// The page that says what is known of the caller.
    CallerShown,
    /// A public file. It is not a decision, and is not recorded.
    File,
    /// A request of `linkgate probe`.
    Probed,

    /// No host, or a malformed or contradictory one.
    InvalidHost,
    /// It is for another host than the gateway's.
    WrongHost(Box<str>),
    /// A request target that is no path.
    InvalidTarget,
    /// A request that is too large, or no HTTP.
    Unreadable(HeadError),
    MethodNotAllowed(Methods),
    /// A browser prefetches the link.
    Prefetch,
    ConflictingIdentity(HeaderConflict),
    RateLimited(RateLimited),
    Malformed(Malformed),
    NotFound,
    LinkExpired,
    Denied(Refusal),
    InvalidInput(InvalidInput),
    /// A program requests what a person has to confirm.
    ConfirmationRequired,
    /// A program requests what leads through a form with a secret.
    BrowserRequired,
    /// The confirmation was not sent by our own page.
    CrossOriginForm,
    InvalidConfirmation(TicketError),
    /// The policy does something else now than what the confirmation was about.
    ActionChanged,
    /// The gateway has carried out this confirmation, or tried to.
    AlreadyConfirmed,
    InvalidReturn(TicketError),
    /// The person is back from a leg that the policy does not have any more.
    UnknownLeg,
    /// The policy requires every answer on record, and this one cannot be recorded.
    Unavailable,
}

/// The reason that Webex gives, and the advice for the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WebexFailure {
    /// `None` when the reply cannot be understood.
    pub reason: Option<webex::Reason>,
    pub advice: Advice,
}

impl Outcome {
    /// The message for the visitor; `None` if the answer is not an error.
    pub fn message(&self, language: Language) -> Option<MessageText> {
        let message = self.spec().message?;
        if let Self::WrongHost(host) = self {
            let host = ("host", Argument::text(truncate(host, SHORT)));
            return Some(language.tell_with(message, &[host]));
        }
        let detail = match self {
            Self::Malformed(malformed) => {
                malformed_phrase(*malformed).map(|phrase| language.say(phrase))
            }
            Self::InvalidInput(input) => Some(input.sentence(language)),
            _ => None,
        };
        Some(match detail {
            Some(detail) => language.tell_with(message, &[("what", Argument::text(detail))]),
            None => language.tell(message),
        })
    }

    /// Whether the answer is a decision, which is logged and counted.
    pub fn is_recorded(&self) -> bool {
        *self != Self::File
    }
}

impl From<&Stop<'_>> for Outcome {
    fn from(stop: &Stop<'_>) -> Self {
        match stop {
            Stop::Bad(request) => Self::InvalidInput(InvalidInput::from(request)),
            Stop::Refused(refusal) => Self::Denied(*refusal),
            Stop::Unknown => Self::NotFound,
            Stop::Expired => Self::LinkExpired,
        }
    }
}

/// What is wrong with an address. One that is too long has a message of its own.
fn malformed_phrase(malformed: Malformed) -> Option<Phrase> {
    Some(match malformed {
        Malformed::TooLong => return None,
        Malformed::TooManyParts => Phrase::BrokenParts,
        Malformed::NotAPath => Phrase::BrokenPath,
        Malformed::BrokenEscape => Phrase::BrokenEscape,
        Malformed::NotUtf8 => Phrase::BrokenText,
        Malformed::Control => Phrase::BrokenControl,
        Malformed::HiddenSlash => Phrase::BrokenSlash,
        Malformed::DotSegment => Phrase::BrokenDots,
    })
}

#[cfg(test)]
mod tests;
