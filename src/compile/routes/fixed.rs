//! What a policy itself gives to parameters: constants, what is known of the
//! caller, and secrets by their names.

use std::ops::Range;

use super::supplies::{Supplies, name_a_secret};
use crate::compile::fields::{Fields, named_entries, text};
use crate::compile::links;
use crate::compile::problem::Problems;
use crate::compile::secrets::Secrets;
use crate::compile::yaml::Node;
use crate::policy::{CallerField, Supply};

impl Supplies {
    /// Reads `constants`, `fill` and `secrets` of a step or of the route.
    pub fn read_fixed(
        &mut self,
        fields: &mut Fields<'_>,
        scope: Range<usize>,
        secrets: &mut Secrets,
        problems: &mut Problems,
    ) {
        if let Some(node) = fields.take_section("constants", problems) {
            for (name, key, value) in named_entries(&[node], "constants", problems) {
                self.read_constant(name, key, (value, &scope), problems);
            }
        }
        if let Some(node) = fields.take_section("fill", problems) {
            for (name, key, value) in named_entries(&[node], "fill", problems) {
                self.read_fill(name, key, (value, &scope), problems);
            }
        }
        // Whoever takes this for the place of the secret itself writes it here.
        let named = problems.hiding(|problems| {
            let node = fields.take_section("secrets", problems)?;
            Some(named_entries(&[node], "secrets", problems))
        });
        for (name, key, value) in named.unwrap_or_default() {
            self.read_secret(name, key, (value, &scope), secrets, problems);
        }
    }

    fn read_constant(
        &mut self,
        name: &str,
        key: Node<'_>,
        (value, scope): (Node<'_>, &Range<usize>),
        problems: &mut Problems,
    ) {
        self.supply(name, scope, key.place(), problems, |parameter, problems| {
            if parameter.is_secret() {
                // Whoever wrote it here must not find it in the report.
                problems
                    .hidden_error(key.place(), is_secret(name))
                    .propose(name_a_secret(name));
                return None;
            }
            let constant = links::read_node_value(parameter, value, problems);
            constant.map(Supply::Constant)
        });
    }

    fn read_fill(
        &mut self,
        name: &str,
        key: Node<'_>,
        (value, scope): (Node<'_>, &Range<usize>),
        problems: &mut Problems,
    ) {
        let what = format!("`{name}`, between quotes like \"{{caller.name}}\",");
        let Some(word) = text(value, &what, problems) else {
            return;
        };
        let field = CallerField::WORDS.iter().find(|(known, _)| *known == word);
        let Some((_, field)) = field else {
            problems
                .error(
                    value.place(),
                    format!("`{word}` is nothing that is known of a caller"),
                )
                .propose(format!(
                    "write {}; a fixed value belongs under `constants`",
                    CallerField::WORDS.map(|(known, _)| known).join(" or ")
                ));
            return;
        };
        self.supply(name, scope, key.place(), problems, |parameter, problems| {
            if field.fits(parameter.kind()) {
                return Some(Supply::Caller(*field));
            }
            problems
                .error(
                    value.place(),
                    format!("`{name}` cannot be `{word}`: its type is another"),
                )
                .propose("a name fills a text, a mail address a text or an email");
            None
        });
    }

    fn read_secret(
        &mut self,
        name: &str,
        key: Node<'_>,
        (value, scope): (Node<'_>, &Range<usize>),
        secrets: &mut Secrets,
        problems: &mut Problems,
    ) {
        if let Some(slot) = self.slot(name).filter(|slot| !slot.parameter.is_secret()) {
            let name = slot.parameter.name();
            problems
                .error(key.place(), format!("`{name}` is no secret for Webex"))
                .propose("set it under `constants`");
            self.broken.push(name.into());
            return;
        }
        let Some(named) = value.text() else {
            problems
                .hidden_error(
                    value.place(),
                    format!("`{name}` takes the name of a secret"),
                )
                .propose(format!(
                    "declare the secret under the policy's `secrets`, and write here `{name}: NAME`"
                ));
            self.broken.push(name.into());
            return;
        };
        let Some(secret) = secrets.take(named, value.place(), problems) else {
            self.broken.push(name.into());
            return;
        };
        if !self.has(name, scope) {
            self.report_unknown(name, scope, key.place(), true, problems);
            return;
        }
        let named = self.slots[scope.clone()].iter();
        if named.filter(|slot| slot.parameter.name() == name).count() > 1 {
            // One step's password is not another's.
            problems
                .error(key.place(), format!("several steps have a `{name}`"))
                .propose(format!(
                    "write `secrets: {{ {name}: NAME }}` in the step that is meant"
                ));
            self.broken.push(name.into());
            return;
        }
        self.supply(name, scope, key.place(), problems, |parameter, problems| {
            let parsed = parameter.parse_secret(&secret);
            parsed
                .map_err(|error| {
                    problems
                        .error(value.place(), format!("as `{name}`, this secret {error}"))
                        .propose("correct the text in its file or variable");
                })
                .ok()
                .map(Supply::Secret)
        });
    }
}

fn is_secret(name: &str) -> String {
    format!("`{name}` is a secret, which must not stand in a policy or a link")
}
