//! Back URLs: the only places to which Webex may send people afterwards.

use crate::webex::{BackUrl, Origins};

/// A back URL with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedBack {
    pub(crate) name: Box<str>,
    pub(crate) url: BackUrl,
    /// The origins whose pages people return to, if they came from there.
    pub(crate) referrers: Option<Origins>,
}

impl NamedBack {
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The address, which counts unless the page that the person came from does.
    pub fn url(&self) -> &BackUrl {
        &self.url
    }

    /// The origins whose pages count, if any do.
    pub fn referrers(&self) -> Option<&Origins> {
        self.referrers.as_ref()
    }
}
