//! Spans of requests, in the protocol of OpenTelemetry (OTLP): which requests get one, its ids, and the
//! queue to whoever sends it. Never waits: a span that does not fit is dropped and counted.

mod ids;
mod protobuf;
mod span;

use std::str::FromStr;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio::sync::oneshot;
use tokio::time::sleep;

use super::metrics::Metrics;
use super::span_metrics::DroppedSpan;
use ids::SpanIds;
pub use protobuf::Writer as ProtobufWriter;
use span::SpanHead;
pub use span::{SpanFacts, write_text_attribute};

/// Spans that may wait, as the specification of OpenTelemetry's batch processor has it
/// (`OTEL_BSP_MAX_QUEUE_SIZE`): at most two megabytes.
const WAITING_SPANS: usize = 2048;
/// How often a full queue is tried again when the last spans are awaited.
const RETRY: Duration = Duration::from_millis(20);

/// What goes to the sender of spans.
#[derive(Debug)]
pub enum SpanMessage {
    /// A span as it is written in a request.
    Span(Vec<u8>),
    /// Everything before this has been sent, or are dropped, when it is answered.
    Flush(oneshot::Sender<()>),
}

/// Makes spans. There is none where no collector is set.
#[derive(Debug)]
pub struct Spans {
    queue: SyncSender<SpanMessage>,
    metrics: Arc<Metrics>,
    ids: SpanIds,
    sample: SampleRate,
}

/// The share of requests without a trace of their own that begin one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SampleRate(f64);

#[derive(Debug, thiserror::Error)]
#[error("write a share between 0 and 1, like 0.01")]
pub struct NoShare;

/// The span from which a request was sent, in lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug)]
pub struct ParentSpan<'r> {
    pub trace_id: &'r str,
    pub span_id: &'r str,
    /// Whether its trace is recorded.
    pub is_sampled: bool,
}

/// The span of a request that is being answered.
#[derive(Clone, Copy, Debug)]
pub struct OpenSpan<'s> {
    spans: &'s Spans,
    head: SpanHead,
    since: Instant,
}

impl FromStr for SampleRate {
    type Err = NoShare;

    fn from_str(text: &str) -> Result<Self, NoShare> {
        let share: f64 = text.parse().map_err(|_| NoShare)?;
        match (0.0..=1.0).contains(&share) {
            true => Ok(Self(share)),
            false => Err(NoShare),
        }
    }
}

impl SampleRate {
    /// Decides by the last seven bytes of a trace id, which are random (Trace Context Level 2), so that
    /// all who decide like this choose the same traces.
    fn takes(self, trace_id: u128) -> bool {
        #[expect(
            clippy::cast_precision_loss,
            reason = "56 bits of chance: some are enough"
        )]
        let chance = (trace_id & ((1 << 56) - 1)) as f64 / (1_u64 << 56) as f64;
        chance < self.0
    }
}

impl Spans {
    /// With the queue from which they are sent.
    pub fn new(sample: SampleRate, metrics: Arc<Metrics>) -> (Self, Receiver<SpanMessage>) {
        let (queue, waiting) = sync_channel(WAITING_SPANS);
        let spans = Self {
            queue,
            metrics,
            ids: SpanIds::default(),
            sample,
        };
        (spans, waiting)
    }

    /// The span of a request that has come at that time; `None` where its trace is not recorded.
    pub fn open(&self, parent: Option<ParentSpan<'_>>, start: Timestamp) -> Option<OpenSpan<'_>> {
        let (trace_id, parent) = match parent {
            // Who began the trace has decided.
            Some(parent) if !parent.is_sampled => return None,
            Some(parent) => {
                let trace_id = u128::from_str_radix(parent.trace_id, 16).ok()?;
                (
                    trace_id,
                    Some(u64::from_str_radix(parent.span_id, 16).ok()?),
                )
            }
            None => {
                let trace_id = self.ids.trace_id();
                self.sample.takes(trace_id).then_some((trace_id, None))?
            }
        };
        Some(OpenSpan {
            spans: self,
            head: SpanHead {
                trace_id,
                span_id: self.ids.span_id(),
                parent,
                start,
            },
            since: Instant::now(),
        })
    }

    /// Distinguishes this process from others of the same service.
    pub fn instance(&self) -> String {
        self.ids.process()
    }

    /// Waits until the spans of now are sent, as far as they can be. With a collector that does not
    /// answer this takes long: bound it.
    pub async fn flush(&self) {
        let (done, flushed) = oneshot::channel();
        let mut message = SpanMessage::Flush(done);
        while let Err(TrySendError::Full(again)) = self.queue.try_send(message) {
            message = again;
            sleep(RETRY).await;
        }
        // An error means that the sender is gone: there is nothing to wait for.
        let _ = flushed.await;
    }
}

/// The span of a request whose answer comes later.
#[derive(Clone, Copy, Debug)]
pub struct DetachedSpan {
    head: SpanHead,
    since: Instant,
}

impl DetachedSpan {
    pub fn attach(self, spans: &Spans) -> OpenSpan<'_> {
        OpenSpan {
            spans,
            head: self.head,
            since: self.since,
        }
    }
}

impl OpenSpan<'_> {
    /// The same without what sends it.
    pub fn detach(self) -> DetachedSpan {
        DetachedSpan {
            head: self.head,
            since: self.since,
        }
    }

    /// Ends it with the answer, and hands it to the sender.
    pub fn finish(&self, facts: &SpanFacts<'_>) {
        let bytes = span::encode(&self.head, self.since.elapsed(), facts);
        let sent = self.spans.queue.try_send(SpanMessage::Span(bytes));
        if sent.is_err() {
            let metrics = self.spans.metrics.spans();
            metrics.count_dropped(DroppedSpan::QueueFull, 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
    const PARENT: &str = "b7ad6b7169203331";

    fn spans(share: &str) -> (Spans, Receiver<SpanMessage>) {
        Spans::new(share.parse().expect("a share"), Arc::default())
    }

    fn parent(is_sampled: bool) -> ParentSpan<'static> {
        ParentSpan {
            trace_id: TRACE,
            span_id: PARENT,
            is_sampled,
        }
    }

    #[test]
    fn who_began_a_trace_decides_about_it() {
        for share in ["0", "0.5", "1"] {
            let (spans, _waiting) = spans(share);
            assert!(
                spans
                    .open(Some(parent(false)), Timestamp::UNIX_EPOCH)
                    .is_none()
            );
            let open = spans.open(Some(parent(true)), Timestamp::UNIX_EPOCH);
            let open = open.expect("a span");
            assert_eq!(format!("{:032x}", open.head.trace_id), TRACE);
            assert_eq!(
                open.head.parent.map(|id| format!("{id:016x}")).as_deref(),
                Some(PARENT)
            );
        }
    }

    #[test]
    fn of_the_others_a_share_gets_a_trace() {
        for (share, expected) in [
            ("0", 0..=0),
            ("0.25", 4_500..=5_500),
            ("1", 20_000..=20_000),
        ] {
            let (spans, _waiting) = spans(share);
            let open = || spans.open(None, Timestamp::UNIX_EPOCH).is_some();
            let sampled = (0..20_000).filter(|_| open()).count();
            assert!(expected.contains(&sampled), "{share}: {sampled}");
        }
    }

    #[test]
    fn shares_are_between_none_and_all() {
        for wrong in ["", "-0.1", "1.01", "NaN", "inf", "1%", "0,5"] {
            assert!(wrong.parse::<SampleRate>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_does_not_fit_is_counted() {
        let (spans, waiting) = spans("1");
        let facts = span::example();
        for _ in 0..WAITING_SPANS + 3 {
            let open = spans.open(None, Timestamp::UNIX_EPOCH).expect("a span");
            open.finish(&facts);
        }
        let dropped = "linkgate_otlp_dropped_spans_total{reason=\"queue_full\"} 3\n";
        let metrics = spans.metrics.encode();
        assert!(metrics.contains(dropped), "{metrics}");
        assert_eq!(waiting.try_iter().count(), WAITING_SPANS);
    }
}
