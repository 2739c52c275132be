//! A route: a short path bound to a command, with who may use it, where each
//! parameter comes from, and where it leads back.

use std::sync::Arc;

use super::access::{Access, Networks};
use super::back::{BackUrls, NamedBack};
use super::commands::Catalogue;
use super::fields::{Fields, check_name, named_entries, text, texts};
use super::link;
use super::parameters::read_parameters;
use super::paths::{Segment, parse_pattern};
use super::problem::Problems;
use super::sites::Sites;
use super::source::Place;
use super::yaml::Node;
use crate::webex::{CallForm, Command, Kind, Missing, Parameter, Site, Value};

/// The number of a route in its policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RouteId(pub(super) u32);

/// The name by which a visitor picks a back URL.
pub const BACK: &str = "back";

/// Query names that steer Webex or a gateway. Undeclared, they are refused on
/// every route.
pub(super) const RESERVED: [&str; 8] = ["AT", "BU", "MU", "PW", "PID", "TK", "CSRF", BACK];

/// A route.
#[derive(Clone, Debug)]
pub struct Route {
    name: Box<str>,
    title: Option<Box<str>>,
    path: Option<Box<str>>,
    site: Arc<Site>,
    command: Command,
    slots: Vec<Slot>,
    backs: Vec<Arc<NamedBack>>,
    access: Access,
    form: CallForm,
    place: Place,
}

/// One parameter of a route and where its value comes from.
#[derive(Clone, Debug)]
pub struct Slot {
    parameter: Parameter,
    supply: Supply,
}

/// Where the value of a parameter comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Supply {
    /// From nowhere, unless a named link sets it.
    Nothing,
    /// From this segment of the path, counted from 0.
    Path(usize),
    /// From the query, under the parameter's own name.
    Query,
    /// The policy's constant.
    Constant(Value<'static>),
    /// From what is known of the caller.
    Caller(CallerField),
}

/// What is known of a caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallerField {
    /// Their name.
    Name,
    /// Their mail address.
    Email,
}

impl CallerField {
    const WORDS: [(&'static str, Self); 2] = [
        ("{caller.name}", Self::Name),
        ("{caller.email}", Self::Email),
    ];

    /// Whether it can be a value of that kind.
    fn fits(self, kind: &Kind) -> bool {
        match self {
            Self::Name => matches!(kind, Kind::Text { .. }),
            Self::Email => matches!(kind, Kind::Text { .. } | Kind::Email),
        }
    }

    /// As it stands in `fill`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "{caller.name}",
            Self::Email => "{caller.email}",
        }
    }
}

impl Slot {
    /// The parameter.
    pub fn parameter(&self) -> &Parameter {
        &self.parameter
    }

    /// Where its value comes from.
    pub fn supply(&self) -> &Supply {
        &self.supply
    }
}

impl Route {
    /// What the policy, logs and metrics call it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it does, for people: its own title, else the command's.
    pub fn title(&self) -> &str {
        self.title.as_deref().unwrap_or(&self.command.words().title)
    }

    /// Its path pattern; a route without one is used by links only.
    pub fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// The site that it leads to.
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// The command that it carries out.
    pub fn command(&self) -> &Command {
        &self.command
    }

    /// Its parameters: those of the command in their order, then its own.
    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// Where it may lead back, the default first.
    pub fn backs(&self) -> &[Arc<NamedBack>] {
        &self.backs
    }

    /// Whether a visitor may pick the back URL.
    pub fn lets_visitors_pick_back(&self) -> bool {
        self.backs.len() > 1
    }

    /// Who may use it.
    pub fn access(&self) -> &Access {
        &self.access
    }

    /// The call that it makes, prepared.
    pub fn form(&self) -> &CallForm {
        &self.form
    }

    /// Where it stands in the policy.
    pub fn place(&self) -> Place {
        self.place
    }

    /// Whether a back URL has a place for that parameter.
    pub(super) fn is_needed_to_go_back(&self, name: &str) -> bool {
        let mut places = self.backs.iter().flat_map(|back| back.url().places());
        places.any(|place| place == name)
    }

    /// Whether an undeclared query name could steer this route's call: a
    /// reserved word, or a parameter's plain name or code.
    pub fn is_steering(&self, name: &str) -> bool {
        RESERVED.iter().any(|word| word.eq_ignore_ascii_case(name))
            || self.slots.iter().any(|slot| {
                let parameter = &slot.parameter;
                parameter.name().eq_ignore_ascii_case(name)
                    || parameter
                        .codes()
                        .iter()
                        .any(|code| is_code(parameter, code.as_str(), name))
            })
    }
}

/// Whether a query name is a code of a parameter, with its number if it is a
/// numbered one.
fn is_code(parameter: &Parameter, code: &str, name: &str) -> bool {
    let digits = |rest: &str| rest.bytes().all(|b| b.is_ascii_digit());
    match name.split_at_checked(code.len()) {
        Some((head, "")) => head.eq_ignore_ascii_case(code),
        Some((head, rest)) if parameter.kind().is_numbered() => {
            head.eq_ignore_ascii_case(code) && digits(rest)
        }
        _ => false,
    }
}

/// What routes are read against.
pub(super) struct Surroundings<'c> {
    pub(super) sites: &'c Sites,
    pub(super) backs: &'c mut BackUrls,
    pub(super) networks: &'c mut Networks,
}

/// A route by name, with the segments of its path; `None` when it is broken,
/// which has been reported.
pub(super) type Named<'d> = (&'d str, Option<(Route, Vec<Segment>)>);

/// Reads `routes:`.
pub(super) fn read<'d>(
    sections: &[Node<'d>],
    mut around: Surroundings<'_>,
    problems: &mut Problems,
) -> Vec<Named<'d>> {
    named_entries(sections, "routes", problems)
        .into_iter()
        .map(|(name, key, value)| {
            check_name(name, key, problems);
            (name, read_route(name, key, value, &mut around, problems))
        })
        .collect()
}

fn read_route(
    name: &str,
    key: Node<'_>,
    value: Node<'_>,
    around: &mut Surroundings<'_>,
    problems: &mut Problems,
) -> Option<(Route, Vec<Segment>)> {
    let mut fields = Fields::open(value, format!("the route `{name}`"), problems);
    let title = fields
        .take_text("title", problems)
        .map(|(title, _)| title.into());
    let path = fields.take_text("path", problems);
    let segments = path.map_or_else(Vec::new, |(path, place)| read_path(path, place, problems));
    let access = around.networks.read_access(&mut fields, problems);
    let backs = around.backs.read_choice(&mut fields, problems);
    let found = around.sites.read_choice(&mut fields, problems);
    let (command, form) = match &found {
        Some((site, catalogue)) => read_command(&mut fields, site, catalogue, problems).unzip(),
        None => (None, fields.take("command", problems).and(None)),
    };
    let mut supplies = Supplies::new(command);
    supplies.read(&mut fields, (path, &segments), problems);
    fields.finish(problems);
    let command = command?;
    check_backs(command, &backs, (&supplies, path.is_some()), problems);
    supplies.check_required(command, (path, key), problems);
    let route = Route {
        name: name.into(),
        title,
        path: path.map(|(path, _)| path.into()),
        site: found.as_ref().map(|(site, _)| Arc::clone(site))?,
        command: command.clone(),
        slots: supplies.slots,
        backs: backs.into_iter().map(|(back, _)| back).collect(),
        access: access?,
        form: form?,
        place: key.place(),
    };
    Some((route, segments))
}

fn read_path(path: &str, place: Place, problems: &mut Problems) -> Vec<Segment> {
    parse_pattern(path).unwrap_or_else(|message| {
        problems
            .error(place, message)
            .propose("write it like /go/join/{meeting_key}");
        Vec::new()
    })
}

fn read_command<'c>(
    fields: &mut Fields<'_>,
    site: &Site,
    catalogue: &'c Catalogue,
    problems: &mut Problems,
) -> Option<(&'c Command, CallForm)> {
    let node = fields.require("command", problems)?;
    let name = text(node, "`command`", problems)?;
    let Some(command) = catalogue.command(name) else {
        let known: Vec<&str> = catalogue.iter().map(|c| c.name().as_str()).collect();
        match super::problem::nearest(name, &known) {
            Some(near) => problems
                .error(node.place(), format!("there is no command `{name}`"))
                .propose(format!("did you mean `{near}`?")),
            None => problems
                .error(node.place(), format!("there is no command `{name}`"))
                .propose("`linkgate commands` lists them; `commands:` in the policy adds one"),
        }
        return None;
    };
    let form = CallForm::new(site, command);
    if form.is_none() {
        let missing = command
            .missing()
            .iter()
            .filter(|m| **m != Missing::Parameters);
        let missing: Vec<String> = missing.map(|m| format!("{}: …", m.as_str())).collect();
        problems
            .error(
                node.place(),
                format!("where Webex answers `{name}` is not publicly known"),
            )
            .propose(format!(
                "add it from your Reference Guide: `commands: {{ {name}: {{ {} }} }}`",
                missing.join(", ")
            ));
    }
    Some((command, form?))
}

/// The parameters of a route while it is read.
struct Supplies {
    slots: Vec<Slot>,
    /// Without a known command, unknown names are not worth a finding.
    complete: bool,
    /// Parameters of whom something has been reported: what they lack is not
    /// worth another finding.
    broken: Vec<Box<str>>,
}

impl Supplies {
    fn new(command: Option<&Command>) -> Self {
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

    fn read(
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
            let taken = self.slots.iter().any(|slot| slot.parameter.name() == name)
                || link::KEYS.contains(&name)
                || RESERVED.iter().any(|word| word.eq_ignore_ascii_case(name));
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
        let Some(word) = text(value, "`fill`", problems) else {
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
                .propose_one_of(word, CallerField::WORDS.iter().map(|(known, _)| *known)),
        }
    }

    fn slot(&self, name: &str) -> Option<&Slot> {
        self.slots.iter().find(|slot| slot.parameter.name() == name)
    }

    /// The names of the parameters that a policy may supply.
    fn open_names(&self) -> impl Iterator<Item = &str> {
        let open = self.slots.iter().filter(|slot| !slot.parameter.is_secret());
        open.map(|slot| slot.parameter.name())
    }

    fn is_broken(&self, name: &str) -> bool {
        self.broken.iter().any(|broken| **broken == *name)
    }

    fn supply(&mut self, name: &str, supply: Supply, place: Place, problems: &mut Problems) {
        let complete = self.complete && !self.is_broken(name);
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

    fn check_required(
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

fn check_backs(
    command: &Command,
    backs: &[(Arc<NamedBack>, Place)],
    (supplies, has_path): (&Supplies, bool),
    problems: &mut Problems,
) {
    for (back, place) in backs {
        if !command.takes_back() {
            problems
                .error(*place, format!("`{}` takes no back URL", command.name()))
                .propose("remove `back` from this route");
        }
        let in_path: Vec<&str> = back.url().places_in_path().collect();
        for name in back.url().places().filter(|name| !supplies.is_broken(name)) {
            let slot = supplies.slot(name);
            // Without a path only links lead here, and each has to give it.
            let unsupplied = slot.is_some_and(|slot| slot.supply == Supply::Nothing) && has_path;
            match slot.map(|slot| slot.parameter.kind()) {
                Some(_) if unsupplied => problems
                    .error(*place, format!("the back URL `{}` needs `{name}`, and nothing supplies it", back.name()))
                    .propose(format!("add `{{{name}}}` to the path, or `{name}` to `query` or `constants`")),
                None => problems
                    .error(*place, format!("the back URL `{}` needs `{name}`, which this route does not have", back.name()))
                    .propose(format!("declare it: `parameters: {{ {name}: {{ type: name }} }}`, and supply it by path or query")),
                Some(kind) if in_path.contains(&name) && !kind.is_safe_in_path() => problems
                    .error(*place, format!("`{name}` stands in the path of the back URL `{}`", back.name()))
                    .propose("make its type name, number, digits or token, or move the place behind a `?`"),
                Some(Kind::Start { .. } | Kind::People { .. } | Kind::Texts { .. }) => problems
                    .error(*place, format!("`{name}` is a date or list and cannot stand in a back URL"))
                    .propose("use a parameter with one value"),
                Some(_) => {}
            }
        }
    }
}
