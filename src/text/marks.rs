//! What mail programs, chats and people leave around a word or an address that is copied.

use std::iter;

/// A word without the marks around it: `<123456789>.`, `（ada）`, `*ada*`.
pub fn without_marks(text: &str) -> &str {
    let begins_plainly = text.bytes().next().is_some_and(is_never_a_mark);
    match begins_plainly {
        true => without_trailing_marks(text),
        false => without_trailing_marks(text.trim_start_matches(is_leading)),
    }
}

/// A word without the marks behind it: what a sentence leaves at the end of a link.
pub fn without_trailing_marks(text: &str) -> &str {
    let ends_plainly = text.bytes().next_back().is_some_and(is_never_a_mark);
    match ends_plainly {
        true => text,
        false => text.trim_end_matches(is_trailing),
    }
}

/// Every segment of every request is asked for its marks, and hardly any has one: a byte tells.
fn is_never_a_mark(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

/// The words of a text that could be addresses, without what stands before each.
pub fn address_words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    iter::from_fn(move || {
        rest = rest.trim_start_matches(|c| ends_an_address(c) || is_mark_of_a_script(c));
        let (word, later) = rest.split_at(address_end(rest));
        rest = later;
        (!word.is_empty()).then_some(word)
    })
}

/// Most marks of scripts in one address. Each of them is held against the text around it, which may
/// be long: a text of nothing but marks must not cost the square of its length.
const MAX_MARKS: usize = 32;

/// Where the address ends with which a text begins. A mark in the middle of its path or query
/// belongs to it, like the apostrophe of a name.
pub fn address_end(text: &str) -> usize {
    let mut marks = 0;
    let is_end = |(at, c): &(usize, char)| {
        let (before, behind) = (&text[..*at], &text[at + c.len_utf8()..]);
        let is_mark = is_mark_of_a_script(*c);
        marks += usize::from(is_mark);
        ends_an_address(*c) || (is_mark && (marks > MAX_MARKS || is_behind(*c, before, behind)))
    };
    text.char_indices()
        .find(is_end)
        .map_or(text.len(), |(at, _)| at)
}

/// Whether an address ends before this character, whatever follows: of ASCII, those that no
/// address has, and the ends of sentences in scripts that put no blank behind them.
fn ends_an_address(c: char) -> bool {
    let never = matches!(c, '<' | '>' | '"' | '`' | '{' | '}' | '|' | '^');
    never || c.is_whitespace() || c.is_control() || ends_without_a_blank(c)
}

/// Whether a mark stands behind an address, and not in it.
fn is_behind(mark: char, before: &str, behind: &str) -> bool {
    // Hosts have no marks.
    let is_in_a_host = !before.contains('/');
    is_in_a_host || closes_what_is_around(mark, before) || {
        let next = behind.trim_start_matches(is_trailing).chars().next();
        next.is_none_or(ends_an_address)
    }
}

/// Whether a mark closes what was not opened in the text before it.
fn closes_what_is_around(mark: char, before: &str) -> bool {
    let Some(opening) = opening_of(mark) else {
        return false;
    };
    before.matches(opening).count() <= before.matches(mark).count()
}

/// The mark that begins what this one ends, where every language uses the two so or no blank
/// follows them.
fn opening_of(mark: char) -> Option<char> {
    let before = |count| char::from_u32(u32::from(mark) - count);
    match mark {
        '\u{bb}' => Some('\u{ab}'), // « »
        '\u{201d}' | '\u{203a}' | '\u{ff09}' | '\u{ff60}' | '\u{ff63}' => before(1), // “ ” （ ）
        '\u{3009}' | '\u{300b}' | '\u{300d}' | '\u{300f}' | '\u{3011}' => before(1), // 「 」
        '\u{3015}' | '\u{3017}' | '\u{3019}' | '\u{301b}' => before(1),
        '\u{ff1e}' | '\u{ff3d}' | '\u{ff5d}' => before(2), // ＜ ＞ ［ ］
        _ => None,
    }
}

/// Ends of a sentence, or of a part of it, in Chinese, Japanese, Thai, Tibetan, Burmese and Khmer.
fn ends_without_a_blank(c: char) -> bool {
    matches!(c,
        '\u{e5a}' | '\u{e5b}' | '\u{f0d}'..='\u{f12}' | '\u{104a}' | '\u{104b}'
        | '\u{17d4}'..='\u{17d6}' | '\u{3001}'..='\u{3003}' | '\u{fe10}'..='\u{fe16}' | '\u{fe19}'
        | '\u{ff01}' | '\u{ff0c}' | '\u{ff0e}' | '\u{ff1a}' | '\u{ff1b}' | '\u{ff1f}'
        | '\u{ff61}' | '\u{ff64}'
    )
}

fn is_leading(c: char) -> bool {
    let opens = matches!(c, '<' | '(' | '[' | '{' | '"' | '\'' | '`' | '*');
    opens || is_mark_of_a_script(c)
}

fn is_trailing(c: char) -> bool {
    let closes = matches!(c, '>' | ')' | ']' | '}' | '"' | '\'' | '`' | '*');
    closes || matches!(c, '.' | ',' | ';' | ':' | '!' | '?') || is_mark_of_a_script(c)
}

/// Quotation marks, brackets, and the marks that end a sentence or a part of it, of the scripts in
/// use today, without those of ASCII (Unicode 17: `Quotation_Mark`, `Terminal_Punctuation`, and
/// the categories Ps and Pe). No name, number or address has them.
fn is_mark_of_a_script(c: char) -> bool {
    matches!(c,
        '\u{a1}' | '\u{ab}' | '\u{bb}' | '\u{bf}' // ¡ « » ¿
        | '\u{37e}' | '\u{387}' // Greek
        | '\u{55c}'..='\u{55e}' | '\u{589}' // Armenian
        | '\u{5c3}' // Hebrew
        | '\u{60c}' | '\u{61b}' | '\u{61d}'..='\u{61f}' | '\u{6d4}' // Arabic
        | '\u{964}' | '\u{965}' // the dandas of the scripts of India
        | '\u{e5a}' | '\u{e5b}' | '\u{f0d}'..='\u{f12}' // Thai, Tibetan
        | '\u{104a}' | '\u{104b}' // Burmese
        | '\u{1361}'..='\u{1368}' // Ethiopic
        | '\u{17d4}'..='\u{17d6}' | '\u{1802}'..='\u{1805}' // Khmer, Mongolian
        | '\u{2018}'..='\u{201f}' | '\u{2024}'..='\u{2026}' // ‘ to ‟, … and its like
        | '\u{2039}' | '\u{203a}' | '\u{203c}' | '\u{203d}' | '\u{2047}'..='\u{2049}' // ‹ › ‼ ⁉
        | '\u{2308}'..='\u{230b}' | '\u{2329}' | '\u{232a}' | '\u{2768}'..='\u{2775}' // brackets
        | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301b}' // 、。「」
        | '\u{301d}'..='\u{301f}' | '\u{fd3e}' | '\u{fd3f}'
        | '\u{fe10}'..='\u{fe19}' | '\u{fe35}'..='\u{fe44}' // the same in vertical lines
        | '\u{fe47}' | '\u{fe48}' | '\u{fe50}'..='\u{fe57}' | '\u{fe59}'..='\u{fe5e}'
        | '\u{ff01}' | '\u{ff02}' | '\u{ff07}'..='\u{ff0a}' | '\u{ff0c}' | '\u{ff0e}' // （！．）
        | '\u{ff1a}'..='\u{ff1c}' | '\u{ff1e}' | '\u{ff1f}' | '\u{ff3b}' | '\u{ff3d}'
        | '\u{ff40}' | '\u{ff5b}' | '\u{ff5d}' | '\u{ff5f}'..='\u{ff64}'
    )
}

/// What was left around a word, in front of it and behind it, for all who read one.
#[cfg(test)]
pub const LEFT_AROUND: [(&str, &str); 24] = [
    ("", ">"),
    ("<", ">"),
    ("<", ">."),
    ("", "."),
    ("", ","),
    ("", ";"),
    ("(", ")"),
    ("(", ")!"),
    ("[", "]"),
    ("\"", "\""),
    ("'", "'"),
    ("`", "`,"),
    ("*", "*"),
    ("", ":"),
    ("", "?!"),
    ("“", "”"),
    ("‚", "‘"),
    ("„", "“…"),
    ("«", "»."),
    ("（", "）"),
    ("「", "」"),
    ("", "。"),
    ("", "؟"),
    ("", "।"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_many_marks_has_an_end() {
        let marks = "\u{a1}".repeat(4_000);
        let text = format!("acme.example/{marks}b");
        assert_eq!(address_end(&text), "acme.example/".len() + 2 * MAX_MARKS);
        assert_eq!(address_words(&text).count(), 2);
    }

    #[test]
    fn what_is_left_around_a_word_is_taken_off() {
        for (before, behind) in LEFT_AROUND {
            let text = format!("{before}ada{behind}");
            assert_eq!(without_marks(&text), "ada", "{text}");
            assert_eq!(without_trailing_marks(&format!("ada{behind}")), "ada");
        }
    }

    #[test]
    fn a_word_keeps_what_belongs_to_it() {
        for word in [
            "ada-l_1", "a.b", "#1", "c++", "50%", "a&b=c", "/go/", "日本", "é",
        ] {
            assert_eq!(without_marks(word), word);
        }
        assert_eq!(without_marks("(>"), "");
    }

    #[test]
    fn an_address_ends_where_no_address_goes_on() {
        for text in [
            "a>b", "a b", "a\tb", "a|b", "a、b", "a。b", "a！b", "a…b", "a”b", "a（b", "a؟b",
            "/>b", "/ b", "/、b", "/」b", "/”b", "/»b", "/” b", "/”", "/」。", "/…", "/؟\n", "/’.",
        ] {
            assert_eq!(address_end(text), 1, "{text}");
        }
        for text in [
            "a.b,c;d:e!f?g(h)i[j]k*l'm",
            "/%C3%A9?a=b&c#d",
            "/é/日本",
            "/’b",
            "/«b»c",
            "/「b」c",
            "/（（b）（c））d",
            "/…b",
            "/؟b",
            "/¿b",
        ] {
            assert_eq!(address_end(text), text.len(), "{text}");
        }
    }
}
