//! A server of Webex on a network in memory, so that tests are the masters of time: nothing waits for a
//! socket, and whatever waits for a timer gets it at once.

use std::collections::VecDeque;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};
use tokio::time::{Instant, sleep};
use tokio_rustls::TlsAcceptor;

use crate::https_client::Stream;

/// The path of the token endpoint.
pub const TOKEN_PATH: &str = "/v1/access_token";

/// What a server does with a request.
#[derive(Clone, Debug)]
pub enum Act {
    /// Answers with these bytes, and waits for the next request.
    Send(Vec<u8>),
    /// Answers after a while.
    Later(Duration, Vec<u8>),
    /// Never answers.
    Silence,
    /// Sends these bytes one by one, a second after the other.
    Trickle(Vec<u8>),
    /// Sends these bytes again and again.
    Endless(Vec<u8>),
    /// Sends these bytes, and hangs up.
    HangUp(Vec<u8>),
}

/// A request, as it came.
#[derive(Clone, Debug)]
pub struct Seen {
    pub head: String,
    pub body: String,
    pub at: Instant,
}

impl Seen {
    pub fn line(&self) -> &str {
        self.head.lines().next().unwrap_or_default()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines();
        lines.find_map(|line| {
            let (found, value) = line.split_once(": ")?;
            found.eq_ignore_ascii_case(name).then_some(value)
        })
    }
}

type Script = Box<dyn Fn(&Seen) -> Act + Send>;

/// A network with one server, which has every address.
#[derive(Clone)]
pub struct TestNetwork(Arc<Inner>);

struct Inner {
    /// With a certificate for these names.
    tls: Option<TlsAcceptor>,
    script: Mutex<Script>,
    /// For the token endpoint.
    grants: Mutex<Script>,
    seen: Mutex<Vec<Seen>>,
    dialled: AtomicUsize,
    open: AtomicUsize,
    refuses: AtomicBool,
    is_silent: AtomicBool,
}

impl TestNetwork {
    /// A server that is asked without encryption.
    pub fn plain() -> Self {
        Self::with(None)
    }

    fn with(tls: Option<TlsAcceptor>) -> Self {
        Self(Arc::new(Inner {
            tls,
            script: Mutex::new(Box::new(|_| json(200, "{}"))),
            grants: Mutex::new(Box::new(|_| grant("AT-1", "RT-1"))),
            seen: Mutex::default(),
            dialled: AtomicUsize::new(0),
            open: AtomicUsize::new(0),
            refuses: AtomicBool::new(false),
            is_silent: AtomicBool::new(false),
        }))
    }

    /// A server with a certificate for this name, and its authority (PEM).
    pub fn encrypted(name: &str) -> (Self, String) {
        let made = rcgen::generate_simple_self_signed([name.to_owned()]).expect("a certificate");
        let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("the provider has them")
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], PrivateKeyDer::Pkcs8(key))
            .expect("a certificate and its key");
        // It would rather speak HTTP/2.
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let acceptor = TlsAcceptor::from(Arc::new(config));
        (Self::with(Some(acceptor)), made.cert.pem())
    }

    /// Does the same with every request from now on.
    pub fn always(&self, act: Act) {
        self.script(move |_| act.clone());
    }

    /// Does these things with the next requests, and the last of them with all others.
    pub fn then(&self, acts: impl IntoIterator<Item = Act>) {
        let acts = Mutex::new(acts.into_iter().collect::<VecDeque<_>>());
        self.script(move |_| {
            let mut acts = acts.lock().expect("whole");
            match acts.len() {
                1 => acts[0].clone(),
                _ => acts.pop_front().expect("at least one"),
            }
        });
    }

    pub fn script(&self, script: impl Fn(&Seen) -> Act + Send + 'static) {
        *self.0.script.lock().expect("whole") = Box::new(script);
    }

    /// What the token endpoint does from now on.
    pub fn grants(&self, script: impl Fn(&Seen) -> Act + Send + 'static) {
        *self.0.grants.lock().expect("whole") = Box::new(script);
    }

    /// Refuses connections, or not.
    pub fn refuse(&self, refuses: bool) {
        self.0.refuses.store(refuses, Ordering::SeqCst);
    }

    /// Does not say anything to those who connect, or does.
    pub fn be_silent(&self, is_silent: bool) {
        self.0.is_silent.store(is_silent, Ordering::SeqCst);
    }

    /// All requests so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.0.seen().clone()
    }

    /// The requests to a path that begins like that.
    pub fn count(&self, path: &str) -> usize {
        let is_there = |seen: &&Seen| {
            seen.line()
                .split(' ')
                .nth(1)
                .unwrap_or("")
                .starts_with(path)
        };
        self.0.seen().iter().filter(is_there).count()
    }

    /// How often somebody tried to connect.
    pub fn dialled(&self) -> usize {
        self.0.dialled.load(Ordering::SeqCst)
    }

    /// The connections that are open.
    pub fn open(&self) -> usize {
        self.0.open.load(Ordering::SeqCst)
    }

    pub async fn connect(&self, _host: &str, _port: u16) -> io::Result<Box<dyn Stream>> {
        self.0.dialled.fetch_add(1, Ordering::SeqCst);
        if self.0.refuses.load(Ordering::SeqCst) {
            return Err(io::ErrorKind::ConnectionRefused.into());
        }
        if self.0.is_silent.load(Ordering::SeqCst) {
            std::future::pending::<()>().await;
        }
        let (client, server) = duplex(64 * 1024);
        let inner = Arc::clone(&self.0);
        tokio::spawn(async move {
            inner.open.fetch_add(1, Ordering::SeqCst);
            // Clients hang up when they like.
            let _ = match &inner.tls {
                None => inner.serve(server).await,
                Some(tls) => match tls.accept(server).await {
                    Ok(stream) => inner.serve(stream).await,
                    Err(error) => Err(error),
                },
            };
            inner.open.fetch_sub(1, Ordering::SeqCst);
        });
        Ok(Box::new(client))
    }
}

impl Inner {
    fn seen(&self) -> MutexGuard<'_, Vec<Seen>> {
        self.seen.lock().expect("whole")
    }

    async fn serve(&self, mut stream: impl Stream) -> io::Result<()> {
        loop {
            let seen = read(&mut stream).await?;
            self.seen().push(seen.clone());
            let script = match seen.line().contains(TOKEN_PATH) {
                true => &self.grants,
                false => &self.script,
            };
            let act = (script.lock().expect("whole"))(&seen);
            match act {
                Act::Send(bytes) => stream.write_all(&bytes).await?,
                Act::Later(time, bytes) => {
                    sleep(time).await;
                    stream.write_all(&bytes).await?;
                }
                // Until the client hangs up.
                Act::Silence => drop(stream.read_u8().await?),
                Act::Trickle(bytes) => {
                    for byte in bytes {
                        stream.write_all(&[byte]).await?;
                        stream.flush().await?;
                        sleep(Duration::from_secs(1)).await;
                    }
                }
                Act::Endless(bytes) => loop {
                    stream.write_all(&bytes).await?;
                    stream.flush().await?;
                    // Other tasks want to run.
                    sleep(Duration::from_millis(1)).await;
                },
                Act::HangUp(bytes) => {
                    stream.write_all(&bytes).await?;
                    return stream.shutdown().await;
                }
            }
            stream.flush().await?;
        }
    }
}

async fn read(stream: &mut impl Stream) -> io::Result<Seen> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    let mut seen = Seen {
        head: String::from_utf8_lossy(&head).into_owned(),
        body: String::new(),
        at: Instant::now(),
    };
    let length = seen.header("content-length");
    let length = length.map_or(0, |length| length.parse().expect("a length"));
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    seen.body = String::from_utf8_lossy(&body).into_owned();
    Ok(seen)
}

/// An answer with a body of JSON.
pub fn json(status: u16, body: &str) -> Act {
    with_headers(status, "content-type: application/json\r\n", body)
}

/// An answer with these lines in its head.
pub fn with_headers(status: u16, headers: &str, body: &str) -> Act {
    Act::Send(bytes(status, headers, body))
}

pub fn bytes(status: u16, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status} X\r\n{headers}content-length: {length}\r\n\r\n");
    (head + body).into_bytes()
}

/// The answer of a token endpoint, with the lives that Webex gives.
pub fn grant(access_token: &str, refresh_token: &str) -> Act {
    let body = format!(
        r#"{{"access_token":"{access_token}","expires_in":1209599,"refresh_token":"{refresh_token}","refresh_token_expires_in":7775999,"token_type":"Bearer"}}"#
    );
    json(200, &body)
}
