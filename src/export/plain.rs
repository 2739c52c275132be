//! Texts that can stand in the configuration of any server as they are.

/// Whether no server takes a part of an address for anything else: a variable, a quote, the end of a
/// line. Addresses of the URL standard have few of these; one that has is left out.
pub fn is_plain_address(address: &str) -> bool {
    address.chars().all(|c| {
        c.is_ascii_alphanumeric()
            || matches!(
                c,
                '-' | '.'
                    | '_'
                    | '~'
                    | ':'
                    | '/'
                    | '?'
                    | '['
                    | ']'
                    | '@'
                    | '!'
                    | '&'
                    | '('
                    | ')'
                    | '*'
                    | '+'
                    | ','
                    | ';'
                    | '='
                    | '%'
            )
    })
}

/// The same for a path as people read it.
pub fn is_plain_path(path: &str) -> bool {
    path.chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '-' | '.' | '_' | '~' | '/'))
}

/// A text as a regular expression that matches it alone.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_punctuation() && !matches!(c, '/' | '_' | '-') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_server_could_read_differently_is_not_plain() {
        for plain in [
            "https://acme.webex.com/acme/m.php?AT=JM&MK=123&BU=https%3A%2F%2Fx",
            "",
        ] {
            assert!(is_plain_address(plain), "{plain}");
        }
        for other in [
            "a$b", "a\"b", "a\\b", "a{b}", "a b", "a\nb", "a'b", "a`b", "a#b", "ü", "a<b", "a|b",
        ] {
            assert!(!is_plain_address(other), "{other:?}");
        }
        for other in ["/a b", "/a\"", "/a$", "/a\u{202e}", "/a;", "/a{", "/~a\\"] {
            assert!(!is_plain_path(other), "{other:?}");
        }
        assert!(is_plain_path("/go/büro.2_x-y"));
    }

    #[test]
    fn an_escaped_text_has_no_sign_with_a_meaning() {
        assert_eq!(escape("/go/a.b+c"), "/go/a\\.b\\+c");
    }
}
