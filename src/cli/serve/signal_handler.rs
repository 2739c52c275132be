//! What signals ask for: reload, reopen the log, drain, end.

use std::future::pending;
use std::time::Duration;

use sd_notify::NotifyState;
use tokio::sync::{oneshot, watch};
use tokio::time::sleep;

use super::reload::ReloadHandle;
use crate::server::{Readiness, Signal, Signals};
use crate::telemetry::DecisionLog;

pub struct SignalHandler {
    pub log: DecisionLog,
    pub reload: ReloadHandle,
    pub readiness: Readiness,
    /// Between SIGTERM and the drain.
    pub delay: Duration,
    /// Turns true when the drain begins.
    pub drain: watch::Sender<bool>,
}

impl SignalHandler {
    /// The first signal to end begins the drain, the second resolves `end`.
    pub async fn run(self, mut signals: Signals, end: oneshot::Sender<()>) {
        let signal = self.next_to_end(&mut signals).await;
        tracing::info!(%signal, "draining; a second signal ends at once");
        tell_systemd(&[NotifyState::Stopping]);
        self.readiness.drain();
        let delay = match signal {
            Signal::Terminate => self.delay,
            // Ctrl-C comes from a terminal: there is no load balancer to wait for.
            _ => Duration::ZERO,
        };
        let drain = async {
            sleep(delay).await;
            self.drain.send_replace(true);
            pending::<()>().await;
        };
        tokio::select! {
            _ = self.next_to_end(&mut signals) => {}
            () = drain => {}
        }
        // Without a receiver there is nothing left to end.
        let _ = end.send(());
    }

    /// Waits for a signal to end, and does what others ask for.
    async fn next_to_end(&self, signals: &mut Signals) -> Signal {
        loop {
            match signals.next().await {
                signal @ (Signal::Terminate | Signal::Interrupt) => return signal,
                Signal::User1 => self.log.reopen(),
                Signal::Hangup => {
                    tokio::spawn(reload_for_systemd(self.reload.clone()));
                }
            }
        }
    }
}

/// Notifies systemd of the beginning and the end: `systemctl reload` waits for the end.
async fn reload_for_systemd(reload: ReloadHandle) {
    tracing::info!(signal = %Signal::Hangup, "reloading policy and certificates");
    if let Ok(now) = NotifyState::monotonic_usec_now() {
        tell_systemd(&[NotifyState::Reloading, now]);
    }
    // The outcome is in the diagnostics.
    let _ = reload.ask().await;
    tell_systemd(&[NotifyState::Ready]);
}

/// Does nothing where systemd has not started the process.
pub fn tell_systemd(news: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(news) {
        tracing::warn!(%error, "systemd could not be notified");
    }
}
