//! The recordings of the sandbox, which were there before.

use jiff::{SignedDuration, Timestamp};

use super::people::HOST;

const MOST_SHARED: usize = 200;

#[derive(Clone, Debug)]
pub struct Recording {
    /// 32 hexadecimal digits.
    pub id: &'static str,
    pub topic: &'static str,
    /// The number of its meeting, if the sandbox has it.
    pub meeting_key: Option<&'static str>,
    pub service_type: &'static str,
    pub host: &'static str,
    /// Whether it can be downloaded.
    pub has_download: bool,
    /// How long ago it was made. The sandbox has no past of its own.
    pub age: SignedDuration,
    /// With whom it is shared.
    pub shared: Vec<String>,
}

#[derive(Debug)]
pub struct Recordings {
    recordings: [Recording; 3],
}

impl Default for Recordings {
    fn default() -> Self {
        let recording = |id, topic, service_type| Recording {
            id,
            topic,
            meeting_key: None,
            service_type,
            host: HOST,
            has_download: true,
            age: SignedDuration::from_hours(24),
            shared: Vec::new(),
        };
        let recordings = [
            Recording {
                meeting_key: Some("123456789"),
                ..recording(
                    "11111111111111111111111111111111",
                    "Platform team stand-up",
                    "MeetingCenter",
                )
            },
            Recording {
                has_download: false,
                ..recording(
                    "22222222222222222222222222222222",
                    "Town hall",
                    "EventCenter",
                )
            },
            Recording {
                age: SignedDuration::from_hours(20 * 24),
                ..recording(
                    "33333333333333333333333333333333",
                    "First day at work",
                    "TrainingCenter",
                )
            },
        ];
        Self { recordings }
    }
}

impl Recordings {
    pub fn iter(&self) -> impl Iterator<Item = &Recording> {
        self.recordings.iter()
    }

    pub fn by_id_mut(&mut self, id: &str) -> Option<&mut Recording> {
        self.recordings.iter_mut().find(|known| known.id == id)
    }
}

impl Recording {
    pub fn time(&self, now: Timestamp) -> Timestamp {
        now.saturating_sub(self.age).unwrap_or(now)
    }

    pub fn share(&mut self, email: &str) {
        let is_new = !self.shared.iter().any(|known| known == email);
        if is_new && self.shared.len() < MOST_SHARED {
            self.shared.push(email.to_owned());
        }
    }

    pub fn withdraw(&mut self, email: &str) {
        self.shared.retain(|known| known != email);
    }
}
