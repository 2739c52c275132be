//! The settings of the process: flags, or variables of the same names.

mod accounts;
mod limits;
mod otlp;
#[cfg(test)]
mod tests;
pub mod values;

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use crate::cli::source::{PolicyLocation, RemoteArgs};
use crate::server::{Address, SocketRights, TlsFiles};
use crate::telemetry::Destination;
use limits::LimitArgs;
use otlp::OtlpArgs;
use values::{host_name, mode, poll_interval, time_or_none};

/// The settings of the process. The policy says what is allowed; these say
/// where the process stands, and what it bears.
#[derive(Args, Clone, Debug)]
pub struct ServeArgs {
    /// Policy: a file, a folder of files that are read as one, or an https address [default: the built-in example]
    #[arg(
        long,
        value_name = "PATH-OR-ADDRESS",
        env = "LINKGATE_POLICY",
        hide_env_values = true
    )]
    pub policy: Option<PolicyLocation>,
    /// Address to listen on for visitors: ADDRESS:PORT, unix:/PATH, or systemd or systemd:NAME for sockets that systemd passes; repeatable
    #[arg(
        long,
        value_name = "ADDRESS",
        env = "LINKGATE_LISTEN",
        value_delimiter = ',',
        default_value = "127.0.0.1:8080"
    )]
    pub listen: Vec<Address>,
    /// Address to listen on without TLS, to redirect visitors to the policy's public_url; repeatable
    #[arg(
        long,
        value_name = "ADDRESS",
        env = "LINKGATE_REDIRECT_LISTEN",
        value_delimiter = ','
    )]
    pub redirect_listen: Vec<Address>,
    /// Address of the admin listener: health, metrics, the running policy, reload; keep it off public networks
    #[arg(
        long,
        value_name = "ADDRESS",
        env = "LINKGATE_ADMIN_LISTEN",
        default_value = "127.0.0.1:9090"
    )]
    pub admin_listen: Address,
    /// Host names for which the admin listener answers, besides addresses and localhost
    #[arg(
        long,
        value_name = "NAME",
        env = "LINKGATE_ADMIN_HOSTS",
        value_parser = host_name,
        value_delimiter = ','
    )]
    pub admin_hosts: Vec<String>,
    /// File with one token per line; requests to the admin listener must have one of them (Authorization: Bearer TOKEN)
    #[arg(long, value_name = "FILE", env = "LINKGATE_ADMIN_TOKEN_FILE")]
    pub admin_token_file: Option<PathBuf>,
    /// Address of a listener for health checks only: /healthz and /readyz
    #[arg(long, value_name = "ADDRESS", env = "LINKGATE_HEALTH_LISTEN")]
    pub health_listen: Option<Address>,
    #[command(flatten)]
    pub sockets: SocketArgs,
    #[command(flatten)]
    pub tls: TlsArgs,
    /// Destination of the decision log (the access log): stdout, journal, journal:/PATH of a socket, or a file, which SIGUSR1 reopens
    #[arg(
        long,
        help_heading = "Logs and files",
        value_name = "WHERE",
        env = "LINKGATE_DECISION_LOG",
        default_value_t = Destination::Stdout
    )]
    pub decision_log: Destination,
    /// Level of diagnostics on standard error: error, warn, info, debug or trace
    #[arg(
        long,
        help_heading = "Logs and files",
        value_name = "LEVEL",
        env = "LINKGATE_LOG_LEVEL",
        default_value = "info"
    )]
    pub log_level: tracing::Level,
    /// Interval between checks of policy, certificate and token files for changes; 0s: never
    #[arg(
        long,
        help_heading = "Logs and files",
        value_name = "TIME",
        env = "LINKGATE_WATCH_INTERVAL",
        value_parser = time_or_none,
        default_value = "5s"
    )]
    pub watch_interval: Duration,
    /// Folder for what outlives the process: the last good copy of a policy at an https address, and tokens of Webex
    #[arg(
        long,
        help_heading = "Logs and files",
        value_name = "FOLDER",
        env = "LINKGATE_STATE_DIR"
    )]
    pub state_dir: Option<PathBuf>,
    #[command(flatten)]
    pub remote: RemoteArgs,
    #[command(flatten)]
    pub polling: PollingArgs,
    #[command(flatten)]
    pub otlp: OtlpArgs,
    #[command(flatten)]
    pub limits: LimitArgs,
}

/// How a running process follows a policy at an https address.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Policy at an https address")]
pub struct PollingArgs {
    /// Interval between questions whether the policy has changed, shortened at random by up to a fifth
    #[arg(
        long,
        value_name = "TIME",
        env = "LINKGATE_POLICY_INTERVAL",
        value_parser = poll_interval,
        default_value = "30s"
    )]
    pub policy_interval: Duration,
}

/// Who may connect to Unix sockets.
#[derive(Args, Clone, Debug)]
pub struct SocketArgs {
    /// Octal mode of every Unix socket that the process creates
    #[arg(
        long,
        value_name = "MODE",
        env = "LINKGATE_SOCKET_MODE",
        value_parser = mode,
        default_value = "0660"
    )]
    socket_mode: u32,
    /// Owner of these sockets, by name or number
    #[arg(
        long,
        value_name = "USER",
        env = "LINKGATE_SOCKET_OWNER",
        value_parser = accounts::user
    )]
    socket_owner: Option<u32>,
    /// Group of these sockets, by name or number: the group of the proxy that connects
    #[arg(
        long,
        value_name = "GROUP",
        env = "LINKGATE_SOCKET_GROUP",
        value_parser = accounts::group
    )]
    socket_group: Option<u32>,
}

impl SocketArgs {
    pub fn rights(&self) -> SocketRights {
        SocketRights {
            mode: self.socket_mode,
            owner: self.socket_owner,
            group: self.socket_group,
        }
    }
}

/// Encryption.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "TLS")]
pub struct TlsArgs {
    /// Certificate with its chain (PEM); repeatable: the requested server name selects one, the first is the default
    #[arg(
        long,
        value_name = "FILE",
        env = "LINKGATE_TLS_CERT",
        value_delimiter = ',',
        requires = "tls_key"
    )]
    tls_cert: Vec<PathBuf>,
    /// Private key (PEM) of each certificate, in the same order
    #[arg(
        long,
        value_name = "FILE",
        env = "LINKGATE_TLS_KEY",
        value_delimiter = ',',
        requires = "tls_cert"
    )]
    tls_key: Vec<PathBuf>,
    /// Certificate authorities (PEM) trusted for client certificates, which stay optional
    #[arg(
        long,
        value_name = "FILE",
        env = "LINKGATE_TLS_CLIENT_CA",
        requires = "tls_cert"
    )]
    tls_client_ca: Option<PathBuf>,
    /// max-age of Strict-Transport-Security: how long browsers use only TLS; 0s: no header
    #[arg(
        long,
        value_name = "TIME",
        env = "LINKGATE_STRICT_TRANSPORT",
        value_parser = time_or_none,
        default_value = "8760h"
    )]
    pub strict_transport: Duration,
}

impl TlsArgs {
    /// The files, if TLS is spoken at all.
    ///
    /// # Errors
    ///
    /// In words, when there are not as many keys as certificates.
    pub fn files(&self) -> Result<Option<TlsFiles>, String> {
        if self.tls_cert.is_empty() {
            return Ok(None);
        }
        if self.tls_cert.len() != self.tls_key.len() {
            let (certs, keys) = (self.tls_cert.len(), self.tls_key.len());
            return Err(format!(
                "each --tls-cert needs its --tls-key: there are {certs} certificates and {keys} keys"
            ));
        }
        let pairs = self.tls_cert.iter().zip(&self.tls_key);
        Ok(Some(TlsFiles {
            pairs: pairs.map(|(c, k)| (c.clone(), k.clone())).collect(),
            client_authorities: self.tls_client_ca.clone(),
        }))
    }
}
