//! What a line has for `linkgate replay`, where the policy says `log: { replayable: yes }`.
//!
//! Every text is a word of the policy or of the code, or a placeholder for a value; docs/operating.md says
//! which. Of the request itself it has nothing that a line without it has not.

use serde::Serialize;

/// What another policy has to know of a request in order to decide it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Replay<'a> {
    /// The requested path with the query fields that count, in words of the policy and placeholders.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<Box<str>>,
    /// What there is no path for, by the word of the code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lost: Option<&'static str>,
    /// Whether the answer could be a page for a person.
    pub takes_pages: bool,
    /// The declared origin of the page that the person came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_origin: Option<Box<str>>,
    /// What is known of the caller; `None` for one of whom nothing is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caller: Option<CallerFacts<'a>>,
}

/// What is known of a caller, in names that the policy asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CallerFacts<'a> {
    /// Which facts are known at all: `user`, `email`, `name`, `groups`, `certificate`.
    pub has: Vec<&'static str>,
    /// What the policy asks for and the caller has.
    #[serde(skip_serializing_if = "FactNames::is_empty")]
    pub holds: FactNames<'a>,
    /// What the policy asks for and the caller has not.
    #[serde(skip_serializing_if = "FactNames::is_empty")]
    pub lacks: FactNames<'a>,
}

/// Names of a policy, by the condition that asks for them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FactNames<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub group: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mail_domain: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub certificate: Vec<&'a str>,
}

impl FactNames<'_> {
    pub fn is_empty(&self) -> bool {
        self.group.is_empty() && self.mail_domain.is_empty() && self.certificate.is_empty()
    }
}
