//! The `commands:` of the catalogue and of a policy: one language, one reader.
//!
//! An entry of a policy lies over the catalogue's: what it says replaces what
//! the catalogue says, what it leaves out stays.

use std::collections::BTreeMap;

use super::fields::{Fields, named_entries, text, texts};
use super::problem::Problems;
use super::source::{Place, Source, Sources};
use super::yaml::{Document, Node};
use crate::webex::{
    Action, Address, CATALOGUE, Code, Command, CommandName, Effect, Evidence, Kind, Missing, Page,
    Parameter, Service, Template, Words,
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
        for (name, key, entry) in named_entries(sections, "commands", problems) {
            let Some(name) = CommandName::parse(name) else {
                problems
                    .error(key.place(), format!("`{name}` is no name for a command"))
                    .propose("write two words with a dot between them: `group.verb`");
                continue;
            };
            let draft = extended.drafts.entry(name.clone()).or_default();
            draft.lay_over(entry, &name, problems);
            if let Some(command) = draft.finish(&name, key.place(), problems) {
                extended.commands.insert(name, command);
            }
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
        if let Some(node) = fields.take("back") {
            self.back = boolean(node, p);
        }
        if let Some(node) = fields.take("parameters") {
            self.lay_parameters_over(node, p);
        }
        if let Some(node) = fields.take("returns") {
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
        if let Some(node) = fields.take("missing") {
            self.missing = texts(node, "`missing`", problems)
                .into_iter()
                .filter_map(|(text, _)| Missing::parse(text))
                .collect();
        }
        if let Some((text, place)) = fields.take_text("page", problems) {
            match Page::parse(text) {
                Some(page) => {
                    self.supply(Missing::Page);
                    (self.page, self.path) = (Some(page), None);
                }
                None => problems
                    .error(place, "a page is a name that ends in .php")
                    .propose("write it like `m.php`, as in your Reference Guide"),
            }
        }
        if let Some((text, place)) = fields.take_text("action", problems) {
            match Action::parse(text) {
                Some(action) => {
                    self.supply(Missing::Action);
                    self.action = Some(action);
                }
                None => problems
                    .error(place, "an action is a short code of letters and digits")
                    .propose("write it like `JM`, as in your Reference Guide"),
            }
        }
        if let Some((text, place)) = fields.take_text("path", problems) {
            match Template::parse(text) {
                Ok(path) if path.head().starts_with('/') && is_plain_path(text) => {
                    self.missing.retain(|m| *m == Missing::Parameters);
                    (self.path, self.page, self.action) = (Some(path), None, None);
                }
                Ok(_) => problems
                    .error(
                        place,
                        "a path must begin with `/` and have only plain words and {places}",
                    )
                    .propose("write it like `/meet/{room}`"),
                Err(error) => {
                    problems.error(place, error.to_string());
                }
            }
        }
    }

    fn lay_parameters_over(&mut self, node: Node<'_>, problems: &mut Problems) {
        self.supply(Missing::Parameters);
        for parameter in read_parameters(node, problems) {
            match self
                .parameters
                .iter_mut()
                .find(|p| p.name() == parameter.name())
            {
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
        let effect = (effect, self.back);
        let parameters = self.parameters.clone();
        Command::new(
            name.clone(),
            service,
            self.address(),
            effect,
            parameters,
            words,
        )
        .map_err(|errors| {
            for error in errors {
                problems.error(place, format!("the command `{name}`: {error}"));
            }
        })
        .ok()
    }
}

/// Reads a mapping of plain names to parameters.
pub(super) fn read_parameters(node: Node<'_>, problems: &mut Problems) -> Vec<Parameter> {
    named_entries(&[node], "parameters", problems)
        .into_iter()
        .filter_map(|(name, key, value)| read_parameter(name, key, value, problems))
        .collect()
}

fn read_parameter(
    name: &str,
    key: Node<'_>,
    value: Node<'_>,
    problems: &mut Problems,
) -> Option<Parameter> {
    let mut fields = Fields::open(value, format!("the parameter `{name}`"), problems);
    let codes = match fields.take("code") {
        Some(node) => texts(node, "`code`", problems),
        None => Vec::new(),
    };
    let codes: Vec<Code> = codes
        .into_iter()
        .filter_map(|(text, place)| {
            let code = Code::parse(text);
            if code.is_none() {
                problems.error(
                    place,
                    "a code is letters and digits, beginning with a letter",
                );
            }
            code
        })
        .collect();
    let kind = read_kind(&mut fields, problems);
    let required = fields
        .take("required")
        .is_some_and(|node| boolean(node, problems));
    let secret = fields
        .take("secret")
        .is_some_and(|node| boolean(node, problems));
    let note = fields.take_text("note", problems).map(|(text, _)| text);
    fields.finish(problems);
    let parameter = Parameter::new(name, codes, kind?);
    if parameter.is_none() {
        problems
            .error(key.place(), format!("`{name}` is no name for a parameter"))
            .propose("use lower-case letters, digits and _, beginning with a letter");
    }
    Some(parameter?.required(required).secret(secret).noted(note))
}

fn read_kind(fields: &mut Fields<'_>, problems: &mut Problems) -> Option<Kind> {
    let kind = fields.require("type", problems)?;
    let word = text(kind, "`type`", problems)?;
    let p = problems;
    Some(match word {
        "meeting_key" => Kind::MEETING_KEY,
        "digits" => Kind::Digits {
            min: limit(fields, "min", 1, p),
            max: limit(fields, "max", 20, p),
        },
        "number" => Kind::Number {
            min: limit(fields, "min", 0, p),
            max: limit(fields, "max", u32::MAX, p),
        },
        "text" => Kind::Text {
            max: limit(fields, "max", 256, p),
        },
        "name" => Kind::Name {
            max: limit(fields, "max", 64, p),
        },
        "email" => Kind::Email,
        "duration" => Kind::Duration {
            min: limit(fields, "min", 1, p),
            max: limit(fields, "max", 1440, p),
        },
        "start" => Kind::Start {
            latest_year: i16::try_from(limit(fields, "latest_year", 2050, p)).unwrap_or(i16::MAX),
        },
        "time_zone" => Kind::TimeZone,
        "features" => Kind::Features,
        "people" => Kind::People {
            max: limit(fields, "max", 50, p),
        },
        "texts" => Kind::Texts {
            max: limit(fields, "max", 10, p),
            max_length: limit(fields, "max_length", 128, p),
        },
        "token" => Kind::Token {
            hex: limit(fields, "hex", 32, p),
            prefix: owned(fields.take_text("prefix", p)).unwrap_or_default(),
        },
        "flag" => Kind::Flag {
            on: owned(fields.take_text("on", p)).unwrap_or_else(|| "1".into()),
            off: owned(fields.take_text("off", p)).unwrap_or_else(|| "0".into()),
        },
        "choice" => Kind::Choice(read_choices(fields, p)),
        "url" => Kind::Url,
        _ => {
            p.error(kind.place(), format!("unknown type `{word}`"))
                .propose_one_of(word, Kind::NAMES);
            return None;
        }
    })
}

fn read_choices(fields: &mut Fields<'_>, problems: &mut Problems) -> Box<[(Box<str>, Box<str>)]> {
    let Some(values) = fields.require("values", problems) else {
        return Box::default();
    };
    named_entries(&[values], "values", problems)
        .into_iter()
        .filter_map(|(word, _, code)| Some((word.into(), text(code, "a code", problems)?.into())))
        .collect()
}

/// A whole number that limits the values of a type.
fn limit(fields: &mut Fields<'_>, key: &'static str, default: u32, p: &mut Problems) -> u32 {
    let number = fields.take(key).and_then(|node| whole_number(node, p));
    number.unwrap_or(default)
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

fn boolean(node: Node<'_>, problems: &mut Problems) -> bool {
    match node.text() {
        Some("true") => true,
        Some("false") => false,
        _ => {
            problems
                .error(node.place(), "this must be `true` or `false`")
                .propose("write it in full, in lower case");
            false
        }
    }
}

fn whole_number(node: Node<'_>, problems: &mut Problems) -> Option<u32> {
    let number = node.text().and_then(|text| text.parse().ok());
    if number.is_none() {
        problems.error(node.place(), "this must be a whole number");
    }
    number
}

fn is_plain_path(path: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/{}._-".contains(c);
    path.chars().all(plain) && !path.contains("//") && !path.contains("..")
}

fn owned(text: Option<(&str, Place)>) -> Option<Box<str>> {
    text.map(|(text, _)| text.into())
}

fn replace<T>(slot: &mut Option<T>, value: Option<T>) {
    if value.is_some() {
        *slot = value;
    }
}
