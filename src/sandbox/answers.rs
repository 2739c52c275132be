//! What Webex may answer to a call (webex.md 3).

use super::answer::Answer;
use super::call::{Call, Ticket};
use super::scene::{Act, Scene, needs_login};
use super::state::State;
use crate::webex::{Address, Command, Reason};

/// The reasons that are published for a command, and those that are published for others.
#[derive(Clone, Debug)]
pub struct Reasons {
    pub published: Vec<Reason>,
    pub others: Vec<Reason>,
}

impl Reasons {
    pub fn of(command: &Command) -> Self {
        let known = Reason::ALL
            .iter()
            .copied()
            .filter(|reason| reason.code().is_some());
        let (published, others) = known.partition(|reason| is_published(*reason, command));
        Self { published, others }
    }
}

/// Whether a reason is published for a command (webex.md 3.5).
fn is_published(reason: Reason, command: &Command) -> bool {
    let name = command.name().as_str();
    let is = |names: &[&str]| names.contains(&name);
    let login = &["site.login", "site.login_ticket"];
    match reason {
        Reason::AccessDenied => is_page_with_session(command) || is(login),
        Reason::Unknown => true,
        Reason::AlreadyLogon => is(login),
        Reason::AutoLoginDisabled => is(login) || is(&["account.create", "site.logout"]),
        Reason::BadWebExIdOrPassword | Reason::AccountLocked => is(&["site.login"]),
        Reason::InvalidTicket => is(&["site.login_ticket"]),
        Reason::WebExIdConflict | Reason::EmailConflict => is(&["account.create"]),
        Reason::PartnerIdError => is(&["account.create", "site.login"]),
        Reason::MeetingTypeNotSupported => is(&["meeting.schedule", "meeting.instant"]),
        Reason::DurationTooLong | Reason::TeleConferenceLineReserveFail => {
            is(&["meeting.schedule"])
        }
        Reason::MeetingScheduleFail => is(&["meeting.schedule", "meeting.join"]),
        Reason::ApiNotSupported
        | Reason::InvalidMeetingKey
        | Reason::InvalidMeetingKeyOrPassword
        | Reason::MeetingLocked
        | Reason::MeetingNotInProgress
        | Reason::InvalidDataFormat
        | Reason::InvalidEmailAddress
        | Reason::InvalidRegistrationId
        | Reason::RegistrationIdIsRequired
        | Reason::LoginRequired => is(&["meeting.join"]),
        Reason::Unlisted | Reason::Unnamed => false,
    }
}

/// Cisco's error list names three pages that need a live session (webex.md 3.5).
fn is_page_with_session(command: &Command) -> bool {
    match command.address() {
        Address::Page(page, _) => matches!(page.as_str(), "m.php" | "o.php" | "c.php"),
        Address::Path(_) | Address::Rest(_) | Address::Nowhere(_) | Address::Incomplete(_) => false,
    }
}

/// What Webex would answer to this browser, where the sandbox can tell.
pub fn expected(call: &Call, user: Option<&str>) -> Option<Answer> {
    let command = call.command()?;
    let is_login = matches!(call.scene(), Scene::Act(Act::LogIn));
    if call.wish.is_some() {
        return call.wish;
    }
    if call.ticket == Some(Ticket::Invalid) {
        return Some(Answer::Failure(Reason::InvalidTicket));
    }
    match user {
        None if needs_login(command) => Some(Answer::Failure(Reason::AccessDenied)),
        Some(_) if is_login => Some(Answer::Failure(Reason::AlreadyLogon)),
        None | Some(_) => None,
    }
}

/// An answer of its own form, not on a back URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    pub media_type: &'static str,
    pub text: String,
}

/// The list of the meetings in progress (webex.md 3.4).
pub fn document(call: &Call, user: Option<&str>, state: &State) -> Option<Document> {
    if call.scene() != Scene::OpenMeetings {
        return None;
    }
    let within = match expected(call, user) {
        None | Some(Answer::Success) => {
            let keys = state.meetings.iter().filter(|meeting| meeting.is_running());
            let keys: String = keys.map(|meeting| format!("{};", meeting.key)).collect();
            format!("<Status>SUCCESS</Status><MeetingKeys>{keys}</MeetingKeys>")
        }
        Some(answer) => {
            let reason = answer.word();
            format!("<Status>FAIL</Status><Reason>{reason}</Reason>")
        }
    };
    Some(Document {
        media_type: "text/xml; charset=utf-8",
        text: format!("\n\n<ListOpenMeetings>{within}</ListOpenMeetings>\n"),
    })
}
