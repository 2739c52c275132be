//! What the process bears.

use std::num::NonZeroU32;
use std::time::Duration;

use clap::Args;

use super::values::{time, time_or_none};
use crate::gateway::RateLimit;
use crate::server::Limits;
use crate::upstream::UpstreamLimits;

/// What the process bears. Each has its reason in docs/operating.md.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Limits")]
pub struct LimitArgs {
    /// Open connections
    #[arg(
        long,
        value_name = "NUMBER",
        env = "LINKGATE_MAX_CONNECTIONS",
        value_parser = clap::value_parser!(u32).range(1..),
        default_value = "10000"
    )]
    max_connections: u32,
    /// Open connections from one address (IPv6: one /64); 0: no limit
    #[arg(
        long,
        value_name = "NUMBER",
        env = "LINKGATE_MAX_CONNECTIONS_PER_ADDRESS",
        default_value_t = 1000
    )]
    max_connections_per_address: usize,
    /// Requests per minute of one caller, or of one address for anonymous callers (IPv6: one /64, four times as many from one /48); 0: no limit
    #[arg(
        long,
        value_name = "NUMBER",
        env = "LINKGATE_RATE_LIMIT",
        default_value_t = 1200
    )]
    rate_limit: u32,
    /// Requests at once within the rate limit; 0: as many as per minute
    #[arg(
        long,
        value_name = "NUMBER",
        env = "LINKGATE_RATE_BURST",
        default_value_t = 0
    )]
    rate_burst: u32,
    /// Requests per minute and caller above which the decision log says `would: rate_limited`, to try a limit before --rate-limit has it; 0: none
    #[arg(
        long,
        value_name = "NUMBER",
        env = "LINKGATE_RATE_LIMIT_REPORT_ONLY",
        default_value_t = 0
    )]
    rate_limit_report_only: u32,
    /// Time until the first bytes of a client
    #[arg(
        long,
        value_name = "TIME",
        env = "LINKGATE_FIRST_BYTE_TIMEOUT",
        value_parser = time,
        default_value = "5s"
    )]
    first_byte_timeout: Duration,
    /// Time for the TLS handshake
    #[arg(
        long,
        value_name = "TIME",
        env = "LINKGATE_HANDSHAKE_TIMEOUT",
        value_parser = time,
        default_value = "5s"
    )]
    handshake_timeout: Duration,
    /// Time for one request head, from first to last byte
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
    /// Age at which a connection is closed gracefully, even if it is busy
    #[arg(
        long,
        value_name = "TIME",
        env = "LINKGATE_CONNECTION_LIFE",
        value_parser = time,
        default_value = "1h"
    )]
    connection_life: Duration,
    /// Time until a client reads some of its answer
    #[arg(
        long,
        value_name = "TIME",
        env = "LINKGATE_WRITE_TIMEOUT",
        value_parser = time,
        default_value = "10s"
    )]
    write_timeout: Duration,
    /// Time until an HTTP/2 client has read a whole answer
    #[arg(
        long,
        value_name = "TIME",
        env = "LINKGATE_ANSWER_TIMEOUT",
        value_parser = time,
        default_value = "30s"
    )]
    answer_timeout: Duration,
    /// Time until a client notices that its connection is closing
    #[arg(
        long,
        value_name = "TIME",
        env = "LINKGATE_CLOSE_TIMEOUT",
        value_parser = time,
        default_value = "1s"
    )]
    close_timeout: Duration,
    /// Time after SIGTERM to still accept connections, until the load balancer has noticed
    #[arg(
        long,
        value_name = "TIME",
        env = "LINKGATE_DRAIN_DELAY",
        value_parser = time_or_none,
        default_value = "15s"
    )]
    pub drain_delay: Duration,
    /// Time after the drain delay until open connections are closed
    #[arg(
        long,
        value_name = "TIME",
        env = "LINKGATE_DRAIN_TIMEOUT",
        value_parser = time,
        default_value = "10s"
    )]
    drain_timeout: Duration,
    /// Bytes of a request target; 8192 at most
    #[arg(
        long,
        value_name = "BYTES",
        env = "LINKGATE_MAX_URI_BYTES",
        value_parser = clap::value_parser!(u32).range(1..=8192),
        default_value = "8192"
    )]
    max_uri_bytes: u32,
    /// Bytes of all header fields of a request; 65536 at most
    #[arg(
        long,
        value_name = "BYTES",
        env = "LINKGATE_MAX_HEADER_BYTES",
        value_parser = clap::value_parser!(u32).range(1..=65_536),
        default_value = "16384"
    )]
    max_header_bytes: u32,
    /// Header fields of a request; 100 at most
    #[arg(
        long,
        value_name = "NUMBER",
        env = "LINKGATE_MAX_HEADER_FIELDS",
        value_parser = clap::value_parser!(u32).range(1..=100),
        default_value = "100"
    )]
    max_header_fields: u32,
    /// Concurrent streams of one HTTP/2 connection
    #[arg(
        long,
        value_name = "NUMBER",
        env = "LINKGATE_H2_STREAMS",
        value_parser = clap::value_parser!(u32).range(1..=10_000),
        default_value = "100"
    )]
    h2_streams: u32,
    /// Time between HTTP/2 PINGs, which detect dead clients
    #[arg(
        long,
        value_name = "TIME",
        env = "LINKGATE_H2_PING_INTERVAL",
        value_parser = time,
        default_value = "20s"
    )]
    h2_ping_interval: Duration,
    /// Time for the answer to an HTTP/2 PING
    #[arg(
        long,
        value_name = "TIME",
        env = "LINKGATE_H2_PING_TIMEOUT",
        value_parser = time,
        default_value = "10s"
    )]
    h2_ping_timeout: Duration,
    /// HTTP/2 frames without a request at once; 100 more each second, and eight with each request
    #[arg(
        long,
        value_name = "NUMBER",
        env = "LINKGATE_H2_CONTROL_FRAMES",
        value_parser = clap::value_parser!(u32).range(1..),
        default_value = "1000"
    )]
    h2_control_frames: u32,
    /// Time for all calls to a server of Webex that one click needs
    #[arg(
        long,
        value_name = "TIME",
        env = "LINKGATE_WEBEX_TIMEOUT",
        value_parser = time,
        default_value = "3s"
    )]
    webex_timeout: Duration,
    /// Calls to a server of Webex at once
    #[arg(
        long,
        value_name = "NUMBER",
        env = "LINKGATE_WEBEX_CALLS",
        value_parser = clap::value_parser!(u32).range(1..=10_000),
        default_value = "32"
    )]
    webex_calls: u32,
}

impl LimitArgs {
    /// How often one caller may ask.
    pub fn rate(&self) -> Option<RateLimit> {
        self.rate_of(self.rate_limit)
    }

    /// How often one caller may ask before the log says so.
    pub fn report_only_rate(&self) -> Option<RateLimit> {
        self.rate_of(self.rate_limit_report_only)
    }

    fn rate_of(&self, per_minute: u32) -> Option<RateLimit> {
        let per_minute = NonZeroU32::new(per_minute)?;
        let burst = NonZeroU32::new(self.rate_burst).unwrap_or(per_minute);
        Some(RateLimit { per_minute, burst })
    }

    /// The bounds of calls to Webex.
    pub fn upstream(&self) -> UpstreamLimits {
        UpstreamLimits {
            deadline: self.webex_timeout,
            calls: size(self.webex_calls),
        }
    }

    /// The bounds of the server.
    pub fn limits(&self) -> Limits {
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
            close: self.close_timeout,
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
