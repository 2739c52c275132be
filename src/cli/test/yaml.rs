//! A test as a file of expectations has it.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::cli::explanation::second;
use crate::cli::yaml_text::yaml_text;
use crate::expectations::{Answer, Case, Fact, TestCaller};

/// One item of the list `tests`, each line with that many spaces before it.
pub fn item(case: Case<'_>, answer: &Answer, indent: usize) -> String {
    let test = case.test;
    let mut lines = vec![
        field("- name", &test.name),
        field("  request", &case.request.in_words()),
    ];
    let caller = caller(case.caller);
    if !caller.is_empty() {
        lines.push(format!("  caller: {{ {} }}", caller.join(", ")));
    }
    lines.push(field("  at", &second(test.at)));
    if let Some(referrer) = &test.referrer {
        lines.push(field("  referrer", referrer));
    }
    lines.push("  expect:".to_owned());
    lines.extend(expected(answer));
    let mut out = String::new();
    for line in lines {
        let _ = writeln!(out, "{:indent$}{line}", "");
    }
    out
}

fn expected(answer: &Answer) -> Vec<String> {
    let facts = Fact::ALL.iter().filter_map(|fact| {
        let text = answer.fact(*fact)?;
        // The same address twice says nothing more.
        let is_target = *fact == Fact::Location && answer.location == answer.target;
        (!is_target).then(|| field(&format!("    {}", fact.as_str()), &text))
    });
    let mut lines: Vec<String> = facts.collect();
    if !answer.parameters.is_empty() {
        lines.push("    parameters:".to_owned());
    }
    let parameters = answer.parameters.iter();
    lines.extend(parameters.map(|parameter| {
        let key = format!("      {}", yaml_text(&parameter.name));
        field(&key, &parameter.value)
    }));
    lines
}

fn caller(caller: &TestCaller) -> Vec<String> {
    let texts = [
        ("user", &caller.user),
        ("name", &caller.name),
        ("email", &caller.email),
    ];
    let texts = texts.into_iter();
    let mut fields: Vec<String> = texts
        .filter_map(|(key, text)| Some(field(key, text.as_ref()?)))
        .collect();
    if !caller.groups.is_empty() {
        let groups = caller.groups.iter().map(|group| yaml_text(group));
        let groups: Vec<Cow<'_, str>> = groups.collect();
        fields.push(format!("groups: [{}]", groups.join(", ")));
    }
    fields.extend(caller.by.as_ref().map(|by| field("by", by)));
    fields.extend(caller.certificate.as_ref().map(|held| {
        let email = held.emails.first();
        field("certificate", email.unwrap_or(&held.subject))
    }));
    fields.extend(caller.from.map(|from| field("from", &from.to_string())));
    fields
}

fn field(key: &str, value: &str) -> String {
    format!("{key}: {}", yaml_text(value))
}
