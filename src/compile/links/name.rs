//! Names of links, in the scripts of the people who use them.

use std::collections::HashMap;

use crate::compile::context::{Context, Text};
use crate::compile::path_pattern::OWN_FILES;
use crate::policy::{Link, MAX_LITERAL, PublicEndpoint, Route, Segment};
use crate::text::{fold, look, parse_name};

/// Reads the name of a link, with a finding for one that could be taken for another. It is given back
/// all the same, so that the rest of the link is read.
pub fn read_name(text: &Text<'_>) -> Box<str> {
    match parse_name(text) {
        Ok(name) => {
            if name.len() > MAX_LITERAL {
                let message = match name.is_ascii() {
                    true => format!("a word of a path has at most {MAX_LITERAL} characters"),
                    false => format!(
                        "a name has at most {MAX_LITERAL} bytes, of which other letters than a to z take two to four"
                    ),
                };
                refuse(text, message);
            }
            name.into()
        }
        Err(error) => {
            refuse(text, format!("`{text}` {error}"));
            text.as_str().into()
        }
    }
}

fn refuse(text: &Text<'_>, message: String) {
    text.error(message)
        .help("rename the link: its name stands in its path");
}

/// Refuses names in other scripts than ASCII that look like another name, or like a word in the path
/// of a route, or, at the root, like a file of the gateway.
pub fn refuse_look_alikes(
    links: &[Link],
    routes: &[Route],
    endpoint: &PublicEndpoint,
    ctxt: &Context,
) {
    let foreign = links.iter().filter(|link| !link.name().is_ascii());
    let mut looks: HashMap<String, Vec<&Link>> = HashMap::new();
    for link in foreign {
        looks.entry(look(link.name())).or_default().push(link);
    }
    if looks.is_empty() {
        return;
    }
    let segments = routes.iter().flat_map(Route::segments);
    let words = segments.filter_map(|segment| match segment {
        Segment::Literal(word) => Some(&**word),
        Segment::Parameter(_) => None,
    });
    let is_at_root = endpoint.link_prefix().is_empty();
    let files = OWN_FILES.into_iter().filter(|_| is_at_root);
    for word in words.chain(files).chain(links.iter().map(Link::name)) {
        for link in looks.get(&look(word)).into_iter().flatten() {
            let name = link.name();
            // Of two in other scripts, one finding is enough.
            let comes_first = word.is_ascii() || word < name;
            if fold(word) != fold(name) && comes_first {
                ctxt.at(link.place())
                    .error(format!("the link `{name}` looks like `{word}`"))
                    .help("rename one of them: their letters are of different scripts, and nobody can tell them apart");
            }
        }
    }
}
