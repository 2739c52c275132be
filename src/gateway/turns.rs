//! The ways to the other pages of a list: by number, and by the first letter of a name.

use super::pages::{Turn, TurnText, Turns};
use super::sanitize::take_within;
use crate::decision::Page;
use crate::directory::{Listing, Section};
use crate::webex::OwnPath;

/// Pages on either side of the present one that have a link of their own.
const BESIDE: usize = 2;
/// Most letters. Where more letters begin names, as in Japanese, some are passed over.
const LETTERS: usize = 36;
/// So many bytes of a page are for the pages by number.
const NUMBER_BYTES: usize = 1600;
/// So many bytes of a page are for the pages by letter. A long search text in each address leaves no
/// room for them.
const LETTER_BYTES: usize = 3200;
/// The markup around one of them.
const MARKUP_BYTES: usize = 24;

/// Which page this is, from 1, of how many, and how many entries each has.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    pub page: usize,
    pub pages: usize,
    pub size: usize,
}

/// Where a page of a list is. Of a search, the first page has its number, too: without one, a search
/// opens what it takes for a meeting, and a tag may be called like one.
pub fn list_path(searched: &str, page: usize) -> OwnPath {
    let path = OwnPath::new([""]);
    match (searched, page) {
        ("", 1) => path,
        ("", page) => path.with_field(Page::TURNED, &page.to_string()),
        (searched, page) => path
            .with_field(Page::SEARCHED, searched)
            .with_field(Page::TURNED, &page.to_string()),
    }
}

/// The ways from one page of a listing to the others. `path` says where a page is.
pub fn turns(place: Place, listing: &Listing<'_>, path: impl Fn(usize) -> OwnPath) -> Turns {
    let Place { page, pages, .. } = place;
    let turn = |text, to: usize| Turn {
        text,
        href: (to != page).then(|| path(to)),
    };
    let numbers = numbers(place).into_iter().map(|number| match number {
        Some(number) => turn(TurnText::Number(number), number),
        None => Turn {
            text: TurnText::Gap,
            href: None,
        },
    });
    let numbers: Vec<Turn> = numbers.collect();
    let letters = letters(place, listing).into_iter();
    let letters = letters.map(|(text, page)| Turn {
        text,
        href: Some(path(page)),
    });
    Turns {
        at: page,
        of: pages,
        previous: (page > 1).then(|| path(page - 1)),
        next: (page < pages).then(|| path(page + 1)),
        has_gaps: numbers.iter().any(|turn| turn.text == TurnText::Gap),
        numbers: all_within(numbers, NUMBER_BYTES),
        letters: all_within(letters.collect(), LETTER_BYTES),
    }
}

/// All of them, or none if there is no room.
fn all_within(turns: Vec<Turn>, room: usize) -> Vec<Turn> {
    let count = turns.len();
    let fitting = take_within(turns, room, |turn| {
        MARKUP_BYTES + turn.href.as_ref().map_or(0, |href| href.as_str().len())
    });
    match fitting.len() == count {
        true => fitting,
        false => Vec::new(),
    }
}

/// The first page, the last one and those around the present one; `None` for those in between.
fn numbers(place: Place) -> Vec<Option<usize>> {
    let Place { page, pages, .. } = place;
    let near = page.saturating_sub(BESIDE).max(1)..=(page + BESIDE).min(pages);
    let mut numbers = Vec::new();
    let mut last = 0;
    for number in [1].into_iter().chain(near).chain([pages]) {
        match number.saturating_sub(last) {
            0 => continue,
            1 => {}
            // A gap would take as much room as the one page in it.
            2 => numbers.push(Some(number - 1)),
            _ => numbers.push(None),
        }
        numbers.push(Some(number));
        last = number;
    }
    numbers
}

/// The letters with which names begin, and the sections behind the links, each with its page. One
/// alone leads nowhere new.
fn letters(place: Place, listing: &Listing<'_>) -> Vec<(TurnText, usize)> {
    let counts = listing.counts;
    let page_of = |position: usize| position / place.size + 1;
    let every = listing.initials.len().div_ceil(LETTERS).max(1);
    let initials = listing.initials.iter().step_by(every);
    let letters = initials.map(|initial| {
        let letter = initial.letter.to_uppercase().collect();
        (TurnText::Letter(letter), page_of(initial.first as usize))
    });
    let sections = [
        (Section::Routes, counts.routes, counts.links),
        (
            Section::Destroying,
            counts.destroying_links + counts.destroying_routes,
            counts.links + counts.routes,
        ),
    ];
    let sections = sections.into_iter().filter(|(_, count, _)| *count > 0);
    let sections = sections.map(|(section, _, first)| (TurnText::Section(section), page_of(first)));
    let all: Vec<_> = letters.chain(sections).collect();
    match place.pages > 1 && all.len() > 1 {
        true => all,
        false => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::{Counts, Initial};

    fn place(page: usize, pages: usize) -> Place {
        let size = 20;
        Place { page, pages, size }
    }

    #[test]
    fn far_pages_are_passed_over() {
        let shown = |page, pages| {
            let numbers = numbers(place(page, pages)).into_iter();
            let numbers = numbers.map(|number| number.map_or("…".to_owned(), |n| n.to_string()));
            numbers.collect::<Vec<_>>().join(" ")
        };
        for (page, pages, expected) in [
            (1, 1, "1"),
            (1, 2, "1 2"),
            (3, 5, "1 2 3 4 5"),
            (1, 151, "1 2 3 … 151"),
            (4, 151, "1 2 3 4 5 6 … 151"),
            (5, 151, "1 2 3 4 5 6 7 … 151"),
            (6, 151, "1 … 4 5 6 7 8 … 151"),
            (75, 151, "1 … 73 74 75 76 77 … 151"),
            (151, 151, "1 … 149 150 151"),
        ] {
            assert_eq!(shown(page, pages), expected, "{page} of {pages}");
        }
    }

    fn listing(letters: u32, links: usize, routes: usize) -> Listing<'static> {
        let initials = (0..letters).map(|at| Initial {
            letter: char::from_u32(0x4e00 + at).unwrap_or('x'),
            first: at * 10,
        });
        Listing {
            initials: initials.collect(),
            counts: Counts {
                links,
                routes,
                ..Counts::default()
            },
            ..Listing::default()
        }
    }

    #[test]
    fn a_letter_leads_to_the_page_with_its_first_name() {
        let found = letters(place(1, 5), &listing(3, 90, 2));
        let pages: Vec<usize> = found.iter().map(|(_, page)| *page).collect();
        assert_eq!(pages, [1, 1, 2, 5]);
        assert_eq!(found[3].0, TurnText::Section(Section::Routes));
        assert!(letters(place(1, 1), &listing(3, 9, 2)).is_empty());
        assert!(letters(place(1, 5), &listing(1, 90, 0)).is_empty());
    }

    #[test]
    fn of_many_letters_some_are_shown() {
        let found = letters(place(1, 500), &listing(1000, 10_000, 0));
        assert!(found.len() <= LETTERS, "{}", found.len());
    }

    #[test]
    fn what_has_no_room_is_left_out_whole() {
        let long =
            |page: usize| OwnPath::new([&*"w".repeat(1200)]).with_field("page", &page.to_string());
        let turns = turns(place(1, 5), &listing(9, 90, 2), long);
        assert!(turns.numbers.is_empty() && turns.letters.is_empty());
        assert!(turns.next.is_some());
    }
}
