//! Addresses that Webex returns, checked before anybody is sent there.

mod nested;
mod origin;
mod refused;
#[cfg(test)]
mod tests;

use std::fmt;

use url::Url;

use crate::webex::secret::MASK;
use crate::webex::site::Site;
use origin::check_origin;

pub use refused::AddressRefused;

/// An address of Webex's own answer on the host of the site.
///
/// Only [`SiteAddress::check`] makes one.
#[derive(Clone, PartialEq, Eq)]
pub struct SiteAddress(String);

impl SiteAddress {
    /// Links of Webex have a few hundred bytes.
    const MAX_LENGTH: usize = 8 * 1024;

    /// Checks an address of an answer against the site of the policy.
    ///
    /// # Errors
    ///
    /// [`AddressRefused`] unless it is a canonical address at the origin of the site, and so is
    /// every address in its query.
    pub fn check(site: &Site, text: &str) -> Result<Self, AddressRefused> {
        if text.len() > Self::MAX_LENGTH {
            return Err(AddressRefused::TooLong);
        }
        // Parsers drop or convert these. A browser reads a backslash as a slash.
        if !text.bytes().all(|b| b.is_ascii_graphic() && b != b'\\') {
            return Err(AddressRefused::Character);
        }
        let url = Url::parse(text).map_err(|_| AddressRefused::Syntax)?;
        check_origin(site, &url, text)?;
        if url.fragment().is_some() {
            return Err(AddressRefused::Fragment);
        }
        if url.as_str() != text {
            return Err(AddressRefused::NotCanonical);
        }
        nested::check_fields(site, url.query().unwrap_or_default())?;
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn into_string(self) -> String {
        self.0
    }
}

// The address may let its holder join in the name of somebody: only its page is shown.
impl fmt::Debug for SiteAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let page = self.0.split('?').next().unwrap_or_default();
        write!(f, "SiteAddress({page} {MASK})")
    }
}
