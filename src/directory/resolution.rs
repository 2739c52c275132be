//! What a typed or pasted text means: a Webex link, a meeting number, or the name of a link or
//! route.
//!
//! The result is a path of the gateway, written from the words of the policy and from values that
//! the kinds of its parameters have read. It gives no more access than a request for that path.

mod address;
mod choice;
mod fitting;
mod number;
mod paths;
mod words;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use jiff::Timestamp;

use crate::policy::{Policy, Route};
use crate::text::{is_confidential, without_unseen};
use crate::webex::{ParameterType, Pasted};

pub use choice::{Names, Resolution};
pub use fitting::{Contradiction, Fitting, FittingValue, contradiction, fittings};
pub use paths::{is_needed, leads_to, path_with};

/// Most characters of a text that are read. In an invitation, the link comes earlier.
const MAX_CHARS: u32 = 2048;

/// What separates words in cells of tables and in texts of several lines. Office programs break lines
/// within a paragraph by the last two.
const BREAKS: [char; 5] = ['\t', '\r', '\n', '\u{2028}', '\u{2029}'];

/// What a text means at this moment to a caller who may use the routes for which `may_use` is true.
///
/// A Webex link and a meeting number lead only to such routes. A path or a name leads where it
/// points, and is answered like any request.
pub fn resolve<'p>(
    policy: &'p Policy,
    text: &str,
    names: Names,
    now: Timestamp,
    may_use: impl Fn(&Route) -> bool,
) -> Resolution<'p> {
    let meaning = meaning(policy, text, names, now, may_use);
    match meaning {
        Resolution::Nothing if is_confidential(text) => Resolution::Foreign,
        meaning => meaning,
    }
}

/// What a text is, the most certain first: an address, a number alone, the name of a link or route,
/// a text with one number in it.
fn meaning<'p>(
    policy: &'p Policy,
    text: &str,
    names: Names,
    now: Timestamp,
    may_use: impl Fn(&Route) -> bool,
) -> Resolution<'p> {
    let text = normalise(text);
    let kind = ParameterType::Text { max: MAX_CHARS };
    let Ok(value) = kind.parse(looked_at(&text)) else {
        return Resolution::Nothing;
    };
    let text = value.as_text().unwrap_or_default();
    let routes: Vec<&Route> = policy.routes().iter().filter(|r| may_use(r)).collect();
    let addresses = Pasted::all(text);
    // What is an address counts as one, and not as the digits or words in it.
    let is_address = !addresses.is_empty() || text.contains("://");
    address::resolve(policy, &routes, &addresses, now)
        .or_else(|| match is_address {
            true => Resolution::Nothing,
            false => number::alone(policy, &routes, text),
        })
        .or_else(|| match text.contains("://") {
            true => Resolution::Nothing,
            false => words::path(policy, text, names).map_or(Resolution::Nothing, Resolution::Path),
        })
        .or_else(|| match is_address {
            true => Resolution::Foreign,
            false => number::within(policy, &routes, text, now),
        })
}

/// Removes what a text may have caught while it was copied.
fn normalise(text: &str) -> Cow<'_, str> {
    // Invisible characters are dropped. Those that change how a text reads are left, and refused by
    // the type for free text.
    let text = without_unseen(text);
    match text.contains(BREAKS) {
        true => Cow::Owned(text.replace(BREAKS, " ")),
        false => text,
    }
}

/// The beginning of a text, without a word that would be cut.
fn looked_at(text: &str) -> &str {
    let text = text.trim();
    match text.char_indices().nth(MAX_CHARS as usize) {
        None => text,
        Some((end, _)) => {
            let whole = text[..end].rsplit_once(char::is_whitespace);
            whole.map_or("", |(whole, _)| whole)
        }
    }
}
