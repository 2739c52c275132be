//! A thousand reloads while everybody asks: every answer is of one policy, the
//! one that is in force.

use std::collections::{BTreeMap, HashMap};
use std::io::{Read, Write};
use std::net::SocketAddr;
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use h2::client::SendRequest;
use hyper::Request;
use hyper::body::Bytes;
use rustls::pki_types::ServerName;
use tokio_rustls::TlsConnector;

use super::*;
use crate::support::tls::Authority;

/// Pairs of a good policy and a bad one.
const ROUNDS: usize = 500;

/// Between two requests of a client: there are others on this machine.
const BREATH: Duration = Duration::from_millis(2);

/// How a reload comes about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    Asked,
    Signalled,
    Noticed,
}

impl Way {
    fn of(round: usize) -> Self {
        match round % 100 {
            10 | 30 | 60 | 80 => Self::Signalled,
            45 if round > 200 => Self::Noticed,
            _ => Self::Asked,
        }
    }
}

/// One of the two kinds of policies, in that edition: a site of its own, a back
/// URL of its own, and a route that the other kind does not have.
fn edition(number: usize) -> String {
    let kind = kind(number);
    format!(
        r#"version: 1
public_url: https://go.acme.example/
hosts: [127.0.0.1]
sites: {{ acme: "https://{kind}.webex.com/acme/" }}
back_urls: {{ meetings: "https://portal.acme.example/{kind}/{number}" }}
routes:
  join: {{ path: "/go/join/{{meeting_key}}", command: meeting.join, back: meetings, allow: anyone }}
  {kind}: {{ path: "/go/{kind}/{{meeting_key}}", command: meeting.join, back: meetings, allow: anyone }}
"#
    )
}

fn kind(number: usize) -> &'static str {
    match number % 2 {
        0 => "even",
        _ => "odd",
    }
}

const PATHS: [&str; 3] = [
    "/go/join/123456789",
    "/go/even/123456789",
    "/go/odd/123456789",
];

/// Where an edition leads from a path, if it does.
fn leads(number: usize, path: &str) -> Option<String> {
    let kind = kind(number);
    let has = path.contains("/join/") || path.contains(&format!("/{kind}/"));
    has.then(|| {
        format!(
            "https://{kind}.webex.com/acme/m.php?AT=JM&MK=123456789\
             &BU=https%3A%2F%2Fportal.acme.example%2F{kind}%2F{number}"
        )
    })
}

/// What is wrong with the bad ones, and what is said about it.
fn bad(number: usize) -> (String, &'static str) {
    let good = edition(number);
    let cases: [(String, &str); 10] = [
        (String::new(), "has no `version`"),
        (
            good[..good.len() - 2].to_owned(),
            "not YAML: unclosed bracket",
        ),
        (good.replace("routes:", "routs:"), "unknown key `routs`"),
        (good.replace(", allow: anyone", ""), "has no `allow`"),
        (
            format!("{good}{}", "routes: {}\n"),
            "`routes` is here twice",
        ),
        (
            good.replace("https://portal", "http://portal"),
            "must begin with https://",
        ),
        (
            good.replace("meeting.join", "meeting.joyn"),
            "no command `meeting.joyn`",
        ),
        (
            good.replace("/go/join/", "/-/join/"),
            "belong to the gateway",
        ),
        (
            format!("{good}{}", "links_from: gone.csv\n"),
            "gone.csv` cannot be read",
        ),
        (
            format!("{good}{}", "signing_keys: { file: gone }\n"),
            "the file of a signing key",
        ),
    ];
    let chosen = number % cases.len();
    cases.into_iter().nth(chosen).expect("one of them")
}

/// An answer, and when it was on its way.
struct Seen {
    id: String,
    path: &'static str,
    status: u16,
    location: Option<String>,
    sent: Instant,
    received: Instant,
}

/// From when until when a policy may have been in force.
struct Reign {
    number: usize,
    hash: String,
    from: Instant,
    until: Option<Instant>,
}

#[test]
fn a_thousand_reloads_under_load_mix_nothing_and_lose_nothing() {
    let (service, authority, socket) = serve();
    let stop = AtomicBool::new(false);
    let (reigns, seen) = thread::scope(|scope| {
        let local = scope.spawn(|| ask_locally(&socket, &stop));
        let encrypted = scope.spawn(|| ask_encrypted(&authority, service.public, &stop));
        let streams = scope.spawn(|| ask_http2(&authority, service.public, &stop));
        // Also where this thread fails, the others have to end.
        let _stops = Stops(&stop);
        let reigns = reload(&service);
        stop.store(true, Ordering::Relaxed);
        let seen = [local, encrypted, streams].map(|client| client.join().expect("no failure"));
        (reigns, seen)
    });
    let changed = service.reloads("policy", "changed");
    assert_eq!(changed, ROUNDS as u64, "each good policy counts once");
    let refused = service.reloads("policy", "refused");
    assert!(
        refused >= ROUNDS as u64,
        "{refused} of {ROUNDS} were refused"
    );
    assert_eq!(service.reloads("certificates", "refused"), 0);
    let (decisions, _) = service.stop();
    eprintln!(
        "answers: {:?}; reloads: {changed} good, {refused} refused",
        seen.each_ref().map(Vec::len)
    );
    compare(&reigns, &seen, &decisions);
}

fn serve() -> (Service, Authority, String) {
    let (folder, authority) = (Folder::new(), Authority::new());
    folder.write("policy.yaml", &edition(0));
    let pair = authority.server(2040);
    let certificate = folder.write("tls.crt", &pair.certificate);
    let key = folder.write("tls.key", &pair.key);
    let socket = folder.named("links.sock");
    let listen = format!("unix:{socket}");
    let service = Service::start(
        folder,
        &[
            "--listen",
            &listen,
            "--tls-cert",
            &certificate,
            "--tls-key",
            &key,
            "--watch-interval",
            "500ms",
        ],
    );
    (service, authority, socket)
}

/// Sets the sign to stop, whatever happens.
struct Stops<'a>(&'a AtomicBool);

impl Drop for Stops<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Exchanges policies, good and bad in turn: when each was in force.
fn reload(service: &Service) -> Vec<Reign> {
    let start = Instant::now();
    let mut hash = service.policy();
    let mut reigns = vec![Reign {
        number: 0,
        hash: hash.clone(),
        from: start,
        until: None,
    }];
    let mut times = BTreeMap::new();
    for round in 1..=ROUNDS {
        let (way, begun) = (Way::of(round), Instant::now());
        let (text, finding) = bad(round);
        refuse(service, way, &text, finding);
        assert_eq!(service.policy(), hash, "{finding}");
        let from = Instant::now();
        service.folder.replace("policy.yaml", &edition(round));
        match way {
            Way::Asked => {
                let (status, words) = service.reload();
                assert_eq!(status, 200, "{words}");
            }
            Way::Signalled => service.signal("HUP"),
            Way::Noticed => {}
        }
        hash = service.await_policy_after(&hash);
        let in_force = Instant::now();
        reigns.last_mut().expect("the first").until = Some(in_force);
        reigns.push(Reign {
            number: round,
            hash: hash.clone(),
            from,
            until: None,
        });
        let (count, time) = times.entry(way).or_insert((0, Duration::ZERO));
        *count += 2;
        *time += begun.elapsed();
    }
    eprintln!("reloads by way, and their time: {times:?}");
    reigns
}

/// Offers a bad policy, which must change nothing.
fn refuse(service: &Service, way: Way, text: &str, finding: &str) {
    let before = match way {
        Way::Asked => 0,
        Way::Signalled | Way::Noticed => service.reloads("policy", "refused"),
    };
    service.folder.replace("policy.yaml", text);
    match way {
        Way::Asked => {
            let (status, words) = service.reload();
            assert_eq!(status, 422, "{finding}: {words}");
            assert!(words.contains(finding), "{finding}: {words}");
            return;
        }
        Way::Signalled => service.signal("HUP"),
        Way::Noticed => {}
    }
    service.await_reload_after(before, "policy", "refused");
}

/// A client on a Unix socket.
fn ask_locally(socket: &str, stop: &AtomicBool) -> Vec<Seen> {
    let stream = UnixStream::connect(socket).expect("it listens");
    keep_asking(Talk::new(stream), stop)
}

/// A client on TLS.
fn ask_encrypted(authority: &Authority, address: SocketAddr, stop: &AtomicBool) -> Vec<Seen> {
    keep_asking(authority.talk(address), stop)
}

/// One connection, one request after the other.
fn keep_asking<S: Read + Write>(mut talk: Talk<S>, stop: &AtomicBool) -> Vec<Seen> {
    let mut seen = Vec::new();
    for path in PATHS.into_iter().cycle() {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let sent = Instant::now();
        let answer = talk.get(path);
        seen.push(Seen {
            id: answer.request_id().to_owned(),
            path,
            status: answer.status,
            location: answer.location().map(ToOwned::to_owned),
            sent,
            received: Instant::now(),
        });
        thread::sleep(BREATH);
    }
    seen
}

/// One connection of HTTP/2 over TLS, several requests at once.
fn ask_http2(authority: &Authority, address: SocketAddr, stop: &AtomicBool) -> Vec<Seen> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let stream = tokio::net::TcpStream::connect(address).await;
        let connector = TlsConnector::from(authority.client(b"h2"));
        let name = ServerName::try_from("localhost").expect("a name");
        let stream = connector.connect(name, stream.expect("it listens")).await;
        let (mut client, connection) = h2::client::handshake(stream.expect("a handshake"))
            .await
            .expect("HTTP/2");
        tokio::spawn(connection);
        let mut seen = Vec::new();
        while !stop.load(Ordering::Relaxed) {
            client = client.ready().await.expect("the connection stays");
            let [first, second, third] = PATHS.map(|path| ask_stream(client.clone(), path));
            let (first, second, third) = tokio::join!(first, second, third);
            seen.extend([first, second, third]);
            tokio::time::sleep(BREATH).await;
        }
        seen
    })
}

async fn ask_stream(client: SendRequest<Bytes>, path: &'static str) -> Seen {
    let mut client = client.ready().await.expect("the connection stays");
    let request = Request::get(format!("https://127.0.0.1{path}"));
    let sent = Instant::now();
    let (answer, _) = client
        .send_request(request.body(()).expect("a request"), true)
        .expect("a stream");
    let answer = answer.await.expect("no reset");
    let received = Instant::now();
    let (head, mut body) = answer.into_parts();
    while let Some(data) = body.data().await {
        let len = data.expect("no reset").len();
        body.flow_control()
            .release_capacity(len)
            .expect("was taken");
    }
    let header = |name: &str| {
        let value = head.headers.get(name)?;
        Some(value.to_str().expect("text").to_owned())
    };
    Seen {
        id: header("x-request-id").expect("an id"),
        path,
        status: head.status.as_u16(),
        location: header("location"),
        sent,
        received,
    }
}

/// Every answer has its line, every line its answer, and both are of one policy
/// that was in force between the question and the answer.
fn compare(reigns: &[Reign], seen: &[Vec<Seen>; 3], decisions: &[serde_json::Value]) {
    let by_hash: HashMap<&str, &Reign> = reigns
        .iter()
        .map(|reign| (reign.hash.as_str(), reign))
        .collect();
    assert_eq!(
        by_hash.len(),
        ROUNDS + 1,
        "every edition has a hash of its own"
    );
    let text = |line: &serde_json::Value, name: &str| line[name].as_str().expect("text").to_owned();
    let lines: HashMap<String, &serde_json::Value> = decisions
        .iter()
        .map(|line| (text(line, "request_id"), line))
        .collect();
    assert_eq!(
        lines.len(),
        decisions.len(),
        "every line has an id of its own"
    );
    let answers: usize = seen.iter().map(Vec::len).sum();
    assert_eq!(decisions.len(), answers, "one line for each answer");
    for client in seen {
        assert!(
            client.len() > ROUNDS,
            "a client was held up: {}",
            client.len()
        );
        for seen in client {
            let line = lines[&seen.id];
            let reign = by_hash[&*text(line, "policy")];
            let expected = leads(reign.number, seen.path);
            let status = if expected.is_some() { 302 } else { 404 };
            let what = format!("{} under edition {}: {line}", seen.path, reign.number);
            assert_eq!(seen.location, expected, "{what}");
            assert_eq!(seen.status, status, "{what}");
            assert_eq!(line["status"], status, "{what}");
            assert!(reign.from <= seen.received, "too early: {what}");
            let over = reign.until.is_some_and(|until| until < seen.sent);
            assert!(!over, "too late: {what}");
        }
    }
    for client in &seen[..2] {
        let numbers = client
            .iter()
            .map(|seen| by_hash[&*text(lines[&seen.id], "policy")].number);
        assert!(numbers.is_sorted(), "a client went back to an older policy");
    }
}
