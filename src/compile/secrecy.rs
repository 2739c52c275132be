//! Which parts of a policy's texts nobody is shown, because a secret may stand there.
//!
//! This is decided from the texts alone, whatever the readers make of them: a text that is no YAML
//! has no sections, a misspelled key has no meaning, and a secret in the wrong place is read as
//! something else.

mod address;
mod declarations;
mod key;
mod line;
mod table;
mod words;
mod yaml;

use std::ops::Range;

use self::address::user_infos;
pub use self::words::SecretWords;
use self::words::Separator;

/// What is shown in place of a secret.
pub const HIDDEN: &str = "•••";

/// The parts of one text that are not shown.
#[derive(Clone, Debug, Default)]
pub struct SecretParts(Vec<Range<usize>>);

/// A part of a text as it is shown.
#[derive(Debug, PartialEq, Eq)]
pub struct Shown {
    pub text: String,
    /// What was marked, in bytes of the text.
    pub marked: Range<usize>,
}

impl SecretParts {
    pub fn of_yaml(text: &str, words: &SecretWords) -> Self {
        Self::new(text, yaml::secret_ranges(text, words))
    }

    pub fn of_table(text: &str, words: &SecretWords) -> Self {
        Self::new(text, table::secret_ranges(text, words))
    }

    fn new(text: &str, mut ranges: Vec<Range<usize>>) -> Self {
        ranges.extend(user_infos_of(text));
        ranges.extend(private_keys_in(text));
        Self::merged(ranges)
    }

    fn merged(mut ranges: Vec<Range<usize>>) -> Self {
        ranges.retain(|range| !range.is_empty());
        ranges.sort_by_key(|range| range.start);
        let mut merged: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
        for range in ranges {
            match merged.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => merged.push(range),
            }
        }
        Self(merged)
    }

    /// The secrets in a part of the text.
    pub fn within(&self, part: Range<usize>) -> &[Range<usize>] {
        let first = self.0.partition_point(|range| range.end <= part.start);
        let end = self.0.partition_point(|range| range.start < part.end);
        self.0.get(first..end).unwrap_or_default()
    }

    /// The secrets at a place, as far as they are near it.
    pub fn around<'t>(&self, text: &'t str, place: Range<usize>) -> Vec<&'t str> {
        /// A whole section may be secret.
        const NEAR: usize = 4 << 10;
        let near = text.floor_char_boundary(place.start.saturating_sub(NEAR))
            ..text.ceil_char_boundary(place.end.saturating_add(NEAR).min(text.len()));
        let secrets = self
            .within(place.start..place.end.max(place.start + 1))
            .iter();
        let secrets = secrets.map(|secret| secret.start.max(near.start)..secret.end.min(near.end));
        secrets.map(|secret| &text[secret]).collect()
    }

    /// A part of the text without its secrets. A mark on a secret is one on what stands in its
    /// place.
    pub fn show(&self, text: &str, part: Range<usize>, marked: Range<usize>) -> Shown {
        let mut shown = Shown {
            text: String::new(),
            marked: 0..0,
        };
        let mut from = part.start;
        for secret in self.within(part.clone()) {
            let secret = secret.start.max(part.start)..secret.end.min(part.end);
            shown.add(text, from..secret.start, &marked);
            shown.add_hidden(&secret, &marked);
            from = secret.end;
        }
        shown.add(text, from..part.end, &marked);
        shown
    }
}

impl Shown {
    fn add(&mut self, text: &str, piece: Range<usize>, marked: &Range<usize>) {
        let start = self.text.len();
        if piece.contains(&marked.start) || marked.start == piece.end {
            self.marked.start = start + marked.start - piece.start;
        }
        if piece.contains(&marked.end) || marked.end == piece.end {
            self.marked.end = start + marked.end - piece.start;
        }
        self.text.push_str(&text[piece]);
    }

    fn add_hidden(&mut self, secret: &Range<usize>, marked: &Range<usize>) {
        if secret.contains(&marked.start) {
            self.marked.start = self.text.len();
        }
        self.text.push_str(HIDDEN);
        let is_end_inside = secret.start < marked.end && marked.end <= secret.end;
        if is_end_inside || (marked.is_empty() && secret.contains(&marked.start)) {
            self.marked.end = self.text.len();
        }
    }
}

/// A message, without user names and passwords in the addresses that it repeats, and without what
/// stands there behind the keys of secrets.
pub fn without_secrets(message: String, words: &SecretWords) -> String {
    let mut secrets = user_infos(&message);
    secrets.extend(fields_of_secrets(&message, words));
    if secrets.is_empty() {
        return message;
    }
    let parts = SecretParts::merged(secrets);
    parts.show(&message, 0..message.len(), 0..0).text
}

/// The values of fields like `PW=…`, up to the next field or the end of the address.
fn fields_of_secrets(message: &str, words: &SecretWords) -> Vec<Range<usize>> {
    let ends = |c: char| c.is_whitespace() || matches!(c, '&' | '#' | '`' | '"' | '\'');
    let fields = Separator::all(message).filter(|(_, separator)| !separator.is_colon);
    let mut values: Vec<Range<usize>> = Vec::new();
    for (at, separator) in fields {
        let is_inside = values.last().is_some_and(|last| at < last.end);
        if !is_inside && words.are_at_end_of(&message[..at]) {
            let start = at + separator.length;
            let rest = &message[start..];
            values.push(start..start + rest.find(ends).unwrap_or(rest.len()));
        }
    }
    values
}

/// Private keys in PEM, wherever they stand. Where its end is missing, a key goes on for as long as
/// lines look like it.
fn private_keys_in(text: &str) -> impl Iterator<Item = Range<usize>> {
    const BEGIN: &str = "-----BEGIN ";
    const END: &str = "-----END ";
    const LONGEST_LABEL: usize = 64;
    let ends: Vec<usize> = text.match_indices(END).map(|(at, _)| at).collect();
    let mut hidden = 0;
    text.match_indices(BEGIN).filter_map(move |(at, begin)| {
        let start = at + begin.len();
        if start < hidden {
            return None;
        }
        let (label, _) = text[start..].split_once("-----")?;
        let end = ends.get(ends.partition_point(|end| *end < start));
        if label.len() > LONGEST_LABEL || !label.contains("PRIVATE KEY") {
            return None;
        }
        hidden = end.copied().unwrap_or_else(|| end_of_base64(text, start));
        Some(start..hidden)
    })
}

/// Where lines end that have nothing but base64 in them, behind the one at a place.
fn end_of_base64(text: &str, start: usize) -> usize {
    let is_base64 = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=' | '-');
    let mut end = start;
    for (number, line) in text[start..].split_inclusive('\n').enumerate() {
        if number > 0 && !line.trim().chars().all(is_base64) {
            break;
        }
        end += line.len();
    }
    start + text[start..end].trim_end_matches(['\r', '\n']).len()
}

fn user_infos_of(text: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    let mut found = Vec::new();
    for line in text.split('\n') {
        // Most lines have none.
        if line.contains(['@', '/']) {
            let infos = user_infos(line).into_iter();
            found.extend(infos.map(|info| start + info.start..start + info.end));
        }
        start += line.len() + 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_keeps_its_place_beside_and_on_a_secret() {
        let text = "a: { password: hunter, route: x }";
        let words = SecretWords::of(std::iter::empty());
        let parts = SecretParts::of_yaml(text, &words);
        for (marked, expected) in [
            ("a", "a"),
            ("password", "password"),
            ("hunter", HIDDEN),
            ("unt", HIDDEN),
            ("route", "route"),
            ("x", "x"),
        ] {
            let start = text.find(marked).expect("a word");
            let shown = parts.show(text, 0..text.len(), start..start + marked.len());
            assert_eq!(shown.text, "a: { password: •••, route: x }");
            assert_eq!(&shown.text[shown.marked], expected);
        }
        let end = text.find(", route").expect("a word");
        let shown = parts.show(text, 10..end, 15..end);
        assert_eq!(
            (&*shown.text, &shown.text[shown.marked]),
            ("ord: •••", "•••")
        );
    }

    #[test]
    fn private_keys_are_hidden_without_a_key_before_them() {
        let words = SecretWords::of(std::iter::empty());
        for (text, expected) in [
            (
                "x: |\n  -----BEGIN RSA PRIVATE KEY-----\n  a: canary\n  -----END RSA PRIVATE KEY-----\ny: z",
                "x: |\n  -----BEGIN •••-----END RSA PRIVATE KEY-----\ny: z",
            ),
            (
                "x: \"-----BEGIN PRIVATE KEY-----\\ncanary\"\ny: z",
                "x: \"-----BEGIN •••\ny: z",
            ),
            (
                "x: -----BEGIN CERTIFICATE-----",
                "x: -----BEGIN CERTIFICATE-----",
            ),
        ] {
            for parts in [
                SecretParts::of_yaml(text, &words),
                SecretParts::of_table(text, &words),
            ] {
                let shown = parts.show(text, 0..text.len(), 0..0).text;
                assert!(!shown.contains("canary"), "{shown}");
            }
            let parts = SecretParts::of_yaml(text, &words);
            assert_eq!(parts.show(text, 0..text.len(), 0..0).text, expected);
        }
    }

    #[test]
    fn messages_repeat_no_secret_of_an_address() {
        let words = SecretWords::of(std::iter::empty());
        for (message, expected) in [
            (
                "programs read this as https://x.example/?PW=hunter&MK=1: write it so",
                "programs read this as https://x.example/?PW=•••&MK=1: write it so",
            ),
            (
                "`https://x.example/?%50W=hunter&u=%3FPW%3Dhunter` is none",
                "`https://x.example/?%50W=•••&u=%3FPW%3D•••` is none",
            ),
            (
                "`https://ann:pw@x.example/` is none",
                "`https://•••@x.example/` is none",
            ),
            (
                "write `{ file: PATH }` or `secrets: { password: NAME }`",
                "write `{ file: PATH }` or `secrets: { password: NAME }`",
            ),
        ] {
            assert_eq!(without_secrets(message.to_owned(), &words), expected);
        }
    }

    #[test]
    fn a_private_key_without_its_end_is_hidden_to_its_last_line() {
        let text = "a: 1\nkey: |\n  -----BEGIN EC PRIVATE KEY-----\n  hunter+/=\n  hunter\n  ----END EC PRIVATE KEY\nroutes: {}\n";
        let hidden = private_keys_in(text).collect::<Vec<_>>();
        let shown = text.replace(&text[hidden[0].clone()], HIDDEN);
        assert!(!shown.contains("hunter"), "{shown}");
        assert!(shown.contains("routes: {}"), "{shown}");
    }
}
