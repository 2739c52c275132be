//! Addresses in the fields of an address: Webex's own pages lead on to some of them.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use url::Url;

use super::origin::check_origin;
use super::refused::AddressRefused;
use crate::webex::site::Site;

/// How often a value may be encoded, the query that has it included.
const MAX_DEPTH: u32 = 3;

/// Fields that Webex fills with base64, in which two slashes may come first by chance.
const TOKENS: [&str; 3] = ["integrationJoinToken", "principal", "token"];

/// Refuses a query with an address that leads away from the site.
pub fn check_fields(site: &Site, query: &str) -> Result<(), AddressRefused> {
    check_pairs(site, query, MAX_DEPTH)
}

fn check_pairs(site: &Site, text: &str, depth: u32) -> Result<(), AddressRefused> {
    for pair in text.split(['&', ';', '?', '#']) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        check_text(site, name, depth)?;
        if !(TOKENS.contains(&name) && is_base64(value)) {
            check_text(site, value, depth)?;
        }
    }
    Ok(())
}

/// Checks a text as it is, and each text that decoding it makes.
fn check_text(site: &Site, text: &str, depth: u32) -> Result<(), AddressRefused> {
    let mut text = Cow::Borrowed(text);
    for depth in (0..=depth).rev() {
        check_one(site, &text, depth)?;
        let decoded = decoded(&text)?;
        if decoded == *text {
            return Ok(());
        }
        text = Cow::Owned(decoded);
    }
    Err(AddressRefused::TooDeep)
}

fn check_one(site: &Site, text: &str, depth: u32) -> Result<(), AddressRefused> {
    // Browsers drop tabs and line ends, and read a backslash as a slash.
    if text.chars().any(|c| c.is_control() || c == '\\') {
        return Err(AddressRefused::Character);
    }
    // They drop blanks in front as well; `+` is one in a form.
    let text = text.trim_start_matches([' ', '+']);
    let absolute = if text.starts_with("//") {
        let scheme = site
            .origin()
            .split_once("//")
            .map_or("", |(scheme, _)| scheme);
        Cow::Owned(format!("{scheme}{text}"))
    } else if has_scheme(text) {
        Cow::Borrowed(text)
    } else {
        return Ok(());
    };
    let url = Url::parse(&absolute).map_err(|_| AddressRefused::Nested)?;
    check_origin(site, &url, &absolute).map_err(|_| AddressRefused::Nested)?;
    let behind = absolute.find(['?', '#']).map_or("", |at| &absolute[at..]);
    match depth.checked_sub(1) {
        Some(depth) => check_pairs(site, behind, depth),
        None if behind.is_empty() => Ok(()),
        None => Err(AddressRefused::TooDeep),
    }
}

/// Whether a text begins like an absolute address: `https:`, `javascript:`.
fn has_scheme(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
    })
}

fn decoded(text: &str) -> Result<String, AddressRefused> {
    let decoded = percent_decode_str(text).decode_utf8();
    let decoded = decoded.map_err(|_| AddressRefused::Character)?;
    Ok(decoded.into_owned())
}

fn is_base64(text: &str) -> bool {
    let letter = |b: u8| b.is_ascii_alphanumeric() || b"+/=-_".contains(&b);
    text.bytes().all(letter)
}
