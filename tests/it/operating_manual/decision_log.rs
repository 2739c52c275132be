//! Fields and words of the decision log.

use std::collections::BTreeSet;
use std::fs;
use std::sync::Arc;

use jiff::Timestamp;
use linkgate::gateway::{OutcomeWord, all_reasons};
use linkgate::identity::AuthError;
use linkgate::telemetry::{DecisionLog, Detail, FurtherCaller, Line, Replay, Would};
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

#[test]
fn the_manual_has_the_outcomes_and_no_other() {
    let manual = read("docs/operating.md");
    let documented = first_column(&manual, "| `outcome` |");
    assert_eq!(words_of!(OutcomeWord).collect::<BTreeSet<_>>(), documented);
}

#[test]
fn the_manual_has_the_reasons_and_no_other() {
    let manual = read("docs/operating.md");
    let documented = first_column(&manual, "| `reason` |");
    assert_eq!(all_reasons().collect::<BTreeSet<_>>(), documented);
    for row in rows(&manual, "| `reason` |") {
        for outcome in quoted(row[1]) {
            assert!(OutcomeWord::from_word(outcome).is_some(), "{row:?}");
        }
    }
}

/// A line with every field; a new field does not compile without a value here.
fn full_line<'d>(detail: &'d Detail<'static>, replay: &'d Replay<'static>) -> Line<'d> {
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
        further_callers: vec![FurtherCaller {
            caller: Some("bob"),
            identity_provider: "certificate",
        }],
        auth_error: Some("expired"),
        route: Some("join"),
        link: Some("standup"),
        alias: Some("daily"),
        meeting_key: Some("******789"),
        step: Some(1),
        webex: Some("success"),
        outcome: "returned",
        status: 303,
        reason: Some("invalid_value"),
        detail: Some(detail),
        back: Some("meetings"),
        ignored_query_fields: 0,
        replay: Some(replay),
    }
}

/// The same of what a line has for the help desk.
fn full_detail() -> Detail<'static> {
    Detail {
        parameter: Some("meeting_key"),
        missed_name: Some("standup".into()),
        host: Some("other.example".into()),
        webex_call: Some("find_meeting"),
        tracking_id: Some("ROUTER_00000000-0000-0000-0000-000000000001".into()),
        webex_error: Some("host".into()),
        rule: Some("allow group staff".into()),
        groups: vec!["staff"],
        near_groups: vec!["staff"],
        would: Some(Would {
            outcome: "denied",
            reason: Some("identity_not_allowed"),
            rule: Some("deny group guests".into()),
        }),
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
    let (detail, replay) = (full_detail(), Replay::default());
    assert_eq!(
        names(&fields_of(&full_line(&detail, &replay)).await),
        documented
    );
    // What is promised to be in every line is what a line without anything else has.
    let least = Line {
        trace_id: None,
        span_id: None,
        caller: None,
        identity_provider: None,
        further_callers: Vec::new(),
        auth_error: None,
        route: None,
        link: None,
        alias: None,
        meeting_key: None,
        step: None,
        webex: None,
        reason: None,
        detail: None,
        back: None,
        replay: None,
        ..full_line(&detail, &replay)
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
