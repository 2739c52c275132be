//! What each command asks.

use std::fmt::Write as _;

use linkgate::webex::{Address, CallKind, Progress, RestFailure, RestForm};

use super::catalogue;
use super::run::{HOST, run, samples, site};

fn in_words(progress: &Progress) -> String {
    match progress {
        Progress::Ask(_) => "ask".to_owned(),
        Progress::Follow(address) => format!("follow {}", address.as_str()),
        Progress::Show(listing) => {
            let columns: Vec<&str> = listing.columns.iter().map(|c| c.as_str()).collect();
            format!("show {}", columns.join(" "))
        }
        Progress::Done => "done".to_owned(),
        Progress::Failed(failure) => format!("failed {}", failure.as_str()),
    }
}

fn all(host: Option<&str>) -> String {
    let mut out = String::new();
    for command in catalogue().iter() {
        if !matches!(command.address(), Address::Rest(_)) {
            continue;
        }
        let ended = run(command, &samples(command), host);
        writeln!(out, "{}", command.name()).expect("a string");
        for call in ended.calls {
            let (name, kind, method) = (call.name(), call.kind(), call.method().as_str());
            writeln!(out, "  {method} {}  ({name}, {kind:?})", call.target()).expect("a string");
            if let Some(body) = call.body() {
                writeln!(out, "    {body}").expect("a string");
            }
        }
        writeln!(out, "  {}", in_words(&ended.progress)).expect("a string");
    }
    out
}

#[test]
fn commands_ask_in_the_name_of_a_host() {
    insta::assert_snapshot!(all(Some(HOST)));
}

#[test]
fn commands_ask_in_nobodys_name() {
    insta::assert_snapshot!(all(None));
}

/// Nobody's rights are used to change something: the policy, or the caller, names a host.
#[test]
fn what_changes_something_of_a_host_needs_one() {
    for command in catalogue().iter() {
        let Some(form) = RestForm::new(&site(), command) else {
            continue;
        };
        let ended = run(command, &samples(command), None);
        let lacks_host = ended.progress == Progress::Failed(RestFailure::NoHost);
        assert_eq!(form.needs_host(), lacks_host, "{}", command.name());
        assert!(!lacks_host || ended.calls.is_empty(), "{}", command.name());
        let is_about_accounts = command.name().as_str().starts_with("account.");
        if command.effect().needs_confirmation() && !is_about_accounts {
            assert!(form.needs_host(), "{}", command.name());
        }
    }
}

/// A link of one person is never shared, and what is not safe to repeat is not repeated.
#[test]
fn calls_are_kept_and_repeated_as_their_methods_allow() {
    for command in catalogue().iter() {
        if !matches!(command.address(), Address::Rest(_)) {
            continue;
        }
        for call in run(command, &samples(command), Some(HOST)).calls {
            let (method, kind) = (call.method().as_str(), call.kind());
            let target = call.target().split('?').next().unwrap_or_default();
            match (method, kind) {
                ("GET", CallKind::Lookup | CallKind::Read) => {}
                ("PUT" | "PATCH" | "DELETE", CallKind::Repeatable) => {}
                ("POST", CallKind::Repeatable) => {
                    assert!(["meetings/join", "meetingParticipants/query"].contains(&target));
                }
                ("POST", CallKind::Once) => {}
                other => panic!("{}: {other:?}", command.name()),
            }
        }
    }
}
