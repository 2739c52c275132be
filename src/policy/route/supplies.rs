//! Where the parameters of a route get their values from, while it is read.

use super::{CallerField, RESERVED, Slot, Supply};
use crate::policy::fields::{Fields, named_entries, text, texts};
use crate::policy::link;
use crate::policy::parameters::read_parameters;
use crate::policy::paths::{Segment, is_same_name};
use crate::policy::problem::Problems;
use crate::policy::source::Place;
use crate::policy::yaml::Node;
use crate::webex::{Command, Parameter};

/// The parameters of a route while it is read.
pub(super) struct Supplies {
    pub(super) slots: Vec<Slot>,
    /// Without a known command, unknown names are not worth a finding.
    complete: bool,
    /// Parameters of whom something has been reported: what they lack is not
    /// worth another finding.
    broken: Vec<Box<str>>,
}

impl Supplies {
    pub(super) fn new(command: Option<&Command>) -> Self {
        let parameters = command.map_or(&[][..], Command::parameters);
        let slot = |parameter: &Parameter| Slot {
            parameter: parameter.clone(),
            supply: Supply::Nothing,
        };
        Self {
            slots: parameters.iter().map(slot).collect(),
            complete: command.is_some(),
            broken: Vec::new(),
        }
    }

    pub(super) fn read(
        &mut self,
        fields: &mut Fields<'_>,
        (path, segments): (Option<(&str, Place)>, &[Segment]),
        problems: &mut Problems,
    ) {
        if let Some(node) = fields.take_section("parameters", problems) {
            self.read_own(node, problems);
        }
        if let Some((_, place)) = path {
            for (segment, index) in segments.iter().zip(0..) {
                if let Segment::Parameter(name) = segment {
                    self.supply_from_visitor(name, Supply::Path(index), place, problems);
                }
            }
        }
        if let Some(node) = fields.take("query", problems) {
            for (name, place) in texts(node, "`query`", problems) {
                self.supply_from_visitor(name, Supply::Query, place, problems);
            }
        }
        if let Some(node) = fields.take_section("constants", problems) {
            for (name, key, value) in named_entries(&[node], "constants", problems) {
                self.read_constant(name, key, value, problems);
            }
        }
        if let Some(node) = fields.take_section("fill", problems) {
            for (name, key, value) in named_entries(&[node], "fill", problems) {
                self.read_fill(name, key, value, problems);
            }
        }
    }

    /// Reads the route's own parameters, which fill places in its back URLs.
    fn read_own(&mut self, node: Node<'_>, problems: &mut Problems) {
        for (name, key, parameter) in read_parameters(node, problems) {
            let Some(parameter) = parameter else {
                self.broken.push(name.into());
                continue;
            };
            let mut names = self.slots.iter().map(|slot| slot.parameter.name());
            let taken = names.any(|known| is_same_name(known, name))
                || link::KEYS.contains(&name)
                || RESERVED.iter().any(|word| is_same_name(word, name));
            if taken || !parameter.codes().is_empty() || parameter.is_secret() {
                self.broken.push(name.into());
                problems
                    .error(key.place(), format!("`{name}` cannot be a parameter of the route's own"))
                    .propose("give it a name that nothing else has, no code and no secret: it only fills places in back URLs");
            } else {
                self.slots.push(Slot {
                    parameter,
                    supply: Supply::Nothing,
                });
            }
        }
    }

    fn supply_from_visitor(
        &mut self,
        name: &str,
        supply: Supply,
        place: Place,
        problems: &mut Problems,
    ) {
        let open = self
            .slot(name)
            .is_none_or(|slot| slot.parameter.kind().is_open_to_visitors());
        if open {
            self.supply(name, supply, place, problems);
        } else {
            problems
                .error(
                    place,
                    format!("`{name}` is an address, which a visitor must not choose"),
                )
                .propose("set it under `constants`");
        }
    }

    fn read_constant(
        &mut self,
        name: &str,
        key: Node<'_>,
        value: Node<'_>,
        problems: &mut Problems,
    ) {
        let Some(slot) = self.slot(name) else {
            return self.supply(name, Supply::Nothing, key.place(), problems);
        };
        match link::read_node_value(&slot.parameter, value, problems) {
            Some(constant) => self.supply(name, Supply::Constant(constant), key.place(), problems),
            None => self.broken.push(name.into()),
        }
    }

    fn read_fill(&mut self, name: &str, key: Node<'_>, value: Node<'_>, problems: &mut Problems) {
        let what = format!("`{name}`, between quotes like \"{{caller.name}}\",");
        let Some(word) = text(value, &what, problems) else {
            return;
        };
        let field = CallerField::WORDS.iter().find(|(known, _)| *known == word);
        let kind = self.slot(name).map(|slot| slot.parameter.kind());
        match field.map(|(_, field)| *field) {
            Some(field) if kind.is_some_and(|kind| !field.fits(kind)) => problems
                .error(
                    value.place(),
                    format!("`{name}` cannot be `{word}`: its type is another"),
                )
                .propose("a name fills a text, a mail address a text or an email"),
            Some(field) => self.supply(name, Supply::Caller(field), key.place(), problems),
            None => problems
                .error(
                    value.place(),
                    format!("`{word}` is nothing that is known of a caller"),
                )
                .propose(format!(
                    "write {}; a fixed value belongs under `constants`",
                    CallerField::WORDS.map(|(known, _)| known).join(" or ")
                )),
        }
    }

    pub(super) fn slot(&self, name: &str) -> Option<&Slot> {
        self.slots.iter().find(|slot| slot.parameter.name() == name)
    }

    /// The names of the parameters that a policy may supply.
    fn open_names(&self) -> impl Iterator<Item = &str> {
        let open = self.slots.iter().filter(|slot| !slot.parameter.is_secret());
        open.map(|slot| slot.parameter.name())
    }

    pub(super) fn is_broken(&self, name: &str) -> bool {
        self.broken.iter().any(|broken| **broken == *name)
    }

    fn supply(&mut self, name: &str, supply: Supply, place: Place, problems: &mut Problems) {
        let complete = self.complete && !self.is_broken(name);
        let alike = self.slots.iter().map(Slot::parameter).find(|other| {
            supply == Supply::Query
                && other.name() != name
                && is_same_name(other.name(), name)
                && self.slot(other.name()).map(Slot::supply) == Some(&Supply::Query)
        });
        if let Some(other) = alike {
            problems
                .error(
                    place,
                    format!("a visitor cannot tell `{name}` from `{}`", other.name()),
                )
                .propose("rename one of them: case, `-` and `_` do not count");
            return;
        }
        let Some(slot) = self
            .slots
            .iter_mut()
            .find(|slot| slot.parameter.name() == name)
        else {
            if complete {
                problems
                    .error(place, format!("the command has no parameter `{name}`"))
                    .propose_one_of(name, self.open_names());
            }
            return;
        };
        if slot.parameter.is_secret() {
            problems
                .error(
                    place,
                    format!("`{name}` is a secret, which must not stand in a policy or a link"),
                )
                .propose("leave it out: Webex asks the person for it");
        } else if slot.supply != Supply::Nothing {
            problems
                .error(place, format!("`{name}` is supplied twice"))
                .propose("it can come from one place only: path, query, constants or fill");
        } else {
            slot.supply = supply;
        }
    }

    pub(super) fn check_required(
        &self,
        command: &Command,
        (path, key): (Option<(&str, Place)>, Node<'_>),
        problems: &mut Problems,
    ) {
        for parameter in command.parameters().iter().filter(|p| p.is_required()) {
            let name = parameter.name();
            let unsupplied = !self.is_broken(name)
                && self
                    .slot(name)
                    .is_none_or(|slot| slot.supply == Supply::Nothing);
            if parameter.is_secret() {
                problems
                    .error(
                        key.place(),
                        format!(
                            "`{}` needs the secret `{name}`, which no link may carry",
                            command.name()
                        ),
                    )
                    .propose("send people to a page of Webex that asks for it");
            } else if let (true, Some((_, place))) = (unsupplied, path) {
                problems
                    .error(place, format!("`{}` needs `{name}`, and nothing supplies it", command.name()))
                    .propose(format!("add `{{{name}}}` to the path, or `{name}` to `query`, `constants` or `fill`"));
            }
        }
    }
}
