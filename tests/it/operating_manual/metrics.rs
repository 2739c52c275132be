//! Names of metrics, and the series that are there from the start.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use linkgate::telemetry::{
    DisconnectReason, DroppedSpan, LookupSource, Metrics, PollResult, ReloadResult, Shed, Subject,
    TokenRefresh, UpstreamApi,
};
use linkgate::upstream::{ReplyClass, UpstreamError};

use super::{first_column, quoted, rows};
use crate::docs::read;
use crate::support::Gateway;

/// Metrics with the names of their labels.
type Labelled<'t> = BTreeMap<String, BTreeSet<&'t str>>;

/// A series of every metric.
fn encoded() -> String {
    let metrics = Metrics::default();
    metrics.requests(Some("join"), "redirected").inc();
    metrics.count_ignored(Some("join"), 1);
    metrics.count_return("join", "success");
    metrics.count_authentication_failure("expired");
    metrics.count_refusal(Some("join"), "client_not_allowed");
    metrics.count_report_only(Some("join"), "denied");
    let connections = metrics.connections();
    connections.count_shed(Shed::ConnectionLimit);
    connections.count_ended(DisconnectReason::Done);
    let state = metrics.state();
    state.count_reload(Subject::Policy, ReloadResult::Changed);
    state.policy_in_force("0123456789abcdef", 0);
    state.certificate_in_force("gate.pem".to_owned(), 0);
    let source = metrics.policy_source();
    source.count_poll(PollResult::Changed);
    source.confirm(0);
    let upstream = metrics.upstream();
    upstream.circuit("acme", UpstreamApi::Rest, false);
    upstream.expect_tokens("acme");
    upstream.count_call("acme", "join", "ok");
    upstream.time_call("acme", "join", 0.1);
    upstream.lookups("acme", LookupSource::Hit).inc();
    metrics.encode()
}

/// The names before `="` in the braces of a series or a selector.
fn labels(braces: &str) -> BTreeSet<&str> {
    let names = braces.split(',').filter_map(|pair| pair.split_once("=\""));
    names.map(|(name, _)| name.trim()).collect()
}

fn counted(text: &str) -> Labelled<'_> {
    let names = text
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE ")?.split_once(' '))
        .map(|(name, kind)| match kind {
            "counter" => format!("{name}_total"),
            _ => name.to_owned(),
        });
    names
        .map(|name| {
            let series = text.lines().find_map(|line| {
                let rest = line.strip_prefix(&*name)?;
                // Of a histogram, this one has no label of its own.
                let rest = rest.strip_prefix("_sum").unwrap_or(rest);
                rest.strip_prefix('{')?.split('}').next()
            });
            (name, series.map(labels).unwrap_or_default())
        })
        .collect()
}

/// The manual has every metric that there is, and no other.
#[test]
fn the_manual_and_the_metrics_have_the_same_names_and_labels() {
    let manual = read("docs/operating.md");
    let documented: Labelled<'_> = rows(&manual, "| metric |")
        .into_iter()
        .map(|row| {
            let name = quoted(row[0]).next().expect("a name");
            (name.to_owned(), quoted(row[1]).collect())
        })
        .collect();
    assert_eq!(counted(&encoded()), documented);
}

#[test]
fn the_manual_has_the_words_of_labels_and_no_other() {
    macro_rules! words_of {
        ($list:ty) => {
            <$list>::ALL.iter().map(|word| word.as_str())
        };
    }
    let manual = read("docs/operating.md");
    let of_row = |metric: &str| -> BTreeSet<&str> {
        let rows = rows(&manual, "| metric |");
        let row = rows
            .iter()
            .find(|row| quoted(row[0]).any(|name| name == metric));
        let words = quoted(row.expect("a row")[2]);
        words.filter(|word| !word.starts_with("--")).collect()
    };
    for (metric, words) in [
        ("linkgate_connections_shed_total", words_of!(Shed).collect()),
        (
            "linkgate_otlp_dropped_spans_total",
            words_of!(DroppedSpan).collect(),
        ),
        (
            "linkgate_reloads_total",
            words_of!(Subject)
                .chain(words_of!(ReloadResult))
                .collect::<BTreeSet<_>>(),
        ),
        (
            "linkgate_upstream_circuit_open",
            words_of!(UpstreamApi).collect(),
        ),
        (
            "linkgate_upstream_lookups_total",
            words_of!(LookupSource).collect(),
        ),
        (
            "linkgate_upstream_token_refreshes_total",
            words_of!(TokenRefresh).collect(),
        ),
    ] {
        assert_eq!(of_row(metric), words, "{metric}");
    }
}

/// Files in which an operator may find a metric: all but the changelog, which has old names too.
fn documents() -> Vec<PathBuf> {
    fn add(path: PathBuf, files: &mut Vec<PathBuf>) {
        if path.is_dir() {
            for entry in fs::read_dir(path).expect("a folder") {
                add(entry.expect("an entry").path(), files);
            }
        } else {
            files.push(path);
        }
    }
    let mut files = Vec::new();
    for name in ["README.md", "SECURITY.md", "docs", "deploy", "config"] {
        add(Path::new(env!("CARGO_MANIFEST_DIR")).join(name), &mut files);
    }
    files
}

/// What begins like a metric and is none: the cookie after a login, and file names of packages.
const NO_METRICS: [&str; 3] = ["linkgate_login", "linkgate_language", "linkgate_"];

/// Metrics, labels and words in samples and prose exist.
#[test]
fn what_documents_and_samples_name_of_the_metrics_exists() {
    let encoded = encoded();
    let metrics = counted(&encoded);
    let manual = read("docs/operating.md");
    let mut named = 0;
    // Queries, with labels of Prometheus in them, are tried by a real one in tests/deploy.
    let queries = Path::new("deploy/observability");
    for path in documents() {
        if path
            .parent()
            .is_some_and(|folder| folder.ends_with(queries))
        {
            continue;
        }
        // What is no text, as a picture, names none.
        let text = fs::read_to_string(&path).unwrap_or_default();
        for (at, _) in text.match_indices("linkgate_") {
            let rest = &text[at..];
            let is_part = |c: char| c.is_ascii_lowercase() || c == '_';
            let (name, rest) = rest.split_at(rest.find(|c| !is_part(c)).unwrap_or(rest.len()));
            if NO_METRICS.contains(&name) {
                continue;
            }
            named += 1;
            let of_histogram = ["_bucket", "_sum", "_count"];
            let base = of_histogram.iter().find_map(|end| name.strip_suffix(end));
            let found = metrics.get(name).or_else(|| metrics.get(base?));
            let known = found.unwrap_or_else(|| panic!("{}: no {name}", path.display()));
            let braces = rest
                .strip_prefix('{')
                .and_then(|rest| rest.split('}').next());
            let braces = braces.unwrap_or_default();
            assert!(
                labels(braces).is_subset(known),
                "{}: {name}{{{braces}}}",
                path.display()
            );
            for word in braces.split('"').skip(1).step_by(2) {
                assert!(
                    manual.contains(&format!("`{word}`")),
                    "{}: {word}",
                    path.display()
                );
            }
        }
    }
    assert!(named > 25, "{named} are named");
}

/// An alert on the first event sees it only where the series is there before.
#[test]
fn counters_with_words_of_the_program_begin_at_nothing() {
    let gateway = Gateway::new();
    let text = gateway.metrics();
    for (series, words) in [
        (
            "linkgate_reloads_total{subject=\"@\",result=\"refused\"} 0",
            &["policy", "certificates", "admin_tokens"][..],
        ),
        (
            "linkgate_connections_shed_total{reason=\"@\"} 0",
            &["connection_limit", "per_address_limit"],
        ),
        (
            "linkgate_connections_ended_total{reason=\"@\"} ",
            &["done", "no_request", "handshake", "proxy_header", "flood"],
        ),
        (
            "linkgate_authentication_failures_total{auth_error=\"@\"} 0",
            &[
                "malformed",
                "keys_unavailable",
                "missing_user",
                "invalid_certificate",
            ],
        ),
        (
            "linkgate_requests_total{route=\"none\",outcome=\"@\"} 0",
            &[
                "conflicting_identity",
                "invalid_ticket",
                "rate_limited",
                "not_found",
            ],
        ),
        ("linkgate_decision_log_@_lines_total 0", &["dropped"]),
    ] {
        for word in words {
            let series = series.replace('@', word);
            assert!(text.contains(&series), "{series} is not in\n{text}");
        }
    }
    let version = env!("CARGO_PKG_VERSION");
    assert!(text.contains(&format!("linkgate_build_info{{version=\"{version}\"}} 1\n")));
    assert!(text.ends_with("# EOF\n") && text.matches("# EOF").count() == 1);
}

#[test]
fn the_manual_lists_how_connections_end() {
    let manual = read("docs/operating.md");
    let documented = first_column(&manual, "| `reason` | the connection |");
    let reasons = DisconnectReason::ALL.iter().map(|reason| reason.as_str());
    assert_eq!(reasons.collect::<BTreeSet<_>>(), documented);
}

#[test]
fn the_manual_lists_how_calls_end() {
    let manual = read("docs/operating.md");
    let documented = first_column(&manual, "| result of a call |");
    let replies = ReplyClass::ALL.iter().map(|class| class.as_str());
    let errors = UpstreamError::ALL.iter().map(|error| error.as_str());
    assert_eq!(replies.chain(errors).collect::<BTreeSet<_>>(), documented);
}
