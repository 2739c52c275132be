//! The page after a login.

use crate::compile::context::Span;
use crate::webex::{HttpsUrl, Site, Value};

/// The page after a login, which a route or a link gives to a step. Webex requires it to lie on its
/// own site (webex.md 5). It is the gateway's to choose when the login is one of several steps.
pub struct Landing<'p> {
    pub name: &'p str,
    pub page: &'p Value<'static>,
    /// Whether people stay at Webex where this step leads them.
    pub is_end: bool,
    pub site: &'p Site,
}

impl Landing<'_> {
    /// Reports a page that is not allowed.
    pub fn check(&self, span: Span<'_>) {
        let name = self.name;
        let text = self.page.as_text().unwrap_or_default();
        let page = text.parse::<HttpsUrl>().ok();
        if !self.is_end {
            span.error(format!(
                "`{name}` would lead past the next step, or past the gateway"
            ))
            .help("leave it out: the gateway sets it");
        } else if page.is_none_or(|page| page.origin() != self.site.origin()) {
            let base = self.site.base();
            span.error(format!(
                "`{name}` may lead only to a page of the Webex site"
            ))
            .help(format!("write an address that begins with {base}"));
        }
    }
}
