//! Commands for programs.

use serde::Serialize;

use super::address::address_in_words;
use super::kind;
use super::listed::Listed;
use crate::webex::{Address, Code, Command, Missing, Parameter};

#[derive(Debug, Serialize)]
pub struct CommandFacts<'c> {
    name: &'c str,
    service: &'static str,
    title: &'c str,
    address: Option<String>,
    missing: Vec<&'static str>,
    /// Why there is no address, if there is no equivalent at all.
    reason: Option<&'c str>,
    partial: Option<&'c str>,
    scopes: Option<ScopeFacts<'c>>,
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

/// What a token has to allow: one of these lists.
#[derive(Debug, Serialize)]
struct ScopeFacts<'c> {
    user: Vec<&'c str>,
    admin: Vec<&'c str>,
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
            address: (missing.is_empty() && command.reason().is_none())
                .then(|| address_in_words(command)),
            missing: missing.iter().map(|m| Missing::as_str(*m)).collect(),
            reason: command.reason(),
            partial: words.partial.as_deref(),
            scopes: scope_facts(command),
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

fn scope_facts(command: &Command) -> Option<ScopeFacts<'_>> {
    let Address::Rest(rest) = command.address() else {
        return None;
    };
    let scopes = rest.scopes();
    Some(ScopeFacts {
        user: scopes.user.iter().map(|scope| &**scope).collect(),
        admin: scopes.admin.iter().map(|scope| &**scope).collect(),
    })
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
