//! By which keys a secret is known.

use std::borrow::Cow;
use std::collections::HashSet;

use super::declarations::{declared, keys_in};
use super::key::{LONGEST_GAP, LONGEST_KEY, end_of, is_of_a_word};
use crate::text::{SECRET_WORDS, searchable};
use crate::webex::CATALOGUE;

/// Words that say "secret" in any compound, as in `admin-password`, beside those of people
/// ([`SECRET_WORDS`]).
const ANYWHERE: [&str; 7] = [
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

/// Keys of the language that are one slip away, and the number of a meeting, which is no secret.
const HARMLESS: [&str; 2] = ["tokens", "meetingkey"];

/// The private parts of a key in JSON (RFC 7518, 6; RFC 8037, 2).
const PRIVATE_PARTS: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// What a key in JSON has beside its private parts.
const KEY_IN_JSON: [&str; 2] = ["kty", "crv"];

/// Shorter words of a text do not mean a key unless a colon stands behind them.
const CLEAR: usize = 5;

/// Where a secret is read from.
const PLACES: [&str; 2] = ["file", "variable"];

/// The keys of one policy behind which a secret stands.
#[derive(Clone, Debug)]
pub struct SecretWords {
    /// Folded.
    exact: HashSet<String>,
    /// The same, in any compound.
    anywhere: Vec<String>,
    /// The keys of the language, which everybody knows.
    public: HashSet<&'static str>,
}

impl SecretWords {
    /// The words of everybody, and those of parameters that the catalogue, or one of these texts,
    /// declares to be secret.
    pub fn of<'t>(texts: impl Iterator<Item = &'t str>) -> Self {
        let of_people = SECRET_WORDS.into_iter().map(fold);
        let anywhere: Vec<String> = of_people
            .filter(|word| !ALONE.contains(&word.as_str()))
            .chain(ANYWHERE.map(str::to_owned))
            .collect();
        let others = ALONE.into_iter().chain(SHORT).map(str::to_owned);
        let mut exact: HashSet<String> = anywhere.iter().cloned().chain(others).collect();
        for text in [CATALOGUE].into_iter().chain(texts) {
            exact.extend(declared(text).into_iter().map(fold));
            if KEY_IN_JSON.iter().any(|word| text.contains(word)) {
                exact.extend(PRIVATE_PARTS.map(str::to_owned));
            }
        }
        let public = keys_in(CATALOGUE).chain(PLACES).collect();
        Self {
            exact,
            anywhere,
            public,
        }
    }

    /// Whether a word is a key of a secret or of the language, and so no secret itself.
    pub fn know(&self, word: &str) -> bool {
        self.public.contains(word) || self.exact.contains(&fold(word))
    }

    /// Whether the key at the end of a text is one of those, or a slip of it.
    pub fn are_at_end_of(&self, text: &str) -> bool {
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
        // A character too much may part a key, and some have several words: "mot de passe".
        let both = next().map(|before| fold(before) + &last);
        let three = both
            .as_ref()
            .zip(next())
            .map(|(both, before)| fold(before) + both);
        let mut keys = [Some(last), both].into_iter().flatten();
        let is_harmless = |key: &String| HARMLESS.contains(&key.as_str());
        !keys.clone().any(|key| is_harmless(&key))
            && (keys.any(|key| self.is_secret(&key))
                || three.is_some_and(|key| self.exact.contains(&key)))
    }

    /// Whether a word is clear enough to be a key without a colon.
    pub fn is_clear(&self, word: &str) -> bool {
        word.len() >= CLEAR && self.are_at_end_of(word)
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
            || self.anywhere.iter().any(|word| key.contains(word.as_str()))
            || ["token", "ticket"].iter().any(|word| key.ends_with(word))
            || self.anywhere.iter().any(|word| is_slip(word))
            || ALONE.iter().any(|word| is_slip(word))
    }
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

/// A key as it is compared.
fn fold(key: &str) -> String {
    let key = match key.is_ascii() {
        true => Cow::Borrowed(key),
        false => Cow::Owned(searchable(key)),
    };
    let letters = key.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

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
            "Kenncode",
            "Mot de passe",
            "mot_de_passe",
            "contraseña",
            "パスワード",
            "كلمة المرور",
            "Gastgeberschlüssel",
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
            assert!(words.are_at_end_of(key), "{key}");
        }
    }

    /// The time must not grow with the square of the length of a text.
    #[test]
    fn long_texts_are_read_once() {
        let words = words();
        for part in ["=", " ", "\"", "a", "é"] {
            let text = part.repeat(50_000);
            let ends = (0..=text.len()).filter(|at| text.is_char_boundary(*at));
            assert!(!ends.step_by(100).any(|at| words.are_at_end_of(&text[..at])));
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
            assert!(
                words.are_at_end_of("r") && words.are_at_end_of("RP"),
                "{text}"
            );
            assert!(
                !words.are_at_end_of("b") && !words.are_at_end_of("BB"),
                "{text}"
            );
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
            assert!(!words.are_at_end_of(key), "{key}");
        }
        for word in ["service", "meeting_key", "file", "variable", "PW"] {
            assert!(words.know(word), "{word}");
        }
        for word in ["hunter2", "host", "canary", ""] {
            assert!(!words.know(word), "{word}");
        }
        let jwk = SecretWords::of(["{ kty: EC, d: x }"].into_iter());
        assert!(jwk.are_at_end_of("d") && jwk.are_at_end_of("\"qi\""));
    }
}
