//! Connections to a server: TLS, or plain TCP where the address is at this machine.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::Uri;
use hyper_util::client::legacy::connect::{Connected, Connection};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tower_service::Service;

#[cfg(test)]
use super::test_site::TestNetwork;
use crate::https_client::{ConnectError, Names, Stream};

/// Connects to the hosts of one service.
#[derive(Clone)]
pub struct Dialer {
    network: Network,
    /// For name lookup, TCP and TLS.
    limit: Duration,
    /// Without it, all of its addresses are `http`.
    tls: Option<TlsConnector>,
}

#[derive(Clone)]
enum Network {
    Internet(Names),
    #[cfg(test)]
    Test(TestNetwork),
}

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub enum DialError {
    #[error("no certificate can be for the host")]
    Host,
    #[error(transparent)]
    Connect(#[from] ConnectError),
    #[error("TLS failed: {0}")]
    Handshake(io::Error),
    #[error("no connection within {} ms", .0.as_millis())]
    Slow(Duration),
}

impl Dialer {
    pub fn new(tls: Option<Arc<ClientConfig>>, limit: Duration) -> Self {
        Self {
            network: Network::Internet(Names::default()),
            limit,
            tls: tls.map(TlsConnector::from),
        }
    }

    #[cfg(test)]
    pub fn on(self, network: TestNetwork) -> Self {
        let network = Network::Test(network);
        Self { network, ..self }
    }

    async fn dial(&self, uri: &Uri) -> Result<Box<dyn Stream>, DialError> {
        let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
        let is_encrypted = uri.scheme_str() != Some("http");
        let default = if is_encrypted { 443 } else { 80 };
        let stream = self.connect(host, uri.port_u16().unwrap_or(default));
        let stream = stream.await?;
        if !is_encrypted {
            return Ok(stream);
        }
        let server = ServerName::try_from(host.to_owned()).map_err(|_| DialError::Host)?;
        let tls = self.tls.as_ref().ok_or(DialError::Host)?;
        let stream = tls.connect(server, stream).await;
        Ok(Box::new(stream.map_err(DialError::Handshake)?))
    }

    async fn connect(&self, host: &str, port: u16) -> Result<Box<dyn Stream>, DialError> {
        match &self.network {
            Network::Internet(names) => {
                let stream = names.connect(host, port, self.limit).await?;
                // A request is one small packet that must not wait for others.
                let _ = stream.set_nodelay(true);
                Ok(Box::new(stream))
            }
            #[cfg(test)]
            Network::Test(network) => network.connect(host, port).await.map_err(|error| {
                let address = std::net::SocketAddr::from(([192, 0, 2, 1], port));
                ConnectError::Address(address, error).into()
            }),
        }
    }
}

impl DialError {
    /// Whether the server is there, but is not the one that it should be.
    pub fn is_distrust(&self) -> bool {
        let Self::Handshake(error) = self else {
            return false;
        };
        let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
        matches!(inner, Some(rustls::Error::InvalidCertificate(_)))
    }
}

impl Service<Uri> for Dialer {
    type Response = TokioIo<Box<dyn Stream>>;
    type Error = DialError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, DialError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), DialError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let dialer = self.clone();
        Box::pin(async move {
            let dialled = timeout(dialer.limit, dialer.dial(&uri)).await;
            let dialled = dialled.unwrap_or(Err(DialError::Slow(dialer.limit)));
            dialled.map(TokioIo::new)
        })
    }
}

// Boxed as it is for other clients, so that hyper's code for a connection is in the program once.
impl Connection for Box<dyn Stream> {
    fn connected(&self) -> Connected {
        Connected::new()
    }
}
