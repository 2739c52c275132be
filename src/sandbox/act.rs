//! What calls change in the sandbox.

use super::answer::{Answer, AnswerField};
use super::back::{Landing, with_fields};
use super::call::{Call, Ticket};
use super::meetings::Participant;
use super::people::HOST;
use super::request::{Request, SESSION_COOKIE};
use super::scene::{Act, Scene};
use super::state::{Done, RecordedCall, State};
use crate::webex::Reason;

/// What a call does by coming in, like a host who starts a meeting.
pub fn on_arrival(call: &Call, state: &mut State) {
    if call.scene() != Scene::Room {
        return;
    }
    let Some(meeting) = call.subject.meeting(&state.meetings) else {
        return;
    };
    let key = meeting.key.clone();
    let starts = call
        .command()
        .is_some_and(|command| command.name().as_str() == "meeting.start");
    let participant = match &call.invited {
        Some(guest) => Participant {
            email: guest.email.clone(),
            display_name: guest.display_name.clone(),
            is_host: guest.is_host,
            joined: call.time,
        },
        None => Participant {
            email: call.subject.email.clone(),
            display_name: match &call.subject.name {
                Some(name) => name.clone(),
                None if starts => state.people.name_of(&meeting.host).to_owned(),
                None => "A visitor".to_owned(),
            },
            is_host: starts,
            joined: call.time,
        },
    };
    state.meetings.enter(&key, participant);
}

/// Carries a call out, once: a second time changes nothing more.
pub fn carry_out(recorded: &RecordedCall, request: Request<'_>, state: &mut State) -> Done {
    if let Some(done) = state.done(&recorded.id) {
        return done.clone();
    }
    let done = match recorded.call.scene() {
        Scene::Act(act) => perform(act, &recorded.call, request, state),
        Scene::Room | Scene::OpenMeetings | Scene::Plain => {
            finished(&recorded.call, "Nothing had to be done.".to_owned(), &[])
        }
    };
    state.set_done(&recorded.id, done.clone());
    done
}

fn perform(act: Act, call: &Call, request: Request<'_>, state: &mut State) -> Done {
    let key = call.subject.meeting_key.clone().unwrap_or_default();
    let name = call.subject.meeting_name.clone();
    let with_key = |key: String| [("MK", key)];
    match act {
        Act::LogIn => log_in(call, request, state),
        Act::LogOut => {
            state.log_out(request.session());
            let done = finished(call, "You are logged out.".to_owned(), &[]);
            let cookie = format!("{SESSION_COOKIE}=; Max-Age=0");
            with_cookie(done, cookie)
        }
        Act::Schedule => {
            let name = name.unwrap_or_default();
            let key = state.meetings.schedule(&name, HOST);
            let sentence = format!("The meeting “{name}” is scheduled. Its number is {key}.");
            finished(call, sentence, &with_key(key))
        }
        Act::Edit => {
            let sentence = match (state.meetings.by_key_mut(&key), name) {
                (Some(meeting), Some(name)) => {
                    meeting.name = name;
                    format!("The meeting {key} is changed.")
                }
                (Some(_), None) => format!("The meeting {key} is changed."),
                (None, _) => unknown_meeting(&key),
            };
            finished(call, sentence, &with_key(key))
        }
        Act::Delete => {
            let sentence = match state.meetings.delete(&key) {
                true => format!("The meeting {key} is deleted."),
                false => unknown_meeting(&key),
            };
            finished(call, sentence, &[])
        }
        Act::End => {
            let sentence = match state.meetings.by_key_mut(&key) {
                Some(meeting) => {
                    meeting.end(request.now);
                    format!("The meeting {key} has ended.")
                }
                None => unknown_meeting(&key),
            };
            finished(call, sentence, &[])
        }
    }
}

/// Real meetings are elsewhere, and what Webex answers about one that does not exist is published for
/// joining only (webex.md 3.5).
fn unknown_meeting(key: &str) -> String {
    format!(
        "The sandbox knows no meeting {key}, so nothing has changed. It answers success all the same."
    )
}

fn log_in(call: &Call, request: Request<'_>, state: &mut State) -> Done {
    let user = match &call.ticket {
        Some(Ticket::Of(user)) => Some(user.clone()),
        Some(Ticket::Invalid) => {
            let sentence = "The ticket is not valid, so you are not logged in.".to_owned();
            let reason = Answer::Failure(Reason::InvalidTicket);
            return ended(call, sentence, reason, &[]);
        }
        None => call.subject.web_id.clone(),
    };
    let name = user.clone().unwrap_or_else(|| "somebody".to_owned());
    let sentence = format!("You are logged in as {name}.");
    let more: Vec<AnswerField> = user.map(|user| ("WID", user)).into_iter().collect();
    let mut done = finished(call, sentence, &more);
    if let Landing::Page(page) = &call.landing {
        done.next = Some(page.clone());
    }
    match state.log_in(&name, request.now) {
        Some(id) => with_cookie(done, format!("{SESSION_COOKIE}={id}")),
        None => done,
    }
}

fn finished(call: &Call, sentence: String, more: &[AnswerField]) -> Done {
    ended(call, sentence, Answer::Success, more)
}

fn ended(call: &Call, sentence: String, answer: Answer, more: &[AnswerField]) -> Done {
    let fields = answer.fields(call.action.as_deref(), more);
    let back = call.back.url();
    Done {
        sentence,
        next: back.map(|back| with_fields(back, &fields)),
        cookie: None,
    }
}

fn with_cookie(done: Done, cookie: String) -> Done {
    Done {
        cookie: Some(cookie),
        ..done
    }
}
