//! Pages from templates, which escape every value.

use std::sync::Arc;

use askama::Template;

use super::answer::{Answer, AnswerField};
use super::answers::{Reasons, expected};
use super::back::{Back, Landing, reading, shown, with_fields};
use super::call::{Call, Recognized, Ticket};
use super::failures::{Failure, Failures};
use super::fields::Fields;
use super::masked::Shown;
use super::meetings::Meeting;
use super::request::Refusal;
use super::scene::{Act, Scene};
use super::state::{Done, RecordedCall, State};
use super::tokens::Tokens;

/// A page with one sentence.
#[derive(Template)]
#[template(path = "sandbox/note.html")]
pub struct NotePage {
    pub sentence: &'static str,
}

impl NotePage {
    pub fn refusal(refusal: Refusal) -> Self {
        let sentence = match refusal {
            Refusal::Malformed => "This request cannot be read.",
            Refusal::ForeignHost => {
                "The sandbox answers for loopback addresses and localhost only. Open it as http://127.0.0.1 with its port."
            }
        };
        Self { sentence }
    }
}

/// The calls that have come, and what the sandbox remembers.
#[derive(Template)]
#[template(path = "sandbox/calls.html")]
pub struct CallsPage<'s> {
    pub state: &'s State,
}

/// The page of one call.
#[derive(Template)]
#[template(path = "sandbox/call.html")]
pub struct CallPage {
    pub recorded: Arc<RecordedCall>,
    pub user: Option<String>,
    /// The meeting that it is about, if the sandbox knows it.
    pub meeting: Option<Meeting>,
    pub answers: Option<Answers>,
}

/// A link to an answer on the back URL.
pub struct AnswerLink {
    pub word: &'static str,
    pub href: String,
    /// What Linkgate would read in it.
    pub reading: String,
}

/// The answers that a page offers.
pub struct Answers {
    pub target: Shown,
    /// What Webex would answer, or what the call asks for.
    pub expected: Option<AnswerLink>,
    pub success: AnswerLink,
    pub published: Vec<AnswerLink>,
    pub others: Vec<AnswerLink>,
    pub odd: Vec<AnswerLink>,
}

/// What has come of a call.
#[derive(Template)]
#[template(path = "sandbox/done.html")]
pub struct DonePage<'d> {
    pub recorded: &'d RecordedCall,
    pub done: &'d Done,
}

/// What goes wrong on demand.
#[derive(Template)]
#[template(path = "sandbox/failures.html")]
pub struct FailuresPage<'s> {
    pub failures: &'s Failures,
    pub tokens: &'s Tokens,
    /// The names of calls.
    pub calls: Vec<&'static str>,
}

/// The page at the end of a meeting that was entered by a link of the REST API.
#[derive(Template)]
#[template(path = "sandbox/left.html")]
pub struct LeftPage;

/// The page to which people come back.
#[derive(Template)]
#[template(path = "sandbox/portal.html")]
pub struct PortalPage<'f> {
    pub name: Shown,
    pub fields: &'f Fields,
}

impl CallPage {
    pub fn new(recorded: Arc<RecordedCall>, user: Option<String>, state: &State) -> Self {
        let call = &recorded.call;
        let meeting = call.subject.meeting(&state.meetings).cloned();
        let answers = Answers::of(call, user.as_deref());
        Self {
            meeting,
            answers,
            user,
            recorded,
        }
    }

    fn call(&self) -> &Call {
        &self.recorded.call
    }

    fn is_room(&self) -> bool {
        self.call().scene() == Scene::Room
    }

    /// What the button says that carries the call out.
    fn act(&self) -> Option<&'static str> {
        if self.has_invalid_ticket() {
            return None;
        }
        match self.call().scene() {
            Scene::Act(act) => Some(match act {
                Act::LogIn => "Log in",
                Act::LogOut => "Log out",
                Act::Schedule => "Schedule the meeting",
                Act::Edit => "Change the meeting",
                Act::Delete => "Delete the meeting",
                Act::End => "End the meeting",
            }),
            Scene::Room | Scene::OpenMeetings | Scene::Plain => None,
        }
    }

    fn has_invalid_ticket(&self) -> bool {
        self.call().ticket == Some(Ticket::Invalid)
    }

    /// The meeting in words.
    fn room(&self) -> String {
        let subject = &self.call().subject;
        match (&self.meeting, &subject.meeting_key, &subject.room) {
            (Some(meeting), _, _) => format!("{} ({})", meeting.name, meeting.key),
            (None, Some(key), _) => key.clone(),
            (None, None, Some(room)) => room.clone(),
            (None, None, None) => "a new meeting".to_owned(),
        }
    }

    /// Why no answer leads on.
    fn no_way(&self) -> &'static str {
        match &self.call().back {
            Back::Refused(why) => why,
            Back::Missing => "The call has no back URL.",
            Back::To(_) => "The catalogue does not know this call.",
        }
    }

    /// Where a person gets by leaving who came by a link of today.
    fn end(&self) -> Option<Next<'_>> {
        let url = self.call().end.url()?;
        Some(Next {
            href: url.as_str(),
            shown: shown(url),
        })
    }

    fn landing(&self) -> Option<String> {
        match &self.call().landing {
            Landing::Back => None,
            Landing::Page(page) => Some(shown(page).to_string()),
            Landing::Refused(why) => Some(format!("nowhere. {why}")),
        }
    }
}

impl DonePage<'_> {
    fn next(&self) -> Option<Next<'_>> {
        let url = self.done.next.as_ref()?;
        Some(Next {
            href: url.as_str(),
            shown: shown(url),
        })
    }
}

struct Next<'d> {
    href: &'d str,
    shown: Shown,
}

impl PortalPage<'_> {
    pub fn new<'f>(name: &str, fields: &'f Fields) -> PortalPage<'f> {
        PortalPage {
            name: Shown::of(name),
            fields,
        }
    }

    fn rows(&self) -> impl Iterator<Item = (Shown, Shown)> {
        let fields = self.fields.iter();
        fields.map(|field| {
            (
                Shown::of(&field.name),
                Shown::of_unknown(&field.name, &field.value),
            )
        })
    }
}

impl Answers {
    fn of(call: &Call, user: Option<&str>) -> Option<Self> {
        let command = call.command()?;
        let back = call.back.url()?;
        let link = |answer: Answer| {
            let fields = answer.fields(call.action.as_deref(), &more(call));
            AnswerLink {
                word: answer.word(),
                href: with_fields(back, &fields).into(),
                reading: reading(&fields),
            }
        };
        let links = |reasons: Vec<_>| {
            reasons
                .into_iter()
                .map(|r| link(Answer::Failure(r)))
                .collect()
        };
        let reasons = Reasons::of(command);
        Some(Self {
            target: shown(back),
            expected: expected(call, user).map(link),
            success: link(Answer::Success),
            published: links(reasons.published),
            others: links(reasons.others),
            odd: [Answer::OtherReason, Answer::NoReason, Answer::Silence]
                .map(link)
                .into(),
        })
    }
}

/// The further fields of a success that changes nothing here (webex.md 3.1).
fn more(call: &Call) -> Vec<AnswerField> {
    let name = call.command().map(|command| command.name().as_str());
    match name {
        // Any text would do: what such an id looks like is not published.
        Some("registration.enroll") => vec![("EI", "1".to_owned())],
        Some("support.schedule") => vec![("SN", "900000000".to_owned())],
        Some("event.schedule") => vec![("MK", "900000000".to_owned())],
        Some(_) | None => Vec::new(),
    }
}
