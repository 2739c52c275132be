//! What a server answers, as far as every call needs it.

use std::time::Duration;

use hyper::body::Bytes;
use hyper::header::RETRY_AFTER;
use hyper::{HeaderMap, StatusCode};
use serde::Deserialize;

use crate::webex::RestReply;

/// The longest wait that Webex can ask for. One minute is what clients wait at the most; an answer with
/// more would keep a site from working long after Webex works again.
pub const MAX_RETRY_AFTER: Duration = Duration::from_secs(60);

/// Webex's ids have some fifty characters.
const MAX_TRACKING_ID: usize = 128;

/// An answer with its whole body.
#[derive(Clone)]
pub struct Answer {
    pub status: StatusCode,
    /// In how much time to ask again, as the server wishes.
    pub retry_after: Option<Duration>,
    pub tracking_id: Option<Box<str>>,
    pub body: Bytes,
}

/// The body of a failure.
#[derive(Deserialize)]
struct Failure {
    #[serde(rename = "trackingId")]
    tracking_id: Option<String>,
}

impl Answer {
    pub fn new(status: StatusCode, headers: &HeaderMap, body: Bytes) -> Self {
        Self {
            status,
            retry_after: retry_after_in(headers),
            tracking_id: tracking_id_in(headers).or_else(|| {
                let is_failure = status.is_client_error() || status.is_server_error();
                is_failure.then(|| tracking_id_of(&body)).flatten()
            }),
            body,
        }
    }

    pub fn into_reply(self) -> RestReply {
        RestReply {
            status: self.status.as_u16(),
            body: self.body,
            tracking_id: self.tracking_id,
        }
    }
}

/// Webex writes whole seconds. A date, the other form that HTTP has, says nothing to a clock that may be
/// wrong.
fn retry_after_in(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse();
    let wait = Duration::from_secs(seconds.ok()?);
    Some(wait.min(MAX_RETRY_AFTER))
}

fn tracking_id_in(headers: &HeaderMap) -> Option<Box<str>> {
    checked_id(headers.get("trackingid")?.to_str().ok()?)
}

fn tracking_id_of(body: &[u8]) -> Option<Box<str>> {
    let failure: Failure = serde_json::from_slice(body).ok()?;
    checked_id(&failure.tracking_id?)
}

/// It is for the log: what does not look like one is not repeated there.
fn checked_id(id: &str) -> Option<Box<str>> {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    let is_id = !id.is_empty() && id.len() <= MAX_TRACKING_ID && id.bytes().all(is_part);
    is_id.then(|| id.into())
}

#[cfg(test)]
mod tests {
    use hyper::header::{HeaderName, HeaderValue};

    use super::*;

    fn answer(status: u16, header: Option<(&'static str, &'static str)>, body: &str) -> Answer {
        let pairs = header.into_iter().map(|(name, value)| {
            let name = HeaderName::from_static(name);
            (name, HeaderValue::from_static(value))
        });
        let status = StatusCode::from_u16(status).expect("a status");
        Answer::new(status, &pairs.collect(), Bytes::from(body.to_owned()))
    }

    #[test]
    fn the_name_of_a_call_is_taken_from_the_header_or_the_body_of_a_failure() {
        let body = r#"{"message":"no","errors":[],"trackingId":"ROUTER_0-1"}"#;
        for (status, header, body, expected) in [
            (400, None, body, Some("ROUTER_0-1")),
            (400, Some(("trackingid", "NA_2")), body, Some("NA_2")),
            (200, Some(("trackingid", "NA_2")), "{}", Some("NA_2")),
            // Only failures have one.
            (200, None, body, None),
            (400, None, r#"{"message":"no"}"#, None),
            (400, None, r#"{"trackingId":7}"#, None),
            (502, None, "<html>", None),
            (400, None, r#"{"trackingId":"a b"}"#, None),
            (400, None, r#"{"trackingId":"\u001b[1m"}"#, None),
            (400, None, r#"{"trackingId":""}"#, None),
        ] {
            let found = answer(status, header, body).tracking_id;
            assert_eq!(found.as_deref(), expected, "{status} {header:?} {body}");
        }
        let long = format!(r#"{{"trackingId":"{}"}}"#, "a".repeat(129));
        assert_eq!(answer(400, None, &long).tracking_id, None);
    }

    #[test]
    fn a_wait_is_whole_seconds_and_has_a_bound() {
        for (value, expected) in [
            ("2", Some(2)),
            (" 3 ", Some(3)),
            ("0", Some(0)),
            ("86400", Some(60)),
            ("99999999999999999999999", None),
            ("-1", None),
            ("1.5", None),
            ("Sun, 06 Nov 1994 08:49:37 GMT", None),
            ("", None),
        ] {
            let found = answer(429, Some(("retry-after", value)), "").retry_after;
            assert_eq!(found, expected.map(Duration::from_secs), "{value:?}");
        }
    }
}
