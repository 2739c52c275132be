//! `linkgate serve`: read everything, bind, run, drain.

mod admin_runtime;
mod announce;
mod args;
mod diagnostics;
mod first_policy;
mod lifecycle;
mod operations;
mod public;
mod reload;
mod signal_handler;
mod sockets;

use std::io;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use aws_lc_rs::rand::{SecureRandom as _, SystemRandom};
use tokio::runtime::Runtime;

use super::exit_code::USAGE;
use super::{clock, output};
use crate::gateway::{Gateway, GatewayDeps, services_of};
use crate::identity::{Identity, KeyError};
use crate::otlp::{Exporter, OtlpError};
use crate::server::{
    AdminTokens, BindError, ConnectionLimits, Inherited, Limits, Readiness, Settings, Tls,
    TlsErrors, TlsFiles, TokenError, connections_within_reach,
};
use crate::telemetry::{DecisionLog, Diagnostics, Metrics, OpenError, Spans};
use crate::upstream::{ServiceError, UpstreamParts, Upstreams};

use admin_runtime::AdminRuntime;
use announce::announce;
pub use args::ServeArgs;
pub use args::values::time;
pub use diagnostics::start as start_diagnostics;
use first_policy::{FirstPolicy, NoPolicy};
use lifecycle::Process;
pub use public::HttpsRedirect;
use sockets::Sockets;

/// How long the diagnostics may take to write their last lines.
const LAST_DIAGNOSTICS: Duration = Duration::from_secs(1);

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
    Service(#[from] ServiceError),
    #[error(transparent)]
    Log(#[from] OpenError),
    #[error(transparent)]
    Otlp(#[from] OtlpError),
    #[error("the operating system refused: {0}")]
    System(#[from] io::Error),
}

/// Serves until a signal ends it.
pub fn run(args: &ServeArgs) -> ExitCode {
    let inherited = Inherited::take();
    let diagnostics = match diagnostics::start(args.log_level) {
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

fn read_and_start(args: &ServeArgs, inherited: Inherited, diagnostics: &Diagnostics) -> ExitCode {
    let tls = match args.tls.files() {
        Ok(files) => files,
        Err(wrong) => {
            diagnostics.say(&format!("error: {wrong}\n"));
            return ExitCode::from(USAGE);
        }
    };
    // Before the policy is read, which may take a while: a signal that nobody listens to would end
    // the process.
    let mut admin_runtime = match AdminRuntime::new() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error.into()),
    };
    let first = match first_policy::read(args, &mut admin_runtime, diagnostics) {
        Ok(first) => first,
        Err(NoPolicy::Unusable) => return ExitCode::FAILURE,
        Err(NoPolicy::Ended) => return ExitCode::SUCCESS,
    };
    let inputs = StartupInputs {
        first,
        tls,
        inherited,
        diagnostics: diagnostics.clone(),
    };
    match start(args, inputs, admin_runtime) {
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

struct StartupInputs {
    first: FirstPolicy,
    tls: Option<TlsFiles>,
    inherited: Inherited,
    diagnostics: Diagnostics,
}

/// Everything that can fail comes before the first connection.
fn start(
    args: &ServeArgs,
    inputs: StartupInputs,
    admin_runtime: AdminRuntime,
) -> Result<(), StartError> {
    let FirstPolicy {
        policy,
        watched,
        origin,
        remote,
    } = inputs.first;
    let identity = Identity::new(&policy)?;
    let tls = inputs.tls.map(Tls::load).transpose()?.map(Arc::new);
    let tokens = args.admin_token_file.as_deref();
    let tokens = tokens.map(AdminTokens::load).transpose()?.map(Arc::new);
    let metrics = Arc::new(Metrics::default());
    let runtime = Runtime::new()?;
    let mut sockets = Sockets::open(args, &runtime, &admin_runtime.runtime, inputs.inherited)?;
    // The listeners of operators are never closed, so that these files are removed when the process
    // ends.
    let _files = sockets.take_admin_files();
    let log = DecisionLog::open("--decision-log", &args.decision_log, Arc::clone(&metrics))?;
    let spans = start_spans(args, &metrics)?;
    announce(args, &sockets, tls.is_some(), &inputs.diagnostics)?;
    let settings = settings(args, tls, &metrics);
    let upstreams = Upstreams::new(UpstreamParts {
        state_dir: args.state_dir.clone(),
        metrics: metrics.upstream().clone(),
        limits: args.limits.upstream(),
        clock: clock::now,
        runtime: runtime.handle().clone(),
    });
    let services = upstreams.follow(services_of(&policy))?;
    let deps = GatewayDeps {
        log: log.clone(),
        metrics: Arc::clone(&metrics),
        spans: spans.clone(),
        limit: args.limits.rate(),
        report_only_limit: args.limits.report_only_rate(),
        upstreams: Arc::new(upstreams),
    };
    let process = Process {
        args,
        settings,
        gateway: Arc::new(Gateway::new(Arc::new(policy), identity, services, deps)),
        watched,
        origin,
        remote,
        tokens,
        log,
        spans,
        metrics,
        diagnostics: inputs.diagnostics,
    };
    draw_random_bytes();
    runtime.block_on(process.run(sockets, admin_runtime))?;
    runtime.shutdown_background();
    Ok(())
}

/// Sends spans from now on, if there is somebody who takes them.
fn start_spans(args: &ServeArgs, metrics: &Arc<Metrics>) -> Result<Option<Arc<Spans>>, OtlpError> {
    let Some(endpoint) = &args.otlp.otlp_endpoint else {
        return Ok(None);
    };
    let (spans, waiting) = Spans::new(args.otlp.otlp_sample, Arc::clone(metrics));
    let exporter = Exporter::new(endpoint, &spans.instance(), Arc::clone(metrics))?;
    exporter.start(waiting)?;
    Ok(Some(Arc::new(spans)))
}

/// How the public listeners are served.
fn settings(args: &ServeArgs, tls: Option<Arc<Tls>>, metrics: &Metrics) -> Settings {
    let limits = within_reach(args.limits.limits());
    Settings {
        limits,
        connection_limits: Some(Arc::new(ConnectionLimits::new(&limits))),
        tls,
        readiness: Readiness::new(),
        strict_transport: Some(args.tls.strict_transport).filter(|time| !time.is_zero()),
        metrics: Some(metrics.connections()),
    }
}

/// Draws the first random bytes on a thread of its own. Before them, the library measures the
/// jitter of the processor for 30 ms, as a source of entropy beside the kernel. Nothing before
/// readiness needs random bytes; the first handshake finds them ready or waits for the rest.
fn draw_random_bytes() {
    let draw = || SystemRandom::new().fill(&mut [0]);
    // Without this thread, they are drawn when they are needed first.
    let _ = thread::Builder::new().name("random".to_owned()).spawn(draw);
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
