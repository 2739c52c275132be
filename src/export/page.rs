//! The links that everybody may use, as one page.

use askama::Template;
use jiff::Timestamp;

use super::fallback::{Fallback, Shortcut};
use crate::policy::{Policy, Rfc3339};

#[derive(Debug, Template)]
#[template(path = "fallback.html", whitespace = "minimize")]
struct FallbackPage<'a> {
    name: &'a str,
    contact: Option<Contact<'a>>,
    shortcuts: &'a [Shortcut<'a>],
    written: Rfc3339,
}

#[derive(Debug)]
struct Contact<'a> {
    href: String,
    text: &'a str,
}

/// The page: no script, nothing from elsewhere, and no link that not everybody may use.
///
/// # Errors
///
/// When the template cannot be written, which is a fault of this program.
pub fn page(policy: &Policy, fallback: &Fallback<'_>, now: Timestamp) -> askama::Result<String> {
    let brand = policy.brand();
    let contact = brand.contact().map(|contact| Contact {
        href: contact.href().to_string(),
        text: contact.text(),
    });
    let page = FallbackPage {
        name: brand.name(),
        contact,
        shortcuts: &fallback.shortcuts,
        written: Rfc3339(now),
    };
    page.render()
}
