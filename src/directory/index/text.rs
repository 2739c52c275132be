//! The searchable text of a link or a route.

use crate::policy::{Link, Route, Step};
use crate::text::{DASHES, searchable, spelled_out};

/// Ends each field. No word of a query contains it, so that none is found across two fields.
pub const END: char = '\x1f';

/// Longest searchable text of a link, in bytes, beside that of its aliases. The rest is not found.
pub const MAX_BYTES: usize = 256;

/// What begins the searchable text of a link.
#[derive(Clone, Copy, Debug)]
pub struct NamesInText {
    /// The length of its folded name.
    pub name: usize,
    /// The length of that and of its folded aliases, each behind an [`END`].
    pub names: usize,
}

/// Appends the searchable text of a link. The title comes last, because it may be too long. Aliases take
/// no room away from it.
pub fn append_link(out: &mut String, link: &Link) -> NamesInText {
    let start = out.len();
    push_folded(out, link.name());
    let name = out.len() - start;
    for alias in link.aliases() {
        out.push(END);
        push_folded(out, alias);
    }
    let names = out.len() - start;
    out.push(END);
    append(out, link.name());
    let before_aliases = out.len();
    for alias in link.aliases() {
        append(out, alias);
    }
    let of_aliases = names - name + out.len() - before_aliases;
    let owner = link.owner().into_iter();
    let title = link.title().into_iter();
    for field in owner.chain(link.tags()).chain(title) {
        append(out, field);
    }
    out.truncate(out.floor_char_boundary(start + MAX_BYTES + of_aliases));
    out[start..].make_ascii_lowercase();
    NamesInText { name, names }
}

/// Appends a name without its dashes: it is found with them and without.
fn push_folded(out: &mut String, name: &str) {
    for part in name.split(DASHES) {
        push(out, part);
    }
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
