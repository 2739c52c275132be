//! Fields and words of the decision log.

use std::collections::BTreeSet;
use std::fs;
use std::sync::Arc;

use jiff::Timestamp;
use linkgate::telemetry::{DecisionLog, Line};
use serde_json::Value;

use super::{first_column, quoted};
use crate::docs::read;

/// What an operator searches and alerts for stands in the manual.
#[test]
fn every_word_of_log_and_metrics_is_in_the_manual() {
    let manual = read("docs/operating.md");
    let reasons = linkgate::webex::Reason::ALL
        .iter()
        .map(|reason| reason.as_str());
    let faults = read("src/gateway/fault.rs");
    let (_, faults) = faults
        .split_once("fn outcome(&self)")
        .expect("the outcomes");
    let (faults, _) = faults
        .split_once("/// What the visitor reads")
        .expect("an end");
    let words = faults.split('"').skip(1).step_by(2);
    let of_parsing = [
        "host",
        "target",
        "headers",
        "too_long",
        "no_such_route",
        "no_way_on",
    ];
    let words = words.filter(|word| !of_parsing.contains(word));
    for word in reasons.chain(words) {
        assert!(manual.contains(&format!("`{word}`")), "{word}");
    }
}

/// A line with every field; a new field does not compile without a value here.
fn full_line() -> Line<'static> {
    Line {
        time: Timestamp::UNIX_EPOCH,
        request_id: "1",
        trace_id: Some("0af7651916cd43dd8448eb211c80319c"),
        span_id: Some("b7ad6b7169203331"),
        method: "GET",
        client: None,
        policy: "0123456789abcdef",
        caller: Some("ann"),
        identity_provider: Some("headers"),
        auth_error: Some("expired"),
        route: Some("join"),
        link: Some("standup"),
        meeting_key: Some("******789"),
        step: Some(1),
        webex: Some("success"),
        outcome: "returned",
        status: 303,
        reason: Some("invalid_value"),
        parameter: Some("meeting_key"),
        back: Some("meetings"),
        ignored_query_fields: 0,
    }
}

/// The keys of a line as it is written.
async fn fields_of(line: &Line<'_>) -> BTreeSet<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("log");
    let file = fs::File::create(&path).expect("a file");
    let log = DecisionLog::start(file, Arc::default()).expect("a thread");
    assert!(log.write(line));
    log.flush().await;
    let written = fs::read_to_string(&path).expect("a line");
    let line: serde_json::Map<String, Value> = serde_json::from_str(&written).expect("JSON");
    line.into_iter().map(|(name, _)| name).collect()
}

#[tokio::test]
async fn the_manual_and_the_decision_log_have_the_same_fields() {
    let manual = read("docs/operating.md");
    let documented = first_column(&manual, "### Fields\n");
    assert_eq!(fields_of(&full_line()).await, documented);
    // What is promised to be in every line is what a line without anything else has.
    let least = Line {
        trace_id: None,
        span_id: None,
        caller: None,
        identity_provider: None,
        auth_error: None,
        route: None,
        link: None,
        meeting_key: None,
        step: None,
        webex: None,
        reason: None,
        parameter: None,
        back: None,
        ..full_line()
    };
    let (before, _) = manual.split_once(" are in every line.").expect("a promise");
    let promised = before.rsplit("\n- ").next().expect("an item");
    let promised: BTreeSet<String> = quoted(promised).map(str::to_owned).collect();
    assert_eq!(fields_of(&least).await, promised);
}
