//! Reading what is expected of an answer.

use crate::compile::{Fields, Node, Text};
use crate::expectations::model::{Check, Fact, Subject};
use crate::expectations::names::{NameKind, Names};

/// Says that something is not to be there, unless the policy has something of that name.
const NONE: &str = "none";

/// Reads `expect`.
pub fn read_checks(node: Node<'_>, names: &Names<'_>) -> Vec<Check> {
    let mut fields = Fields::open(node, "`expect`");
    let mut checks = Vec::new();
    for fact in Fact::ALL.iter().copied() {
        let text = fields.take_text(fact.as_str());
        checks.extend(text.and_then(|text| read_fact(fact, text, names)));
    }
    let parameters = fields.take("parameters");
    if let Some(parameters) = parameters {
        checks.extend(read_parameters(parameters, names));
    }
    if fields.is_sound() && checks.is_empty() && is_empty(node) {
        let finding = fields.heading().error("`expect` is empty");
        finding.help("write what is to be so, e.g. `expect: { status: 302 }`");
    }
    fields.finish();
    checks
}

fn is_empty(node: Node<'_>) -> bool {
    node.pairs().is_none_or(|mut pairs| pairs.next().is_none())
}

fn read_fact(fact: Fact, text: Text<'_>, names: &Names<'_>) -> Option<Check> {
    let kind = kind_of(fact);
    let is_name = kind.is_some_and(|kind| names.know(kind, &text));
    let may_be_absent = !matches!(fact, Fact::Status | Fact::Outcome);
    let is_absent = may_be_absent && !is_name && text.as_str() == NONE;
    let is_sound = is_absent
        || match kind {
            Some(kind) => is_name || names.check(kind, text),
            None if fact == Fact::Status => is_status(text),
            None => true,
        };
    is_sound.then(|| Check {
        subject: Subject::Fact(fact),
        expected: (!is_absent).then(|| text.as_str().into()),
        place: text.place(),
    })
}

fn kind_of(fact: Fact) -> Option<NameKind> {
    match fact {
        Fact::Outcome => Some(NameKind::Outcome),
        Fact::Would => Some(NameKind::Would),
        Fact::Reason => Some(NameKind::Reason),
        Fact::Route => Some(NameKind::Route),
        Fact::Link => Some(NameKind::Link),
        Fact::Back => Some(NameKind::Back),
        Fact::Status | Fact::Target | Fact::Location => None,
    }
}

fn is_status(text: Text<'_>) -> bool {
    let is_status = matches!(text.as_bytes(), [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9']);
    if !is_status {
        let finding = text.error(format!("`{text}` is no status of HTTP"));
        finding.help("write three digits, like 302 or 403");
    }
    is_status
}

fn read_parameters<'d>(node: Node<'d>, names: &Names<'_>) -> Vec<Check> {
    let fields = Fields::open(node, "`parameters`");
    if fields.is_sound() && is_empty(node) {
        let finding = fields.heading().error("`parameters` is empty");
        finding.help("write a value, e.g. `parameters: { meeting_key: 123456789 }`, or remove it");
    }
    let checks = fields.rest().into_iter().filter_map(|entry| {
        let is_known = names.check(NameKind::Parameter, entry.name);
        let value = entry.value.read_text("the value of a parameter")?;
        is_known.then(|| Check {
            subject: Subject::Parameter(entry.name.as_str().into()),
            expected: Some(value.as_str().into()),
            place: value.place(),
        })
    });
    checks.collect()
}
