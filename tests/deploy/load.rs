//! Visitors of a proxy who ask at a steady pace, in three ways, and count what
//! becomes of every request.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use http_body_util::{BodyExt as _, Empty};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::{http1, http2};
use hyper::header::{HOST, HeaderName, HeaderValue, LOCATION};
use hyper::{HeaderMap, Request, Response, Version};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::net::TcpSocket;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_rustls::TlsConnector;

use super::support::service::eventually;

/// Under this name people ask.
pub(super) const HOST_NAME: &str = "go.acme.example";

/// Longest that a visitor waits for an answer.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// Streams at once of a connection of HTTP/2.
const STREAMS: usize = 2;

/// How a visitor asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    /// HTTP/1.1, on one connection as long as it lasts.
    Kept,
    /// HTTP/1.1, on a new connection each time.
    New,
    /// HTTP/2, some requests at once on one connection.
    Http2,
}

impl Way {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Kept => "HTTP/1.1 kept",
            Self::New => "HTTP/1.1 new",
            Self::Http2 => "HTTP/2",
        }
    }

    /// Requests at once.
    fn at_once(self) -> usize {
        match self {
            Self::Kept | Self::New => 1,
            Self::Http2 => STREAMS,
        }
    }
}

/// Who asks for what.
#[derive(Clone)]
pub(super) struct Visitor {
    pub(super) front: SocketAddr,
    /// The address that visitors come from.
    pub(super) from: IpAddr,
    /// TLS with HTTP/1.1 and with HTTP/2.
    pub(super) http1: Arc<ClientConfig>,
    pub(super) http2: Arc<ClientConfig>,
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) headers: HeaderMap,
    /// Where it must lead.
    pub(super) target: &'static str,
}

impl Visitor {
    /// The same with a header more, as in `Cookie: a=b`.
    pub(super) fn saying(&self, line: &str) -> Self {
        let (name, value) = line.split_once(": ").expect("a name and a value");
        let name = HeaderName::from_bytes(name.as_bytes()).expect("a name");
        let mut more = self.clone();
        more.headers
            .append(name, HeaderValue::from_str(value).expect("a value"));
        more
    }

    /// Asks once, on a connection of its own.
    pub(super) fn ask(&self, way: Way) -> Response<()> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        runtime.block_on(async {
            let mut connection = Connection::open(self, way).await.expect("a connection");
            let answer = connection.ask(self, 1).await.pop().expect("one");
            answer.expect("an answer")
        })
    }
}

/// What became of requests.
#[derive(Clone, Debug, Default)]
pub(super) struct Count {
    pub(super) sent: usize,
    /// With the redirect that was expected.
    pub(super) answered: usize,
    /// Answered after they were sent again, as browsers do where a connection
    /// that was used before ends without a byte of an answer (RFC 9112, 9.3.1;
    /// RFC 9113, 6.8).
    pub(super) again: usize,
    /// All others, by what happened.
    pub(super) failed: BTreeMap<String, usize>,
}

impl Count {
    pub(super) fn failures(&self) -> usize {
        self.failed.values().sum()
    }
}

/// The counts of a fault, by the way in which was asked.
pub(super) type Counts = BTreeMap<(usize, Way), Count>;

/// Visitors who ask until they are stopped.
pub(super) struct Load {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    stop: AtomicBool,
    fault: AtomicUsize,
    sent: AtomicUsize,
    counts: Mutex<Counts>,
}

impl Load {
    /// Begins with so many requests a second.
    pub(super) fn start(visitor: &Visitor, per_second: u32) -> Self {
        let shared = Arc::new(Shared::default());
        let (visitor, counting) = (visitor.clone(), Arc::clone(&shared));
        let thread = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime");
            runtime.block_on(async {
                let ask = |way| {
                    let asking = Asking {
                        way,
                        visitor: visitor.clone(),
                        shared: Arc::clone(&counting),
                        kept: Mutex::default(),
                    };
                    asking.go_on(per_second / 3)
                };
                tokio::join!(ask(Way::Kept), ask(Way::New), ask(Way::Http2));
            });
        });
        Self {
            shared,
            thread: Some(thread),
        }
    }

    /// From now on counts for that fault.
    pub(super) fn turn_to(&self, fault: usize) {
        self.shared.fault.store(fault, Ordering::Relaxed);
    }

    /// Waits for so many further requests.
    pub(super) fn await_requests(&self, number: usize) {
        let before = self.shared.sent.load(Ordering::Relaxed);
        eventually("steady load", || {
            (self.shared.sent.load(Ordering::Relaxed) >= before + number).then_some(())
        });
    }

    /// Stops all of them.
    pub(super) fn end(mut self) -> Counts {
        self.stop();
        std::mem::take(&mut *self.shared.counts.lock().expect("no panic"))
    }

    fn stop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.join().expect("no panic");
        }
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Those who ask in one way. They do not wait for each other: while one of them
/// waits for an answer, others come.
struct Asking {
    way: Way,
    visitor: Visitor,
    shared: Arc<Shared>,
    /// Connections on which nobody waits; of HTTP/2, those that take more.
    kept: Mutex<Vec<Connection>>,
}

impl Asking {
    async fn go_on(self, per_second: u32) {
        let (asking, mut under_way) = (Arc::new(self), JoinSet::new());
        let at_once = u32::try_from(asking.way.at_once()).expect("small");
        let mut pace = interval(Duration::from_secs(1) * at_once / per_second);
        pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while !asking.shared.stop.load(Ordering::Relaxed) {
            pace.tick().await;
            let turn = Arc::clone(&asking);
            under_way.spawn(async move { turn.take_turn().await });
            while let Some(done) = under_way.try_join_next() {
                done.expect("no panic");
            }
        }
        while let Some(done) = under_way.join_next().await {
            done.expect("no panic");
        }
    }

    /// Asks once, or as often as a connection is asked at once.
    async fn take_turn(&self) {
        let at_once = self.way.at_once();
        self.shared.sent.fetch_add(at_once, Ordering::Relaxed);
        let outcomes = match self.connection().await {
            Err(reason) => vec![Outcome::Failed(reason); at_once],
            Ok((connection, was_used)) => self.ask(connection, was_used).await,
        };
        // What meets the beginning of a fault belongs to it.
        let fault = self.shared.fault.load(Ordering::Relaxed);
        let mut counts = self.shared.counts.lock().expect("no panic");
        let count = counts.entry((fault, self.way)).or_default();
        for outcome in outcomes {
            count.sent += 1;
            match outcome {
                Outcome::Answered => count.answered += 1,
                Outcome::AnsweredAgain => {
                    count.answered += 1;
                    count.again += 1;
                }
                Outcome::Failed(reason) => *count.failed.entry(reason).or_default() += 1,
            }
        }
    }

    /// A connection that can be asked, and whether it was asked before.
    async fn connection(&self) -> Result<(Connection, bool), String> {
        let kept = || self.kept.lock().expect("no panic").pop();
        while let Some(mut kept) = kept() {
            if kept.is_ready().await {
                return Ok((kept, true));
            }
        }
        let opened = timeout(PATIENCE, Connection::open(&self.visitor, self.way)).await;
        let opened = opened.map_err(|_| "no connection in time".to_owned())?;
        Ok((opened?, false))
    }

    fn keep(&self, connection: Connection) {
        self.kept.lock().expect("no panic").push(connection);
    }

    async fn ask(&self, mut connection: Connection, was_used: bool) -> Vec<Outcome> {
        if let Connection::Two(sender) = &connection {
            self.keep(Connection::Two(sender.clone()));
        }
        let answers = connection.ask(&self.visitor, self.way.at_once()).await;
        if answers.iter().all(Result::is_ok) && self.way == Way::Kept {
            self.keep(connection);
        }
        let mut outcomes = Vec::new();
        for answer in answers {
            outcomes.push(match answer {
                Ok(answer) => self.judge(&answer, Outcome::Answered),
                Err(Lost::Late) => Outcome::Failed("no answer in time".to_owned()),
                Err(Lost::Ended(_)) if was_used => self.ask_again().await,
                Err(Lost::Ended(reason)) => Outcome::Failed(reason),
            });
        }
        outcomes
    }

    async fn ask_again(&self) -> Outcome {
        let mut connection = match Connection::open(&self.visitor, self.way).await {
            Ok(connection) => connection,
            Err(reason) => return Outcome::Failed(reason),
        };
        match connection.ask(&self.visitor, 1).await.pop() {
            Some(Ok(answer)) => self.judge(&answer, Outcome::AnsweredAgain),
            Some(Err(lost)) => Outcome::Failed(format!("twice: {lost:?}")),
            None => unreachable!("one was asked for"),
        }
    }

    fn judge(&self, answer: &Response<()>, good: Outcome) -> Outcome {
        let location = answer.headers().get(LOCATION).map(HeaderValue::as_bytes);
        match answer.status().as_u16() {
            302 if location == Some(self.visitor.target.as_bytes()) => good,
            302 => Outcome::Failed("302 to somewhere else".to_owned()),
            status => Outcome::Failed(status.to_string()),
        }
    }
}

/// What became of one request.
#[derive(Clone, Debug)]
enum Outcome {
    Answered,
    AnsweredAgain,
    Failed(String),
}

/// Why there is no answer.
#[derive(Debug)]
enum Lost {
    Late,
    /// The connection ended before it.
    Ended(String),
}

/// A connection to the proxy.
pub(super) enum Connection {
    One(http1::SendRequest<Empty<Bytes>>),
    Two(http2::SendRequest<Empty<Bytes>>),
}

impl Connection {
    pub(super) async fn open(visitor: &Visitor, way: Way) -> Result<Self, String> {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.bind((visitor.from, 0).into()).map_err(said)?;
        let stream = socket.connect(visitor.front).await.map_err(said)?;
        stream.set_nodelay(true).map_err(said)?;
        let config = match way {
            Way::Kept | Way::New => &visitor.http1,
            Way::Http2 => &visitor.http2,
        };
        let name = ServerName::try_from(HOST_NAME).expect("a name");
        let connector = TlsConnector::from(Arc::clone(config));
        let stream = connector.connect(name, stream).await.map_err(said)?;
        let stream = TokioIo::new(stream);
        Ok(match way {
            Way::Kept | Way::New => {
                let (sender, connection) = http1::handshake(stream).await.map_err(said)?;
                tokio::spawn(connection);
                Self::One(sender)
            }
            Way::Http2 => {
                let executor = TokioExecutor::new();
                let (sender, connection) =
                    http2::handshake(executor, stream).await.map_err(said)?;
                tokio::spawn(connection);
                Self::Two(sender)
            }
        })
    }

    /// Whether it can be asked; one that has ended cannot.
    async fn is_ready(&mut self) -> bool {
        match self {
            Self::One(sender) => sender.ready().await.is_ok(),
            Self::Two(sender) => sender.ready().await.is_ok(),
        }
    }

    /// Asks so often at once.
    async fn ask(&mut self, visitor: &Visitor, number: usize) -> Vec<Result<Response<()>, Lost>> {
        let mut asked: Vec<_> = (0..number).map(|_| self.send(visitor)).collect();
        let mut answers = Vec::new();
        // They are all under way once the first has been waited for.
        for asked in asked.drain(..) {
            answers.push(asked.await.expect("no panic"));
        }
        answers
    }

    /// Sends a request in a task of its own.
    fn send(&mut self, visitor: &Visitor) -> tokio::task::JoinHandle<Result<Response<()>, Lost>> {
        let request = Request::builder().method(visitor.method);
        let address = match self {
            Self::One(_) => visitor.path.to_owned(),
            Self::Two(_) => format!("https://{HOST_NAME}{}", visitor.path),
        };
        let request = request.uri(address).body(Empty::new());
        let mut request = request.expect("a request");
        *request.headers_mut() = visitor.headers.clone();
        match self {
            Self::One(sender) => {
                let host = HeaderValue::from_static(HOST_NAME);
                request.headers_mut().insert(HOST, host);
                tokio::spawn(answer(sender.send_request(request)))
            }
            Self::Two(sender) => {
                *request.version_mut() = Version::HTTP_2;
                tokio::spawn(answer(sender.send_request(request)))
            }
        }
    }
}

/// The whole answer, if it comes in time.
async fn answer(
    asked: impl Future<Output = Result<Response<Incoming>, hyper::Error>>,
) -> Result<Response<()>, Lost> {
    let whole = async {
        let (head, body) = asked.await.map_err(|error| ended(&error))?.into_parts();
        body.collect().await.map_err(|error| ended(&error))?;
        Ok(Response::from_parts(head, ()))
    };
    timeout(PATIENCE, whole).await.unwrap_or(Err(Lost::Late))
}

/// An error with its innermost cause, without the address of a manual.
fn ended(error: &hyper::Error) -> Lost {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    let words = cause.to_string();
    let (words, _) = words.split_once(": http").unwrap_or((&words, ""));
    Lost::Ended(words.to_owned())
}

fn said(error: impl std::error::Error) -> String {
    error.to_string()
}
