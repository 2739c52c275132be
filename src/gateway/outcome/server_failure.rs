//! Why Webex's servers were asked in vain.

use hyper::StatusCode;

use crate::gateway::i18n::Message;
use crate::upstream::UpstreamError;
use crate::webex::{AddressRefused, RestFailure, TicketFailure, TicketFailureReason};

/// Why Webex's servers were asked in vain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServerFailure {
    /// What the REST API replied.
    Rest(RestFailure),
    /// Webex does not know what was asked for, which is no meeting.
    UnknownThing,
    /// What the XML service replied.
    Ticket(TicketFailure),
    /// There is no reply.
    Upstream(UpstreamError),
    /// Something was to be changed, and it is not known whether it was: there is no reply.
    Unknown(UpstreamError),
    /// The same, with a reply that does not tell.
    UnknownReply(RestFailure),
    /// The calls came to no end.
    NoEnd,
}

/// The word for a failure that no reply gives.
const NO_END: &str = "no_end";

/// One of each.
const REST_FAILURES: [RestFailure; 10] = [
    RestFailure::NotFound,
    RestFailure::NotAllowed,
    RestFailure::Invalid,
    RestFailure::Conflict,
    RestFailure::Locked,
    RestFailure::TooMany,
    RestFailure::Unavailable,
    RestFailure::Unreadable,
    RestFailure::NoHost,
    RestFailure::Refused(AddressRefused::Host),
];

impl ServerFailure {
    /// The same, where something was to be changed.
    #[must_use]
    pub fn of_a_change(self) -> Self {
        match self {
            Self::Upstream(error) if may_have_arrived(error) => Self::Unknown(error),
            Self::Rest(failure @ (RestFailure::Unavailable | RestFailure::Unreadable)) => {
                Self::UnknownReply(failure)
            }
            failure => failure,
        }
    }

    /// The word for it in log and metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rest(failure) | Self::UnknownReply(failure) => failure.as_str(),
            Self::Ticket(failure) => failure.reason.as_str(),
            Self::Upstream(error) | Self::Unknown(error) => error.as_str(),
            Self::UnknownThing => RestFailure::NotFound.as_str(),
            Self::NoEnd => NO_END,
        }
    }

    /// One of each word of log and metrics, at least.
    pub fn all() -> impl Iterator<Item = Self> {
        let upstream = UpstreamError::ALL.iter().copied();
        let tickets = TicketFailureReason::ALL.iter().copied();
        upstream
            .clone()
            .map(Self::Upstream)
            .chain(upstream.map(Self::Unknown))
            .chain(tickets.map(|reason| Self::Ticket(reason.into())))
            .chain(REST_FAILURES.into_iter().map(Self::Rest))
            .chain(REST_FAILURES.into_iter().map(Self::UnknownReply))
            .chain([Self::UnknownThing, Self::NoEnd])
    }

    /// More about it, for the log alone.
    pub fn detail(self) -> Option<Box<str>> {
        match self {
            Self::Rest(RestFailure::Refused(refused)) => Some(refused.as_str().into()),
            Self::Ticket(failure) => failure.exception_id.map(|id| id.to_string().into()),
            _ => None,
        }
    }

    /// Whether it may work a moment later.
    pub fn may_pass(self) -> bool {
        match self {
            Self::Upstream(error) => match error {
                UpstreamError::Slow
                | UpstreamError::CircuitOpen
                | UpstreamError::Resting
                | UpstreamError::Busy
                | UpstreamError::Unreachable
                | UpstreamError::Broken => true,
                UpstreamError::Untrusted
                | UpstreamError::TooLong
                | UpstreamError::Redirected
                | UpstreamError::NoToken
                | UpstreamError::NoService => false,
            },
            Self::Rest(failure) => matches!(
                failure,
                RestFailure::TooMany | RestFailure::Unavailable | RestFailure::Locked
            ),
            Self::UnknownThing
            | Self::Ticket(_)
            | Self::Unknown(_)
            | Self::UnknownReply(_)
            | Self::NoEnd => false,
        }
    }

    pub fn status(self) -> StatusCode {
        match self {
            Self::Rest(failure) | Self::UnknownReply(failure) => rest_status(failure),
            Self::UnknownThing => StatusCode::NOT_FOUND,
            Self::Ticket(_) | Self::NoEnd => StatusCode::BAD_GATEWAY,
            Self::Upstream(error) | Self::Unknown(error) => match error {
                UpstreamError::Slow => StatusCode::GATEWAY_TIMEOUT,
                UpstreamError::CircuitOpen | UpstreamError::Busy | UpstreamError::Resting => {
                    StatusCode::SERVICE_UNAVAILABLE
                }
                _ => StatusCode::BAD_GATEWAY,
            },
        }
    }

    pub fn message(self) -> Message {
        match self {
            Self::Rest(failure) => rest_message(failure),
            Self::Ticket(failure) => match failure.reason {
                reason if is_about_account(reason) => Message::OwnLogin,
                _ => Message::ServerUnclear,
            },
            Self::Upstream(error) => match error {
                UpstreamError::Busy | UpstreamError::Resting => Message::ServerBusy,
                UpstreamError::NoService => Message::ServerNotAllowed,
                UpstreamError::TooLong | UpstreamError::Redirected => Message::ServerUnclear,
                _ => Message::ServerSilent,
            },
            Self::Unknown(_) | Self::UnknownReply(_) => Message::ServerUnknown,
            Self::UnknownThing => Message::ServerNotFound,
            Self::NoEnd => Message::ServerUnclear,
        }
    }
}

/// Whether Webex has refused the account that asks, or the one that is asked for.
fn is_about_account(reason: TicketFailureReason) -> bool {
    use TicketFailureReason as Reason;
    matches!(
        reason,
        Reason::NoRecords
            | Reason::NoSuchUser
            | Reason::WrongPassword
            | Reason::UserExists
            | Reason::UnknownHost
            | Reason::NotForOthers
            | Reason::SiteSuspended
            | Reason::Other
    )
}

/// Whether Webex may have got the call, and carried it out.
fn may_have_arrived(error: UpstreamError) -> bool {
    match error {
        UpstreamError::Slow
        | UpstreamError::Broken
        | UpstreamError::TooLong
        | UpstreamError::Redirected => true,
        UpstreamError::CircuitOpen
        | UpstreamError::Resting
        | UpstreamError::Busy
        | UpstreamError::Unreachable
        | UpstreamError::Untrusted
        | UpstreamError::NoToken
        | UpstreamError::NoService => false,
    }
}

fn rest_status(failure: RestFailure) -> StatusCode {
    match failure {
        RestFailure::NotFound => StatusCode::NOT_FOUND,
        RestFailure::Invalid => StatusCode::BAD_REQUEST,
        RestFailure::Conflict => StatusCode::CONFLICT,
        RestFailure::Locked | RestFailure::TooMany | RestFailure::Unavailable => {
            StatusCode::SERVICE_UNAVAILABLE
        }
        // The rights of the gateway, not those of the visitor, are what Webex does not accept.
        RestFailure::NotAllowed
        | RestFailure::NoHost
        | RestFailure::Unreadable
        | RestFailure::Refused(_) => StatusCode::BAD_GATEWAY,
    }
}

fn rest_message(failure: RestFailure) -> Message {
    match failure {
        RestFailure::NotFound => Message::UnknownMeeting,
        RestFailure::Invalid => Message::UnreadableData,
        RestFailure::Conflict | RestFailure::Locked => Message::ServerConflict,
        RestFailure::TooMany | RestFailure::Unavailable => Message::ServerBusy,
        RestFailure::NotAllowed | RestFailure::NoHost => Message::ServerNotAllowed,
        RestFailure::Unreadable | RestFailure::Refused(_) => Message::ServerUnclear,
    }
}
