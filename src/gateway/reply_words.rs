//! What Webex gives as the reason for a failure: the message that tells a
//! visitor, and what the page offers for the next step.
//!
//! Most people here have lost a meeting that has begun: they need to know what
//! they can do themselves, at once.

use super::words::Notice;
use crate::webex::Reason;

/// What a visitor is told about a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Advice {
    pub(super) notice: Notice,
    pub(super) offer: Offer,
}

/// What the page can do for the next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Offer {
    /// The same link once more.
    TryAgain,
    /// Out of Webex, to begin anew.
    LogOut,
    /// Into Webex.
    LogIn,
    /// The next step is elsewhere.
    Nothing,
}

/// When Webex cannot be understood.
pub(super) const UNCLEAR: Advice = Advice {
    notice: Notice::Unclear,
    offer: Offer::TryAgain,
};

/// When the link's own login fails.
pub(super) const OWN_LOGIN: Advice = Advice {
    notice: Notice::OwnLogin,
    offer: Offer::Nothing,
};

/// What a visitor is told about a reason.
pub(super) fn advice(reason: Reason) -> Advice {
    use Offer::{LogIn, LogOut, Nothing, TryAgain};
    let (notice, offer) = match reason {
        Reason::AccessDenied => (Notice::AccessDenied, TryAgain),
        Reason::AlreadyLogon => (Notice::AlreadyLoggedIn, LogOut),
        Reason::AutoLoginDisabled => (Notice::AutoLoginDisabled, Nothing),
        Reason::BadWebExIdOrPassword => (Notice::BadLogin, LogIn),
        Reason::AccountLocked => (Notice::AccountLocked, Nothing),
        Reason::InvalidTicket => (Notice::LoginUsedUp, TryAgain),
        Reason::WebExIdConflict => (Notice::UserNameTaken, LogIn),
        Reason::EmailConflict => (Notice::EmailTaken, LogIn),
        Reason::PartnerIdError => (Notice::LinkNotAccepted, Nothing),
        Reason::ApiNotSupported => (Notice::NotFromALink, Nothing),
        Reason::MeetingTypeNotSupported => (Notice::NoSuchKind, Nothing),
        Reason::DurationTooLong => (Notice::MeetingTooLong, Nothing),
        Reason::Unknown => (Notice::NotKnownWhy, TryAgain),
        Reason::InvalidMeetingKey => (Notice::UnknownMeeting, Nothing),
        Reason::InvalidMeetingKeyOrPassword => (Notice::UnknownMeetingOrPassword, TryAgain),
        Reason::MeetingLocked => (Notice::MeetingLocked, TryAgain),
        Reason::MeetingNotInProgress => (Notice::MeetingNotOpen, TryAgain),
        Reason::MeetingScheduleFail => (Notice::TooBusy, TryAgain),
        Reason::TeleConferenceLineReserveFail => (Notice::TooFewLines, Nothing),
        Reason::InvalidDataFormat => (Notice::UnreadableData, TryAgain),
        Reason::InvalidEmailAddress => (Notice::EmailNotTaken, TryAgain),
        Reason::InvalidRegistrationId => (Notice::UnknownRegistration, TryAgain),
        Reason::RegistrationIdIsRequired => (Notice::NotRegistered, TryAgain),
        Reason::LoginRequired => (Notice::LoginRequired, LogIn),
        Reason::Unlisted => (Notice::UnlistedReason, TryAgain),
        Reason::Unnamed => (Notice::NoReason, TryAgain),
    };
    Advice { notice, offer }
}

#[cfg(test)]
mod tests;
