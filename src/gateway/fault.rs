//! What goes wrong, in words for a visitor: one sentence, and a next step.
//!
//! Nothing here repeats what was asked, and nothing tells of the inside.

use hyper::StatusCode;

use super::rate::{Counted, Excess};
use crate::decision::{BadRequest, Malformed, Refusal, Stop, TicketError};

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
    Spoof(&'static str),
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

/// What cannot be meant, in a sentence and for the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bad {
    sentence: String,
    reason: &'static str,
}

/// A fault as a visitor reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) status: StatusCode,
    pub(crate) title: &'static str,
    pub(crate) sentence: String,
    pub(crate) next: &'static str,
}

impl Fault {
    /// The word for it in log and metrics.
    pub(crate) fn outcome(&self) -> &'static str {
        match self {
            Self::TooLong | Self::TooManyHeaders | Self::Malformed(Malformed::TooLong) => {
                "too_large"
            }
            Self::Host | Self::Target | Self::Malformed(_) => "malformed",
            Self::WrongHost => "wrong_host",
            Self::Method(_) => "wrong_method",
            Self::TooMany(_) => "too_many",
            Self::Bad(_) => "bad",
            Self::Refused(_) => "refused",
            Self::Unconfirmed => "unconfirmed",
            Self::ForeignForm => "foreign_form",
            Self::Question(_) => "no_question",
            Self::PersonOnly => "person_only",
            Self::Prefetch => "prefetch",
            Self::Spoof(_) => "spoof",
            Self::WayBack(_) => "stray",
            Self::NoWayOn => "returned",
            Self::Unknown => "unknown",
            Self::Expired => "expired",
            Self::Unrecorded => "unavailable",
        }
    }

    /// What is behind the outcome, for the log.
    pub(crate) fn reason(&self) -> Option<&'static str> {
        Some(match self {
            Self::Host => "host",
            Self::Target => "target",
            Self::TooMany(excess) => match excess.of {
                Counted::Person => "person",
                Counted::Address => "address",
            },
            Self::Malformed(malformed) => malformed.as_str(),
            Self::Bad(bad) => bad.reason,
            Self::Refused(Refusal::Access) => "access",
            Self::Refused(Refusal::Account) => "account",
            Self::Refused(Refusal::Hours) => "hours",
            Self::Refused(Refusal::NotYet) => "not_yet",
            Self::Refused(Refusal::Nobody) => "nobody",
            Self::Question(error) | Self::WayBack(Some(error)) => error.as_str(),
            Self::WayBack(None) => "no_such_route",
            Self::NoWayOn => "no_way_on",
            Self::Spoof(how) => how,
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

    /// What the visitor reads.
    pub(crate) fn words(&self) -> Words {
        const CHECK: &str = "Check the link, or ask the person who gave it to you.";
        let (status, title, sentence, next) = match self {
            Self::Host => (
                StatusCode::BAD_REQUEST,
                "This request cannot be read",
                "It does not say plainly which host it is for.".to_owned(),
                "Open the link in a browser.",
            ),
            Self::WrongHost => (
                StatusCode::MISDIRECTED_REQUEST,
                "Wrong address",
                "This gateway does not answer under that name.".to_owned(),
                CHECK,
            ),
            Self::Target => (
                StatusCode::BAD_REQUEST,
                "This request cannot be read",
                "It does not ask for a path.".to_owned(),
                "Open the link in a browser.",
            ),
            Self::TooLong => (
                StatusCode::URI_TOO_LONG,
                "This link is too long",
                "No link of ours has so long an address.".to_owned(),
                CHECK,
            ),
            Self::TooManyHeaders => (
                StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
                "This request carries too much",
                "Your browser sends more along with the link than we take.".to_owned(),
                "Delete the cookies of this site, and open the link again.",
            ),
            Self::Method(ALLOW_POST) => (
                StatusCode::METHOD_NOT_ALLOWED,
                "Please confirm again",
                "This address takes the answer to a question, and none came with it.".to_owned(),
                "Open the link again, and confirm there.",
            ),
            Self::Method(_) => (
                StatusCode::METHOD_NOT_ALLOWED,
                "This cannot be done here",
                "A link is opened, and nothing else.".to_owned(),
                "Open the link in a browser.",
            ),
            Self::TooMany(excess) => (
                StatusCode::TOO_MANY_REQUESTS,
                "Too many links at once",
                match excess.of {
                    Counted::Person => "You have opened more links than we follow in so short a time.",
                    Counted::Address => "From where you are, more links have been opened than we follow in so short a time.",
                }
                .to_owned(),
                "Wait a minute, and open the link again.",
            ),
            Self::Malformed(Malformed::TooLong) => return Self::TooLong.words(),
            Self::Malformed(malformed) => (
                StatusCode::BAD_REQUEST,
                "This link is broken",
                sentence(&malformed.to_string()),
                CHECK,
            ),
            Self::Bad(bad) => (
                StatusCode::BAD_REQUEST,
                "Something in this link is not right",
                bad.sentence.clone(),
                CHECK,
            ),
            Self::Refused(Refusal::Access) => (
                StatusCode::FORBIDDEN,
                "You cannot use this link from here",
                "It is open to some people or networks only.".to_owned(),
                "Try it from your company's network, or ask the person who gave it to you.",
            ),
            Self::Refused(Refusal::Account) => (
                StatusCode::FORBIDDEN,
                "Your account may not use this link",
                "It is open to some people only, and you are not one of them.".to_owned(),
                "Ask the person who gave it to you.",
            ),
            Self::Refused(Refusal::Hours) => (
                StatusCode::FORBIDDEN,
                "This link is closed at the moment",
                "It is open at certain hours only.".to_owned(),
                "Try it again later, or ask the person who gave it to you.",
            ),
            Self::Refused(Refusal::NotYet) => (
                StatusCode::FORBIDDEN,
                "This link is not open yet",
                "It begins to work at a later time.".to_owned(),
                "Try it again later, or ask the person who gave it to you.",
            ),
            Self::Refused(Refusal::Nobody) => (
                StatusCode::UNAUTHORIZED,
                "Please log in first",
                "This link is for people who are known here, and nobody has told us who you are."
                    .to_owned(),
                "Log in to your company's portal, and open the link from there.",
            ),
            Self::Unconfirmed => (
                StatusCode::FORBIDDEN,
                "A person has to confirm this",
                "This link changes something, and no program may follow it.".to_owned(),
                "Open the link in a browser, and confirm there.",
            ),
            Self::ForeignForm => (
                StatusCode::FORBIDDEN,
                "Please confirm on our own page",
                "This was sent from another page, and so it was not carried out.".to_owned(),
                "Open the link itself, and confirm there.",
            ),
            Self::Question(TicketError::Expired) => (
                StatusCode::GONE,
                "That was too long ago",
                "The question on that page was open for a quarter of an hour.".to_owned(),
                "Open the link again, and confirm there.",
            ),
            Self::Question(TicketError::Forged) => (
                StatusCode::FORBIDDEN,
                "Please confirm on our own page",
                "This does not answer a question that we asked you.".to_owned(),
                "Open the link itself, and confirm there.",
            ),
            Self::PersonOnly => (
                StatusCode::FORBIDDEN,
                "A person has to open this",
                "This link leads to Webex by a page with a button, and no program may follow it."
                    .to_owned(),
                "Open the link in a browser.",
            ),
            Self::Prefetch => (
                StatusCode::FORBIDDEN,
                "Nobody has opened this link yet",
                "Your browser asked for it in advance, and links here are not followed in advance."
                    .to_owned(),
                "Open the link.",
            ),
            Self::Spoof(_) => (
                StatusCode::BAD_REQUEST,
                "It is not clear who you are",
                "What we were told about you cannot be read, or contradicts itself.".to_owned(),
                "Try it again, and tell your help desk if it stays like this.",
            ),
            Self::WayBack(Some(TicketError::Expired)) => (
                StatusCode::GONE,
                "This way back has expired",
                "It was open for a day after you had set out.".to_owned(),
                "Open the link to your meeting again, or go to your portal.",
            ),
            Self::WayBack(_) => (
                StatusCode::BAD_REQUEST,
                "This is no way back",
                "The address does not come from us, or something in it has been changed."
                    .to_owned(),
                "Open the link to your meeting again, or go to your portal.",
            ),
            Self::NoWayOn => (
                StatusCode::OK,
                "You are back",
                "Where you would go now is not known any more.".to_owned(),
                "You may close this page.",
            ),
            Self::Unknown => (
                StatusCode::NOT_FOUND,
                "There is no such link",
                "Nothing answers under this address.".to_owned(),
                CHECK,
            ),
            Self::Expired => (
                StatusCode::GONE,
                "This link has expired",
                "It was valid for a time that is over.".to_owned(),
                "Ask the person who gave it to you for a new one.",
            ),
            Self::Unrecorded => (
                StatusCode::SERVICE_UNAVAILABLE,
                "This does not work at the moment",
                "Every use of a link is recorded here, and that is not possible just now."
                    .to_owned(),
                "Try it again in a few seconds, and tell your help desk if it stays like this.",
            ),
        };
        Words {
            status,
            title,
            sentence,
            next,
        }
    }
}

impl From<&Stop<'_>> for Fault {
    fn from(stop: &Stop<'_>) -> Self {
        match stop {
            Stop::Bad(request) => Self::Bad(bad(request)),
            Stop::Refused(refusal) => Self::Refused(*refusal),
            Stop::Unknown => Self::Unknown,
            Stop::Expired => Self::Expired,
        }
    }
}

/// What cannot be meant, without repeating it.
fn bad(request: &BadRequest<'_>) -> Bad {
    let plain = |name: &str| name.replace('_', " ");
    let (sentence, reason) = match request {
        BadRequest::Value(name, error) => (format!("The {} {error}.", plain(name)), "value"),
        BadRequest::Missing(name) => (format!("The {} is missing.", plain(name)), "missing"),
        BadRequest::Twice(name) => (
            format!("The {} stands in the address twice.", plain(name)),
            "twice",
        ),
        BadRequest::Steering(_) => (
            "The address has a field in it that this link does not take.".to_owned(),
            "steering",
        ),
        BadRequest::TooLong => (
            "There is more in the address than can be taken to Webex and back.".to_owned(),
            "too_long",
        ),
        BadRequest::UnknownBack => (
            "The page to come back to is none of those that this link offers.".to_owned(),
            "unknown_back",
        ),
    };
    Bad { sentence, reason }
}

/// A message as a sentence: with a capital and a full stop.
fn sentence(message: &str) -> String {
    let mut chars = message.chars();
    let first = chars.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(chars).chain(['.']).collect()
}
