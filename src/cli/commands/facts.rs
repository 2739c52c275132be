//! Commands for programs.

use serde::Serialize;

use super::address::address_in_words;
use super::kind;
use super::listed::Listed;
use crate::webex::{Code, Missing, Parameter};

#[derive(Debug, Serialize)]
pub struct CommandFacts<'c> {
    name: &'c str,
    service: &'static str,
    title: &'c str,
    address: Option<String>,
    missing: Vec<&'static str>,
    effect: &'static str,
    back: bool,
    parameters: Vec<ParameterFacts<'c>>,
    returns: Vec<&'c str>,
    returns_format: Option<&'c str>,
    evidence: &'static str,
    source: &'c str,
    note: Option<&'c str>,
    /// Empty when all sites understand it like this.
    sites: &'c [&'c str],
}

#[derive(Debug, Serialize)]
struct ParameterFacts<'c> {
    name: &'c str,
    codes: Vec<&'c str>,
    r#type: String,
    required: bool,
    secret: bool,
    note: Option<&'c str>,
}

impl<'c> CommandFacts<'c> {
    pub fn of(listed: &'c Listed<'c>) -> Self {
        let command = listed.command;
        let words = command.words();
        let missing = command.missing();
        Self {
            name: command.name().as_str(),
            service: command.service().as_str(),
            title: &words.title,
            address: missing.is_empty().then(|| address_in_words(command)),
            missing: missing.iter().map(|m| Missing::as_str(*m)).collect(),
            effect: command.effect().as_str(),
            back: command.takes_back(),
            parameters: command.parameters().iter().map(parameter_facts).collect(),
            returns: words.returns.iter().map(|field| &**field).collect(),
            returns_format: words.returns_format.as_deref(),
            evidence: words.evidence.as_str(),
            source: &words.source,
            note: words.note.as_deref(),
            sites: &listed.sites,
        }
    }
}

fn parameter_facts(parameter: &Parameter) -> ParameterFacts<'_> {
    ParameterFacts {
        name: parameter.name(),
        codes: parameter.codes().iter().map(Code::as_str).collect(),
        r#type: kind::in_words(parameter.kind()),
        required: parameter.is_required(),
        secret: parameter.is_secret(),
        note: parameter.note(),
    }
}
