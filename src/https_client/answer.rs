//! What a server answers to a fetch.

use hyper::HeaderMap;
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, ETAG, HeaderValue};

#[derive(Clone, Debug)]
pub enum FetchAnswer {
    Body(FetchedBody),
    /// What the request said to be known is what the server has.
    NotModified,
}

#[derive(Clone, Debug)]
pub struct FetchedBody {
    pub body: Bytes,
    /// To ask with, whether it has changed.
    pub etag: Option<HeaderValue>,
    /// The server says that it is a page for people.
    pub is_html: bool,
}

impl FetchedBody {
    pub fn new(headers: &HeaderMap, body: Bytes) -> Self {
        let media_type = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
        let begins_with = |prefix: &[u8]| {
            let beginning = media_type.and_then(|found| found.get(..prefix.len()));
            beginning.is_some_and(|found| found.eq_ignore_ascii_case(prefix))
        };
        Self {
            body,
            etag: headers.get(ETAG).cloned(),
            is_html: begins_with(b"text/html") || begins_with(b"application/xhtml"),
        }
    }
}
