//! `linkgate serve`: read everything, bind, run, drain.

mod args;
mod lifecycle;
mod operations;
mod public;
mod reload;

use std::io;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use aws_lc_rs::rand::{SecureRandom as _, SystemRandom};
use tokio::runtime::{Builder, Runtime};
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use super::{USAGE, clock, output, report, source};
use crate::compile::Watched;
use crate::gateway::{Gateway, Lasting};
use crate::identity::{Identity, KeyError};
use crate::policy::Policy;
use crate::server::{
    self, Address, AdminTokens, BindError, ConnectionLimits, Inherited, Limits, Listeners,
    Readiness, Settings, Signals, Tls, TlsErrors, TlsFiles, TokenError, connections_within_reach,
};
use crate::telemetry::{DecisionLog, Diagnostics, Metrics, OpenError};

pub use args::ServeArgs;
pub use args::values::time;
use lifecycle::Process;
pub use public::HttpsRedirect;

/// How long the diagnostics may take to write their last lines.
const LAST_DIAGNOSTICS: Duration = Duration::from_secs(1);

/// Why the process could not start.
#[derive(Debug, thiserror::Error)]
enum StartError {
    #[error(transparent)]
    Bind(#[from] BindError),
    #[error(transparent)]
    Tls(#[from] TlsErrors),
    #[error(transparent)]
    Tokens(#[from] TokenError),
    #[error(transparent)]
    Keys(#[from] KeyError),
    #[error(transparent)]
    Log(#[from] OpenError),
    #[error("the operating system refused: {0}")]
    System(#[from] io::Error),
}

/// Serves until a signal ends it.
pub fn run(args: &ServeArgs) -> ExitCode {
    let inherited = Inherited::take();
    let diagnostics = match write_diagnostics(args.log_level) {
        Ok(diagnostics) => diagnostics,
        Err(error) => {
            let _ = output::eprint(&format!("error: the operating system refused: {error}\n"));
            return ExitCode::FAILURE;
        }
    };
    let code = read_and_start(args, inherited, &diagnostics);
    diagnostics.flush(LAST_DIAGNOSTICS);
    code
}

/// Reads what the process goes by, and starts it.
fn read_and_start(args: &ServeArgs, inherited: Inherited, diagnostics: &Diagnostics) -> ExitCode {
    let tls = match args.tls.files() {
        Ok(files) => files,
        Err(wrong) => {
            diagnostics.say(&format!("error: {wrong}\n"));
            return ExitCode::from(USAGE);
        }
    };
    let control = match AdminRuntime::new() {
        Ok(control) => control,
        Err(error) => return failed(&error.into()),
    };
    let loaded = source::load(args.policy.as_deref(), clock::now());
    if !loaded.problems.is_empty() {
        diagnostics.say(&report::human(&loaded));
    }
    let watched = Watched::of(&loaded);
    let Some(policy) = loaded.policy else {
        return ExitCode::FAILURE;
    };
    drop(loaded.sources); // the texts, which may be large, are not needed any more
    let read = StartupInputs {
        policy,
        watched,
        tls,
        inherited,
        diagnostics: diagnostics.clone(),
    };
    match start(args, read, control) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error),
    }
}

fn failed(error: &StartError) -> ExitCode {
    for line in error.to_string().lines() {
        tracing::error!("{line}");
    }
    ExitCode::FAILURE
}

/// What the process goes by, as it was read.
struct StartupInputs {
    policy: Policy,
    watched: Watched,
    tls: Option<TlsFiles>,
    inherited: Inherited,
    diagnostics: Diagnostics,
}

/// What listens to signals and to operators: a runtime of its own, so that both
/// are heard also where people keep the other one busy, and from the beginning
/// on, because a signal that nobody listens to ends the process.
struct AdminRuntime {
    runtime: Runtime,
    signals: Signals,
}

impl AdminRuntime {
    fn new() -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let signals = runtime.block_on(async { Signals::listen() })?;
        Ok(Self { runtime, signals })
    }
}

/// Diagnostics go to standard error. The HTTP/2 library quotes malformed
/// requests at debug, and no text of a visitor belongs into a log; its warnings
/// are about what strangers send, who could fill a disk with them.
fn write_diagnostics(level: tracing::Level) -> io::Result<Diagnostics> {
    // Colours are taken out where nobody sees them.
    let diagnostics = Diagnostics::start(anstream::stderr())?;
    let writer = diagnostics.clone();
    let quiet = level.min(tracing::Level::INFO);
    let targets = Targets::new()
        .with_default(LevelFilter::from_level(level))
        .with_target("h2", tracing::Level::ERROR)
        .with_target("hyper", quiet)
        .with_target("rustls", quiet);
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(move || writer.clone())
        .with_ansi(true)
        .with_target(false);
    tracing_subscriber::registry()
        .with(targets)
        .with(lines)
        .init();
    Ok(diagnostics)
}

/// The sockets, open.
struct Sockets {
    public: Listeners,
    redirect: Listeners,
    admin: Listeners,
    health: Listeners,
}

/// Everything that can fail comes before the first connection.
fn start(args: &ServeArgs, read: StartupInputs, control: AdminRuntime) -> Result<(), StartError> {
    let StartupInputs {
        policy,
        watched,
        tls,
        mut inherited,
        diagnostics,
    } = read;
    let identity = Identity::new(&policy)?;
    let tls = tls.map(Tls::load).transpose()?.map(Arc::new);
    let tokens = args.admin_token_file.as_deref();
    let tokens = tokens.map(AdminTokens::load).transpose()?.map(Arc::new);
    let metrics = Arc::new(Metrics::default());
    let runtime = Runtime::new()?;
    let mut bound = bind(args, &runtime, &control.runtime, &mut inherited)?;
    for name in inherited.unused() {
        tracing::warn!(name, "systemd passed a socket that no setting names");
    }
    // Operators are answered to the very end: nobody closes their sockets before.
    let _files = [bound.admin.take_files(), bound.health.take_files()];
    let log = DecisionLog::open("--decision-log", &args.decision_log, Arc::clone(&metrics))?;
    announce(args, &bound, tls.is_some(), &diagnostics)?;
    let limits = within_reach(args.limits.limits());
    let strict = Some(args.tls.strict_transport).filter(|time| !time.is_zero());
    let settings = Settings {
        limits,
        connection_limits: Some(Arc::new(ConnectionLimits::new(&limits))),
        tls,
        readiness: Readiness::new(),
        strict_transport: strict,
        metrics: Some(metrics.connections()),
    };
    let lasting = Lasting {
        log: log.clone(),
        metrics: Arc::clone(&metrics),
        limit: args.limits.rate(),
    };
    let process = Process {
        args,
        settings,
        gateway: Arc::new(Gateway::new(Arc::new(policy), identity, lasting)),
        watched,
        tokens,
        log,
        metrics,
        diagnostics,
    };
    draw_random_bytes();
    runtime.block_on(process.run(bound, control))?;
    runtime.shutdown_background();
    Ok(())
}

/// Has the first random bytes drawn beside everything else. Before them the library measures the
/// processor's jitter for 30 ms, as a source of its own beside the kernel. Nothing that leads to
/// readiness needs them, and the first handshake finds them done, or waits for the rest.
fn draw_random_bytes() {
    let draw = || SystemRandom::new().fill(&mut [0]);
    // Without this thread they are drawn when they are needed.
    let _ = thread::Builder::new().name("random".to_owned()).spawn(draw);
}

/// Opens all sockets, or none.
fn bind(
    args: &ServeArgs,
    people: &Runtime,
    operators: &Runtime,
    inherited: &mut Inherited,
) -> Result<Sockets, BindError> {
    let rights = args.sockets.rights();
    let mut open = |runtime: &Runtime, setting, addresses| {
        runtime.block_on(server::bind(setting, addresses, inherited, &rights))
    };
    let admin = std::slice::from_ref(&args.admin_listen);
    Ok(Sockets {
        public: open(people, "--listen", &args.listen)?,
        redirect: open(people, "--redirect-listen", &args.redirect_listen)?,
        admin: open(operators, "--admin-listen", admin)?,
        health: open(operators, "--health-listen", args.health_listen.as_slice())?,
    })
}

/// The bounds, with no more connections than the system gives descriptors.
fn within_reach(limits: Limits) -> Limits {
    let connections = connections_within_reach(limits.connections);
    if connections < limits.connections {
        tracing::warn!(
            connections,
            "the limit of open files (ulimit -n) allows fewer connections than --max-connections"
        );
    }
    Limits {
        connections,
        ..limits
    }
}

fn announce(
    args: &ServeArgs,
    bound: &Sockets,
    encrypted: bool,
    diagnostics: &Diagnostics,
) -> io::Result<()> {
    let (public, admin) = (bound.public.addresses()?, bound.admin.addresses()?);
    for address in &public {
        let address = shown(address, if encrypted { "https" } else { "http" });
        tracing::info!("links:     {address}");
    }
    for address in &bound.redirect.addresses()? {
        let address = shown(address, "http");
        tracing::info!("redirect:  {address} (to the public address)");
    }
    for address in &admin {
        let address = shown(address, "http");
        tracing::info!(
            "operators: {address} (healthz, readyz, version, metrics, policy, reload, probe)"
        );
    }
    let is_open = |address: &Address| match address {
        Address::Tcp(address) => !address.ip().is_loopback(),
        Address::Unix(_) | Address::Systemd(_) => false,
    };
    if args.admin_token_file.is_none() && admin.iter().any(is_open) {
        tracing::warn!(
            "other machines can reach --admin-listen, which asks for no token: set --admin-token-file, and give health checks --health-listen"
        );
    }
    for address in &bound.health.addresses()? {
        let address = shown(address, "http");
        tracing::info!("health:    {address} (healthz, readyz)");
    }
    if encrypted
        && public
            .iter()
            .all(|address| matches!(address, Address::Unix(_)))
    {
        tracing::warn!("--tls-cert is not used: Unix sockets do not speak TLS");
    }
    if let (None, Some(Address::Tcp(address))) = (&args.policy, public.first()) {
        diagnostics.say(&introduction(*address, encrypted));
    }
    Ok(())
}

fn shown(address: &Address, scheme: &str) -> String {
    match address {
        Address::Tcp(address) => format!("{scheme}://{address}/"),
        Address::Unix(_) | Address::Systemd(_) => address.to_string(),
    }
}

/// What a newcomer may try with the built-in policy.
fn introduction(address: SocketAddr, encrypted: bool) -> String {
    let tries = source::things_to_try(address, encrypted);
    let tries = tries.map(|try_this| format!("  {try_this}\n")).concat();
    format!("\nThis is the built-in example policy. Three things to try:\n\n{tries}\n")
}
