//! The life of the process: serve, drain, end.

use std::future::pending;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use sd_notify::NotifyState;
use tokio::sync::{oneshot, watch};
use tokio::time::timeout;

use super::admin_runtime::{self, AdminRuntime};
use super::args::ServeArgs;
use super::operations::Operations;
use super::public::HttpsRedirect;
use super::reload::{
    CertificateFiles, FollowedSource, PolicyFiles, PolicyOrigin, ReloadHandle, ReloadTargets,
    Reloader, RemotePolicy, TokenFile,
};
use super::signal_handler::{SignalHandler, tell_systemd};
use super::sockets::Sockets;
use crate::compile::Watched;
use crate::gateway::Gateway;
use crate::server::{
    self, Admin, AdminTokens, Drained, Health, Latch, Limits, Listeners, Readiness, Settings,
};
use crate::telemetry::{DecisionLog, Diagnostics, Metrics, Spans};

/// How long the decision log may take to write its last lines. With the drain before it, it stays
/// below the 30 s after which Kubernetes kills.
const LAST_LINES: Duration = Duration::from_secs(3);

/// The same where a second signal ends the process.
const HURRIED_LINES: Duration = Duration::from_millis(100);

/// Connections of operators at once: probes, a scraper, and a few people.
const ADMIN_CONNECTIONS: usize = 64;

/// Connections of probes at once, and of one address among them: that listener may be reached by
/// strangers, and one of them must not keep the probes away.
const HEALTH_CONNECTIONS: usize = 128;
const HEALTH_CONNECTIONS_PER_ADDRESS: usize = 16;

pub struct Process<'a> {
    pub args: &'a ServeArgs,
    pub settings: Settings,
    pub gateway: Arc<Gateway>,
    pub watched: Watched,
    pub origin: PolicyOrigin,
    pub remote: Option<FollowedSource>,
    pub tokens: Option<Arc<AdminTokens>>,
    pub log: DecisionLog,
    pub spans: Option<Arc<Spans>>,
    pub metrics: Arc<Metrics>,
    pub diagnostics: Diagnostics,
}

impl Process<'_> {
    /// Serves until it is told to end.
    pub async fn run(mut self, sockets: Sockets, admin_runtime: AdminRuntime) -> io::Result<()> {
        let readiness = self.settings.readiness.clone();
        let starting = readiness.latch();
        let reload = self.watch_files();
        self.await_keys(readiness.latch());
        let (drain, draining) = watch::channel(false);
        let (end, ended) = oneshot::channel();
        let handler = SignalHandler {
            log: self.log.clone(),
            reload: reload.clone(),
            readiness: readiness.clone(),
            delay: self.args.limits.drain_delay,
            drain,
        };
        let signals = handler.run(admin_runtime.signals, end);
        let operators = self.answer_operators(sockets.admin, sockets.health, readiness, reload);
        admin_runtime::spawn(admin_runtime.runtime, async {
            tokio::join!(signals, operators);
        })?;
        let work = async {
            drop(starting); // from here on requests are answered
            tell_systemd(&[NotifyState::Ready]);
            self.serve(sockets.public, sockets.redirect, draining).await;
            self.settle().await;
            self.flush().await;
        };
        tokio::select! {
            () = work => {}
            _ = ended => {
                tracing::warn!("ended at once");
                // A second signal gets the lines that can be written without waiting.
                let _ = timeout(HURRIED_LINES, self.log.flush()).await;
            }
        }
        Ok(())
    }

    /// Reloads policy, certificates and tokens from now on, on request and when their files change.
    fn watch_files(&mut self) -> ReloadHandle {
        let metrics = &self.metrics;
        let (tls, tokens) = (self.settings.tls.clone(), self.tokens.clone());
        let targets = ReloadTargets {
            gateway: Arc::clone(&self.gateway),
            tls: tls.clone(),
            metrics: Arc::clone(metrics),
            diagnostics: self.diagnostics.clone(),
        };
        let (origin, watched) = (self.origin.clone(), self.watched.clone());
        let remote = self.remote.take();
        Reloader {
            policy: PolicyFiles::new(origin, watched, targets),
            remote: remote.map(|followed| RemotePolicy::follow(followed, Arc::clone(metrics))),
            certificates: tls.map(|tls| CertificateFiles::new(tls, Arc::clone(metrics))),
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
        reload: ReloadHandle,
    ) -> impl Future<Output = ()> + Send + use<> {
        let process = Arc::new(Operations {
            gateway: Arc::clone(&self.gateway),
            metrics: Arc::clone(&self.metrics),
            reload,
        });
        let hosts = self.args.admin_hosts.clone();
        let probes = Health::new(readiness, process);
        let app = Arc::new(Admin::new(probes.clone(), hosts, self.tokens.clone()));
        let admin_limits = Limits {
            connections: ADMIN_CONNECTIONS,
            ..self.settings.limits
        };
        let health_limits = Limits {
            connections: HEALTH_CONNECTIONS,
            connections_per_address: HEALTH_CONNECTIONS_PER_ADDRESS,
            ..self.settings.limits
        };
        async move {
            // They never end, so their results do not matter.
            let _ = tokio::join!(
                server::run(admin, app, admin_limits.into(), pending()),
                server::run(health, Arc::new(probes), health_limits.into(), pending()),
            );
        }
    }

    /// Waits for requests whose clients have left while Webex was asked for them: what was carried out is
    /// to be on record.
    async fn settle(&self) {
        let limit = self.args.limits.upstream().deadline;
        if timeout(limit, self.gateway.settled()).await.is_err() {
            tracing::warn!("calls to Webex were still under way at the end");
        }
    }

    /// Waits for the last lines of the log, and for the last spans meanwhile.
    async fn flush(&self) {
        let spans = async {
            if let Some(spans) = &self.spans {
                spans.flush().await;
            }
        };
        let lines = timeout(LAST_LINES, self.log.flush());
        let (lines, spans) = tokio::join!(lines, timeout(LAST_LINES, spans));
        if lines.is_err() {
            tracing::warn!("the decision log did not take its last lines in time");
        }
        if spans.is_err() {
            tracing::warn!("the collector did not take the last spans in time");
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

/// Resolves when the drain begins.
async fn begun(mut draining: watch::Receiver<bool>) {
    // Without a sender the process is ending.
    let _ = draining.wait_for(|draining| *draining).await;
}
