//! Fields with one of a fixed set of words.

use crate::compile::fields::Fields;

/// Reads one of a fixed set of words.
pub fn read_word<W: Copy>(
    fields: &mut Fields<'_>,
    key: &'static str,
    all: &[W],
    as_str: fn(W) -> &'static str,
) -> Option<W> {
    let text = fields.take_text(key)?;
    let found = all
        .iter()
        .copied()
        .find(|word| as_str(*word) == text.as_str());
    if found.is_none() {
        text.error(format!("unknown {key} `{text}`"))
            .help_one_of(&text, all.iter().map(|word| as_str(*word)));
    }
    found
}
