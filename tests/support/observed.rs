//! A handler that a test can look into: which requests reach it, and how they are answered.

use std::future::{Ready, ready};
use std::sync::mpsc::Sender;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::http::request::Parts;
use hyper::{Response, StatusCode};
use jiff::Timestamp;
use linkgate::net::{HeadError, Peer};
use linkgate::server::Handler;

/// A handler that passes on each request, with its answer.
pub struct Observed<H> {
    pub handler: H,
    pub exchanges: Sender<Exchange>,
}

/// A request as hyper hands it over, and its answer.
pub struct Exchange {
    pub head: Parts,
    pub peer: Peer,
    pub now: Timestamp,
    /// What the server found wrong with the request.
    pub error: Option<HeadError>,
    pub status: StatusCode,
    pub location: Option<String>,
    pub request_id: String,
}

struct Asked<'r> {
    head: &'r Parts,
    peer: &'r Peer,
    now: Timestamp,
    error: Option<HeadError>,
}

impl<H> Handler for Observed<H>
where
    H: Handler<ResponseFuture = Ready<Response<Full<Bytes>>>>,
{
    type ResponseFuture = H::ResponseFuture;

    fn handle(&self, head: &Parts, peer: &Peer) -> Self::ResponseFuture {
        let now = now();
        let response = self.handler.handle(head, peer).into_inner();
        self.pass_on(
            &Asked {
                head,
                peer,
                now,
                error: None,
            },
            &response,
        );
        ready(response)
    }

    fn refuse(&self, head: &Parts, peer: &Peer, error: HeadError) -> Response<Full<Bytes>> {
        let now = now();
        let response = self.handler.refuse(head, peer, error);
        let error = Some(error);
        self.pass_on(
            &Asked {
                head,
                peer,
                now,
                error,
            },
            &response,
        );
        response
    }

    fn is_trusted_proxy(&self, peer: &Peer) -> bool {
        self.handler.is_trusted_proxy(peer)
    }

    fn takes_proxy_header(&self, peer: &Peer) -> bool {
        self.handler.takes_proxy_header(peer)
    }

    fn note_proxy_header(&self, peer: &Peer) {
        self.handler.note_proxy_header(peer);
    }
}

impl<H> Observed<H> {
    fn pass_on(&self, asked: &Asked<'_>, response: &Response<Full<Bytes>>) {
        let header = |name: &str| {
            let value = response.headers().get(name)?;
            Some(value.to_str().expect("text").to_owned())
        };
        // Nobody takes them any more once the test is over.
        let _ = self.exchanges.send(Exchange {
            head: asked.head.clone(),
            peer: asked.peer.clone(),
            now: asked.now,
            error: asked.error,
            status: response.status(),
            location: header("location"),
            request_id: header("x-request-id").expect("every answer of the gateway has one"),
        });
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the gateway goes by the clock, too"
)]
pub fn now() -> Timestamp {
    Timestamp::now()
}
