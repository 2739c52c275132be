//! The `commands:` of the catalogue and of a policy: one language, one reader.
//!
//! An entry of a policy lies over the catalogue's: what it says replaces what
//! the catalogue says, what it leaves out stays.

use std::collections::BTreeMap;

use super::fields::{Fields, named_entries, text, texts};
use super::link;
use super::parameters::{boolean, owned, read_parameters};
use super::problem::Problems;
use super::route::BACK;
use super::source::{Place, Source, Sources};
use super::yaml::{Document, Node};
use crate::webex::{
    Action, Address, CATALOGUE, Command, CommandName, CommandParts, Effect, Evidence, Missing,
    Page, Parameter, Service, Template, Words,
};

/// All commands that a site understands, by name.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    drafts: BTreeMap<CommandName, Draft>,
    commands: BTreeMap<CommandName, Command>,
}

impl Catalogue {
    /// The embedded catalogue.
    ///
    /// # Errors
    ///
    /// Its problems; a test makes sure that there are none.
    pub fn embedded() -> Result<Self, (Sources, Problems)> {
        let mut sources = Sources::default();
        let mut problems = Problems::default();
        let source = sources.add(Source::new("built-in catalogue", CATALOGUE.to_owned()));
        let document = Document::parse(source, CATALOGUE, &mut problems);
        let root = document.as_ref().and_then(Document::root);
        let catalogue = Self::default().extended(root.as_slice(), &mut problems);
        if problems.is_empty() {
            Ok(catalogue)
        } else {
            Err((sources, problems))
        }
    }

    /// This catalogue with the entries of `sections` laid over it.
    pub(super) fn extended(&self, sections: &[Node<'_>], problems: &mut Problems) -> Self {
        let mut extended = self.clone();
        let mut touched = Vec::new();
        for (name, key, entry) in named_entries(sections, "commands", problems) {
            let Some(name) = CommandName::parse(name) else {
                problems
                    .error(key.place(), format!("`{name}` is no name for a command"))
                    .propose("write two words with a dot between them: `group.verb`");
                continue;
            };
            let draft = extended.drafts.entry(name.clone()).or_default();
            draft.lay_over(entry, &name, problems);
            touched.push((name.clone(), key.place()));
            if let Some(command) = draft.finish(&name, key.place(), problems) {
                extended.commands.insert(name, command);
            }
        }
        // At the end: an entry may be a call of one that only this policy completes.
        for (name, place) in touched {
            let draft = &extended.drafts[&name];
            draft.check_effect(&name, (&[self, &extended], place), problems);
        }
        extended
    }

    /// The command of that name.
    pub fn command(&self, name: &str) -> Option<&Command> {
        self.commands.get(&CommandName::parse(name)?)
    }

    /// All commands, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Command> {
        self.commands.values()
    }
}

/// What has been said about a command so far.
#[derive(Clone, Debug, Default)]
struct Draft {
    service: Option<Service>,
    title: Option<Box<str>>,
    page: Option<Page>,
    action: Option<Action>,
    path: Option<Template>,
    missing: Vec<Missing>,
    effect: Option<Effect>,
    back: bool,
    parameters: Vec<Parameter>,
    returns: Vec<Box<str>>,
    returns_format: Option<Box<str>>,
    evidence: Option<Evidence>,
    source: Option<Box<str>>,
    note: Option<Box<str>>,
}

impl Draft {
    fn lay_over(&mut self, entry: Node<'_>, name: &CommandName, problems: &mut Problems) {
        let mut fields = Fields::open(entry, format!("the command `{name}`"), problems);
        let p = problems;
        replace(
            &mut self.service,
            word(&mut fields, "service", Service::ALL, Service::as_str, p),
        );
        replace(&mut self.title, owned(fields.take_text("title", p)));
        self.lay_address_over(&mut fields, p);
        replace(
            &mut self.effect,
            word(&mut fields, "effect", Effect::ALL, Effect::as_str, p),
        );
        replace(
            &mut self.evidence,
            word(&mut fields, "evidence", Evidence::ALL, Evidence::as_str, p),
        );
        if let Some(node) = fields.take("back", p) {
            self.back = boolean(node, p);
        }
        if let Some(node) = fields.take("parameters", p) {
            self.lay_parameters_over(node, p);
        }
        if let Some(node) = fields.take("returns", p) {
            let returns = texts(node, "`returns`", p);
            self.returns = returns.into_iter().map(|(text, _)| text.into()).collect();
        }
        replace(
            &mut self.returns_format,
            owned(fields.take_text("returns_format", p)),
        );
        replace(&mut self.source, owned(fields.take_text("source", p)));
        replace(&mut self.note, owned(fields.take_text("note", p)));
        fields.finish(p);
    }

    fn lay_address_over(&mut self, fields: &mut Fields<'_>, problems: &mut Problems) {
        if let Some(node) = fields.take("missing", problems) {
            self.missing = read_missing(node, problems);
        }
        let page = read_part(fields, "page", Page::parse, PAGE_RULE, problems);
        let action = read_part(fields, "action", Action::parse, ACTION_RULE, problems);
        let path = read_part(fields, "path", parse_path, PATH_RULE, problems);
        if let (Some((_, place)), true) = (&path, page.is_some() || action.is_some()) {
            problems
                .error(*place, "a command has a path, or a page and an action")
                .propose("keep the one that your Reference Guide has");
        }
        if let Some((page, _)) = page {
            self.supply(Missing::Page);
            (self.page, self.path) = (Some(page), None);
        }
        if let Some((action, _)) = action {
            self.supply(Missing::Action);
            self.action = Some(action);
        }
        if let Some((path, _)) = path {
            self.missing.retain(|m| *m == Missing::Parameters);
            (self.path, self.page, self.action) = (Some(path), None, None);
        }
    }

    /// A correction must not make a bare link do what has to be confirmed:
    /// neither under its own name nor by calling the same page and action.
    fn check_effect(
        &self,
        name: &CommandName,
        (known, place): (&[&Catalogue], Place),
        problems: &mut Problems,
    ) {
        let stronger = |command: &&Command| {
            let effect = command.effect();
            effect.needs_confirmation() && self.effect.is_some_and(|own| own < effect)
        };
        let same = |command: &&Command| command.name() == name || self.is_call_of(command);
        if let Some(command) = known
            .iter()
            .flat_map(|known| known.iter())
            .filter(same)
            .find(stronger)
        {
            problems
                .error(
                    place,
                    format!(
                        "this is the call of `{}`, whose effect is `{}`",
                        command.name(),
                        command.effect().as_str()
                    ),
                )
                .propose("a correction cannot make it weaker: people would not be asked any more");
        }
    }

    fn is_call_of(&self, command: &Command) -> bool {
        let Address::Page(page, action) = command.address() else {
            return false;
        };
        let same_page = |own: &Page| own.as_str().eq_ignore_ascii_case(page.as_str());
        let same_action = match (&self.action, action) {
            (Some(own), Some(action)) => own.as_str().eq_ignore_ascii_case(action.as_str()),
            (own, action) => own.is_none() && action.is_none(),
        };
        self.page.as_ref().is_some_and(same_page) && same_action
    }

    fn lay_parameters_over(&mut self, node: Node<'_>, problems: &mut Problems) {
        self.supply(Missing::Parameters);
        for (name, key, parameter) in read_parameters(node, problems) {
            if name == BACK || link::KEYS.contains(&name) {
                problems
                    .error(
                        key.place(),
                        format!("`{name}` has another meaning in routes and links"),
                    )
                    .propose("give the parameter another name");
            }
            let Some(parameter) = parameter else {
                continue;
            };
            match self.parameters.iter_mut().find(|p| p.name() == name) {
                Some(known) => *known = parameter,
                None => self.parameters.push(parameter),
            }
        }
    }

    fn supply(&mut self, part: Missing) {
        self.missing.retain(|missing| *missing != part);
    }

    fn address(&self) -> Address {
        match (&self.path, &self.page) {
            _ if self.missing.iter().any(|m| *m != Missing::Parameters) => {
                Address::Incomplete(self.missing.clone())
            }
            (Some(path), _) => Address::Path(path.clone()),
            (None, Some(page)) => Address::Page(page.clone(), self.action.clone()),
            (None, None) => Address::Incomplete(vec![Missing::Page]),
        }
    }

    fn finish(&self, name: &CommandName, place: Place, problems: &mut Problems) -> Option<Command> {
        let (Some(service), Some(effect), Some(title)) =
            (self.service, self.effect, self.title.as_ref())
        else {
            problems
                .error(place, format!("the command `{name}` is not in the catalogue"))
                .propose("give it `service`, `title` and `effect` (look, enter, change or destroy), or correct its name");
            return None;
        };
        let words = Words {
            title: title.clone(),
            returns: self.returns.clone(),
            returns_format: self.returns_format.clone(),
            evidence: self.evidence.unwrap_or(Evidence::Operator),
            source: self.source.clone().unwrap_or_else(|| "this policy".into()),
            note: self.note.clone(),
        };
        let parts = CommandParts {
            name: name.clone(),
            service,
            address: self.address(),
            effect,
            takes_back: self.back,
            parameters: self.parameters.clone(),
            words,
        };
        Command::new(parts)
            .map_err(|errors| {
                for error in errors {
                    problems.error(place, format!("the command `{name}`: {error}"));
                }
            })
            .ok()
    }
}

/// Reads one of a fixed set of words.
fn word<W: Copy>(
    fields: &mut Fields<'_>,
    key: &'static str,
    all: &[W],
    as_str: fn(W) -> &'static str,
    problems: &mut Problems,
) -> Option<W> {
    let (text, place) = fields.take_text(key, problems)?;
    let found = all.iter().copied().find(|word| as_str(*word) == text);
    if found.is_none() {
        problems
            .error(place, format!("unknown {key} `{text}`"))
            .propose_one_of(text, all.iter().map(|word| as_str(*word)));
    }
    found
}

/// What a part of an address looks like, and how to write it.
type Rule = (&'static str, &'static str);

const PAGE_RULE: Rule = (
    "a page is a name that ends in .php",
    "write it like `m.php`, as in your Reference Guide",
);
const ACTION_RULE: Rule = (
    "an action is a short code of letters and digits",
    "write it like `JM`, as in your Reference Guide",
);
const PATH_RULE: Rule = (
    "a path begins with `/` and has only plain words and {places}",
    "write it like `/meet/{room}`",
);

fn read_part<T>(
    fields: &mut Fields<'_>,
    key: &'static str,
    parse: fn(&str) -> Option<T>,
    (rule, proposal): Rule,
    problems: &mut Problems,
) -> Option<(T, Place)> {
    // What is left open, as `linkgate commands --incomplete` prints it, is
    // found when a route needs it.
    let node = fields
        .take_section(key, problems)
        .filter(|node| !node.is_null())?;
    let place = node.place();
    let part = parse(text(node, &format!("`{key}`"), problems)?);
    if part.is_none() {
        problems.error(place, rule).propose(proposal);
    }
    part.map(|part| (part, place))
}

fn parse_path(text: &str) -> Option<Template> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "{}._-".contains(c);
    let word = |word: &str| !matches!(word, "" | "." | "..") && word.chars().all(plain);
    let fits = text.strip_prefix('/')?.split('/').all(word);
    Template::parse(text).ok().filter(|_| fits)
}

fn read_missing(node: Node<'_>, problems: &mut Problems) -> Vec<Missing> {
    let mut missing = Vec::new();
    for (text, place) in texts(node, "`missing`", problems) {
        match Missing::from_word(text) {
            Some(part) => missing.push(part),
            None => problems
                .error(place, format!("`{text}` is no part of a command"))
                .propose_one_of(text, Missing::ALL.iter().map(|part| part.as_str())),
        }
    }
    missing
}

fn replace<T>(slot: &mut Option<T>, value: Option<T>) {
    if value.is_some() {
        *slot = value;
    }
}
