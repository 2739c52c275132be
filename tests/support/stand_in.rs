//! Stand-ins for the sites of others, over TLS: one server for all of them,
//! which goes by the host that it is asked for.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, Mutex};

use rustls::crypto::aws_lc_rs;
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::accepting::Accepting;
use super::service::PATIENCE;

/// What a stand-in is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Called {
    pub method: String,
    pub host: String,
    /// Path and query.
    pub target: String,
    /// What is posted.
    pub body: String,
}

/// What it says to that.
pub enum Reply {
    Page(String),
    GoTo(String),
}

/// The servers, for as long as the test lasts.
pub struct StandIns {
    accepting: Accepting,
    shared: Arc<Shared>,
}

struct Shared {
    tls: Arc<ServerConfig>,
    authority: String,
    reply: fn(&Called) -> Reply,
    calls: Mutex<Vec<Called>>,
}

impl StandIns {
    /// Has every request answered by that function.
    pub fn start(reply: fn(&Called) -> Reply) -> Self {
        let (tls, authority) = tls();
        let shared = Arc::new(Shared {
            tls,
            authority,
            reply,
            calls: Mutex::default(),
        });
        let serving = Arc::clone(&shared);
        let accepting = Accepting::start(move |stream| {
            // A browser that goes away in the middle is none of our business.
            let _ = serving.serve(stream);
        });
        Self { accepting, shared }
    }

    /// Where they listen.
    pub fn address(&self) -> SocketAddr {
        self.accepting.address()
    }

    /// The certificate (PEM) by which they can be trusted.
    pub fn authority(&self) -> &str {
        &self.shared.authority
    }

    /// What they have been asked since this was last looked at.
    pub fn calls(&self) -> Vec<Called> {
        std::mem::take(&mut *self.shared.calls.lock().expect("no panic"))
    }
}

impl Shared {
    fn serve(&self, stream: TcpStream) -> io::Result<()> {
        stream.set_read_timeout(Some(PATIENCE))?;
        let session = ServerConnection::new(Arc::clone(&self.tls)).map_err(io::Error::other)?;
        let mut stream = BufReader::new(StreamOwned::new(session, stream));
        let called = read(&mut stream)?;
        let reply = (self.reply)(&called);
        self.calls.lock().expect("no panic").push(called);
        let mut stream = stream.into_inner();
        stream.write_all(reply.written().as_bytes())?;
        stream.conn.send_close_notify();
        stream.flush()
    }
}

impl Reply {
    fn written(&self) -> String {
        let (head, body) = match self {
            Self::Page(page) => (
                "200 OK\r\nContent-Type: text/html; charset=utf-8".to_owned(),
                page.as_str(),
            ),
            Self::GoTo(address) => (format!("302 Found\r\nLocation: {address}"), ""),
        };
        let length = body.len();
        format!("HTTP/1.1 {head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}")
    }
}

/// Reads one request.
fn read(stream: &mut impl BufRead) -> io::Result<Called> {
    let mut first = String::new();
    stream.read_line(&mut first)?;
    let mut words = first.split(' ').map(str::to_owned);
    let (Some(method), Some(target)) = (words.next(), words.next()) else {
        return Err(io::ErrorKind::UnexpectedEof.into());
    };
    let (mut host, mut length) = (String::new(), 0);
    let mut line = String::new();
    while stream.read_line(&mut line)? > "\r\n".len() {
        let (name, value) = line.split_once(": ").unwrap_or_default();
        match name.to_ascii_lowercase().as_str() {
            "host" => value.trim().clone_into(&mut host),
            "content-length" => length = value.trim().parse().map_err(io::Error::other)?,
            _ => {}
        }
        line.clear();
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    Ok(Called {
        method,
        host,
        target,
        body: String::from_utf8_lossy(&body).into_owned(),
    })
}

/// A certificate that nobody vouches for, and what it is in PEM form.
fn tls() -> (Arc<ServerConfig>, String) {
    let names = ["localhost", "login.acme.example"].map(str::to_owned);
    let made = rcgen::generate_simple_self_signed(names);
    let made = made.expect("a certificate");
    let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key.into());
    let config = config.expect("a certificate and its key");
    (Arc::new(config), made.cert.pem())
}
