//! The trace that a request claims to belong to: `traceparent` of W3C Trace Context.
//!
//! Any client can send one. It links our log and our spans to others, and decides nothing else.

use hyper::header::{HeaderMap, HeaderName};

const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// The length of `VERSION-TRACE-PARENT-FLAGS`, which is all of version 00.
const VERSION_00_LENGTH: usize = 55;
/// The version that the standard declares invalid.
const INVALID_VERSION: &str = "ff";

/// The only flag that the standard defines for sure.
const SAMPLED: u8 = 1;

/// The ids of a request, in lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TraceContext<'r> {
    pub trace_id: &'r str,
    /// The span from which the request was sent.
    pub span_id: &'r str,
    /// Whether the sender records the trace.
    pub is_sampled: bool,
}

impl<'r> TraceContext<'r> {
    /// Reads the header; `None` if it is missing, repeated or malformed.
    pub fn read(headers: &'r HeaderMap) -> Option<Self> {
        let mut parents = headers.get_all(TRACEPARENT).iter();
        match (parents.next(), parents.next()) {
            (Some(parent), None) => Self::parse(parent.to_str().ok()?),
            _ => None,
        }
    }

    fn parse(text: &'r str) -> Option<Self> {
        let (head, rest) = text.split_at_checked(VERSION_00_LENGTH)?;
        let mut fields = head.split('-');
        let mut field = |digits: usize| fields.next().filter(|field| is_hex(field, digits));
        let (version, trace_id) = (field(2)?, field(32)?);
        let (span_id, flags) = (field(16)?, field(2)?);
        // A later version may append fields, each after a dash (Trace Context, "Versioning of
        // traceparent").
        let has_valid_end = rest.is_empty() || (version != "00" && rest.starts_with('-'));
        let has_valid_fields =
            version != INVALID_VERSION && is_nonzero(trace_id) && is_nonzero(span_id);
        (has_valid_end && has_valid_fields).then_some(Self {
            trace_id,
            span_id,
            is_sampled: u8::from_str_radix(flags, 16).is_ok_and(|flags| flags & SAMPLED != 0),
        })
    }
}

fn is_hex(field: &str, digits: usize) -> bool {
    let is_digit = |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    field.len() == digits && field.bytes().all(is_digit)
}

/// An id of zeros only is invalid (Trace Context, "trace-id" and "parent-id").
fn is_nonzero(field: &str) -> bool {
    field.bytes().any(|byte| byte != b'0')
}

#[cfg(test)]
mod tests {
    use hyper::header::HeaderValue;

    use super::*;

    const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
    const SPAN: &str = "b7ad6b7169203331";

    /// Reads headers in which `T` and `S` stand for good ids.
    fn read(texts: &[&str]) -> Option<(String, String)> {
        let mut headers = HeaderMap::new();
        for text in texts {
            let text = text.replace('T', TRACE).replace('S', SPAN);
            let value = HeaderValue::from_bytes(text.as_bytes()).expect("a value");
            headers.append(TRACEPARENT, value);
        }
        let context = TraceContext::read(&headers)?;
        Some((context.trace_id.to_owned(), context.span_id.to_owned()))
    }

    #[test]
    fn a_parent_as_the_standard_has_it_is_read() {
        let ids = (TRACE.to_owned(), SPAN.to_owned());
        for text in [
            "00-T-S-00",
            "00-T-S-01",
            "00-T-S-ff",
            // Later versions, by what they share with the first.
            "01-T-S-01",
            "fe-T-S-01-",
            "01-T-S-01-what comes then",
            "cc-T-S-01-T-S",
        ] {
            assert_eq!(read(&[text]).as_ref(), Some(&ids), "{text}");
        }
    }

    #[test]
    fn anything_else_is_as_if_it_were_not_there() {
        let zeros = "0".repeat(32);
        let upper = TRACE.to_uppercase();
        for texts in [
            &[][..],
            &[""],
            &["00-T-S-01", "00-T-S-01"],
            &["00-T-S-01, 00-T-S-01"],
            &["00-T-S"],
            &["00-T-S-"],
            &["00-T-S-1"],
            &["00-T-S-01-"],
            &["00-T-S-01-00"],
            &["00-T-S-011"],
            &["01-T-S-011"],
            &["01-T-S-01.x"],
            &["ff-T-S-01"],
            &["FE-T-S-01"],
            &["0-T-S-01"],
            &["000-T-S-01"],
            &["-T-S-01"],
            &["00-T-S-0g"],
            &["00-T-S-0A"],
            &["00-T-S.01"],
            &["00_T_S_01"],
            &["00-S-T-01"],
            &["00-T-0000000000000000-01"],
            &[&format!("00-{zeros}-S-01")],
            &[&format!("00-{upper}-S-01")],
            &["00-T-b7ad6b716920333-001"],
            &["00-T-b7ad6b71 9203331-01"],
            &[" 00-T-S-01"],
            &["00-T-S-01 "],
            &["00-T-b7ad6b716920333\u{e9}-01"],
            &["00-T-S-01\u{e9}"],
        ] {
            assert_eq!(read(texts), None, "{texts:?}");
        }
    }
}
