//! What the server asks of an application.

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use hyper::http::request;
use hyper::{Response, StatusCode};

use crate::net::{HeadError, Peer};

/// Answers the requests of a listener, one answer per request head.
///
/// A call does no I/O and never blocks: it runs on the task that serves the connection. The
/// deadlines of this server are deadlines for the peer, not for the application: an answer that has
/// to be waited for must come soon.
pub trait Handler: Send + Sync + 'static {
    /// [`Ready`](std::future::Ready) where no answer has to be waited for.
    type ResponseFuture: Future<Output = Response<Full<Bytes>>> + Send + 'static;

    /// Most bytes of a body that [`answer_form`](Self::answer_form) gets. With 0, no body is ever read: the
    /// gateway and the admin listener take none.
    const FORM_BYTES: usize = 0;

    /// Answers a request with its body, which has come whole. Never asked where
    /// [`FORM_BYTES`](Self::FORM_BYTES) is 0.
    fn answer_form(
        &self,
        head: &request::Parts,
        _body: &Bytes,
        peer: &Peer,
    ) -> Self::ResponseFuture {
        self.handle(head, peer)
    }

    /// Answers one request. `HEAD` is answered as `GET`, with a body, which the server does not
    /// send.
    ///
    /// `peer` is who is at the other end of the connection, or for whom a PROXY header speaks.
    fn handle(&self, head: &request::Parts, peer: &Peer) -> Self::ResponseFuture;

    /// Answers a request that is larger than the limits allow, or cannot be read. Its parts should
    /// not be looked at any closer; where it cannot be read, nothing that was sent is in them.
    ///
    /// Of a broken HTTP/2 connection, the answer does not arrive: the handler only learns of it.
    fn refuse(
        &self,
        _head: &request::Parts,
        _peer: &Peer,
        error: HeadError,
    ) -> Response<Full<Bytes>> {
        bare(error.status())
    }

    /// Whether many clients come through this peer: the limit of one client does not hold for it.
    fn is_trusted_proxy(&self, _peer: &Peer) -> bool {
        false
    }

    /// Whether a connection from this peer begins with a PROXY header, which then must be there and
    /// is believed. From all others such a header is bytes that are no HTTP.
    fn takes_proxy_header(&self, _peer: &Peer) -> bool {
        false
    }

    /// Learns of a connection that began with a PROXY header though none is taken from this peer.
    /// Strangers can cause as many of these as they like.
    fn note_proxy_header(&self, _peer: &Peer) {}
}

/// An answer of the server itself, where there is none of the handler: one sentence.
pub fn bare(status: StatusCode) -> Response<Full<Bytes>> {
    let sentence = match status {
        StatusCode::URI_TOO_LONG => "The address of this request is too long.\n",
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => {
            "The headers of this request are too large.\n"
        }
        StatusCode::PAYLOAD_TOO_LARGE => "The form of this request is too long.\n",
        StatusCode::REQUEST_TIMEOUT => "The form of this request did not come in time.\n",
        StatusCode::BAD_REQUEST => "This request cannot be read.\n",
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
