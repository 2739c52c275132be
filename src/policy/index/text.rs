//! What of a link or a route is searched: one text, in lower case.

use crate::policy::link::Link;
use crate::policy::route::{Route, Step};
pub(super) use crate::text::DASHES;

/// What stands behind each field. No word of a query has it, so that none is
/// found across two fields.
const END: char = '\x1f';

/// Longest text of one link, in bytes. What stands behind is not found.
pub const MAX_BYTES: usize = 256;

/// Appends what of a link is searched, and tells how long its folded name is,
/// with which it begins. The title comes last: it is what may be too long.
pub fn append_link(out: &mut String, link: &Link) -> usize {
    let start = out.len();
    for part in link.name().split(DASHES) {
        out.push_str(part);
    }
    let name = out.len() - start;
    out.push(END);
    append(out, link.name());
    let owner = link.owner().into_iter();
    let title = link.title().into_iter();
    for field in owner.chain(link.tags()).chain(title) {
        append(out, field);
    }
    out.truncate(out.floor_char_boundary(start + MAX_BYTES));
    out[start..].make_ascii_lowercase();
    name
}

/// What of a route is searched.
pub fn of_route(route: &Route) -> Box<str> {
    let mut text = String::new();
    let commands = route.steps().iter().map(Step::command);
    let titles = commands.map(|command| &*command.words().title);
    for field in [route.title()]
        .into_iter()
        .chain(titles)
        .chain(route.path())
    {
        append(&mut text, field);
    }
    text.make_ascii_lowercase();
    text.into()
}

/// Appends a field. One of ASCII becomes lower case later, with all others.
fn append(out: &mut String, field: &str) {
    let field = &field[..field.floor_char_boundary(MAX_BYTES)];
    if field.is_ascii() {
        out.push_str(field);
    } else {
        out.extend(lower(field));
    }
    out.push(END);
}

/// A text in lower case, letter by letter: what follows a letter does not
/// count, so that the beginning of a word is found in the whole word.
pub fn lower(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase)
}
