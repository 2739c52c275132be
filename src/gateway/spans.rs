//! The spans of requests: which trace they belong to.

use super::precheck::RequestHead;
use super::trace_context::TraceContext;
use crate::telemetry::{OpenSpan, ParentSpan, Spans};

/// The span of a request; `None` where its trace is not recorded.
pub fn open<'s>(spans: &'s Spans, head: RequestHead<'_>) -> Option<OpenSpan<'s>> {
    let parent = TraceContext::read(&head.parts.headers);
    let parent = parent.map(|parent| ParentSpan {
        trace_id: parent.trace_id,
        span_id: parent.span_id,
        is_sampled: parent.is_sampled,
    });
    spans.open(parent, head.now)
}
