//! Spans of requests, as a collector of OpenTelemetry gets them.

mod collector;
mod protobuf;

use std::fs;

use crate::support::certificate::Certificate;
use crate::support::program::linkgate;
use crate::support::service::{Folder, ONE_ROUTE, Service, eventually};
use crate::support::stand_in::{Reply, StandIns};
use collector::{Collector, Habit};
use protobuf::Span;

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const PARENT: &str = "b7ad6b7169203331";

const POLICY: &str = r#"version: 1
public_url: https://go.acme.example/
hosts: [127.0.0.1]
sites: { acme: "https://acme.webex.com/acme/" }
routes:
  join: { path: "/go/join/{meeting_key}", command: meeting.join, allow: anyone }
  staff: { path: "/go/staff/{meeting_key}", command: meeting.join, allow: { user: ann } }
links:
  standup: { route: join, meeting_key: 123456789 }
"#;

fn traceparent(flags: &str) -> String {
    format!("traceparent: 00-{TRACE}-{PARENT}-{flags}\r\n")
}

fn start(policy: &str, collector: &Collector, flags: &[&str]) -> Service {
    let folder = Folder::with(&[("policy.yaml", policy)]);
    let endpoint = collector.endpoint();
    let flags = [&["--otlp-endpoint", &*endpoint][..], flags].concat();
    Service::start(folder, &flags)
}

#[test]
fn a_request_becomes_a_span_of_its_trace() {
    let collector = Collector::start(Habit::Accept);
    let service = start(POLICY, &collector, &[]);
    let answer = service
        .talk()
        .ask("GET", "/go/join/123456789", &traceparent("01"));
    let span = collector.spans(1).remove(0);
    assert_eq!(span.trace_id, TRACE);
    assert_eq!(span.parent.as_deref(), Some(PARENT));
    assert_eq!(span.span_id.len(), 16);
    assert_ne!(span.span_id, PARENT);
    assert_eq!((&*span.name, span.kind, span.status), ("GET join", 2, 0));
    // Sampled, by a parent that is remote.
    assert_eq!(span.flags, 0x301);
    let line = service.decision(answer.request_id());
    let took = span
        .end
        .checked_sub(span.start)
        .expect("it ends after it began");
    assert!(took < 10_000_000_000, "{took}");
    let time: jiff::Timestamp = line["time"]
        .as_str()
        .expect("a time")
        .parse()
        .expect("a time");
    let start = jiff::Timestamp::from_nanosecond(span.start.into()).expect("a time");
    assert_eq!(start.as_millisecond(), time.as_millisecond());
    assert_eq!(
        span.attributes(),
        [
            ("http.request.method", "GET"),
            ("http.response.status_code", "302"),
            ("http.route", "/go/join/{meeting_key}"),
            ("linkgate.outcome", "redirected"),
            ("linkgate.policy", line["policy"].as_str().expect("a hash")),
            ("linkgate.request_id", answer.request_id()),
            ("linkgate.route", "join"),
        ]
    );
    let resource = span.resource();
    assert_eq!(resource[0].0, "service.instance.id");
    assert_eq!(
        resource[1..],
        [
            ("service.name", "linkgate"),
            ("service.version", env!("CARGO_PKG_VERSION"))
        ]
    );
}

#[test]
fn a_span_says_what_happened_and_nothing_of_the_address() {
    let collector = Collector::start(Habit::Accept);
    let service = start(POLICY, &collector, &[]);
    let mut talk = service.talk();
    let asked = [
        ("GET", "/go/standup?utm=canary", "GET join", "redirected"),
        ("GET", "/go/staff/987654321", "GET staff", "denied"),
        (
            "GET",
            "/go/join/987654321?BU=https://evil.example",
            "GET join",
            "invalid_input",
        ),
        ("GET", "/go/987654321-canary", "GET", "not_found"),
        ("CANARY", "/go/join/123456789", "HTTP", "method_not_allowed"),
    ];
    for (method, path, _, _) in asked {
        talk.ask(method, path, "");
    }
    let spans = collector.spans(asked.len());
    for ((method, path, name, outcome), span) in asked.iter().zip(&spans) {
        assert_eq!(span.name, *name, "{method} {path}");
        assert_eq!(
            span.attribute("linkgate.outcome"),
            Some(*outcome),
            "{method} {path}"
        );
        // Mistakes of visitors are no errors of the service.
        assert_eq!(span.status, 0, "{method} {path}");
        assert_eq!(span.parent, None);
    }
    assert_eq!(spans[0].attribute("linkgate.link"), Some("standup"));
    assert_eq!(spans[0].attribute("http.route"), None);
    assert_eq!(spans[4].attribute("http.request.method"), Some("_OTHER"));
    let sent = collector.bodies().concat();
    let text = String::from_utf8_lossy(&sent).to_lowercase();
    for unwanted in [
        "canary",
        "123456789",
        "987654321",
        "evil.example",
        "127.0.0.1",
    ] {
        assert!(!text.contains(unwanted), "{unwanted}");
    }
}

#[test]
fn only_traces_that_are_recorded_get_spans() {
    let collector = Collector::start(Habit::Accept);
    let service = start(POLICY, &collector, &["--otlp-sample", "0"]);
    let mut talk = service.talk();
    for headers in [
        String::new(),
        traceparent("00"),
        traceparent("xx"),
        traceparent("02"),
    ] {
        assert_eq!(talk.ask("GET", "/go/standup", &headers).status, 302);
    }
    // Files and health checks are no requests for a link.
    assert_eq!(talk.get("/-/assets/style.css").status, 404);
    let last = talk.ask("GET", "/go/standup", &traceparent("03"));
    let spans = collector.spans(1);
    assert_eq!(spans.len(), 1);
    assert_eq!(
        spans[0].attribute("linkgate.request_id"),
        Some(last.request_id())
    );
}

#[test]
fn a_failure_of_the_service_is_an_error() {
    let collector = Collector::start(Habit::Accept);
    let policy = format!("{ONE_ROUTE}log: {{ audit: required }}\n");
    let folder = Folder::with(&[("policy.yaml", policy)]);
    // Full from the beginning.
    std::os::unix::fs::symlink("/dev/full", folder.path("decisions.log")).expect("a link");
    let service = Service::start(folder, &["--otlp-endpoint", &collector.endpoint()]);
    let mut talk = service.talk();
    eventually("refusal", || {
        (talk.get("/go/join/123456789").status == 503).then_some(())
    });
    let failed = eventually("span with an error", || {
        let spans = collector.so_far();
        spans.into_iter().find(|span| span.status == 2)
    });
    assert_eq!(failed.attribute("error.type"), Some("503"));
    assert_eq!(failed.attribute("linkgate.outcome"), Some("unavailable"));
}

#[test]
fn spans_come_in_batches_and_the_last_ones_before_the_end() {
    let collector = Collector::start(Habit::Accept);
    let service = start(POLICY, &collector, &[]);
    let mut talk = service.talk();
    for _ in 0..1_500 {
        assert_eq!(talk.get("/go/standup").status, 302);
    }
    service.stop();
    let bodies = collector.bodies();
    let sizes: Vec<usize> = bodies.iter().map(|body| Span::all(body).len()).collect();
    assert_eq!(sizes.iter().sum::<usize>(), 1_500, "{sizes:?}");
    assert!(
        sizes.iter().all(|size| *size <= 512) && sizes.len() < 150,
        "{sizes:?}"
    );
}

#[test]
fn no_request_suffers_from_a_collector() {
    for habit in [Habit::Fail, Habit::Silent, Habit::Garbage, Habit::Closed] {
        let collector = Collector::start(habit);
        let service = start(POLICY, &collector, &[]);
        let mut talk = service.talk();
        // More than the queue and a batch hold.
        for _ in 0..3_000 {
            assert_eq!(talk.get("/go/standup").status, 302, "{habit:?}");
        }
        let dropped = |reason: &str| {
            service.metric(&format!(
                "linkgate_otlp_dropped_spans_total{{reason=\"{reason}\"}}"
            ))
        };
        let exported = || service.metric("linkgate_otlp_exported_spans_total");
        eventually("count", || match habit {
            Habit::Fail => (dropped("failed") + dropped("queue_full") == 3_000).then_some(()),
            // The status says that they were taken.
            Habit::Garbage => (exported() + dropped("queue_full") == 3_000).then_some(()),
            Habit::Silent | Habit::Closed => (dropped("queue_full") > 0).then_some(()),
            Habit::Accept => None,
        });
        let said = service.diagnostics();
        let told = said.matches("spans cannot be sent").count();
        // Once, however often it fails; for a silent one after ten seconds.
        let expected = usize::from(matches!(habit, Habit::Fail | Habit::Closed));
        assert_eq!(told, expected, "{habit:?}: {said}");
        // The end does not wait for it for long.
        let (_, said) = service.stop();
        assert_eq!(
            said.contains("did not take the last spans"),
            matches!(habit, Habit::Silent | Habit::Closed),
            "{said}"
        );
    }
}

#[test]
fn a_collector_that_comes_back_is_told() {
    let collector = Collector::start(Habit::Fail);
    let service = start(POLICY, &collector, &[]);
    service.talk().get("/go/standup");
    eventually("failure", || {
        service
            .diagnostics()
            .contains("spans cannot be sent")
            .then_some(())
    });
    collector.change(Habit::Accept);
    service.talk().get("/go/standup");
    eventually("success", || {
        service
            .diagnostics()
            .contains("spans are sent again")
            .then_some(())
    });
    assert_eq!(service.metric("linkgate_otlp_exported_spans_total"), 1);
}

/// As a collector does: with the definitions of the protocol itself.
#[test]
fn the_definitions_of_opentelemetry_read_it() {
    let Some(mut python) = protobuf::python() else {
        return;
    };
    let collector = Collector::start(Habit::Accept);
    let service = start(POLICY, &collector, &[]);
    let answer = service
        .talk()
        .ask("GET", "/go/join/123456789", &traceparent("01"));
    let ours = collector.spans(1).remove(0);
    let file = service.folder.path("body");
    fs::write(&file, collector.bodies().remove(0)).expect("written");
    let read = protobuf::read_officially(&mut python, &file);
    let span = &read["resourceSpans"][0]["scopeSpans"][0]["spans"][0];
    assert_eq!(span["name"], "GET join");
    assert_eq!(span["kind"], "SPAN_KIND_SERVER");
    assert_eq!(span["startTimeUnixNano"], ours.start.to_string());
    assert_eq!(span["flags"], 0x301);
    let id = span["attributes"].as_array().expect("attributes").iter();
    let mut id = id.filter(|attribute| attribute["key"] == "linkgate.request_id");
    assert_eq!(
        id.next().expect("one")["value"]["stringValue"],
        answer.request_id()
    );
    let scope = &read["resourceSpans"][0]["scopeSpans"][0]["scope"];
    assert_eq!(scope["name"], "linkgate");
    // Nothing is there that the definitions do not know.
    assert_eq!(read["unknown"], 0);
}

#[test]
fn a_collector_behind_tls_is_authenticated() {
    let collector = StandIns::start(|_| Reply::Page(String::new()));
    let endpoint = format!("https://localhost:{}", collector.address().port());
    let folder = Folder::with(&[
        ("policy.yaml", POLICY),
        ("trusted.pem", collector.authority()),
    ]);
    let mut command = linkgate();
    command.env("SSL_CERT_FILE", folder.path("trusted.pem"));
    let service = Service::start_as(command, folder, &["--otlp-endpoint", &endpoint]);
    service.talk().get("/go/standup");
    let called = eventually("call", || collector.calls().pop());
    assert_eq!((&*called.method, &*called.target), ("POST", "/v1/traces"));

    // Another authority.
    let other = Certificate::new();
    let folder = Folder::with(&[("policy.yaml", POLICY)]);
    fs::copy(&other.flags()[1], folder.path("trusted.pem")).expect("copied");
    let mut command = linkgate();
    command.env("SSL_CERT_FILE", folder.path("trusted.pem"));
    let service = Service::start_as(command, folder, &["--otlp-endpoint", &endpoint]);
    service.talk().get("/go/standup");
    eventually("failure", || {
        service.diagnostics().contains("TLS failed").then_some(())
    });
    assert_eq!(collector.calls(), []);
}
