//! The path and query of a request, decoded once.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use smallvec::SmallVec;

use crate::policy::{MAX_SEGMENTS, OWN_SEGMENT};
use crate::text::is_plain;
use crate::word_list::words;

/// The path and query of a request: split, then percent-decoded once, and free of everything that
/// another program could read differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkRequest<'r> {
    segments: SmallVec<[Cow<'r, str>; 8]>,
    query: SmallVec<[Pair<'r>; 4]>,
    referrer: Option<&'r str>,
}

type Pair<'r> = (Cow<'r, str>, Cow<'r, str>);

words! {
    /// Why a path or query is refused before anything is looked up. The messages are for visitors.
    #[derive(thiserror::Error)]
    pub enum Malformed {
        /// The address is longer than [`LinkRequest::MAX_BYTES`].
        #[error("the address is too long")]
        TooLong = "uri_too_long",
        /// More than `MAX_SEGMENTS` segments or 64 query fields.
        #[error("the address has too many parts")]
        TooManyParts = "too_many_parts",
        #[error("the address must begin with a slash")]
        NotAPath = "not_a_path",
        /// A `%` without two hexadecimal digits.
        #[error("the address has a broken % code in it")]
        BrokenEscape = "invalid_escape",
        /// The decoded bytes are not UTF-8.
        #[error("the address is not valid text")]
        NotUtf8 = "not_utf8",
        /// A control character, plain or encoded.
        #[error("the address has control characters in it")]
        Control = "control_character",
        /// A slash or backslash that could be taken for a separator.
        #[error("the address has a hidden slash in it")]
        HiddenSlash = "encoded_slash",
        /// `.`, `..` or two slashes in a row.
        #[error("the address has empty or dotted parts")]
        DotSegment = "dot_segment",
    }
}

impl<'r> LinkRequest<'r> {
    /// Longest path with its query, in bytes.
    pub const MAX_BYTES: usize = 8 * 1024;
    /// The query field with the text to search for.
    pub const SEARCHED: &'static str = "q";
    /// Most query fields. The number is bounded because a decision compares each with those before
    /// it.
    const MAX_FIELDS: usize = 64;

    /// Reads the path and query of a request line.
    ///
    /// # Errors
    ///
    /// [`Malformed`] for everything that is not plainly one path and one query.
    pub fn parse(path_and_query: &'r str) -> Result<Self, Malformed> {
        if path_and_query.len() > Self::MAX_BYTES {
            return Err(Malformed::TooLong);
        }
        let (path, query) = match path_and_query.split_once('?') {
            Some((path, query)) => (path, query),
            None => (path_and_query, ""),
        };
        let path = path.strip_prefix('/').ok_or(Malformed::NotAPath)?;
        let is_root = path.is_empty();
        let path = path.strip_suffix('/').unwrap_or(path);
        let mut request = Self {
            segments: SmallVec::new(),
            query: SmallVec::new(),
            referrer: None,
        };
        // Split before decoding, so that an encoded slash cannot make a segment.
        for raw in path.split('/') {
            if raw.is_empty() && !is_root {
                return Err(Malformed::DotSegment);
            }
            if request.segments.len() >= MAX_SEGMENTS {
                return Err(Malformed::TooManyParts);
            }
            request.segments.push(decode_segment(raw)?);
        }
        for raw in query.split('&').filter(|raw| !raw.is_empty()) {
            if request.query.len() >= Self::MAX_FIELDS {
                return Err(Malformed::TooManyParts);
            }
            let (name, value) = raw.split_once('=').unwrap_or((raw, ""));
            let name = decode_field(name)?;
            let value = match name == Self::SEARCHED {
                true => decode_pasted(value)?,
                false => decode_field(value)?,
            };
            request.query.push((name, value));
        }
        Ok(request)
    }

    /// The same request with the page from which the person came, according to the browser.
    #[must_use]
    pub fn with_referrer(self, referrer: Option<&'r str>) -> Self {
        Self { referrer, ..self }
    }

    /// The same path without `&utm_source=x` at its end, which a `?` should stand before.
    #[must_use]
    pub fn without_fields_in_path(&self) -> Self {
        let mut request = self.clone();
        if let Some(last) = request.segments.last_mut()
            && let Some((before, _)) = last.split_once('&')
        {
            *last = before.to_owned().into();
        }
        request
    }

    /// The page from which the person came, according to the browser.
    pub fn referrer(&self) -> Option<&'r str> {
        self.referrer
    }

    /// The decoded segments of the path. The root has one empty segment.
    pub fn segments(&self) -> &[Cow<'r, str>] {
        &self.segments
    }

    /// Whether it is among the gateway's own paths, of which the policy has none.
    pub fn is_own(&self) -> bool {
        self.segments.first().is_some_and(|s| s == OWN_SEGMENT)
    }

    /// The value of the first query field with this name.
    pub fn field(&self, name: &str) -> Option<&str> {
        let (_, value) = self.query().find(|(field, _)| *field == name)?;
        Some(value)
    }

    /// Whether the query has this field more than once.
    pub fn has_twice(&self, name: &str) -> bool {
        self.query().filter(|(field, _)| *field == name).count() > 1
    }

    /// The decoded fields of the query, in their order.
    pub fn query(&self) -> impl Iterator<Item = (&str, &str)> {
        self.query.iter().map(|(name, value)| (&**name, &**value))
    }
}

fn decode_segment(raw: &str) -> Result<Cow<'_, str>, Malformed> {
    let segment = decode(raw)?;
    // Some programs take an encoded slash or a backslash for a separator.
    if segment.bytes().any(|byte| matches!(byte, b'/' | b'\\')) {
        return Err(Malformed::HiddenSlash);
    }
    if matches!(&*segment, "." | "..") {
        return Err(Malformed::DotSegment);
    }
    Ok(segment)
}

fn decode_field(raw: &str) -> Result<Cow<'_, str>, Malformed> {
    // Forms send a blank as `+`. In a path, `+` is a plus sign.
    if raw.contains('+') {
        return decode(&raw.replace('+', " ")).map(|text| Cow::Owned(text.into_owned()));
    }
    decode(raw)
}

/// What somebody has typed or pasted to look for. Cells of tables bring tabs along, and texts of
/// several lines their ends: blanks, like all that separates words.
fn decode_pasted(raw: &str) -> Result<Cow<'_, str>, Malformed> {
    let text = decode_text(&raw.replace('+', " "))?.into_owned();
    refuse_controls(text.replace(['\t', '\r', '\n'], " ").into())
}

fn decode(raw: &str) -> Result<Cow<'_, str>, Malformed> {
    // Most texts stand for themselves.
    if !raw.contains('%') && is_plain(raw.as_bytes()) {
        return Ok(raw.into());
    }
    decode_text(raw).and_then(refuse_controls)
}

fn decode_text(raw: &str) -> Result<Cow<'_, str>, Malformed> {
    // The decoder would keep a `%` without two digits as text; other programs refuse it.
    if raw.contains('%') && !escapes_are_whole(raw.as_bytes()) {
        return Err(Malformed::BrokenEscape);
    }
    let text = percent_decode_str(raw).decode_utf8();
    text.map_err(|_| Malformed::NotUtf8)
}

fn refuse_controls(text: Cow<'_, str>) -> Result<Cow<'_, str>, Malformed> {
    match text.chars().any(char::is_control) {
        true => Err(Malformed::Control),
        false => Ok(text),
    }
}

fn escapes_are_whole(raw: &[u8]) -> bool {
    let mut rest = raw;
    while let Some(at) = rest.iter().position(|b| *b == b'%') {
        match rest.get(at + 1..at + 3) {
            Some(digits) if digits.iter().all(u8::is_ascii_hexdigit) => rest = &rest[at + 3..],
            _ => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_segments(path: &str, expected: &[&str]) {
        let request = LinkRequest::parse(path).unwrap_or_else(|e| panic!("{path}: {e}"));
        assert_eq!(request.segments(), expected, "{path}");
    }

    #[track_caller]
    fn assert_malformed(path: &str, expected: Malformed) {
        assert_eq!(LinkRequest::parse(path), Err(expected), "{path}");
    }

    #[test]
    fn a_path_is_split_and_then_decoded_once() {
        assert_segments("/go/join/123%20456", &["go", "join", "123 456"]);
        assert_segments("/go/join/123/", &["go", "join", "123"]);
        assert_segments("/go/%2531", &["go", "%31"]);
        assert_segments("/go/a+b", &["go", "a+b"]);
        assert_segments("/g%C3%B6", &["gö"]);
        assert_segments("/", &[""]);
    }

    #[test]
    fn a_query_keeps_every_field() {
        let request = LinkRequest::parse("/x?a=1&&a=2&b&c=+%2B%26d%3D").expect("an ask");
        let fields: Vec<_> = request.query().collect();
        assert_eq!(fields, [("a", "1"), ("a", "2"), ("b", ""), ("c", " +&d=")]);
    }

    /// Tables and texts of several lines are pasted into the box, and nowhere else.
    #[test]
    fn tabs_and_line_ends_are_blanks_in_what_is_looked_for() {
        for (path, expected) in [
            ("/?q=a%09b%0D%0Ac", "a b  c"),
            ("/?q=a%09", "a "),
            ("/?q=a+b", "a b"),
        ] {
            let request = LinkRequest::parse(path).expect(path);
            assert_eq!(request.field("q"), Some(expected), "{path}");
        }
        for path in [
            "/?q=%00",
            "/?q=%0b",
            "/?q=%C2%85",
            "/?q=%1b",
            "/?q%0a=1",
            "/?Q=%0a",
            "/q%0a",
        ] {
            assert_malformed(path, Malformed::Control);
        }
        assert_malformed("/?q=%ff", Malformed::NotUtf8);
        assert_malformed("/?q=%4", Malformed::BrokenEscape);
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_malformed() {
        assert_malformed("", Malformed::NotAPath);
        assert_malformed("*", Malformed::NotAPath);
        assert_malformed("http://evil.example/", Malformed::NotAPath);
        assert_malformed("/go/a%2Fb", Malformed::HiddenSlash);
        assert_malformed("/go/a%5Cb", Malformed::HiddenSlash);
        assert_malformed("/go/a\\b", Malformed::HiddenSlash);
        assert_malformed("/go/../x", Malformed::DotSegment);
        assert_malformed("/go/%2e%2E/x", Malformed::DotSegment);
        assert_malformed("//evil.example", Malformed::DotSegment);
        assert_malformed("//", Malformed::DotSegment);
        assert_malformed("/go//x", Malformed::DotSegment);
        assert_malformed("/go/x//", Malformed::DotSegment);
        assert_malformed("/go/%", Malformed::BrokenEscape);
        assert_malformed("/go/%4", Malformed::BrokenEscape);
        assert_malformed("/go/%zz", Malformed::BrokenEscape);
        assert_malformed("/go/%ff", Malformed::NotUtf8);
        assert_malformed("/go/%c0%af", Malformed::NotUtf8);
        assert_malformed("/go/%00", Malformed::Control);
        assert_malformed("/go/%0d%0aLocation:x", Malformed::Control);
        assert_malformed("/go/%C2%85", Malformed::Control);
        assert_malformed("/go?a=%0a", Malformed::Control);
        assert_malformed("/go?%0d=1", Malformed::Control);
        assert_malformed("/go?a=%ff", Malformed::NotUtf8);
        assert_malformed(&"/x".repeat(17), Malformed::TooManyParts);
        assert_malformed(&format!("/?{}", "a=1&".repeat(65)), Malformed::TooManyParts);
        assert_malformed(&format!("/{}", "x".repeat(8192)), Malformed::TooLong);
    }
}
