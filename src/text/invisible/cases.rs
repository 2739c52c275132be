//! The cases that all who take, refuse or show texts are held against: path, parameter, box, page,
//! terminal and log. The tests of the whole program include this file, too.

/// Characters that are hidden wherever they stand.
pub const HIDDEN: [char; 46] = [
    '\0',
    '\t',
    '\n',
    '\r',
    '\u{1b}',
    '\u{7f}',
    '\u{85}',
    '\u{9b}',
    '\u{ad}',
    '\u{34f}',
    '\u{61c}',
    '\u{115f}',
    '\u{1160}',
    '\u{17b4}',
    '\u{200b}',
    '\u{200e}',
    '\u{200f}',
    '\u{2028}',
    '\u{2029}',
    '\u{202a}',
    '\u{202b}',
    '\u{202c}',
    '\u{202d}',
    '\u{202e}',
    '\u{2060}',
    '\u{2061}',
    '\u{2064}',
    '\u{2065}',
    '\u{2066}',
    '\u{2067}',
    '\u{2068}',
    '\u{2069}',
    '\u{206a}',
    '\u{206f}',
    '\u{3164}',
    '\u{feff}',
    '\u{ffa0}',
    '\u{fff0}',
    '\u{fff9}',
    '\u{fffb}',
    '\u{1bca0}',
    '\u{1d173}',
    '\u{e0001}',
    '\u{e0041}',
    '\u{e007f}',
    '\u{e0200}',
];

/// Joiners and selectors with nothing before them that they could join or change.
pub const MISPLACED: [&str; 10] = [
    "ann\u{200d}lee",
    "ann\u{200c}lee",
    "ann\u{fe0f}lee",
    "ann\u{e0100}lee",
    "ann\u{180e}lee",
    "ann \u{fe0f}lee",
    "é\u{200d}lee",
    "漢\u{e0100}\u{e0101}字",
    "👩\u{200d}\u{200d}🚀",
    "ن\u{200c}\u{200d}ن",
];

/// What people write, with joiners and selectors where they belong.
pub const WRITTEN: [&str; 16] = [
    "Ann Lee",
    "Zoë Ångström, Łódź",
    "نامه‌ها",  // Persian, a non-joiner
    "अक्‍षय",    // Hindi, a joiner
    "മോഹന്‍",    // Malayalam, a joiner at the end
    "ක්‍රිෂාන්",    // Sinhala
    "葛󠄀城 辻󠄁", // Japanese, a selector
    "ᠮᠣᠩᠭᠣᠯ᠎ᠠ", // Mongolian, a vowel separator
    "👩🏽‍🚀 👩‍👩‍👧",
    "❤️‍🔥 🏳️‍🌈",
    "1️⃣ ☎️",
    "שלום, مرحبا",
    "e\u{301}",
    "a\u{a0}b\u{202f}c",
    "Ada–Lovelace",
    "50\u{2007}%",
];

/// A text for each of those that are hidden.
pub fn hidden_texts() -> Vec<String> {
    let within = HIDDEN.iter().map(|c| format!("ann{c}lee"));
    let misplaced = MISPLACED.iter().map(|text| (*text).to_owned());
    within.chain(misplaced).collect()
}
