//! The streams of an HTTP/2 connection whose answers are not out yet.
//!
//! The peer decides by its flow-control windows how much of an answer goes out: it may take the
//! heads of a hundred answers, keep the socket moving with PINGs, and never let a body go. No write
//! is blocked then, and no request is awaited; so each answer has a time of its own.

use std::collections::VecDeque;

use tokio::time::Instant;

use crate::server::h2_guard::frames::{Frame, HEADERS, RST_STREAM};

#[derive(Debug)]
pub struct OpenStreams {
    /// The number of each stream and when it began. Numbers grow with time: the oldest is the first.
    open: VecDeque<(u32, Instant)>,
    max: usize,
    latest: u32,
    overflowed: bool,
}

impl OpenStreams {
    /// `max` streams at once.
    pub fn new(max: usize) -> Self {
        Self {
            open: VecDeque::new(),
            max,
            latest: 0,
            overflowed: false,
        }
    }

    /// Since when the oldest request waits for the end of its answer.
    pub fn oldest(&self) -> Option<Instant> {
        self.open.front().map(|(_, since)| *since)
    }

    /// Whether there have ever been more than `max`.
    pub fn has_overflowed(&self) -> bool {
        self.overflowed
    }

    pub fn received(&mut self, frame: Frame) {
        match frame.kind {
            HEADERS if self.begins(frame.stream) => self.begin(frame.stream),
            RST_STREAM => self.end(frame.stream),
            _ => {}
        }
    }

    pub fn sent(&mut self, frame: Frame) {
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
        if self.open.len() < self.max {
            self.open.push_back((stream, Instant::now()));
        } else {
            self.overflowed = true;
        }
    }

    fn end(&mut self, stream: u32) {
        if let Ok(index) = self.open.binary_search_by_key(&stream, |(open, _)| *open) {
            self.open.remove(index);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::advance;

    use super::*;
    use crate::server::h2_guard::frames::{DATA, END_STREAM};

    const MAX: usize = 4;

    fn frame(kind: u8, flags: u8, stream: u32) -> Frame {
        Frame {
            kind,
            flags,
            stream,
            len: 8,
        }
    }

    /// One that waits for an answer on each of these streams, asked for at one second each.
    async fn asked(ids: &[u32]) -> OpenStreams {
        let mut streams = OpenStreams::new(MAX);
        for stream in ids {
            streams.received(frame(HEADERS, END_STREAM, *stream));
            advance(Duration::from_secs(1)).await;
        }
        streams
    }

    fn open(streams: &OpenStreams) -> Vec<u32> {
        streams.open.iter().map(|(stream, _)| *stream).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_begins_on_a_new_stream_of_the_client() {
        for (ids, expected) in [
            (&[1, 3, 5][..], &[1, 3, 5][..]),
            // Trailers, and numbers that are not the client's to use.
            (&[1, 1, 3, 1, 3], &[1, 3]),
            (&[5, 3, 9], &[5, 9]),
            (&[0, 2, 3, 4], &[3]),
        ] {
            assert_eq!(open(&asked(ids).await), expected, "{ids:?}");
        }
        let mut streams = asked(&[]).await;
        streams.received(frame(DATA, END_STREAM, 1));
        assert!(open(&streams).is_empty());
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
            let mut streams = asked(&[1, 3, 5]).await;
            streams.sent(frame(kind, flags, 3));
            assert_eq!(open(&streams).contains(&3), expected, "{kind} {flags}");
            streams.sent(frame(kind, flags, 7));
            assert!(open(&streams).ends_with(&[5]), "{kind} {flags}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_may_take_a_request_back() {
        let mut streams = asked(&[1, 3]).await;
        streams.received(frame(RST_STREAM, 0, 1));
        assert_eq!(open(&streams), [3]);
        // What it has sent does not end what we send.
        streams.received(frame(DATA, END_STREAM, 3));
        streams.received(frame(HEADERS, END_STREAM, 3));
        assert_eq!(open(&streams), [3]);
    }

    #[tokio::test(start_paused = true)]
    async fn the_oldest_counts() {
        let start = Instant::now();
        let mut streams = asked(&[1, 3, 5]).await;
        for (stream, oldest) in [(3, Some(0)), (1, Some(2)), (5, None)] {
            streams.sent(frame(DATA, END_STREAM, stream));
            let oldest = oldest.map(|seconds| start + Duration::from_secs(seconds));
            assert_eq!(streams.oldest(), oldest, "{stream}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn too_many_are_not_kept_and_not_forgotten() {
        let mut streams = asked(&[1, 3, 5, 7]).await;
        assert!(!streams.has_overflowed());
        streams.received(frame(HEADERS, END_STREAM, 9));
        assert_eq!(open(&streams), [1, 3, 5, 7]);
        streams.sent(frame(DATA, END_STREAM, 1));
        assert!(streams.has_overflowed());
    }

    #[tokio::test(start_paused = true)]
    async fn ten_thousand_answers_leave_nothing_behind() {
        let mut streams = asked(&[]).await;
        for stream in (1..20_000).step_by(2) {
            streams.received(frame(HEADERS, END_STREAM, stream));
            streams.sent(frame(HEADERS, 4, stream));
            streams.sent(frame(DATA, END_STREAM, stream));
        }
        assert!(open(&streams).is_empty());
        assert!(streams.open.capacity() <= MAX);
    }
}
