//! A handler that a test can look into: which requests reach it, and how they are answered.

use std::pin::Pin;
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

/// A request, until it is answered.
struct Asked {
    head: Parts,
    peer: Peer,
    now: Timestamp,
    error: Option<HeadError>,
    exchanges: Sender<Exchange>,
}

impl<H: Handler> Handler for Observed<H> {
    type ResponseFuture = Pin<Box<dyn Future<Output = Response<Full<Bytes>>> + Send>>;

    fn handle(&self, head: &Parts, peer: &Peer) -> Self::ResponseFuture {
        let asked = self.asked(head, peer, None);
        let answering = self.handler.handle(head, peer);
        Box::pin(async {
            let response = answering.await;
            asked.pass_on(&response);
            response
        })
    }

    fn refuse(&self, head: &Parts, peer: &Peer, error: HeadError) -> Response<Full<Bytes>> {
        let asked = self.asked(head, peer, Some(error));
        let response = self.handler.refuse(head, peer, error);
        asked.pass_on(&response);
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
    fn asked(&self, head: &Parts, peer: &Peer, error: Option<HeadError>) -> Asked {
        Asked {
            head: head.clone(),
            peer: peer.clone(),
            now: now(),
            error,
            exchanges: self.exchanges.clone(),
        }
    }
}

impl Asked {
    fn pass_on(self, response: &Response<Full<Bytes>>) {
        let header = |name: &str| {
            let value = response.headers().get(name)?;
            Some(value.to_str().expect("text").to_owned())
        };
        // Nobody takes them any more once the test is over.
        let _ = self.exchanges.send(Exchange {
            head: self.head,
            peer: self.peer,
            now: self.now,
            error: self.error,
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
