//! Where the parameters of a route get their values from, while it is read.

use std::ops::Range;

use crate::compile::fields::{Fields, texts};
use crate::compile::parameters::read_parameters;
use crate::compile::problem::Problems;
use crate::compile::secrets::Secrets;
use crate::compile::yaml::Node;
use crate::policy::Place;
use crate::policy::{LINK_KEYS, RESERVED, Segment, Slot, Supply, is_same_name};
use crate::webex::{Command, Parameter};

/// The parameters of a route while it is read.
pub struct Supplies {
    pub slots: Vec<Slot>,
    /// The slots of each step.
    pub steps: Vec<Range<usize>>,
    /// Without a known command, unknown names are not worth a finding.
    complete: bool,
    /// Parameters of whom something has been reported: what they lack is not
    /// worth another finding.
    pub broken: Vec<Box<str>>,
}

impl Supplies {
    /// The parameters of commands that follow each other; `None` for one that
    /// is not known.
    pub fn new(commands: &[Option<&Command>]) -> Self {
        let mut slots = Vec::new();
        let mut steps = Vec::new();
        for command in commands {
            let begin = slots.len();
            let parameters = command.map_or(&[][..], Command::parameters);
            slots.extend(parameters.iter().map(|parameter| Slot {
                parameter: parameter.clone(),
                supply: Supply::Nothing,
            }));
            steps.push(begin..slots.len());
        }
        Self {
            slots,
            steps,
            complete: commands.iter().all(Option::is_some) && !commands.is_empty(),
            broken: Vec::new(),
        }
    }

    /// Reads what a route says of its parameters. What its steps say
    /// themselves has been read before, and counts.
    pub fn read(
        &mut self,
        fields: &mut Fields<'_>,
        (path, segments): (Option<(&str, Place)>, &[Segment]),
        secrets: &mut Secrets,
        problems: &mut Problems,
    ) {
        if let Some(node) = fields.take_section("parameters", problems) {
            self.read_own(node, problems);
        }
        if let Some((_, place)) = path {
            for (segment, index) in segments.iter().zip(0..) {
                if let Segment::Parameter(name) = segment {
                    self.supply_from_visitor(name, &Supply::Path(index), place, problems);
                }
            }
        }
        if let Some(node) = fields.take("query", problems) {
            for (name, place) in texts(node, "`query`", problems) {
                if !self.looks_like_another(name, place, problems) {
                    self.supply_from_visitor(name, &Supply::Query, place, problems);
                }
            }
        }
        let all = 0..self.slots.len();
        self.read_fixed(fields, all, secrets, problems);
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
                || LINK_KEYS.contains(&name)
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
        supply: &Supply,
        place: Place,
        problems: &mut Problems,
    ) {
        let mut named = self.slots.iter().filter(|s| s.parameter.name() == name);
        if named.all(|slot| slot.parameter.kind().is_open_to_visitors()) {
            let all = 0..self.slots.len();
            self.supply(name, &all, place, problems, |_, _| Some(supply.clone()));
        } else {
            problems
                .error(
                    place,
                    format!("`{name}` is an address, which a visitor must not choose"),
                )
                .propose("set it under `constants`");
        }
    }

    pub fn has(&self, name: &str, scope: &Range<usize>) -> bool {
        let mut slots = self.slots[scope.clone()].iter();
        slots.any(|slot| slot.parameter.name() == name)
    }

    /// Reports a name that no parameter has, and proposes those that are
    /// secrets, or those that are none.
    pub fn report_unknown(
        &self,
        name: &str,
        scope: &Range<usize>,
        place: Place,
        is_secret: bool,
        problems: &mut Problems,
    ) {
        if !self.complete || self.is_broken(name) {
            return;
        }
        let steps = self
            .steps
            .iter()
            .filter(|step| scope.start <= step.start && step.end <= scope.end);
        let whose = match (steps.count() > 1, is_secret) {
            (false, false) => "the command has no parameter",
            (true, false) => "no step has a parameter",
            (false, true) => "the command has no secret parameter",
            (true, true) => "no step has a secret parameter",
        };
        problems
            .error(place, format!("{whose} `{name}`"))
            .propose_one_of(name, self.names(scope, is_secret));
    }

    pub fn slot(&self, name: &str) -> Option<&Slot> {
        self.slots.iter().find(|slot| slot.parameter.name() == name)
    }

    /// The names of the parameters that are secrets, or that are none.
    fn names(&self, scope: &Range<usize>, secret: bool) -> Vec<&str> {
        let slots = self.slots[scope.clone()].iter();
        let slots = slots.filter(|slot| slot.parameter.is_secret() == secret);
        let mut names = Vec::new();
        for name in slots.map(|slot| slot.parameter.name()) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    pub fn is_broken(&self, name: &str) -> bool {
        self.broken.iter().any(|broken| **broken == *name)
    }

    /// Whether a visitor could take a query field for another one.
    fn looks_like_another(&self, name: &str, place: Place, problems: &mut Problems) -> bool {
        let alike = self.slots.iter().find(|other| {
            let other_name = other.parameter.name();
            other.supply == Supply::Query && other_name != name && is_same_name(other_name, name)
        });
        if let Some(other) = alike {
            let other = other.parameter.name();
            problems
                .error(
                    place,
                    format!("a visitor cannot tell `{name}` from `{other}`"),
                )
                .propose("rename one of them: case, `-` and `_` do not count");
        }
        alike.is_some()
    }

    /// Gives the parameters of that name a supply, unless they have one: what
    /// a step says counts before what its route says.
    pub fn supply(
        &mut self,
        name: &str,
        scope: &Range<usize>,
        place: Place,
        problems: &mut Problems,
        mut make: impl FnMut(&Parameter, &mut Problems) -> Option<Supply>,
    ) {
        if !self.has(name, scope) {
            self.report_unknown(name, scope, place, false, problems);
            return;
        }
        let is_open = |slot: &Slot| slot.parameter.name() == name && slot.supply == Supply::Nothing;
        let open: Vec<usize> = scope
            .clone()
            .filter(|at| is_open(&self.slots[*at]))
            .collect();
        if open.is_empty() {
            problems
                .error(place, format!("`{name}` is supplied twice"))
                .propose(
                    "it can come from one place only: path, query, constants, fill or secrets",
                );
        }
        for at in open {
            let slot = &mut self.slots[at];
            let supply = make(&slot.parameter, problems);
            match supply.filter(|supply| may_take(slot, supply, place, problems)) {
                Some(supply) => slot.supply = supply,
                // Of the same name in another step it would be said again.
                None => return self.broken.push(name.into()),
            }
        }
    }

    /// Reports what a command cannot do without and does not get.
    pub fn check_required(
        &self,
        command: &Command,
        (scope, path, key): (&Range<usize>, Option<(&str, Place)>, Node<'_>),
        problems: &mut Problems,
    ) {
        for slot in &self.slots[scope.clone()] {
            let (parameter, name) = (&slot.parameter, slot.parameter.name());
            let lacking =
                parameter.is_required() && slot.supply == Supply::Nothing && !self.is_broken(name);
            if !lacking {
                continue;
            }
            let message = format!(
                "`{}` needs `{name}`, and nothing supplies it",
                command.name()
            );
            if parameter.is_secret() {
                problems
                    .error(key.place(), message)
                    .propose(format!("add `secrets: {{ {name}: NAME }}` to the route, and NAME with its file to the policy's `secrets`"));
            } else if let Some((_, place)) = path {
                problems.error(place, message).propose(format!(
                    "add `{{{name}}}` to the path, or `{name}` to `query`, `constants` or `fill`"
                ));
            }
        }
    }
}

/// A secret comes from the policy's secrets and from nowhere else.
fn may_take(slot: &Slot, supply: &Supply, place: Place, problems: &mut Problems) -> bool {
    let fits = !slot.parameter.is_secret() || matches!(supply, Supply::Secret(_));
    if !fits {
        let name = slot.parameter.name();
        problems
            .error(
                place,
                format!("`{name}` is a secret, which no visitor can give"),
            )
            .propose(name_a_secret(name));
    }
    fits
}

pub fn name_a_secret(name: &str) -> String {
    format!(
        "name one of the policy's `secrets`: `secrets: {{ {name}: NAME }}`, or leave it out: Webex asks the person for it"
    )
}
