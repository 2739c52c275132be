//! What an HTTP/2 peer sends besides requests, counted as it comes in.
//!
//! The h2 library bounds what makes it keep or send something: resets, CONTINUATION, empty DATA. It
//! serves SETTINGS, PING, PRIORITY and WINDOW_UPDATE as fast as they come, and each of them costs
//! more to handle than to send. A [`ControlFrameBudget`] says when a connection does nothing but
//! keep us busy.

use std::time::Duration;

use tokio::time::Instant;

use crate::server::h2_guard::frames::{DATA, Frame, HEADERS};
use crate::server::limits::{H2_CONTROL_FRAMES_PER_REQUEST, H2_CONTROL_FRAMES_PER_SECOND};

/// Bytes of DATA that may all be padding: its length and 255 of it. More bring something, and the
/// windows bound how much.
const PADDING_BYTES: usize = 256;

/// After this time one frame more may come.
const TIME_PER_FRAME: Duration =
    Duration::from_nanos(1_000_000_000 / H2_CONTROL_FRAMES_PER_SECOND as u64);

/// The budget of one connection for frames that are no requests.
///
/// Answers to our own PING and SETTINGS count as well: they are one in [`H2_PING`] and one in a
/// life, and a peer can send answers to nothing.
///
/// [`H2_PING`]: crate::server::limits::H2_PING
#[derive(Debug)]
pub struct ControlFrameBudget {
    max: u32,
    left: u32,
    refilled: Instant,
    spent: bool,
}

impl ControlFrameBudget {
    /// `max` frames at once.
    pub fn new(max: u32) -> Self {
        Self {
            max,
            left: max,
            refilled: Instant::now(),
            spent: false,
        }
    }

    /// Whether the peer has ever sent too much.
    pub fn is_spent(&self) -> bool {
        self.spent
    }

    /// Counts a frame that came in.
    pub fn count(&mut self, frame: Frame) {
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
        self.left = self.left.saturating_add(frames).min(self.max);
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;
    use crate::server::h2_guard::frames::RST_STREAM;
    use crate::server::limits::H2_CONTROL_FRAMES;

    const PING: u8 = 6;

    fn frame(kind: u8, len: usize) -> Frame {
        Frame {
            kind,
            flags: 0,
            stream: 1,
            len,
        }
    }

    fn budget() -> ControlFrameBudget {
        ControlFrameBudget::new(H2_CONTROL_FRAMES)
    }

    fn allows(budget: &mut ControlFrameBudget, frame: Frame) -> bool {
        budget.count(frame);
        !budget.is_spent()
    }

    /// How many frames of a kind pass at once.
    fn passing(budget: &mut ControlFrameBudget, kind: u8, len: usize) -> u32 {
        let most = H2_CONTROL_FRAMES * 10;
        let passed = (0..most).take_while(|_| allows(budget, frame(kind, len)));
        u32::try_from(passed.count()).expect("few")
    }

    #[tokio::test(start_paused = true)]
    async fn every_kind_but_requests_and_data_has_to_be_paid_for() {
        let all = H2_CONTROL_FRAMES * 10;
        for kind in 2..=u8::MAX {
            assert_eq!(passing(&mut budget(), kind, 8), H2_CONTROL_FRAMES, "{kind}");
        }
        assert_eq!(passing(&mut budget(), RST_STREAM, 0), H2_CONTROL_FRAMES);
        assert_eq!(passing(&mut budget(), HEADERS, 30), all);
        for (len, expected) in [
            (0, H2_CONTROL_FRAMES),
            (1, H2_CONTROL_FRAMES),
            (PADDING_BYTES, H2_CONTROL_FRAMES),
            (PADDING_BYTES + 1, all),
        ] {
            assert_eq!(passing(&mut budget(), DATA, len), expected, "{len}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_flood_stays_a_flood() {
        let mut budget = budget();
        assert_eq!(passing(&mut budget, PING, 8), H2_CONTROL_FRAMES);
        assert!(budget.is_spent());
        assert!(!allows(&mut budget, frame(HEADERS, 1)));
        advance(Duration::from_secs(3600)).await;
        assert!(!allows(&mut budget, frame(HEADERS, 1)));
    }

    #[tokio::test(start_paused = true)]
    async fn time_refills_the_budget() {
        let mut budget = budget();
        // As many as may come, first at once, then in any rhythm.
        let ping = frame(PING, 8);
        for _ in 0..H2_CONTROL_FRAMES {
            assert!(allows(&mut budget, ping));
        }
        for millis in [10, 15, 5, 20, 1000, 990] {
            advance(Duration::from_millis(millis)).await;
            let expected = millis * u64::from(H2_CONTROL_FRAMES_PER_SECOND) / 1000;
            for _ in 0..expected {
                assert!(allows(&mut budget, ping), "{millis}");
            }
        }
        advance(Duration::from_secs(3600)).await;
        let passed = passing(&mut budget, PING, 8);
        let one_budget = H2_CONTROL_FRAMES..=2 * H2_CONTROL_FRAMES;
        assert!(one_budget.contains(&passed), "{passed}");
    }

    #[tokio::test(start_paused = true)]
    async fn requests_refill_the_budget_and_no_more_than_that() {
        let mut budget = budget();
        for _ in 0..10_000 {
            assert!(allows(&mut budget, frame(HEADERS, 30)));
            for _ in 0..H2_CONTROL_FRAMES_PER_REQUEST {
                assert!(allows(&mut budget, frame(PING, 8)));
            }
        }
        for _ in 0..10_000 {
            assert!(allows(&mut budget, frame(HEADERS, 30)));
        }
        assert_eq!(passing(&mut budget, PING, 8), H2_CONTROL_FRAMES);
    }
}
