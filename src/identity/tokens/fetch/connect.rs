//! TCP connections for the HTTP client, by our own name lookup.
//!
//! hyper-util's own connector is not used: it divides its time evenly among the addresses of a
//! host, without a minimum for each, and its errors do not display which address failed.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::Uri;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tower_service::Service;

use crate::identity::names::{ConnectError, Names};

#[derive(Clone)]
pub struct TcpConnector {
    names: Names,
    limit: Duration,
}

impl TcpConnector {
    pub fn new(names: Names, limit: Duration) -> Self {
        Self { names, limit }
    }
}

impl Service<Uri> for TcpConnector {
    type Response = TokioIo<TcpStream>;
    type Error = ConnectError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, url: Uri) -> Self::Future {
        let Self { names, limit } = self.clone();
        Box::pin(async move {
            let host = url.host().unwrap_or_default().trim_matches(['[', ']']);
            let stream = names.connect(host, url.port_u16().unwrap_or(443), limit);
            Ok(TokioIo::new(stream.await?))
        })
    }
}
