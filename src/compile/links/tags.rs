//! Reading the tags of a link.

use std::collections::HashSet;

use super::draft::{LinkDraft, RawValue};
use crate::compile::context::Span;
use crate::policy::SpacedWords;
use crate::webex::ParameterType;

const MAX_TAGS: usize = 8;

/// What a tag looks like, besides that it is one word.
const TAG: ParameterType = ParameterType::Text { max: 32 };

/// Reads `tags`: a list, or one text with blanks, commas or semicolons between the words, as it is
/// in a table.
pub fn read_tags(draft: &mut LinkDraft<'_>) -> SpacedWords {
    let Some(field) = draft.take("tags") else {
        return SpacedWords::default();
    };
    let words: Vec<&str> = match field.given {
        None => return SpacedWords::default(),
        Some(RawValue::One(text)) => words_of(text).collect(),
        Some(RawValue::Many(words)) => words.iter().map(|word| word.as_str()).collect(),
    };
    check(&words, field.span);
    SpacedWords::new(&words)
}

/// The words of a text in which blanks, commas and semicolons separate them.
pub fn words_of(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(is_separator);
    words.filter(|word| !word.is_empty())
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | ';')
}

fn check(words: &[&str], span: Span<'_>) {
    if words.is_empty() {
        span.error("`tags` is empty")
            .help("write one, or remove the line");
    }
    if words.len() > MAX_TAGS {
        span.error(format!(
            "there are {} tags, but the maximum is {MAX_TAGS}",
            words.len()
        ))
        .help("keep those that people search for");
    }
    let mut seen = HashSet::new();
    for word in words {
        if check_word(word, span) && !seen.insert(word.to_lowercase()) {
            span.error(format!("the tag `{word}` is here twice"))
                .help("remove one of them: case is ignored");
        }
    }
}

/// Whether a word is a tag; if not, that is reported.
fn check_word(word: &str, span: Span<'_>) -> bool {
    if let Err(error) = TAG.parse(word) {
        span.error(format!("a tag {error}"))
            .help("write a word, like `platform`");
    } else if word.contains(is_separator) {
        span.error(format!("the tag `{word}` is more than one word"))
            .help("join its words with `-`, or make each a tag: `[platform, daily]`");
    } else {
        return true;
    }
    false
}
