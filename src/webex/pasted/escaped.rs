//! Addresses as JSON, JavaScript, HTML and queries of other addresses write them: `https:\/\/`,
//! `https&#58;//`, `https%3A%2F%2F`.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

const COLONS: [&str; 8] = [
    ":", "%3a", "&#58;", "&#058;", "&#x3a;", "&colon;", "\\u003a", "\\x3a",
];

const SLASHES: [&str; 9] = [
    "/", "\\/", "%2f", "&#47;", "&#047;", "&#x2f;", "&sol;", "\\u002f", "\\x2f",
];

const AMPERSANDS: [&str; 6] = ["\\u0026", "\\x26", "&amp;", "&#38;", "&#038;", "&#x26;"];

/// Longest number of a character, with its semicolon.
const MAX_NUMBER: usize = 8;

/// What stays as it is where an address is a value in a query.
const VALUE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The beginning of an address, up to the host.
#[derive(Clone, Copy, Debug)]
pub struct Sign<'t> {
    /// Where the scheme begins.
    pub start: usize,
    /// Where the host begins.
    pub end: usize,
    colon: &'t str,
    slash: &'t str,
}

impl<'t> Sign<'t> {
    /// The first one of a text from there on.
    pub fn first(text: &'t str, from: usize) -> Option<Self> {
        let mut from = from;
        loop {
            let mut windows = text.as_bytes()[from..].windows(4);
            let at = windows.position(|w| w.eq_ignore_ascii_case(b"http"))?;
            if let Some(sign) = Self::at(text, from + at) {
                return Some(sign);
            }
            from += at + 4;
        }
    }

    fn at(text: &'t str, start: usize) -> Option<Self> {
        let rest = &text[start + 4..];
        let rest = rest.strip_prefix(['s', 'S']).unwrap_or(rest);
        let (colon, rest) = split(rest, &COLONS)?;
        let (slash, rest) = split(rest, &SLASHES)?;
        let (_, rest) = split(rest, &SLASHES)?;
        Some(Self {
            start,
            end: text.len() - rest.len(),
            colon,
            slash,
        })
    }

    /// Whether the address is a value in a query.
    pub fn is_encoded(&self) -> bool {
        self.colon.starts_with('%') || self.slash.starts_with('%')
    }
}

/// The address that is written so.
pub fn read(written: &str) -> Option<String> {
    match Sign::at(written, 0)?.is_encoded() {
        true => Some(percent_decode_str(written).decode_utf8().ok()?.into_owned()),
        false => Some(unescaped(written)),
    }
}

/// An address in the same escapes as another one.
pub fn like_written(written: &str, address: &str) -> String {
    let Some(sign) = Sign::at(written, 0) else {
        return address.to_owned();
    };
    if sign.is_encoded() {
        return utf8_percent_encode(address, VALUE).to_string();
    }
    let small = written.to_ascii_lowercase();
    let mut ampersands = AMPERSANDS.into_iter();
    let ampersand = ampersands.find(|escape| small.contains(escape));
    let ampersand = ampersand.unwrap_or(match written.contains("&#") {
        true => "&amp;",
        false => "&",
    });
    let mut out = String::with_capacity(address.len());
    for c in address.chars() {
        match c {
            ':' if out.len() < "https:".len() => out.push_str(sign.colon),
            '/' => out.push_str(sign.slash),
            '&' => out.push_str(ampersand),
            c => out.push(c),
        }
    }
    out
}

/// How long a value in a query is.
pub fn value_length(text: &str) -> usize {
    let is_value =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '%' | '-' | '.' | '_' | '~' | '+');
    text.find(|c| !is_value(c)).unwrap_or(text.len())
}

fn split<'t>(text: &'t str, writings: &[&str]) -> Option<(&'t str, &'t str)> {
    writings.iter().find_map(|writing| {
        let (head, rest) = text.split_at_checked(writing.len())?;
        head.eq_ignore_ascii_case(writing).then_some((head, rest))
    })
}

/// The text without the escapes of JSON, JavaScript and numbers of HTML. What they hide once more stays.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['\\', '&']) {
        let (before, behind) = rest.split_at(at);
        out.push_str(before);
        let (c, length) = escaped(behind).unwrap_or_else(|| {
            let sign = if behind.starts_with('&') { '&' } else { '\\' };
            (sign, 1)
        });
        out.push(c);
        rest = &behind[length..];
    }
    out.push_str(rest);
    out
}

/// The character that an escape at the beginning of a text means, and the length of the escape.
fn escaped(text: &str) -> Option<(char, usize)> {
    if text.starts_with("\\/") {
        return Some(('/', 2));
    }
    for (prefix, digits) in [("\\u", 4), ("\\x", 2)] {
        if let Some(rest) = text.strip_prefix(prefix) {
            let code = rest
                .get(..digits)
                .filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?;
            return Some((ascii(u32::from_str_radix(code, 16).ok()?)?, 2 + digits));
        }
    }
    let names = [(&COLONS[5], ':'), (&SLASHES[6], '/')];
    let named = names.iter().find(|(name, _)| text.starts_with(**name));
    if let Some((name, c)) = named {
        return Some((*c, name.len()));
    }
    let rest = text.strip_prefix("&#")?;
    let length = rest
        .bytes()
        .take(MAX_NUMBER)
        .position(|byte| byte == b';')?;
    let number = &rest[..length];
    let code = match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => number.parse(),
    };
    Some((ascii(code.ok()?)?, "&#;".len() + number.len()))
}

fn ascii(code: u32) -> Option<char> {
    char::from_u32(code).filter(char::is_ascii_graphic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_writing_is_read_and_written_back() {
        const ADDRESS: &str = "https://acme.webex.com/m.php?a=1&b=2";
        for written in [
            ADDRESS,
            r"https:\/\/acme.webex.com\/m.php?a=1&b=2",
            r"https:\/\/acme.webex.com\/m.php?a=1\u0026b=2",
            r"https://acme.webex.com/m.php?a=1\x26b=2",
            r"https\u003a\u002f\u002facme.webex.com\u002fm.php?a=1\u0026b=2",
            "https&#58;&#x2F;&#x2F;acme.webex.com&#x2F;m.php?a=1&#38;b=2",
            "https%3A%2F%2Facme.webex.com%2Fm.php%3Fa%3D1%26b%3D2",
        ] {
            assert_eq!(read(written).as_deref(), Some(ADDRESS), "{written}");
            assert_eq!(like_written(written, ADDRESS), written);
        }
        assert_eq!(
            unescaped(r"a\b\u00e9\u12&#xx;&amp;"),
            r"a\b\u00e9\u12&#xx;&amp;"
        );
    }
}
