//! The message and the next step for each reason that Webex gives for a failure.
//!
//! Most visitors who see one have a meeting that has begun: they need to know at once what they can
//! do themselves.

use super::i18n::Message;
use crate::webex::Reason;

/// The message about a failure, and the next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Advice {
    pub message: Message,
    pub next: NextStep,
}

/// The next step that a page offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextStep {
    /// The same link again.
    TryAgain,
    /// Log out of Webex, and start again.
    LogOut,
    /// Log in to Webex.
    LogIn,
    /// None: what helps is outside of the gateway.
    Nothing,
}

/// For a reply of Webex that cannot be understood.
pub const UNCLEAR: Advice = Advice {
    message: Message::Unclear,
    next: NextStep::TryAgain,
};

/// For a failed login with the credentials of the policy.
pub const OWN_LOGIN: Advice = Advice {
    message: Message::OwnLogin,
    next: NextStep::Nothing,
};

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
