//! What Webex gives as the reason for a failure: the message that tells a
//! visitor, and what the page offers for the next step.
//!
//! Most people here have lost a meeting that has begun: they need to know what
//! they can do themselves, at once.

use super::i18n::Message;
use crate::webex::Reason;

/// What a visitor is told about a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Advice {
    pub message: Message,
    pub next: NextStep,
}

/// What the page can do for the next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextStep {
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
pub const UNCLEAR: Advice = Advice {
    message: Message::Unclear,
    next: NextStep::TryAgain,
};

/// When the link's own login fails.
pub const OWN_LOGIN: Advice = Advice {
    message: Message::OwnLogin,
    next: NextStep::Nothing,
};

/// What a visitor is told about a reason.
pub fn advice(reason: Reason) -> Advice {
    use NextStep::{LogIn, LogOut, Nothing, TryAgain};
    let (message, next) = match reason {
        Reason::AccessDenied => (Message::AccessDenied, TryAgain),
        Reason::AlreadyLogon => (Message::AlreadyLoggedIn, LogOut),
        Reason::AutoLoginDisabled => (Message::AutoLoginDisabled, Nothing),
        Reason::BadWebExIdOrPassword => (Message::BadLogin, LogIn),
        Reason::AccountLocked => (Message::AccountLocked, Nothing),
        Reason::InvalidTicket => (Message::LoginUsedUp, TryAgain),
        Reason::WebExIdConflict => (Message::UserNameTaken, LogIn),
        Reason::EmailConflict => (Message::EmailTaken, LogIn),
        Reason::PartnerIdError => (Message::LinkNotAccepted, Nothing),
        Reason::ApiNotSupported => (Message::NotFromALink, Nothing),
        Reason::MeetingTypeNotSupported => (Message::NoSuchKind, Nothing),
        Reason::DurationTooLong => (Message::MeetingTooLong, Nothing),
        Reason::Unknown => (Message::NotKnownWhy, TryAgain),
        Reason::InvalidMeetingKey => (Message::UnknownMeeting, Nothing),
        Reason::InvalidMeetingKeyOrPassword => (Message::UnknownMeetingOrPassword, TryAgain),
        Reason::MeetingLocked => (Message::MeetingLocked, TryAgain),
        Reason::MeetingNotInProgress => (Message::MeetingNotOpen, TryAgain),
        Reason::MeetingScheduleFail => (Message::TooBusy, TryAgain),
        Reason::TeleConferenceLineReserveFail => (Message::TooFewLines, Nothing),
        Reason::InvalidDataFormat => (Message::UnreadableData, TryAgain),
        Reason::InvalidEmailAddress => (Message::EmailNotTaken, TryAgain),
        Reason::InvalidRegistrationId => (Message::UnknownRegistration, TryAgain),
        Reason::RegistrationIdIsRequired => (Message::NotRegistered, TryAgain),
        Reason::LoginRequired => (Message::LoginRequired, LogIn),
        Reason::Unlisted => (Message::UnlistedReason, TryAgain),
        Reason::Unnamed => (Message::NoReason, TryAgain),
    };
    Advice { message, next }
}

#[cfg(test)]
mod tests;
