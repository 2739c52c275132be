//! Records the requests of `linkgate probe` as they arrive. They decide nothing.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::identity::{ProbeId, Sighting};

/// Longest duration of a probe: a few thousand requests, where a proxy refuses most of them and has
/// many replicas behind it.
const PROBE_TIME: SignedDuration = SignedDuration::from_mins(10);

/// The query field that marks a request: the id of the probe, a dot, the number of the request.
pub const PROBE_FIELD: &str = "linkgate-probe";

/// Most probes at the same time.
const MAX_PROBES: usize = 8;

/// Most recorded requests of a probe: several for each header of a policy.
const MAX_ARRIVALS: usize = 1024;

/// A request of a probe, as it arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrival {
    /// The number that the probe gave it.
    pub number: u16,
    #[serde(flatten)]
    pub sighting: Sighting,
}

/// The open probes.
#[derive(Debug, Default)]
pub struct Probes {
    /// Whether any probe is open. Without one, this flag is all that a request pays for.
    has_open: AtomicBool,
    open: Mutex<Vec<OpenProbe>>,
}

#[derive(Debug)]
struct OpenProbe {
    id: ProbeId,
    until: Timestamp,
    arrivals: Vec<Arrival>,
}

/// The mark of a request: the id of its probe, and its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Mark {
    id: ProbeId,
    number: u16,
}

impl Probes {
    /// Begins a probe. If there are too many, the oldest one ends. `None` when the system provides
    /// no random numbers.
    pub fn open(&self, now: Timestamp) -> Option<ProbeId> {
        let id = ProbeId::random()?;
        let mut open = self.current(now);
        if open.len() >= MAX_PROBES {
            // They are in the order in which they were opened.
            open.remove(0);
        }
        open.push(OpenProbe {
            id,
            until: now.checked_add(PROBE_TIME).ok()?,
            arrivals: Vec::new(),
        });
        self.has_open.store(true, Ordering::Relaxed);
        Some(id)
    }

    pub fn close(&self, id: ProbeId, now: Timestamp) {
        self.current(now).retain(|probe| probe.id != id);
        // Updates `has_open`.
        drop(self.current(now));
    }

    /// The recorded requests; `None` when the probe does not exist or has ended.
    pub fn arrivals(&self, id: ProbeId, now: Timestamp) -> Option<Vec<Arrival>> {
        let open = self.current(now);
        let probe = open.iter().find(|probe| probe.id == id)?;
        Some(probe.arrivals.clone())
    }

    /// Whether a request belongs to an open probe. If it does, it is recorded as `sight` sees it.
    pub fn takes(
        &self,
        path_and_query: &str,
        now: Timestamp,
        sight: impl FnOnce(ProbeId) -> Sighting,
    ) -> bool {
        let mark = self.mark(path_and_query, now);
        // The lock is free while `sight` reads the request: other requests of the probe need it.
        if let Some(mark) = mark {
            self.record(mark, sight(mark.id));
        }
        mark.is_some()
    }

    /// The mark of a request that belongs to an open probe.
    fn mark(&self, path_and_query: &str, now: Timestamp) -> Option<Mark> {
        // `open` has returned before the first request of its probe is sent: no ordering is needed.
        if !self.has_open.load(Ordering::Relaxed) {
            return None;
        }
        let mark = Mark::read(path_and_query)?;
        let is_open = self.current(now).iter().any(|probe| probe.id == mark.id);
        is_open.then_some(mark)
    }

    fn record(&self, mark: Mark, sighting: Sighting) {
        let mut open = self.lock();
        // The probe may have ended since its mark was compared.
        let probe = open.iter_mut().find(|probe| probe.id == mark.id);
        if let Some(probe) = probe.filter(|probe| probe.arrivals.len() < MAX_ARRIVALS) {
            let number = mark.number;
            probe.arrivals.push(Arrival { number, sighting });
        }
    }

    /// The probes that have not timed out.
    fn current(&self, now: Timestamp) -> MutexGuard<'_, Vec<OpenProbe>> {
        let mut open = self.lock();
        open.retain(|probe| now < probe.until);
        self.has_open.store(!open.is_empty(), Ordering::Relaxed);
        open
    }

    fn lock(&self) -> MutexGuard<'_, Vec<OpenProbe>> {
        // A panic cannot leave the list half changed, so that a poisoned lock is still good.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Mark {
    fn read(path_and_query: &str) -> Option<Self> {
        let (_, query) = path_and_query.split_once('?')?;
        let mut fields = query.split('&').filter_map(|field| field.split_once('='));
        let (_, value) = fields.find(|(name, _)| *name == PROBE_FIELD)?;
        let (id, number) = value.split_once('.')?;
        Some(Self {
            id: id.parse().ok()?,
            number: number.parse().ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0123456789abcdef0011223344556677";

    #[test]
    fn a_mark_stands_in_the_query_of_any_path() {
        let id: ProbeId = ID.parse().expect("an id");
        for target in [
            format!("/?{PROBE_FIELD}={ID}.7"),
            format!("/go/standup?a=b&{PROBE_FIELD}={ID}.7&c"),
        ] {
            assert_eq!(
                Mark::read(&target),
                Some(Mark { id, number: 7 }),
                "{target}"
            );
        }
        for target in [
            format!("/{PROBE_FIELD}={ID}.7"),
            format!("/?{PROBE_FIELD}={ID}"),
            format!("/?{PROBE_FIELD}={ID}.70000"),
            format!("/?{PROBE_FIELD}={}.7", &ID[1..]),
            format!("/?x{PROBE_FIELD}={ID}.7"),
        ] {
            assert_eq!(Mark::read(&target), None, "{target}");
        }
    }

    #[test]
    fn a_probe_ends_by_itself_and_their_number_is_bounded() {
        let probes = Probes::default();
        let start = Timestamp::UNIX_EPOCH;
        let ids: Vec<ProbeId> = (0..MAX_PROBES)
            .map(|_| probes.open(start).expect("room"))
            .collect();
        assert_eq!(probes.arrivals(ids[0], start), Some(Vec::new()));
        assert!(probes.open(start).is_some());
        assert_eq!(probes.arrivals(ids[0], start), None, "the oldest goes");
        assert_eq!(probes.arrivals(ids[1], start), Some(Vec::new()));
        probes.close(ids[1], start);
        assert_eq!(probes.arrivals(ids[1], start), None);
        let end = start + PROBE_TIME;
        assert_eq!(probes.arrivals(ids[2], end), None);
        assert!(!probes.has_open.load(Ordering::Relaxed));
        assert!(probes.open(end).is_some());
    }
}
