//! The server over real loopback sockets, and where deadlines count over pipes in memory: time is
//! paused there and jumps forward when nothing else can happen, which works only without the I/O
//! driver.

use std::future::{Ready, ready};
use std::net::SocketAddr;

use http_body_util::Full;
use hyper::Response;
use hyper::body::Bytes;
use hyper::http::request;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::connection::Encrypted;
use super::*;
use crate::net::{HeadError, Peer};

mod admin;
mod deadlines;
mod drain;
mod floods;
mod http1;
mod http2;
mod proxy;
mod quiet;
mod tls;
mod unread;

/// Says what it was asked, panics when asked to, and has one answer that fills every buffer.
struct Echo;

const HUGE: usize = 1024 * 1024;

/// What a pipe holds while nobody reads.
const PIPE: usize = 64 * 1024;

impl Handler for Echo {
    type ResponseFuture = Ready<Response<Full<Bytes>>>;

    fn handle(&self, head: &request::Parts, peer: &Peer) -> Self::ResponseFuture {
        let body = match head.uri.path() {
            "/boom" => unreachable!("asked to panic"),
            "/huge" => Bytes::from_static(&[b'x'; HUGE]),
            path => Bytes::from(format!("{} asks for {path}\n", peer.address())),
        };
        ready(Response::new(Full::new(body)))
    }
}

fn anywhere() -> Address {
    Address::Tcp(SocketAddr::from(([127, 0, 0, 1], 0)))
}

/// The addresses of listeners that are all of TCP.
fn tcp(listeners: &Listeners) -> Vec<SocketAddr> {
    let addresses = listeners.addresses().expect("bound");
    let tcp = addresses.into_iter().map(|address| match address {
        Address::Tcp(address) => address,
        other => unreachable!("{other} is not TCP"),
    });
    tcp.collect()
}

/// A server on a port of its own.
struct Running {
    addr: SocketAddr,
    stop: oneshot::Sender<()>,
    drained: JoinHandle<Drained>,
}

impl Running {
    async fn start() -> Self {
        Self::with(Echo, Limits::default()).await
    }

    async fn with(handler: impl Handler, limits: Limits) -> Self {
        Self::with_settings(handler, limits.into()).await
    }

    async fn with_settings(handler: impl Handler, settings: Settings) -> Self {
        let (mut none, rights) = (Inherited::default(), SocketRights::default());
        let listeners = bind("--listen", &[anywhere()], &mut none, &rights)
            .await
            .expect("port 0 is free");
        let addr = tcp(&listeners)[0];
        let (stop, stopped) = oneshot::channel();
        let stopped = async {
            let _ = stopped.await;
        };
        let drained = tokio::spawn(run(listeners, Arc::new(handler), settings, stopped));
        Self {
            addr,
            stop,
            drained,
        }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.addr)
            .await
            .expect("the server listens")
    }

    /// Connects and sends bytes.
    async fn send(&self, bytes: impl AsRef<[u8]>) -> TcpStream {
        let mut stream = self.connect().await;
        stream
            .write_all(bytes.as_ref())
            .await
            .expect("the server reads");
        stream
    }

    /// Sends bytes and reads until the server closes.
    async fn talk(&self, bytes: impl AsRef<[u8]>) -> String {
        read_to_close(&mut self.send(bytes).await).await
    }

    /// The same, where the server may close at once: what came until then.
    async fn talk_or_end(&self, bytes: impl AsRef<[u8]>) -> String {
        let mut stream = self.connect().await;
        let mut read = Vec::new();
        if stream.write_all(bytes.as_ref()).await.is_ok() {
            // A reset is an end.
            let _ = stream.read_to_end(&mut read).await;
        }
        without_date(&read)
    }

    async fn stop(self) -> Drained {
        let _ = self.stop.send(());
        self.drained.await.expect("the server does not panic")
    }
}

/// A connections without a listener: its connections are pipes.
fn connections(limits: Limits) -> Connections<Echo> {
    Connections::new(Arc::new(Echo), limits.into())
}

impl<H: Handler> Connections<H> {
    fn connect(&mut self) -> DuplexStream {
        let (ours, theirs) = duplex(PIPE);
        let peer = Peer::at([127, 0, 0, 1].into());
        self.serve(theirs, Encrypted::Never, peer);
        ours
    }

    async fn one_leaves(&mut self) {
        let ended = self.tasks.join_next().await.expect("somebody is there");
        ended.expect("serving does not panic");
    }

    /// Connects and sends bytes.
    async fn send(&mut self, bytes: impl AsRef<[u8]>) -> DuplexStream {
        let mut stream = self.connect();
        stream
            .write_all(bytes.as_ref())
            .await
            .expect("the server reads");
        stream
    }
}

/// Reads until the server closes; without the `date`, which is never the same.
async fn read_to_close(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut bytes = Vec::new();
    stream
        .read_to_end(&mut bytes)
        .await
        .expect("closed, not reset");
    without_date(&bytes)
}

/// Reads one HTTP/1.1 answer with a body that ends in a line feed, as those of [`Echo`] do.
async fn read_answer(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\n") || bytes.ends_with(b"\r\n") {
        bytes.push(stream.read_u8().await.expect("there is an answer"));
    }
    without_date(&bytes)
}

fn without_date(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes).into_owned();
    text.split_inclusive('\n')
        .filter(|line| !line.starts_with("date: "))
        .collect()
}
