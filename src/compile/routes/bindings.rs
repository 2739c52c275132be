//! The bindings of a route while it is read: its parameters, each with the source of its value.

use std::ops::Range;

use crate::compile::context::Text;
use crate::compile::fields::Fields;
use crate::compile::parameters::{NamedParameter, read_parameters};
use crate::compile::secrets::Secrets;
use crate::compile::yaml::Node;
use crate::policy::{Binding, LINK_KEYS, RESERVED, Segment, ValueSource};
use crate::text::is_same_name;
use crate::webex::{Command, Parameter};

pub struct Bindings {
    /// All of them: those of the steps in their order, then the route's own.
    pub all: Vec<Binding>,
    /// Which of them belong to each step.
    pub steps: Vec<Range<usize>>,
    /// Whether all commands are known. If not, an unknown name may belong to one of the others.
    complete: bool,
    /// Parameters with a finding, which do not count as missing as well.
    broken: Vec<Box<str>>,
}

impl Bindings {
    /// The parameters of commands that follow each other; `None` for one that is not known.
    pub fn new(commands: &[Option<&Command>]) -> Self {
        let mut all = Vec::new();
        let mut steps = Vec::new();
        for command in commands {
            let first = all.len();
            let parameters = command.map_or(&[][..], Command::parameters);
            all.extend(parameters.iter().map(|parameter| Binding {
                parameter: parameter.clone(),
                source: ValueSource::Nothing,
            }));
            steps.push(first..all.len());
        }
        Self {
            all,
            steps,
            complete: commands.iter().all(Option::is_some) && !commands.is_empty(),
            broken: Vec::new(),
        }
    }

    /// Reads what the route itself says of parameters. What its steps say has been read before, and
    /// wins.
    pub fn read(
        &mut self,
        fields: &mut Fields<'_>,
        path: Option<Text<'_>>,
        segments: &[Segment],
        secrets: &Secrets<'_>,
    ) {
        if let Some(node) = fields.take_section("parameters") {
            self.read_own(node);
        }
        if let Some(path) = path {
            for (segment, index) in segments.iter().zip(0..) {
                if let Segment::Parameter(name) = segment {
                    let name = Text::new(name, path.span());
                    self.bind_to_visitor(name, &ValueSource::Path(index));
                }
            }
        }
        if let Some(node) = fields.take("query") {
            for name in node.read_texts("`query`") {
                if !self.looks_like_another(name) {
                    self.bind_to_visitor(name, &ValueSource::Query);
                }
            }
        }
        let all = 0..self.all.len();
        self.read_fixed(fields, &all, secrets);
    }

    /// Reads the route's own parameters, which fill places in its back URLs.
    fn read_own(&mut self, node: Node<'_>) {
        for NamedParameter { name, parameter } in read_parameters(node) {
            let Some(parameter) = parameter else {
                self.note_broken(&name);
                continue;
            };
            let mut names = self.all.iter().map(|binding| binding.parameter.name());
            let taken = names.any(|known| is_same_name(known, &name))
                || LINK_KEYS.contains(&name.as_str())
                || RESERVED.iter().any(|word| is_same_name(word, &name));
            // These parameters are not sent to Webex, so they need neither a code nor a secret.
            if taken || !parameter.codes().is_empty() || parameter.is_secret() {
                self.note_broken(&name);
                name.error(format!("`{name}` cannot be a parameter of the route itself"))
                    .help("give it a unique name, no code and no secret: it only fills places in back URLs");
            } else {
                self.all.push(Binding {
                    parameter,
                    source: ValueSource::Nothing,
                });
            }
        }
    }

    fn bind_to_visitor(&mut self, name: Text<'_>, source: &ValueSource) {
        let bindings = self.all.iter();
        let mut named = bindings.filter(|binding| binding.parameter.name() == name.as_str());
        // With an address of the visitor's choice, the route would be an open redirect.
        if named.all(|binding| binding.parameter.kind().is_open_to_visitors()) {
            let all = 0..self.all.len();
            self.bind(name, &all, |_| Some(source.clone()));
        } else {
            name.error(format!(
                "`{name}` is an address, which a visitor must not choose"
            ))
            .help("set it under `constants`");
        }
    }

    pub fn has(&self, name: &str, scope: &Range<usize>) -> bool {
        let mut bindings = self.all[scope.clone()].iter();
        bindings.any(|binding| binding.parameter.name() == name)
    }

    /// Reports a name that no parameter has, and proposes the secret ones or the others.
    pub fn report_unknown(&self, name: Text<'_>, scope: &Range<usize>, is_secret: bool) {
        if !self.complete || self.is_broken(&name) {
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
        name.error(format!("{whose} `{name}`"))
            .help_one_of(&name, self.names(scope, is_secret));
    }

    pub fn binding(&self, name: &str) -> Option<&Binding> {
        self.all
            .iter()
            .find(|binding| binding.parameter.name() == name)
    }

    /// The names of the parameters that are secrets, or that are none.
    fn names(&self, scope: &Range<usize>, secret: bool) -> Vec<&str> {
        let bindings = self.all[scope.clone()].iter();
        let bindings = bindings.filter(|binding| binding.parameter.is_secret() == secret);
        let mut names = Vec::new();
        for name in bindings.map(|binding| binding.parameter.name()) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    pub fn is_broken(&self, name: &str) -> bool {
        self.broken.iter().any(|broken| **broken == *name)
    }

    pub fn note_broken(&mut self, name: &str) {
        self.broken.push(name.into());
    }

    /// Reports a query field whose name visitors cannot tell from an earlier one.
    fn looks_like_another(&self, name: Text<'_>) -> bool {
        let alike = self.all.iter().find(|other| {
            let other_name = other.parameter.name();
            other.source == ValueSource::Query
                && other_name != name.as_str()
                && is_same_name(other_name, &name)
        });
        if let Some(other) = alike {
            let other = other.parameter.name();
            name.error(format!("a visitor cannot tell `{name}` from `{other}`"))
                .help("rename one of them: case, `-` and `_` are ignored");
        }
        alike.is_some()
    }

    /// Gives the parameters of that name a source. Those that a step has bound keep theirs.
    pub fn bind(
        &mut self,
        name: Text<'_>,
        scope: &Range<usize>,
        mut make: impl FnMut(&Parameter) -> Option<ValueSource>,
    ) {
        if !self.has(&name, scope) {
            self.report_unknown(name, scope, false);
            return;
        }
        let is_open = |binding: &Binding| {
            binding.parameter.name() == name.as_str() && binding.source == ValueSource::Nothing
        };
        let open: Vec<usize> = scope.clone().filter(|at| is_open(&self.all[*at])).collect();
        if open.is_empty() {
            name.error(format!("`{name}` is supplied twice"))
                .help("keep one source: path, query, constants, fill or secrets");
        }
        for at in open {
            let binding = &mut self.all[at];
            let source = make(&binding.parameter);
            match source.filter(|source| may_take(binding, source, name)) {
                Some(source) => binding.source = source,
                // The same parameter of another step would give the same finding.
                None => return self.note_broken(&name),
            }
        }
    }

    /// The required parameters of a command that have no source.
    pub fn missing<'p>(
        &'p self,
        command: &'p Command,
        scope: &Range<usize>,
    ) -> MissingParameters<'p> {
        let bindings = self.all[scope.clone()].iter();
        let is_missing = |binding: &&Binding| {
            binding.parameter.is_required()
                && binding.source == ValueSource::Nothing
                && !self.is_broken(binding.parameter.name())
        };
        let missing = bindings
            .filter(is_missing)
            .map(|binding| &binding.parameter);
        MissingParameters {
            command,
            parameters: missing.collect(),
        }
    }
}

pub struct MissingParameters<'p> {
    command: &'p Command,
    parameters: Vec<&'p Parameter>,
}

impl MissingParameters<'_> {
    /// Reports them.
    pub fn report(&self, route: Text<'_>, path: Option<Text<'_>>) {
        for parameter in &self.parameters {
            let (command, name) = (self.command.name(), parameter.name());
            let message = format!("`{command}` needs `{name}`, and nothing supplies it");
            if parameter.is_secret() {
                route
                    .error(message)
                    .help(format!("add `secrets: {{ {name}: NAME }}` to the route, and NAME with its file to the policy's `secrets`"));
            // A route without a path is used by links only. Each has to give the value, which is
            // checked there.
            } else if let Some(path) = path {
                path.error(message).help(format!(
                    "add `{{{name}}}` to the path, or `{name}` to `query`, `constants` or `fill`"
                ));
            }
        }
    }
}

/// Reports a secret parameter that would get a value from elsewhere than the secrets of the policy.
fn may_take(binding: &Binding, source: &ValueSource, name: Text<'_>) -> bool {
    let fits = !binding.parameter.is_secret() || matches!(source, ValueSource::Secret(_));
    if !fits {
        name.error(format!("`{name}` is a secret, which visitors cannot set"))
            .help(name_a_secret(&name));
    }
    fits
}

pub fn name_a_secret(name: &str) -> String {
    format!(
        "name one of the policy's `secrets`: `secrets: {{ {name}: NAME }}`, or leave it out: Webex then asks the visitor for it"
    )
}
