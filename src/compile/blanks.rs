//! Invisible blanks in the texts of a policy: where they stand, and the text as its writer sees it.
//!
//! To YAML a no-break blank is a letter. In the indentation, beside a colon or at the end of a value it
//! makes another document than the one that people see, so that findings about that document would
//! mislead. It is reported by itself, and the rest is read as if it were an ordinary blank.

mod scan;

use std::ops::Range;

use crate::compile::context::Context;
use crate::compile::problem::Problem;
use crate::compile::source::Sources;
use crate::policy::{Place, SourceId};
use crate::text::{first_invisible, is_invisible_blank, is_wide_blank, trim_blanks};

use self::scan::{Position, Stray, strays};

/// A text with ordinary blanks in place of those that nobody sees.
#[derive(Debug)]
pub struct Mended {
    pub text: String,
    repairs: Vec<Repair>,
}

/// What was done about stray blanks. Behind it, places are others than those of the original.
#[derive(Debug)]
struct Repair {
    stray: Stray,
    /// How many ordinary blanks are in their place.
    blanks: usize,
    /// Where these end in the mended text.
    end: usize,
}

/// How many blanks the writer of a text meant to indent by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Indentation {
    /// As many as an editor shows.
    AsShown,
    /// One for each character.
    OneEach,
    /// Only the ordinary ones.
    Without,
}

impl Indentation {
    /// The likely ones first.
    pub const ALL: [Self; 3] = [Self::AsShown, Self::OneEach, Self::Without];
}

impl Mended {
    /// `None` for a text that has nothing to mend.
    pub fn of(text: &str, indentation: Indentation) -> Option<Self> {
        Self::with(text, strays(text), indentation)
    }

    /// The same, but tabs stay.
    pub fn without_tabs(text: &str, indentation: Indentation) -> Option<Self> {
        let strays = strays(text).into_iter();
        let strays = strays.filter(|stray| !stray.has_tab);
        Self::with(text, strays.collect(), indentation)
    }

    fn with(text: &str, strays: Vec<Stray>, indentation: Indentation) -> Option<Self> {
        if strays.is_empty() {
            return None;
        }
        let mut mended = Self {
            text: String::with_capacity(text.len()),
            repairs: Vec::with_capacity(strays.len()),
        };
        let mut at = 0;
        for stray in strays {
            mended.text.push_str(&text[at..stray.range.start]);
            at = stray.range.end;
            let blanks = blanks_for(text, &stray, indentation);
            mended.text.extend(std::iter::repeat_n(' ', blanks));
            mended.repairs.push(Repair {
                end: mended.text.len(),
                stray,
                blanks,
            });
        }
        mended.text.push_str(&text[at..]);
        Some(mended)
    }

    /// Whether a tab stands in an indentation. Nobody but the writer knows how many blanks it is.
    pub fn has_tabs(&self) -> bool {
        self.repairs.iter().any(|repair| repair.stray.has_tab)
    }

    /// Where in the original text a byte of the mended one stands.
    pub fn original(&self, at: usize) -> usize {
        let behind = self.repairs.partition_point(|repair| repair.end <= at);
        let last = behind
            .checked_sub(1)
            .and_then(|last| self.repairs.get(last));
        last.map_or(at, |repair| repair.stray.range.end + (at - repair.end))
    }

    /// Reports the blanks. `text` is the original.
    pub fn report(&self, ctxt: &Context, source: SourceId, text: &str) {
        for repair in &self.repairs {
            let stray = &repair.stray;
            let place = place_of(source, &stray.range);
            let blanks = &text[stray.range.clone()];
            let message = format!("{} {}", describe(blanks), position(stray.position));
            let are_several = blanks.chars().nth(1).is_some();
            ctxt.error(place, message).help(repair.remedy(are_several));
        }
    }
}

impl Repair {
    fn remedy(&self, are_several: bool) -> String {
        let position = self.stray.position;
        let is_at_end = matches!(position, Position::KeyEnd | Position::ValueEnd);
        let (them, blank) = match are_several {
            true => ("them", "ordinary spaces"),
            false => ("it", "an ordinary space"),
        };
        match self.blanks {
            _ if self.stray.has_tab => "indent with ordinary spaces".to_owned(),
            0 => format!("remove {them}"),
            _ if is_at_end => format!("remove {them}, or replace {them} with {blank}"),
            _ => format!("replace {them} with {blank}"),
        }
    }
}

/// How many ordinary blanks mean what stray ones seem to mean.
fn blanks_for(text: &str, stray: &Stray, indentation: Indentation) -> usize {
    let blanks = &text[stray.range.clone()];
    let width = |c: char| match (c, indentation) {
        // As wide as two letters.
        ('\u{3000}', Indentation::AsShown) => 2,
        (c, _) => usize::from(is_wide_blank(c) || c == '\t'),
    };
    let shown = blanks.chars().map(width).sum();
    let is_beside_blank =
        text[..stray.range.start].ends_with(' ') || text[stray.range.end..].starts_with(' ');
    match (stray.position, indentation) {
        (Position::Indentation, Indentation::AsShown) => shown,
        (Position::Indentation, Indentation::OneEach) => blanks.chars().count(),
        (Position::Indentation, Indentation::Without) => 0,
        // Behind a colon or before a `#` there has to be one.
        _ if shown == 0 && !is_beside_blank => 1,
        _ => shown,
    }
}

/// `an invisible blank (U+00A0) stands`, as the beginning of a sentence.
fn describe(blanks: &str) -> String {
    if blanks.chars().all(|c| c == '\t') {
        return "a tab is".to_owned();
    }
    let mut codes: Vec<String> = Vec::new();
    for c in blanks.chars() {
        let code = code_point(c);
        if !codes.contains(&code) && codes.len() < 4 {
            codes.push(code);
        }
    }
    let codes = codes.join(", ");
    match blanks.chars().count() {
        1 => format!("an invisible space ({codes}) is"),
        count => format!("{count} invisible spaces ({codes}) are"),
    }
}

fn code_point(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

fn position(position: Position) -> &'static str {
    match position {
        Position::Indentation => "in the indentation",
        Position::BehindDash => "after `-`",
        Position::BehindColon => "after `:`",
        Position::BeforeValue => "before this value",
        Position::KeyEnd => "at the end of this key",
        Position::ValueEnd => "at the end of this value",
    }
}

/// Has findings about a word or a number say that something invisible stands in it, and where.
pub fn explain_blank(problem: &mut Problem, sources: &Sources) {
    let Some(place) = problem.place.filter(|place| !sources.is_secret(*place)) else {
        return;
    };
    let Some(source) = sources.source(place.source) else {
        return;
    };
    let range = place.start as usize..place.end as usize;
    let Some(word) = source.text().get(range).filter(|text| is_one_word(text)) else {
        return;
    };
    let Some(at) = first_invisible(word) else {
        return;
    };
    let start = place.start as usize + at;
    let Some(c) = word[at..].chars().next() else {
        return;
    };
    problem.place = Some(place_of(place.source, &(start..start + c.len_utf8())));
    let code = code_point(c);
    let mut help = match (is_invisible_blank(c), is_wide_blank(c)) {
        (_, true) => format!(
            "an invisible space ({code}) is here: replace it with an ordinary space, or remove it"
        ),
        (true, false) => format!("an invisible space ({code}) is here: remove it"),
        (false, false) => format!("an invisible character ({code}) is here: remove it"),
    };
    if let Some(said) = &problem.help {
        help = format!("{help}; {said}");
    }
    problem.set_help(help);
}

/// Whether a finding is about one key, value or cell, and not about what consists of several, or about
/// blanks themselves.
fn is_one_word(text: &str) -> bool {
    let is_several = text.contains('\n') || text.contains(": ") || text.starts_with(['{', '[']);
    !is_several && !trim_blanks(text).is_empty()
}

fn place_of(source: SourceId, range: &Range<usize>) -> Place {
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Place {
        source,
        start: offset(range.start),
        end: offset(range.end),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mended_text_looks_the_same_and_its_places_are_known() {
        for (text, expected) in [
            ("a:\u{a0}b", "a: b"),
            ("a:\u{200b}b", "a: b"),
            ("a: \u{200b}b", "a: b"),
            ("a\u{feff}: b\u{3000}# c", "a : b  # c"),
            ("\u{a0}\u{200b} a: b", "  a: b"),
            ("\u{3000}a: b", "  a: b"),
            ("-\u{a0}a: b\u{ad}\n\u{2007} c: d", "- a: b \n  c: d"),
        ] {
            let mended = Mended::of(text, Indentation::AsShown).expect("something to mend");
            assert_eq!(mended.text, expected, "{text:?}");
            for (at, c) in mended.text.char_indices().filter(|(_, c)| *c != ' ') {
                assert!(
                    text[mended.original(at)..].starts_with(c),
                    "{text:?} at {at}"
                );
            }
            assert_eq!(mended.original(mended.text.len()), text.len());
        }
        assert!(Mended::of("a: b\u{a0}c", Indentation::AsShown).is_none());
    }
}
