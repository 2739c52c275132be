//! Posts one batch: one request on one connection, with a bound on everything.

use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::header::{CONTENT_TYPE, HOST, USER_AGENT};
use hyper::{Request, StatusCode};
use rustls::pki_types::ServerName;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::endpoint::OtlpEndpoint;
use super::reply::rejected_spans;
use crate::https_client::{ConnectError, Connection, FetchError, Names, Stream, client_tls};

/// For everything, from the name lookup to the last byte (`OTEL_EXPORTER_OTLP_TIMEOUT`).
const LIMIT: Duration = Duration::from_secs(10);
/// An answer has a count and a message at most.
const MAX_ANSWER_BYTES: usize = 64 * 1024;
const AGENT: &str = concat!("linkgate/", env!("CARGO_PKG_VERSION"));

pub struct Client {
    endpoint: OtlpEndpoint,
    address: String,
    tls: Option<Encryption>,
    names: Names,
    pub limit: Duration,
}

struct Encryption {
    connector: TlsConnector,
    server: ServerName<'static>,
}

/// Why a batch is not taken.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error(transparent)]
    Connect(#[from] ConnectError),
    #[error("TLS failed: {0}")]
    Handshake(std::io::Error),
    #[error("the exchange failed: {0}")]
    Exchange(#[from] hyper::Error),
    #[error("the answer has status {0}")]
    Status(StatusCode),
    #[error("the answer ended early, or is longer than {MAX_ANSWER_BYTES} bytes")]
    Body,
    #[error("no full answer within {} ms", .0.as_millis())]
    Slow(Duration),
}

impl ExportError {
    /// Whether the next attempt may succeed (OTLP, "Retryable Response Codes").
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Status(status) => matches!(status.as_u16(), 429 | 502 | 503 | 504),
            // The collector may have taken it: a second time, it would have each span twice.
            Self::Body => false,
            Self::Connect(_) | Self::Handshake(_) | Self::Exchange(_) | Self::Slow(_) => true,
        }
    }
}

impl Client {
    pub fn new(endpoint: &OtlpEndpoint) -> Result<Self, FetchError> {
        let encryption = || {
            let server = ServerName::try_from(endpoint.host.to_string());
            Ok(Encryption {
                connector: TlsConnector::from(Arc::new(client_tls(None)?)),
                server: server.map_err(|_| FetchError::Host(endpoint.host.clone()))?,
            })
        };
        let tls: Option<Result<_, FetchError>> = endpoint.is_encrypted.then(encryption);
        Ok(Self {
            tls: tls.transpose()?,
            address: endpoint.to_string(),
            endpoint: endpoint.clone(),
            names: Names::default(),
            limit: LIMIT,
        })
    }

    /// Where batches go.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Posts a batch, and returns how many of its spans the collector rejected.
    pub async fn post(&self, body: Bytes) -> Result<u64, ExportError> {
        let answer = timeout(self.limit, self.connect_and_exchange(body)).await;
        answer.unwrap_or(Err(ExportError::Slow(self.limit)))
    }

    async fn connect_and_exchange(&self, body: Bytes) -> Result<u64, ExportError> {
        let OtlpEndpoint { host, port, .. } = &self.endpoint;
        let stream = self.names.connect(host, *port, self.limit).await?;
        let stream: Box<dyn Stream> = match &self.tls {
            None => Box::new(stream),
            Some(tls) => {
                let stream = tls.connector.connect(tls.server.clone(), stream).await;
                Box::new(stream.map_err(ExportError::Handshake)?)
            }
        };
        let mut connection = Connection::open(stream, &http1::Builder::new()).await?;
        let request = Request::post(&*self.endpoint.target)
            .header(HOST, &*self.endpoint.authority)
            .header(USER_AGENT, AGENT)
            .header(CONTENT_TYPE, "application/x-protobuf")
            .body(Full::new(body))
            .expect("the parts of a checked address make a request");
        let response = connection.send(request).await?;
        if response.status() != StatusCode::OK {
            return Err(ExportError::Status(response.status()));
        }
        let answer = Limited::new(response.into_body(), MAX_ANSWER_BYTES).collect();
        let answer = answer.await.map_err(|_| ExportError::Body)?;
        Ok(rejected_spans(&answer.to_bytes()))
    }
}
