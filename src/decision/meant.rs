//! What a text means that somebody types or pastes into the one box: a link of
//! Webex, the number of a meeting, or the name of a link or route.
//!
//! Whatever comes out is a path of the gateway's own, written from the words
//! of the policy and from values that the kinds of its parameters have read.
//! It gives nobody more than asking for that path would.

mod address;
mod choice;
mod number;
mod paths;
mod words;

#[cfg(test)]
mod tests;

use crate::policy::{Policy, Route};
use crate::webex::{Kind, Pasted};

pub use choice::Meant;

/// So many characters of a text are looked at: an invitation has fewer before
/// its link.
const MAX_CHARS: u32 = 2048;

/// Says what a text means to somebody who may use the routes that `may_use`
/// names.
///
/// A pasted link and a number lead only to such routes. A path and a name are
/// taken for what they say, and answered like any request for them.
pub fn meant<'p>(policy: &'p Policy, text: &str, may_use: impl Fn(&Route) -> bool) -> Meant<'p> {
    // The kind of free text is what keeps out characters that are not seen.
    let kind = Kind::Text { max: MAX_CHARS };
    let Ok(value) = kind.parse(looked_at(text)) else {
        return match text.contains("://") {
            true => Meant::Foreign,
            false => Meant::Nothing,
        };
    };
    let text = value.as_text().unwrap_or_default();
    let routes: Vec<&Route> = policy.routes().iter().filter(|r| may_use(r)).collect();
    let addresses = Pasted::all(text);
    match address::meant(policy, &routes, &addresses) {
        Meant::Nothing if text.contains("://") => return Meant::Foreign,
        Meant::Nothing => {}
        by_address => return by_address,
    }
    match number::meant(policy, &routes, text) {
        Meant::Nothing => {}
        by_number => return by_number,
    }
    match words::path(policy, text) {
        Some(path) => Meant::Path(path),
        None if addresses.is_empty() => Meant::Nothing,
        None => Meant::Foreign,
    }
}

/// The beginning of a text, without a word that would be cut in two.
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
