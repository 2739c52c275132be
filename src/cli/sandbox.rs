//! `linkgate sandbox`: a stand-in for a Webex site on this machine, with a gateway that leads to it.

mod credential_files;
mod signed_in;

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use http_body_util::Full;
use hyper::Response;
use hyper::StatusCode;
use hyper::body::Bytes;
use hyper::http::request;
use tokio::runtime::{Handle, Runtime};
use tokio::sync::watch;
use url::Url;

use credential_files::CredentialFiles;
use signed_in::SignedIn;

use super::serve::start_diagnostics;
use super::{clock, output, report};
use crate::compile::{Loaded, embedded_catalogue, load_trial};
use crate::gateway::{Gateway, GatewayDeps, services_of};
use crate::identity::{Identity, KeyError};
use crate::net::Peer;
use crate::sandbox::{Credentials, Reaction, Request, Sandbox};
use crate::server::{
    self, Address, BindError, Handler, Inherited, Limits, Listeners, Settings, Signal, Signals,
    SocketRights,
};
use crate::telemetry::{DecisionLog, Destination, Diagnostics, Metrics, OpenError};
use crate::upstream::{ServiceError, UpstreamLimits, UpstreamParts, Upstreams};

/// The policy of the gateway, with the addresses below in it.
const POLICY: &str = include_str!("sandbox/policy.yaml");
const POLICY_NAME: &str = "the policy of the sandbox (built in)";
const GATEWAY_IN_POLICY: &str = "http://127.0.0.1:8080/";
const SANDBOX_IN_POLICY: &str = "http://127.0.0.1:8081/";

/// Connections open at once: those of a few browsers and scripts.
const CONNECTIONS: usize = 200;

/// How long a client waits that gets nothing. Every client gives up before.
const SILENCE: Duration = Duration::from_secs(60);

/// Most bytes of a form or of JSON: the longest calls have a few KiB.
const FORM_BYTES: usize = 64 * 1024;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  linkgate sandbox --with-gateway                  then open http://127.0.0.1:8080/ in a browser
  linkgate sandbox                                 for a policy with `sites: { acme: http://127.0.0.1:8081/acme/ }`
  linkgate sandbox --secrets-dir secrets           the same, with the credentials of its REST API at fixed places
  curl 'http://127.0.0.1:8081/acme/m.php?AT=JM&MK=123456789&sandbox=MeetingLocked'

It is for trying things out on one machine: it listens on loopback addresses only, and everyone who can
use this machine can read the calls.")]
pub struct SandboxArgs {
    /// Loopback address to listen on
    #[arg(long, value_name = "ADDRESS", value_parser = loopback, default_value = "127.0.0.1:8081")]
    listen: SocketAddr,
    /// Folder for files with the credentials, made if it is not there; a new temporary one when left out
    #[arg(long, value_name = "FOLDER")]
    secrets_dir: Option<PathBuf>,
    /// Serve a gateway as well, with a built-in policy that leads to the sandbox
    #[arg(long)]
    with_gateway: bool,
    /// Loopback address for that gateway to listen on
    #[arg(
        long,
        value_name = "ADDRESS",
        value_parser = loopback,
        default_value = "127.0.0.1:8080",
        requires = "with_gateway"
    )]
    gateway_listen: SocketAddr,
}

fn loopback(text: &str) -> Result<SocketAddr, String> {
    let address: SocketAddr = text
        .parse()
        .map_err(|_| "write ADDRESS:PORT, like 127.0.0.1:8081".to_owned())?;
    match address.ip().is_loopback() {
        true => Ok(address),
        false => Err("the sandbox listens on loopback addresses only, like 127.0.0.1".to_owned()),
    }
}

#[derive(Debug, thiserror::Error)]
enum SandboxError {
    #[error(transparent)]
    Bind(#[from] BindError),
    #[error(transparent)]
    Keys(#[from] KeyError),
    #[error(transparent)]
    Service(#[from] ServiceError),
    #[error(transparent)]
    Log(#[from] OpenError),
    #[error("the built-in policy has errors:\n{0}")]
    Policy(String),
    #[error("the built-in catalogue has errors")]
    Catalogue,
    #[error("the operating system gives no random numbers")]
    Random,
    #[error("the credentials of the sandbox cannot be written: {0}")]
    Credentials(io::Error),
    #[error("the operating system refused: {0}")]
    System(#[from] io::Error),
}

/// Serves until a signal ends it.
pub fn run(args: &SandboxArgs) -> io::Result<ExitCode> {
    let diagnostics = start_diagnostics(tracing::Level::INFO)?;
    match serve(args, &diagnostics) {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(error) => {
            output::eprint(&format!("error: {error}\n"))?;
            Ok(ExitCode::FAILURE)
        }
    }
}

fn serve(args: &SandboxArgs, diagnostics: &Diagnostics) -> Result<(), SandboxError> {
    let catalogue = embedded_catalogue().map_err(|_| SandboxError::Catalogue)?;
    let credentials = Credentials::generate().ok_or(SandboxError::Random)?;
    let files = CredentialFiles::write(args.secrets_dir.as_deref(), &credentials)
        .map_err(SandboxError::Credentials)?;
    let sandbox = Arc::new(Sandbox::new(catalogue.iter().cloned(), credentials));
    Runtime::new()?.block_on(async {
        let signals = Signals::listen()?;
        let here = Bound::open("--listen", args.listen).await?;
        let gateway = match args.with_gateway {
            true => {
                let address = args.gateway_listen;
                Some(BoundGateway::open(address, &here.address, files.folder()).await?)
            }
            false => None,
        };
        let directory = gateway.as_ref().map(|gateway| &*gateway.bound.address);
        let introduction = Introduction {
            sandbox: &here.address,
            directory,
            credentials: files.folder(),
        };
        diagnostics.say(&introduction.text());
        let (drain, draining) = watch::channel(false);
        tokio::spawn(end(signals, drain));
        let here = server::run(here.listeners, sandbox, settings(), begun(draining.clone()));
        let gateway = async {
            if let Some(BoundGateway { bound, app }) = gateway {
                let _ = server::run(bound.listeners, app, settings(), begun(draining)).await;
            }
        };
        let _ = tokio::join!(here, gateway);
        Ok(())
    })
}

/// A gateway whose policy leads to the sandbox, and its listener.
struct BoundGateway {
    bound: Bound,
    app: Arc<SignedIn>,
}

impl BoundGateway {
    async fn open(
        address: SocketAddr,
        sandbox: &str,
        credentials: &Path,
    ) -> Result<Self, SandboxError> {
        let bound = Bound::open("--gateway-listen", address).await?;
        let loaded = load_policy(&bound.address, sandbox, credentials);
        let app = Arc::new(SignedIn(gateway(loaded)?));
        Ok(Self { bound, app })
    }
}

/// A listener with its address, as the URL standard writes it.
struct Bound {
    listeners: Listeners,
    address: String,
}

impl Bound {
    async fn open(setting: &'static str, address: SocketAddr) -> Result<Self, SandboxError> {
        let addresses = [Address::Tcp(address)];
        let mut none = Inherited::default();
        let rights = SocketRights::default();
        let listeners = server::bind(setting, &addresses, &mut none, &rights).await?;
        let bound = listeners.addresses()?.into_iter();
        let mut bound = bound.map(|address| format!("http://{address}/"));
        let address = bound.next().unwrap_or_default();
        // The port 80 is left out.
        let address = Url::parse(&address).map_or(address, String::from);
        Ok(Self { listeners, address })
    }
}

fn settings() -> Settings {
    let limits = Limits {
        connections: CONNECTIONS,
        ..Limits::default()
    };
    limits.into()
}

/// The gateway with a policy that leads to a sandbox.
fn gateway(mut loaded: Loaded) -> Result<Gateway, SandboxError> {
    let Some(policy) = loaded.policy.take() else {
        return Err(SandboxError::Policy(report::human(&loaded)));
    };
    let metrics = Arc::new(Metrics::default());
    let upstreams = Upstreams::new(UpstreamParts {
        state_dir: None,
        metrics: metrics.upstream().clone(),
        limits: UpstreamLimits::default(),
        clock: clock::now,
        runtime: Handle::current(),
    });
    let services = upstreams.follow(services_of(&policy))?;
    let deps = GatewayDeps {
        log: DecisionLog::open("--decision-log", &Destination::Stdout, Arc::clone(&metrics))?,
        metrics,
        limit: None,
        report_only_limit: None,
        spans: None,
        upstreams: Arc::new(upstreams),
    };
    let identity = Identity::new(&policy)?;
    Ok(Gateway::new(Arc::new(policy), identity, services, deps))
}

/// The policy that leads from a gateway to a sandbox, with the credentials in that folder. Its warnings
/// are not reported: that it leads to this machine is what it is for.
fn load_policy(gateway: &str, sandbox: &str, credentials: &Path) -> Loaded {
    // In one pass: the address of the gateway may be the one that the policy has for the sandbox.
    let parts: Vec<String> = POLICY
        .split(GATEWAY_IN_POLICY)
        .map(|part| part.replace(SANDBOX_IN_POLICY, sandbox))
        .collect();
    // Files that a policy names lie beside it.
    let name = credentials.join(POLICY_NAME);
    let text = parts.join(gateway);
    load_trial(&name.display().to_string(), &text, clock::now())
}

/// What a newcomer reads.
struct Introduction<'i> {
    sandbox: &'i str,
    directory: Option<&'i str>,
    /// The folder with the credentials.
    credentials: &'i Path,
}

impl Introduction<'_> {
    fn text(&self) -> String {
        let Self {
            sandbox,
            credentials,
            ..
        } = self;
        let heading = "This is a stand-in for a Webex site, to try things out. It is not Webex.";
        let credentials = credentials.display();
        let facts = format!(
            "  sandbox:   {sandbox} (the calls that it got)\n  REST API:  {sandbox}v1/\n  XML:       {sandbox}WBXService/XMLService\n  secrets:   {credentials} (files of client-id, client-secret, refresh-token and others)"
        );
        match self.directory {
            Some(directory) => format!(
                "\n{heading}\n\n  directory: {directory} (open this in a browser, and choose a link)\n{facts}\n\n"
            ),
            None => format!(
                "\n{heading}\n\n{facts}\n\nA policy leads to it with `sites: {{ acme: {sandbox}acme/ }}`.\n\n"
            ),
        }
    }
}

/// Begins the drain with the first signal to end.
async fn end(mut signals: Signals, drain: watch::Sender<bool>) {
    while !matches!(signals.next().await, Signal::Terminate | Signal::Interrupt) {}
    drain.send_replace(true);
}

/// Resolves when the drain begins.
async fn begun(mut draining: watch::Receiver<bool>) {
    // Without a sender the process is ending.
    let _ = draining.wait_for(|draining| *draining).await;
}

impl Handler for Sandbox {
    type ResponseFuture = Pin<Box<dyn Future<Output = Response<Full<Bytes>>> + Send>>;

    const FORM_BYTES: usize = FORM_BYTES;

    fn handle(&self, head: &request::Parts, peer: &Peer) -> Self::ResponseFuture {
        self.answer_form(head, &Bytes::new(), peer)
    }

    fn answer_form(&self, head: &request::Parts, body: &Bytes, _: &Peer) -> Self::ResponseFuture {
        let reaction = self.answer(Request {
            parts: head,
            body,
            now: clock::now(),
        });
        Box::pin(async {
            match reaction {
                Reaction::Response(response) => response,
                Reaction::Silence => {
                    tokio::time::sleep(SILENCE).await;
                    let mut response = Response::new(Full::default());
                    *response.status_mut() = StatusCode::GATEWAY_TIMEOUT;
                    response
                }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_leads_to_the_sandbox_wherever_it_is() {
        let credentials = Credentials::generate().expect("random numbers");
        let files = CredentialFiles::write(None, &credentials).expect("a folder");
        for (gateway, sandbox) in [
            (GATEWAY_IN_POLICY, SANDBOX_IN_POLICY),
            (SANDBOX_IN_POLICY, GATEWAY_IN_POLICY),
            ("http://[::1]:1/", "http://127.0.0.1/"),
        ] {
            let loaded = load_policy(gateway, sandbox, files.folder());
            let policy = loaded
                .policy
                .as_ref()
                .unwrap_or_else(|| panic!("{}", report::human(&loaded)));
            assert_eq!(policy.endpoint().public_url(), gateway);
            let sites = policy.sites().iter().map(|known| known.site.origin());
            assert_eq!(
                sites.collect::<Vec<_>>(),
                [sandbox.trim_end_matches('/'); 2]
            );
        }
    }

    #[test]
    fn it_listens_on_this_machine_alone() {
        for good in ["127.0.0.1:8081", "127.1.2.3:0", "[::1]:80"] {
            assert!(loopback(good).is_ok(), "{good}");
        }
        for bad in [
            "0.0.0.0:8081",
            "[::]:8081",
            "10.0.0.1:8081",
            "[::ffff:127.0.0.1]:8081",
            "localhost:8081",
            "127.0.0.1",
            "",
        ] {
            assert!(loopback(bad).is_err(), "{bad}");
        }
    }
}
