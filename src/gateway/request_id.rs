//! The id by which a page, the decision log and a support call refer to the same request.

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

use hyper::HeaderMap;
use hyper::header::HeaderName;

/// The conventional header for request ids, which proxies and applications pass on.
pub const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Longest id that is accepted, in bytes: a UUID has 36, and some proxies prefix a host name.
const MAX_BYTES: usize = 64;

/// Issues ids: a random part for the process, and a number. Ids are unique, not secret.
#[derive(Debug)]
pub struct RequestIds {
    /// The part of the process, with the dash behind it.
    prefix: String,
    next: AtomicU64,
}

/// The id of one request.
#[derive(Clone, Debug)]
pub struct RequestId(String);

impl Default for RequestIds {
    fn default() -> Self {
        // The standard library seeds this from the operating system, so that replicas differ.
        let process = RandomState::new().hash_one(0);
        Self {
            prefix: format!("{process:016x}-"),
            next: AtomicU64::new(1),
        }
    }
}

impl RequestIds {
    pub fn next(&self) -> RequestId {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let mut id = String::with_capacity(self.prefix.len() + HEX_DIGITS);
        id.push_str(&self.prefix);
        push_hex(&mut id, number);
        RequestId(id)
    }
}

/// Most digits of a number.
const HEX_DIGITS: usize = 16;

/// Writes a number that is not 0. Each request has an id: a formatter would take a thousand
/// instructions for it.
fn push_hex(text: &mut String, number: u64) {
    let digits = number.to_be_bytes().into_iter();
    let digits = digits.flat_map(|byte| [byte >> 4, byte & 0xf]);
    let digits = digits.skip_while(|digit| *digit == 0);
    text.extend(digits.map(|digit| char::from(b"0123456789abcdef"[usize::from(digit)])));
}

impl RequestId {
    /// The id in the headers: exactly one, short, and without characters that mean anything in a
    /// log, a shell or HTML.
    pub fn from_headers(headers: &HeaderMap) -> Option<Self> {
        // A proxy that does not overwrite the header passes on the id of a visitor. That is
        // harmless: an id finds log lines and proves nothing.
        let mut ids = headers.get_all(X_REQUEST_ID).iter();
        let (Some(id), None) = (ids.next(), ids.next()) else {
            return None;
        };
        let id = id.to_str().ok()?;
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        let is_id = (1..=MAX_BYTES).contains(&id.len()) && id.bytes().all(is_plain);
        is_id.then(|| Self(id.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use hyper::header::HeaderValue;

    use super::*;

    #[track_caller]
    fn given(ids: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for id in ids {
            let id = HeaderValue::from_bytes(id.as_bytes()).expect("a value");
            headers.append(X_REQUEST_ID, id);
        }
        RequestId::from_headers(&headers).map(|id| id.0)
    }

    #[test]
    fn ids_of_proxies_are_taken_over() {
        let longest = "x".repeat(MAX_BYTES);
        for id in [
            "5f4dcc3b5aa765d61d8327deb882cf99",
            "0191e2a4-7c3e-7cc2-98c4-dc0c0c07398f",
            "edge-1.eu_1234",
            &longest,
        ] {
            assert_eq!(given(&[id]).as_deref(), Some(id));
        }
    }

    #[test]
    fn numbers_are_written_as_hexadecimal() {
        for number in [1, 9, 0xa, 0xf, 0x10, 0xfff, 0x1_0000, u64::MAX] {
            let mut text = String::new();
            push_hex(&mut text, number);
            assert_eq!(text, format!("{number:x}"));
        }
    }

    #[test]
    fn what_could_mean_something_elsewhere_is_no_id() {
        let longer = "x".repeat(MAX_BYTES + 1);
        for id in [
            "", " ", "a b", "a\tb", "a,b", "a\"b", "<b>", "a[0m", "$(id)", "ä", "a;b", "a%0a",
            &longer,
        ] {
            assert_eq!(given(&[id]), None, "{id}");
        }
        assert_eq!(given(&["one", "two"]), None);
        assert_eq!(given(&["one", "one"]), None);
        assert_eq!(given(&[]), None);
    }
}
