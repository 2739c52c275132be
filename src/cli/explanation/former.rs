//! Whether a pasted link has the former name of a site: then this, and not its form, may be why it
//! leads to the site or does not.

use jiff::Timestamp;
use serde::Serialize;

use crate::policy::{Policy, Rfc3339};
use crate::webex::Pasted;

/// A former address of a site, which a pasted link names.
#[derive(Clone, Debug, Serialize)]
pub struct FormerAddress {
    pub site: String,
    pub url: String,
    /// When links of it become foreign.
    pub until: Rfc3339,
    /// Whether they do not yet.
    pub counts: bool,
}

impl FormerAddress {
    /// The first in a text. The host of a site of today is no former one.
    pub fn within(text: &str, policy: &Policy, at: Timestamp) -> Option<Self> {
        let pasted = Pasted::all(text);
        let mut sites = policy.sites().iter().map(|known| &known.site);
        let is_named = |host: &str| pasted.iter().any(|address| address.host() == host);
        if sites.clone().any(|site| is_named(site.host())) {
            return None;
        }
        sites.find_map(|site| {
            let mut former = site.former().iter();
            let former = former.find(|former| is_named(former.site.host()))?;
            Some(Self {
                site: site.name().to_owned(),
                url: former.site.base().to_owned(),
                until: Rfc3339(former.until),
                counts: former.counts_at(at),
            })
        })
    }
}
