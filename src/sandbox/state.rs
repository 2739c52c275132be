//! What the sandbox remembers: calls, sessions and meetings. All of it is bounded, and gone with the
//! process.

use std::collections::VecDeque;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use url::Url;

use super::call::Call;
use super::failures::Failures;
use super::invitations::Invitations;
use super::login_tickets::LoginTickets;
use super::meetings::Meetings;
use super::people::People;
use super::random::random_id;
use super::recordings::Recordings;
use super::server_call::ServerCall;
use super::tokens::Tokens;

const MOST_CALLS: usize = 50;
const MOST_SESSIONS: usize = 20;
const MOST_SERVER_CALLS: usize = 50;

/// How long a session lives without activity (webex.md 5).
const SESSION_LIFE: SignedDuration = SignedDuration::from_mins(30);

/// An id that nobody can guess, by which a page names its call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallId(String);

impl CallId {
    /// A new one; `None` when the system gives no random numbers.
    pub fn new() -> Option<Self> {
        random_id().map(Self)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A call with the id by which its page is found.
#[derive(Debug)]
pub struct RecordedCall {
    pub id: CallId,
    pub call: Call,
}

/// What has come of a call that was carried out.
#[derive(Clone, Debug)]
pub struct Done {
    pub sentence: String,
    /// Where the call leads on; `None` where it names no page that it may lead to.
    pub next: Option<Url>,
    pub cookie: Option<String>,
}

#[derive(Debug)]
struct Entry {
    recorded: Arc<RecordedCall>,
    done: Option<Done>,
}

#[derive(Debug)]
struct Session {
    id: String,
    user: String,
    used: Timestamp,
}

#[derive(Debug, Default)]
pub struct State {
    calls: VecDeque<Entry>,
    server_calls: VecDeque<ServerCall>,
    sessions: VecDeque<Session>,
    /// How many numbers were given away.
    numbers: u64,
    pub meetings: Meetings,
    pub invitations: Invitations,
    pub people: People,
    pub recordings: Recordings,
    pub tokens: Tokens,
    pub login_tickets: LoginTickets,
    pub failures: Failures,
}

impl State {
    pub fn record(&mut self, id: CallId, call: Call) -> Arc<RecordedCall> {
        let recorded = Arc::new(RecordedCall { id, call });
        let entry = Entry {
            recorded: Arc::clone(&recorded),
            done: None,
        };
        push(&mut self.calls, entry, MOST_CALLS);
        recorded
    }

    pub fn record_server_call(&mut self, call: ServerCall) {
        push(&mut self.server_calls, call, MOST_SERVER_CALLS);
    }

    /// The calls of servers, the newest first.
    pub fn server_calls(&self) -> impl Iterator<Item = &ServerCall> {
        self.server_calls.iter().rev()
    }

    /// A number that was not given away before.
    pub fn next_number(&mut self) -> u64 {
        self.numbers = self.numbers.wrapping_add(1);
        self.numbers
    }

    /// All calls of browsers, the newest first.
    pub fn calls(&self) -> impl Iterator<Item = &RecordedCall> {
        self.calls.iter().rev().map(|entry| &*entry.recorded)
    }

    pub fn call(&self, id: &str) -> Option<Arc<RecordedCall>> {
        let mut calls = self.calls.iter();
        let found = calls.find(|entry| entry.recorded.id.as_str() == id)?;
        Some(Arc::clone(&found.recorded))
    }

    /// What has come of a call, if it was carried out.
    pub fn done(&self, id: &CallId) -> Option<&Done> {
        let mut calls = self.calls.iter();
        calls.find(|entry| entry.recorded.id == *id)?.done.as_ref()
    }

    pub fn set_done(&mut self, id: &CallId, done: Done) {
        let mut calls = self.calls.iter_mut();
        if let Some(entry) = calls.find(|entry| entry.recorded.id == *id) {
            entry.done = Some(done);
        }
    }

    /// Who is logged in by a session, which lives on by this.
    pub fn user(&mut self, session: Option<&str>, now: Timestamp) -> Option<String> {
        self.sessions
            .retain(|session| now.duration_since(session.used) < SESSION_LIFE);
        let session = session?;
        let session = self.sessions.iter_mut().find(|known| known.id == session)?;
        session.used = now;
        Some(session.user.clone())
    }

    /// Begins a session: its id. `None` when the system gives no random numbers.
    pub fn log_in(&mut self, user: &str, now: Timestamp) -> Option<String> {
        let id = random_id()?;
        let session = Session {
            id: id.clone(),
            user: user.to_owned(),
            used: now,
        };
        push(&mut self.sessions, session, MOST_SESSIONS);
        Some(id)
    }

    pub fn log_out(&mut self, session: Option<&str>) {
        self.sessions
            .retain(|known| session != Some(known.id.as_str()));
    }
}

/// Appends, and forgets the oldest where there are too many.
fn push<T>(queue: &mut VecDeque<T>, item: T, most: usize) {
    if queue.len() == most {
        queue.pop_front();
    }
    queue.push_back(item);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_grows_without_end() {
        let mut state = State::default();
        for number in 0..200 {
            let call = ServerCall::new(Timestamp::UNIX_EPOCH, "GET", "/", &number.to_string());
            state.record_server_call(call);
            state.log_in("ada", Timestamp::UNIX_EPOCH).expect("random");
        }
        assert_eq!(state.sessions.len(), MOST_SESSIONS);
        assert_eq!(state.server_calls.len(), MOST_SERVER_CALLS);
        let newest = state.server_calls().next().expect("calls");
        assert_eq!(newest.what, "199");
    }

    #[test]
    fn a_session_ends_after_half_an_hour_without_activity() {
        let minute = |number: i64| Timestamp::from_second(number * 60).expect("a time");
        let mut state = State::default();
        let id = state.log_in("ada", minute(0)).expect("random");
        for minutes in [0, 29, 58] {
            let user = state.user(Some(&id), minute(minutes));
            assert_eq!(user.as_deref(), Some("ada"), "{minutes}");
        }
        assert_eq!(state.user(None, minute(58)), None);
        assert_eq!(state.user(Some("other"), minute(58)), None);
        assert_eq!(state.user(Some(&id), minute(88)), None);
    }
}
