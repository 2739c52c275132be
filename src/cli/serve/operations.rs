//! What operators can ask of the process.

use std::pin::Pin;
use std::sync::Arc;

use tokio::task::spawn_blocking;

use super::reload::ReloadHandle;
use crate::cli::probe::ProbeState;
use crate::cli::{clock, output};
use crate::gateway::{Arrival, Gateway};
use crate::identity::{ProbeId, header_names};
use crate::server::{AdminHandler, PolicyStatus, Reloaded};
use crate::telemetry::Metrics;

#[derive(Debug)]
pub struct Operations {
    pub gateway: Arc<Gateway>,
    pub metrics: Arc<Metrics>,
    pub reload: ReloadHandle,
}

impl Operations {
    fn probe_state(&self, id: ProbeId, arrivals: Vec<Arrival>) -> Option<Vec<u8>> {
        let policy = self.gateway.policy();
        let state = ProbeState {
            id: id.to_string(),
            policy: policy.hash().to_owned(),
            header_names: header_names(policy.trust(), id),
            arrivals,
        };
        serde_json::to_vec(&state).ok()
    }
}

impl AdminHandler for Operations {
    fn metrics(&self) -> String {
        self.metrics.encode()
    }

    fn policy_status(&self) -> PolicyStatus {
        let state = self.metrics.state();
        let now = clock::now().as_second();
        let policy = self.gateway.policy();
        PolicyStatus {
            policy: policy.hash().to_owned(),
            signing_keys: policy.signing_keys().fingerprint(),
            policy_age_seconds: now.saturating_sub(state.policy_since()),
            policy_confirmed_seconds: self
                .metrics
                .policy_source()
                .confirmed_at()
                .map(|confirmed| now.saturating_sub(confirmed)),
        }
    }

    fn policy(&self) -> Pin<Box<dyn Future<Output = Vec<u8>> + Send>> {
        let policy = self.gateway.policy();
        let write = move || {
            let json = output::json(&policy.dump()).unwrap_or_default();
            json.into_bytes()
        };
        // 100,000 links take a while, in which health checks must be answered.
        Box::pin(async { spawn_blocking(write).await.unwrap_or_default() })
    }

    fn open_probe(&self) -> Option<Vec<u8>> {
        let id = self.gateway.open_probe(clock::now())?;
        self.probe_state(id, Vec::new())
    }

    fn probe(&self, id: &str) -> Option<Vec<u8>> {
        let id = id.parse().ok()?;
        let arrivals = self.gateway.probe_arrivals(id, clock::now())?;
        self.probe_state(id, arrivals)
    }

    fn close_probe(&self, id: &str) {
        // An id that is invalid names no probe.
        if let Ok(id) = id.parse() {
            self.gateway.close_probe(id, clock::now());
        }
    }

    fn reload(&self) -> Pin<Box<dyn Future<Output = Reloaded> + Send>> {
        Box::pin(self.reload.clone().ask())
    }
}
