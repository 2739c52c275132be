//! The requests of an HTTP/2 connection whose answers are not out yet.
//!
//! How much of an answer goes out says the peer, with its windows: it may take the heads of a
//! hundred answers, keep the socket moving with PINGs, and never let a body go. No write waits
//! then, and no request is awaited; so each answer has a time of its own.

use std::collections::VecDeque;

use tokio::time::Instant;

use crate::server::h2_guard::frames::{Frame, HEADERS, RST_STREAM};

/// What the peer has asked for and has not taken.
#[derive(Debug)]
pub struct Unanswered {
    /// The stream of each request and when it began. Numbers grow with time: the oldest is the
    /// first.
    open: VecDeque<(u32, Instant)>,
    most: usize,
    latest: u32,
    overflowed: bool,
}

impl Unanswered {
    /// For so many requests at once.
    pub fn new(most: usize) -> Self {
        Self {
            open: VecDeque::new(),
            most,
            latest: 0,
            overflowed: false,
        }
    }

    /// Since when the oldest request waits for the end of its answer.
    pub fn since(&self) -> Option<Instant> {
        self.open.front().map(|(_, since)| *since)
    }

    /// Whether there have ever been too many.
    pub fn has_overflowed(&self) -> bool {
        self.overflowed
    }

    /// Takes note of a frame that came in.
    pub fn came(&mut self, frame: Frame) {
        match frame.kind {
            HEADERS if self.begins(frame.stream) => self.begin(frame.stream),
            RST_STREAM => self.end(frame.stream),
            _ => {}
        }
    }

    /// Takes note of a frame that went out.
    pub fn went(&mut self, frame: Frame) {
        if frame.is_last() {
            self.end(frame.stream);
        }
    }

    /// Streams of a client have odd numbers, each higher than all before (RFC 9113 section 5.1.1).
    /// A lower one has trailers.
    fn begins(&self, stream: u32) -> bool {
        stream % 2 == 1 && stream > self.latest
    }

    fn begin(&mut self, stream: u32) {
        self.latest = stream;
        if self.open.len() < self.most {
            self.open.push_back((stream, Instant::now()));
        } else {
            self.overflowed = true;
        }
    }

    fn end(&mut self, stream: u32) {
        if let Ok(place) = self.open.binary_search_by_key(&stream, |(open, _)| *open) {
            self.open.remove(place);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::advance;

    use super::*;
    use crate::server::h2_guard::frames::{DATA, END_STREAM};

    const MOST: usize = 4;

    fn frame(kind: u8, flags: u8, stream: u32) -> Frame {
        Frame {
            kind,
            flags,
            stream,
            len: 8,
        }
    }

    /// One that waits for an answer on each of these streams, asked for at one second each.
    async fn asked(streams: &[u32]) -> Unanswered {
        let mut unanswered = Unanswered::new(MOST);
        for stream in streams {
            unanswered.came(frame(HEADERS, END_STREAM, *stream));
            advance(Duration::from_secs(1)).await;
        }
        unanswered
    }

    fn open(unanswered: &Unanswered) -> Vec<u32> {
        unanswered.open.iter().map(|(stream, _)| *stream).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_begins_on_a_new_stream_of_the_client() {
        for (streams, expected) in [
            (&[1, 3, 5][..], &[1, 3, 5][..]),
            // Trailers, and numbers that are not the client's to use.
            (&[1, 1, 3, 1, 3], &[1, 3]),
            (&[5, 3, 9], &[5, 9]),
            (&[0, 2, 3, 4], &[3]),
        ] {
            assert_eq!(open(&asked(streams).await), expected, "{streams:?}");
        }
        let mut unanswered = asked(&[]).await;
        unanswered.came(frame(DATA, END_STREAM, 1));
        assert!(open(&unanswered).is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_ends_with_its_last_frame_and_no_other() {
        for (kind, flags, expected) in [
            (HEADERS, 4, true),
            (HEADERS, 4 | END_STREAM, false),
            (DATA, 0, true),
            (DATA, END_STREAM, false),
            (RST_STREAM, 0, false),
        ] {
            let mut unanswered = asked(&[1, 3, 5]).await;
            unanswered.went(frame(kind, flags, 3));
            assert_eq!(open(&unanswered).contains(&3), expected, "{kind} {flags}");
            unanswered.went(frame(kind, flags, 7));
            assert!(open(&unanswered).ends_with(&[5]), "{kind} {flags}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_may_take_a_request_back() {
        let mut unanswered = asked(&[1, 3]).await;
        unanswered.came(frame(RST_STREAM, 0, 1));
        assert_eq!(open(&unanswered), [3]);
        // What it has sent does not end what we send.
        unanswered.came(frame(DATA, END_STREAM, 3));
        unanswered.came(frame(HEADERS, END_STREAM, 3));
        assert_eq!(open(&unanswered), [3]);
    }

    #[tokio::test(start_paused = true)]
    async fn the_oldest_counts() {
        let start = Instant::now();
        let mut unanswered = asked(&[1, 3, 5]).await;
        for (stream, oldest) in [(3, Some(0)), (1, Some(2)), (5, None)] {
            unanswered.went(frame(DATA, END_STREAM, stream));
            let oldest = oldest.map(|seconds| start + Duration::from_secs(seconds));
            assert_eq!(unanswered.since(), oldest, "{stream}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn too_many_are_not_kept_and_not_forgotten() {
        let mut unanswered = asked(&[1, 3, 5, 7]).await;
        assert!(!unanswered.has_overflowed());
        unanswered.came(frame(HEADERS, END_STREAM, 9));
        assert_eq!(open(&unanswered), [1, 3, 5, 7]);
        unanswered.went(frame(DATA, END_STREAM, 1));
        assert!(unanswered.has_overflowed());
    }

    #[tokio::test(start_paused = true)]
    async fn ten_thousand_answers_leave_nothing_behind() {
        let mut unanswered = asked(&[]).await;
        for stream in (1..20_000).step_by(2) {
            unanswered.came(frame(HEADERS, END_STREAM, stream));
            unanswered.went(frame(HEADERS, 4, stream));
            unanswered.went(frame(DATA, END_STREAM, stream));
        }
        assert!(open(&unanswered).is_empty());
        assert!(unanswered.open.capacity() <= MOST);
    }
}
