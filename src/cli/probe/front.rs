//! The front door, as a visitor meets it.

use std::fs;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use http_body_util::Full;
use hyper::Request;
use hyper::StatusCode;
use hyper::body::Bytes;
use hyper::header::{HOST, HeaderName, HeaderValue, USER_AGENT};
use rustls::pki_types::ServerName;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::args::ProbeArgs;
use super::attempt::Attempt;
use super::client::{
    ExchangeError, NameCase, PATIENCE, ProbeError, exchange, handshake_error, patiently,
};
use crate::gateway::PROBE_FIELD;
use crate::https_client::{Names, Stream, client_tls};
use crate::identity::ProbeId;

const AGENT: &str = concat!("linkgate-probe/", env!("CARGO_PKG_VERSION"));

/// What every request of the visitor carries: a cookie, where the front door asks for a login.
#[derive(Debug, Default)]
pub struct Visitor(Vec<(HeaderName, HeaderValue)>);

impl Visitor {
    pub fn read(file: Option<&Path>) -> Result<Self, ProbeError> {
        let Some(file) = file else {
            return Ok(Self::default());
        };
        let name = file.display().to_string();
        let text = fs::read_to_string(file);
        let text = text.map_err(|error| ProbeError::File(name.clone(), error))?;
        let mut headers = Vec::new();
        for (number, line) in (1..).zip(text.lines()) {
            if line.trim().is_empty() {
                continue;
            }
            let header = read_line(line);
            headers.push(header.ok_or_else(|| ProbeError::HeaderLine(name.clone(), number))?);
        }
        Ok(Self(headers))
    }
}

fn read_line(line: &str) -> Option<(HeaderName, HeaderValue)> {
    let (name, value) = line.split_once(':')?;
    let mut value = HeaderValue::try_from(value.trim()).ok()?;
    value.set_sensitive(true);
    Some((name.trim().parse().ok()?, value))
}

pub struct FrontDoor {
    /// Host and port, where a port is written.
    authority: HeaderValue,
    host: String,
    port: u16,
    connect: Option<SocketAddr>,
    tls: Option<Encryption>,
    /// Path and query, to which the mark is added.
    target: String,
    visitor: Visitor,
}

struct Encryption {
    connector: TlsConnector,
    server: ServerName<'static>,
}

impl FrontDoor {
    pub fn new(args: &ProbeArgs, visitor: Visitor) -> Result<Self, ProbeError> {
        let url = &args.url;
        let host = url.host_str().unwrap_or_default();
        let authority = match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        let bare = host.trim_matches(['[', ']']).to_owned();
        let tls = match url.scheme() {
            "https" => Some(Encryption::new(args, &bare)?),
            _ => None,
        };
        let target = match url.query() {
            Some(query) => format!("{}?{query}&", url.path()),
            None => format!("{}?", url.path()),
        };
        Ok(Self {
            authority: HeaderValue::try_from(authority)
                .map_err(|_| ProbeError::Host(host.to_owned()))?,
            host: bare,
            port: url.port_or_known_default().unwrap_or(443),
            connect: args.connect,
            tls,
            target,
            visitor,
        })
    }

    /// Sends one request, and says how it was answered.
    pub async fn ask(
        &self,
        attempt: Option<&Attempt>,
        id: ProbeId,
        number: u16,
    ) -> Result<StatusCode, ProbeError> {
        let mut request = Request::new(Full::default());
        let target = format!("{}{PROBE_FIELD}={id}.{number}", self.target);
        *request.uri_mut() = target.parse().expect("a path of the url crate, and digits");
        let headers = request.headers_mut();
        headers.insert(HOST, self.authority.clone());
        headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
        for (name, value) in &self.visitor.0 {
            headers.append(name, value.clone());
        }
        let mut message = Message {
            proxied: None,
            case: NameCase::Lower,
            request,
        };
        match attempt {
            Some(Attempt::ProxyHeader) => message.proxied = Some(proxy_header(id)),
            Some(Attempt::Header(header)) => {
                message.request.headers_mut().extend(header.field(id));
                message.case = header.case();
            }
            None => {}
        }
        let answered = patiently(self.exchange(message));
        answered.await.map_err(ProbeError::Front)
    }

    /// Whether nobody on the way can read what is sent.
    pub fn is_private(&self) -> bool {
        let host = self
            .host
            .parse()
            .is_ok_and(|host: IpAddr| host.is_loopback());
        let connect = self
            .connect
            .is_some_and(|address| address.ip().is_loopback());
        self.tls.is_some() || host || connect || self.host == "localhost"
    }

    async fn exchange(&self, message: Message) -> Result<StatusCode, ExchangeError> {
        let mut stream = match self.connect {
            Some(address) => TcpStream::connect(address).await?,
            None => {
                let names = Names::default();
                names.connect(&self.host, self.port, PATIENCE).await?
            }
        };
        if let Some(header) = message.proxied {
            stream.write_all(header.as_bytes()).await?;
        }
        let stream: Box<dyn Stream> = match &self.tls {
            Some(tls) => {
                let stream = tls.connector.connect(tls.server.clone(), stream).await;
                Box::new(stream.map_err(handshake_error)?)
            }
            None => Box::new(stream),
        };
        let answer = exchange(stream, message.request, message.case).await?;
        Ok(answer.status)
    }
}

/// A request as it goes over the wire.
struct Message {
    /// A PROXY header before it.
    proxied: Option<String>,
    case: NameCase,
    request: Request<Full<Bytes>>,
}

impl Encryption {
    fn new(args: &ProbeArgs, host: &str) -> Result<Self, ProbeError> {
        let authorities = args.authorities.as_deref().map(|file| {
            let failed = |error| ProbeError::File(file.display().to_string(), error);
            fs::read_to_string(file).map_err(failed)
        });
        let config = client_tls(authorities.transpose()?.as_deref())?;
        let server = ServerName::try_from(host.to_owned());
        Ok(Self {
            connector: TlsConnector::from(Arc::new(config)),
            server: server.map_err(|_| ProbeError::Host(host.to_owned()))?,
        })
    }
}

/// A PROXY header of version 1 with the marked address, which every implementation reads.
fn proxy_header(id: ProbeId) -> String {
    format!("PROXY TCP6 {} ::1 4711 443\r\n", id.address())
}
