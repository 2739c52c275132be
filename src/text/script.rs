//! The scripts of letters, for names that people have to tell apart.

use icu_properties::CodePointMapData;
use icu_properties::props::{GeneralCategory, GeneralCategoryGroup};

/// A script in general use (Unicode Standard Annex 31, table 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Script {
    Latin,
    Greek,
    Cyrillic,
    Armenian,
    Hebrew,
    Arabic,
    Devanagari,
    Bengali,
    Gurmukhi,
    Gujarati,
    Oriya,
    Tamil,
    Telugu,
    Kannada,
    Malayalam,
    Sinhala,
    Thai,
    Lao,
    Myanmar,
    Georgian,
    Ethiopic,
    Khmer,
    Hangul,
    Hiragana,
    Katakana,
    Bopomofo,
    Han,
}

impl Script {
    /// The script of a letter, or of a sign that is written with letters. `None` for everything else
    /// and for what is in no name: letters of phonetics and history, and accents that stand apart.
    pub fn of(c: char) -> Option<Self> {
        let script = Self::of_block(c)?;
        (is_in(GeneralCategoryGroup::Letter, c) || is_mark(c)).then_some(script)
    }

    // The data of Unicode for this property would be 20 KB of the program, and most of it is of
    // scripts that nobody has on a keyboard.
    fn of_block(c: char) -> Option<Self> {
        Some(match c {
            'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{17f}' | '\u{18f}' | '\u{1a0}' | '\u{1a1}' => {
                Self::Latin
            }
            '\u{1af}' | '\u{1b0}' | '\u{1cd}'..='\u{1dc}' | '\u{1e6}' | '\u{1e7}' => Self::Latin,
            '\u{218}'..='\u{21b}' | '\u{259}' | '\u{1e00}'..='\u{1eff}' => Self::Latin,
            '\u{386}' | '\u{388}'..='\u{3ce}' | '\u{1f00}'..='\u{1fff}' => Self::Greek,
            '\u{400}'..='\u{481}' | '\u{48a}'..='\u{52f}' => Self::Cyrillic,
            '\u{531}'..='\u{556}' | '\u{561}'..='\u{587}' => Self::Armenian,
            '\u{5d0}'..='\u{5ea}' => Self::Hebrew,
            // Without the stretch between letters.
            '\u{620}'..='\u{63f}' | '\u{641}'..='\u{64a}' | '\u{671}'..='\u{6d3}' | '\u{6d5}' => {
                Self::Arabic
            }
            '\u{900}'..='\u{950}' | '\u{955}'..='\u{97f}' => Self::Devanagari,
            '\u{980}'..='\u{9ff}' => Self::Bengali,
            '\u{a00}'..='\u{a7f}' => Self::Gurmukhi,
            '\u{a80}'..='\u{aff}' => Self::Gujarati,
            '\u{b00}'..='\u{b7f}' => Self::Oriya,
            '\u{b80}'..='\u{bff}' => Self::Tamil,
            '\u{c00}'..='\u{c7f}' => Self::Telugu,
            '\u{c80}'..='\u{cff}' => Self::Kannada,
            '\u{d00}'..='\u{d7f}' => Self::Malayalam,
            '\u{d80}'..='\u{dff}' => Self::Sinhala,
            '\u{e00}'..='\u{e7f}' => Self::Thai,
            '\u{e80}'..='\u{eff}' => Self::Lao,
            '\u{1000}'..='\u{109f}' => Self::Myanmar,
            '\u{10d0}'..='\u{10fa}' | '\u{10fd}'..='\u{10ff}' => Self::Georgian,
            '\u{1200}'..='\u{137f}' => Self::Ethiopic,
            '\u{1780}'..='\u{17b3}' | '\u{17b6}'..='\u{17d3}' => Self::Khmer,
            '\u{ac00}'..='\u{d7a3}' => Self::Hangul,
            '\u{3041}'..='\u{3096}' | '\u{309d}' | '\u{309e}' => Self::Hiragana,
            // The sign for a long vowel belongs to both kinds of kana.
            '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30fe}' => Self::Katakana,
            '\u{3105}'..='\u{312f}' => Self::Bopomofo,
            '\u{3005}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' => Self::Han,
            '\u{20000}'..='\u{323af}' => Self::Han,
            _ => return None,
        })
    }

    /// Whether one name may have letters of all of these scripts: what is written together, and
    /// Latin beside scripts with which nobody confuses it (Unicode Technical Standard 39, section
    /// 5.2, "moderately restrictive"; Armenian is left out, too, because of its ո, ս and օ).
    pub fn are_written_together(scripts: &[Self]) -> bool {
        use Script::{Armenian, Bopomofo, Cyrillic, Greek, Han, Hangul, Hiragana, Katakana, Latin};
        let is_all_of = |allowed: &[Self]| {
            let mut scripts = scripts.iter();
            scripts.all(|script| *script == Latin || allowed.contains(script))
        };
        let first = scripts.iter().find(|script| **script != Latin).copied();
        let Some(other) = first else {
            return true;
        };
        match other {
            Greek | Cyrillic | Armenian => scripts.iter().all(|script| *script == other),
            Han | Hiragana | Katakana | Bopomofo | Hangul => {
                let sets: [&[Self]; 3] =
                    [&[Han, Hiragana, Katakana], &[Han, Bopomofo], &[Han, Hangul]];
                sets.iter().any(|set| is_all_of(set))
            }
            other => is_all_of(&[other]),
        }
    }
}

/// Whether a character is drawn on, around or beside the one before it.
pub fn is_mark(c: char) -> bool {
    is_in(GeneralCategoryGroup::Mark, c)
}

fn is_in(group: GeneralCategoryGroup, c: char) -> bool {
    group.contains(CodePointMapData::<GeneralCategory>::new().get(c))
}

#[cfg(test)]
mod tests {
    use icu_properties::props::Script as Property;

    use super::*;

    #[test]
    fn the_scripts_are_those_of_unicode() {
        let map = CodePointMapData::<Property>::new();
        let known = [
            (Script::Latin, Property::Latin),
            (Script::Greek, Property::Greek),
            (Script::Cyrillic, Property::Cyrillic),
            (Script::Armenian, Property::Armenian),
            (Script::Hebrew, Property::Hebrew),
            (Script::Arabic, Property::Arabic),
            (Script::Devanagari, Property::Devanagari),
            (Script::Bengali, Property::Bengali),
            (Script::Gurmukhi, Property::Gurmukhi),
            (Script::Gujarati, Property::Gujarati),
            (Script::Oriya, Property::Oriya),
            (Script::Tamil, Property::Tamil),
            (Script::Telugu, Property::Telugu),
            (Script::Kannada, Property::Kannada),
            (Script::Malayalam, Property::Malayalam),
            (Script::Sinhala, Property::Sinhala),
            (Script::Thai, Property::Thai),
            (Script::Lao, Property::Lao),
            (Script::Myanmar, Property::Myanmar),
            (Script::Georgian, Property::Georgian),
            (Script::Ethiopic, Property::Ethiopic),
            (Script::Khmer, Property::Khmer),
            (Script::Hangul, Property::Hangul),
            (Script::Hiragana, Property::Hiragana),
            (Script::Katakana, Property::Katakana),
            (Script::Bopomofo, Property::Bopomofo),
            (Script::Han, Property::Han),
        ];
        for c in '\0'..=char::MAX {
            if let Some(script) = Script::of(c)
                && c != 'ー'
            {
                let expected = known
                    .iter()
                    .find(|(own, _)| *own == script)
                    .map(|(_, p)| *p);
                assert_eq!(Some(map.get(c)), expected, "{c} {:x}", u32::from(c));
            }
        }
    }

    #[test]
    fn what_is_no_letter_of_a_name_has_no_script() {
        for c in
            "0-_.!٣५。、№①²ｍ𝐦ﬁⅧ😀ـ\u{301}\u{200d}\u{202e}\u{3164}\u{115f}ǃɑʼ\u{64b}\u{5b0}".chars()
        {
            assert_eq!(Script::of(c).filter(|_| c != 'ﬁ'), None, "{c}");
        }
    }

    #[test]
    fn latin_stands_beside_what_it_is_not_confused_with() {
        use Script::{
            Arabic, Armenian, Cyrillic, Greek, Han, Hangul, Hebrew, Hiragana, Katakana, Latin, Thai,
        };
        for (scripts, expected) in [
            (&[][..], true),
            (&[Latin], true),
            (&[Cyrillic], true),
            (&[Latin, Thai], true),
            (&[Arabic, Latin], true),
            (&[Latin, Han, Hiragana, Katakana], true),
            (&[Han, Hangul, Latin], true),
            (&[Latin, Cyrillic], false),
            (&[Cyrillic, Latin], false),
            (&[Greek, Latin], false),
            (&[Armenian, Latin], false),
            (&[Greek, Cyrillic], false),
            (&[Arabic, Hebrew], false),
            (&[Thai, Han], false),
            (&[Hangul, Hiragana], false),
        ] {
            assert_eq!(
                Script::are_written_together(scripts),
                expected,
                "{scripts:?}"
            );
        }
    }
}
