//! What becomes of a request, and everything that follows from it.

mod spec;
mod words;

use super::failure_advice::Advice;
use super::i18n::{Argument, Language, MessageText, Phrase};
use super::invalid_input::InvalidInput;
use super::method::Methods;
use super::rate_limit::RateLimited;
use crate::decision::{Malformed, Refusal, Stop, TicketError};
use crate::identity::HeaderConflict;
use crate::webex;
pub use spec::Spec;
pub use words::{OutcomeWord, ReasonWord, all_reasons};

/// What becomes of a request. [`Outcome::spec`] says what each means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The person is sent to Webex.
    Redirected,
    /// The person gets a page whose form goes to Webex, because it carries a secret.
    Posted,
    /// The person is asked to confirm what would change something at Webex.
    ConfirmationShown,
    /// The person has confirmed, and is sent to Webex.
    Confirmed,
    /// The person has confirmed, and gets a page whose form goes to Webex.
    ConfirmedByForm,
    /// Back from Webex, and on to the back URL.
    Returned,
    /// Back from Webex, and the back URL lacks a value by now.
    NoBackUrl,
    /// Back from Webex, which did not carry it out.
    WebexFailed(WebexFailure),
    SentToLogin,
    RedirectedToHttps,
    DirectoryShown,
    LinkShown,
    SuggestionsShown,
    ChoiceShown,
    /// A file that belongs to the pages. It is no decision, and not recorded.
    File,
    /// A request of `linkgate probe`.
    Probed,

    /// No host, or one that is malformed or contradicted.
    InvalidHost,
    WrongHost,
    /// A request target that is no path.
    InvalidTarget,
    UriTooLong,
    HeadersTooLarge,
    MethodNotAllowed(Methods),
    /// A browser asks before anybody has asked it.
    Prefetch,
    ConflictingIdentity(HeaderConflict),
    RateLimited(RateLimited),
    Malformed(Malformed),
    NotFound,
    LinkExpired,
    Denied(Refusal),
    InvalidInput(InvalidInput),
    /// A program asks for what a person has to confirm.
    ConfirmationRequired,
    /// A program asks for what carries a secret of a person's.
    BrowserRequired,
    /// The form of a confirmation does not come from our own page.
    CrossOriginForm,
    InvalidConfirmation(TicketError),
    InvalidReturn(TicketError),
    /// Somebody is back from a leg that the policy does not have any more.
    UnknownLeg,
    /// The policy wants every answer on record, and this one cannot be recorded.
    Unavailable,
}

/// What Webex gives as the reason, and what the person is told about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WebexFailure {
    /// `None` when the reply cannot be understood.
    pub reason: Option<webex::Reason>,
    pub advice: Advice,
}

impl Outcome {
    /// What a visitor is told; `None` where the answer is of another kind.
    pub fn message(&self, language: Language) -> Option<MessageText> {
        let message = self.spec().message?;
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

/// What is wrong with an address; one that is too long has a message of its own.
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
