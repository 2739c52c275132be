//! Reading the tags of a link.

use std::collections::HashSet;

use super::draft::{Draft, Given};
use crate::compile::problem::Problems;
use crate::policy::{Place, Tags};
use crate::webex::Kind;

/// Most tags of a link.
const MAX_TAGS: usize = 8;

/// What a tag looks like, besides that it is one word.
const TAG: Kind = Kind::Text { max: 32 };

/// Reads `tags`: a list, or one text with blanks, commas or semicolons
/// between the words, as it is in a table.
pub fn read_tags(draft: &mut Draft<'_>, problems: &mut Problems) -> Tags {
    let Some(field) = draft.take("tags") else {
        return Tags::default();
    };
    let words: Vec<&str> = match field.given {
        None => return Tags::default(),
        Some(Given::One(text)) => words_of(text),
        Some(Given::Many(words)) => words,
    };
    check(&words, field.place, problems);
    Tags::new(&words)
}

fn words_of(text: &str) -> Vec<&str> {
    let words = text.split(is_separator);
    words.filter(|word| !word.is_empty()).collect()
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | ';')
}

fn check(words: &[&str], place: Place, problems: &mut Problems) {
    if words.is_empty() {
        problems
            .error(place, "there is no tag in `tags`")
            .propose("write one, or remove the line");
    }
    if words.len() > MAX_TAGS {
        problems
            .error(
                place,
                format!(
                    "there are {} tags, and {MAX_TAGS} are the most",
                    words.len()
                ),
            )
            .propose("keep those by which people look for the link");
    }
    let mut seen = HashSet::new();
    for word in words {
        if check_word(word, place, problems) && !seen.insert(word.to_lowercase()) {
            problems
                .error(place, format!("the tag `{word}` stands here twice"))
                .propose("remove one of them: case does not count");
        }
    }
}

/// Whether a word is a tag; if not, that is reported.
fn check_word(word: &str, place: Place, problems: &mut Problems) -> bool {
    if let Err(error) = TAG.parse(word) {
        problems
            .error(place, format!("a tag {error}"))
            .propose("write a word, like `platform`");
    } else if word.contains(is_separator) {
        problems
            .error(place, format!("the tag `{word}` is more than one word"))
            .propose("join its words by `-`, or make a tag of each: `[platform, daily]`");
    } else {
        return true;
    }
    false
}
