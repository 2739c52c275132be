//! By which keys a secret is known.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use crate::webex::CATALOGUE;

/// Words that say "secret" in any compound, as in `admin-password`.
const ANYWHERE: [&str; 15] = [
    "password",
    "passwd",
    "passwort",
    "kennwort",
    "passphrase",
    "passcode",
    "secret",
    "credential",
    "apikey",
    "privatekey",
    "signingkey",
    "accesskey",
    "encryptionkey",
    "hostkey",
    "sharedkey",
];

/// Words of which slips count, too.
const ALONE: [&str; 5] = [
    "token",
    "ticket",
    "partnerid",
    "headersecret",
    "authorization",
];

/// What is too short for slips.
const SHORT: [&str; 9] = [
    "pw", "pwd", "pass", "pin", "key", "psk", "jwt", "bearer", "creds",
];

/// Keys of the language that are one slip away, and a number that many people know.
const HARMLESS: [&str; 2] = ["tokens", "meetingkey"];

/// The private parts of a key in JSON (RFC 7518, 6; RFC 8037, 2).
const PRIVATE_PARTS: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// What a key in JSON has beside its private parts.
const KEY_IN_JSON: [&str; 2] = ["kty", "crv"];

/// Shorter words of a text do not mean a key unless a colon stands behind them.
const CLEAR: usize = 5;

/// How many bytes a key has at most, and the blanks behind it: otherwise the time could grow with the
/// square of a text.
const LONGEST_KEY: usize = 128;
const LONGEST_GAP: usize = 4 << 10;

/// Where a secret is read from.
const PLACES: [&str; 2] = ["file", "variable"];

/// The keys of one policy behind which a secret stands.
#[derive(Clone, Debug)]
pub struct SecretWords {
    /// Folded.
    exact: HashSet<String>,
    /// The keys of the language, which everybody knows.
    public: HashSet<&'static str>,
}

impl SecretWords {
    /// The words of everybody, and those of parameters that the catalogue, or one of these texts,
    /// declares to be secret.
    pub fn of<'t>(texts: impl Iterator<Item = &'t str>) -> Self {
        let words = ANYWHERE.iter().chain(&ALONE).chain(&SHORT);
        let mut exact: HashSet<String> = words.map(|word| (*word).to_owned()).collect();
        for text in [CATALOGUE].into_iter().chain(texts) {
            exact.extend(declared(text).into_iter().map(fold));
            if KEY_IN_JSON.iter().any(|word| text.contains(word)) {
                exact.extend(PRIVATE_PARTS.map(str::to_owned));
            }
        }
        let public = keys_in(CATALOGUE).chain(PLACES).collect();
        Self { exact, public }
    }

    /// Whether a word is a key of a secret or of the language, and so no secret itself.
    pub fn are_known_to_have(&self, word: &str) -> bool {
        self.public.contains(word) || self.exact.contains(&fold(word))
    }

    /// Whether the key at the end of a text is one of those, or a slip of it.
    pub fn end(&self, text: &str) -> bool {
        let near = end_of(text, LONGEST_GAP).trim_end_matches([' ', '\t', '"', '\'']);
        let text = decoded(end_of(near, LONGEST_KEY));
        // As in "Password (if any)".
        let remark = text.strip_suffix(')').and_then(|text| text.rfind('('));
        self.is_at_end(&text) || remark.is_some_and(|start| self.is_at_end(&text[..start]))
    }

    fn is_at_end(&self, text: &str) -> bool {
        let mut parts = text.rsplit(|c: char| !is_of_a_word(c));
        let mut next = || parts.by_ref().find(|part| !part.is_empty());
        let Some(last) = next().map(fold) else {
            return false;
        };
        // A character too much may part a key.
        let both = next().map(|before| fold(before) + &last);
        let mut keys = [Some(last), both].into_iter().flatten();
        let is_harmless = |key: &String| HARMLESS.contains(&key.as_str());
        !keys.clone().any(|key| is_harmless(&key)) && keys.any(|key| self.is_secret(&key))
    }

    /// Whether a word is clear enough to be a key without a colon.
    pub fn is_clear(&self, word: &str) -> bool {
        word.len() >= CLEAR && self.end(word)
    }

    fn is_secret(&self, key: &str) -> bool {
        // Columns and fields may be numbered.
        let key = key.trim_end_matches(|c: char| c.is_ascii_digit());
        let letters = letters_of(key);
        let is_slip = |word: &str| {
            let slips = if word.len() < 8 { 1 } else { 2 };
            key.len().abs_diff(word.len()) <= slips
                // A slip changes one letter. Most words differ in more, which is cheaper to see.
                && (letters & !letters_of(word)).count_ones() as usize <= slips
                && strsim::osa_distance(key, word) <= slips
        };
        self.exact.contains(key)
            || ANYWHERE.iter().any(|word| key.contains(word))
            || ["token", "ticket"].iter().any(|word| key.ends_with(word))
            || ANYWHERE.iter().chain(&ALONE).any(|word| is_slip(word))
    }
}

fn end_of(text: &str, length: usize) -> &str {
    &text[text.ceil_char_boundary(text.len().saturating_sub(length))..]
}

/// A text without the escapes of YAML, JSON and addresses.
fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains(['\\', '%']) {
        return Cow::Borrowed(text);
    }
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (c, length) = escaped(rest).unwrap_or((first, first.len_utf8()));
        decoded.push(c);
        rest = &rest[length..];
    }
    Cow::Owned(decoded)
}

/// The character for which the escape at the beginning of a text stands, and the length of that.
fn escaped(text: &str) -> Option<(char, usize)> {
    let marks = [("%", 2), ("\\x", 2), ("\\u", 4), ("\\U", 8)];
    marks.into_iter().find_map(|(mark, digits)| {
        let code = text.strip_prefix(mark)?.get(..digits)?;
        let c = char::from_u32(u32::from_str_radix(code, 16).ok()?)?;
        Some((c, mark.len() + digits))
    })
}

/// What parts a key from its value.
pub struct Separator {
    pub length: usize,
    pub is_colon: bool,
}

impl Separator {
    /// The colon or equals sign at the beginning of a text, perhaps with an escape for it.
    pub fn at_start(text: &str) -> Option<Self> {
        let (c, length) = match text.as_bytes().first()? {
            b':' => (':', 1),
            b'=' => ('=', 1),
            b'%' | b'\\' => escaped(text)?,
            _ => return None,
        };
        let is_colon = c == ':';
        (is_colon || c == '=').then_some(Self { length, is_colon })
    }

    /// Those of a text, with their places.
    pub fn all(text: &str) -> impl Iterator<Item = (usize, Self)> {
        let places = text.match_indices([':', '=', '%', '\\']);
        places.filter_map(|(at, _)| Some((at, Self::at_start(&text[at..])?)))
    }
}

/// A bit for each letter that a word has.
fn letters_of(word: &str) -> u32 {
    word.chars()
        .fold(0, |letters, c| letters | 1 << (u32::from(c) & 31))
}

fn is_of_a_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.')
}

/// A key as it is compared.
fn fold(key: &str) -> String {
    let letters = key.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// The names and codes of parameters that a text of YAML declares to be secret, whether the text as
/// a whole can be read or not.
fn declared(text: &str) -> Vec<&str> {
    let lines = text.split(['\n', '\r']).filter(|line| !line.is_empty());
    let lines: Vec<&str> = lines.collect();
    let mut found = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let mut is_in_block = false;
        for at in declarations_in(line) {
            let Some(entry) = entry_around(line, at) else {
                is_in_block = true;
                continue;
            };
            found.extend(name_before(&line[..entry.start]));
            found.extend(codes_in(&line[entry]));
        }
        if is_in_block {
            found.extend(names_in_block(&lines, number));
        }
    }
    found
}

/// An entry of the catalogue has fewer bytes before and behind one of its keys.
const LONGEST_ENTRY: usize = 1_000;

/// An entry of the catalogue has fewer.
const LINES_OF_AN_ENTRY: usize = 16;

/// Where a line says `secret: true`.
fn declarations_in(line: &str) -> impl Iterator<Item = usize> {
    line.match_indices("secret").filter_map(|(at, word)| {
        let rest = line[at + word.len()..].trim_start_matches(['"', '\'', ' ']);
        let value = rest.strip_prefix(':')?;
        let value = value.trim_start_matches([' ', '\t', '"', '\'']);
        let is = |word: &&str| {
            let start = value.get(..word.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(word))
        };
        // What is no truth in this language is meant to be one.
        ["true", "yes", "on"].iter().any(is).then_some(at)
    })
}

/// What stands between the braces around a place of a line. Those between quotes are none.
fn entry_around(line: &str, at: usize) -> Option<Range<usize>> {
    let from = at.saturating_sub(LONGEST_ENTRY);
    let end = line.len().min(at.saturating_add(LONGEST_ENTRY));
    let bytes = line.as_bytes();
    let (mut open, mut start, mut quote) = (Vec::new(), None, None);
    for place in from..end {
        if place == at {
            start = Some(*open.last()?);
        }
        let byte = bytes[place];
        let begins = place == from || b" \t{[,:".contains(&bytes[place - 1]);
        match (quote, byte) {
            (Some(other), byte) if other == byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') if begins => quote = Some(byte),
            (None, b'{') => open.push(place),
            (None, b'}') if start.is_some() && open.last().copied() == start => {
                return Some(start?..place);
            }
            (None, b'}') => {
                open.pop();
            }
            (None, _) => {}
        }
    }
    Some(start?..line.floor_char_boundary(end))
}

/// The name and the codes of an entry that has a line for each of its keys.
fn names_in_block<'t>(lines: &[&'t str], number: usize) -> Vec<&'t str> {
    let line = lines[number];
    let near = &lines[number.saturating_sub(LINES_OF_AN_ENTRY)..number];
    let has_text = |other: &str| !other.trim().is_empty() && !other.trim_start().starts_with('#');
    let is_key = |other: &&str| indent(other) < indent(line) && has_text(other);
    let Some(key) = near.iter().rposition(is_key) else {
        return Vec::new();
    };
    let behind = lines[number + 1..].iter().take(LINES_OF_AN_ENTRY);
    let behind = behind.take_while(|other| indent(other) == indent(line));
    let own = near[key + 1..].iter().chain(behind);
    let codes = own.flat_map(|line| codes_in(line));
    name_before(near[key]).into_iter().chain(codes).collect()
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The word at the end of a text that introduces an entry.
fn name_before(text: &str) -> Option<&str> {
    let marks = |c: char| !is_of_a_word(c);
    let near = end_of(text, LONGEST_ENTRY).trim_end_matches(marks);
    let name = end_of(near, LONGEST_KEY).rsplit(marks).next();
    name.filter(|name| !name.is_empty())
}

/// The words before the colons of a text of YAML.
fn keys_in(text: &str) -> impl Iterator<Item = &str> {
    let colons = text.match_indices(": ").chain(text.match_indices(":\n"));
    colons.filter_map(|(at, _)| name_before(&text[..at]))
}

fn codes_in(entry: &str) -> impl Iterator<Item = &str> {
    let marks = |c: char| !is_of_a_word(c);
    let codes = entry.match_indices("code").flat_map(move |(at, word)| {
        let rest = &entry[at + word.len()..];
        let list = rest.trim_start_matches(|c: char| c != '[' && marks(c));
        let (list, count) = match list.strip_prefix('[') {
            Some(list) => (list, MOST_CODES),
            None => (list, 1),
        };
        let list = list.split(']').next().unwrap_or_default();
        list.split(marks)
            .filter(|code| !code.is_empty())
            .take(count)
    });
    codes.filter(|code| !code.is_empty())
}

/// A parameter has one or two.
const MOST_CODES: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> SecretWords {
        let own = "  x:\n    parameters: { room_pin_code: { code: RPC, secret: true }, e: { code: EE } }\n    parameters:\n      b:\n        code: [BEE]\n        secret: true\n      f:\n        secret: true\n        code: EFF\n      c: { code: CC }\n";
        SecretWords::of([own].into_iter())
    }

    #[test]
    fn keys_of_secrets_are_known_with_slips_and_in_compounds() {
        let words = words();
        for key in [
            "password",
            "PW",
            "passwd",
            "partner_id",
            "partner-id",
            "PID",
            "ticket",
            "TK",
            "csrf",
            "join_password",
            "JPW",
            "secrets",
            "sercet",
            "signing_keys",
            "singing_keys",
            "header_secret",
            "header_sercet",
            "pasword",
            "passwort",
            "admin-password",
            "api_key",
            "client.secret",
            "access_token",
            "token",
            "toke",
            "key",
            "\"password\"",
            "'pw' ",
            "x: { pass{word",
            "pass\tword",
            "{ p]w",
            "p\\u0061ssword",
            "\\x50W",
            "https://x.example/?MK=1&%50W",
            "https://x.example/?u=%3FP%57",
            "Password (if any)",
            "Meeting password (case sensitive)",
            "(password)",
            "PW2",
            "password 2",
            "host_key",
            "accessKey",
            "room_pin_code",
            "rpc",
            "BEE",
            "b",
            "eff",
        ] {
            assert!(words.end(key), "{key}");
        }
    }

    /// The time must not grow with the square of the length of a text.
    #[test]
    fn long_texts_are_read_once() {
        let words = words();
        for part in ["=", " ", "\"", "a", "é"] {
            let text = part.repeat(50_000);
            let ends = (0..=text.len()).filter(|at| text.is_char_boundary(*at));
            assert!(!ends.step_by(100).any(|at| words.end(&text[..at])));
        }
        for part in ["{ secret: true ", "secret: true ", "secret: true } ", "{"] {
            let codes = "code ".repeat(50_000);
            declared(&format!("x:\n  {codes}\n  {}", part.repeat(10_000)));
        }
    }

    #[test]
    fn parameters_are_secret_however_that_is_declared() {
        for text in [
            "r: { code: RP, secret: True }",
            "r: { code: RP, secret: yes }",
            "r: { code: RP, \"secret\" : \"true\" }",
            "r: { code: RP, note: \"a } b\", secret: true }",
            "r: { secret: true, note: \"a } b\", code: RP }",
            "r: { secret: true, code: [XX, RP] }",
            "x: { r: { code: RP, secret: true }, b: { code: BB } }",
            "x:\n  r:\n  # very\n    code: [XX, RP]\n    secret: true\n",
            "x:\r  r:\r    code: RP\r    secret: true\r",
            "x:\r\n  r:\r\n    code: RP\r\n    secret: true\r\n",
            "x:\n  r: {\n    code: RP,\n    secret: true\n  }\n",
        ] {
            let words = SecretWords::of([text].into_iter());
            assert!(words.end("r") && words.end("RP"), "{text}");
            assert!(!words.end("b") && !words.end("BB"), "{text}");
        }
    }

    #[test]
    fn other_keys_are_no_secrets() {
        let words = words();
        for key in [
            "meeting_key",
            "MK",
            "meeting key",
            "recording_key",
            "tokens",
            "keys",
            "route",
            "path",
            "title",
            "owner",
            "topic",
            "command",
            "session_number",
            "site_id",
            "links_from",
            "c",
            "CC",
            "d",
            "q",
            "e",
            "EE",
            "tags",
            "until",
            "market",
            "",
            "https",
            "title (of the meeting)",
            "%5",
            "\\u00",
            "2",
            "\"",
        ] {
            assert!(!words.end(key), "{key}");
        }
        for word in ["service", "meeting_key", "file", "variable", "PW"] {
            assert!(words.are_known_to_have(word), "{word}");
        }
        for word in ["hunter2", "host", "canary", ""] {
            assert!(!words.are_known_to_have(word), "{word}");
        }
        let jwk = SecretWords::of(["{ kty: EC, d: x }"].into_iter());
        assert!(jwk.end("d") && jwk.end("\"qi\""));
    }
}
