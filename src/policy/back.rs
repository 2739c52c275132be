//! Back URLs: the only places to which Webex may send people afterwards.

use crate::webex::{BackUrl, Origins};

/// A back URL with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedBack {
    pub(crate) name: Box<str>,
    pub(crate) url: BackUrl,
    /// Whose pages people may be sent back to, if they came from there.
    pub(crate) referrers: Option<Origins>,
}

impl NamedBack {
    /// What the policy, and a visitor who picks it, calls it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where it leads, unless the page that the person came from counts.
    pub fn url(&self) -> &BackUrl {
        &self.url
    }

    /// The origins whose pages count, if any do.
    pub fn referrers(&self) -> Option<&Origins> {
        self.referrers.as_ref()
    }
}
