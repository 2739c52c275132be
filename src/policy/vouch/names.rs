//! The names of headers that say who somebody is: each one once, and none
//! that says something else already.

use crate::policy::problem::Problems;
use crate::policy::source::Place;

/// The longest name of a header. The gateway tells headers apart by their
/// lengths first.
const MAX_BYTES: usize = 63;

/// Headers that visitors, browsers or the protocol itself set, whatever a
/// proxy does.
const OTHERS: [&str; 24] = [
    "authorization",
    "connection",
    "cookie",
    "date",
    "expect",
    "forwarded",
    "from",
    "host",
    "keep-alive",
    "origin",
    "pragma",
    "range",
    "referer",
    "set-cookie",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "via",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-real-ip",
];

/// How names of further such headers begin.
const OTHER_KINDS: [&str; 7] = [
    "accept",
    "access-control-",
    "cache-",
    "content-",
    "if-",
    "proxy-",
    "sec-",
];

/// The headers that have a meaning already, in lower case.
#[derive(Debug, Default)]
pub(super) struct HeaderNames(Vec<Box<str>>);

impl HeaderNames {
    /// Gives a header its meaning. Everything that could make it ambiguous is
    /// reported.
    pub(super) fn claim(
        &mut self,
        name: &str,
        place: Place,
        problems: &mut Problems,
    ) -> Option<Box<str>> {
        let lower = name.to_ascii_lowercase();
        let is_kind = |kind: &&str| lower.starts_with(*kind);
        if OTHERS.contains(&&*lower) || OTHER_KINDS.iter().any(is_kind) {
            problems
                .error(
                    place,
                    format!("`{name}` does not say who somebody is: anybody may send it"),
                )
                .propose(
                    "name a header that the proxy sets itself, and removes from what visitors send",
                );
            return None;
        }
        self.claim_any(name, place, problems)
    }

    /// The same for a header in which a signed token comes, which may also be
    /// `Authorization`.
    pub(super) fn claim_for_token(
        &mut self,
        name: &str,
        place: Place,
        problems: &mut Problems,
    ) -> Option<Box<str>> {
        match name.eq_ignore_ascii_case("authorization") {
            true => self.claim_any(name, place, problems),
            false => self.claim(name, place, problems),
        }
    }

    fn claim_any(&mut self, name: &str, place: Place, problems: &mut Problems) -> Option<Box<str>> {
        let lower: Box<str> = name.to_ascii_lowercase().into();
        let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
        if !(1..=MAX_BYTES).contains(&name.len()) || !name.bytes().all(is_token) {
            problems
                .error(place, format!("`{name}` is no name of a header"))
                .propose("write it like X-Forwarded-User");
        } else if !name.bytes().all(plain) {
            let dashed: String = name
                .chars()
                .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
                .collect();
            problems
                .error(place, format!("programs take `{name}` for {dashed}, and a visitor could send the one for the other"))
                .propose(format!("let the proxy send {dashed}, and write it so"));
        } else if self.0.contains(&lower) {
            problems
                .error(place, format!("the header `{name}` has a meaning already"))
                .propose("let each header say one thing only: name another one by `header`");
        } else {
            self.0.push(lower.clone());
            return Some(lower);
        }
        None
    }
}

/// Whether a byte may stand in the name of a header (RFC 9110, 5.6.2).
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}
