//! Texts that are not repeated: those that are or hold an address or a secret.
//!
//! People paste whole invitations and whole addresses, and both may have a password in them.
//! Whether somebody else looks at their page, at its title in the history of a browser, or at the
//! log of a login page is not known here, so it is enough that a text looks like one.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use super::invisible::without_unseen;
use super::search::searchable;

/// Words for what lets somebody in, in the languages of the pages, as they are searched.
pub const SECRET_WORDS: [&str; 32] = [
    "password",
    "passwd",
    "passcode",
    "passphrase",
    "passwort",
    "kennwort",
    "kenncode",
    "gastgeberschlussel",
    "host-schlussel",
    "cle d'animateur",
    "cle d’animateur",
    "clave de anfitrion",
    "mot de passe",
    "code secret",
    "contrasena",
    "clave",
    "パスワード",
    "パスコード",
    "暗証番号",
    "كلمه المرور",
    "كلمة المرور",
    "كلمة السر",
    "الرقم السري",
    "رمز المرور",
    "host key",
    "hostkey",
    "secret",
    "ticket",
    "token",
    "credential",
    "senha",
    "пароль",
];

/// The short ones stand alone: `spin` is no pin.
const SHORT_SECRET_WORDS: [&str; 6] = ["pw", "pwd", "pin", "mdp", "tk", "psw"];

/// Most times that a text is decoded: links within links are encoded twice.
const MOST_DECODINGS: usize = 3;

/// Longest word of letters and digits that is not taken for a ticket or an id.
const LONGEST_WORD: usize = 23;

/// Whether a text looks as if it were an address, or as if it held one, or a password, or a
/// ticket.
pub fn is_confidential(text: &str) -> bool {
    let mut plain = searchable(&without_unseen(text));
    for _ in 0..MOST_DECODINGS {
        if holds_secret(&plain) {
            return true;
        }
        match decoded(&plain) {
            Cow::Borrowed(_) => return false,
            Cow::Owned(inner) => plain = inner,
        }
    }
    holds_secret(&plain)
}

fn holds_secret(plain: &str) -> bool {
    holds_address(plain) || holds_field(plain) || holds_secret_word(plain) || holds_ticket(plain)
}

/// Whether a field with this name has a secret as its value: `PW`, `password`, `ticket`.
pub fn names_secret(name: &str) -> bool {
    let plain = searchable(&without_unseen(name));
    let is_at_end = |(at, word): (usize, &str)| at + word.len() == plain.len();
    secret_words_in(&plain).any(is_at_end) || SECRET_NAMES.iter().any(|end| plain.ends_with(end))
}

/// Names of what lets in, beside the words for passwords.
const SECRET_NAMES: [&str; 3] = ["token", "ticket", "secret"];

/// Addresses with a scheme, with the wrong slashes, without a scheme.
fn holds_address(plain: &str) -> bool {
    const SIGNS: [&str; 9] = [
        "://",
        ":\\",
        ":/",
        "//",
        "\\\\",
        "www.",
        "webex.com",
        "mailto:",
        ".php",
    ];
    SIGNS.iter().any(|sign| plain.contains(sign)) || words(plain).any(has_host)
}

/// Whether a word begins like `acme.example/` or `acme.example?`.
fn has_host(word: &str) -> bool {
    let word = word.trim_start_matches(|c: char| !c.is_alphanumeric());
    let Some((host, _)) = word.split_once(['/', '\\', '?', '#', ':']) else {
        return false;
    };
    let top = host.rsplit_once('.').map(|(_, top)| top);
    top.is_some_and(|top| top.len() > 1 && top.chars().all(char::is_alphabetic))
}

/// `PW=…`, `&AT=`: a field of a query with its value.
fn holds_field(plain: &str) -> bool {
    plain.match_indices('=').any(|(at, _)| {
        let name = plain[..at].trim_end().chars().next_back();
        let value = plain[at + 1..].trim_start().chars().next();
        name.is_some_and(|c| c.is_alphanumeric() || c == '_') && value.is_some()
    })
}

/// A word for a secret, with what looks like the secret behind it.
fn holds_secret_word(plain: &str) -> bool {
    let mut found = secret_words_in(plain);
    found.any(|(at, word)| introduces(&plain[at + word.len()..]))
}

/// The words for secrets, with where they begin.
fn secret_words_in(plain: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_boundary = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    let long = SECRET_WORDS
        .iter()
        .flat_map(|word| plain.match_indices(word));
    let short = SHORT_SECRET_WORDS
        .iter()
        .flat_map(|word| plain.match_indices(word));
    let short = short.filter(move |(at, word)| {
        is_boundary(plain[..*at].chars().next_back())
            && is_boundary(plain[at + word.len()..].chars().next())
    });
    long.chain(short)
}

/// Most words between a word for a secret and the secret: `of this meeting: Hunter2 (`.
const WORDS_BEFORE_SECRET: usize = 6;

/// What ends a label.
const LABEL_SIGNS: [char; 3] = [':', '：', '='];

/// Whether digits behind this text are a secret: `Meeting password: `, or `Meeting password: Hunter2 (`
/// before what is dialled in its place.
pub fn introduces_secret(before: &str) -> bool {
    let plain = searchable(&without_unseen(before));
    if let Some(label) = plain.trim_end().strip_suffix(LABEL_SIGNS) {
        return behind_secrets(own_label(label)).next().is_some();
    }
    // Another label, or sentence, would end what the word for a secret says.
    behind_secrets(&plain).any(|behind| {
        let is_label = |(at, _): &(usize, &str)| behind[*at..].chars().nth(1) == Some(' ');
        behind.match_indices(LABEL_SIGNS).filter(is_label).count() <= 1
            && behind.split_whitespace().count() <= WORDS_BEFORE_SECRET
            && !SENTENCE_ENDS.iter().any(|end| behind.contains(end))
    })
}

const SENTENCE_ENDS: [&str; 3] = [". ", "; ", "\n"];

/// The last label of a text: behind other labels, sentences and numbers.
fn own_label(text: &str) -> &str {
    /// A shorter number may be part of a label: `Password (8 digits)`.
    const LONG_NUMBER: usize = 7;
    let ends = |c: char| LABEL_SIGNS.contains(&c) || matches!(c, '.' | ';' | '\n');
    let label = text.rsplit(ends).next().unwrap_or_default();
    let is_number = |part: &&str| part.len() >= LONG_NUMBER;
    let mut numbers = label.split(|c: char| !c.is_ascii_digit()).filter(is_number);
    match numbers.next_back() {
        Some(number) => label.rsplit(number).next().unwrap_or_default(),
        None => label,
    }
}

/// What follows each word for a secret that is no part of another word, like `secretary`.
fn behind_secrets(plain: &str) -> impl Iterator<Item = &str> {
    /// Longer ones have others before them: `Besprechungspasswort`.
    const SHORT: usize = 6;
    let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    secret_words_in(plain).filter_map(move |(at, word)| {
        let behind = &plain[at + word.len()..];
        let is_end = word.len() <= SHORT && is_letter(plain[..at].chars().next_back());
        (!is_end && !is_letter(behind.chars().next())).then_some(behind)
    })
}

/// Whether what follows a word says its value: `: hunter2`, `（数字）：１２`, `ist Hunter2`.
fn introduces(behind: &str) -> bool {
    let is_sign = |c: char| matches!(c, ':' | '=' | '>' | '→' | '：' | '-' | '–' | '—' | '"');
    let near: String = behind.chars().take(40).collect();
    let mut next = near.split_whitespace();
    let has_digits = |word: &str| word.chars().any(char::is_numeric);
    let has_sign = near.split_once(is_sign).is_some_and(|(between, value)| {
        between.split_whitespace().count() <= 4 && !value.trim().is_empty()
    });
    has_sign || next.by_ref().take(3).any(has_digits)
}

/// A long word of letters and digits: the id of a meeting, a ticket, a token.
fn holds_ticket(plain: &str) -> bool {
    let mut words = plain.split(|c: char| !c.is_ascii_alphanumeric());
    words.any(|word| {
        word.len() > LONGEST_WORD
            && word.bytes().any(|b| b.is_ascii_digit())
            && word.bytes().any(|b| b.is_ascii_alphabetic())
    })
}

fn words(plain: &str) -> impl Iterator<Item = &str> {
    plain.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '\'' | '(' | ','))
}

/// One layer less of the codes by which addresses are put into other texts: percent codes, escapes
/// of JSON and JavaScript, entities of HTML, the blanks of forms.
fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains(['%', '\\', '&', '+']) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let (c, behind) = escaped(&rest[at + 1..]);
        out.extend(c);
        rest = behind;
    }
    out.push_str(rest);
    // Forms send a blank as `+`.
    let out = out.replace('+', " ");
    let out = out
        .replace("&amp;", "&")
        .replace("&#61;", "=")
        .replace("&#x3d;", "=");
    let out = percent_decode_str(&out).decode_utf8_lossy().into_owned();
    match out == text {
        true => Cow::Borrowed(text),
        false => Cow::Owned(searchable(&out)),
    }
}

/// The character that an escape stands for, and what follows it.
fn escaped(behind: &str) -> (Option<char>, &str) {
    let hex = |from: usize, length: usize| {
        let digits = behind.get(from..from + length)?;
        let c = char::from_u32(u32::from_str_radix(digits, 16).ok()?)?;
        Some((Some(c), &behind[from + length..]))
    };
    let code = match behind.as_bytes().first() {
        Some(b'u') => hex(1, 4),
        Some(b'x') => hex(1, 2),
        _ => None,
    };
    code.unwrap_or((None, behind))
}

#[cfg(test)]
pub mod cases;

#[cfg(test)]
mod tests {
    use super::cases::{CONFIDENTIAL, HARMLESS};
    use super::*;

    #[test]
    fn what_is_or_holds_an_address_or_a_secret_is_confidential() {
        for text in CONFIDENTIAL {
            assert!(is_confidential(text), "{text:?}");
            let encoded: String =
                percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC)
                    .to_string();
            assert!(is_confidential(&encoded), "{encoded:?}");
            let json = serde_json::to_string(text).expect("JSON");
            assert!(is_confidential(&json), "{json}");
            assert!(is_confidential(&format!("Bitte: {text} danke")), "{text:?}");
        }
    }

    #[test]
    fn digits_behind_a_word_for_a_secret_are_one() {
        for before in [
            "Passwort: ",
            "Host key: ",
            "Host-Schlüssel: ",
            "PIN ",
            "pin:",
            "パスコード: ",
            "رمز المرور: ",
            "password is ",
            "Meeting password: qX7pKw (",
            "Kennwort des Meetings: qX7p (",
            "Ticket INC ",
            "Password (numeric, 8 digits): ",
            "Passwort 2: ",
            "パスワード（８桁）：",
            "Meeting password: a=b (",
            "Besprechungspasswort: ",
        ] {
            assert!(introduces_secret(before), "{before:?}");
        }
        for before in [
            "",
            "Meeting number (access code): ",
            "Password: qX7p Meeting number: ",
            "PIN 79756662, Meeting: ",
            "Passcode: none. Meeting ",
            "Secretariat meeting ",
            "Réunion du secrétariat : ",
            "Conclave ",
            "Ticketing team ",
            "Shopping ",
            "spin ",
            "Password reset for the team of the office in the town ",
        ] {
            assert!(!introduces_secret(before), "{before:?}");
        }
    }

    #[test]
    fn what_people_search_for_is_not() {
        for text in HARMLESS {
            assert!(!is_confidential(text), "{text:?}");
        }
    }

    #[test]
    fn some_names_of_fields_say_that_the_value_is_a_secret() {
        for name in [
            "PW",
            "pw",
            "password",
            "HostPassword",
            "ticket",
            "TK",
            "access_token",
            "pin",
        ] {
            assert!(names_secret(name), "{name}");
        }
        for name in [
            "",
            "utm_source",
            "attendee_name",
            "meeting_key",
            "MK",
            "lang",
            "spin",
        ] {
            assert!(!names_secret(name), "{name}");
        }
    }
}
