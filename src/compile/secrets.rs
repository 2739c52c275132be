//! The secrets that a policy names: passwords, partner ids and tickets, out of
//! files or variables, never out of the policy itself.

use std::collections::BTreeMap;

use crate::compile::fields::{Fields, check_name, named_entries};
use crate::compile::load::Files;
use crate::compile::problem::Problems;
use crate::compile::yaml::Node;
use crate::policy::Place;
use crate::webex::Secret;

/// The secrets of a policy by name.
#[derive(Debug, Default)]
pub struct Secrets(BTreeMap<Box<str>, Known>);

#[derive(Debug)]
struct Known {
    /// `None` when it cannot be read, which has been reported.
    secret: Option<Secret>,
    place: Place,
    used: bool,
}

impl Secrets {
    /// Reads `secrets:`.
    pub fn read(sections: &[Node<'_>], files: &mut Files<'_>, problems: &mut Problems) -> Self {
        let mut secrets = Self::default();
        let entries = problems.hiding(|problems| {
            let entries = named_entries(sections, "secrets", problems);
            for (name, key, _) in &entries {
                check_name(name, *key, problems);
            }
            entries
        });
        for (name, key, value) in entries {
            let secret = read_text(value, "a secret", files, problems).map(Secret::new);
            let known = Known {
                secret,
                place: key.place(),
                used: false,
            };
            secrets.0.insert(name.into(), known);
        }
        secrets
    }

    /// The secret of that name. That there is none is reported.
    pub fn take(&mut self, name: &str, place: Place, problems: &mut Problems) -> Option<Secret> {
        if let Some(known) = self.0.get_mut(name) {
            known.used = true;
            return known.secret.clone();
        }
        // Whoever took this for the place of the secret itself must not see it
        // repeated.
        problems
            .hidden_error(place, "there is no secret of that name")
            .propose_one_of("", self.0.keys().map(|name| &**name));
        None
    }

    /// Warns of secrets that no route uses.
    pub fn warn_of_unused(&self, problems: &mut Problems) {
        for (name, known) in self.0.iter().filter(|(_, known)| !known.used) {
            problems
                .warning(
                    known.place,
                    format!("the secret `{name}` is not used by any route"),
                )
                .propose("name it in a route's `secrets`, or remove it");
        }
    }
}

/// Reads where a text stands that no policy may show: `{ file: … }` or
/// `{ variable: … }`; and then the text, without the line break at its end.
pub fn read_text(
    value: Node<'_>,
    what: &str,
    files: &mut Files<'_>,
    problems: &mut Problems,
) -> Option<String> {
    if value.pairs().is_none() && !value.is_null() {
        problems
            .hidden_error(
                value.place(),
                format!("{what} must not stand in the policy"),
            )
            .propose("name its place: `{ file: PATH }` or `{ variable: NAME }`");
        return None;
    }
    let mut names_a_place = false;
    let (fields, file, variable) = problems.hiding(|problems| {
        let mut fields = Fields::open(value, what, problems);
        names_a_place = fields.mentions("file") || fields.mentions("variable");
        let file = fields.take_text("file", problems);
        let variable = fields.take_text("variable", problems);
        (fields, file, variable)
    });
    let (is_sound, heading) = (fields.is_sound(), fields.heading());
    let others = fields.rest();
    for (_, key, _) in &others {
        problems
            .hidden_error(key.place(), format!("{what} has no such key"))
            .propose("name its place: `{ file: PATH }` or `{ variable: NAME }`");
    }
    let (text, place) = match (file, variable) {
        (Some(file), None) => {
            let what = format!("the file of {what}");
            (files.text(&what, file, problems)?, file.1)
        }
        (None, Some(variable)) => (files.variable(variable, problems)?, variable.1),
        (file, _) => {
            if is_sound && others.is_empty() && (file.is_some() || !names_a_place) {
                problems
                    .error(heading, format!("{what} has one `file` or one `variable`"))
                    .propose("write `{ file: PATH }` or `{ variable: NAME }`");
            }
            return None;
        }
    };
    let text = text.trim_end_matches(['\r', '\n']);
    if text.is_empty() {
        problems
            .error(place, format!("{what} is empty"))
            .propose("write its text there");
        return None;
    }
    Some(text.to_owned())
}
