//! The form in which texts are searched: what differs only in case, in accents, or in the way in
//! which programs store a character, is the same.

use std::collections::HashMap;
use std::sync::LazyLock;

use icu_normalizer::properties::CanonicalCompositionBorrowed;
use icu_normalizer::uts46::Uts46MapperBorrowed;

/// A text as it is searched: `München` in either form of Unicode, `ＭÜＮＣＨＥＮ` and `munchen` are all
/// `munchen`.
pub fn searchable(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(text.len());
    plain_letters(text, |c| push_base(&mut out, c));
    out
}

/// The other way in which people write a text: `muenchen` for `München`. `None` where there is no
/// other.
pub fn spelled_out(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let mut out = String::with_capacity(text.len() + 4);
    let mut has_other = false;
    plain_letters(text, |c| {
        let letters = match c {
            'ä' => "ae",
            'ö' | 'ø' => "oe",
            'ü' => "ue",
            'å' => "aa",
            c => return push_base(&mut out, c),
        };
        has_other = true;
        out.push_str(letters);
    });
    has_other.then_some(out)
}

/// A text as names in the DNS are compared: in lower case, composed, without other forms of letters.
pub fn mapped(text: &str) -> String {
    Uts46MapperBorrowed::new()
        .map_normalize(text.chars())
        .collect()
}

/// The letters of a text in lower case, composed, and in their plain form: the mapping by which
/// names in the DNS are compared (UTS 46) does all three, and has long been in the program.
fn plain_letters(text: &str, take: impl FnMut(char)) {
    let mapper = Uts46MapperBorrowed::new();
    mapper.map_normalize(text.chars()).for_each(take);
}

fn push_base(out: &mut String, c: char) {
    match c {
        c if c.is_ascii() => out.push(c),
        c if is_dropped(c) => {}
        // The form of sigma at the end of a word depends on what follows.
        'ς' => out.push('σ'),
        'ß' => out.push_str("ss"),
        'æ' => out.push_str("ae"),
        'œ' => out.push_str("oe"),
        'þ' => out.push_str("th"),
        'ø' => out.push('o'),
        'đ' | 'ð' => out.push('d'),
        'ħ' => out.push('h'),
        'ı' => out.push('i'),
        'ł' => out.push('l'),
        'ŧ' => out.push('t'),
        c => out.push(BASES.get(&c).copied().unwrap_or(c)),
    }
}

/// Accents, and the points and marks of Hebrew and Arabic, which people leave out. Those of India,
/// of Thailand and of Japan are letters to their readers, and stay.
fn is_dropped(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}'
        | '\u{5c4}' | '\u{5c5}' | '\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{640}'
        | '\u{64b}'..='\u{65f}' | '\u{670}'
    )
}

/// The letter below the accents of each letter that is composed of one and accents.
///
/// They are found by composing: the data for that is in the program, for the names of hosts; the
/// data for decomposing would be 40 KB more.
static BASES: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let composer = CanonicalCompositionBorrowed::new();
    let mut bases = HashMap::new();
    let letters = ('a'..='z')
        .chain('α'..='ω')
        .chain('а'..='ӿ')
        .chain('ا'..='ي');
    for base in letters {
        let mut found = vec![base];
        while let Some(letter) = found.pop() {
            for mark in MARKS.iter().cloned().flatten() {
                if let Some(composed) = composer.compose(letter, mark)
                    && composed != base
                    && bases.insert(composed, base).is_none()
                {
                    found.push(composed);
                }
            }
        }
    }
    bases
});

/// The marks with which letters are composed.
const MARKS: [std::ops::RangeInclusive<char>; 5] = [
    '\u{300}'..='\u{314}',
    '\u{31b}'..='\u{31b}',
    '\u{323}'..='\u{331}',
    '\u{342}'..='\u{345}',
    '\u{653}'..='\u{655}',
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_leave_out_does_not_count() {
        for (texts, expected) in [
            (
                &[
                    "München",
                    "Mu\u{308}nchen",
                    "MÜNCHEN",
                    "ＭÜＮＣＨＥＮ",
                    "munchen",
                ][..],
                "munchen",
            ),
            (&["Büro", "Bu\u{308}ro", "BURO"], "buro"),
            (
                &["résumé", "re\u{301}sume\u{301}", "RÉSUMÉ", "resume"],
                "resume",
            ),
            (&["ΣΟΦΟΣ", "σοφός", "σοφοσ", "ΣΟΦΌΣ"], "σοφοσ"),
            (&["Straße", "STRASSE", "STRAẞE"], "strasse"),
            (&["приём", "прие\u{308}м", "ПРИЕМ"], "прием"),
            (
                &["Việt Nam", "Vie\u{323}\u{302}t Nam", "viet nam"],
                "viet nam",
            ),
            (&["ŁÓDŹ", "łódź", "lodz"], "lodz"),
            (&["İstanbul", "ISTANBUL", "ıstanbul"], "istanbul"),
            (&["Ærø", "aero"], "aero"),
            (&["ﬁnal", "final"], "final"),
            (&["Ⅷ", "viii"], "viii"),
            (&["مُحَمَّد", "محـمد", "محمد"], "محمد"),
            (&["أحمد", "احمد"], "احمد"),
            (&["שָׁלוֹם", "שלום"], "שלום"),
            (&["ガギ", "カ\u{3099}キ\u{3099}", "ｶﾞｷﾞ"], "ガギ"),
            (
                &["가각", "\u{1100}\u{1161}\u{1100}\u{1161}\u{11a8}"],
                "가각",
            ),
            (&["हिन्दी"], "हिन्दी"),
            (&["soft\u{ad}hyphen"], "softhyphen"),
        ] {
            for text in texts {
                assert_eq!(searchable(text), expected, "{text}");
            }
        }
    }

    #[test]
    fn what_differs_to_its_readers_stays_apart() {
        for (one, other) in [
            ("か", "が"),
            ("и", "й1"),
            ("कि", "कु"),
            ("a", "а"),
            ("日", "曰"),
        ] {
            assert_ne!(searchable(one), searchable(other), "{one} {other}");
        }
    }

    #[test]
    fn an_umlaut_has_two_spellings() {
        for (text, expected) in [
            ("München", Some("muenchen")),
            ("Mu\u{308}nchen", Some("muenchen")),
            ("Büro Öl Ärger", Some("buero oel aerger")),
            ("Åse Sørensen", Some("aase soerensen")),
            ("Jürgen é", Some("juergen e")),
            ("résumé", None),
            ("muenchen", None),
            ("会議", None),
        ] {
            assert_eq!(spelled_out(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn the_form_of_a_form_is_itself() {
        for c in '\0'..='\u{2ffff}' {
            let once = searchable(&c.to_string());
            assert_eq!(searchable(&once), once, "{c} {:x}", u32::from(c));
        }
    }
}
