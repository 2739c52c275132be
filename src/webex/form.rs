//! Calls whose fields are posted, because one of them is secret: since 2016 Webex takes passwords
//! and partner ids in the body of a POST only (WEBEX.md 5).

use std::fmt;

use super::address::origin_of;
use super::secret::MASK;

/// A form that a browser posts to Webex.
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

    /// The address that it is posted to, which has no query.
    pub fn target(&self) -> &str {
        &self.target
    }

    /// Scheme, host and port of that address.
    pub fn origin(&self) -> &str {
        origin_of(&self.target)
    }

    /// Its fields with their values, secret ones too: for nothing but the page that posts them.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(name, text)| (&**name, &**text))
    }

    pub fn field_names(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|(name, _)| &**name)
    }
}

// Values are masked: which of them are secret is not known here any more.
impl fmt::Debug for PostForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.field_names().collect();
        write!(f, "PostForm({} {names:?} {MASK})", self.target())
    }
}
