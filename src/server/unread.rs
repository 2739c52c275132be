//! Requests that hyper cannot read. It would answer them alone, with an empty answer of which nobody
//! learns; so its answer is held back ([`ConnectionIo`](super::connection_io::ConnectionIo)), and the
//! application is asked for one.

use std::error::Error as _;

use hyper::http::request;
use hyper::{Method, Request, Uri};

use crate::net::HeadError;

/// Stands for a request that could not be read, so that hyper asks for its answer.
pub const STAND_IN: &[u8] = b"OTHER / HTTP/1.1\r\n\r\n";

/// The head of `STAND_IN`: nothing that the client has sent is in it.
pub fn stand_in() -> request::Parts {
    let (mut head, ()) = Request::new(()).into_parts();
    head.method = Method::from_bytes(b"OTHER").expect("a token");
    head.uri = Uri::from_static("/");
    head
}

/// What is wrong with a request at which hyper gave up; `None` where something else ended the
/// connection.
pub fn head_error(error: &hyper::Error) -> Option<HeadError> {
    if breaks_http2(error) {
        return Some(HeadError::Frames);
    }
    error.is_parse().then(|| {
        // hyper tells them apart by their words only. If it changes one, the log says `unreadable`,
        // and a test fails.
        match &*error.to_string() {
            "URI too long" => HeadError::UriTooLong,
            "invalid HTTP method parsed" => HeadError::Method,
            "invalid URI" => HeadError::Target,
            "invalid HTTP version parsed" | "invalid HTTP version parsed (found HTTP2 preface)" => {
                HeadError::Version
            }
            "invalid HTTP header parsed" => HeadError::Header,
            "invalid content-length parsed" => HeadError::ContentLength,
            "invalid transfer-encoding parsed" | "unexpected transfer-encoding parsed" => {
                HeadError::TransferEncoding
            }
            _ if error.is_parse_too_large() => HeadError::HeadersTooLarge,
            _ => HeadError::Unreadable,
        }
    })
}

/// Whether we have ended a connection of HTTP/2 because of what the client sent; it may also end
/// because the client is gone, or says so.
fn breaks_http2(error: &hyper::Error) -> bool {
    let cause = error
        .source()
        .and_then(|cause| cause.downcast_ref::<h2::Error>());
    cause.is_some_and(|error| error.is_library() && error.reason() != Some(h2::Reason::NO_ERROR))
}
