//! One request into one response: the bounds on its head, the application's answer, and what HTTP
//! asks of a server that reads no bodies.

use std::panic::{AssertUnwindSafe, catch_unwind};

use http_body_util::Full;
use hyper::body::{Body, Bytes};
use hyper::header::{CACHE_CONTROL, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use hyper::http::request;
use hyper::{Method, Request, Response, StatusCode, Version};

use crate::gateway::Peer;
use crate::server::Answer;
use crate::server::limits::{HEADER_FIELDS, Limits};

/// Answers one request. The body of the request is dropped unread.
pub(super) fn respond<A: Answer, B: Body>(
    app: &A,
    limits: &Limits,
    peer: &Peer,
    request: Request<B>,
) -> Response<Full<Bytes>> {
    let (head, body) = request.into_parts();
    let mut response = match oversize(&head, limits) {
        Some(status) => guarded(peer, || app.refuse(&head, peer, status)),
        None => guarded(peer, || app.answer(&head, peer)),
    };
    if head.method == Method::HEAD {
        drop_body(&mut response);
    }
    // The unread body stands in the way of the next request. HTTP/2 resets just the stream.
    if !body.is_end_stream() && head.version < Version::HTTP_2 {
        announce_end(&mut response);
    }
    response
}

/// Ends the connection of HTTP/1.1 with this answer.
pub(super) fn announce_end(response: &mut Response<Full<Bytes>>) {
    let close = HeaderValue::from_static("close");
    response.headers_mut().insert(CONNECTION, close);
}

fn oversize(head: &request::Parts, limits: &Limits) -> Option<StatusCode> {
    let authority = head
        .uri
        .authority()
        .map_or(0, |authority| authority.as_str().len());
    let path = head
        .uri
        .path_and_query()
        .map_or(0, |path| path.as_str().len());
    if authority + path > limits.uri_bytes {
        return Some(StatusCode::URI_TOO_LONG);
    }
    let fields = head
        .headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len());
    if head.headers.len() > HEADER_FIELDS || fields.sum::<usize>() > limits.header_bytes {
        return Some(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
    }
    None
}

/// A panic is a fault of ours that must not reach other visitors. The application keeps nothing
/// between requests that a panic could leave half done, so it may be asked again.
fn guarded(peer: &Peer, ask: impl FnOnce() -> Response<Full<Bytes>>) -> Response<Full<Bytes>> {
    catch_unwind(AssertUnwindSafe(ask)).unwrap_or_else(|_| {
        // The panic hook has already said where and why.
        tracing::error!(%peer, "answering a request panicked");
        bare(StatusCode::INTERNAL_SERVER_ERROR)
    })
}

/// An answer of the server's own, for want of one of the application's: one sentence.
pub(super) fn bare(status: StatusCode) -> Response<Full<Bytes>> {
    let sentence = match status {
        StatusCode::URI_TOO_LONG => "The address of this request is too long.\n",
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => {
            "The headers of this request are too large.\n"
        }
        _ => "Something went wrong here. Please try again later.\n",
    };
    let mut response = Response::new(Full::from(sentence));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/plain; charset=utf-8"),
    );
    response
}

/// Keeps the length that `GET` would have (RFC 9110 section 9.3.2). hyper leaves the body out by
/// itself on HTTP/1.1, but not on HTTP/2.
fn drop_body(response: &mut Response<Full<Bytes>>) {
    if let Some(length) = response.body().size_hint().exact() {
        response
            .headers_mut()
            .entry(CONTENT_LENGTH)
            .or_insert_with(|| HeaderValue::from(length));
    }
    *response.body_mut() = Full::default();
}

#[cfg(test)]
mod tests {
    use http_body_util::Empty;

    use super::*;

    /// Says what it was asked.
    struct Echo;

    impl Answer for Echo {
        fn answer(&self, head: &request::Parts, peer: &Peer) -> Response<Full<Bytes>> {
            Response::new(Full::from(format!("{} from {peer}", head.uri)))
        }
    }

    fn answer<B: Body>(request: Request<B>) -> Response<Full<Bytes>> {
        respond(
            &Echo,
            &Limits::default(),
            &Peer::at([192, 0, 2, 1].into()),
            request,
        )
    }

    fn get(target: &str) -> Request<Empty<Bytes>> {
        let target = target.parse().expect("a target");
        let mut request = Request::new(Empty::new());
        *request.uri_mut() = target;
        request
    }

    #[track_caller]
    fn assert_status(request: Request<Empty<Bytes>>, status: u16) {
        assert_eq!(answer(request).status().as_u16(), status);
    }

    #[test]
    fn the_target_counts_with_its_authority() {
        let path = "x".repeat(8 * 1024 - "gate/".len());
        assert_status(get(&format!("http://gate/{path}")), 200);
        assert_status(get(&format!("http://gate/{path}x")), 414);
        assert_status(get(&format!("/?{path}xxxx")), 414);
    }

    #[test]
    fn header_fields_count_by_name_and_value_and_number() {
        let with = |count: usize, value: &str| {
            let mut request = get("/");
            for _ in 0..count {
                let value = HeaderValue::from_str(value).expect("a value");
                request.headers_mut().append("x-a", value);
            }
            request
        };
        assert_status(with(1, &"x".repeat(16 * 1024 - 3)), 200);
        assert_status(with(1, &"x".repeat(16 * 1024 - 2)), 431);
        assert_status(with(100, ""), 200);
        assert_status(with(101, ""), 431);
    }

    #[test]
    fn only_http1_closes_the_connection_because_of_a_body() {
        for (version, closes) in [
            (Version::HTTP_10, true),
            (Version::HTTP_11, true),
            (Version::HTTP_2, false),
        ] {
            let mut request = Request::new(Full::<Bytes>::from("body"));
            *request.version_mut() = version;
            assert_eq!(answer(request).headers().contains_key(CONNECTION), closes);
            let mut request = get("/");
            *request.version_mut() = version;
            assert!(!answer(request).headers().contains_key(CONNECTION));
        }
    }
}
