//! When two names, or two words, are the same to people.

use std::borrow::Cow;

use smallvec::SmallVec;

use super::composed::composed;

/// What does not count in names.
pub const DASHES: [char; 2] = ['-', '_'];

/// A name as it is compared.
pub type Folded = SmallVec<[u8; 16]>;

/// A name without regard to case, dash and underscore, and to whether its letters are composed.
pub fn fold(name: &str) -> Folded {
    let name = match name.is_ascii() {
        true => Cow::Borrowed(name),
        false => Cow::Owned(lower(&composed(name))),
    };
    let mut folded = Folded::from_slice(name.as_bytes());
    folded.make_ascii_lowercase();
    folded.retain(|byte| !matches!(byte, b'-' | b'_'));
    folded
}

/// A text in lower case, letter by letter. What would become ASCII stays: it could be taken for a
/// name that it is not.
pub fn lower(text: &str) -> String {
    let lower = |c: char| {
        let mut lower = c.to_lowercase();
        match (lower.next(), lower.next()) {
            (Some(small), None) if c.is_ascii() || !small.is_ascii() => small,
            _ => c,
        }
    };
    text.chars().map(lower).collect()
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
            ("größe", "Grö-ße", true),
            ("münchen", "MÜNCHEN", true),
            ("münchen", "Mu\u{308}nchen", true),
            ("münchen", "munchen", false),
            ("münchen", "ｍünchen", false),
            ("приём", "ПРИЕ\u{308}М", true),
            ("приём", "прием", false),
            ("İzin", "izin", false),
            ("ſtandup", "standup", false),
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
