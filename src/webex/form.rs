//! A call whose parameters travel in the body of a form, because a secret is
//! among them (WEBEX.md 5).

use std::fmt;

use super::address::origin_of;
use super::secret::MASK;

/// A form that a person's browser posts to Webex.
///
/// Only [`CallForm::form`](super::CallForm::form) makes one.
#[derive(Clone, PartialEq, Eq)]
pub struct PostForm {
    target: String,
    fields: Vec<(String, String)>,
}

impl PostForm {
    pub(super) fn new(target: String, fields: Vec<(String, String)>) -> Self {
        Self { target, fields }
    }

    /// Where it is posted to: an address without a query.
    pub fn target(&self) -> &str {
        &self.target
    }

    /// Scheme, host and port of that address.
    pub fn origin(&self) -> &str {
        origin_of(&self.target)
    }

    /// Its fields, secrets among them: for the page that posts them, and for
    /// nothing else.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(name, text)| (&**name, &**text))
    }

    /// The names of its fields.
    pub fn field_names(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|(name, _)| &**name)
    }
}

impl fmt::Debug for PostForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.field_names().collect();
        write!(f, "PostForm({} {names:?} {MASK})", self.target())
    }
}
