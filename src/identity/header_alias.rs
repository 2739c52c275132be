//! Which names of headers programs take for one.
//!
//! Programs differ in it: `X_Forwarded_User` and `X.Forwarded.User` reach many applications as
//! `X-Forwarded-User` (CVE-2025-64484, CVE-2026-88011), and servers of CGI take every sign for `_`.

/// Whether programs could take one name for the other. Both are in lower case.
pub fn is_alike(own: &str, name: &str) -> bool {
    let sign = |byte: u8| !byte.is_ascii_alphanumeric();
    let alike = |(a, b): (u8, u8)| a == b || (sign(a) && sign(b));
    let pairs = own.bytes().zip(name.bytes());
    // No early exit: the time it takes must not tell a visitor how much of a secret name is right.
    // Its length may be told, of which no secret depends; and whoever has all letters right knows
    // the secret, so that what comes behind this need not take its time.
    own.len() == name.len() && pairs.fold(true, |all, pair| all & alike(pair))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What may stand in the name of a header beside letters and digits (RFC 9110, 5.6.2).
    const SIGNS: &str = "!#$%&'*+-.^_`|~";

    #[test]
    fn names_that_differ_in_signs_are_alike_and_no_others() {
        for sign in SIGNS.chars() {
            assert!(is_alike("x-a-b", &format!("x{sign}a-b")), "{sign}");
            assert!(is_alike("x-a-b", &format!("x{sign}a{sign}b")), "{sign}");
        }
        for other in ["x-a-c", "xxa-b", "x-a-", "x-a-b-", "-x-a-b", "x--a-b", ""] {
            assert!(!is_alike("x-a-b", other), "{other}");
        }
    }
}
