//! A circuit breaker: after many failures, nobody waits for another until a probe has succeeded.
//!
//! It has no clock: time comes in.

use std::time::Duration;

use tokio::time::Instant;

/// So many failures in a row open the circuit. A visitor who tries again and again makes two or three.
const FAILURES_IN_A_ROW: u32 = 5;

/// So many calls within [`WINDOW`] of which half failed open it, too: a server behind a load balancer that
/// is dead in part is slow for every second visitor.
const SHARE_OF_CALLS: u32 = 20;

const WINDOW: Duration = Duration::from_secs(30);

/// How long no call is made. It doubles with each probe in vain.
const FIRST_WAIT: Duration = Duration::from_secs(5);

/// Visitors must not wait longer than this for a server that is back.
const LAST_WAIT: Duration = Duration::from_secs(30);

/// Lets calls through, or not.
#[derive(Debug)]
pub struct Circuit {
    state: State,
}

#[derive(Debug)]
enum State {
    Closed { in_a_row: u32, recent: Recent },
    Open { until: Instant, wait: Duration },
    HalfOpen { wait: Duration },
}

/// What may be done at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    Call,
    /// The one call that finds out whether the server is back.
    Probe,
    Refused,
}

/// What an admitted call says about the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    Good,
    Bad,
}

/// What an outcome changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Opened,
    Closed,
    None,
}

/// Calls of the last one to two halves of the window.
#[derive(Debug)]
struct Recent {
    began: Instant,
    current: Tally,
    previous: Tally,
}

#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    calls: u32,
    failures: u32,
}

impl Circuit {
    pub fn new(now: Instant) -> Self {
        Self {
            state: State::closed(now),
        }
    }

    pub fn admit(&mut self, now: Instant) -> Admission {
        match self.state {
            State::Closed { .. } => Admission::Call,
            State::HalfOpen { .. } => Admission::Refused,
            State::Open { until, .. } if now < until => Admission::Refused,
            State::Open { wait, .. } => {
                self.state = State::HalfOpen { wait };
                Admission::Probe
            }
        }
    }

    /// Whether a call would be let through.
    pub fn would_refuse(&self, now: Instant) -> bool {
        match self.state {
            State::Closed { .. } => false,
            State::HalfOpen { .. } => true,
            State::Open { until, .. } => now < until,
        }
    }

    pub fn is_closed(&self) -> bool {
        matches!(self.state, State::Closed { .. })
    }

    /// Notes the outcome of a call that was admitted.
    pub fn note(&mut self, admission: Admission, health: Health, now: Instant) -> Change {
        match (&mut self.state, admission, health) {
            (State::HalfOpen { .. }, Admission::Probe, Health::Good) => {
                self.state = State::closed(now);
                Change::Closed
            }
            (State::HalfOpen { wait }, Admission::Probe, Health::Bad) => {
                let wait = (*wait * 2).min(LAST_WAIT);
                self.state = State::open(now, wait);
                Change::None
            }
            (State::Closed { in_a_row, recent }, _, health) => {
                if recent.note(in_a_row, health, now) {
                    self.state = State::open(now, FIRST_WAIT);
                    return Change::Opened;
                }
                Change::None
            }
            // Of a call that began before the circuit opened.
            _ => Change::None,
        }
    }

    /// A probe ended without saying anything: the next call is one.
    pub fn abandon_probe(&mut self, now: Instant) {
        if let State::HalfOpen { wait } = self.state {
            self.state = State::Open { until: now, wait };
        }
    }
}

impl State {
    fn closed(now: Instant) -> Self {
        Self::Closed {
            in_a_row: 0,
            recent: Recent {
                began: now,
                current: Tally::default(),
                previous: Tally::default(),
            },
        }
    }

    fn open(now: Instant, wait: Duration) -> Self {
        let until = now + wait;
        Self::Open { until, wait }
    }
}

impl Recent {
    /// Takes an outcome in, and says whether the circuit opens.
    fn note(&mut self, in_a_row: &mut u32, health: Health, now: Instant) -> bool {
        self.turn(now);
        self.current.calls += 1;
        if health == Health::Good {
            *in_a_row = 0;
            return false;
        }
        self.current.failures += 1;
        *in_a_row += 1;
        let calls = self.current.calls + self.previous.calls;
        let failures = self.current.failures + self.previous.failures;
        *in_a_row >= FAILURES_IN_A_ROW || (calls >= SHARE_OF_CALLS && failures * 2 >= calls)
    }

    fn turn(&mut self, now: Instant) {
        let age = now.saturating_duration_since(self.began);
        if age >= WINDOW / 2 {
            self.previous = match age < WINDOW {
                true => self.current,
                false => Tally::default(),
            };
            self.current = Tally::default();
            self.began = now;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    struct Desk {
        circuit: Circuit,
        now: Instant,
    }

    impl Desk {
        fn new() -> Self {
            let now = Instant::now();
            let circuit = Circuit::new(now);
            Self { circuit, now }
        }

        fn call(&mut self, health: Health) -> Change {
            let admission = self.circuit.admit(self.now);
            assert_ne!(admission, Admission::Refused);
            self.circuit.note(admission, health, self.now)
        }

        fn open(&mut self) {
            for _ in 1..FAILURES_IN_A_ROW {
                assert_eq!(self.call(Health::Bad), Change::None);
            }
            assert_eq!(self.call(Health::Bad), Change::Opened);
        }

        fn admit(&mut self) -> Admission {
            self.circuit.admit(self.now)
        }
    }

    #[test]
    fn failures_in_a_row_open_it_and_a_probe_closes_it() {
        let mut desk = Desk::new();
        desk.open();
        desk.now += FIRST_WAIT - SECOND;
        assert!(desk.circuit.would_refuse(desk.now));
        assert_eq!(desk.admit(), Admission::Refused);
        desk.now += SECOND;
        assert!(!desk.circuit.would_refuse(desk.now));
        assert_eq!(desk.admit(), Admission::Probe);
        assert_eq!(desk.admit(), Admission::Refused, "one probe at a time");
        let closed = desk.circuit.note(Admission::Probe, Health::Good, desk.now);
        assert_eq!(closed, Change::Closed);
        assert_eq!(desk.admit(), Admission::Call);
        // It has forgotten everything.
        desk.open();
    }

    #[test]
    fn a_probe_in_vain_doubles_the_wait_up_to_a_bound() {
        let mut desk = Desk::new();
        desk.open();
        desk.now += FIRST_WAIT;
        for wait in [10, 20, 30, 30] {
            assert_eq!(desk.call(Health::Bad), Change::None);
            desk.now += Duration::from_secs(wait) - SECOND;
            assert_eq!(desk.admit(), Admission::Refused, "after {wait} s");
            desk.now += SECOND;
        }
        assert_eq!(desk.call(Health::Good), Change::Closed);
    }

    #[test]
    fn successes_between_failures_keep_it_closed_below_a_share() {
        let mut desk = Desk::new();
        for _ in 0..100 {
            for health in [Health::Bad, Health::Good, Health::Good] {
                assert_eq!(desk.call(health), Change::None);
            }
        }
    }

    #[test]
    fn every_second_failure_opens_it() {
        let mut desk = Desk::new();
        let mut opened = None;
        for call in 1..=SHARE_OF_CALLS {
            let health = [Health::Bad, Health::Good][(call % 2) as usize];
            if desk.call(health) == Change::Opened {
                opened = Some(call);
            }
        }
        assert_eq!(opened, Some(SHARE_OF_CALLS));
    }

    #[test]
    fn what_happened_long_ago_does_not_count() {
        let mut desk = Desk::new();
        for _ in 0..4 {
            for health in [Health::Bad, Health::Bad, Health::Bad, Health::Good] {
                assert_eq!(desk.call(health), Change::None);
            }
            desk.now += WINDOW;
        }
    }

    #[test]
    fn calls_from_before_and_abandoned_probes_change_nothing() {
        let mut desk = Desk::new();
        desk.open();
        for health in [Health::Good, Health::Bad] {
            let change = desk.circuit.note(Admission::Call, health, desk.now);
            assert_eq!(change, Change::None);
        }
        assert_eq!(desk.admit(), Admission::Refused);
        desk.now += FIRST_WAIT;
        assert_eq!(desk.admit(), Admission::Probe);
        let change = desk.circuit.note(Admission::Call, Health::Good, desk.now);
        assert_eq!(change, Change::None);
        desk.circuit.abandon_probe(desk.now);
        assert_eq!(desk.admit(), Admission::Probe);
    }
}
