//! What is known of an HTTP/2 connection from its frames in both directions.

use tokio::time::Instant;

use crate::server::h2_guard::control_frame_budget::ControlFrameBudget;
use crate::server::h2_guard::frames::Frames;
use crate::server::h2_guard::open_streams::OpenStreams;
use crate::server::limits::{H2_REFUSALS, Limits};
use crate::server::timeout_reason::TimeoutReason;

/// Follows the frames of one connection.
#[derive(Debug)]
pub struct FrameMonitor {
    incoming: Frames,
    outgoing: Frames,
    budget: ControlFrameBudget,
    streams: OpenStreams,
}

impl FrameMonitor {
    pub fn new(limits: &Limits) -> Self {
        let streams = usize::try_from(limits.h2_streams).unwrap_or(usize::MAX);
        Self {
            incoming: Frames::of_client(),
            outgoing: Frames::of_server(),
            budget: ControlFrameBudget::new(limits.h2_control_frames),
            streams: OpenStreams::new(streams.saturating_add(H2_REFUSALS)),
        }
    }

    pub fn received(&mut self, mut bytes: &[u8]) {
        while let Some(frame) = self.incoming.next(&mut bytes) {
            self.budget.count(frame);
            self.streams.received(frame);
        }
    }

    pub fn sent(&mut self, mut bytes: &[u8]) {
        while let Some(frame) = self.outgoing.next(&mut bytes) {
            self.streams.sent(frame);
        }
    }

    /// Since when the oldest request waits for the end of its answer.
    pub fn answering_since(&self) -> Option<Instant> {
        self.streams.oldest()
    }

    /// Why the connection has to be cut at once, if it has. Once there is a reason, it stays.
    pub fn violation(&self) -> Option<TimeoutReason> {
        if self.budget.is_spent() {
            Some(TimeoutReason::Flood)
        } else {
            let overflowed = self.streams.has_overflowed();
            overflowed.then_some(TimeoutReason::Stalled)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::h2_guard::frames::tests::{PREFACE, bytes, frame};
    use crate::server::h2_guard::frames::{DATA, END_STREAM, HEADERS, RST_STREAM};

    const PING: u8 = 6;

    /// Who sends what, and whether an answer is under way then.
    type Exchange = &'static [(Side, &'static [Sent], bool)];

    #[derive(Clone, Copy, Debug)]
    enum Side {
        Client,
        Server,
    }

    #[derive(Clone, Copy, Debug)]
    enum Sent {
        Request(u32),
        Head(u32),
        Body(u32, usize),
        End(u32),
        Reset(u32),
        Ping,
    }

    use Sent::{Body, End, Head, Ping, Request, Reset};
    use Side::{Client, Server};

    impl Sent {
        fn bytes(self) -> Vec<u8> {
            bytes(match self {
                Request(stream) => frame(HEADERS, END_STREAM, stream, 30),
                Head(stream) => frame(HEADERS, 0, stream, 20),
                Body(stream, len) => frame(DATA, 0, stream, len),
                End(stream) => frame(DATA, END_STREAM, stream, 1),
                Reset(stream) => frame(RST_STREAM, 0, stream, 4),
                Ping => frame(PING, 0, 0, 8),
            })
        }
    }

    const EXCHANGES: &[(&str, Exchange)] = &[
        (
            "an answer is taken",
            &[
                (Client, &[Request(1)], true),
                (Server, &[Head(1)], true),
                (Server, &[Ping, Body(1, 300)], true),
                (Server, &[End(1)], false),
            ],
        ),
        (
            "one of two",
            &[
                (Client, &[Request(1), Request(3)], true),
                (Server, &[Head(1), Head(3), End(3)], true),
                (Client, &[Ping], true),
                (Server, &[End(1)], false),
            ],
        ),
        (
            "one is taken back, one refused",
            &[
                (Client, &[Request(1), Request(3), Reset(1)], true),
                (Server, &[Reset(3)], false),
                (Client, &[Request(5)], true),
                (Server, &[Head(5), End(5)], false),
            ],
        ),
    ];

    /// Passes the frames in pieces of so many bytes.
    #[track_caller]
    fn follow(name: &str, exchange: Exchange, size: usize) {
        let mut monitor = FrameMonitor::new(&Limits::default());
        monitor.received(PREFACE);
        for (side, frames, expected) in exchange {
            let bytes: Vec<_> = frames.iter().flat_map(|frame| frame.bytes()).collect();
            for piece in bytes.chunks(size) {
                match side {
                    Client => monitor.received(piece),
                    Server => monitor.sent(piece),
                }
            }
            let under_way = monitor.answering_since().is_some();
            assert_eq!(under_way, *expected, "{name}: {frames:?} by {size}");
        }
        assert_eq!(monitor.violation(), None, "{name}");
    }

    #[tokio::test]
    async fn both_sides_are_followed_wherever_the_bytes_are_cut() {
        for (name, exchange) in EXCHANGES {
            for size in 1..500 {
                follow(name, exchange, size);
            }
        }
    }

    #[tokio::test]
    async fn a_frame_that_is_not_yet_written_ends_nothing() {
        let answer = [Head(1), Body(1, 3), End(1)].map(Sent::bytes).concat();
        let end = answer.len() - 1;
        for cut in 0..answer.len() {
            let mut monitor = FrameMonitor::new(&Limits::default());
            monitor.received(&[PREFACE, &*Request(1).bytes()].concat());
            monitor.sent(&answer[..cut]);
            assert_eq!(monitor.answering_since().is_some(), cut < end, "{cut}");
            monitor.sent(&answer[cut..]);
            assert_eq!(monitor.answering_since(), None, "{cut}");
        }
    }

    #[tokio::test]
    async fn a_violation_stays() {
        let streams = u32::try_from(H2_REFUSALS + 101).expect("few");
        let requests = (0..streams).flat_map(|n| Request(2 * n + 1).bytes());
        let pings = Ping.bytes().repeat(1001);
        for (bytes, expected) in [
            (requests.collect::<Vec<_>>(), TimeoutReason::Stalled),
            (pings, TimeoutReason::Flood),
        ] {
            let mut monitor = FrameMonitor::new(&Limits::default());
            monitor.received(&[PREFACE, &*bytes].concat());
            assert_eq!(monitor.violation(), Some(expected));
            monitor.sent(&Reset(1).bytes());
            assert_eq!(monitor.violation(), Some(expected));
        }
    }
}
