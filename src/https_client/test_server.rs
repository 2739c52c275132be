//! A server on this machine that speaks TLS.

use std::sync::{Arc, Mutex};

use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// Gives the same answer to every request.
pub struct Server {
    pub port: u16,
    /// Its certificate (PEM), which clients have to trust.
    pub authority: String,
    state: Arc<State>,
    task: JoinHandle<()>,
}

#[derive(Default)]
struct State {
    /// Head and body. Without an answer the server stays silent.
    answer: Mutex<Option<Vec<u8>>>,
    requests: Mutex<Vec<String>>,
}

impl Server {
    pub async fn start() -> Self {
        let names = ["127.0.0.1", "localhost", "login.acme.example"];
        let names = names.map(str::to_owned);
        let made = rcgen::generate_simple_self_signed(names).expect("a certificate");
        let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("the provider has them")
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], PrivateKeyDer::Pkcs8(key))
            .expect("a certificate and its key");
        // It speaks HTTP/1.1 alone: a client that offers h2 as well gets no answer.
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("bound").port();
        let state = Arc::new(State::default());
        let acceptor = TlsAcceptor::from(Arc::new(config));
        Self {
            port,
            authority: made.cert.pem(),
            task: tokio::spawn(serve(listener, acceptor, Arc::clone(&state))),
            state,
        }
    }

    pub fn url(&self, path: &str) -> String {
        format!("https://127.0.0.1:{}{path}", self.port)
    }

    pub fn answer(&self, status: &str, body: impl AsRef<[u8]>) {
        let body = body.as_ref();
        let length = body.len();
        let head = format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n\r\n");
        self.answer_raw([head.as_bytes(), body].concat());
    }

    pub fn answer_raw(&self, answer: impl Into<Vec<u8>>) {
        *self.state.answer.lock().expect("whole") = Some(answer.into());
    }

    /// The heads of all requests so far.
    pub fn requests(&self) -> Vec<String> {
        self.state.requests.lock().expect("whole").clone()
    }

    /// Closes its port.
    pub async fn stop(self) {
        self.task.abort();
        let _ = self.task.await;
    }
}

async fn serve(listener: TcpListener, acceptor: TlsAcceptor, state: Arc<State>) {
    loop {
        let (stream, _) = listener.accept().await.expect("a connection");
        // Clients that do not trust the certificate hang up.
        let _ = serve_one(stream, &acceptor, &state).await;
    }
}

async fn serve_one(
    stream: TcpStream,
    acceptor: &TlsAcceptor,
    state: &State,
) -> std::io::Result<()> {
    let mut stream = acceptor.accept(stream).await?;
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    state.requests.lock().expect("whole").push(head);
    let answer = state.answer.lock().expect("whole").clone();
    match answer {
        Some(answer) => stream.write_all(&answer).await?,
        // Until the client hangs up.
        None => drop(stream.read_u8().await),
    }
    stream.shutdown().await
}
