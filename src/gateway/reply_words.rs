//! What Webex gives as the reason for a failure, in words for a visitor: one
//! sentence, a next step, and what the page offers for it.
//!
//! Most people here have lost a meeting that has begun: they need to know what
//! they can do themselves, at once.

use crate::webex::Reason;

/// A reason as a visitor reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Advice {
    pub(super) title: &'static str,
    pub(super) sentence: &'static str,
    pub(super) next: &'static str,
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

/// The words for a reason.
pub(super) fn words(reason: Reason) -> Advice {
    use Offer::{LogIn, LogOut, Nothing, TryAgain};
    let (title, sentence, next, offer) = match reason {
        Reason::AccessDenied => (
            "Webex did not let you in",
            "You were away for too long, or your account may not do this.",
            "Try again, and log in if Webex asks you to.",
            TryAgain,
        ),
        Reason::AlreadyLogon => (
            "You are already logged in to Webex",
            "This browser is still logged in, perhaps as somebody else.",
            "Log out of Webex, then open the link again.",
            LogOut,
        ),
        Reason::AutoLoginDisabled => (
            "Webex does not take logins from links",
            "This Webex site wants people to log in on its own page.",
            "Log in on the Webex site itself, then open the link again.",
            Nothing,
        ),
        Reason::BadWebExIdOrPassword => (
            "Webex does not know this login",
            "The user name or the password is wrong, or there is no such account.",
            "Check both, then log in again.",
            LogIn,
        ),
        Reason::AccountLocked => (
            "Your Webex account is locked",
            "Nobody can log in with it at the moment.",
            "Join as a guest if the meeting allows it, and ask your help desk to unlock the account.",
            Nothing,
        ),
        Reason::InvalidTicket => (
            "This login has been used up",
            "It was good for one time, and that time is over.",
            "Try again to get a new one.",
            TryAgain,
        ),
        Reason::WebExIdConflict => (
            "This user name is taken",
            "There is a Webex account with this name already, perhaps your own.",
            "Log in with it, or choose another name.",
            LogIn,
        ),
        Reason::EmailConflict => (
            "This mail address is taken",
            "There is a Webex account with this mail address already, perhaps your own.",
            "Log in with that account, or use another address.",
            LogIn,
        ),
        Reason::PartnerIdError => (
            "Webex does not accept this link",
            "The link is not set up as Webex wants it, and you have done nothing wrong.",
            "Log in on the Webex site itself, and tell the person who gave you the link.",
            Nothing,
        ),
        Reason::ApiNotSupported => (
            "Webex cannot do this from a link",
            "This Webex site, or this browser, does not work with links of this kind.",
            "Try another browser, or open the meeting on the Webex site itself.",
            Nothing,
        ),
        Reason::MeetingTypeNotSupported => (
            "There is no such kind of meeting",
            "This Webex site does not offer the kind of meeting that was asked for.",
            "Choose another kind on the Webex site itself.",
            Nothing,
        ),
        Reason::DurationTooLong => (
            "This meeting is too long",
            "The Webex site does not allow meetings of this length.",
            "Plan a shorter one, or two in a row.",
            Nothing,
        ),
        Reason::Unknown => (
            "Webex could not do this",
            "It says itself that it does not know the reason.",
            "Try again in a few minutes.",
            TryAgain,
        ),
        Reason::InvalidMeetingKey => (
            "Webex does not know this meeting",
            "The meeting number is wrong, or there is no such meeting any more.",
            "Compare the number with the one in your invitation, or ask the host for a new link.",
            Nothing,
        ),
        Reason::InvalidMeetingKeyOrPassword => (
            "The meeting number or the password is wrong",
            "Webex knows no meeting with this number and this password.",
            "Look both up in your invitation, then try again.",
            TryAgain,
        ),
        Reason::MeetingLocked => (
            "The meeting is locked",
            "The host lets nobody else in at the moment.",
            "Send the host a message, then try again.",
            TryAgain,
        ),
        Reason::MeetingNotInProgress => (
            "The meeting is not open",
            "The meeting has not started yet, or it is over.",
            "Wait for the host, then try again.",
            TryAgain,
        ),
        Reason::MeetingScheduleFail => (
            "Webex is too busy",
            "It has no room for this meeting at the moment.",
            "Wait a few minutes, then try again.",
            TryAgain,
        ),
        Reason::TeleConferenceLineReserveFail => (
            "There are not enough phone lines",
            "Webex has too few phone lines left for this meeting.",
            "Choose another time, or a meeting without phone lines.",
            Nothing,
        ),
        Reason::InvalidDataFormat => (
            "Webex could not read something",
            "Something that was filled in is not written as Webex wants it.",
            "Check what you entered, your name and mail address first, then try again.",
            TryAgain,
        ),
        Reason::InvalidEmailAddress => (
            "Webex does not take this mail address",
            "The mail address that was filled in does not look like one to Webex.",
            "Correct it, then try again.",
            TryAgain,
        ),
        Reason::InvalidRegistrationId => (
            "Webex does not know your registration",
            "The registration number is wrong, or it is for another meeting.",
            "Look it up in the mail that confirmed your registration, then try again.",
            TryAgain,
        ),
        Reason::RegistrationIdIsRequired => (
            "Please register first",
            "This meeting is open to people who have registered for it.",
            "Register, or look up your number in the mail that confirmed it, then try again.",
            TryAgain,
        ),
        Reason::LoginRequired => (
            "Please log in first",
            "Webex lets only people in who are logged in.",
            "Log in to Webex, then open the link again.",
            LogIn,
        ),
        Reason::Unlisted => (
            "Webex could not do this",
            "Webex gave a reason that we do not know.",
            "Try again, or open the meeting on the Webex site itself.",
            TryAgain,
        ),
        Reason::Unnamed => (
            "Webex could not do this",
            "Webex gave no reason that we can read.",
            "Try again, or open the meeting on the Webex site itself.",
            TryAgain,
        ),
    };
    Advice {
        title,
        sentence,
        next,
        offer,
    }
}

#[cfg(test)]
mod tests;
