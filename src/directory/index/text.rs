//! The searchable text of a link or a route.

use crate::policy::{Link, Route, Step};
use crate::text::{DASHES, searchable, spelled_out};

/// Ends each field. No word of a query contains it, so that none is found across two fields.
const END: char = '\x1f';

/// Longest searchable text of a link, in bytes. The rest is not found.
pub const MAX_BYTES: usize = 256;

/// Appends the searchable text of a link, and returns the length of its folded name, with which it
/// begins. The title comes last, because it may be too long.
pub fn append_link(out: &mut String, link: &Link) -> usize {
    let start = out.len();
    // Names are found with their dashes and without.
    for part in link.name().split(DASHES) {
        push(out, part);
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

/// The searchable text of a route.
pub fn text_of_route(route: &Route) -> Box<str> {
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

/// Appends a field, in both ways in which people write it.
pub fn append(out: &mut String, field: &str) {
    let field = &field[..field.floor_char_boundary(MAX_BYTES)];
    push(out, field);
    out.push(END);
    if let Some(spelled) = spelled_out(field) {
        out.push_str(&spelled);
        out.push(END);
    }
}

/// Appends a text. ASCII is put into lower case later, for all fields at once.
fn push(out: &mut String, text: &str) {
    match text.is_ascii() {
        true => out.push_str(text),
        false => out.push_str(&searchable(text)),
    }
}
