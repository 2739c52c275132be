//! Percent-encoding of every value that Linkgate writes into a URL.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but RFC 3986's unreserved characters: more than any single part of a URL needs, so that a
/// value means the same in a path, in a query, and nested in another address.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

pub fn encode_into(out: &mut String, text: &str) {
    // A blank becomes `%20`, not `+`: Webex takes both (webex.md 4, `MN`), but in a path `+` is a
    // plus sign.
    out.extend(utf8_percent_encode(text, RESERVED));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_encoded(text: &str, expected: &str) {
        let mut out = String::new();
        encode_into(&mut out, text);
        assert_eq!(out, expected);
    }

    #[test]
    fn everything_that_could_steer_a_url_is_encoded() {
        assert_encoded("AZaz09-._~", "AZaz09-._~");
        assert_encoded("a b+c", "a%20b%2Bc");
        assert_encoded("&AT=DM#?/\\@:;", "%26AT%3DDM%23%3F%2F%5C%40%3A%3B");
        assert_encoded("\r\n\0", "%0D%0A%00");
        assert_encoded("é漢", "%C3%A9%E6%BC%A2");
        assert_encoded("%26", "%2526");
    }
}
