//! The applications of the public listeners: the gateway, with the time of day.

use std::sync::Arc;

use http_body_util::Full;
use hyper::Response;
use hyper::body::Bytes;
use hyper::http::request;

use crate::cli::clock;
use crate::gateway::{Answering, Gateway, Listener, RequestHead};
use crate::net::{HeadError, Peer};
use crate::server::Handler;

/// The handler of the listener without TLS: redirects every request to the public address.
#[derive(Clone, Debug)]
pub struct HttpsRedirect(pub Arc<Gateway>);

impl Handler for HttpsRedirect {
    type ResponseFuture = Answering;

    fn handle(&self, head: &request::Parts, peer: &Peer) -> Self::ResponseFuture {
        let head = RequestHead::new(head, peer, clock::now());
        Answering::ready(self.0.answer_at_once(RequestHead {
            listener: Listener::HttpsRedirect,
            ..head
        }))
    }

    fn refuse(
        &self,
        head: &request::Parts,
        peer: &Peer,
        error: HeadError,
    ) -> Response<Full<Bytes>> {
        Handler::refuse(&*self.0, head, peer, error)
    }

    fn is_trusted_proxy(&self, peer: &Peer) -> bool {
        Gateway::trusts(&self.0, peer)
    }

    fn takes_proxy_header(&self, peer: &Peer) -> bool {
        Gateway::takes_proxy_header(&self.0, peer)
    }

    fn note_proxy_header(&self, peer: &Peer) {
        self.0.warn_of_proxy_header(peer);
    }
}

impl Handler for Gateway {
    type ResponseFuture = Answering;

    fn handle(&self, head: &request::Parts, peer: &Peer) -> Self::ResponseFuture {
        self.answer(RequestHead::new(head, peer, clock::now()))
    }

    fn refuse(
        &self,
        head: &request::Parts,
        peer: &Peer,
        error: HeadError,
    ) -> Response<Full<Bytes>> {
        self.answer_at_once(RequestHead {
            error: Some(error),
            ..RequestHead::new(head, peer, clock::now())
        })
    }

    fn is_trusted_proxy(&self, peer: &Peer) -> bool {
        Gateway::trusts(self, peer)
    }

    fn takes_proxy_header(&self, peer: &Peer) -> bool {
        Gateway::takes_proxy_header(self, peer)
    }

    fn note_proxy_header(&self, peer: &Peer) {
        self.warn_of_proxy_header(peer);
    }
}
