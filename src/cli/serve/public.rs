//! The applications of the public listeners: the gateway, with the time of day.

use std::future::{Ready, ready};
use std::sync::Arc;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::http::request;
use hyper::{Response, StatusCode};

use crate::cli::clock;
use crate::gateway::{Gateway, Listener, RequestHead};
use crate::net::Peer;
use crate::server::Answer;

/// The application of the listener without TLS: sends everybody to the public address.
#[derive(Clone, Debug)]
pub struct Upgrade(pub Arc<Gateway>);

impl Answer for Upgrade {
    type Answering = Ready<Response<Full<Bytes>>>;

    fn answer(&self, head: &request::Parts, peer: &Peer) -> Self::Answering {
        let head = RequestHead::new(head, peer, clock::now());
        ready(self.0.answer(RequestHead {
            listener: Listener::HttpsRedirect,
            ..head
        }))
    }

    fn refuse(
        &self,
        head: &request::Parts,
        peer: &Peer,
        status: StatusCode,
    ) -> Response<Full<Bytes>> {
        Answer::refuse(&*self.0, head, peer, status)
    }

    fn carries_others(&self, peer: &Peer) -> bool {
        Gateway::trusts(&self.0, peer)
    }

    fn takes_proxy_header(&self, peer: &Peer) -> bool {
        Gateway::takes_proxy_header(&self.0, peer)
    }

    fn note_proxy_header(&self, peer: &Peer) {
        self.0.warn_of_proxy_header(peer);
    }
}

impl Answer for Gateway {
    type Answering = Ready<Response<Full<Bytes>>>;

    fn answer(&self, head: &request::Parts, peer: &Peer) -> Self::Answering {
        ready(Gateway::answer(
            self,
            RequestHead::new(head, peer, clock::now()),
        ))
    }

    fn refuse(
        &self,
        head: &request::Parts,
        peer: &Peer,
        status: StatusCode,
    ) -> Response<Full<Bytes>> {
        Gateway::answer(
            self,
            RequestHead {
                oversize: Some(status),
                ..RequestHead::new(head, peer, clock::now())
            },
        )
    }

    fn carries_others(&self, peer: &Peer) -> bool {
        Gateway::trusts(self, peer)
    }

    fn takes_proxy_header(&self, peer: &Peer) -> bool {
        Gateway::takes_proxy_header(self, peer)
    }

    fn note_proxy_header(&self, peer: &Peer) {
        self.warn_of_proxy_header(peer);
    }
}
