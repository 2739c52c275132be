//! Names of links, in the scripts of the people who use them.

use std::collections::HashMap;

use crate::compile::context::{Context, Text};
use crate::policy::{MAX_LITERAL, Place};
use crate::text::{fold, look, parse_name};

/// Reads the name of a link, with a finding for one that could be taken for another. It is given back
/// all the same, so that the rest of the link is read.
pub fn read_name(text: &Text<'_>) -> Box<str> {
    match checked(text) {
        Ok(name) => name,
        Err(message) => {
            text.error(message)
                .help("rename the link: its name is part of its path");
            text.as_str().into()
        }
    }
}

/// Reads an alias of a link by the same rules. What is no name is reported.
pub fn read_alias(text: &Text<'_>) -> Option<Box<str>> {
    let read = checked(text).map_err(|message| {
        text.error(message)
            .help("correct the alias: like the name of a link, it is part of a path");
    });
    read.ok()
}

/// A name in its composed form. The error is the message of a finding.
fn checked(text: &Text<'_>) -> Result<Box<str>, String> {
    let name = parse_name(text).map_err(|error| format!("`{text}` {error}"))?;
    match (name.len() > MAX_LITERAL, name.is_ascii()) {
        (false, _) => Ok(name.into()),
        (true, true) => Err(format!(
            "a word of a path has at most {MAX_LITERAL} characters"
        )),
        (true, false) => Err(format!(
            "a name has at most {MAX_LITERAL} bytes; letters other than a to z take two to four"
        )),
    }
}

/// A word by which people ask for something.
#[derive(Clone, Copy, Debug)]
pub struct KnownWord<'p> {
    pub word: &'p str,
    pub kind: WordKind,
    /// `None` for what is not the policy's.
    pub place: Option<Place>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordKind {
    /// The name of a link.
    Name,
    /// An alias of a link.
    Alias,
    /// A word in the path of a route, or a file of the gateway.
    Path,
}

impl WordKind {
    fn in_words(self) -> &'static str {
        match self {
            Self::Name => "link",
            Self::Alias => "alias",
            Self::Path => "path",
        }
    }
}

/// Refuses names and aliases in other scripts than ASCII that look like another name, or like a word in
/// the path of a route, or, at the root, like a file of the gateway.
pub fn refuse_look_alikes<'p>(known: impl Iterator<Item = KnownWord<'p>> + Clone, ctxt: &Context) {
    let of_links = known.clone().filter(|known| known.kind != WordKind::Path);
    let mut looks: HashMap<String, Vec<KnownWord<'_>>> = HashMap::new();
    for foreign in of_links.filter(|known| !known.word.is_ascii()) {
        looks.entry(look(foreign.word)).or_default().push(foreign);
    }
    if looks.is_empty() {
        return;
    }
    for known in known {
        for foreign in looks.get(&look(known.word)).into_iter().flatten() {
            // Of two in other scripts, one finding is enough.
            let comes_first = known.word.is_ascii() || known.word < foreign.word;
            if fold(known.word) != fold(foreign.word) && comes_first {
                report(foreign, known, ctxt);
            }
        }
    }
}

fn report(foreign: &KnownWord<'_>, known: KnownWord<'_>, ctxt: &Context) {
    let what = foreign.kind.in_words();
    let message = format!("the {what} `{}` looks like `{}`", foreign.word, known.word);
    let finding = ctxt.error(foreign.place, message);
    let finding = match known.place {
        Some(place) => finding.beside(place),
        None => finding,
    };
    finding.help("rename one of them: their letters are of different scripts, and nobody can tell them apart");
}
