//! Whether a service may be called at the moment: its circuit, and the pause that Webex asked for.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::circuit::{Admission, Change, Circuit, Health};
use super::error::UpstreamError;
use crate::telemetry::{UpstreamApi, UpstreamMetrics};

pub struct Gate {
    site: Box<str>,
    api: UpstreamApi,
    metrics: UpstreamMetrics,
    state: Mutex<GateState>,
}

struct GateState {
    circuit: Circuit,
    resting_until: Option<Instant>,
}

/// One call that was let through. Dropped without an outcome, it has said nothing about the server.
pub struct Pass<'g> {
    gate: &'g Gate,
    admission: Admission,
    is_settled: bool,
}

impl Gate {
    pub fn new(site: &str, api: UpstreamApi, metrics: &UpstreamMetrics) -> Self {
        Self {
            site: site.into(),
            api,
            metrics: metrics.clone(),
            state: Mutex::new(GateState {
                circuit: Circuit::new(Instant::now()),
                resting_until: None,
            }),
        }
    }

    /// Has its state among the metrics.
    pub fn show(&self) {
        let is_closed = self.state().circuit.is_closed();
        self.metrics.circuit(&self.site, self.api, !is_closed);
    }

    pub fn enter(&self) -> Result<Pass<'_>, UpstreamError> {
        let now = Instant::now();
        let mut state = self.state();
        if state.resting_until.is_some_and(|until| now < until) {
            return Err(UpstreamError::Resting);
        }
        match state.circuit.admit(now) {
            Admission::Refused => Err(UpstreamError::CircuitOpen),
            admission => Ok(Pass {
                gate: self,
                admission,
                is_settled: false,
            }),
        }
    }

    /// Why a call would not be let through.
    pub fn refusal(&self) -> Option<UpstreamError> {
        let now = Instant::now();
        let state = self.state();
        if state.resting_until.is_some_and(|until| now < until) {
            return Some(UpstreamError::Resting);
        }
        let is_refused = state.circuit.would_refuse(now);
        is_refused.then_some(UpstreamError::CircuitOpen)
    }

    /// No call is made for so long. A shorter pause does not end a longer one.
    pub fn rest(&self, pause: Duration) {
        let until = Instant::now() + pause;
        let mut state = self.state();
        state.resting_until = state.resting_until.max(Some(until));
    }

    /// `reason` is what was wrong, for diagnostics.
    fn note(&self, admission: Admission, health: Health, reason: &str) {
        let change = self.state().circuit.note(admission, health, Instant::now());
        let (site, api) = (&*self.site, self.api.as_str());
        match change {
            Change::None => {}
            Change::Opened => {
                self.metrics.circuit(site, self.api, true);
                tracing::warn!(
                    site,
                    api,
                    reason,
                    "too many calls failed: none is made for a while"
                );
            }
            Change::Closed => {
                self.metrics.circuit(site, self.api, false);
                tracing::info!(site, api, "calls succeed again");
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, GateState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pass<'_> {
    /// The server is there and answers, whatever it says.
    pub fn good(mut self) {
        self.is_settled = true;
        self.gate.note(self.admission, Health::Good, "");
    }

    /// The server is not there, or says that it cannot work. `reason` is for diagnostics.
    pub fn bad(mut self, reason: &str) {
        self.is_settled = true;
        self.gate.note(self.admission, Health::Bad, reason);
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        if !self.is_settled && self.admission == Admission::Probe {
            self.gate.state().circuit.abandon_probe(Instant::now());
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;
    use crate::telemetry::Metrics;

    /// The task of a call may end in a panic.
    #[tokio::test(start_paused = true)]
    async fn a_probe_that_says_nothing_lets_another_one_through() {
        let gate = Gate::new("acme", UpstreamApi::Rest, Metrics::default().upstream());
        while let Ok(pass) = gate.enter() {
            pass.bad("no answer");
        }
        advance(Duration::from_secs(5)).await;
        let probe = gate.enter().expect("a probe");
        assert_eq!(gate.enter().err(), Some(UpstreamError::CircuitOpen));
        assert_eq!(gate.refusal(), Some(UpstreamError::CircuitOpen));
        drop(probe);
        assert_eq!(gate.refusal(), None);
        gate.enter().expect("a probe").good();
        assert!(gate.enter().is_ok() && gate.enter().is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn a_shorter_pause_does_not_end_a_longer_one() {
        let gate = Gate::new("acme", UpstreamApi::Rest, Metrics::default().upstream());
        gate.rest(Duration::from_secs(5));
        gate.rest(Duration::from_secs(1));
        advance(Duration::from_secs(4)).await;
        assert_eq!(gate.enter().err(), Some(UpstreamError::Resting));
        advance(Duration::from_secs(1)).await;
        assert!(gate.enter().is_ok());
    }
}
