//! `linkgate serve`: read the whole policy, bind, run, drain.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anstream::{AutoStream, ColorChoice};
use clap::Args;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio::time::timeout;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use super::{clock, report, source};
use crate::gateway::Gateway;
use crate::identity::{Identity, KeyError, Tokens};
use crate::policy::Policy;
use crate::server::{self, Admin, BindError, Drained, Limits, Listeners, Readiness, Signals};
use crate::telemetry::{DecisionLog, Destination, Metrics, OpenError};

/// How long the decision log may take to write its last lines. With the drain
/// before it, it stays below the 30 s after which Kubernetes kills.
const LAST_LINES: Duration = Duration::from_secs(3);

/// The settings of the process. The policy says what is allowed; these say
/// where the process stands.
#[derive(Args, Clone, Debug)]
pub(super) struct ServeArgs {
    /// The policy: a file, or a folder of files that are read as one. Without it, the built-in example
    #[arg(long, value_name = "FILE-OR-FOLDER", env = "LINKGATE_POLICY")]
    policy: Option<PathBuf>,
    /// Where people's requests come in; may be given several times
    #[arg(
        long,
        value_name = "ADDRESS:PORT",
        env = "LINKGATE_LISTEN",
        value_delimiter = ',',
        default_value = "127.0.0.1:8080"
    )]
    listen: Vec<SocketAddr>,
    /// Where health, version and metrics are asked for; keep it off public networks
    #[arg(
        long,
        value_name = "ADDRESS:PORT",
        env = "LINKGATE_ADMIN_LISTEN",
        default_value = "127.0.0.1:9090"
    )]
    admin_listen: SocketAddr,
    /// Where the decision log goes: stdout, journal, journal:/path/to/socket or the path of a file
    #[arg(
        long,
        value_name = "DESTINATION",
        env = "LINKGATE_DECISION_LOG",
        default_value_t = Destination::Stdout
    )]
    decision_log: Destination,
    /// The least severe diagnostics that are written to standard error: error, warn, info, debug or trace
    #[arg(
        long,
        value_name = "LEVEL",
        env = "LINKGATE_LOG_LEVEL",
        default_value = "info"
    )]
    log_level: tracing::Level,
}

/// Why the process could not start.
#[derive(Debug, thiserror::Error)]
enum StartError {
    #[error(transparent)]
    Bind(#[from] BindError),
    #[error(transparent)]
    Keys(#[from] KeyError),
    #[error(transparent)]
    Log(#[from] OpenError),
    #[error("the operating system refused: {0}")]
    System(#[from] io::Error),
}

/// Serves until a signal ends it.
pub(super) fn run(args: &ServeArgs) -> ExitCode {
    write_diagnostics(args.log_level);
    let loaded = source::load(args.policy.as_deref(), clock::now());
    if !loaded.problems.is_empty() {
        report::human(&mut anstream::stderr(), &loaded);
    }
    let Some(policy) = loaded.policy else {
        return ExitCode::FAILURE;
    };
    drop(loaded.sources); // the texts, which may be large, are not needed any more
    match start(args, policy) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Diagnostics go to standard error. The HTTP/2 library quotes malformed
/// requests at debug, and no text of a visitor belongs into a log.
fn write_diagnostics(level: tracing::Level) {
    let quiet = level.min(tracing::Level::INFO);
    let targets = Targets::new()
        .with_default(LevelFilter::from_level(level))
        .with_target("h2", quiet)
        .with_target("hyper", quiet);
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(io::stderr)
        .with_ansi(AutoStream::choice(&io::stderr()) != ColorChoice::Never)
        .with_target(false);
    tracing_subscriber::registry()
        .with(targets)
        .with(lines)
        .init();
}

fn start(args: &ServeArgs, policy: Policy) -> Result<(), StartError> {
    let identity = Identity::new(&policy)?;
    let metrics = Arc::new(Metrics::default());
    let runtime = Runtime::new()?;
    let (public, admin) = runtime.block_on(async {
        let public = server::bind("--listen", &args.listen).await?;
        let admin = server::bind("--admin-listen", &[args.admin_listen]).await?;
        Ok::<_, StartError>((public, admin))
    })?;
    let log = DecisionLog::open("--decision-log", &args.decision_log, Arc::clone(&metrics))?;
    announce(args, &public, &admin)?;
    if args.policy.is_some() && policy.asks_people() && !policy.signing_keys().are_lasting() {
        tracing::info!(
            "questions to people are signed with a key of this process; with several replicas, name `signing_keys` in the policy"
        );
    }
    let tokens = identity.tokens();
    let gateway = Gateway::new(
        Arc::new(policy),
        identity,
        log.clone(),
        Arc::clone(&metrics),
    );
    runtime.block_on(serve(
        public,
        admin,
        (Arc::new(gateway), tokens),
        (log, metrics),
    ))?;
    runtime.shutdown_background();
    Ok(())
}

async fn serve(
    public: Listeners,
    admin: Listeners,
    (gateway, tokens): (Arc<Gateway>, Arc<Tokens>),
    (log, metrics): (DecisionLog, Arc<Metrics>),
) -> Result<(), StartError> {
    let readiness = Readiness::new();
    let starting = readiness.latch();
    let fetching = readiness.latch();
    tokio::spawn(Arc::clone(&tokens).keep_fresh());
    tokio::spawn(async move {
        tokens.tried().await; // bounded by the time that a fetch may take
        drop(fetching);
    });
    let (drain, draining) = oneshot::channel();
    let (end, ended) = oneshot::channel();
    tokio::spawn(watch_signals(
        Signals::listen()?,
        readiness.clone(),
        drain,
        end,
    ));
    let operators = Arc::new(Admin::new(readiness, move || metrics.encode()));
    let never = std::future::pending();
    tokio::spawn(async { server::run(admin, operators, Limits::default(), never).await });
    let work = async {
        drop(starting); // from here on requests are answered
        let draining = async { draining.await.unwrap_or_default() };
        match server::run(public, gateway, Limits::default(), draining).await {
            Drained::Complete => tracing::info!("drained"),
            Drained::Cut { connections } => {
                tracing::warn!(connections, "connections were cut at the deadline");
            }
        }
        if timeout(LAST_LINES, log.flush()).await.is_err() {
            tracing::warn!("the decision log did not take its last lines in time");
        }
    };
    tokio::select! {
        () = work => {}
        _ = ended => tracing::warn!("ended at once"),
    }
    Ok(())
}

/// The first signal begins the drain, the second ends the process.
async fn watch_signals(
    mut signals: Signals,
    readiness: Readiness,
    drain: oneshot::Sender<()>,
    end: oneshot::Sender<()>,
) {
    let signal = signals.next().await;
    tracing::info!(%signal, "draining; a second signal ends at once");
    readiness.drain();
    // The receivers live as long as the server runs; without it there is
    // nothing left to tell.
    let _ = drain.send(());
    signals.next().await;
    let _ = end.send(());
}

fn announce(args: &ServeArgs, public: &Listeners, admin: &Listeners) -> Result<(), StartError> {
    let public = public.local_addrs()?;
    let admin = admin.local_addrs()?;
    for address in &public {
        tracing::info!("links:     http://{address}/");
    }
    for address in &admin {
        tracing::info!("operators: http://{address}/ (healthz, readyz, version, metrics)");
    }
    if let (None, Some(address)) = (&args.policy, public.first()) {
        introduce(*address)?;
    }
    Ok(())
}

/// What a newcomer may try with the built-in policy.
fn introduce(address: SocketAddr) -> io::Result<()> {
    let mut out = anstream::stderr();
    writeln!(
        out,
        "\nThis is the built-in example policy. Three things to try:\n"
    )?;
    for try_this in source::things_to_try(address) {
        writeln!(out, "  {try_this}")?;
    }
    writeln!(out)
}
