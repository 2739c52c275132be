//! Somebody who is logged in at every request, as if a company's login stood in front of the gateway.

use http_body_util::Full;
use hyper::Response;
use hyper::body::Bytes;
use hyper::header::HeaderValue;
use hyper::http::request;

use crate::gateway::{Answering, Gateway};
use crate::net::{HeadError, Peer};
use crate::server::Handler;

/// The headers that the policy of the sandbox trusts, and what they say.
const HEADERS: [(&str, &str); 4] = [
    ("x-sandbox-user", "ada"),
    ("x-sandbox-name", "Ada Lovelace"),
    ("x-sandbox-email", "ada@acme.example"),
    ("x-sandbox-groups", "webex-hosts"),
];

/// A gateway whose every visitor is Ada Lovelace. It listens on loopback addresses only.
#[derive(Debug)]
pub struct SignedIn(pub Gateway);

impl Handler for SignedIn {
    type ResponseFuture = Answering;

    fn handle(&self, head: &request::Parts, peer: &Peer) -> Self::ResponseFuture {
        let mut head = head.clone();
        for (name, text) in HEADERS {
            // In place of what the visitor sends.
            head.headers.insert(name, HeaderValue::from_static(text));
        }
        Handler::handle(&self.0, &head, peer)
    }

    fn refuse(
        &self,
        head: &request::Parts,
        peer: &Peer,
        error: HeadError,
    ) -> Response<Full<Bytes>> {
        Handler::refuse(&self.0, head, peer, error)
    }
}
