//! The file with the tokens of operators.

use std::sync::Arc;

use tokio::task::spawn_blocking;

use super::outcome::ReloadOutcome;
use super::trigger::ReloadTrigger;
use crate::server::{AdminTokens, FileSnapshot, NewTokens};
use crate::telemetry::{Metrics, Subject};

pub struct TokenFile {
    tokens: Arc<AdminTokens>,
    /// As it was read last, valid or not.
    read: FileSnapshot,
    metrics: Arc<Metrics>,
}

impl TokenFile {
    pub fn new(tokens: Arc<AdminTokens>, metrics: Arc<Metrics>) -> Self {
        Self {
            read: tokens.in_force(),
            tokens,
            metrics,
        }
    }

    /// Whether the file is another than the one that was read last.
    pub async fn has_changed(&self) -> bool {
        let (tokens, read) = (Arc::clone(&self.tokens), self.read);
        // A panic there is a bug of ours; the file counts as unchanged then.
        let looked = spawn_blocking(move || tokens.look()).await;
        looked.is_ok_and(|now| now != read)
    }

    /// Reads the file, and puts what is in it into force. `None` where it is
    /// being written: the next look finds it changed again.
    pub async fn reload(&mut self, trigger: ReloadTrigger) -> Option<ReloadOutcome> {
        let tokens = Arc::clone(&self.tokens);
        let read = move || {
            let is_still_there = |new: &NewTokens| tokens.look() == new.snapshot();
            trigger.read(|| tokens.read(), is_still_there)
        };
        let outcome = match spawn_blocking(read).await {
            Ok(new) => self.judge(new?),
            Err(panicked) => ReloadOutcome::Refused(format!("{panicked}\n")),
        };
        let state = self.metrics.state();
        state.count_reload(Subject::AdminTokens, outcome.result());
        Some(outcome)
    }

    fn judge(&mut self, new: NewTokens) -> ReloadOutcome {
        let before = self.tokens.in_force();
        self.read = new.snapshot();
        match self.tokens.renew(new) {
            Err(error) => {
                tracing::error!("{error}");
                tracing::error!("the admin tokens are invalid: the previous ones stay in force");
                ReloadOutcome::Refused(format!("{error}\n"))
            }
            Ok(()) if self.read == before => ReloadOutcome::Unchanged,
            Ok(()) => {
                tracing::info!("admin tokens reloaded");
                ReloadOutcome::Changed
            }
        }
    }
}
