//! A test as a file of expectations has it.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::cli::explanation::second;
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
        let key = format!("      {}", scalar(&parameter.name));
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
        let groups = caller.groups.iter().map(|group| scalar(group));
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
    format!("{key}: {}", scalar(value))
}

/// A text as it is, where YAML reads it so anywhere, else between quotes.
fn scalar(text: &str) -> Cow<'_, str> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/_.@%?=&+-:".contains(&byte);
    let starts_plainly = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'/';
    let is_word = text.bytes().all(is_plain)
        && text.as_bytes().first().is_some_and(starts_plainly)
        && !text.ends_with(':')
        && !text.contains("::")
        && !matches!(text, "null" | "Null" | "NULL");
    match is_word {
        true => text.into(),
        // JSON's notation of a text is one of YAML's.
        false => serde_json::Value::from(text).to_string().into(),
    }
}
