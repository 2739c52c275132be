//! What an HTTP/2 peer sends besides requests, counted as it comes in.
//!
//! The h2 library bounds what makes it keep or send something: resets, CONTINUATION, empty DATA. It
//! serves SETTINGS, PING, PRIORITY and WINDOW_UPDATE as fast as they come, and each of them costs
//! more to handle than to send. A [`Meter`] reads the headers of the frames that pass by, and says
//! when a connection does nothing but keep us busy. It keeps no byte of them, and changes none.

use std::time::Duration;

use tokio::time::Instant;

use crate::server::limits::{
    H2_CONTROL_FRAMES, H2_CONTROL_FRAMES_PER_REQUEST, H2_CONTROL_FRAMES_PER_SECOND,
};

/// Bytes of `PRI * HTTP/2.0`, with which a client begins (RFC 9113 section 3.4).
const PREFACE_BYTES: usize = 24;

/// Bytes of the header of every frame (RFC 9113 section 4.1).
const HEADER_BYTES: usize = 9;

/// The types of the frames that carry a request (RFC 9113 section 6).
const DATA: u8 = 0;
const HEADERS: u8 = 1;

/// Bytes of DATA that may all be padding: its length and 255 of it. More bring something, and the
/// windows bound how much.
const PADDING_BYTES: usize = 256;

/// After this time one frame more may come.
const TIME_PER_FRAME: Duration =
    Duration::from_nanos(1_000_000_000 / H2_CONTROL_FRAMES_PER_SECOND as u64);

/// The budget of one connection for frames that are no requests.
///
/// Answers to our own PING and SETTINGS count as well: they are one in [`H2_PING`] and one in a
/// life, and anybody can send answers that nobody asked for.
///
/// [`H2_PING`]: crate::server::limits::H2_PING
#[derive(Debug)]
pub(super) struct Meter {
    frames: Frames,
    left: u32,
    refilled: Instant,
    spent: bool,
}

impl Meter {
    pub(super) fn new() -> Self {
        Self {
            frames: Frames::new(),
            left: H2_CONTROL_FRAMES,
            refilled: Instant::now(),
            spent: false,
        }
    }

    /// Takes note of bytes that came in. Says whether they are within the budget.
    pub(super) fn allows(&mut self, mut bytes: &[u8]) -> bool {
        while let Some(frame) = self.frames.next(&mut bytes) {
            self.count(frame);
        }
        !self.spent
    }

    /// Whether the peer has ever sent too much.
    pub(super) fn is_spent(&self) -> bool {
        self.spent
    }

    fn count(&mut self, frame: Frame) {
        match frame.kind {
            HEADERS => self.refill(H2_CONTROL_FRAMES_PER_REQUEST),
            DATA if frame.len > PADDING_BYTES => {}
            _ => self.pay(),
        }
    }

    /// Time refills the budget too. The clock is asked only when nothing is left, so that requests
    /// do not pay for it; after a pause that gives up to one budget more than a steady refill.
    fn pay(&mut self) {
        if self.left == 0 {
            let pause = self.refilled.elapsed().as_nanos();
            let frames = u32::try_from(pause / TIME_PER_FRAME.as_nanos()).unwrap_or(u32::MAX);
            self.refill(frames);
            self.refilled += TIME_PER_FRAME * frames;
        }
        match self.left.checked_sub(1) {
            Some(left) => self.left = left,
            None => self.spent = true,
        }
    }

    fn refill(&mut self, frames: u32) {
        self.left = self.left.saturating_add(frames).min(H2_CONTROL_FRAMES);
    }
}

/// What the header of a frame says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Frame {
    kind: u8,
    len: usize,
}

/// Finds the frames in a stream of bytes that comes in pieces.
#[derive(Debug)]
struct Frames {
    /// Bytes to pass over: what is left of the preface, or of a payload.
    skip: usize,
    header: [u8; HEADER_BYTES],
    /// Bytes of the header that are there.
    filled: usize,
}

impl Frames {
    fn new() -> Self {
        Self {
            skip: PREFACE_BYTES,
            header: [0; HEADER_BYTES],
            filled: 0,
        }
    }

    /// The next frame whose header ends in these bytes; they are shortened to what follows it.
    fn next(&mut self, bytes: &mut &[u8]) -> Option<Frame> {
        let skipped = self.skip.min(bytes.len());
        *bytes = &bytes[skipped..];
        self.skip -= skipped;
        let missing = &mut self.header[self.filled..];
        let (found, rest) = bytes.split_at(missing.len().min(bytes.len()));
        missing[..found.len()].copy_from_slice(found);
        *bytes = rest;
        self.filled += found.len();
        if self.filled < HEADER_BYTES {
            return None;
        }
        self.filled = 0;
        let [high, middle, low, kind, ..] = self.header;
        let len = [high, middle, low].map(usize::from);
        let len = len[0] << 16 | len[1] << 8 | len[2];
        self.skip = len;
        Some(Frame { kind, len })
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use tokio::time::advance;

    use super::*;

    const SETTINGS: u8 = 4;
    const PING: u8 = 6;
    /// What everybody must ignore (RFC 9113 section 4.1).
    const UNKNOWN: u8 = 0xfe;

    const PREFACE: &[u8; PREFACE_BYTES] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    fn frame(kind: u8, len: usize) -> Vec<u8> {
        let size = u32::try_from(len).expect("short").to_be_bytes();
        let header = [size[1], size[2], size[3], kind, 0, 0, 0, 0, 1];
        // A payload that would be read as frames if it were read.
        [&header[..], &vec![SETTINGS; len]].concat()
    }

    fn stream(frames: &[(u8, usize)]) -> Vec<u8> {
        let frames = frames.iter().flat_map(|(kind, len)| frame(*kind, *len));
        PREFACE.iter().copied().chain(frames).collect()
    }

    fn seen<'b>(pieces: impl IntoIterator<Item = &'b [u8]>) -> Vec<(u8, usize)> {
        let mut frames = Frames::new();
        let mut seen = Vec::new();
        for mut piece in pieces {
            while let Some(frame) = frames.next(&mut piece) {
                seen.push((frame.kind, frame.len));
            }
            assert!(piece.is_empty(), "all is read");
        }
        seen
    }

    /// A meter that has seen a connection begin.
    fn meter() -> Meter {
        let mut meter = Meter::new();
        assert!(meter.allows(PREFACE));
        meter
    }

    /// How many frames of a kind pass at once.
    fn passing(meter: &mut Meter, kind: u8, len: usize) -> u32 {
        let frame = frame(kind, len);
        let most = H2_CONTROL_FRAMES * 10;
        let passed = (0..most).take_while(|_| meter.allows(&frame));
        u32::try_from(passed.count()).expect("few")
    }

    #[test]
    fn frames_are_found_wherever_the_bytes_are_cut() {
        let frames = [(SETTINGS, 0), (HEADERS, 300), (DATA, 70_000), (PING, 8)];
        let bytes = stream(&frames);
        for size in (1..40).chain([299, 8192, bytes.len()]) {
            assert_eq!(seen(bytes.chunks(size)), frames, "{size}");
        }
    }

    proptest! {
        #[test]
        fn pieces_of_any_size_hold_the_same_frames(
            frames in vec((any::<u8>(), 0..600usize), 0..20),
            sizes in vec(1..700usize, 1..50),
        ) {
            let bytes = stream(&frames);
            let mut rest = &*bytes;
            let pieces = sizes.iter().cycle().map_while(|size| {
                let (piece, behind) = rest.split_at(rest.len().min(*size));
                rest = behind;
                (!piece.is_empty()).then_some(piece)
            });
            prop_assert_eq!(seen(pieces), frames);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn every_kind_but_requests_and_data_has_to_be_paid_for() {
        let all = H2_CONTROL_FRAMES * 10;
        for kind in 2..=u8::MAX {
            assert_eq!(passing(&mut meter(), kind, 8), H2_CONTROL_FRAMES, "{kind}");
        }
        assert_eq!(passing(&mut meter(), UNKNOWN, 0), H2_CONTROL_FRAMES);
        assert_eq!(passing(&mut meter(), HEADERS, 30), all);
        for (len, expected) in [
            (0, H2_CONTROL_FRAMES),
            (1, H2_CONTROL_FRAMES),
            (PADDING_BYTES, H2_CONTROL_FRAMES),
            (PADDING_BYTES + 1, all),
        ] {
            assert_eq!(passing(&mut meter(), DATA, len), expected, "{len}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_flood_is_seen_in_one_piece_and_stays_a_flood() {
        let mut meter = meter();
        let most = usize::try_from(H2_CONTROL_FRAMES).expect("small");
        assert!(meter.allows(&frame(PING, 8).repeat(most)));
        assert!(!meter.allows(&[frame(PING, 8), frame(HEADERS, 1)].concat()));
        assert!(!meter.allows(b""));
        assert!(meter.is_spent());
    }

    #[tokio::test(start_paused = true)]
    async fn time_refills_the_budget() {
        let mut meter = meter();
        // As many as may come, first at once, then in any rhythm.
        let ping = frame(PING, 8);
        let most = usize::try_from(H2_CONTROL_FRAMES).expect("small");
        assert!(meter.allows(&ping.repeat(most)));
        for millis in [10, 15, 5, 20, 1000, 990] {
            advance(Duration::from_millis(millis)).await;
            let expected = millis * u64::from(H2_CONTROL_FRAMES_PER_SECOND) / 1000;
            for _ in 0..expected {
                assert!(meter.allows(&ping), "{millis}");
            }
        }
        advance(Duration::from_secs(3600)).await;
        let passed = passing(&mut meter, PING, 8);
        let one_budget = H2_CONTROL_FRAMES..=2 * H2_CONTROL_FRAMES;
        assert!(one_budget.contains(&passed), "{passed}");
    }

    #[tokio::test(start_paused = true)]
    async fn requests_refill_the_budget_and_no_more_than_that() {
        let mut meter = meter();
        let headers = frame(HEADERS, 30);
        let more = usize::try_from(H2_CONTROL_FRAMES_PER_REQUEST).expect("small");
        let busy = [headers.clone(), frame(PING, 8).repeat(more)].concat();
        for _ in 0..10_000 {
            assert!(meter.allows(&busy));
        }
        assert!(meter.allows(&headers.repeat(10_000)));
        assert_eq!(passing(&mut meter, PING, 8), H2_CONTROL_FRAMES);
    }
}
