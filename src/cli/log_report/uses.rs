//! How often something was used, and how that ended.

use std::cmp::Ordering;

use jiff::Timestamp;
use serde::Serialize;

use super::kind::Kind;
use crate::policy::Rfc3339;

#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Uses {
    pub requests: u64,
    pub opened: u64,
    pub refused: u64,
    pub failed: u64,
    pub last_opened: Option<Rfc3339>,
}

impl Uses {
    pub fn add(&mut self, kind: Kind, time: Timestamp) {
        self.requests += 1;
        match kind {
            Kind::Opened => {
                self.opened += 1;
                self.note_opened(time);
            }
            Kind::Refused => self.refused += 1,
            Kind::Failed => self.failed += 1,
            Kind::Other => {}
        }
    }

    /// Adds those of something else.
    pub fn join(&mut self, other: &Self) {
        self.requests += other.requests;
        self.opened += other.opened;
        self.refused += other.refused;
        self.failed += other.failed;
        if let Some(Rfc3339(time)) = other.last_opened {
            self.note_opened(time);
        }
    }

    /// Whether it was tried, and did never work. Who comes back from Webex with a failure was sent
    /// there before.
    pub fn is_dead(&self) -> bool {
        self.refused + self.failed > 0 && self.failed >= self.opened
    }

    /// Whether it was not opened since that moment, or else not at all.
    pub fn is_unused(&self, since: Option<Timestamp>) -> bool {
        match (self.last_opened, since) {
            (None, _) => true,
            (Some(Rfc3339(last)), Some(since)) => last < since,
            (Some(_), None) => false,
        }
    }

    /// The most opened first, then the most asked for.
    pub fn by_use(&self, other: &Self) -> Ordering {
        (other.opened, other.requests).cmp(&(self.opened, self.requests))
    }

    fn note_opened(&mut self, time: Timestamp) {
        let is_later = self.last_opened.is_none_or(|Rfc3339(last)| last < time);
        if is_later {
            self.last_opened = Some(Rfc3339(time));
        }
    }
}
