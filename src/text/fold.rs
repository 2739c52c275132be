//! When two names, or two words, are the same to people.

use smallvec::SmallVec;

/// What does not count in names.
pub const DASHES: [char; 2] = ['-', '_'];

/// A name as it is compared.
pub type Folded = SmallVec<[u8; 16]>;

/// A name without regard to case, dash and underscore. Only ASCII has case here: a letter that
/// becomes another one by folding could be taken for a name that it is not.
pub fn fold(name: &str) -> Folded {
    name.bytes()
        .filter(|b| !matches!(b, b'-' | b'_'))
        .map(|b| b.to_ascii_lowercase())
        .collect()
}

/// Whether two names are the same to people.
pub fn is_same_name(one: &str, other: &str) -> bool {
    one == other || fold(one) == fold(other)
}

/// Whether two words of a list to choose from are the same: case does not count, and blanks and
/// dashes are underscores.
pub fn is_same_word(one: &str, other: &str) -> bool {
    let plain = |word: &str| word.replace(['-', ' '], "_").to_lowercase();
    plain(one) == plain(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_dash_and_underscore_do_not_count_in_names() {
        for (one, other, is_same) in [
            ("stand-up", "STAND_UP", true),
            ("standup", "s-t-a-n-d-u-p", true),
            ("attendee_name", "attendeeName", true),
            ("", "-_", true),
            ("stand up", "standup", false),
            ("stand.up", "standup", false),
            ("kaffee", "\u{212a}affee", false),
            ("größe", "GRÖSSE", false),
        ] {
            assert_eq!(is_same_name(one, other), is_same, "{one} {other}");
            assert_eq!(is_same_name(other, one), is_same, "{other} {one}");
        }
    }

    #[test]
    fn blanks_and_dashes_are_underscores_in_words() {
        for (one, other, is_same) in [
            ("web_tour", "Web-Tour", true),
            ("web_tour", "web tour", true),
            ("öffentlich", "ÖFFENTLICH", true),
            ("web_tour", "webtour", false),
        ] {
            assert_eq!(is_same_word(one, other), is_same, "{one} {other}");
        }
    }
}
