//! What a policy itself gives to parameters: constants, what is known of the caller, and secrets by
//! their names.

use std::ops::Range;

use super::bindings::{Bindings, name_a_secret};
use crate::compile::context::FileAccess;
use crate::compile::fields::{Fields, MapEntry, named_entries};
use crate::compile::links;
use crate::compile::secrets::Secrets;
use crate::policy::{CallerField, ValueSource};
use crate::webex::{Secret, Value};

impl Bindings {
    /// Reads `constants`, `fill` and `secrets` of a step or of the route.
    pub fn read_fixed(
        &mut self,
        fields: &mut Fields<'_>,
        scope: &Range<usize>,
        secrets: &Secrets<'_>,
    ) {
        if let Some(node) = fields.take_section("constants") {
            for entry in named_entries(&[node], "constants") {
                self.read_constant(entry, scope);
            }
        }
        if let Some(node) = fields.take_section("fill") {
            for entry in named_entries(&[node], "fill") {
                self.read_fill(entry, scope);
            }
        }
        if let Some(node) = fields.take_section("secrets") {
            for entry in named_entries(&[node], "secrets") {
                if self.read_secret(entry, scope, secrets).is_none() {
                    self.note_broken(&entry.name);
                }
            }
        }
    }

    fn read_constant(&mut self, MapEntry { name, value }: MapEntry<'_>, scope: &Range<usize>) {
        self.bind(name, scope, |parameter| {
            if parameter.is_secret() {
                name.error(is_secret(&name)).help(name_a_secret(&name));
                return None;
            }
            let constant = links::read_node_value(parameter, value);
            constant.map(ValueSource::Constant)
        });
    }

    fn read_fill(&mut self, MapEntry { name, value }: MapEntry<'_>, scope: &Range<usize>) {
        let what = format!(
            "`{}`, between quotes like \"{{caller.name}}\",",
            name.as_str()
        );
        let Some(word) = value.read_text(&what) else {
            return;
        };
        let Some(field) = CallerField::from_word(&word) else {
            let known: Vec<&str> = CallerField::ALL
                .iter()
                .map(|field| field.as_str())
                .collect();
            word.error(format!("unknown field of the caller: `{word}`"))
                .help(format!(
                    "write {}; a fixed value belongs under `constants`",
                    known.join(" or ")
                ));
            return;
        };
        self.bind(name, scope, |parameter| {
            if field.fits(parameter.kind()) {
                return Some(ValueSource::Caller(field));
            }
            word.error(format!(
                "`{name}` cannot be `{word}`: its type does not match"
            ))
            .help("a name fits type text, an e-mail address fits text or email");
            None
        });
    }

    /// `None` when it is broken, which has been reported.
    fn read_secret(
        &mut self,
        entry: MapEntry<'_>,
        scope: &Range<usize>,
        secrets: &Secrets<'_>,
    ) -> Option<()> {
        let MapEntry { name, value } = entry;
        let binding = self.binding(&name);
        if binding.is_some_and(|binding| !binding.parameter.is_secret()) {
            name.error(format!("`{name}` is no secret for Webex"))
                .help("set it under `constants`");
            return None;
        }
        if value.text().is_none() {
            value
                .error(format!("`{name}` takes the name of a secret"))
                .help(format!(
                    "declare the secret under the policy's `secrets`, and write here `{name}: NAME`"
                ));
            return None;
        }
        let secret = secrets.refer_to(value.read_text("a secret")?)?;
        if !self.has(&name, scope) {
            self.report_unknown(name, scope, true);
            return Some(());
        }
        let bindings = self.all[scope.clone()].iter();
        let named = bindings.filter(|binding| binding.parameter.name() == name.as_str());
        if named.count() > 1 {
            // One step's password is not another's.
            name.error(format!("several steps have a `{name}`"))
                .help(format!(
                    "write `secrets: {{ {name}: NAME }}` in the right step"
                ));
            return None;
        }
        self.bind_secret(entry, scope, &secret);
        Some(())
    }

    fn bind_secret(&mut self, entry: MapEntry<'_>, scope: &Range<usize>, secret: &Secret) {
        let MapEntry { name, value } = entry;
        self.bind(name, scope, |parameter| {
            if let FileAccess::WithoutSecrets = value.ctxt().file_access {
                return Some(ValueSource::Secret(Value::unread_secret()));
            }
            let parsed = parameter.parse_secret(secret);
            parsed
                .map_err(|error| {
                    value
                        .error(format!("as `{name}`, this secret {error}"))
                        .help("correct the text in its file or variable");
                })
                .ok()
                .map(ValueSource::Secret)
        });
    }
}

fn is_secret(name: &str) -> String {
    format!("`{name}` is a secret, which must not be in a policy or a link")
}
