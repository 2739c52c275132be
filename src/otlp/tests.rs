//! Collectors that do not do what they should.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Sender, channel};

use jiff::Timestamp;

use super::*;
use crate::telemetry::{SpanFacts, Spans};

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

/// Answers one connection after the other with the next of these texts, and none when there is none.
fn collector(answers: Vec<String>) -> (SocketAddr, Sender<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("bound");
    let (end, ended) = channel::<()>();
    thread::spawn(move || {
        for answer in answers {
            let (mut stream, _) = listener.accept().expect("a connection");
            // The head and the beginning of the body at least: enough to answer.
            let _ = stream.read(&mut [0; 64 * 1024]);
            let _ = stream.write_all(answer.as_bytes());
            drain(&mut stream);
        }
        // Whoever connects now waits until the test is over.
        let _ = ended.recv();
    });
    (address, end)
}

/// Reads what else comes, so that no reset overtakes the answer.
fn drain(stream: &mut TcpStream) {
    let _ = stream.shutdown(std::net::Shutdown::Write);
    let _ = io::copy(stream, &mut io::sink());
}

fn exporter(address: SocketAddr, metrics: &Arc<Metrics>) -> Exporter {
    let endpoint: OtlpEndpoint = format!("http://{address}").parse().expect("an address");
    let mut exporter = Exporter::new(&endpoint, "test", Arc::clone(metrics)).expect("no TLS");
    exporter.first_pause = Duration::from_millis(1);
    exporter.client.limit = Duration::from_millis(300);
    exporter
}

/// Sends three spans: how many were exported, failed and rejected.
fn send_three(answers: &[&str]) -> [u64; 3] {
    let answers = answers.iter().map(|answer| (*answer).to_owned()).collect();
    let (address, _end) = collector(answers);
    let metrics = Arc::new(Metrics::default());
    send_to(exporter(address, &metrics), &metrics)
}

fn send_to(exporter: Exporter, metrics: &Arc<Metrics>) -> [u64; 3] {
    let all = "1".parse().expect("a share");
    let (spans, waiting) = Spans::new(all, Arc::clone(metrics));
    for _ in 0..3 {
        let open = spans.open(None, Timestamp::UNIX_EPOCH).expect("a span");
        open.finish(&SpanFacts {
            method: Some("GET"),
            status: 302,
            route: None,
            path: None,
            link: None,
            outcome: "redirected",
            reason: None,
            request_id: "1",
            policy: "1",
        });
    }
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("a runtime");
    // The queue ends with its last handle, and the exporter with it.
    drop(spans);
    exporter.run(&waiting, &runtime);
    let text = metrics.encode();
    let number = |name: &str| {
        let found = text
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        found.expect("a metric").parse().expect("a number")
    };
    [
        number("linkgate_otlp_exported_spans_total"),
        number("linkgate_otlp_dropped_spans_total{reason=\"failed\"}"),
        number("linkgate_otlp_dropped_spans_total{reason=\"rejected\"}"),
    ]
}

fn status(text: &str) -> String {
    format!("HTTP/1.1 {text}\r\nContent-Length: 0\r\n\r\n")
}

#[test]
fn what_is_taken_is_counted() {
    assert_eq!(send_three(&[OK]), [3, 0, 0]);
    let partly = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n\x0a\x02\x08\x01";
    assert_eq!(send_three(&[partly]), [2, 0, 1]);
    // More than there were.
    let lie = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n\x0a\x03\x08\x7f\x00";
    assert_eq!(send_three(&[lie]), [0, 0, 3]);
}

#[test]
fn a_collector_that_asks_for_patience_gets_the_batch_again() {
    for busy in [
        "429 Too Many Requests",
        "502 Bad Gateway",
        "503 Unavailable",
        "504 Timeout",
    ] {
        assert_eq!(
            send_three(&[&status(busy), &status(busy), OK]),
            [3, 0, 0],
            "{busy}"
        );
    }
    // It breaks off, and speaks something else.
    assert_eq!(send_three(&["", "SSH-2.0-x\r\n", OK]), [3, 0, 0]);
    let never = status("503 Unavailable");
    assert_eq!(send_three(&[&*never; 5]), [0, 3, 0]);
}

#[test]
fn a_collector_that_refuses_is_not_asked_again() {
    for refusal in [
        "400 Bad Request",
        "404 Not Found",
        "500 Error",
        "301 Moved",
        "204 No Content",
    ] {
        assert_eq!(send_three(&[&status(refusal), OK]), [0, 3, 0], "{refusal}");
    }
}

#[test]
fn an_answer_has_bounds() {
    // It may have been taken, so it is not sent again.
    let long = format!(
        "HTTP/1.1 200 OK\r\nContent-Length: 70000\r\n\r\n{}",
        "x".repeat(70_000)
    );
    assert_eq!(send_three(&[&long, OK]), [0, 3, 0]);
    let torn = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx";
    assert_eq!(send_three(&[torn, OK]), [0, 3, 0]);
    let other = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>";
    assert_eq!(send_three(&[other]), [3, 0, 0]);
}

#[test]
fn a_collector_that_is_silent_or_gone_has_an_end() {
    assert_eq!(send_three(&[]), [0, 3, 0]);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("bound");
    drop(listener);
    let metrics = Arc::new(Metrics::default());
    assert_eq!(send_to(exporter(address, &metrics), &metrics), [0, 3, 0]);
}
