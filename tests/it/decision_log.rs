//! The decision log as a record that counts: what goes out when it cannot be
//! written, and the trace that a line belongs to.

use std::fs::File;
use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex};

use crate::support::program::{Running, get};
use crate::support::{Gateway, Response, load_files, without_socket};
use hyper::Request;
use hyper::header::LOCATION;
use jiff::Timestamp;
use linkgate::gateway::RequestHead;
use linkgate::net::Peer;
use linkgate::telemetry::DecisionLog;
use url::Url;

const KEYS: &str = "decision-log-key-of-the-tests-0123456789\n";
const FILES: [(&str, &str); 2] = [("keys", KEYS), ("host-password", "x\n")];

/// A route for every way in which an answer can lead somebody on.
const POLICY: &str = r#"
version: 1
public_url: https://go.acme.example/
hosts: [127.0.0.1]
signing_keys: { file: keys }
sites:
  acme: https://acme.webex.com/acme/
back_urls:
  meetings: https://portal.acme.example/meetings
secrets:
  host-password: { file: host-password }
callers:
  networks:
    here: [127.0.0.0/8]
  trusted_proxies: [192.0.2.0/24]
  headers: x-forwarded
  login_url: https://auth.acme.example/?rd={back}
routes:
  join:
    path: /go/join/{meeting_key}
    command: meeting.join
    back: meetings
    allow: anyone
  round:
    path: /go/round/{meeting_key}
    command: meeting.join
    back: meetings
    return: gateway
    allow: anyone
  delete:
    path: /go/delete/{meeting_key}
    command: meeting.delete
    back: meetings
    allow: [{ network: here }]
  host:
    path: /go/host/{web_id}
    command: site.login
    secrets: { password: host-password }
    back: meetings
    allow: [{ network: here }]
  staff:
    path: /go/staff/{meeting_key}
    command: meeting.join
    back: meetings
    allow: [{ user: ada }]
"#;

fn policy(audit: &str) -> String {
    format!("{POLICY}log: {{ audit: {audit} }}\n")
}

/// A disk that is full from time to time.
#[derive(Clone, Default)]
struct Disk {
    is_full: Arc<AtomicBool>,
    taken: Arc<Mutex<Vec<u8>>>,
}

impl Disk {
    fn fill(&self) {
        self.is_full.store(true, Ordering::Relaxed);
    }

    fn clear(&self) {
        self.is_full.store(false, Ordering::Relaxed);
    }

    fn lines(&self) -> Vec<serde_json::Value> {
        let taken = self.taken.lock().expect("no panic");
        let lines = taken.split_inclusive(|byte| *byte == b'\n');
        let lines = lines.map(|line| serde_json::from_slice(line).expect("JSON"));
        lines.collect()
    }
}

impl Write for Disk {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.is_full.load(Ordering::Relaxed) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.taken.lock().expect("no panic").extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Asks until the answer has that status. The writer is a thread of its own
/// and learns only by trying.
#[track_caller]
fn get_until(gateway: &Gateway, status: u16) -> Response {
    let mut answers = (0..100_000).map(|_| gateway.get("/go/join/123456789"));
    let answer = answers.find(|answer| answer.status() == status);
    answer.expect("an answer of that status")
}

/// The ways to ask by which somebody is led on, or told why not.
fn requests(gateway: &Gateway) -> Vec<String> {
    let round = gateway.get("/go/round/123456789");
    let call = Url::parse(round.location().expect("a call")).expect("an address");
    let mut fields = call.query_pairs();
    let (_, back) = fields.find(|(name, _)| name == "BU").expect("a way back");
    let back = back.strip_prefix("https://go.acme.example").expect("ours");
    let confirm = gateway.form_target("/go/delete/123456789");
    let own = format!("Origin: http://{}\r\n", gateway.address());
    let browser = "Accept: text/html\r\n";
    vec![
        gateway.request("GET", "/go/join/123456789", ""),
        gateway.request("HEAD", "/go/join/123456789", ""),
        gateway.request("GET", "/go/join/123456789", browser),
        gateway.request("GET", "/go/round/123456789", browser),
        gateway.request("GET", "/go/host/ada", browser),
        gateway.request("GET", "/go/staff/123456789", browser),
        gateway.request("GET", "/go/delete/123456789", browser),
        gateway.request("POST", &confirm, &own),
        gateway.request("GET", &format!("{back}?AT=JM&ST=SUCCESS"), browser),
        gateway.request("GET", &format!("{back}?AT=JM&ST=FAIL&RS=Unknown"), browser),
        gateway.request("GET", "/-/back/round/x.y", browser),
        gateway.request("GET", "/nothing", browser),
        gateway.request("GET", "/go/join/123456789", "Sec-Purpose: prefetch\r\n"),
        gateway.request("BREW", "/go/join/123456789", ""),
        "GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n".to_owned(),
        "GET /> HTTP/1.1\r\n\r\n".to_owned(),
    ]
}

#[test]
fn nothing_goes_out_that_cannot_be_recorded_where_the_policy_says_so() {
    let disk = Disk::default();
    let gateway = Gateway::with_log(&policy("required"), &FILES, disk.clone());
    let requests = requests(&gateway);
    let before: Vec<u16> = requests
        .iter()
        .map(|request| gateway.send(request).status())
        .collect();
    assert_eq!(
        before,
        [
            302, 302, 302, 302, 200, 302, 200, 303, 302, 200, 400, 404, 403, 405, 421, 400
        ]
    );
    disk.fill();
    get_until(&gateway, 503);
    for request in &requests {
        let answer = gateway.send(request);
        assert_eq!(
            (answer.status(), answer.location()),
            (503, None),
            "{request}"
        );
        assert_eq!(answer.header("retry-after"), Some("10"), "{request}");
        assert_eq!(answer.header("set-cookie"), None, "{request}");
        assert!(!answer.body().contains("webex.com"), "{request}");
    }
    disk.clear();
    get_until(&gateway, 302);
    let after: Vec<u16> = requests
        .iter()
        .map(|request| gateway.send(request).status())
        .collect();
    assert_eq!(after, before);
}

#[test]
fn the_pages_of_the_audit_say_what_to_do() {
    let gateway = Gateway::with_log(&policy("required"), &FILES, full());
    get_until(&gateway, 503);
    insta::assert_snapshot!(text(&gateway.get("/go/join/123456789")), @r#"
    HTTP/1.1 503 Service Unavailable
    cache-control: no-store
    referrer-policy: no-referrer
    x-content-type-options: nosniff
    cross-origin-resource-policy: same-origin
    x-request-id: [id]
    content-type: application/problem+json
    content-language: en
    vary: Accept, Accept-Language
    retry-after: 10
    connection: close
    date: [date]

    {"type":"about:blank","title":"This does not work at the moment","status":503,"detail":"Every use of a link is recorded here, and that is not possible at the moment. Try again in a few seconds, and tell your help desk if it keeps happening.","request_id":"[id]"}
    "#);
    insta::assert_snapshot!(gateway.browse("/go/join/123456789").page(), @r#"
    HTTP/1.1 503 Service Unavailable
    cache-control: no-store
    referrer-policy: no-referrer
    x-content-type-options: nosniff
    cross-origin-resource-policy: same-origin
    x-request-id: [id]
    content-type: text/html; charset=utf-8
    content-language: en
    vary: Accept, Accept-Language
    content-security-policy: default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'
    cross-origin-opener-policy: same-origin
    retry-after: 10
    connection: close
    date: [date]

    <title>This does not work at the moment – Linkgate</title>
    <h1>This does not work at the moment</h1>
    <p>Every use of a link is recorded here, and that is not possible at the moment.</p>
    <p>Try again in a few seconds, and tell your help desk if it keeps happening.</p>
    "#);
}

/// An answer without its length, which grows with the number in its id.
fn text(answer: &Response) -> String {
    let text = answer.text();
    let lines = text.lines();
    let lines: Vec<&str> = lines
        .filter(|line| !line.starts_with("content-length: "))
        .collect();
    lines.join("\n")
}

/// A disk that is full for good.
fn full() -> File {
    let options = &mut File::options();
    options.write(true).open("/dev/full").expect("a device")
}

/// Every answer after the failure and before the recovery was a refusal, and
/// the record says so of those that it has.
#[test]
fn the_record_says_which_answers_were_kept_back() {
    let disk = Disk::default();
    let gateway = Gateway::with_log(&policy("required"), &FILES, disk.clone());
    get_until(&gateway, 302);
    disk.fill();
    get_until(&gateway, 503);
    disk.clear();
    let answer = get_until(&gateway, 302);
    let id = answer.header("x-request-id").expect("an id");
    let last = |lines: &[serde_json::Value]| lines.last().is_some_and(|l| l["request_id"] == id);
    let lines = (0..100_000).map(|_| disk.lines());
    let lines = lines
        .into_iter()
        .find(|lines| last(lines))
        .expect("its line");
    let said: Vec<String> = lines
        .iter()
        .map(|line| format!("{} {} {}", line["status"], line["outcome"], line["reason"]))
        .collect();
    // What was answered while the first write failed may stand in front.
    let kept_back = r#"503 "unavailable" "decision_log_unavailable""#;
    let since = said.iter().position(|said| said == kept_back);
    let since = since.expect("a refusal on record");
    let (_, refusals) = said[since..].split_last().expect("the last line");
    for said in refusals {
        assert_eq!(said, kept_back);
    }
    let metrics = gateway.metrics();
    for count in [
        r#"linkgate_requests_total{route="join",outcome="unavailable"}"#,
        r#"linkgate_refusals_total{route="join",reason="decision_log_unavailable"}"#,
    ] {
        assert!(metrics.contains(count), "{metrics}");
    }
}

#[test]
fn without_an_audit_a_full_disk_is_counted_and_nothing_more() {
    for policy in [POLICY, &policy("counted")] {
        let gateway = Gateway::with_log(policy, &FILES, full());
        let lost = (0..100_000).find(|_| {
            assert_eq!(gateway.get("/go/join/123456789").status(), 302);
            !gateway.metrics().contains("dropped_lines_total 0\n")
        });
        assert!(lost.is_some(), "{}", gateway.metrics());
        assert!(gateway.metrics().contains("written_lines_total 0\n"));
        for request in requests(&gateway) {
            assert_ne!(gateway.send(&request).status(), 503, "{request}");
        }
    }
}

/// A pipe whose reader has stopped: nothing fails, but at some time nothing
/// fits any more.
#[test]
fn a_full_queue_keeps_answers_back_until_there_is_room() {
    struct Stopped(Receiver<()>);
    impl Write for Stopped {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let _ = self.0.recv();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let (go_on, stopped) = sync_channel(0);
    let policy = load_files(&policy("required"), &FILES).policy;
    let policy = policy.expect("a good policy");
    let gateway = without_socket(policy, |metrics| {
        DecisionLog::start(Stopped(stopped), Arc::clone(metrics)).expect("a thread")
    });
    let request = Request::get("/go/join/123456789").header("Host", "go.acme.example");
    let (head, ()) = request.body(()).expect("a request").into_parts();
    let peer = Peer::at([192, 0, 2, 1].into());
    let answered_with = |status: u16| {
        let mut answers = (0..100_000)
            .map(|_| gateway.answer_at_once(RequestHead::new(&head, &peer, Timestamp::UNIX_EPOCH)));
        let answer = answers.find(|answer| answer.status() == status);
        let answer = answer.expect("an answer of that status");
        answer.headers().contains_key(LOCATION)
    };
    assert!(!answered_with(503));
    drop(go_on);
    assert!(answered_with(302));
}

#[test]
fn the_program_keeps_answers_back_when_its_disk_is_full() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in FILES.iter().chain(&[("policy.yaml", &*policy("required"))]) {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    let policy = folder.path().join("policy.yaml");
    let policy = policy.to_str().expect("a path");
    let running = Running::start(&["--policy", policy, "--decision-log", "/dev/full"]);
    let mut answers = (0..100_000).map(|_| get(running.public, "/go/join/123456789"));
    let kept_back = answers.find(|answer| answer.starts_with("HTTP/1.1 503"));
    let kept_back = kept_back.expect("an answer of that status");
    assert!(!kept_back.contains("webex.com"), "{kept_back}");
    running.signal("TERM");
    let (code, log, said) = running.end();
    assert_eq!((code, &*log), (Some(0), ""));
    let warned = said.matches("the decision log cannot be written").count();
    assert_eq!(warned, 1, "{said}");
}

#[test]
fn a_line_belongs_to_the_trace_of_its_request() {
    let gateway = Gateway::new();
    let trace = "0af7651916cd43dd8448eb211c80319c";
    let parent = format!("traceparent: 00-{trace}-b7ad6b7169203331-01\r\n");
    let upper = parent.to_uppercase();
    for (headers, expected) in [
        (parent.clone(), true),
        (upper, false),
        (parent.repeat(2), false),
        (String::new(), false),
    ] {
        for path in ["/go/join/123456789", "/nothing", "/%00"] {
            gateway.send(gateway.request("GET", path, &headers));
            let line = gateway.log_line();
            let (trace_id, span_id) = (line.get("trace_id"), line.get("span_id"));
            let ids = (trace_id.zip(span_id)).map(|(trace, span)| (trace.clone(), span.clone()));
            let ids_of_request = (trace.into(), "b7ad6b7169203331".into());
            assert_eq!(ids, expected.then_some(ids_of_request), "{headers}{path}");
        }
    }
}
