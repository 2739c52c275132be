//! The frames of one HTTP/2 connection, followed in both directions while its bytes pass by. It
//! changes nothing: what has to follow is for the [`Watch`] to say.
//!
//! [`Watch`]: crate::server::connection_timers::Watch

use tokio::time::Instant;

use crate::server::h2_guard::control_frame_budget::Meter;
use crate::server::h2_guard::frames::Frames;
use crate::server::h2_guard::open_streams::Unanswered;
use crate::server::limits::{H2_REFUSALS, Limits};
use crate::server::timeout_reason::Overdue;

/// What is known of an HTTP/2 connection from its frames.
#[derive(Debug)]
pub struct Traffic {
    incoming: Frames,
    outgoing: Frames,
    meter: Meter,
    unanswered: Unanswered,
}

impl Traffic {
    /// Of a connection that begins.
    pub fn new(limits: &Limits) -> Self {
        let streams = usize::try_from(limits.h2_streams).unwrap_or(usize::MAX);
        Self {
            incoming: Frames::of_client(),
            outgoing: Frames::of_server(),
            meter: Meter::new(limits.h2_control_frames),
            unanswered: Unanswered::new(streams.saturating_add(H2_REFUSALS)),
        }
    }

    /// Takes note of bytes that came in.
    pub fn came(&mut self, mut bytes: &[u8]) {
        while let Some(frame) = self.incoming.next(&mut bytes) {
            self.meter.count(frame);
            self.unanswered.came(frame);
        }
    }

    /// Takes note of bytes that went out.
    pub fn went(&mut self, mut bytes: &[u8]) {
        while let Some(frame) = self.outgoing.next(&mut bytes) {
            self.unanswered.went(frame);
        }
    }

    /// Since when the oldest answer is under way.
    pub fn answering_since(&self) -> Option<Instant> {
        self.unanswered.since()
    }

    /// Why the connection has to be cut at once, if it has.
    pub fn offence(&self) -> Option<Overdue> {
        if self.meter.is_spent() {
            Some(Overdue::Flooding)
        } else {
            let overflowed = self.unanswered.has_overflowed();
            overflowed.then_some(Overdue::Stalled)
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
    type Story = &'static [(Side, &'static [Sent], bool)];

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

    const STORIES: &[(&str, Story)] = &[
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

    /// Tells a story in pieces of so many bytes.
    #[track_caller]
    fn tell(name: &str, story: Story, size: usize) {
        let mut traffic = Traffic::new(&Limits::default());
        traffic.came(PREFACE);
        for (side, sent, expected) in story {
            let bytes: Vec<_> = sent.iter().flat_map(|sent| sent.bytes()).collect();
            for piece in bytes.chunks(size) {
                match side {
                    Client => traffic.came(piece),
                    Server => traffic.went(piece),
                }
            }
            let under_way = traffic.answering_since().is_some();
            assert_eq!(under_way, *expected, "{name}: {sent:?} by {size}");
        }
        assert_eq!(traffic.offence(), None, "{name}");
    }

    #[tokio::test]
    async fn both_sides_are_followed_wherever_the_bytes_are_cut() {
        for (name, story) in STORIES {
            for size in 1..500 {
                tell(name, story, size);
            }
        }
    }

    #[tokio::test]
    async fn a_frame_that_is_not_yet_written_ends_nothing() {
        let answer = [Head(1), Body(1, 3), End(1)].map(Sent::bytes).concat();
        let end = answer.len() - 1;
        for cut in 0..answer.len() {
            let mut traffic = Traffic::new(&Limits::default());
            traffic.came(&[PREFACE, &*Request(1).bytes()].concat());
            traffic.went(&answer[..cut]);
            assert_eq!(traffic.answering_since().is_some(), cut < end, "{cut}");
            traffic.went(&answer[cut..]);
            assert_eq!(traffic.answering_since(), None, "{cut}");
        }
    }

    #[tokio::test]
    async fn what_must_not_be_is_an_offence_for_ever() {
        let streams = u32::try_from(H2_REFUSALS + 101).expect("few");
        let requests = (0..streams).flat_map(|n| Request(2 * n + 1).bytes());
        let pings = Ping.bytes().repeat(1001);
        for (bytes, expected) in [
            (requests.collect::<Vec<_>>(), Overdue::Stalled),
            (pings, Overdue::Flooding),
        ] {
            let mut traffic = Traffic::new(&Limits::default());
            traffic.came(&[PREFACE, &*bytes].concat());
            assert_eq!(traffic.offence(), Some(expected));
            traffic.went(&Reset(1).bytes());
            assert_eq!(traffic.offence(), Some(expected));
        }
    }
}
