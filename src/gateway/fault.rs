//! What goes wrong, and which message tells a visitor of it: one sentence, and
//! a next step.
//!
//! Nothing here repeats what was asked, and nothing tells of the inside.

mod bad;

use hyper::StatusCode;

use super::rate::{Counted, Excess};
use super::words::{Argument, Language, Notice, Phrase, Words};
use crate::decision::{Malformed, Refusal, Stop, TicketError};
pub(crate) use bad::Bad;

/// The methods of most paths.
pub(super) const ALLOW: &str = "GET, HEAD";
/// The method by which a person answers a question of ours.
pub(super) const ALLOW_POST: &str = "POST";

/// Why a request is not carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
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
    TooMany(Excess),
    /// A path or query that could be read in two ways.
    Malformed(Malformed),
    /// A value or field that cannot be meant.
    Bad(Bad),
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
    pub(super) fn outcomes_without_route() -> [&'static str; 10] {
        let too_many = Excess {
            of: Counted::Address,
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
    pub(crate) fn outcome(&self) -> &'static str {
        match self {
            Self::TooLong | Self::TooManyHeaders | Self::Malformed(Malformed::TooLong) => {
                "too_large"
            }
            Self::Host | Self::Target | Self::Malformed(_) => "malformed",
            Self::WrongHost => "wrong_host",
            Self::Method(_) => "method_not_allowed",
            Self::TooMany(_) => "rate_limited",
            Self::Bad(_) => "invalid_input",
            Self::Refused(_) => "denied",
            Self::Unconfirmed => "confirmation_required",
            Self::ForeignForm => "cross_origin_form",
            Self::Question(_) => "invalid_ticket",
            Self::PersonOnly => "browser_required",
            Self::Prefetch => "prefetch",
            Self::HeaderConflict(_) => "conflicting_identity",
            Self::WayBack(_) => "invalid_ticket",
            Self::NoWayOn => "returned",
            Self::Unknown => "not_found",
            Self::Expired => "link_expired",
            Self::Unrecorded => "unavailable",
        }
    }

    /// What is behind the outcome, for the log.
    pub(crate) fn reason(&self) -> Option<&'static str> {
        Some(match self {
            Self::Host => "invalid_host",
            Self::Target => "invalid_target",
            Self::TooMany(excess) => match excess.of {
                Counted::Person => "identity",
                Counted::Address => "address",
            },
            Self::Malformed(malformed) => malformed.as_str(),
            Self::Bad(bad) => bad.reason(),
            Self::Refused(Refusal::Access) => "client_not_allowed",
            Self::Refused(Refusal::Account) => "identity_not_allowed",
            Self::Refused(Refusal::Hours) => "outside_hours",
            Self::Refused(Refusal::NotYet) => "link_not_yet_valid",
            Self::Refused(Refusal::Nobody) => "unauthenticated",
            Self::Question(error) | Self::WayBack(Some(error)) => error.as_str(),
            Self::WayBack(None) => "unknown_route",
            Self::NoWayOn => "no_back_url",
            Self::HeaderConflict(how) => how,
            Self::TooLong => "uri_too_long",
            Self::TooManyHeaders => "headers_too_large",
            Self::Unrecorded => "decision_log_unavailable",
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
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::Host | Self::Target | Self::Bad(_) | Self::HeaderConflict(_) => {
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
    pub(crate) fn words(&self, language: Language) -> Words {
        let notice = self.notice();
        let what = match self {
            Self::Malformed(malformed) => broken(*malformed).map(|phrase| language.say(phrase)),
            Self::Bad(bad) => Some(bad.sentence(language)),
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

    fn notice(&self) -> Notice {
        match self {
            Self::Host => Notice::Host,
            Self::WrongHost => Notice::WrongHost,
            Self::Target => Notice::Target,
            Self::TooLong | Self::Malformed(Malformed::TooLong) => Notice::TooLong,
            Self::TooManyHeaders => Notice::TooManyHeaders,
            Self::Method(ALLOW_POST) => Notice::NoAnswer,
            Self::Method(_) => Notice::Method,
            Self::TooMany(excess) => match excess.of {
                Counted::Person => Notice::TooManyPerson,
                Counted::Address => Notice::TooManyAddress,
            },
            Self::Malformed(_) => Notice::Broken,
            Self::Bad(_) => Notice::Bad,
            Self::Refused(Refusal::Access) => Notice::RefusedAccess,
            Self::Refused(Refusal::Account) => Notice::RefusedAccount,
            Self::Refused(Refusal::Hours) => Notice::RefusedHours,
            Self::Refused(Refusal::NotYet) => Notice::RefusedNotYet,
            Self::Refused(Refusal::Nobody) => Notice::Nobody,
            Self::Unconfirmed => Notice::Unconfirmed,
            Self::ForeignForm => Notice::ForeignForm,
            Self::Question(TicketError::Expired) => Notice::QuestionExpired,
            Self::Question(TicketError::Forged) => Notice::QuestionForged,
            Self::PersonOnly => Notice::PersonOnly,
            Self::Prefetch => Notice::Prefetch,
            Self::HeaderConflict(_) => Notice::HeaderConflict,
            Self::WayBack(Some(TicketError::Expired)) => Notice::WayBackExpired,
            Self::WayBack(_) => Notice::WayBack,
            Self::NoWayOn => Notice::NoWayOn,
            Self::Unknown => Notice::Unknown,
            Self::Expired => Notice::Expired,
            Self::Unrecorded => Notice::Unrecorded,
        }
    }
}

impl From<&Stop<'_>> for Fault {
    fn from(stop: &Stop<'_>) -> Self {
        match stop {
            Stop::Bad(request) => Self::Bad(Bad::from(request)),
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
