//! What the process bears.

use std::num::NonZeroU32;
use std::time::Duration;

use clap::Args;

use super::values::{time, time_or_none};
use crate::gateway::RateLimit;
use crate::server::Limits;

/// What the process bears. Each has its reason in docs/operating.md.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Limits")]
pub struct LimitArgs {
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
    /// Requests per minute of one person, or of one address (IPv6: one /64, four times as many of one /48) where nobody is known; 0: no limit
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
        env = "LINKGATE_CLOSE_TIMEOUT",
        value_parser = time,
        default_value = "1s"
    )]
    close_timeout: Duration,
    /// Time after SIGTERM in which connections are still taken, until the load balancer knows
    #[arg(
        long,
        value_name = "TIME",
        env = "LINKGATE_DRAIN_DELAY",
        value_parser = time_or_none,
        default_value = "15s"
    )]
    pub drain_delay: Duration,
    /// Time after that until open connections are cut
    #[arg(
        long,
        value_name = "TIME",
        env = "LINKGATE_DRAIN_TIMEOUT",
        value_parser = time,
        default_value = "10s"
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

impl LimitArgs {
    /// How often one caller may ask.
    pub fn rate(&self) -> Option<RateLimit> {
        let per_minute = NonZeroU32::new(self.rate_limit)?;
        let burst = NonZeroU32::new(self.rate_burst).unwrap_or(per_minute);
        Some(RateLimit { per_minute, burst })
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
