//! Fetches over HTTPS: one request on one connection, with a bound on everything.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Body as _, Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::header::{ACCEPT, HOST, HeaderMap, USER_AGENT};
use hyper::{Request, Response, StatusCode};
use rustls::pki_types::ServerName;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use crate::webex::HttpsUrl;

mod answer;
mod connection;
mod error;
pub(crate) mod jitter;
pub(crate) mod names;
#[cfg(test)]
pub(crate) mod test_server;
mod trust;

pub use answer::{FetchAnswer, FetchedBody};
pub(crate) use connection::{Connection, Stream};
pub use error::FetchError;
pub(crate) use names::Names;
pub use names::{ConnectError, NameError};
pub(crate) use trust::config as client_tls;

/// For the head of an answer, from the name lookup on, and for each wait for more of its body. Servers
/// answer within a second. One that takes longer is tried again later.
const LIMIT: Duration = Duration::from_secs(10);

/// How long an answer may be, in bytes and in time from beginning to end.
#[derive(Clone, Copy, Debug)]
pub struct AnswerLimits {
    pub bytes: usize,
    pub time: Duration,
}

/// A JWKS has a few thousand bytes; one with certificates in it some ten thousand.
const KEYS: AnswerLimits = AnswerLimits {
    bytes: 1024 * 1024,
    time: LIMIT,
};

pub(crate) const AGENT: &str = concat!("linkgate/", env!("CARGO_PKG_VERSION"));

/// Fetches from one server.
#[derive(Clone)]
pub struct Client {
    tls: TlsConnector,
    server: ServerName<'static>,
    host: Box<str>,
    port: u16,
    /// Host, and the port unless it is the default: for the `Host` header.
    authority: Box<str>,
    target: Box<str>,
    names: Names,
    limit: Duration,
}

impl Client {
    /// `authorities` (PEM) replace those of the system.
    pub fn new(url: &HttpsUrl, authorities: Option<&str>) -> Result<Self, FetchError> {
        // An `HttpsUrl` has no user info, so that only a port can follow the host.
        let authority = url.origin().trim_start_matches("https://");
        let port = authority[url.host().len()..]
            .trim_start_matches(':')
            .parse();
        let host = url.host().trim_matches(['[', ']']);
        let server = ServerName::try_from(host.to_owned());
        let server = server.map_err(|_| FetchError::Host(host.into()))?;
        let query = url.query().map(|query| format!("?{query}"));
        Ok(Self {
            tls: TlsConnector::from(Arc::new(trust::config(authorities)?)),
            server,
            host: host.into(),
            port: port.unwrap_or(443),
            authority: authority.into(),
            target: format!("{}{}", url.path(), query.unwrap_or_default()).into(),
            names: Names::default(),
            limit: LIMIT,
        })
    }

    #[cfg(test)]
    pub fn knowing(self, names: Names) -> Self {
        Self { names, ..self }
    }

    #[cfg(test)]
    pub fn within(self, limit: Duration) -> Self {
        Self { limit, ..self }
    }

    /// Fetches the keys at the URL.
    pub async fn fetch(&self) -> Result<Bytes, FetchError> {
        self.keys(&self.target).await
    }

    /// Fetches what is below the URL by that name, which must be safe in a path.
    pub async fn fetch_below(&self, name: &str) -> Result<Bytes, FetchError> {
        let folder = self.target.trim_end_matches('/');
        self.keys(&format!("{folder}/{name}")).await
    }

    async fn keys(&self, target: &str) -> Result<Bytes, FetchError> {
        let get = Get {
            target,
            headers: HeaderMap::new(),
            limits: KEYS,
        };
        match self.get(get).await? {
            FetchAnswer::Body(fetched) => Ok(fetched.body),
            // Nothing was said to be known.
            FetchAnswer::NotModified => Err(FetchError::status(StatusCode::NOT_MODIFIED)),
        }
    }

    /// Fetches the URL with headers of the caller's.
    pub async fn fetch_with(
        &self,
        headers: HeaderMap,
        limits: AnswerLimits,
    ) -> Result<FetchAnswer, FetchError> {
        let get = Get {
            target: &self.target,
            headers,
            limits,
        };
        self.get(get).await
    }

    async fn get(&self, get: Get<'_>) -> Result<FetchAnswer, FetchError> {
        let time = get.limits.time;
        let answer = timeout(time, self.exchange(get)).await;
        answer.unwrap_or(Err(FetchError::Slow(time)))
    }

    async fn exchange(&self, get: Get<'_>) -> Result<FetchAnswer, FetchError> {
        let max_bytes = get.limits.bytes;
        let pending = timeout(self.limit, self.ask(get)).await;
        let pending = pending.unwrap_or(Err(FetchError::Slow(self.limit)))?;
        self.answer_of(pending.response, max_bytes).await
    }

    /// Sends the request, and waits for the head of the answer.
    async fn ask(&self, get: Get<'_>) -> Result<Pending, FetchError> {
        let stream = self.names.connect(&self.host, self.port, self.limit);
        let stream = self.tls.connect(self.server.clone(), stream.await?).await;
        let stream = Box::new(stream.map_err(FetchError::Handshake)?);
        let connection = Connection::open(stream, &http1::Builder::new()).await;
        let mut connection = connection.map_err(FetchError::Exchange)?;
        let mut request = Request::get(get.target)
            .header(HOST, &*self.authority)
            .header(USER_AGENT, AGENT)
            .header(ACCEPT, "*/*")
            .body(Full::default())
            .expect("the parts of a checked address make a request");
        request.headers_mut().extend(get.headers);
        let response = connection.send(request).await;
        Ok(Pending {
            response: response.map_err(FetchError::Exchange)?,
            _connection: connection,
        })
    }

    async fn answer_of(
        &self,
        response: Response<Incoming>,
        max_bytes: usize,
    ) -> Result<FetchAnswer, FetchError> {
        match response.status() {
            StatusCode::OK => {}
            StatusCode::NOT_MODIFIED => return Ok(FetchAnswer::NotModified),
            // Redirects are not followed: the operator says where things come from, not the server.
            _ => return Err(FetchError::of(&response)),
        }
        let (head, body) = response.into_parts();
        let body = self.whole(body, max_bytes).await?;
        Ok(FetchAnswer::Body(FetchedBody::new(&head.headers, body)))
    }

    async fn whole(&self, body: Incoming, max_bytes: usize) -> Result<Bytes, FetchError> {
        // A length that is announced is believed, so that nothing of it need be read.
        if body.size_hint().lower() > max_bytes as u64 {
            return Err(FetchError::TooLong(max_bytes));
        }
        let mut body = Limited::new(body, max_bytes);
        let mut whole = Vec::new();
        loop {
            let next = timeout(self.limit, body.frame()).await;
            match next.map_err(|_| FetchError::Stalled(self.limit))? {
                None => return Ok(whole.into()),
                Some(Ok(frame)) => {
                    // Trailers mean nothing here.
                    if let Ok(data) = frame.into_data() {
                        whole.extend_from_slice(&data);
                    }
                }
                Some(Err(error)) if error.is::<LengthLimitError>() => {
                    return Err(FetchError::TooLong(max_bytes));
                }
                Some(Err(_)) => return Err(FetchError::Body),
            }
        }
    }
}

/// The head of an answer, and the connection on which the rest comes.
struct Pending {
    response: Response<Incoming>,
    _connection: Connection,
}

/// What is asked of the server.
struct Get<'a> {
    target: &'a str,
    headers: HeaderMap,
    limits: AnswerLimits,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Client").field(&self.authority).finish()
    }
}
