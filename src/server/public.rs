//! The application of the public listener: the gateway, with the time of day.

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::http::request;
use hyper::{Response, StatusCode};
use jiff::Timestamp;

use crate::gateway::{Gateway, Peer};
use crate::server::Answer;

impl Answer for Gateway {
    #[expect(clippy::disallowed_methods, reason = "the edge, where time comes in")]
    fn answer(&self, head: &request::Parts, peer: &Peer) -> Response<Full<Bytes>> {
        Gateway::answer(self, head, peer, Timestamp::now())
    }

    #[expect(clippy::disallowed_methods, reason = "the edge, where time comes in")]
    fn refuse(
        &self,
        head: &request::Parts,
        peer: &Peer,
        status: StatusCode,
    ) -> Response<Full<Bytes>> {
        self.refuse_oversize(head, peer, (status, Timestamp::now()))
    }

    fn takes_proxy_header(&self, peer: &Peer) -> bool {
        Gateway::takes_proxy_header(self, peer)
    }
}
