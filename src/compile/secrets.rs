//! Reading `secrets:`: passwords, partner ids and tickets. They come from files or variables, never
//! from the policy itself.

use crate::compile::context::{FileAccess, Text};
use crate::compile::declarations::Declarations;
use crate::compile::fields::{Fields, check_name, named_entries};
use crate::compile::named_file;
use crate::compile::yaml::Node;
use crate::webex::Secret;

/// Takes the place of every text in a check without secrets: long enough for a signing key, and short
/// enough for a part of a header's name.
const STAND_IN: &str = "4f9c1e7ab2d8036554e1c07d9ba62f38";

const NAME_A_PLACE: &str = "say where it is: `{ file: PATH }` or `{ variable: NAME }`";

/// The secrets of a policy by name.
#[derive(Debug)]
pub struct Secrets<'d>(Declarations<'d, Secret>);

impl<'d> Secrets<'d> {
    /// Reads `secrets:`.
    pub fn read(sections: &[Node<'d>]) -> Self {
        let mut secrets = Declarations::default();
        for entry in named_entries(sections, "secrets") {
            check_name(entry.name);
            let text = read_hidden_text(entry.value, "a secret");
            secrets.insert(entry.name, text.map(Secret::new));
        }
        Self(secrets)
    }

    /// The secret of that name. That there is none is reported.
    pub fn refer_to(&self, name: Text<'_>) -> Option<Secret> {
        let Some(secret) = self.0.refer_to(&name) else {
            // No list of those that are there: by mistake, a name may be the secret itself.
            name.error("there is no secret of that name")
                .help("write a name from the policy's `secrets`");
            return None;
        };
        secret.item.clone()
    }

    pub fn warn_of_unused(&self) {
        self.0
            .warn_of_unused("secret", "name it in a route's `secrets`, or remove it");
    }
}

/// Reads a text that must not stand in the policy, out of `{ file: … }` or `{ variable: … }`. The
/// line breaks at its end are dropped.
pub fn read_hidden_text(value: Node<'_>, what: &str) -> Option<String> {
    if value.pairs().is_none() && !value.is_null() {
        value
            .error(format!("{what} must not be in the policy"))
            .help(NAME_A_PLACE);
        return None;
    }
    let named = NamedPlace::read(value, what)?;
    if let FileAccess::WithoutSecrets = value.span().ctxt().file_access {
        return Some(STAND_IN.to_owned());
    }
    let (text, place) = match named {
        NamedPlace::File(file) => {
            let what = format!("the file of {what}");
            (named_file::read_text(&what, file)?, file)
        }
        NamedPlace::Variable(variable) => (named_file::read_variable(variable)?, variable),
    };
    // Editors, and tools that print a secret, end the file with a line break.
    let text = text.trim_end_matches(['\r', '\n']);
    if text.is_empty() {
        place
            .error(format!("{what} is empty"))
            .help("write its text there");
        return None;
    }
    Some(text.to_owned())
}

/// The file or variable with a text that must not stand in the policy.
enum NamedPlace<'d> {
    File(Text<'d>),
    Variable(Text<'d>),
}

impl<'d> NamedPlace<'d> {
    fn read(value: Node<'d>, what: &str) -> Option<Self> {
        let mut fields = Fields::open(value, what.to_owned());
        let names_a_place = fields.mentions("file") || fields.mentions("variable");
        let file = fields.take_text("file");
        let variable = fields.take_text("variable");
        let (is_sound, heading) = (fields.is_sound(), fields.heading());
        let others = fields.rest();
        for other in &others {
            other
                .name
                .error(format!("{what} has no such key"))
                .help(NAME_A_PLACE);
        }
        match (file, variable) {
            (Some(file), None) => Some(Self::File(file)),
            (None, Some(variable)) => Some(Self::Variable(variable)),
            (file, _) => {
                // Whatever else is wrong here has been reported.
                if is_sound && others.is_empty() && (file.is_some() || !names_a_place) {
                    heading
                        .error(format!("{what} needs one `file` or one `variable`"))
                        .help("write `{ file: PATH }` or `{ variable: NAME }`");
                }
                None
            }
        }
    }
}
