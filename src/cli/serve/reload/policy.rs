//! The files of the policy.

use std::error::Error;
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anstream::adapter::strip_str;
use tokio::task::{JoinHandle, spawn_blocking};

use super::{MOMENT, Outcome, Pace};
use crate::cli::{clock, report, source};
use crate::compile::{Fingerprint, Loaded, Watched};
use crate::gateway::Gateway;
use crate::policy::{CertificatesFrom, Policy};
use crate::server::Tls;
use crate::telemetry::{Diagnostics, Metrics, Subject};

/// The files of the policy, and the gateway that goes by it.
pub(in crate::cli::serve) struct PolicyFiles {
    /// `None` for the built-in policy, which does not change.
    path: Option<PathBuf>,
    /// What was read last, good or not.
    watched: Watched,
    /// What is in force.
    in_force: Fingerprint,
    gateway: Arc<Gateway>,
    /// Keeps the keys of issuers fresh.
    fetching: JoinHandle<()>,
    /// Whose certificates the policy may believe.
    tls: Option<Arc<Tls>>,
    metrics: Arc<Metrics>,
    diagnostics: Diagnostics,
}

/// What a reload of the policy concerns.
pub(in crate::cli::serve) struct Concerned {
    pub(in crate::cli::serve) gateway: Arc<Gateway>,
    pub(in crate::cli::serve) tls: Option<Arc<Tls>>,
    pub(in crate::cli::serve) metrics: Arc<Metrics>,
    pub(in crate::cli::serve) diagnostics: Diagnostics,
}

impl PolicyFiles {
    /// The files of a policy that is in force.
    pub(in crate::cli::serve) fn new(
        path: Option<PathBuf>,
        watched: Watched,
        concerned: Concerned,
    ) -> Self {
        let Concerned {
            gateway,
            tls,
            metrics,
            diagnostics,
        } = concerned;
        let policy = gateway.policy();
        let state = metrics.state();
        state.policy_in_force(policy.hash(), clock::now().as_second());
        warn_of_uncertified(&policy, tls.as_deref());
        Self {
            path,
            in_force: watched.fingerprint(),
            watched,
            fetching: tokio::spawn(gateway.tokens().keep_fresh()),
            gateway,
            tls,
            metrics,
            diagnostics,
        }
    }

    /// Whether there is anything else in the files than what was read last.
    pub(super) async fn have_changed(&self) -> bool {
        if self.watched.is_empty() {
            return false;
        }
        let watched = self.watched.clone();
        let looking = spawn_blocking(move || watched.look() != watched.fingerprint());
        // A panic there would be a fault of ours; the files are no news then.
        looking.await.unwrap_or(false)
    }

    /// Reads the files, and puts what is in them into force. `None` where they
    /// are being written: the next look finds them changed again.
    pub(super) async fn reload(&mut self, pace: Pace) -> Option<Outcome> {
        let outcome = match self.path.clone() {
            None => Outcome::Unchanged,
            Some(path) => match spawn_blocking(move || read(&path, pace)).await {
                Ok(read) => {
                    let (loaded, watched) = read?;
                    self.watched = watched;
                    self.judge(loaded).await
                }
                Err(panicked) => Outcome::Refused(format!("{panicked}\n")),
            },
        };
        let state = self.metrics.state();
        state.count_reload(Subject::Policy, outcome.result());
        if let Outcome::Refused(_) = &outcome {
            tracing::error!("the policy is not good: the old one goes on");
        }
        Some(outcome)
    }

    async fn judge(&mut self, loaded: Loaded) -> Outcome {
        let findings = report::human(&loaded);
        if !loaded.problems.is_empty() {
            self.diagnostics.say(&findings);
        }
        let Some(policy) = loaded.policy else {
            return Outcome::Refused(strip_str(&findings).to_string());
        };
        if self.watched.fingerprint() == self.in_force {
            return Outcome::Unchanged;
        }
        if let Err(error) = self.succeed(policy).await {
            return Outcome::Refused(format!("{error}\n"));
        }
        self.in_force = self.watched.fingerprint();
        Outcome::Changed
    }

    /// Puts a policy into force, once the keys of its issuers are there or have
    /// been tried: nobody is turned away for want of them in between.
    async fn succeed(&mut self, policy: Policy) -> Result<(), Box<dyn Error + Send + Sync>> {
        let gateway = Arc::clone(&self.gateway);
        // The index of many links takes a while, in which this thread would answer nobody.
        let successor = spawn_blocking(move || gateway.prepare(policy)).await??;
        let tokens = successor.tokens();
        let fetching = tokio::spawn(Arc::clone(&tokens).keep_fresh());
        tokens.tried().await;
        let old = self.gateway.policy();
        let retired = self.gateway.succeed(successor);
        mem::replace(&mut self.fetching, fetching).abort();
        let policy = self.gateway.policy();
        tracing::info!(policy = policy.hash(), "the policy is another one now");
        let state = self.metrics.state();
        state.policy_in_force(policy.hash(), clock::now().as_second());
        if old.hash() != policy.hash() {
            state.policy_retired(old.hash());
        }
        warn_of_uncertified(&policy, self.tls.as_deref());
        spawn_blocking(move || drop((old, retired)));
        Ok(())
    }
}

fn read(path: &Path, pace: Pace) -> Option<(Loaded, Watched)> {
    let read = || {
        let loaded = source::load(Some(path), clock::now());
        let watched = Watched::of(&loaded);
        (loaded, watched)
    };
    let is_still_there = |(_, watched): &(_, Watched)| watched.look() == watched.fingerprint();
    pace.read(read, is_still_there, MOMENT)
}

/// Warns where certificates of the handshake would vouch for people, and no
/// handshake asks for any.
fn warn_of_uncertified(policy: &Policy, tls: Option<&Tls>) {
    let wanted = policy.trust().certificates == Some(CertificatesFrom::Handshake);
    if wanted && !tls.is_some_and(Tls::asks_clients) {
        tracing::warn!(
            "`certificates: tls` of the policy finds none: clients are asked for one with --tls-client-ca"
        );
    }
}
