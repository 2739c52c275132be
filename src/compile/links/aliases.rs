//! Reading the aliases of a link.

use super::draft::{LinkDraft, RawValue};
use super::name::read_alias;
use super::tags::words_of;
use crate::compile::context::Text;
use crate::policy::Place;

const MAX_ALIASES: usize = 8;

/// An alias of a link, and where it stands.
pub struct PlacedAlias {
    pub name: Box<str>,
    pub place: Place,
}

/// Reads `aliases`: a list, or one text with blanks, commas or semicolons between the names, as it is
/// in a table. No name has any of these. What is no name is reported and left out.
pub fn read_aliases(draft: &mut LinkDraft<'_>) -> Vec<PlacedAlias> {
    let Some(field) = draft.take("aliases") else {
        return Vec::new();
    };
    let names: Vec<Text<'_>> = match field.given {
        None => return Vec::new(),
        Some(RawValue::Many(names)) => names,
        Some(RawValue::One(text)) => {
            let names = words_of(text).map(|name| Text::new(name, field.span));
            names.collect()
        }
    };
    if names.is_empty() {
        field
            .span
            .error("there is no name in `aliases`")
            .help("write one, or remove the line");
    }
    if names.len() > MAX_ALIASES {
        let message = format!(
            "there are {} aliases, and {MAX_ALIASES} are the most",
            names.len()
        );
        field
            .span
            .error(message)
            .help("keep those that people still use: the decision log says which");
    }
    let placed = names.iter().filter_map(|name| {
        Some(PlacedAlias {
            name: read_alias(name)?,
            place: name.place(),
        })
    });
    placed.collect()
}
