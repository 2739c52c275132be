//! What an explanation leaves out when the text that was typed may hold a password: all that a path
//! takes over from that text, but for numbers.

use url::Url;

use crate::decision::{Filled, LinkRequest};
use crate::policy::{Policy, Target, ValueOrigin, ValueSource};
use crate::webex::{MASK, OwnPath, ParameterType};

/// Whether the visitor's texts are told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Texts {
    #[default]
    Told,
    /// There may be a password in them.
    Concealed,
}

impl Texts {
    /// What of a path is told that was written from a typed text.
    pub fn of(self, path: &OwnPath, policy: &Policy) -> Self {
        match self == Self::Told || has_no_text(path, policy) {
            true => Self::Told,
            false => Self::Concealed,
        }
    }

    pub fn path(self, path: &OwnPath) -> String {
        match self {
            Self::Told => path.to_string(),
            Self::Concealed => MASK.to_owned(),
        }
    }

    /// An address to which an answer leads.
    pub fn address(self, address: String) -> String {
        match self {
            Self::Told => address,
            Self::Concealed => origin(&address),
        }
    }

    pub fn conceals(self, filled: &Filled<'_, '_>) -> bool {
        let is_of_visitor = matches!(filled.origin, ValueOrigin::Path | ValueOrigin::Query);
        self == Self::Concealed && is_of_visitor && !is_number(filled.parameter.kind())
    }
}

fn origin(address: &str) -> String {
    match Url::parse(address) {
        Ok(url) => format!("{}/{MASK}", url.origin().ascii_serialization()),
        Err(_) => MASK.to_owned(),
    }
}

/// Whether a path has words of the policy and numbers only.
fn has_no_text(path: &OwnPath, policy: &Policy) -> bool {
    let Ok(request) = LinkRequest::parse(path.as_str()) else {
        return false;
    };
    let has_query = request.query().next().is_some();
    !has_query
        && match policy.find(request.segments()) {
            Some(Target::Link(_) | Target::Alias(_)) => true,
            Some(Target::Route(id)) => policy.route(id).bindings().iter().all(|binding| {
                let is_in_path = matches!(binding.source(), ValueSource::Path(_));
                !is_in_path || is_number(binding.parameter().kind())
            }),
            None => false,
        }
}

fn is_number(kind: &ParameterType) -> bool {
    matches!(
        kind,
        ParameterType::Digits { .. } | ParameterType::Number { .. }
    )
}
