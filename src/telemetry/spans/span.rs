//! One span as OTLP has it (opentelemetry-proto, `trace/v1/trace.proto`), with the attributes of
//! OpenTelemetry's conventions for HTTP servers.

use std::time::Duration;

use jiff::Timestamp;

use super::protobuf::{Writer, length_of_bytes, length_of_number};

/// What is known of a span from its beginning.
#[derive(Clone, Copy, Debug)]
pub struct SpanHead {
    pub trace_id: u128,
    pub span_id: u64,
    /// `None` for the first span of its trace.
    pub parent: Option<u64>,
    pub start: Timestamp,
}

/// What a span says of a request: names of the code and the policy, and the id of the request. The log
/// has more, under the same id. The address of the request is left out, because it may contain a meeting
/// number.
#[derive(Clone, Copy, Debug)]
pub struct SpanFacts<'a> {
    /// `None` for a method that the client chose.
    pub method: Option<&'static str>,
    pub status: u16,
    pub route: Option<&'a str>,
    /// The path of the route, as the policy writes it.
    pub path: Option<&'a str>,
    pub link: Option<&'a str>,
    pub outcome: &'static str,
    pub reason: Option<&'static str>,
    pub request_id: &'a str,
    /// The hash of the policy.
    pub policy: &'a str,
}

/// The numbers of the fields of a `Span`.
mod field {
    pub const TRACE_ID: u64 = 1;
    pub const SPAN_ID: u64 = 2;
    pub const PARENT_SPAN_ID: u64 = 4;
    pub const NAME: u64 = 5;
    pub const KIND: u64 = 6;
    pub const START: u64 = 7;
    pub const END: u64 = 8;
    pub const ATTRIBUTES: u64 = 9;
    pub const STATUS: u64 = 15;
    pub const FLAGS: u64 = 16;
}

/// `SPAN_KIND_SERVER`.
const SERVER: u64 = 2;
/// `STATUS_CODE_ERROR`, in the field `code` of a `Status`.
const ERROR: u64 = 2;
const STATUS_CODE: u64 = 3;
/// The trace is recorded; it is known whether the parent is remote; it is.
const SAMPLED: u32 = 0x001;
const KNOWS_PARENT: u32 = 0x100;
const REMOTE_PARENT: u32 = 0x200;

/// The most spans are below that.
const USUAL_BYTES: usize = 384;

/// The span after so much time.
pub fn encode(head: &SpanHead, elapsed: Duration, facts: &SpanFacts<'_>) -> Vec<u8> {
    let mut span = Writer::with_capacity(USUAL_BYTES);
    span.bytes(field::TRACE_ID, &head.trace_id.to_be_bytes());
    span.bytes(field::SPAN_ID, &head.span_id.to_be_bytes());
    if let Some(parent) = head.parent {
        span.bytes(field::PARENT_SPAN_ID, &parent.to_be_bytes());
    }
    write_name(&mut span, facts);
    span.number(field::KIND, SERVER);
    // A clock before 1970 is not set.
    let start = u64::try_from(head.start.as_nanosecond()).unwrap_or(0);
    let elapsed = u64::try_from(elapsed.as_nanos()).unwrap_or(u64::MAX);
    span.fixed64(field::START, start);
    span.fixed64(field::END, start.saturating_add(elapsed));
    write_attributes(&mut span, facts);
    // For a server, what the client did wrong is no error (conventions for HTTP spans, "Status").
    if facts.status >= 500 {
        span.open(field::STATUS, 2);
        span.number(STATUS_CODE, ERROR);
    }
    let remote = head.parent.map_or(0, |_| REMOTE_PARENT);
    span.fixed32(field::FLAGS, SAMPLED | KNOWS_PARENT | remote);
    span.finish()
}

/// Method and route, which are few: `GET join`.
fn write_name(span: &mut Writer, facts: &SpanFacts<'_>) {
    let method = facts.method.unwrap_or("HTTP");
    match facts.route {
        Some(route) => span.bytes(field::NAME, format!("{method} {route}").as_bytes()),
        None => span.bytes(field::NAME, method.as_bytes()),
    }
}

fn write_attributes(span: &mut Writer, facts: &SpanFacts<'_>) {
    let mut text = |name, value: &str| write_text_attribute(span, field::ATTRIBUTES, name, value);
    text("http.request.method", facts.method.unwrap_or("_OTHER"));
    text("linkgate.outcome", facts.outcome);
    text("linkgate.request_id", facts.request_id);
    text("linkgate.policy", facts.policy);
    for (name, value) in [
        ("http.route", facts.path),
        ("linkgate.route", facts.route),
        ("linkgate.link", facts.link),
        ("linkgate.reason", facts.reason),
    ] {
        if let Some(value) = value {
            text(name, value);
        }
    }
    if facts.status >= 500 {
        text("error.type", &facts.status.to_string());
    }
    write_number_attribute(span, "http.response.status_code", facts.status);
}

/// The fields of a `KeyValue`, and of the `AnyValue` in it.
const KEY: u64 = 1;
const VALUE: u64 = 2;
const STRING_VALUE: u64 = 1;
const INT_VALUE: u64 = 3;

/// An attribute, in that field of the message that has it.
pub fn write_text_attribute(message: &mut Writer, field: u64, name: &str, value: &str) {
    let any = length_of_bytes(value.len());
    message.open(field, length_of_bytes(name.len()) + length_of_bytes(any));
    message.bytes(KEY, name.as_bytes());
    message.open(VALUE, any);
    message.bytes(STRING_VALUE, value.as_bytes());
}

fn write_number_attribute(span: &mut Writer, name: &str, value: u16) {
    let any = 1 + length_of_number(value.into());
    span.open(
        field::ATTRIBUTES,
        length_of_bytes(name.len()) + length_of_bytes(any),
    );
    span.bytes(KEY, name.as_bytes());
    span.open(VALUE, any);
    span.number(INT_VALUE, value.into());
}

#[cfg(test)]
pub fn example() -> SpanFacts<'static> {
    SpanFacts {
        method: Some("GET"),
        status: 302,
        route: Some("join"),
        path: Some("/go/join/{meeting_key}"),
        link: None,
        outcome: "redirected",
        reason: None,
        request_id: "0123456789abcdef-1",
        policy: "5f3a",
    }
}
