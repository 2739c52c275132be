//! A command that is one call of the REST API, after what has to be found.

use std::fmt;

use super::call::{CallKind, CallName, RestMethod};
use super::find::Find;
use super::listing::Column;
use super::scopes::Scopes;
use super::shown_field::ShownField;
use crate::webex::code::Code;
use crate::webex::parameter::Parameter;
use crate::webex::parameter_type::ParameterType;
use crate::webex::template::Template;

/// A command that is one call of the REST API, after what has to be found.
///
/// Parameters with a code are fields of the call: in the query of GET and DELETE, in the body
/// otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    pub name: CallName,
    pub method: RestMethod,
    /// Below the base of the API. `{found}` stands for the id of what is found, other places for
    /// parameters.
    pub path: Template,
    /// The path that does the same for administrators, when nobody names a host.
    pub admin_path: Option<Template>,
    pub find: Option<Find>,
    /// The field with the id of what is found, unless the path has it.
    pub found: Option<Code>,
    /// The field with the mail address of the host in whose name the call acts.
    pub host: Option<Code>,
    /// The field with the host name of the site.
    pub site: Option<Code>,
    /// The field with the name of the time zone.
    pub zone: Option<Code>,
    /// Fields that stand in the query of a call with a body.
    pub query: Vec<Code>,
    /// Fields that are always the same.
    pub fixed: Vec<FixedField>,
    /// Fields that take a list of which we have one item.
    pub lists: Vec<Code>,
    /// Fields that are read first and sent back, because the call replaces them all.
    pub kept: Vec<Code>,
    /// The kept list to which the fields of the parameters are appended, as one object.
    pub appended: Option<Code>,
    /// Whether it only looks, although its method is POST.
    pub only_reads: bool,
    pub answer: Answer,
    pub scopes: Scopes,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FixedField {
    pub code: Code,
    /// `true`, `false`, a number, or a text.
    pub text: Box<str>,
}

/// What of the answer is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Nothing: it is done.
    Done,
    Rows(RowShape),
    /// A row for each of these fields, with the name of the field and whether it is true.
    Flags(Vec<ShownField>),
    /// The field with an address to which the person goes on.
    Link(ShownField),
}

/// Where the rows of an answer are, and what of them is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowShape {
    /// The lists within lists whose innermost items are rows; empty if the answer is one row.
    pub within: Vec<Code>,
    pub columns: Vec<ColumnOf>,
    /// Whether an answer without rows means that there is no such thing.
    pub is_one: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnOf {
    pub column: Column,
    /// A field of the row, or of what the row stands in.
    pub field: ShownField,
}

impl Operation {
    /// The place of a path that is filled with the id of what was found.
    pub const FOUND: &'static str = "found";

    pub fn places(&self) -> impl Iterator<Item = &str> {
        self.path.names().filter(|name| *name != Self::FOUND)
    }

    /// Whether a parameter without a code says when: how long, or in which time zone.
    pub fn times_with(&self, parameter: &Parameter) -> bool {
        matches!(
            parameter.kind(),
            ParameterType::Duration { .. } | ParameterType::TimeZone
        )
    }

    pub fn kind(&self) -> CallKind {
        match self.method {
            RestMethod::Get => CallKind::Read,
            RestMethod::Post if self.only_reads => CallKind::Repeatable,
            RestMethod::Post => CallKind::Once,
            RestMethod::Put | RestMethod::Patch | RestMethod::Delete => CallKind::Repeatable,
        }
    }

    /// Whether it only looks.
    pub fn looks(&self) -> bool {
        self.method == RestMethod::Get || self.only_reads
    }

    /// Whether it needs a host in whose name it acts. An administrator can look for the host
    /// instead, but must not change anything in the name of whoever that is.
    pub fn needs_host(&self) -> bool {
        let by_number = self.find.is_some_and(Find::is_by_number);
        match self.looks() {
            true => self.host.is_some() && self.admin_path.is_none() && !by_number,
            false => self.host.is_some() || by_number,
        }
    }

    /// Whether a field stands in the query.
    pub fn is_in_query(&self, code: &Code) -> bool {
        let has_no_body = matches!(self.method, RestMethod::Get | RestMethod::Delete);
        has_no_body || self.query.contains(code)
    }

    /// Most rows that one answer holds, if the call says so.
    pub fn most_rows(&self) -> Option<usize> {
        let mut fixed = self.fixed.iter();
        let max = fixed.find(|field| field.code.as_str() == "max")?;
        max.text.parse().ok()
    }
}

/// The call for people to read: `DELETE meetings/{found}`.
impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method.as_str(), self.path)
    }
}
