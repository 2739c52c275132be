//! A server that has policies, over TLS: it answers like a Git host or an object store, or badly.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Cursor, Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use aws_lc_rs::digest::{SHA256, digest};
use minisign::KeyPair;
use rustls::crypto::aws_lc_rs as provider;
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::accepting::Accepting;
use super::service::PATIENCE;
use super::tls::{Authority, Pair};

/// A server at `https://127.0.0.1:PORT/`, for as long as the test lasts.
pub struct PolicyHost {
    pub authority: Authority,
    accepting: Accepting,
    shared: Arc<Shared>,
}

/// What it does with every request.
#[derive(Clone, Debug)]
pub enum Manner {
    /// Gives its files with an `ETag`, and 304 to who has them.
    Good,
    /// Takes connections, and says nothing.
    Silent,
    /// Announces 10 GiB.
    Huge,
    /// Never ends, and announces no length.
    Endless,
    /// This, whatever is asked.
    Says(String),
}

struct Shared {
    tls: Mutex<Arc<ServerConfig>>,
    files: Mutex<BTreeMap<String, Vec<u8>>>,
    manner: Mutex<Manner>,
    requests: Mutex<Vec<String>>,
    /// How often the files were put there anew.
    deployments: AtomicU32,
}

impl PolicyHost {
    pub fn start() -> Self {
        let authority = Authority::new();
        let tls = tls_with(&authority.server_for("127.0.0.1"));
        let shared = Arc::new(Shared {
            tls: Mutex::new(tls),
            files: Mutex::default(),
            manner: Mutex::new(Manner::Good),
            requests: Mutex::default(),
            deployments: AtomicU32::new(0),
        });
        let serving = Arc::clone(&shared);
        let accepting = Accepting::start(move |stream| {
            // A client that gives up is what some tests wait for.
            let _ = serving.serve(stream);
        });
        Self {
            authority,
            accepting,
            shared,
        }
    }

    /// The address of a file.
    pub fn url(&self, path: &str) -> String {
        format!("https://{}{path}", self.accepting.address())
    }

    /// Puts a file there.
    pub fn put(&self, path: &str, content: impl Into<Vec<u8>>) {
        let mut files = self.shared.files.lock().expect("whole");
        files.insert(path.to_owned(), content.into());
    }

    /// Puts a file and its signature there.
    pub fn put_signed(&self, path: &str, content: &str, signature: String) {
        let mut files = self.shared.files.lock().expect("whole");
        files.insert(path.to_owned(), content.into());
        files.insert(format!("{path}.minisig"), signature.into());
    }

    pub fn remove(&self, path: &str) {
        self.shared.files.lock().expect("whole").remove(path);
    }

    /// Has the same files with other tags, as servers that name versions by the time of the file.
    pub fn deploy_again(&self) {
        self.shared.deployments.fetch_add(1, Ordering::Release);
    }

    /// The tag of a file.
    pub fn etag(&self, path: &str) -> String {
        let files = self.shared.files.lock().expect("whole");
        self.shared.etag(&files[path])
    }

    pub fn behave(&self, manner: Manner) {
        *self.shared.manner.lock().expect("whole") = manner;
    }

    /// Has a certificate for another host from now on.
    pub fn pretend_to_be(&self, host: &str) {
        let tls = tls_with(&self.authority.server_for(host));
        *self.shared.tls.lock().expect("whole") = tls;
    }

    /// The heads of all requests so far.
    pub fn requests(&self) -> Vec<String> {
        self.shared.requests.lock().expect("whole").clone()
    }
}

impl Shared {
    fn serve(&self, stream: TcpStream) -> io::Result<()> {
        stream.set_read_timeout(Some(PATIENCE))?;
        let tls = Arc::clone(&self.tls.lock().expect("whole"));
        let session = ServerConnection::new(tls).map_err(io::Error::other)?;
        let mut stream = BufReader::new(StreamOwned::new(session, stream));
        let head = head(&mut stream)?;
        let answer = self.answer(&head);
        self.requests.lock().expect("whole").push(head);
        let mut stream = stream.into_inner();
        match answer {
            Answer::Nothing => {
                // Until the client gives up.
                stream.read_exact(&mut [0]).ok();
            }
            Answer::Whole(bytes) => stream.write_all(&bytes)?,
            Answer::Endless(beginning) => {
                stream.write_all(beginning.as_bytes())?;
                loop {
                    stream.write_all(&[b'#'; 1 << 14])?;
                }
            }
        }
        stream.conn.send_close_notify();
        stream.flush()
    }

    fn answer(&self, head: &str) -> Answer {
        let manner = self.manner.lock().expect("whole").clone();
        match manner {
            Manner::Good => Answer::Whole(self.file_for(head)),
            Manner::Silent => Answer::Nothing,
            Manner::Huge => {
                let length = 10_u64 << 30;
                Answer::Endless(format!(
                    "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n"
                ))
            }
            Manner::Endless => Answer::Endless("HTTP/1.1 200 OK\r\n\r\n".to_owned()),
            Manner::Says(text) => Answer::Whole(text.into()),
        }
    }

    fn file_for(&self, head: &str) -> Vec<u8> {
        let target = head.split(' ').nth(1).unwrap_or_default();
        let path = target.split('?').next().unwrap_or_default();
        let files = self.files.lock().expect("whole");
        let Some(content) = files.get(path) else {
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_vec();
        };
        let etag = self.etag(content);
        if head
            .to_ascii_lowercase()
            .contains(&format!("if-none-match: {etag}\r\n"))
        {
            return format!("HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\n\r\n").into();
        }
        let length = content.len();
        let head = format!("HTTP/1.1 200 OK\r\nETag: {etag}\r\nContent-Length: {length}\r\n\r\n");
        [head.as_bytes(), content].concat()
    }

    fn etag(&self, content: &[u8]) -> String {
        let digest = digest(&SHA256, content);
        let digits = digest.as_ref().iter().take(8);
        let digits: String = digits.map(|byte| format!("{byte:02x}")).collect();
        format!("\"{digits}-{}\"", self.deployments.load(Ordering::Acquire))
    }
}

enum Answer {
    Nothing,
    Whole(Vec<u8>),
    Endless(String),
}

fn head(stream: &mut impl BufRead) -> io::Result<String> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if stream.read_line(&mut head)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(head)
}

fn tls_with(pair: &Pair) -> Arc<ServerConfig> {
    let key = PrivateKeyDer::from_pem_slice(pair.key.as_bytes()).expect("a key");
    let config = ServerConfig::builder_with_provider(Arc::new(provider::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![pair.der.clone()], key);
    Arc::new(config.expect("a certificate and its key"))
}

/// Somebody who signs policies, as minisign does.
pub struct PolicySigner(KeyPair);

impl PolicySigner {
    pub fn new() -> Self {
        Self(KeyPair::generate_unencrypted_keypair().expect("random bytes"))
    }

    /// As it is given to `--policy-key`.
    pub fn public_key(&self) -> String {
        self.0.pk.to_base64()
    }

    /// The signature of a text, made at that time (seconds since 1970).
    pub fn sign(&self, text: &str, second: i64) -> String {
        let comment = format!("timestamp:{second}\tfile:policy.yaml\thashed");
        let signed = minisign::sign(None, &self.0.sk, Cursor::new(text), Some(&comment), None);
        signed.expect("a signature").into_string()
    }
}
