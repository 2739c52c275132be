//! One HTTP exchange on one connection; and the admin listener, asked so.

use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::header::{AUTHORIZATION, HOST, HeaderValue};
use hyper::{Method, Request, StatusCode};
use tokio::net::{TcpStream, UnixStream};
use tokio::time::timeout;

use super::state::ProbeState;
use crate::https_client::{ConnectError, Connection, FetchError, Stream};
use crate::identity::ProbeId;
use crate::server::Address;

/// How long one request may take, the name lookup included.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// The most bytes of an answer that are read: a thousand arrivals are fewer.
const MAX_BODY_BYTES: usize = 1024 * 1024;

/// Why the probe could not come to an end.
#[derive(Debug, thiserror::Error)]
pub enum ProbeError {
    #[error("{0} cannot be read: {1}")]
    File(String, io::Error),
    #[error("{0}: line {1} is not a header: write it like `Cookie: name=value`")]
    HeaderLine(String, usize),
    #[error("the certificate of the front door cannot be checked: {0}")]
    Tls(#[from] FetchError),
    #[error("no certificate can be for the host `{0}`")]
    Host(String),
    #[error("--admin-listen {0}: sockets of systemd have no address that could be asked")]
    Inherited(Address),
    #[error("the admin listener at {0} does not answer: {1}")]
    AdminClient(Address, ExchangeError),
    #[error("the admin listener answers {0}")]
    AdminStatus(StatusCode),
    #[error("the probe has ended: it took longer than ten minutes, or many others have begun")]
    Over,
    #[error("--admin-listen is not the admin listener of a Linkgate that can be probed")]
    NoGateway,
    #[error("the gateway has another policy in force than --policy")]
    OtherPolicy,
    #[error("the gateway has another `header_secret` in force than the one beside --policy")]
    OtherSecret,
    #[error("the names of the headers are secret and would be sent unencrypted")]
    Unencrypted,
    #[error("the front door does not answer: {0}")]
    Front(ExchangeError),
    #[error("no request arrives at the gateway that was asked{}", last_answer(.0))]
    NeverArrives(Option<StatusCode>),
    #[error("the requests arrive, but from a peer that `trusted_proxies` does not name")]
    NoProxy,
}

fn last_answer(status: &Option<StatusCode>) -> String {
    status.map_or_else(String::new, |status| {
        format!(": the front door answers {status}")
    })
}

#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    #[error(transparent)]
    Connect(#[from] ConnectError),
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("its certificate cannot be trusted: {0}")]
    Certificate(rustls::CertificateError),
    #[error(transparent)]
    Http(#[from] hyper::Error),
    #[error("the answer is too long, or ends early")]
    Body,
    #[error("no answer within {} s", .0.as_secs())]
    Slow(Duration),
}

/// How names of headers are written. HTTP does not care; a proxy that deletes by name might.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameCase {
    /// `x-forwarded-for`.
    Lower,
    /// `X-Forwarded-For`.
    Title,
}

#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub body: Bytes,
}

/// Why a handshake failed: a certificate is what an operator can do something about.
pub fn handshake_error(error: io::Error) -> ExchangeError {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
    match inner {
        Some(rustls::Error::InvalidCertificate(error)) => ExchangeError::Certificate(error.clone()),
        _ => ExchangeError::Io(error),
    }
}

/// Asks once, on a connection that ends with the answer.
pub async fn exchange(
    stream: Box<dyn Stream>,
    request: Request<Full<Bytes>>,
    case: NameCase,
) -> Result<Answer, ExchangeError> {
    let mut builder = http1::Builder::new();
    builder.title_case_headers(case == NameCase::Title);
    let mut connection = Connection::open(stream, &builder).await?;
    let response = connection.send(request).await?;
    let status = response.status();
    let body = Limited::new(response.into_body(), MAX_BODY_BYTES);
    let body = body.collect().await.map_err(|_| ExchangeError::Body)?;
    let body = body.to_bytes();
    Ok(Answer { status, body })
}

pub async fn patiently<T>(
    work: impl Future<Output = Result<T, ExchangeError>>,
) -> Result<T, ExchangeError> {
    let done = timeout(PATIENCE, work).await;
    done.unwrap_or(Err(ExchangeError::Slow(PATIENCE)))
}

/// The admin listener of a replica.
pub struct AdminClient {
    address: Address,
    /// `Bearer TOKEN`, where the listener asks for one.
    authorization: Option<HeaderValue>,
}

impl AdminClient {
    pub fn new(address: &Address, token: Option<&Path>) -> Result<Self, ProbeError> {
        if let Address::Systemd(_) = address {
            return Err(ProbeError::Inherited(address.clone()));
        }
        Ok(Self {
            address: address.clone(),
            authorization: token.map(authorization).transpose()?,
        })
    }

    pub async fn open(&self) -> Result<ProbeState, ProbeError> {
        let answer = self.ask(Method::POST, "/probe").await?;
        match answer.status {
            StatusCode::CREATED => {}
            StatusCode::NOT_FOUND => return Err(ProbeError::NoGateway),
            status => return Err(ProbeError::AdminStatus(status)),
        }
        serde_json::from_slice(&answer.body).map_err(|_| ProbeError::NoGateway)
    }

    pub async fn state(&self, id: ProbeId) -> Result<ProbeState, ProbeError> {
        let answer = self.ask(Method::GET, &format!("/probe/{id}")).await?;
        match answer.status {
            StatusCode::NOT_FOUND => Err(ProbeError::Over),
            StatusCode::OK => {
                serde_json::from_slice(&answer.body).map_err(|_| ProbeError::NoGateway)
            }
            status => Err(ProbeError::AdminStatus(status)),
        }
    }

    pub async fn close(&self, id: ProbeId) -> Result<(), ProbeError> {
        self.ask(Method::DELETE, &format!("/probe/{id}")).await?;
        Ok(())
    }

    async fn ask(&self, method: Method, path: &str) -> Result<Answer, ProbeError> {
        let mut request = Request::new(Full::default());
        *request.method_mut() = method;
        *request.uri_mut() = path.parse().expect("a path of plain characters");
        let headers = request.headers_mut();
        headers.insert(HOST, HeaderValue::from_static("localhost"));
        if let Some(authorization) = &self.authorization {
            headers.insert(AUTHORIZATION, authorization.clone());
        }
        let answer = patiently(async {
            let stream: Box<dyn Stream> = match &self.address {
                Address::Tcp(address) => Box::new(TcpStream::connect(address).await?),
                Address::Unix(path) => Box::new(UnixStream::connect(path).await?),
                Address::Systemd(_) => {
                    return Err(io::Error::from(io::ErrorKind::Unsupported).into());
                }
            };
            exchange(stream, request, NameCase::Lower).await
        });
        answer
            .await
            .map_err(|error| ProbeError::AdminClient(self.address.clone(), error))
    }
}

/// The first token of a file, as a request carries it.
fn authorization(file: &Path) -> Result<HeaderValue, ProbeError> {
    let failed = |error| ProbeError::File(file.display().to_string(), error);
    let text = fs::read_to_string(file).map_err(failed)?;
    let token = text.lines().map(str::trim).find(|line| !line.is_empty());
    let none = || failed(io::Error::other("it has no token"));
    let bearer = format!("Bearer {}", token.ok_or_else(none)?);
    let mut value = HeaderValue::try_from(bearer).map_err(|_| none())?;
    value.set_sensitive(true);
    Ok(value)
}
