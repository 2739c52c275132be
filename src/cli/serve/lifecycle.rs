//! The life of the process: serve, drain, end.

use std::future::pending;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use sd_notify::NotifyState;
use tokio::runtime::Runtime;
use tokio::sync::{oneshot, watch};
use tokio::time::{sleep, timeout};

use super::operations::Operations;
use super::public::HttpsRedirect;
use super::reload::{Certificates, PolicyFiles, Reload, ReloadTargets, Reloader, TokenFile};
use super::{AdminRuntime, ServeArgs, Sockets, StartError};
use crate::compile::Watched;
use crate::gateway::Gateway;
use crate::server::{
    self, Admin, AdminTokens, Drained, Health, Latch, Limits, Listeners, Readiness, Settings,
    Signal, Signals,
};
use crate::telemetry::{DecisionLog, Diagnostics, Metrics};

/// How long the decision log may take to write its last lines. With the drain
/// before it, it stays below the 30 s after which Kubernetes kills.
const LAST_LINES: Duration = Duration::from_secs(3);

/// The same where a second signal ends the process.
const HURRIED_LINES: Duration = Duration::from_millis(100);

/// Connections of operators at once: probes, a scraper, and a few people.
const ADMIN_CONNECTIONS: usize = 64;

/// Connections of probes at once, and of one address among them: that listener may be reached by
/// strangers, and one of them must not keep the probes away.
const HEALTH_CONNECTIONS: usize = 128;
const HEALTH_CONNECTIONS_PER_ADDRESS: usize = 16;

/// Everything that runs.
pub struct Process<'a> {
    pub args: &'a ServeArgs,
    pub settings: Settings,
    pub gateway: Arc<Gateway>,
    pub watched: Watched,
    pub tokens: Option<Arc<AdminTokens>>,
    pub log: DecisionLog,
    pub metrics: Arc<Metrics>,
    pub diagnostics: Diagnostics,
}

impl Process<'_> {
    /// Serves until it is told to end.
    pub async fn run(self, bound: Sockets, control: AdminRuntime) -> Result<(), StartError> {
        let readiness = self.settings.readiness.clone();
        let starting = readiness.latch();
        let reload = self.watch_files();
        self.await_keys(readiness.latch());
        let (drain, draining) = watch::channel(false);
        let (end, ended) = oneshot::channel();
        let conductor = SignalHandler {
            log: self.log.clone(),
            reload: reload.clone(),
            readiness: readiness.clone(),
            delay: self.args.limits.drain_delay,
            drain,
        };
        let conducting = conductor.watch(control.signals, end);
        let operators = self.answer_operators(bound.admin, bound.health, readiness, reload);
        run_beside(control.runtime, async {
            tokio::join!(conducting, operators);
        })?;
        let work = async {
            drop(starting); // from here on requests are answered
            tell_systemd(&[NotifyState::Ready]);
            self.serve(bound.public, bound.redirect, draining).await;
            if timeout(LAST_LINES, self.log.flush()).await.is_err() {
                tracing::warn!("the decision log did not take its last lines in time");
            }
        };
        tokio::select! {
            () = work => {}
            _ = ended => {
                tracing::warn!("ended at once");
                // Who is in a hurry gets what can be had without waiting.
                let _ = timeout(HURRIED_LINES, self.log.flush()).await;
            }
        }
        Ok(())
    }

    /// Reads policy and certificates anew from now on, when it is asked to or
    /// they change.
    fn watch_files(&self) -> Reload {
        let metrics = &self.metrics;
        let (tls, tokens) = (self.settings.tls.clone(), self.tokens.clone());
        let targets = ReloadTargets {
            gateway: Arc::clone(&self.gateway),
            tls: tls.clone(),
            metrics: Arc::clone(metrics),
            diagnostics: self.diagnostics.clone(),
        };
        let (path, watched) = (self.args.policy.clone(), self.watched.clone());
        Reloader {
            policy: PolicyFiles::new(path, watched, targets),
            certificates: tls.map(|tls| Certificates::new(tls, Arc::clone(metrics))),
            tokens: tokens.map(|tokens| TokenFile::new(tokens, Arc::clone(metrics))),
        }
        .start(self.args.watch_interval)
    }

    /// Holds readiness back until the keys of all issuers have been asked for.
    fn await_keys(&self, fetching: Latch) {
        let tokens = self.gateway.tokens();
        tokio::spawn(async move {
            tokens.tried().await; // bounded by the time that a fetch may take
            drop(fetching);
        });
    }

    /// Answers operators and probes, as long as the process lasts.
    fn answer_operators(
        &self,
        admin: Listeners,
        health: Listeners,
        readiness: Readiness,
        reload: Reload,
    ) -> impl Future<Output = ()> + Send + use<> {
        let process = Arc::new(Operations {
            gateway: Arc::clone(&self.gateway),
            metrics: Arc::clone(&self.metrics),
            reload,
        });
        let hosts = self.args.admin_hosts.clone();
        let probed = Health::new(readiness, process);
        let app = Arc::new(Admin::new(probed.clone(), hosts, self.tokens.clone()));
        let of_operators = Limits {
            connections: ADMIN_CONNECTIONS,
            ..self.settings.limits
        };
        let of_probes = Limits {
            connections: HEALTH_CONNECTIONS,
            connections_per_address: HEALTH_CONNECTIONS_PER_ADDRESS,
            ..self.settings.limits
        };
        async move {
            // They never end: whatever they say is no news.
            let _ = tokio::join!(
                server::run(admin, app, of_operators.into(), pending()),
                server::run(health, Arc::new(probed), of_probes.into(), pending()),
            );
        }
    }

    async fn serve(&self, public: Listeners, redirect: Listeners, draining: watch::Receiver<bool>) {
        let upgrade = Arc::new(HttpsRedirect(Arc::clone(&self.gateway)));
        let plain = Settings {
            tls: None,
            ..self.settings.clone()
        };
        let gateway = Arc::clone(&self.gateway);
        let settings = self.settings.clone();
        let (public, redirect) = tokio::join!(
            server::run(public, gateway, settings, begun(draining.clone())),
            server::run(redirect, upgrade, plain, begun(draining)),
        );
        let cut = |drained| match drained {
            Drained::Complete => 0,
            Drained::Cut { connections } => connections,
        };
        match cut(public) + cut(redirect) {
            0 => tracing::info!("drained"),
            connections => tracing::warn!(connections, "connections were cut at the deadline"),
        }
    }
}

/// Does that on a thread that nothing else keeps busy. Should it ever fail,
/// nobody would hear signals any more.
fn run_beside(
    runtime: Runtime,
    work: impl Future<Output = ()> + Send + 'static,
) -> Result<(), StartError> {
    thread::Builder::new()
        .name("operators".to_owned())
        .spawn(move || runtime.block_on(work))?;
    Ok(())
}

/// Resolves when the drain begins.
async fn begun(mut draining: watch::Receiver<bool>) {
    // Without a sender there is nobody left to serve for.
    let _ = draining.wait_for(|draining| *draining).await;
}

/// Tells systemd, if it wants to know.
pub fn tell_systemd(news: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(news) {
        tracing::warn!(%error, "systemd could not be told");
    }
}

/// Reads everything anew, and tells systemd of the beginning and the end.
async fn reload_for_systemd(reload: Reload) {
    tracing::info!(signal = %Signal::Hangup, "reading policy and certificates anew");
    if let Ok(now) = NotifyState::monotonic_usec_now() {
        tell_systemd(&[NotifyState::Reloading, now]);
    }
    // What came of it stands in the diagnostics.
    let _ = reload.ask().await;
    tell_systemd(&[NotifyState::Ready]);
}

/// Does what signals ask for.
struct SignalHandler {
    log: DecisionLog,
    reload: Reload,
    readiness: Readiness,
    delay: Duration,
    drain: watch::Sender<bool>,
}

impl SignalHandler {
    /// The first signal to end begins the drain, the second ends the process.
    async fn watch(self, mut signals: Signals, end: oneshot::Sender<()>) {
        let signal = self.next_to_end(&mut signals).await;
        tracing::info!(%signal, "draining; a second signal ends at once");
        tell_systemd(&[NotifyState::Stopping]);
        self.readiness.drain();
        // Nobody sends people to a terminal through a load balancer.
        let delay = match signal {
            Signal::Terminate => self.delay,
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
