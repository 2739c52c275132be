//! The files of the policy.

use std::error::Error;
use std::mem;
use std::path::PathBuf;
use std::sync::Arc;

use anstream::adapter::strip_str;
use tokio::task::JoinHandle;

use super::background::in_background;
use super::outcome::ReloadOutcome;
use super::trigger::ReloadTrigger;
use crate::cli::{clock, report, source};
use crate::compile::{Bundle, Fingerprint, Loaded, Watched};
use crate::gateway::Gateway;
use crate::policy::{CertificatesFrom, Policy};
use crate::server::Tls;
use crate::telemetry::{Diagnostics, Metrics, Subject};

pub struct PolicyFiles {
    origin: PolicyOrigin,
    /// As they were read last, valid or not.
    watched: Watched,
    /// Of the policy in force.
    in_force: Fingerprint,
    gateway: Arc<Gateway>,
    /// Keeps the keys of issuers fresh.
    fetching: JoinHandle<()>,
    tls: Option<Arc<Tls>>,
    metrics: Arc<Metrics>,
    diagnostics: Diagnostics,
}

/// What a policy is read from.
#[derive(Clone)]
pub enum PolicyOrigin {
    /// It is compiled in and does not change.
    BuiltIn,
    Path(PathBuf),
    /// What was fetched last, with the files of the machine that it names.
    Bundle(Arc<Bundle>),
}

pub struct ReloadTargets {
    pub gateway: Arc<Gateway>,
    pub tls: Option<Arc<Tls>>,
    pub metrics: Arc<Metrics>,
    pub diagnostics: Diagnostics,
}

impl PolicyFiles {
    pub fn new(origin: PolicyOrigin, watched: Watched, targets: ReloadTargets) -> Self {
        let ReloadTargets {
            gateway,
            tls,
            metrics,
            diagnostics,
        } = targets;
        let policy = gateway.policy();
        let state = metrics.state();
        state.policy_in_force(policy.hash(), clock::now().as_second());
        warn_of_uncertified(&policy, tls.as_deref());
        Self {
            origin,
            in_force: watched.fingerprint(),
            watched,
            fetching: tokio::spawn(gateway.tokens().keep_fresh()),
            gateway,
            tls,
            metrics,
            diagnostics,
        }
    }

    /// Whether the files are others than those that were read last.
    pub async fn have_changed(&self) -> bool {
        if self.watched.is_empty() {
            return false;
        }
        let watched = self.watched.clone();
        let looking = in_background(move || watched.look() != watched.fingerprint());
        // The files count as unchanged until somebody can look.
        looking.await.unwrap_or(false)
    }

    /// Reads the files, and puts what is in them into force. `None` where they
    /// are being written: the next look finds them changed again.
    pub async fn reload(&mut self, trigger: ReloadTrigger) -> Option<ReloadOutcome> {
        let outcome = match self.origin.clone() {
            PolicyOrigin::BuiltIn => ReloadOutcome::Unchanged,
            origin => match in_background(move || read(&origin, trigger)).await {
                Ok(read) => {
                    let ReadPolicy { loaded, watched } = read?;
                    self.watched = watched;
                    self.judge(loaded).await
                }
                Err(error) => ReloadOutcome::Refused(format!("{error}\n")),
            },
        };
        let state = self.metrics.state();
        state.count_reload(Subject::Policy, outcome.result());
        if let ReloadOutcome::Refused(_) = &outcome {
            tracing::error!("the policy is not good: the old one goes on");
        }
        Some(outcome)
    }

    /// Reads what was fetched, and puts it into force.
    pub async fn replace(&mut self, bundle: Arc<Bundle>) -> ReloadOutcome {
        self.origin = PolicyOrigin::Bundle(bundle);
        // On request, what is there counts, so that there is always an outcome.
        let outcome = self.reload(ReloadTrigger::Request).await;
        outcome.unwrap_or(ReloadOutcome::Unchanged)
    }

    async fn judge(&mut self, loaded: Loaded) -> ReloadOutcome {
        let findings = report::human(&loaded);
        if !loaded.problems.is_empty() {
            self.diagnostics.say(&findings);
        }
        let Some(policy) = loaded.policy else {
            return ReloadOutcome::Refused(strip_str(&findings).to_string());
        };
        if self.watched.fingerprint() == self.in_force {
            return ReloadOutcome::Unchanged;
        }
        if let Err(error) = self.replace_policy(policy).await {
            return ReloadOutcome::Refused(format!("{error}\n"));
        }
        self.in_force = self.watched.fingerprint();
        ReloadOutcome::Changed
    }

    /// Puts a policy into force, once the keys of its issuers were fetched or failed to be: no
    /// token is refused in between because its key is missing.
    async fn replace_policy(&mut self, policy: Policy) -> Result<(), Box<dyn Error + Send + Sync>> {
        let gateway = Arc::clone(&self.gateway);
        let prepared = in_background(move || gateway.prepare(policy)).await??;
        let tokens = prepared.tokens();
        let fetching = tokio::spawn(Arc::clone(&tokens).keep_fresh());
        tokens.tried().await;
        let old = self.gateway.policy();
        let previous = self.gateway.replace_policy(prepared);
        mem::replace(&mut self.fetching, fetching).abort();
        let policy = self.gateway.policy();
        tracing::info!(policy = policy.hash(), "the policy is another one now");
        let state = self.metrics.state();
        state.policy_in_force(policy.hash(), clock::now().as_second());
        if old.hash() != policy.hash() {
            state.policy_retired(old.hash());
        }
        warn_of_uncertified(&policy, self.tls.as_deref());
        // Nobody waits for it.
        tokio::spawn(in_background(move || drop((old, previous))));
        Ok(())
    }
}

struct ReadPolicy {
    loaded: Loaded,
    watched: Watched,
}

fn read(origin: &PolicyOrigin, trigger: ReloadTrigger) -> Option<ReadPolicy> {
    let read = || {
        let loaded = origin.load();
        let watched = Watched::of(&loaded);
        ReadPolicy { loaded, watched }
    };
    let is_still_there = |read: &ReadPolicy| read.watched.look() == read.watched.fingerprint();
    trigger.read(read, is_still_there)
}

impl PolicyOrigin {
    pub fn load(&self) -> Loaded {
        let now = clock::now();
        match self {
            Self::BuiltIn => source::load(None, now),
            Self::Path(path) => source::load(Some(path), now),
            Self::Bundle(bundle) => source::load_fetched(bundle, now),
        }
    }
}

/// Warns where the policy takes identities from client certificates of the handshake, and no
/// handshake asks for any.
fn warn_of_uncertified(policy: &Policy, tls: Option<&Tls>) {
    let wanted = policy.trust().certificates == Some(CertificatesFrom::Handshake);
    if wanted && !tls.is_some_and(Tls::asks_clients) {
        tracing::warn!(
            "`certificates: tls` of the policy finds none: clients are asked for one with --tls-client-ca"
        );
    }
}
