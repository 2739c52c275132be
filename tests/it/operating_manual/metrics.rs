//! Names of metrics, and the series that are there from the start.

use std::collections::BTreeSet;

use linkgate::telemetry::{Ended, Metrics, ReloadResult, Shed, Subject};

use crate::docs::read;
use crate::support::Gateway;

/// The manual has every metric that there is, and no other.
#[test]
fn the_manual_and_the_metrics_have_the_same_names() {
    let metrics = Metrics::default();
    metrics.count(Some("join"), "redirected", 1);
    metrics.count_return("join", "success");
    metrics.count_authentication_failure("expired");
    metrics.count_refusal(Some("join"), "client_not_allowed");
    let connections = metrics.connections();
    connections.count_shed(Shed::Full);
    connections.count_ended(Ended::Done);
    let state = metrics.state();
    state.count_reload(Subject::Policy, ReloadResult::Changed);
    state.policy_in_force("0123456789abcdef", 0);
    state.certificate_in_force("gate.pem".to_owned(), 0);
    let text = metrics.encode();
    let told: BTreeSet<String> = text
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE ")?.split_once(' '))
        .map(|(name, kind)| match kind {
            "counter" => format!("{name}_total"),
            _ => name.to_owned(),
        })
        .collect();
    let manual = read("docs/operating.md");
    let documented: BTreeSet<String> = manual
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
        .filter(|name| name.starts_with("linkgate_") || name.starts_with("process_"))
        .map(str::to_owned)
        .collect();
    assert_eq!(told, documented);
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
