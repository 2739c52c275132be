//! Round trips under load, through the proxy: people who come back from Webex, and people who confirm
//! what a page asks. Each trip ends some others later, so that what happens to replicas comes between.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use http_body_util::{BodyExt as _, Empty};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::header::{ACCEPT, HOST, HeaderMap, HeaderValue, LOCATION, ORIGIN};
use hyper::{Method, Request, StatusCode};
use tokio::time::{MissedTickBehavior, interval, timeout};
use url::Url;

use crate::load::{Connection, Count, HOST_NAME, PATIENCE, Visitor, Way};
use crate::support::service::eventually;

/// So many trips of each kind are under way at once.
pub const HELD: usize = 8;

/// What people do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// They join a meeting, and Webex sends them back to the gateway.
    Return,
    /// They delete a meeting, and confirm it on a page of the gateway.
    Confirmation,
}

pub const KINDS: [Kind; 2] = [Kind::Return, Kind::Confirmation];

/// A trip that has ended well: the phase, and the ids of both requests.
#[derive(Clone, Debug)]
pub struct Trip {
    pub phase: usize,
    pub kind: Kind,
    pub begun: String,
    pub ended: String,
}

/// What became of all trips.
#[derive(Debug, Default)]
pub struct Travelled {
    /// Requests by phase and kind.
    pub counts: BTreeMap<(usize, Kind), Count>,
    pub trips: Vec<Trip>,
}

/// People on their ways, until they are stopped.
pub struct Trips {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    stop: AtomicBool,
    phase: AtomicUsize,
    ended: [AtomicUsize; KINDS.len()],
    travelled: Mutex<Travelled>,
}

impl Trips {
    /// Begins with so many trips of each kind a second.
    pub fn start(visitor: &Visitor, per_second: u32) -> Self {
        let shared = Arc::new(Shared::default());
        let travellers = KINDS.map(|kind| Traveller {
            kind,
            visitor: visitor.clone(),
            connection: None,
            shared: Arc::clone(&shared),
        });
        let thread = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime");
            let [one, other] = travellers;
            runtime.block_on(async {
                tokio::join!(one.go_on(per_second), other.go_on(per_second));
            });
        });
        Self {
            shared,
            thread: Some(thread),
        }
    }

    /// From now on counts for that phase.
    pub fn turn_to(&self, phase: usize) {
        self.shared.phase.store(phase, Ordering::Relaxed);
    }

    /// Waits until so many further trips of each kind have ended.
    #[track_caller]
    pub fn await_trips(&self, number: usize) {
        let ended = || {
            let ended = self.shared.ended.iter();
            ended.map(|ended| ended.load(Ordering::Relaxed))
        };
        let before: Vec<usize> = ended().collect();
        eventually("round trips", || {
            let mut pairs = ended().zip(&before);
            pairs
                .all(|(now, before)| now >= before + number)
                .then_some(())
        });
    }

    /// Waits until every trip that is under way now has ended.
    #[track_caller]
    pub fn await_turnover(&self) {
        self.await_trips(HELD + 1);
    }

    /// Stops when all have come back.
    pub fn end(mut self) -> Travelled {
        self.shared.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.join().expect("no panic");
        }
        std::mem::take(&mut *self.shared.travelled.lock().expect("no panic"))
    }
}

impl Drop for Trips {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// A trip whose first half is behind somebody.
struct Begun {
    meeting: u64,
    id: String,
    /// The path of the second half.
    path: String,
}

/// Those who do one thing, again and again.
struct Traveller {
    kind: Kind,
    visitor: Visitor,
    connection: Option<http1::SendRequest<Empty<Bytes>>>,
    shared: Arc<Shared>,
}

impl Traveller {
    async fn go_on(mut self, per_second: u32) {
        let (mut under_way, mut meeting) = (VecDeque::new(), 1_000_000);
        let mut pace = interval(Duration::from_secs(1) / per_second);
        pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while !self.shared.stop.load(Ordering::Relaxed) {
            pace.tick().await;
            meeting += 1;
            let begun = self.begin(meeting).await;
            under_way.extend(self.count(begun));
            if under_way.len() > HELD
                && let Some(oldest) = under_way.pop_front()
            {
                self.end(oldest).await;
            }
        }
        for begun in under_way {
            self.end(begun).await;
        }
    }

    async fn begin(&mut self, meeting: u64) -> Result<Begun, String> {
        let path = match self.kind {
            Kind::Return => format!("/go/back/{meeting}"),
            Kind::Confirmation => format!("/go/delete/{meeting}"),
        };
        let answer = self.ask(Method::GET, &path).await?;
        let path = match self.kind {
            Kind::Return => answer.way_back(meeting),
            Kind::Confirmation => answer.form_target(),
        };
        Ok(Begun {
            meeting,
            id: answer.id()?,
            path: path.ok_or_else(|| answer.unexpected("begun"))?,
        })
    }

    async fn end(&mut self, begun: Begun) {
        let phase = self.shared.phase.load(Ordering::Relaxed);
        let ended = self.finish(&begun).await;
        if let Some(ended) = self.count(ended) {
            let trip = Trip {
                phase,
                kind: self.kind,
                begun: begun.id,
                ended,
            };
            let mut travelled = self.shared.travelled.lock().expect("no panic");
            travelled.trips.push(trip);
        }
        self.shared.ended[self.kind as usize].fetch_add(1, Ordering::Relaxed);
    }

    /// The second half: the id of its request.
    async fn finish(&mut self, begun: &Begun) -> Result<String, String> {
        let meeting = begun.meeting;
        let (answer, status, begins) = match self.kind {
            Kind::Return => {
                let path = format!("{}?AT=JM&ST=SUCCESS", begun.path);
                let home = "https://portal.acme.example/trips/".to_owned();
                (self.ask(Method::GET, &path).await?, 302, home)
            }
            Kind::Confirmation => {
                let call = format!("https://acme.webex.com/acme/m.php?AT=DM&MK={meeting}&");
                (self.ask(Method::POST, &begun.path).await?, 303, call)
            }
        };
        match answer.location() {
            Some(location) if answer.status == status && location.starts_with(&begins) => {
                answer.id()
            }
            _ => Err(answer.unexpected("ended")),
        }
    }

    /// Counts a request for the phase in which its answer comes.
    fn count<T>(&self, result: Result<T, String>) -> Option<T> {
        let phase = self.shared.phase.load(Ordering::Relaxed);
        let mut travelled = self.shared.travelled.lock().expect("no panic");
        let count = travelled.counts.entry((phase, self.kind)).or_default();
        count.sent += 1;
        match result {
            Ok(done) => {
                count.answered += 1;
                Some(done)
            }
            Err(reason) => {
                *count.failed.entry(reason).or_default() += 1;
                None
            }
        }
    }

    async fn ask(&mut self, method: Method, path: &str) -> Result<Answer, String> {
        let asked = timeout(PATIENCE, self.exchange(method, path)).await;
        asked.unwrap_or_else(|_| Err("no answer in time".to_owned()))
    }

    async fn exchange(&mut self, method: Method, path: &str) -> Result<Answer, String> {
        let mut request = Request::builder().method(method).uri(path);
        let headers = request.headers_mut().expect("a path");
        headers.extend(self.visitor.headers.clone());
        headers.insert(HOST, HeaderValue::from_static(HOST_NAME));
        headers.insert(ACCEPT, HeaderValue::from_static("text/html"));
        let origin = format!("https://{HOST_NAME}");
        headers.insert(ORIGIN, HeaderValue::from_str(&origin).expect("text"));
        let request = request.body(Empty::new()).expect("a request");
        let mut connection = self.connection().await?;
        let answer = connection.send_request(request).await.map_err(said)?;
        let (head, body) = answer.into_parts();
        let body = body.collect().await.map_err(said)?.to_bytes();
        self.connection = Some(connection);
        Ok(Answer {
            status: head.status,
            headers: head.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        })
    }

    /// A connection that can be asked.
    async fn connection(&mut self) -> Result<http1::SendRequest<Empty<Bytes>>, String> {
        if let Some(mut kept) = self.connection.take()
            && kept.ready().await.is_ok()
        {
            return Ok(kept);
        }
        match Connection::open(&self.visitor, Way::Kept).await? {
            Connection::One(sender) => Ok(sender),
            Connection::Two(_) => Err("HTTP/2 where HTTP/1.1 was asked for".to_owned()),
        }
    }
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    fn location(&self) -> Option<&str> {
        self.header(LOCATION.as_str())
    }

    fn id(&self) -> Result<String, String> {
        let id = self.header("x-request-id").map(str::to_owned);
        id.ok_or_else(|| "no id".to_owned())
    }

    /// Where Webex sends somebody after this meeting.
    fn way_back(&self, meeting: u64) -> Option<String> {
        let call = Url::parse(self.location()?).ok()?;
        let field = |name: &str| {
            let mut fields = call.query_pairs();
            fields.find_map(|(key, value)| (key == name).then(|| value.into_owned()))
        };
        let back = Url::parse(&field("BU")?).ok()?;
        let is_ours = self.status == 302
            && call.host_str() == Some("acme.webex.com")
            && field("MK")? == meeting.to_string()
            && back.host_str() == Some(HOST_NAME);
        is_ours.then(|| back.path().to_owned())
    }

    /// Where a page sends its answer.
    fn form_target(&self) -> Option<String> {
        let (_, behind) = self.body.split_once("action=\"/-/confirm/")?;
        let (target, _) = behind.split_once('"')?;
        (self.status == 200).then(|| format!("/-/confirm/{target}"))
    }

    fn unexpected(&self, half: &str) -> String {
        format!("{} when {half}", self.status)
    }
}

fn said(error: impl std::error::Error) -> String {
    error.to_string()
}
