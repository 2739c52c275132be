//! Raw Webex addresses in a text that is kept: where they stand, and the short link in their place.

use std::ops::Range;

use super::convert::Converter;
use super::encoding::{Decoded, Replacement};
use super::known::KnownLinks;
use super::reason::Reason;
use crate::directory::Fitting;
use crate::policy::Policy;
use crate::webex::{Located, OwnPath, Pasted, like_written, locate};

/// Finds raw Webex addresses, and what the policy has in their place.
pub struct Scanner<'p> {
    converter: Converter<'p>,
    known: KnownLinks<'p>,
}

/// A raw Webex address in a text.
#[derive(Clone, Debug)]
pub struct Occurrence {
    pub range: Range<usize>,
    /// From 1, as is the column, which counts characters.
    pub line: usize,
    pub column: usize,
    /// What may be shown of the address: neither its query nor anything behind it.
    pub page: String,
    /// The short link, or why there is none.
    pub short: Result<String, Reason>,
}

impl<'p> Scanner<'p> {
    pub fn new(converter: Converter<'p>) -> Self {
        Self {
            known: KnownLinks::new(converter.policy(), converter.now()),
            converter,
        }
    }

    /// The raw Webex addresses of a text, in their order.
    pub fn scan(&self, text: &str) -> Vec<Occurrence> {
        let mut cursor = Cursor::new(text);
        let raw = locate(text, |address| self.converter.is_raw(address));
        raw.map(|Located { range, address }| {
            cursor.move_to(range.start);
            Occurrence {
                line: cursor.line,
                column: cursor.column,
                page: page_of(&address),
                short: self.short(&address),
                range,
            }
        })
        .collect()
    }

    /// The link that leads there, or else the path of the route.
    fn short(&self, address: &Pasted) -> Result<String, Reason> {
        let fitting = self.converter.fitting(address)?;
        let policy = self.converter.policy();
        let path = self.path(policy, &fitting).ok_or_else(|| Reason::NoPath {
            route: fitting.route().name().to_owned(),
        })?;
        let home = policy.endpoint().home();
        Ok(home.address(&path).as_str().to_owned())
    }

    fn path(&self, policy: &Policy, fitting: &Fitting<'p>) -> Option<OwnPath> {
        match self.known.of_fitting(fitting) {
            Some(link) => Some(OwnPath::new(policy.endpoint().link_segments(link.name()))),
            None => fitting.path(policy),
        }
    }
}

/// The bytes of a text with the short links in place of the raw addresses that have one.
pub fn replace(bytes: &[u8], decoded: &Decoded<'_>, occurrences: &[Occurrence]) -> Vec<u8> {
    let found = occurrences.iter().filter_map(|occurrence| {
        let short = occurrence.short.as_ref().ok()?;
        let range = occurrence.range.clone();
        let written = &decoded.text[range.clone()];
        // Where the address was escaped, so is what takes its place.
        let text = like_written(written, short);
        Some(Replacement { range, text })
    });
    let replacements: Vec<Replacement> = found.collect();
    decoded.replaced(bytes, &replacements)
}

/// Scheme, host and path, without what may let somebody in: fields, and segments that are no words.
fn page_of(address: &Pasted) -> String {
    let path = address.path_and_query();
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut page = format!("https://{}", address.host());
    for (segment, at) in path.split('/').skip(1).zip(0..) {
        let segment = segment.split(';').next().unwrap_or_default();
        let is_word = at == 0 || !segment.contains(|c: char| c.is_ascii_digit());
        page.push('/');
        page.push_str(if is_word { segment } else { "…" });
    }
    page
}

/// Counts lines and columns through a text, once.
struct Cursor<'t> {
    text: &'t str,
    at: usize,
    line: usize,
    column: usize,
}

impl<'t> Cursor<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            at: 0,
            line: 1,
            column: 1,
        }
    }

    fn move_to(&mut self, at: usize) {
        for c in self.text[self.at..at].chars() {
            match c {
                '\n' => (self.line, self.column) = (self.line + 1, 1),
                _ => self.column += 1,
            }
        }
        self.at = at;
    }
}
