//! The settings of the process: flags, or variables of the same names.

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use jiff::SignedDuration;

use crate::gateway::RateLimit;
use crate::server::{Address, Limits, TlsFiles};
use crate::telemetry::Destination;

/// The settings of the process. The policy says what is allowed; these say
/// where the process stands, and what it bears.
#[derive(Args, Clone, Debug)]
pub(in crate::cli) struct ServeArgs {
    /// The policy: a file, or a folder of files that are read as one. Without it, the built-in example
    #[arg(long, value_name = "FILE-OR-FOLDER", env = "LINKGATE_POLICY")]
    pub(super) policy: Option<PathBuf>,
    /// Where people's requests come in: ADDRESS:PORT, unix:/PATH, or systemd or systemd:NAME for sockets that systemd passes; may be given several times
    #[arg(
        long,
        value_name = "ADDRESS",
        env = "LINKGATE_LISTEN",
        value_delimiter = ',',
        default_value = "127.0.0.1:8080"
    )]
    pub(super) listen: Vec<Address>,
    /// Where people come in without TLS, who are sent to the public address of the policy; may be given several times
    #[arg(
        long,
        value_name = "ADDRESS",
        env = "LINKGATE_REDIRECT_LISTEN",
        value_delimiter = ','
    )]
    pub(super) redirect_listen: Vec<Address>,
    /// Where health, metrics and the policy are asked for, and a reload; keep it off public networks
    #[arg(
        long,
        value_name = "ADDRESS",
        env = "LINKGATE_ADMIN_LISTEN",
        default_value = "127.0.0.1:9090"
    )]
    pub(super) admin_listen: Address,
    /// Names with a dot under which operators ask there; addresses and plain names need not be named
    #[arg(
        long,
        value_name = "NAME",
        env = "LINKGATE_ADMIN_HOSTS",
        value_parser = host_name,
        value_delimiter = ','
    )]
    pub(super) admin_hosts: Vec<String>,
    #[command(flatten)]
    pub(super) tls: TlsArgs,
    /// Where the decision log goes: stdout, journal, journal:/PATH of a socket, or a file, which is opened anew on SIGUSR1
    #[arg(
        long,
        value_name = "WHERE",
        env = "LINKGATE_DECISION_LOG",
        default_value_t = Destination::Stdout
    )]
    pub(super) decision_log: Destination,
    /// The least severe diagnostics that are written to standard error: error, warn, info, debug or trace
    #[arg(
        long,
        value_name = "LEVEL",
        env = "LINKGATE_LOG_LEVEL",
        default_value = "info"
    )]
    pub(super) log_level: tracing::Level,
    /// How often the files of policy and certificates are looked at for changes; 0s: never
    #[arg(
        long,
        value_name = "TIME",
        env = "LINKGATE_WATCH_INTERVAL",
        value_parser = time_or_none,
        default_value = "5s"
    )]
    pub(super) watch_interval: Duration,
    #[command(flatten)]
    pub(super) limits: LimitArgs,
}

/// Encryption.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "TLS")]
pub(super) struct TlsArgs {
    /// A certificate with its chain (PEM); several are chosen from by the name that the client asks for, the first is for all others
    #[arg(
        long,
        value_name = "FILE",
        env = "LINKGATE_TLS_CERT",
        value_delimiter = ',',
        requires = "tls_key"
    )]
    tls_cert: Vec<PathBuf>,
    /// The private key (PEM) of each certificate, in the same order
    #[arg(
        long,
        value_name = "FILE",
        env = "LINKGATE_TLS_KEY",
        value_delimiter = ',',
        requires = "tls_cert"
    )]
    tls_key: Vec<PathBuf>,
    /// The authorities (PEM) whose client certificates are believed; clients may come without one
    #[arg(
        long,
        value_name = "FILE",
        env = "LINKGATE_TLS_CLIENT_CA",
        requires = "tls_cert"
    )]
    tls_client_ca: Option<PathBuf>,
    /// For how long browsers shall come back encrypted only (Strict-Transport-Security); 0s: not said
    #[arg(
        long,
        value_name = "TIME",
        env = "LINKGATE_STRICT_TRANSPORT",
        value_parser = time_or_none,
        default_value = "8760h"
    )]
    pub(super) strict_transport: Duration,
}

/// What the process bears. Each has its reason in docs/operating.md.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Limits")]
pub(super) struct LimitArgs {
    /// Connections open at once
    #[arg(
        long,
        value_name = "NUMBER",
        env = "LINKGATE_MAX_CONNECTIONS",
        value_parser = clap::value_parser!(u32).range(1..),
        default_value = "10000"
    )]
    max_connections: u32,
    /// Connections open at once from one address (IPv6: one /64); 0: as many as in all
    #[arg(
        long,
        value_name = "NUMBER",
        env = "LINKGATE_MAX_CONNECTIONS_PER_ADDRESS",
        default_value_t = 1000
    )]
    max_connections_per_address: usize,
    /// Requests per minute of one person, or of one address (IPv6: one /64) where nobody is known; 0: no limit
    #[arg(
        long,
        value_name = "NUMBER",
        env = "LINKGATE_RATE_LIMIT",
        default_value_t = 1200
    )]
    rate_limit: u32,
    /// Requests that may come at once before that limit counts; 0: as many as in a minute
    #[arg(
        long,
        value_name = "NUMBER",
        env = "LINKGATE_RATE_BURST",
        default_value_t = 0
    )]
    rate_burst: u32,
    /// Time until a client has sent its first bytes
    #[arg(
        long,
        value_name = "TIME",
        env = "LINKGATE_FIRST_BYTE_TIMEOUT",
        value_parser = time,
        default_value = "5s"
    )]
    first_byte_timeout: Duration,
    /// Time for the handshake of TLS
    #[arg(
        long,
        value_name = "TIME",
        env = "LINKGATE_HANDSHAKE_TIMEOUT",
        value_parser = time,
        default_value = "5s"
    )]
    handshake_timeout: Duration,
    /// Time for one request head, from its first byte to its last
    #[arg(
        long,
        value_name = "TIME",
        env = "LINKGATE_HEADER_TIMEOUT",
        value_parser = time,
        default_value = "10s"
    )]
    header_timeout: Duration,
    /// Time between two requests of a connection
    #[arg(
        long,
        value_name = "TIME",
        env = "LINKGATE_IDLE_TIMEOUT",
        value_parser = time,
        default_value = "60s"
    )]
    idle_timeout: Duration,
    /// Time after which a connection ends politely, however busy it is
    #[arg(
        long,
        value_name = "TIME",
        env = "LINKGATE_CONNECTION_LIFE",
        value_parser = time,
        default_value = "1h"
    )]
    connection_life: Duration,
    /// Time in which a client has to read something of its answer
    #[arg(
        long,
        value_name = "TIME",
        env = "LINKGATE_WRITE_TIMEOUT",
        value_parser = time,
        default_value = "10s"
    )]
    write_timeout: Duration,
    /// Time in which a client of HTTP/2 has to take a whole answer
    #[arg(
        long,
        value_name = "TIME",
        env = "LINKGATE_ANSWER_TIMEOUT",
        value_parser = time,
        default_value = "30s"
    )]
    answer_timeout: Duration,
    /// Time for a client to notice that its connection ends
    #[arg(
        long,
        value_name = "TIME",
        env = "LINKGATE_GOODBYE_TIMEOUT",
        value_parser = time,
        default_value = "1s"
    )]
    goodbye_timeout: Duration,
    /// Time after SIGTERM in which connections are still taken, until the load balancer knows
    #[arg(
        long,
        value_name = "TIME",
        env = "LINKGATE_DRAIN_DELAY",
        value_parser = time_or_none,
        default_value = "2s"
    )]
    pub(super) drain_delay: Duration,
    /// Time after that until open connections are cut
    #[arg(
        long,
        value_name = "TIME",
        env = "LINKGATE_DRAIN_TIMEOUT",
        value_parser = time,
        default_value = "23s"
    )]
    drain_timeout: Duration,
    /// Bytes of a request target, 8192 at most
    #[arg(
        long,
        value_name = "BYTES",
        env = "LINKGATE_MAX_URI_BYTES",
        value_parser = clap::value_parser!(u32).range(1..=8192),
        default_value = "8192"
    )]
    max_uri_bytes: u32,
    /// Bytes of all header fields of a request, 65536 at most
    #[arg(
        long,
        value_name = "BYTES",
        env = "LINKGATE_MAX_HEADER_BYTES",
        value_parser = clap::value_parser!(u32).range(1..=65_536),
        default_value = "16384"
    )]
    max_header_bytes: u32,
    /// Header fields of a request, 100 at most
    #[arg(
        long,
        value_name = "NUMBER",
        env = "LINKGATE_MAX_HEADER_FIELDS",
        value_parser = clap::value_parser!(u32).range(1..=100),
        default_value = "100"
    )]
    max_header_fields: u32,
    /// Streams of one HTTP/2 connection
    #[arg(
        long,
        value_name = "NUMBER",
        env = "LINKGATE_H2_STREAMS",
        value_parser = clap::value_parser!(u32).range(1..=10_000),
        default_value = "100"
    )]
    h2_streams: u32,
    /// Time between the PINGs that look for dead HTTP/2 clients
    #[arg(
        long,
        value_name = "TIME",
        env = "LINKGATE_H2_PING_INTERVAL",
        value_parser = time,
        default_value = "20s"
    )]
    h2_ping_interval: Duration,
    /// Time for the answer to such a PING
    #[arg(
        long,
        value_name = "TIME",
        env = "LINKGATE_H2_PING_TIMEOUT",
        value_parser = time,
        default_value = "10s"
    )]
    h2_ping_timeout: Duration,
    /// HTTP/2 frames without a request that may come at once; a tenth of the default more each second, and eight with each request
    #[arg(
        long,
        value_name = "NUMBER",
        env = "LINKGATE_H2_CONTROL_FRAMES",
        value_parser = clap::value_parser!(u32).range(1..),
        default_value = "1000"
    )]
    h2_control_frames: u32,
}

impl TlsArgs {
    /// The files, if TLS is spoken at all.
    ///
    /// # Errors
    ///
    /// In words, when there are not as many keys as certificates.
    pub(super) fn files(&self) -> Result<Option<TlsFiles>, String> {
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

impl LimitArgs {
    /// How often one caller may ask.
    pub(super) fn rate(&self) -> Option<RateLimit> {
        let per_minute = NonZeroU32::new(self.rate_limit)?;
        let burst = NonZeroU32::new(self.rate_burst).unwrap_or(per_minute);
        Some(RateLimit { per_minute, burst })
    }

    /// The bounds of the server.
    pub(super) fn limits(&self) -> Limits {
        Limits {
            connections: size(self.max_connections),
            connections_per_address: self.max_connections_per_address,
            life: self.connection_life,
            first_byte: self.first_byte_timeout,
            handshake: self.handshake_timeout,
            headers: self.header_timeout,
            idle: self.idle_timeout,
            write: self.write_timeout,
            answer: self.answer_timeout,
            goodbye: self.goodbye_timeout,
            drain: self.drain_timeout,
            uri_bytes: size(self.max_uri_bytes),
            header_bytes: size(self.max_header_bytes),
            header_fields: size(self.max_header_fields),
            h2_streams: self.h2_streams,
            h2_ping: self.h2_ping_interval,
            h2_ping_answer: self.h2_ping_timeout,
            h2_control_frames: self.h2_control_frames,
        }
    }
}

/// A number as the server wants it.
fn size(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// Reads the name of a host: no port, no path.
fn host_name(text: &str) -> Result<String, String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    match !text.is_empty() && text.chars().all(is_plain) {
        true => Ok(text.to_owned()),
        false => Err("write the name alone: ops.acme.example".to_owned()),
    }
}

/// The longest time that a setting can be: more is a slip, and clocks end
/// somewhere.
const LONGEST: Duration = Duration::from_secs(10 * 366 * 24 * 60 * 60);

/// Reads a time: `500ms`, `5s`, `1h 30m`.
fn time(text: &str) -> Result<Duration, String> {
    match time_or_none(text)? {
        Duration::ZERO => Err("has to be longer than nothing".to_owned()),
        time => Ok(time),
    }
}

/// Reads a time, or none: `0s`.
fn time_or_none(text: &str) -> Result<Duration, String> {
    let time: SignedDuration = text
        .parse()
        .map_err(|_| "write it like 500ms, 5s or 1h 30m".to_owned())?;
    let time = Duration::try_from(time).map_err(|_| "cannot be negative".to_owned())?;
    match time > LONGEST {
        true => Err("is longer than ten years".to_owned()),
        false => Ok(time),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Cli {
        #[command(flatten)]
        serve: ServeArgs,
    }

    fn parse(arguments: &[&str]) -> Result<ServeArgs, String> {
        let arguments = [&["linkgate"], arguments].concat();
        let parsed = Cli::try_parse_from(arguments);
        parsed
            .map(|cli| cli.serve)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn the_defaults_are_those_of_the_server() {
        let limits = parse(&[]).expect("defaults").limits;
        let (said, meant) = (limits.limits(), Limits::default());
        assert_eq!(format!("{said:?}"), format!("{meant:?}"));
        assert_eq!(limits.rate(), Some(RateLimit::DEFAULT));
    }

    #[test]
    fn what_can_be_switched_off_is_off_with_nothing() {
        let off = [
            "--rate-limit",
            "0",
            "--strict-transport",
            "0s",
            "--watch-interval",
            "0s",
        ];
        let args = parse(&off).expect("off");
        assert_eq!(args.limits.rate(), None);
        assert!(args.tls.strict_transport.is_zero());
        assert!(args.watch_interval.is_zero());
    }

    #[test]
    fn a_time_has_a_unit_and_is_longer_than_nothing() {
        for (text, expected) in [
            ("500ms", Ok(Duration::from_millis(500))),
            ("5s", Ok(Duration::from_secs(5))),
            ("1h 30m", Ok(Duration::from_secs(5400))),
            ("0s", Err("has to be longer than nothing")),
            ("-1s", Err("cannot be negative")),
            ("5", Err("write it like 500ms, 5s or 1h 30m")),
            ("", Err("write it like 500ms, 5s or 1h 30m")),
            ("200000h", Err("is longer than ten years")),
        ] {
            assert_eq!(time(text), expected.map_err(str::to_owned), "{text}");
        }
    }

    #[test]
    fn every_certificate_has_a_key() {
        let files = |arguments: &[&str]| parse(arguments).map(|args| args.tls.files());
        assert!(matches!(files(&[]), Ok(Ok(None))));
        let two = ["--tls-cert", "a,b", "--tls-key", "c", "--tls-key", "d"];
        let pairs = files(&two)
            .expect("flags")
            .expect("pairs")
            .expect("TLS")
            .pairs;
        let pair = |cert: &str, key: &str| (cert.into(), key.into());
        assert_eq!(pairs, [pair("a", "c"), pair("b", "d")]);
        let one_key = files(&["--tls-cert", "a,b", "--tls-key", "c"]).expect("flags");
        assert_eq!(
            one_key.expect_err("one key is missing"),
            "each --tls-cert needs its --tls-key: there are 2 certificates and 1 keys"
        );
        assert!(files(&["--tls-cert", "a"]).is_err());
        assert!(files(&["--tls-client-ca", "a"]).is_err());
    }
}
