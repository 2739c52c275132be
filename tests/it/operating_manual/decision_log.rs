//! Fields and words of the decision log.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use linkgate::decision::{Malformed, TicketError};
use linkgate::identity::{AuthError, HeaderConflict};
use linkgate::telemetry::{DecisionLog, Line};
use linkgate::webex::{Ending, Reason};
use serde_json::Value;

use super::{first_column, quoted, rows};
use crate::docs::read;

/// The words of an enum's list.
macro_rules! words_of {
    ($list:ty) => {
        <$list>::ALL.iter().map(|word| word.as_str())
    };
}

#[test]
fn the_manual_has_the_words_of_failed_authentication_and_no_other() {
    let manual = read("docs/operating.md");
    let documented = first_column(&manual, "| `auth_error` |");
    assert_eq!(AuthError::words().collect::<BTreeSet<_>>(), documented);
}

#[test]
fn the_manual_has_the_words_of_webex_and_no_other() {
    let manual = read("docs/operating.md");
    let endings = [
        Ending::Success,
        Ending::AlreadyLoggedIn,
        Ending::Silent,
        Ending::Unclear,
    ];
    let words = words_of!(Reason).chain(endings.map(Ending::as_str));
    let documented = first_column(&manual, "| `webex` |");
    assert_eq!(words.collect::<BTreeSet<_>>(), documented);
}

/// The literals of a function of the gateway.
fn literals<'s>(source: &'s str, from: &str, to: &str) -> impl Iterator<Item = &'s str> {
    let (_, source) = source.split_once(from).expect(from);
    let (source, _) = source.split_once(to).expect(to);
    source.split('"').skip(1).step_by(2)
}

#[test]
fn every_outcome_and_reason_is_in_the_manual() {
    let manual = read("docs/operating.md");
    let faults = read("src/gateway/fault.rs");
    let outcomes = first_column(&manual, "| `outcome` |");
    for word in literals(&faults, "fn outcome(&self)", "fn reason(&self)") {
        assert!(outcomes.contains(word), "{word}");
    }
    let reasons = first_column(&manual, "| `reason` |");
    let words = literals(&faults, "fn reason(&self)", "fn status(&self)")
        .chain(words_of!(HeaderConflict))
        .chain(words_of!(TicketError))
        .chain(words_of!(Malformed));
    for word in words {
        assert!(reasons.contains(word), "{word}");
    }
}

/// Every file of the sources.
fn sources(folder: &Path, found: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else {
            found.push_str(&fs::read_to_string(&path).expect("text"));
        }
    }
}

#[test]
fn every_outcome_and_reason_of_the_manual_is_in_the_sources() {
    let manual = read("docs/operating.md");
    let mut text = String::new();
    sources(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut text,
    );
    let outcomes = first_column(&manual, "| `outcome` |");
    let reasons = first_column(&manual, "| `reason` |");
    assert!(outcomes.len() > 25 && reasons.len() > 25);
    for word in outcomes.union(&reasons) {
        assert!(text.contains(&format!("\"{word}\"")), "{word}");
    }
    for row in rows(&manual, "| `reason` |") {
        for outcome in quoted(row[1]) {
            assert!(outcomes.contains(outcome), "{row:?}");
        }
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

fn names(fields: &BTreeSet<String>) -> BTreeSet<&str> {
    fields.iter().map(String::as_str).collect()
}

#[tokio::test]
async fn the_manual_and_the_decision_log_have_the_same_fields() {
    let manual = read("docs/operating.md");
    let documented = first_column(&manual, "| field |");
    assert_eq!(names(&fields_of(&full_line()).await), documented);
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
    let promised: BTreeSet<&str> = quoted(promised).collect();
    assert_eq!(names(&fields_of(&least).await), promised);
    let readme = read("README.md");
    let (_, named) = readme
        .split_once("one JSON line per decision:")
        .expect("a list");
    let (named, _) = named.split_once(" and more").expect("an end");
    for field in quoted(named) {
        assert!(documented.contains(field), "{field}");
    }
}
