//! Whether an address is at the origin of the site.

use url::{Position, Url};

use super::refused::AddressRefused;
use crate::webex::site::Site;

/// Refuses an address elsewhere, in the parser's reading and in the text's.
pub fn check_origin(site: &Site, url: &Url, text: &str) -> Result<(), AddressRefused> {
    let base = site.address();
    let (scheme, behind) = base.as_str().split_once(':').unwrap_or_default();
    if url.scheme() != scheme || !behind.starts_with("//") {
        return Err(AddressRefused::Scheme);
    }
    // The text is searched, too: the parser drops an `@` with nothing before it.
    let authority = text.split(['/', '?', '#']).nth(2).unwrap_or_default();
    if !url.username().is_empty() || url.password().is_some() || authority.contains('@') {
        return Err(AddressRefused::UserInfo);
    }
    if url.host_str() != Some(base.host()) {
        return Err(AddressRefused::Host);
    }
    if url[..Position::BeforePath] != *base.origin() {
        return Err(AddressRefused::Port);
    }
    Ok(())
}
