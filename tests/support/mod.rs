//! The harness: a real gateway on a real socket, asked byte by byte.
#![allow(dead_code, reason = "every test file uses a part of it")]

pub mod accepting;
pub mod browser;
pub mod certificate;
pub mod comparison;
pub mod corpus;
pub mod findings;
pub mod frames;
pub mod observed;
pub mod policy_host;
pub mod program;
pub mod sandbox;
pub mod schema;
pub mod service;
pub mod stand_in;
pub mod tls;
pub mod tool;
pub mod visitor;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use comparison::{Compared, Comparison};
use jiff::Timestamp;
use linkgate::cli::HttpsRedirect;
use linkgate::compile::{Loaded, load, load_text};
use linkgate::gateway::{self, GatewayDeps, Listener, RateLimit};
use linkgate::identity::Identity;
use linkgate::policy::Policy;
use linkgate::server::{self, Address, Handler, Inherited, Settings, SocketRights};
use linkgate::telemetry::{DecisionLog, Metrics};
use linkgate::upstream::{Services, UpstreamLimits, UpstreamParts, Upstreams};
use observed::Observed;
use service::Folder;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

/// Longest that a test waits for an answer; reached only by a failing test.
const PATIENCE: Duration = Duration::from_secs(20);

/// A policy with a bit of everything. The hosts are those under which the
/// harness asks.
pub const POLICY: &str = r#"
version: 1
public_url: https://go.acme.example/
hosts: [127.0.0.1]
sites:
  acme: https://acme.webex.com/acme/
back_urls:
  meetings: https://portal.acme.example/meetings
  helpdesk: https://help.acme.example/
  course: https://learn.acme.example/course/{course}
callers:
  networks:
    here: [127.0.0.0/8]
    office: [10.0.0.0/8]
routes:
  join:
    path: /go/join/{meeting_key}
    command: meeting.join
    fill: { attendee_name: "{caller.name}" }
    back: meetings
    allow: anyone
  start:
    path: /go/start/{meeting_key}
    command: meeting.start
    back: meetings
    allow: [{ network: office }]
  course:
    path: /go/course/{course}/{meeting_key}
    command: meeting.join
    parameters: { course: { type: name } }
    query: [attendee_name, attendee_email]
    back: [course, helpdesk]
    allow: [{ network: here }]
  room:
    path: /go/room/{room}
    command: room.meet
    allow: anyone
  delete:
    path: /go/delete/{meeting_key}
    command: meeting.delete
    back: meetings
    allow: [{ network: here }]
links:
  standup: { title: Platform team stand-up, route: join, meeting_key: 123 456 789 }
  old: { route: join, meeting_key: 123456789, until: 2020-01-01 }
  soon: { route: join, meeting_key: 123456789, from: 2999-01-01 }
"#;

/// A running gateway, whose answers are all compared with those of a dry run.
pub struct Gateway {
    address: SocketAddr,
    metrics: Arc<Metrics>,
    log: Receiver<Vec<u8>>,
    comparison: Comparison,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Gateway {
    /// A gateway with [`POLICY`].
    pub fn new() -> Self {
        Self::with_policy(POLICY)
    }

    /// A gateway with a policy of one's own.
    pub fn with_policy(yaml: &str) -> Self {
        let loaded = load_text("test.yaml", yaml, Timestamp::UNIX_EPOCH);
        Self::start(Plan::of(loaded))
    }

    /// A gateway with a policy that names files, which are written beside it.
    pub fn with_files(yaml: &str, files: &[(&str, &str)]) -> Self {
        Self::start(Plan::of(load_files(yaml, files)))
    }

    /// The same, with a decision log that goes somewhere else than to
    /// [`Gateway::log_line`].
    pub fn with_log(yaml: &str, files: &[(&str, &str)], out: impl Write + Send + 'static) -> Self {
        Self::start(Plan {
            out: Some(Box::new(out)),
            ..Plan::of(load_files(yaml, files))
        })
    }

    /// The same, answering no caller more often than so many times a minute,
    /// and so many at once.
    pub fn with_limit(yaml: &str, files: &[(&str, &str)], (per_minute, burst): (u32, u32)) -> Self {
        Self::start(Plan {
            limit: Some(RateLimit {
                per_minute: NonZeroU32::new(per_minute).expect("not zero"),
                burst: NonZeroU32::new(burst).expect("not zero"),
            }),
            ..Plan::of(load_files(yaml, files))
        })
    }

    /// The same, with a limit that is only reported: so many requests at once, and hardly any later.
    pub fn with_report_only_limit(yaml: &str, files: &[(&str, &str)], burst: u32) -> Self {
        Self::start(Plan {
            report_only_limit: Some(RateLimit {
                per_minute: NonZeroU32::MIN,
                burst: NonZeroU32::new(burst).expect("not zero"),
            }),
            ..Plan::of(load_files(yaml, files))
        })
    }

    /// The listener of a gateway that has no TLS and sends people to the public
    /// address.
    pub fn without_tls(yaml: &str) -> Self {
        Self::start(Plan {
            listener: Listener::HttpsRedirect,
            ..Plan::of(load_text("test.yaml", yaml, Timestamp::UNIX_EPOCH))
        })
    }

    fn start(plan: Plan) -> Self {
        let problems = plan.loaded.problems;
        assert!(plan.loaded.policy.is_some(), "{problems:#?}");
        let policy = Arc::new(plan.loaded.policy.expect("just seen"));
        let metrics = Arc::new(Metrics::default());
        let (lines, log) = channel();
        let (copies, copied) = channel();
        let is_own = plan.out.is_some();
        let out = plan.out.unwrap_or(Box::new(Lines { lines, copies }));
        let (exchanges, exchanged) = channel();
        let comparison = Comparison::new(Compared {
            policy: Arc::clone(&policy),
            listener: plan.listener,
            is_limited: plan.limit.is_some(),
            exchanges: exchanged,
            lines: (!is_own).then_some(copied),
        });
        let identity = Identity::new(&policy).expect("good keys");
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        let upstreams = upstreams(&metrics, &runtime);
        let services = upstreams.follow(gateway::services_of(&policy));
        let services = services.expect("good authorities");
        let deps = GatewayDeps {
            log: DecisionLog::start(out, Arc::clone(&metrics)).expect("a thread"),
            spans: None,
            metrics: Arc::clone(&metrics),
            limit: plan.limit,
            report_only_limit: plan.report_only_limit,
            upstreams: Arc::new(upstreams),
        };
        let gateway = gateway::Gateway::new(policy, identity, services, deps);
        let serving = match plan.listener {
            Listener::Links => {
                let handler = gateway;
                Serving::start(runtime, Observed { handler, exchanges })
            }
            Listener::HttpsRedirect => {
                let handler = HttpsRedirect(Arc::new(gateway));
                Serving::start(runtime, Observed { handler, exchanges })
            }
        };
        Self {
            address: serving.address,
            metrics,
            log,
            comparison,
            stop: Some(serving.stop),
            thread: Some(serving.thread),
        }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Asks for a path as a program does.
    pub fn get(&self, path: &str) -> Response {
        self.send(self.request("GET", path, ""))
    }

    /// Asks for a path as a browser does.
    pub fn browse(&self, path: &str) -> Response {
        self.send(self.request("GET", path, "Accept: text/html,*/*;q=0.8\r\n"))
    }

    /// Where the page under a path posts its form to.
    pub fn form_target(&self, path: &str) -> String {
        let page = self.browse(path).body();
        let (_, behind) = page.split_once("action=\"").expect("a form");
        behind.split_once('"').expect("an end").0.to_owned()
    }

    /// The text of a request, with more header lines.
    pub fn request(&self, method: &str, path: &str, headers: &str) -> String {
        let host = self.address;
        format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\n{headers}Connection: close\r\n\r\n")
    }

    /// Sends bytes as they are and reads until the gateway closes.
    pub fn send(&self, request: impl AsRef<[u8]>) -> Response {
        let response = exchange(self.address, request);
        if self.comparison.catch_up() == 0 {
            response.assert_from_hyper_alone();
        }
        response
    }

    /// How many answers have been compared with those of a dry run.
    pub fn compared(&self) -> usize {
        self.comparison.finish();
        self.comparison.compared()
    }

    /// The next line of the decision log.
    pub fn log_line(&self) -> serde_json::Value {
        let line = self.log.recv_timeout(PATIENCE).expect("a line");
        serde_json::from_slice(&line).expect("JSON")
    }

    /// All counts as text.
    pub fn metrics(&self) -> String {
        self.metrics.encode()
    }
}

/// How a gateway is started.
struct Plan {
    loaded: Loaded,
    /// Where the decision log goes, if the test takes it.
    out: Option<Box<dyn Write + Send>>,
    limit: Option<RateLimit>,
    report_only_limit: Option<RateLimit>,
    listener: Listener,
}

impl Plan {
    fn of(loaded: Loaded) -> Self {
        schema::compare(&loaded);
        Self {
            loaded,
            out: None,
            limit: None,
            report_only_limit: None,
            listener: Listener::Links,
        }
    }
}

/// A gateway that is asked without a socket, at any time, and asks no server of Webex.
pub fn without_socket(
    policy: Policy,
    log: impl FnOnce(&Arc<Metrics>) -> DecisionLog,
) -> gateway::Gateway {
    let runtime = Builder::new_current_thread().build().expect("a runtime");
    let metrics = Arc::new(Metrics::default());
    let deps = GatewayDeps {
        log: log(&metrics),
        spans: None,
        limit: None,
        report_only_limit: None,
        upstreams: Arc::new(upstreams(&metrics, &runtime)),
        metrics,
    };
    let identity = Identity::new(&policy).expect("good keys");
    gateway::Gateway::new(Arc::new(policy), identity, Services::default(), deps)
}

/// A decision log that keeps nothing.
pub fn no_log(metrics: &Arc<Metrics>) -> DecisionLog {
    DecisionLog::start(std::io::sink(), Arc::clone(metrics)).expect("a thread")
}

/// How the gateway of a test asks Webex's servers: tokens are kept nowhere.
fn upstreams(metrics: &Metrics, runtime: &Runtime) -> Upstreams {
    Upstreams::new(UpstreamParts {
        state_dir: None,
        metrics: metrics.upstream().clone(),
        limits: UpstreamLimits::default(),
        clock: observed::now,
        runtime: runtime.handle().clone(),
    })
}

/// A server on a thread of its own.
struct Serving {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    thread: JoinHandle<()>,
}

impl Serving {
    fn start(runtime: Runtime, handler: impl Handler) -> Self {
        let (stop, stopped) = oneshot::channel();
        let (bound, address) = channel();
        let thread = std::thread::spawn(move || {
            runtime.block_on(async {
                let any: Address = "127.0.0.1:0".parse().expect("an address");
                let (mut none, rights) = (Inherited::default(), SocketRights::default());
                let listeners = server::bind("test", &[any], &mut none, &rights)
                    .await
                    .expect("a free port");
                let addresses = listeners.addresses().expect("bound");
                let [Address::Tcp(address)] = addresses[..] else {
                    unreachable!("one address of TCP was asked for");
                };
                bound.send(address).expect("the test waits for it");
                let stopped = async { stopped.await.unwrap_or_default() };
                let (handler, settings) = (Arc::new(handler), Settings::default());
                let _ = server::run(listeners, handler, settings, stopped).await;
            });
        });
        Self {
            address: address.recv().expect("the gateway starts"),
            stop,
            thread,
        }
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        if !std::thread::panicking() {
            self.comparison.finish();
        }
    }
}

/// Sends bytes as they are, and reads until the other side closes.
pub fn exchange(address: SocketAddr, request: impl AsRef<[u8]>) -> Response {
    let mut stream = TcpStream::connect(address).expect("it listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    stream.write_all(request.as_ref()).expect("it reads");
    let mut bytes = Vec::new();
    // A reset after the answer is as good as an end.
    let _ = stream.read_to_end(&mut bytes);
    Response { bytes }
}

/// Loads a policy that names files, out of a folder with those files.
pub fn load_files(yaml: &str, files: &[(&str, &str)]) -> Loaded {
    let folder = Folder::with(files);
    folder.write("policy.yaml", yaml);
    load(&folder.path("policy.yaml"), Timestamp::UNIX_EPOCH)
}

/// An answer, byte for byte.
pub struct Response {
    bytes: Vec<u8>,
}

impl Response {
    /// The bytes as they came.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The whole answer as text, with what differs from run to run replaced.
    pub fn text(&self) -> String {
        let text = String::from_utf8_lossy(&self.bytes).replace("\r\n", "\n");
        let id = self.header("x-request-id").unwrap_or("none").to_owned();
        let lines: Vec<String> = text
            .replace(&id, "[id]")
            .lines()
            .map(|line| match line.starts_with("date: ") {
                true => "date: [date]".to_owned(),
                false => without_version(&without_ticket(line)),
            })
            .collect();
        lines.join("\n")
    }

    /// A page as far as it differs from others: the head without the length, the title, and what
    /// stands in `<main>`.
    pub fn page(&self) -> String {
        let text = self.text();
        let (head, _) = text.split_once("\n\n").expect("a head");
        let head = head
            .lines()
            .filter(|line| !line.starts_with("content-length: "));
        let head: Vec<&str> = head.collect();
        let length = self.header("content-length").expect("a length");
        assert_eq!(length, self.body().len().to_string());
        let title = between(&text, "<title>", "</title>");
        let main = between(&text, "<main>", "</main>").trim();
        format!("{}\n\n<title>{title}</title>\n{main}", head.join("\n"))
    }

    /// What stands in `<main>` of a page.
    pub fn main(&self) -> String {
        between(&self.body(), "<main>", "</main>").trim().to_owned()
    }

    /// What stands around that on every page.
    pub fn frame(&self) -> String {
        let text = self.text();
        let (_, page) = text.split_once("\n\n").expect("a head");
        let title = between(page, "<title>", " – ");
        let main = between(page, "<main>", "</main>");
        page.replace(&format!("<title>{title}"), "<title>[title]")
            .replace(main, "[main]")
    }

    /// The status; 0 when there was no answer.
    pub fn status(&self) -> u16 {
        let head = String::from_utf8_lossy(&self.bytes);
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok());
        status.unwrap_or_default()
    }

    /// The one header of that name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let end = self.bytes.windows(4).position(|w| w == b"\r\n\r\n")?;
        let head = std::str::from_utf8(&self.bytes[..end]).ok()?;
        let mut found = head.lines().skip(1).filter_map(|line| {
            let (key, value) = line.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then_some(value)
        });
        let value = found.next();
        assert!(found.next().is_none(), "{name} stands there twice");
        value
    }

    /// Where it leads.
    pub fn location(&self) -> Option<&str> {
        self.header("location")
    }

    /// Expects what hyper answers without asking anybody: nothing, or a bare refusal.
    #[track_caller]
    fn assert_from_hyper_alone(&self) {
        let is_bare = self.header("x-request-id").is_none() && self.body().is_empty();
        let is_refusal = matches!(self.status(), 0 | 400 | 414 | 431);
        assert!(is_bare && is_refusal, "not compared: {}", self.text());
    }

    /// What follows the head.
    pub fn body(&self) -> String {
        let text = String::from_utf8_lossy(&self.bytes);
        text.split_once("\r\n\r\n")
            .map(|(_, body)| body.to_owned())
            .unwrap_or_default()
    }
}

/// The part of a text between two others.
fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    let (_, rest) = text.split_once(start).expect(start);
    rest.split_once(end).expect(end).0
}

/// A line with the version of a file replaced, in the address that pages have
/// for it.
fn without_version(line: &str) -> String {
    match line.split_once("?v=") {
        Some((before, behind)) => {
            let rest = behind.trim_start_matches(|c: char| c.is_ascii_hexdigit());
            format!("{before}?v=[version]{rest}")
        }
        None => line.to_owned(),
    }
}

/// A line with the ticket in it replaced: plain in a page, encoded in a call.
fn without_ticket(line: &str) -> String {
    for slash in ["/", "%2F"] {
        for word in ["back", "confirm"] {
            let before = format!("{slash}-{slash}{word}{slash}");
            let Some(at) = line.find(&before) else {
                continue;
            };
            let (head, rest) = line.split_at(at + before.len());
            let (route, ticket) = rest.split_once(slash).expect("a route and a ticket");
            let is_ticket = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
            let end = ticket.find(|c| !is_ticket(c)).unwrap_or(ticket.len());
            return format!("{head}{route}{slash}[ticket]{}", &ticket[end..]);
        }
    }
    line.to_owned()
}

/// Passes written lines on, to the test and to the comparison.
struct Lines {
    lines: Sender<Vec<u8>>,
    copies: Sender<Vec<u8>>,
}

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        for line in bytes.split_inclusive(|b| *b == b'\n') {
            let _ = self.lines.send(line.to_vec());
            let _ = self.copies.send(line.to_vec());
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
