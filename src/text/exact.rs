//! Names that are compared byte for byte, like user ids and groups.

use super::invisible::has_hidden;

/// Whether a name has nothing hidden in it and no blanks around it, so that it is the one that
/// people see.
pub fn is_exact(name: &str) -> bool {
    name.trim() == name && !has_hidden(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_cannot_be_seen_makes_another_name() {
        for name in [
            "banned",
            "CN=Staff,OU=Groups,DC=acme",
            "Büro 7",
            "全体",
            "a b",
        ] {
            assert!(is_exact(name), "{name}");
        }
        for name in [
            " banned",
            "banned\t",
            "banned\u{a0}",
            "\u{3000}banned",
            "ban\u{200b}ned",
            "banned\u{2060}",
            "\u{202e}banned",
            "ban\u{ad}ned",
            "banned\n",
            "ban\0ned",
            "banned\u{85}",
            "banned\u{fe0f}",
        ] {
            assert!(!is_exact(name), "{name:?}");
        }
    }
}
