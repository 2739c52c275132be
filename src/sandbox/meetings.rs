//! The meetings of the sandbox, which its pages and its REST API share.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};
use url::Url;

use super::people::HOST;

const MOST_MEETINGS: usize = 50;

/// Most people of each kind in one meeting: invitees, registrants, participants.
const MOST_PEOPLE: usize = 200;

/// The number of the first meeting that is scheduled; it has 9 digits like real ones (webex.md 3.1).
const FIRST_KEY: u32 = 900_000_001;

/// The first digits of the ids of meetings; the number of each follows.
const ID_PREFIX: &str = "5a4db0c5a4db0c5a4db0c5a";

/// How long before its start a meeting is ready to be joined.
const READY_BEFORE: SignedDuration = SignedDuration::from_mins(15);

/// From when to when a meeting is planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    pub start: Timestamp,
    pub end: Timestamp,
}

/// The last time that a meeting was held.
#[derive(Clone, Copy, Debug)]
pub struct Session {
    /// Counts the sessions of all meetings.
    pub number: u64,
    pub started: Timestamp,
    pub ended: Option<Timestamp>,
    pub host_did_join: bool,
    pub attendee_did_join: bool,
}

#[derive(Clone, Debug)]
pub struct Invitee {
    pub id: String,
    pub email: String,
    pub display_name: String,
    pub is_cohost: bool,
}

#[derive(Clone, Debug)]
pub struct Participant {
    pub email: Option<String>,
    pub display_name: String,
    pub is_host: bool,
    pub joined: Timestamp,
}

#[derive(Clone, Debug)]
pub struct Meeting {
    /// 32 hexadecimal digits; in links they follow an `m` (webex.md 6).
    pub id: String,
    pub key: String,
    pub name: String,
    pub host: String,
    /// `None` for a meeting that can always be joined.
    pub times: Option<Times>,
    pub time_zone: String,
    pub password: Option<String>,
    pub agenda: Option<String>,
    pub is_webinar: bool,
    pub session: Option<Session>,
    pub invitees: Vec<Invitee>,
    /// The form as it was set; `None` where nobody has to register.
    pub registration: Option<Map<String, Value>>,
    pub registrants: Vec<Map<String, Value>>,
    pub participants: Vec<Participant>,
}

/// The three things that an id of the REST API may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aspect {
    Series,
    Scheduled,
    Instance,
}

/// How a meeting stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Planned,
    Ready,
    Running,
    /// Held, and over.
    Ended,
    /// Over without having been held.
    Missed,
}

impl Meeting {
    pub fn is_running(&self) -> bool {
        self.session.is_some_and(|session| session.ended.is_none())
    }

    /// When it is planned. One that can always be joined is planned for the current hour.
    pub fn times(&self, now: Timestamp) -> Times {
        self.times.unwrap_or_else(|| {
            let hour = now.as_second() - now.as_second().rem_euclid(3600);
            let start = Timestamp::from_second(hour).unwrap_or(now);
            let end = start.saturating_add(SignedDuration::from_hours(1));
            Times {
                start,
                end: end.unwrap_or(start),
            }
        })
    }

    pub fn phase(&self, now: Timestamp) -> Phase {
        let Times { start, end } = self.times(now);
        match self.session {
            _ if self.is_running() => Phase::Running,
            Some(_) if now >= end => Phase::Ended,
            None if now >= end => Phase::Missed,
            _ if now < start && start.duration_since(now) > READY_BEFORE => Phase::Planned,
            _ => Phase::Ready,
        }
    }

    /// Whether its number leads into it.
    pub fn can_be_joined(&self, now: Timestamp) -> bool {
        !matches!(self.phase(now), Phase::Ended | Phase::Missed)
    }

    /// Whether it is one of the meetings of a person, as host or invitee.
    pub fn concerns(&self, email: &str) -> bool {
        self.is_hosted_by(email) || self.invitee(email).is_some()
    }

    pub fn is_hosted_by(&self, email: &str) -> bool {
        self.host.eq_ignore_ascii_case(email)
    }

    /// Whether a person may start it.
    pub fn is_led_by(&self, email: &str) -> bool {
        let invitee = self.invitee(email);
        self.is_hosted_by(email) || invitee.is_some_and(|invitee| invitee.is_cohost)
    }

    pub fn invitee(&self, email: &str) -> Option<&Invitee> {
        let mut invitees = self.invitees.iter();
        invitees.find(|invitee| invitee.email.eq_ignore_ascii_case(email))
    }

    /// Whether there is room for so many more in one of its lists.
    pub fn has_room(list: usize, more: usize) -> bool {
        list.saturating_add(more) <= MOST_PEOPLE
    }

    pub fn end(&mut self, now: Timestamp) {
        if let Some(session) = &mut self.session {
            session.ended.get_or_insert(now);
        }
    }

    fn session_mut(&mut self, number: u64, now: Timestamp) -> &mut Session {
        // Whoever waits for the host stays; those of the time before are gone.
        if self.session.is_some_and(|session| session.ended.is_some()) {
            self.participants.clear();
            self.session = None;
        }
        self.session.get_or_insert(Session {
            number,
            started: now,
            ended: None,
            host_did_join: false,
            attendee_did_join: false,
        })
    }

    /// The id of one of its aspects; `None` for an instance where it has not been held.
    pub fn id_of(&self, aspect: Aspect, now: Timestamp) -> Option<String> {
        let id = &self.id;
        match aspect {
            Aspect::Series => Some(id.clone()),
            Aspect::Scheduled => {
                let start = self.times(now).start.strftime("%Y%m%dT%H%M%SZ");
                Some(format!("{id}_{start}"))
            }
            Aspect::Instance => Some(format!("{id}_I_{}", self.session?.number)),
        }
    }

    /// Which of its aspects an id names.
    fn aspect_of(&self, id: &str) -> Option<Aspect> {
        let rest = id.strip_prefix(&*self.id)?;
        if rest.is_empty() {
            return Some(Aspect::Series);
        }
        match rest.strip_prefix("_I_") {
            Some(number) => {
                let own = self.session?.number.to_string();
                (number == own).then_some(Aspect::Instance)
            }
            None => rest.starts_with('_').then_some(Aspect::Scheduled),
        }
    }
}

#[derive(Debug)]
pub struct Meetings {
    meetings: VecDeque<Meeting>,
    scheduled: u32,
    sessions: u64,
}

impl Default for Meetings {
    /// With the meetings to which the policy of `--with-gateway` leads.
    fn default() -> Self {
        let mut meetings = Self {
            meetings: VecDeque::new(),
            scheduled: 0,
            sessions: 0,
        };
        let examples = [
            ("123456789", None, "Platform team stand-up"),
            (
                "987654321",
                Some("0123456789abcdef0123456789abcdef"),
                "All hands",
            ),
        ];
        for (key, id, name) in examples {
            let id = id.map_or_else(|| format!("{ID_PREFIX}{key}"), str::to_owned);
            meetings.push(Meeting {
                id,
                ..Meeting::new(key.to_owned(), name, HOST)
            });
        }
        meetings
    }
}

impl Meeting {
    fn new(key: String, name: &str, host: &str) -> Self {
        Self {
            id: format!("{ID_PREFIX}{key}"),
            key,
            name: name.to_owned(),
            host: host.to_owned(),
            times: None,
            time_zone: "UTC".to_owned(),
            password: None,
            agenda: None,
            is_webinar: false,
            session: None,
            invitees: Vec::new(),
            registration: None,
            registrants: Vec::new(),
            participants: Vec::new(),
        }
    }
}

impl Meetings {
    pub fn iter(&self) -> impl Iterator<Item = &Meeting> {
        self.meetings.iter()
    }

    pub fn by_key(&self, key: &str) -> Option<&Meeting> {
        self.iter().find(|meeting| meeting.key == key)
    }

    pub fn by_key_mut(&mut self, key: &str) -> Option<&mut Meeting> {
        self.meetings.iter_mut().find(|meeting| meeting.key == key)
    }

    /// The meeting that an id names, and which of its aspects.
    pub fn by_id(&self, id: &str) -> Option<(&Meeting, Aspect)> {
        self.iter()
            .find_map(|meeting| Some((meeting, meeting.aspect_of(id)?)))
    }

    pub fn by_id_mut(&mut self, id: &str) -> Option<&mut Meeting> {
        let mut meetings = self.meetings.iter_mut();
        meetings.find(|meeting| meeting.aspect_of(id).is_some())
    }

    /// The meeting to which a link of this site leads (`MTID`, webex.md 6).
    pub fn by_link(&self, link: &Url) -> Option<(&Meeting, Aspect)> {
        let mut fields = link.query_pairs();
        let (_, id) = fields.find(|(name, _)| name == "MTID")?;
        self.by_id(id.strip_prefix('m').unwrap_or(&id))
    }

    /// Adds a meeting that can always be joined: its number.
    pub fn schedule(&mut self, name: &str, host: &str) -> String {
        self.scheduled = self.scheduled.wrapping_add(1);
        let number = FIRST_KEY + (self.scheduled - 1) % 99_999_999;
        let key = number.to_string();
        self.push(Meeting::new(key.clone(), name, host));
        key
    }

    fn push(&mut self, meeting: Meeting) {
        if self.meetings.len() == MOST_MEETINGS {
            self.meetings.pop_front();
        }
        self.meetings.push_back(meeting);
    }

    /// Removes a meeting: whether it was there.
    pub fn delete(&mut self, key: &str) -> bool {
        let before = self.meetings.len();
        self.meetings.retain(|meeting| meeting.key != key);
        self.meetings.len() < before
    }

    /// Lets a person into a meeting, which begins with the host.
    pub fn enter(&mut self, key: &str, participant: Participant) {
        let number = self.sessions.wrapping_add(1);
        let Some(meeting) = self.by_key_mut(key) else {
            return;
        };
        if participant.is_host || meeting.is_running() {
            let session = meeting.session_mut(number, participant.joined);
            session.host_did_join |= participant.is_host;
            session.attendee_did_join |= !participant.is_host;
            self.sessions = number;
        }
        let Some(meeting) = self.by_key_mut(key) else {
            return;
        };
        if Meeting::has_room(meeting.participants.len(), 1) {
            meeting.participants.push(participant);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meetings_and_their_people_do_not_grow_without_end() {
        let mut meetings = Meetings::default();
        for number in 0..200 {
            meetings.schedule(&number.to_string(), HOST);
        }
        assert_eq!(meetings.meetings.len(), MOST_MEETINGS);
        let newest = meetings.iter().last().expect("meetings");
        assert_eq!((&*newest.key, &*newest.name), ("900000200", "199"));
        let key = newest.key.clone();
        for _ in 0..300 {
            meetings.enter(
                &key,
                Participant {
                    email: None,
                    display_name: "A".to_owned(),
                    is_host: true,
                    joined: Timestamp::UNIX_EPOCH,
                },
            );
        }
        let meeting = meetings.by_key(&key).expect("the meeting");
        assert_eq!(meeting.participants.len(), MOST_PEOPLE);
    }

    #[test]
    fn a_meeting_goes_through_its_phases() {
        let minute = |number: i64| Timestamp::from_second(number * 60).expect("a time");
        let mut meetings = Meetings::default();
        let key = meetings.schedule("x", HOST);
        let meeting = meetings.by_key_mut(&key).expect("the meeting");
        meeting.times = Some(Times {
            start: minute(100),
            end: minute(160),
        });
        for (at, phase) in [
            (0, Phase::Planned),
            (84, Phase::Planned),
            (85, Phase::Ready),
            (159, Phase::Ready),
            (160, Phase::Missed),
        ] {
            assert_eq!(meeting.phase(minute(at)), phase, "{at}");
        }
        let id = meeting.id.clone();
        assert!(meeting.id_of(Aspect::Instance, minute(0)).is_none());
        meetings.enter(
            &key,
            Participant {
                email: None,
                display_name: "A".to_owned(),
                is_host: true,
                joined: minute(100),
            },
        );
        let meeting = meetings.by_key_mut(&key).expect("the meeting");
        assert_eq!(meeting.phase(minute(200)), Phase::Running);
        meeting.end(minute(150));
        assert_eq!(meeting.phase(minute(150)), Phase::Ready);
        assert_eq!(meeting.phase(minute(160)), Phase::Ended);
        for (id, aspect) in [
            (id.clone(), Some(Aspect::Series)),
            (format!("{id}_19700101T014000Z"), Some(Aspect::Scheduled)),
            (format!("{id}_I_1"), Some(Aspect::Instance)),
            (format!("{id}_I_2"), None),
            (format!("{id}0"), None),
        ] {
            let found = meetings.by_id(&id).map(|(_, aspect)| aspect);
            assert_eq!(found, aspect, "{id}");
        }
    }
}
