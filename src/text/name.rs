//! Names that people type and read, in their own scripts.

use std::borrow::Cow;

use super::composed::composed;
use super::fold::{fold, lower};
use super::invisible::has_hidden;
use super::script::{Script, is_mark};
use super::search::mapped;

/// Why a text is no name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    #[error("must be letters, digits, `-`, `_` and `.`, with a letter or digit at both ends")]
    Characters,
    /// Two programs, or two people, could take it for another name.
    #[error("has letters in a special form: write `{0}`")]
    Form(String),
    #[error("mixes scripts whose letters look alike: use one script per name")]
    Scripts,
}

/// A name in its composed form.
///
/// # Errors
///
/// [`NameError`] for everything but letters of scripts in use, ASCII digits, and `.`, `_` and `-`
/// between them.
pub fn parse_name(text: &str) -> Result<Cow<'_, str>, NameError> {
    let name = composed(text);
    let mapped = mapped(&name);
    // Letters of full width and of mathematics, ligatures and the like are no letters of names.
    if !has_hidden(&name) && mapped != lower(&name) && check(&mapped).is_ok() {
        return Err(NameError::Form(mapped));
    }
    check(&name)?;
    Ok(name)
}

/// Checks a composed name without looking for a better one. It does not come back to [`parse_name`]: there
/// are letters, those of Cherokee, for which a better form is never found.
fn check(name: &str) -> Result<(), NameError> {
    let is_of_name = |c: char| c.is_ascii_digit() || matches!(c, '.' | '_' | '-');
    let scripts: Option<Vec<Script>> = name
        .chars()
        .filter(|c| !is_of_name(*c))
        .map(Script::of)
        .collect();
    let scripts = scripts.ok_or(NameError::Characters)?;
    let is_edge = |c: char| !matches!(c, '.' | '_' | '-');
    if mapped(name) != lower(name)
        || !name.starts_with(is_edge)
        || !name.ends_with(is_edge)
        || !signs_follow_letters(name)
    {
        return Err(NameError::Characters);
    }
    match Script::are_written_together(&scripts) {
        true => Ok(()),
        false => Err(NameError::Scripts),
    }
}

/// Whether each sign that is no letter itself, like a vowel of Devanagari, stands behind a letter of
/// its script. Anywhere else, programs draw it differently.
fn signs_follow_letters(name: &str) -> bool {
    let mut before = None;
    name.chars().all(|c| {
        let script = Script::of(c);
        let fits = !is_mark(c) || before == script;
        before = script;
        fits
    })
}

/// What two names that nobody can tell apart have in common.
///
/// Within one name, scripts that look alike are not mixed; so these are letters by which a whole
/// name of one script looks like one of another, or like one with a letter of another language. The
/// confusables of UTS 39 are 6,000, and nearly all of them are no letters of names.
pub fn look(name: &str) -> String {
    let name = fold(name);
    let name = str::from_utf8(&name).unwrap_or_default();
    name.chars().map(look_of).collect()
}

fn look_of(c: char) -> char {
    let group = LOOK_ALIKES.iter().find(|group| group.contains(c));
    let first = group.and_then(|group| group.chars().next());
    match c.is_ascii() {
        true => c,
        false => first.unwrap_or(c),
    }
}

/// Letters that look alike, in lower case; the first stands for all.
const LOOK_ALIKES: [&str; 41] = [
    "aаα",
    "bьв",
    "cс",
    "dԁ",
    "eеε",
    "gց",
    "hһнհ",
    "iіιı",
    "jјյ",
    "kкκ",
    "lӏ",
    "mм",
    "nηո",
    "oоοօσ",
    "pрρ",
    "qԛզ",
    "rг",
    "sѕ",
    "tтτ",
    "uυսμ",
    "vν",
    "wԝωա",
    "xхχ",
    "yуγ",
    "áά",
    "éέ",
    "íί",
    "óό",
    "úύ",
    "ëё",
    "ïїϊ",
    "əә",
    "二ニ",
    "口ロ",
    "力カ",
    "工エ",
    "卜ト",
    "八ハ",
    "一ー",
    "へヘ",
    "يىی",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_the_scripts_of_the_people_who_use_them() {
        for name in [
            "standup",
            "Stand-Up_1.2",
            "münchen",
            "MÜNCHEN",
            "größe",
            "全体会議",
            "データ-2026",
            "ミーティング",
            "приём",
            "план_2",
            "σύσκεψη",
            "会议室1",
            "회의",
            "webex-会議",
            "اجتماع",
            "ישיבה",
            "बैठक",
            "สรุป",
            "সভা",
            "கூட்டம்",
            "შეხვედრა",
            "ժողով",
            "họp-nội-bộ",
            "łódź",
            "ångström",
            "rendez-vous",
            "x",
            "ü",
            "7",
            "ทีม-webex",
        ] {
            assert_eq!(parse_name(name).as_deref(), Ok(name), "{name}");
        }
        assert_eq!(parse_name("mu\u{308}nchen").as_deref(), Ok("münchen"));
        assert_eq!(parse_name("прие\u{308}м").as_deref(), Ok("приём"));
        assert_eq!(
            parse_name("カ\u{3099}イト\u{3099}").as_deref(),
            Ok("ガイド")
        );
    }

    #[test]
    fn what_could_be_taken_for_another_name_is_refused() {
        for name in [
            "",
            "-",
            ".",
            "..",
            "a.",
            "-a",
            "a b",
            "a/b",
            "a\\b",
            "a%b",
            "a?b",
            "a#b",
            "a&b",
            "a@b",
            "a:b",
            "a\u{200b}b",
            "a\u{200d}b",
            "a\u{202e}b",
            "a\u{ad}b",
            "a\u{feff}",
            "\u{3164}",
            "a\u{0}b",
            "a\u{85}b",
            "a\u{2028}b",
            "a\u{e0061}",
            "म\u{200d}न",
            "a\u{300}\u{301}b",
            "q\u{301}",
            "\u{301}a",
            "👍",
            "٣",
            "५",
            "۱۲",
            "a\u{2f}b",
            "a／b",
            "a·b",
            "a’b",
            "ك\u{64e}",
            "سـلام",
            "ש\u{5c1}",
            "a\u{93e}",
            "\u{93e}",
            "-\u{93e}",
            "ǃa",
            "ɑb",
            "\u{212b}se",
            "\u{fffd}",
            "𐍈",
            "ᚠ",
        ] {
            assert_eq!(parse_name(name), Err(NameError::Characters), "{name:?}");
        }
        for (name, expected) in [
            ("ｍünchen", "münchen"),
            ("𝐦eeting", "meeting"),
            ("ﬁnal", "final"),
            ("\u{212a}affee", "kaffee"),
            ("ⅷ", "viii"),
            ("ｶﾞｲﾄﾞ", "ガイド"),
            ("１", "1"),
            ("①", "1"),
            ("№1", "no1"),
            ("a．b", "a.b"),
            ("a。b", "a.b"),
            ("²", "2"),
            ("ſtand", "stand"),
        ] {
            let error = NameError::Form(expected.to_owned());
            assert_eq!(parse_name(name), Err(error), "{name}");
        }
        for name in [
            "plаn",
            "pаypal",
            "ρlan",
            "план-x",
            "webex-план",
            "σκεψη-а",
            "ժողովa",
            "会議планx",
            "שaل",
            "ทีม会",
        ] {
            assert_eq!(parse_name(name), Err(NameError::Scripts), "{name}");
        }
    }

    /// Of Cherokee, the mapping takes the large letters for the plain ones.
    #[test]
    fn letters_in_any_case_are_judged_in_bounded_time() {
        for name in ["\u{13a0}", "\u{ab70}", "a\u{13f8}"] {
            assert_eq!(parse_name(name), Err(NameError::Characters), "{name}");
        }
        for c in ('\u{80}'..=char::MAX).filter(|c| lower(&c.to_string()) != c.to_string()) {
            let _ = parse_name(&c.to_string());
        }
    }

    #[test]
    fn names_that_look_alike_have_one_look() {
        for (one, other) in [
            ("сор", "cop"),
            ("СОР", "cop"),
            ("ооо", "ooo"),
            ("οο", "oo"),
            ("оо", "οο"),
            ("ѕсоре", "scope"),
            ("ニ", "二"),
            ("カ", "力"),
            ("ロ", "口"),
            ("sınır", "sinir"),
            ("հոս", "hnu"),
            ("علی", "علي"),
            ("ё", "ë"),
            ("c-o-p", "сор"),
        ] {
            assert_eq!(look(one), look(other), "{one} {other}");
            assert_ne!(fold(one), fold(other), "{one} {other}");
        }
        for (one, other) in [
            ("münchen", "munchen"),
            ("план", "plan"),
            ("会議", "会义"),
            ("a", "b"),
            ("l", "i"),
        ] {
            assert_ne!(look(one), look(other), "{one} {other}");
        }
    }

    #[test]
    fn every_letter_that_looks_like_another_is_in_one_group() {
        let all: String = LOOK_ALIKES.concat();
        for group in LOOK_ALIKES {
            for c in group.chars() {
                assert_eq!(all.matches(c).count(), 1, "{c}");
                assert_eq!(lower(&c.to_string()).replace('ς', "σ"), c.to_string());
            }
        }
    }
}
