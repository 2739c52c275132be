//! Every bound of the server, each with its unit, its value and the reason for it.
//!
//! The values are stricter than those of general servers: a redirect has no request body, a small
//! answer and no slow backend, so a peer that takes long is broken or hostile.

use std::time::Duration;

/// Connections open at once. An idle one takes up to 20 KiB (HTTP/2: 36 KiB), and HTTP/1.1 with the
/// longest head 100 KiB (see [`TARGET_BUFFER_BYTES`]), or 135 KiB with the largest logos that nobody
/// takes: 1.3 GiB in all. The worst are those of HTTP/2 with
/// [`H2_STREAMS`] answers each that nobody takes: up to 470 KiB, or 4.5 GiB in all, until
/// [`ANSWER`] is over. A peer that takes its answers still leaves 270 KiB behind once it has had so
/// many at once: h2 keeps what it needed for them until the connection ends.
pub const CONNECTIONS: usize = 10_000;

/// Connections open at once from one address; the addresses of an IPv6 /64 count as one. Behind one
/// address may sit a whole office, with one connection per browser; but no client takes more than a
/// tenth of all connections.
pub const CONNECTIONS_PER_ADDRESS: usize = 1000;

/// Connections that the kernel keeps per address until they are accepted: enough for the moment at
/// which everyone opens their nine o'clock meeting. The runtime's own default is 128.
pub const BACKLOG: u32 = 1024;

/// Seconds from the accept until the protocol is known, a PROXY header in front of it included. A
/// client speaks first, and at once: this covers two lost packets.
pub const FIRST_BYTE: Duration = Duration::from_secs(5);

/// Bytes of a PROXY header of version 2; the length field would allow 64 KiB. The addresses take
/// 52, what proxies add about themselves and a TLS session a few hundred: this leaves room for a
/// client certificate. Version 1 has a limit of its own, 107.
pub const PROXY_HEADER_BYTES: usize = 4 * 1024;

/// Seconds for the handshake of TLS: two round trips, with time for a slow phone to do its
/// arithmetic.
pub const HANDSHAKE: Duration = Duration::from_secs(5);

/// Seconds from the first byte of a request head to its last. A head fits in a few packets.
pub const HEADERS: Duration = Duration::from_secs(10);

/// Seconds a connection may wait for its next request. A load balancer in front of us should give
/// up idle connections before we do, or it will now and then send a request into one that is
/// closing.
pub const IDLE: Duration = Duration::from_secs(60);

/// How long an HTTP/1.1 connection is without a request before it gives back what the last one
/// needed, about 20 KiB. No peer notices, so this is no setting. Connections of a busy load balancer
/// are never quiet for so long; a request that comes later costs a third more instructions than one
/// that comes at once. The shorter this is, the fewer connections of a crowd hold their buffers.
pub const QUIET: Duration = Duration::from_millis(100);

/// Seconds after which a connection ends though it is busy, up to a tenth earlier so that not all
/// of a load balancer end at once: its next connections find the replicas that have come since, and
/// what a connection holds is given back. Envoy and nginx take an hour, too.
pub const LIFE: Duration = Duration::from_secs(60 * 60);

/// Seconds without a byte written while there are bytes to write: the peer does not read.
pub const WRITE: Duration = Duration::from_secs(10);

/// Seconds from an HTTP/2 request until its whole answer is out. The peer decides how fast by its
/// flow-control windows, while the socket is never blocked; [`WRITE`] does not see that. Pages are
/// of a few KiB: this gives the slowest line a hundred bytes a second, and `POST /reload`, which is
/// answered after some ten seconds at the most, time to be read. A peer that cancels a request and
/// sends it again gets this time again; it pays with a request.
pub const ANSWER: Duration = Duration::from_secs(30);

/// Seconds for the peer to see that the connection ends: to acknowledge a GOAWAY, to finish sending
/// what nobody reads, to close its side. A few round trips.
pub const CLOSE: Duration = Duration::from_secs(1);

/// Seconds from the end of accepting until open connections are cut. Kubernetes kills 30 after the
/// signal by default: 15 of them are for load balancers to notice, before, and 3 for the last lines
/// of the log, behind. What is answered at once needs no more than a few.
pub const DRAIN: Duration = Duration::from_secs(10);

/// Bytes of a request target; a longer one is 414. RFC 9110 section 4.1 asks for at least 8000.
pub const URI_BYTES: usize = 8 * 1024;

/// Bytes of all header fields together, names and values; more is 431. In HTTP/2 it counts as RFC
/// 9113 does, with 32 for each field. Browsers with many cookies stay below 8 KiB.
pub const HEADER_BYTES: usize = 16 * 1024;

/// Header fields of one request; more is 431. This is the number that hyper can hold without a heap
/// allocation per request, and for HTTP/1.1 hyper itself enforces it.
pub const HEADER_FIELDS: usize = 100;

/// Bytes that hyper may buffer of the target of an HTTP/1.1 request, besides its header fields. It
/// answers 431 when the buffer is full, whatever filled it, but RFC 9112 section 3 demands 414 for
/// a long target: so there is room for the longest one that hyper can parse, and our own limits
/// above draw the lines.
pub const TARGET_BUFFER_BYTES: usize = 64 * 1024;

/// Streams of one HTTP/2 connection open at once: the lowest number that RFC 9113 section 6.5.2
/// recommends.
pub const H2_STREAMS: u32 = 100;

/// HTTP/2 streams beyond [`H2_STREAMS`] that may wait to be refused. A client may open as many as
/// it likes before it has read our SETTINGS, and one read may bring hundreds; each is refused as
/// soon as there is room to write.
pub const H2_REFUSALS: usize = 1000;

/// Bytes of request body that one HTTP/2 stream may send unasked: the default of the protocol, and
/// the smallest value that needs no SETTINGS round trip. Bodies are thrown away.
pub const H2_STREAM_WINDOW_BYTES: u32 = 64 * 1024 - 1;

/// The same for all streams of one connection.
pub const H2_CONNECTION_WINDOW_BYTES: u32 = 256 * 1024;

/// Seconds between the PINGs that look for dead HTTP/2 peers behind a silent network.
pub const H2_PING: Duration = Duration::from_secs(20);

/// Seconds for the answer to such a PING.
pub const H2_PING_ANSWER: Duration = Duration::from_secs(10);

/// HTTP/2 frames that carry no request, at once: SETTINGS, PING, PRIORITY, WINDOW_UPDATE,
/// RST_STREAM, empty DATA and all others. Handling them costs us more than sending them costs the
/// peer. A client sends a handful when it begins and now and then one; this is what a hundred
/// streams that all end at once may bring, ten times over.
pub const H2_CONTROL_FRAMES: u32 = 1000;

/// How many of them are given back every second.
pub const H2_CONTROL_FRAMES_PER_SECOND: u32 = 100;

/// How many of them are given back with every request: two WINDOW_UPDATE, a PING, a RST_STREAM or
/// an empty DATA may go with one, and as many again. So a load balancer may be as busy as it likes.
pub const H2_CONTROL_FRAMES_PER_REQUEST: u32 = 8;

/// Bytes read and thrown away after the last answer, so that a peer that is still sending gets to
/// read it: closing a socket with unread bytes resets the connection and can destroy the answer.
pub const LINGER_BYTES: usize = 1024 * 1024;

/// The bounds that an operator may change, and tests do; what is protocol detail is a constant of
/// this module.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections open at once; further ones are closed at once. Default [`CONNECTIONS`].
    pub connections: usize,
    /// Connections open at once from one address; 0 for any number. Default
    /// [`CONNECTIONS_PER_ADDRESS`].
    pub connections_per_address: usize,
    /// Time from the accept until the protocol is known. Default [`FIRST_BYTE`].
    pub first_byte: Duration,
    /// Time for the handshake of TLS. Default [`HANDSHAKE`].
    pub handshake: Duration,
    /// Time for one request head to arrive. Default [`HEADERS`].
    pub headers: Duration,
    /// Time between two requests. Default [`IDLE`].
    pub idle: Duration,
    /// Time after which even a busy connection ends. Default [`LIFE`].
    pub life: Duration,
    /// Time without progress while writing. Default [`WRITE`].
    pub write: Duration,
    /// Time for an HTTP/2 peer to take a whole answer. Default [`ANSWER`].
    pub answer: Duration,
    /// Time for the peer to notice an ending connection. Default [`CLOSE`].
    pub close: Duration,
    /// Time from the stop signal to the cut. Default [`DRAIN`].
    pub drain: Duration,
    /// Bytes of a request target. Default [`URI_BYTES`].
    pub uri_bytes: usize,
    /// Bytes of all header fields. Default [`HEADER_BYTES`].
    pub header_bytes: usize,
    /// Header fields. Default [`HEADER_FIELDS`].
    pub header_fields: usize,
    /// Streams of one HTTP/2 connection. Default [`H2_STREAMS`].
    pub h2_streams: u32,
    /// Time between two PINGs of ours. Default [`H2_PING`].
    pub h2_ping: Duration,
    /// Time for the answer to one. Default [`H2_PING_ANSWER`].
    pub h2_ping_answer: Duration,
    /// HTTP/2 frames that carry no request, at once. Default [`H2_CONTROL_FRAMES`].
    pub h2_control_frames: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: CONNECTIONS,
            connections_per_address: CONNECTIONS_PER_ADDRESS,
            first_byte: FIRST_BYTE,
            handshake: HANDSHAKE,
            headers: HEADERS,
            idle: IDLE,
            life: LIFE,
            write: WRITE,
            answer: ANSWER,
            close: CLOSE,
            drain: DRAIN,
            uri_bytes: URI_BYTES,
            header_bytes: HEADER_BYTES,
            header_fields: HEADER_FIELDS,
            h2_streams: H2_STREAMS,
            h2_ping: H2_PING,
            h2_ping_answer: H2_PING_ANSWER,
            h2_control_frames: H2_CONTROL_FRAMES,
        }
    }
}
