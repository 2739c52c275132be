//! What goes wrong, and which message tells a visitor of it: one sentence, and
//! a next step.
//!
//! Nothing here repeats what was asked, and nothing tells of the inside.

use hyper::StatusCode;

use super::i18n::{Argument, Language, Message, MessageText, Phrase};
use super::invalid_input::InvalidInput;
use super::rate_limit::{LimitKey, RateLimited};
use crate::decision::{Malformed, Refusal, Stop, TicketError};

/// The methods of most paths.
pub const ALLOW: &str = "GET, HEAD";
/// The method by which a person answers a question of ours.
pub const ALLOW_POST: &str = "POST";

/// Why a request is not carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No host, or one that is malformed or contradicted.
    Host,
    /// A host that is not ours.
    WrongHost,
    /// A request target that is no path.
    Target,
    /// A target that is longer than the server takes.
    TooLong,
    /// More header fields than the server takes.
    TooManyHeaders,
    /// A method that is not served here; the ones that are.
    Method(&'static str),
    /// A caller who asks too often.
    TooMany(RateLimited),
    /// A path or query that could be read in two ways.
    Malformed(Malformed),
    /// A value or field that cannot be meant.
    InvalidInput(InvalidInput),
    /// The policy does not allow it.
    Refused(Refusal),
    /// A program asks for what a person has to confirm.
    Unconfirmed,
    /// A form that does not come from our own page.
    ForeignForm,
    /// An answer to a question that has not been asked, or not any more.
    Question(TicketError),
    /// A program asks for what carries a secret of a person's.
    PersonOnly,
    /// A browser asks before anybody has asked it.
    Prefetch,
    /// A trusted proxy contradicts itself about who asks.
    HeaderConflict(&'static str),
    /// A way back that nobody here has signed, that has expired, or that the
    /// policy does not have any more.
    WayBack(Option<TicketError>),
    /// Somebody is back, and the place to go to is not known any more.
    NoWayOn,
    /// Nothing answers this path.
    Unknown,
    /// The link is not valid any more.
    Expired,
    /// The policy wants every answer on record, and there is no way to record
    /// this one.
    Unrecorded,
}

impl Fault {
    /// The outcomes of faults that no route has to be known for: one fault of each.
    pub fn outcomes_without_route() -> [&'static str; 10] {
        let too_many = RateLimited {
            of: LimitKey::Address,
            seconds: 0,
        };
        [
            Self::Host,
            Self::TooLong,
            Self::WrongHost,
            Self::Method(ALLOW),
            Self::TooMany(too_many),
            Self::HeaderConflict(""),
            Self::WayBack(None),
            Self::Question(TicketError::Forged),
            Self::Unknown,
            Self::Unrecorded,
        ]
        .map(|fault| fault.outcome())
    }

    /// The word for it in log and metrics.
    pub fn outcome(&self) -> &'static str {
        match self {
            Self::TooLong | Self::TooManyHeaders | Self::Malformed(Malformed::TooLong) => {
                "too_large"
            }
            Self::Host | Self::Target | Self::Malformed(_) => "malformed",
            Self::WrongHost => "wrong_host",
            Self::Method(_) => "wrong_method",
            Self::TooMany(_) => "too_many",
            Self::InvalidInput(_) => "bad",
            Self::Refused(_) => "refused",
            Self::Unconfirmed => "unconfirmed",
            Self::ForeignForm => "foreign_form",
            Self::Question(_) => "no_question",
            Self::PersonOnly => "person_only",
            Self::Prefetch => "prefetch",
            Self::HeaderConflict(_) => "spoof",
            Self::WayBack(_) => "stray",
            Self::NoWayOn => "returned",
            Self::Unknown => "unknown",
            Self::Expired => "expired",
            Self::Unrecorded => "unavailable",
        }
    }

    /// What is behind the outcome, for the log.
    pub fn reason(&self) -> Option<&'static str> {
        Some(match self {
            Self::Host => "host",
            Self::Target => "target",
            Self::TooMany(excess) => match excess.of {
                LimitKey::Person => "person",
                LimitKey::Address => "address",
            },
            Self::Malformed(malformed) => malformed.as_str(),
            Self::InvalidInput(bad) => bad.reason(),
            Self::Refused(Refusal::Access) => "access",
            Self::Refused(Refusal::Account) => "account",
            Self::Refused(Refusal::Hours) => "hours",
            Self::Refused(Refusal::NotYet) => "not_yet",
            Self::Refused(Refusal::Nobody) => "nobody",
            Self::Question(error) | Self::WayBack(Some(error)) => error.as_str(),
            Self::WayBack(None) => "no_such_route",
            Self::NoWayOn => "no_way_on",
            Self::HeaderConflict(how) => how,
            Self::TooLong => "too_long",
            Self::TooManyHeaders => "headers",
            Self::Unrecorded => "unrecorded",
            Self::WrongHost
            | Self::Method(_)
            | Self::Unconfirmed
            | Self::ForeignForm
            | Self::PersonOnly
            | Self::Prefetch
            | Self::Unknown
            | Self::Expired => return None,
        })
    }

    /// The status of its answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Host | Self::Target | Self::InvalidInput(_) | Self::HeaderConflict(_) => {
                StatusCode::BAD_REQUEST
            }
            Self::WrongHost => StatusCode::MISDIRECTED_REQUEST,
            Self::TooLong | Self::Malformed(Malformed::TooLong) => StatusCode::URI_TOO_LONG,
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::TooManyHeaders => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::Method(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Refused(Refusal::Nobody) => StatusCode::UNAUTHORIZED,
            Self::Refused(_)
            | Self::Unconfirmed
            | Self::ForeignForm
            | Self::Question(TicketError::Forged)
            | Self::PersonOnly
            | Self::Prefetch => StatusCode::FORBIDDEN,
            Self::Question(TicketError::Expired)
            | Self::WayBack(Some(TicketError::Expired))
            | Self::Expired => StatusCode::GONE,
            Self::WayBack(_) => StatusCode::BAD_REQUEST,
            Self::NoWayOn => StatusCode::OK,
            Self::Unknown => StatusCode::NOT_FOUND,
            Self::Unrecorded => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// What the visitor reads.
    pub fn words(&self, language: Language) -> MessageText {
        let notice = self.notice();
        let what = match self {
            Self::Malformed(malformed) => broken(*malformed).map(|phrase| language.say(phrase)),
            Self::InvalidInput(bad) => Some(bad.sentence(language)),
            _ => None,
        };
        match what {
            Some(what) => {
                let what = Argument::text(what);
                language.tell_with(notice, &[("what", what)])
            }
            None => language.tell(notice),
        }
    }

    fn notice(&self) -> Message {
        match self {
            Self::Host => Message::Host,
            Self::WrongHost => Message::WrongHost,
            Self::Target => Message::Target,
            Self::TooLong | Self::Malformed(Malformed::TooLong) => Message::TooLong,
            Self::TooManyHeaders => Message::TooManyHeaders,
            Self::Method(ALLOW_POST) => Message::NoAnswer,
            Self::Method(_) => Message::Method,
            Self::TooMany(excess) => match excess.of {
                LimitKey::Person => Message::TooManyPerson,
                LimitKey::Address => Message::TooManyAddress,
            },
            Self::Malformed(_) => Message::Broken,
            Self::InvalidInput(_) => Message::InvalidInput,
            Self::Refused(Refusal::Access) => Message::RefusedAccess,
            Self::Refused(Refusal::Account) => Message::RefusedAccount,
            Self::Refused(Refusal::Hours) => Message::RefusedHours,
            Self::Refused(Refusal::NotYet) => Message::RefusedNotYet,
            Self::Refused(Refusal::Nobody) => Message::Nobody,
            Self::Unconfirmed => Message::Unconfirmed,
            Self::ForeignForm => Message::ForeignForm,
            Self::Question(TicketError::Expired) => Message::QuestionExpired,
            Self::Question(TicketError::Forged) => Message::QuestionForged,
            Self::PersonOnly => Message::PersonOnly,
            Self::Prefetch => Message::Prefetch,
            Self::HeaderConflict(_) => Message::HeaderConflict,
            Self::WayBack(Some(TicketError::Expired)) => Message::WayBackExpired,
            Self::WayBack(_) => Message::WayBack,
            Self::NoWayOn => Message::NoWayOn,
            Self::Unknown => Message::Unknown,
            Self::Expired => Message::Expired,
            Self::Unrecorded => Message::Unrecorded,
        }
    }
}

impl From<&Stop<'_>> for Fault {
    fn from(stop: &Stop<'_>) -> Self {
        match stop {
            Stop::Bad(request) => Self::InvalidInput(InvalidInput::from(request)),
            Stop::Refused(refusal) => Self::Refused(*refusal),
            Stop::Unknown => Self::Unknown,
            Stop::Expired => Self::Expired,
        }
    }
}

/// What is wrong with an address; one that is too long has a page of its own.
fn broken(malformed: Malformed) -> Option<Phrase> {
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
