//! Reloads the policy, the certificates and the admin tokens: on request, and when their files change.
//!
//! Each is checked whole before it replaces the old one. An invalid one is reported with all its
//! errors, and the old one stays in force.

use std::future::pending;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::time::{MissedTickBehavior, interval};

use crate::server::Reloaded;

mod background;
mod certificates;
mod outcome;
mod policy;
mod remote;
mod tokens;
mod trigger;

pub use certificates::CertificateFiles;
use outcome::{ReloadOutcome, Summary};
pub use policy::{PolicyFiles, PolicyOrigin, ReloadTargets};
pub use remote::{FollowedSource, RemotePolicy, keep};
use remote::{PollError, Polled};
pub use tokens::TokenFile;
use trigger::ReloadTrigger;

/// Asks for a reload from anywhere.
#[derive(Clone, Debug)]
pub struct ReloadHandle(mpsc::Sender<oneshot::Sender<Reloaded>>);

/// Everything that can be reloaded.
pub struct Reloader {
    pub policy: PolicyFiles,
    /// Where the policy is fetched from, if it is.
    pub remote: Option<RemotePolicy>,
    pub certificates: Option<CertificateFiles>,
    pub tokens: Option<TokenFile>,
}

impl ReloadHandle {
    /// Reloads everything, after what others have asked for before.
    pub async fn ask(self) -> Reloaded {
        let (reply, answer) = oneshot::channel();
        // Fails where the reloader is gone: the process is ending.
        let _ = self.0.send(reply).await;
        let gone = |_| Reloaded::Refused("the process is ending\n".to_owned());
        answer.await.unwrap_or_else(gone)
    }
}

impl Reloader {
    /// Waits for requests, and looks at the files every so often; never, where that time is zero.
    pub fn start(self, every: Duration) -> ReloadHandle {
        let (ask, asked) = mpsc::channel(1);
        tokio::spawn(self.run(asked, every));
        ReloadHandle(ask)
    }

    async fn run(mut self, mut asked: mpsc::Receiver<oneshot::Sender<Reloaded>>, every: Duration) {
        let looks = !every.is_zero();
        // `interval` panics at zero; where nobody looks, it is never asked.
        let mut look = interval(every.max(Duration::from_millis(1)));
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                reply = asked.recv() => {
                    let Some(reply) = reply else { return };
                    // Fails where the caller no longer waits.
                    let _ = reply.send(self.reload().await);
                }
                _ = look.tick(), if looks => self.reload_what_changed().await,
                fetched = poll(&mut self.remote) => {
                    self.adopt(fetched).await;
                }
            }
        }
    }

    async fn reload(&mut self) -> Reloaded {
        let mut summary = Summary::default();
        if let Some(certificates) = &mut self.certificates
            && let Some(outcome) = certificates.reload(ReloadTrigger::Request).await
        {
            summary.add("certificates", &outcome);
        }
        if let Some(tokens) = &mut self.tokens
            && let Some(outcome) = tokens.reload(ReloadTrigger::Request).await
        {
            summary.add("admin tokens", &outcome);
        }
        if let Some(outcome) = self.reload_policy().await {
            summary.add("policy", &outcome);
        }
        summary.into()
    }

    async fn reload_policy(&mut self) -> Option<ReloadOutcome> {
        let Some(remote) = &mut self.remote else {
            return self.policy.reload(ReloadTrigger::Request).await;
        };
        let fetched = remote.ask_now().await;
        let is_new = matches!(fetched, Ok(Polled::New(_)));
        let adopted = self.adopt(fetched).await;
        if is_new {
            return Some(adopted);
        }
        // Files of the machine that it names may be others.
        let read = self.read_policy_again(ReloadTrigger::Request).await;
        match adopted {
            ReloadOutcome::Refused(_) => Some(adopted),
            ReloadOutcome::Changed | ReloadOutcome::Unchanged => read,
        }
    }

    async fn read_policy_again(&mut self, trigger: ReloadTrigger) -> Option<ReloadOutcome> {
        let outcome = self.policy.reload(trigger).await;
        // A version that was refused may be valid with other files of the machine.
        if let (Some(remote), Some(ReloadOutcome::Changed)) = (&mut self.remote, &outcome) {
            remote.is_now_in_force().await;
        }
        outcome
    }

    /// Puts what was fetched into force.
    async fn adopt(&mut self, fetched: Result<Polled, PollError>) -> ReloadOutcome {
        let Some(remote) = &mut self.remote else {
            return ReloadOutcome::Unchanged;
        };
        match fetched {
            Ok(Polled::New(version)) => {
                let outcome = self.policy.replace(version.bundle().clone()).await;
                remote.has_come(version, &outcome).await;
                outcome
            }
            Ok(Polled::Unchanged(etag)) => {
                remote.is_unchanged(etag);
                ReloadOutcome::Unchanged
            }
            Err(error) => remote.has_failed(&error),
        }
    }

    async fn reload_what_changed(&mut self) {
        let trigger = ReloadTrigger::FileChange;
        if let Some(certificates) = &mut self.certificates
            && certificates.have_changed().await
        {
            warn_if_unsettled("certificates", certificates.reload(trigger).await.as_ref());
        }
        if let Some(tokens) = &mut self.tokens
            && tokens.has_changed().await
        {
            warn_if_unsettled("admin tokens", tokens.reload(trigger).await.as_ref());
        }
        if self.policy.have_changed().await {
            let outcome = self.read_policy_again(trigger).await;
            warn_if_unsettled("policy", outcome.as_ref());
        }
    }
}

/// The next answer of the source; without one, there is none.
async fn poll(remote: &mut Option<RemotePolicy>) -> Result<Polled, PollError> {
    match remote {
        Some(remote) => remote.poll().await,
        None => pending().await,
    }
}

/// Warns of files that somebody writes all the time. Any other outcome has been reported.
fn warn_if_unsettled(subject: &str, outcome: Option<&ReloadOutcome>) {
    if outcome.is_none() {
        tracing::warn!(
            subject,
            "the files keep changing, and are read when they rest"
        );
    }
}
