//! A connection of a client over HTTP/1.1.

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::{Builder, SendRequest};
use hyper::{Error, Request, Response};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::task::JoinSet;

/// What a connection is spoken on: a socket, or TLS.
pub trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// Ends when it is dropped, in the middle of an answer as well.
// Boxed, with one type of body for all: each pair of them would be another 50 KB of hyper in the program,
// for a few requests a minute.
pub struct Connection {
    sender: SendRequest<Full<Bytes>>,
    _driver: JoinSet<Result<(), Error>>,
}

impl Connection {
    pub async fn open(stream: Box<dyn Stream>, builder: &Builder) -> Result<Self, Error> {
        let (sender, connection) = builder.handshake(TokioIo::new(stream)).await?;
        let mut driver = JoinSet::new();
        driver.spawn(connection);
        Ok(Self {
            sender,
            _driver: driver,
        })
    }

    /// Asks, and waits for the head of the answer.
    pub async fn send(
        &mut self,
        request: Request<Full<Bytes>>,
    ) -> Result<Response<Incoming>, Error> {
        self.sender.send_request(request).await
    }
}
