//! What it costs to ask Webex: a redirect for which nothing is asked, beside one whose lookup is known
//! already; and the same redirect while every call to a server that never answers hangs.

mod support;

use std::hint::black_box;
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;

use divan::Bencher;
use hyper::Request;
use hyper::http::request::Parts;
use jiff::Timestamp;
use linkgate::compile::load;
use linkgate::gateway::{Answering, Gateway, GatewayDeps, RequestHead, services_of};
use linkgate::identity::Identity;
use linkgate::net::Peer;
use linkgate::telemetry::{DecisionLog, Metrics};
use linkgate::upstream::{UpstreamLimits, UpstreamParts, Upstreams};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener as AsyncListener;
use tokio::runtime::{Builder, Runtime};

fn main() {
    divan::main();
}

const POLICY: &str = r#"
version: 1
public_url: https://go.acme.example/
sites:
  plain: https://acme.webex.com/acme/
  today:
    url: http://WEBEX/acme/
    profile: rest
    rest: { api: "http://WEBEX/v1/", client_id: { file: text }, client_secret: { file: text }, refresh_token: { file: text }, host: host@acme.example }
routes:
  plain: { path: "/go/plain/{meeting_key}", site: plain, command: meeting.join, allow: anyone }
  today: { path: "/go/today/{meeting_key}", site: today, command: meeting.join, allow: anyone }
"#;

/// A gateway, and the runtime in which it asks.
struct Asking {
    gateway: Gateway,
    runtime: Runtime,
}

impl Asking {
    /// A gateway whose Webex is at that address.
    fn new(webex: &str, runtime: Runtime) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| {
            std::fs::write(Path::new(folder.path()).join(name), text).expect("a file");
        };
        write("text", "x");
        write("policy.yaml", &POLICY.replace("WEBEX", webex));
        let loaded = load(&folder.path().join("policy.yaml"), Timestamp::UNIX_EPOCH);
        let policy = Arc::new(loaded.policy.expect("a good policy"));
        let metrics = Arc::new(Metrics::default());
        let upstreams = Upstreams::new(UpstreamParts {
            state_dir: None,
            metrics: metrics.upstream().clone(),
            limits: UpstreamLimits::default(),
            clock: || Timestamp::UNIX_EPOCH,
            runtime: runtime.handle().clone(),
        });
        let services = upstreams.follow(services_of(&policy)).expect("no TLS");
        let deps = GatewayDeps {
            log: DecisionLog::start(std::io::sink(), Arc::clone(&metrics)).expect("a thread"),
            spans: None,
            metrics,
            limit: None,
            report_only_limit: None,
            upstreams: Arc::new(upstreams),
        };
        let identity = Identity::new(&policy).expect("no keys");
        Self {
            gateway: Gateway::new(policy, identity, services, deps),
            runtime,
        }
    }

    fn answer(&self, head: &Parts) -> Answering {
        let peer = Peer::at([192, 0, 2, 1].into());
        let head = RequestHead::new(black_box(head), &peer, Timestamp::UNIX_EPOCH);
        self.gateway.answer(head)
    }

    /// The status of an answer, however long it takes.
    fn status(&self, path: &str) -> u16 {
        let head = head(path);
        self.runtime
            .block_on(async { self.answer(&head).await })
            .status()
            .as_u16()
    }
}

fn head(path: &str) -> Parts {
    let request = Request::get(path).header("host", "go.acme.example");
    let (head, ()) = request.body(()).expect("a request").into_parts();
    head
}

fn runtime() -> Runtime {
    let built = Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build();
    built.expect("a runtime")
}

/// Answers tokens and lookups, of whatever, with the same meeting.
async fn serve(listener: AsyncListener) {
    let here = listener.local_addr().expect("bound");
    let body = format!(
        r#"{{"access_token":"T","expires_in":1209599,"refresh_token":"R","refresh_token_expires_in":7775999,"token_type":"Bearer","items":[{{"id":"m0123456789abcdef0123456789abcdef","meetingNumber":"123456789","siteUrl":"{here}","webLink":"http://{here}/acme/j.php?MTID=m0123456789abcdef0123456789abcdef"}}]}}"#
    );
    let length = body.len();
    let answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    loop {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let answer = answer.clone();
        tokio::spawn(async move {
            let mut request = vec![0; 4096];
            while let Ok(1..) = stream.read(&mut request).await {
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
    }
}

/// Beside each other: what is asked for nobody, and what is known already.
#[divan::bench(args = ["plain", "today"])]
fn redirect(bencher: Bencher<'_, '_>, route: &str) {
    let runtime = runtime();
    let listener = runtime.block_on(AsyncListener::bind("127.0.0.1:0"));
    let listener = listener.expect("a port");
    let address = listener.local_addr().expect("bound").to_string();
    runtime.spawn(serve(listener));
    let asking = Asking::new(&address, runtime);
    let path = format!("/go/{route}/123456789");
    assert_eq!(asking.status(&path), 302);
    let head = head(&path);
    assert!(matches!(asking.answer(&head), Answering::Ready(_)));
    bencher.bench_local(|| asking.answer(&head));
}

/// Beside each other: without anything else, and while the calls of others hang.
#[divan::bench(args = [0, 1000])]
fn redirect_while_others_wait(bencher: Bencher<'_, '_>, others: usize) {
    // It accepts, and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = silent.local_addr().expect("bound").to_string();
    let asking = Asking::new(&address, runtime());
    let plain = head("/go/plain/123456789");
    let _guard = asking.runtime.enter();
    let waiting: Vec<Answering> = (0..others)
        .map(|number| asking.answer(&head(&format!("/go/today/{}", 100_000_000 + number))))
        .collect();
    bencher.bench_local(|| asking.answer(&plain));
    drop(waiting);
}
