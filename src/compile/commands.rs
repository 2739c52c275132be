//! The `commands:` of the catalogue and of a policy: one language, one reader.
//!
//! An entry of a policy overrides the catalogue's entry field by field. What it leaves out stays.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::Timestamp;

use crate::compile::context::{Context, ContextParts, FileAccess, Text};
use crate::compile::fields::{Fields, MapEntry, named_entries};
use crate::compile::parameters::{NamedParameter, boolean, owned, read_parameters};
use crate::compile::rest::read_rest;
use crate::compile::source::Source;
use crate::compile::words::read_word;
use crate::compile::yaml::{Document, Node};
use crate::policy::{BACK, Catalogue, LINK_KEYS};
use crate::webex::{
    Action, Address, CATALOGUE, Command, CommandName, CommandParts, Effect, Evidence,
    LINKS_CATALOGUE, Missing, Page, Parameter, Profile, REST_CATALOGUE, RestAddress, Service,
    Template, Words,
};

/// A catalogue with the fields of each command, so that later entries can override single ones.
#[derive(Clone, Debug, Default)]
pub struct CatalogueDraft {
    drafts: BTreeMap<CommandName, CommandDraft>,
    pub catalogue: Catalogue,
}

impl CatalogueDraft {
    /// The embedded catalogue. It is read once: every load of a policy needs it.
    ///
    /// # Errors
    ///
    /// Its problems; a test makes sure that there are none.
    pub fn embedded() -> &'static Result<Self, Box<ContextParts>> {
        static EMBEDDED: LazyLock<Result<CatalogueDraft, Box<ContextParts>>> =
            LazyLock::new(CatalogueDraft::of_url_api);
        &EMBEDDED
    }

    /// The embedded catalogue of sites that understand this much. Each is read once as well.
    ///
    /// # Errors
    ///
    /// Its problems; a test makes sure that there are none.
    pub fn of_profile(profile: Profile) -> &'static Result<Self, Box<ContextParts>> {
        static REST: LazyLock<Result<CatalogueDraft, Box<ContextParts>>> = LazyLock::new(|| {
            let links = CatalogueDraft::of_url_api()?.links_alone();
            links.read(REST_CATALOGUE, Language::Rest)
        });
        static LINKS: LazyLock<Result<CatalogueDraft, Box<ContextParts>>> =
            LazyLock::new(|| CatalogueDraft::of_url_api()?.read(LINKS_CATALOGUE, Language::Rest));
        match profile {
            Profile::UrlApi => Self::embedded(),
            Profile::Rest => &REST,
            Profile::Links => &LINKS,
        }
    }

    fn of_url_api() -> Result<Self, Box<ContextParts>> {
        Self::default().read(CATALOGUE, Language::Policy)
    }

    /// The link forms of today alone, which need neither API.
    fn links_alone(mut self) -> Self {
        let others: Vec<CommandName> = self
            .catalogue
            .iter()
            .filter(|command| !command.is_link_form())
            .map(|command| command.name().clone())
            .collect();
        for name in others {
            self.drafts.remove(&name);
            self.catalogue.remove(&name);
        }
        self
    }

    /// This catalogue, extended by another that is embedded.
    fn read(&self, text: &str, language: Language) -> Result<Self, Box<ContextParts>> {
        let ctxt = Context::new(FileAccess::Denied, Timestamp::UNIX_EPOCH);
        let source = Source::new("built-in catalogue", text.to_owned());
        let source = ctxt.add_source(source);
        let document = Document::parse(&ctxt, source, text);
        let root = document.as_ref().and_then(Document::root);
        let catalogue = self.with(root.as_slice(), language);
        // It borrows the context, which ends here.
        drop(document);
        let findings = ctxt.into_parts();
        match findings.problems.is_empty() {
            true => Ok(catalogue),
            false => Err(Box::new(findings)),
        }
    }

    /// This catalogue, overridden by the entries of `sections` of a policy.
    pub fn extended(&self, sections: &[Node<'_>]) -> Self {
        self.with(sections, Language::Policy)
    }

    fn with(&self, sections: &[Node<'_>], language: Language) -> Self {
        let mut extended = self.clone();
        let mut touched = Vec::new();
        for MapEntry { name: key, value } in named_entries(sections, "commands") {
            let Some(name) = CommandName::parse(&key) else {
                key.error(format!("`{key}` is not a command name"))
                    .help("write two words with a dot between them: `group.verb`");
                continue;
            };
            let draft = extended.drafts.entry(name.clone()).or_default();
            draft.apply(value, &name, language);
            if let Some(command) = draft.finish(&name, key) {
                extended.catalogue.insert(command);
            }
            touched.push((name, key));
        }
        // After all entries: one may make the same call as a command that another entry completes.
        for (name, key) in touched {
            let known = [&self.catalogue, &extended.catalogue];
            extended.drafts[&name].check_effect(&name, known, key);
        }
        extended
    }
}

/// What an entry may say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Language {
    /// Pages and paths, for browsers.
    Policy,
    /// Calls of the REST API as well, which the gateway makes with rights of its own: a policy cannot
    /// declare any.
    Rest,
}

/// The built-in catalogue.
///
/// # Errors
///
/// Its problems; a test makes sure that there are none.
pub fn embedded_catalogue() -> Result<Catalogue, &'static ContextParts> {
    profile_catalogue(Profile::UrlApi)
}

/// The built-in catalogue of sites that understand this much.
///
/// # Errors
///
/// Its problems; a test makes sure that there are none.
pub fn profile_catalogue(profile: Profile) -> Result<Catalogue, &'static ContextParts> {
    match CatalogueDraft::of_profile(profile) {
        Ok(draft) => Ok(draft.catalogue.clone()),
        Err(findings) => Err(findings),
    }
}

/// The fields of a command, as far as they have been read.
#[derive(Clone, Debug, Default)]
struct CommandDraft {
    service: Option<Service>,
    title: Option<Box<str>>,
    page: Option<Page>,
    action: Option<Action>,
    path: Option<Template>,
    rest: Option<RestAddress>,
    /// Why there is no way to carry it out.
    none: Option<Box<str>>,
    partial: Option<Box<str>>,
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

impl CommandDraft {
    fn apply(&mut self, entry: Node<'_>, name: &CommandName, language: Language) {
        let mut fields = Fields::open(entry, format!("the command `{name}`"));
        let service = read_word(&mut fields, "service", Service::ALL, Service::as_str);
        replace(&mut self.service, service);
        replace(&mut self.title, owned(fields.take_text("title")));
        if language == Language::Rest {
            self.rest = fields.take("rest").and_then(read_rest);
            self.none = owned(fields.take_text("no_call"));
            self.partial = owned(fields.take_text("partial"));
        }
        self.apply_address(&mut fields);
        let effect = read_word(&mut fields, "effect", Effect::ALL, Effect::as_str);
        replace(&mut self.effect, effect);
        let evidence = read_word(&mut fields, "evidence", Evidence::ALL, Evidence::as_str);
        replace(&mut self.evidence, evidence);
        if let Some(node) = fields.take("back") {
            self.back = boolean(node);
        }
        if let Some(node) = fields.take("parameters") {
            self.apply_parameters(node);
        }
        if let Some(node) = fields.take("returns") {
            let returns = node.read_texts("`returns`").into_iter();
            self.returns = returns.map(|text| text.as_str().into()).collect();
        }
        let format = owned(fields.take_text("returns_format"));
        replace(&mut self.returns_format, format);
        replace(&mut self.source, owned(fields.take_text("source")));
        replace(&mut self.note, owned(fields.take_text("note")));
        fields.finish();
    }

    fn apply_address(&mut self, fields: &mut Fields<'_>) {
        if let Some(node) = fields.take("missing") {
            self.missing = read_missing(node);
        }
        let page = PAGE.read(fields);
        let action = ACTION.read(fields);
        let path = PATH.read(fields);
        if let (Some(path), true) = (&path, page.is_some() || action.is_some()) {
            path.text
                .error("a command has either a path, or a page and an action")
                .help("keep what your Reference Guide has");
        }
        if let Some(AddressPart { part: page, .. }) = page {
            self.mark_present(Missing::Page);
            (self.page, self.path) = (Some(page), None);
            (self.rest, self.none) = (None, None);
        }
        if let Some(AddressPart { part: action, .. }) = action {
            self.mark_present(Missing::Action);
            self.action = Some(action);
        }
        if let Some(AddressPart { part: path, .. }) = path {
            // A path stands for page and action, so neither is missing any more.
            self.missing.retain(|m| *m == Missing::Parameters);
            (self.path, self.page, self.action) = (Some(path), None, None);
            (self.rest, self.none) = (None, None);
        }
    }

    /// Reports an entry that weakens the effect of a known command, under its own name or by
    /// calling the same page and action. People would then no longer be asked to confirm.
    fn check_effect(&self, name: &CommandName, known: [&Catalogue; 2], key: Text<'_>) {
        let stronger = |command: &&Command| {
            let effect = command.effect();
            effect.needs_confirmation() && self.effect.is_some_and(|own| own < effect)
        };
        let same = |command: &&Command| command.name() == name || self.is_call_of(command);
        if let Some(command) = known
            .into_iter()
            .flat_map(Catalogue::iter)
            .filter(same)
            .find(stronger)
        {
            key.error(format!(
                "this is the call of `{}`, whose effect is `{}`",
                command.name(),
                command.effect().as_str()
            ))
            .help("an override cannot weaken it: visitors would no longer be asked to confirm");
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

    fn apply_parameters(&mut self, node: Node<'_>) {
        self.mark_present(Missing::Parameters);
        for NamedParameter { name, parameter } in read_parameters(node) {
            // Visitors pick a back URL by `back`, and in a link the other keys stand beside
            // parameters.
            if name.as_str() == BACK || LINK_KEYS.contains(&name.as_str()) {
                name.error(format!("`{name}` has another meaning in routes and links"))
                    .help("give the parameter another name");
            }
            let Some(parameter) = parameter else {
                continue;
            };
            match self
                .parameters
                .iter_mut()
                .find(|p| p.name() == name.as_str())
            {
                Some(known) => *known = parameter,
                None => self.parameters.push(parameter),
            }
        }
    }

    fn mark_present(&mut self, part: Missing) {
        self.missing.retain(|missing| *missing != part);
    }

    fn address(&self) -> Address {
        if let Some(rest) = &self.rest {
            return Address::Rest(rest.clone());
        }
        if let Some(reason) = &self.none {
            return Address::Nowhere(reason.clone());
        }
        match (&self.path, &self.page) {
            _ if self.missing.iter().any(|m| *m != Missing::Parameters) => {
                Address::Incomplete(self.missing.clone())
            }
            (Some(path), _) => Address::Path(path.clone()),
            (None, Some(page)) => Address::Page(page.clone(), self.action.clone()),
            (None, None) => Address::Incomplete(vec![Missing::Page]),
        }
    }

    fn finish(&self, name: &CommandName, key: Text<'_>) -> Option<Command> {
        let (Some(service), Some(effect), Some(title)) =
            (self.service, self.effect, self.title.as_ref())
        else {
            key.error(format!("the command `{name}` is not in the catalogue"))
                .help("give it `service`, `title` and `effect` (look, enter, change or destroy), or correct its name");
            return None;
        };
        let words = Words {
            title: title.clone(),
            returns: self.returns.clone(),
            returns_format: self.returns_format.clone(),
            evidence: self.evidence.unwrap_or(Evidence::Operator),
            source: self.source.clone().unwrap_or_else(|| "this policy".into()),
            note: self.note.clone(),
            partial: self.partial.clone(),
        };
        let mut parts = CommandParts {
            name: name.clone(),
            service,
            address: self.address(),
            effect,
            takes_back: self.back,
            parameters: self.parameters.clone(),
            words,
        };
        if matches!(parts.address, Address::Nowhere(_)) {
            strip(&mut parts);
        }
        Command::new(parts)
            .map_err(|errors| {
                for error in errors {
                    key.error(format!("the command `{name}`: {error}"));
                }
            })
            .ok()
    }
}

/// Removes what a command takes elsewhere: it says nothing about one without an equivalent.
fn strip(parts: &mut CommandParts) {
    parts.takes_back = false;
    parts.parameters.clear();
    parts.words.returns.clear();
    (parts.words.returns_format, parts.words.note) = (None, None);
}

/// How one part of a command's address is read, and what findings say about it.
struct PartRule<T> {
    key: &'static str,
    parse: fn(&str) -> Option<T>,
    rule: &'static str,
    help: &'static str,
}

const PAGE: PartRule<Page> = PartRule {
    key: "page",
    parse: Page::parse,
    rule: "a page is a name that ends in .php",
    help: "write it like `m.php`, as in your Reference Guide",
};
const ACTION: PartRule<Action> = PartRule {
    key: "action",
    parse: Action::parse,
    rule: "an action is a short code of letters and digits",
    help: "write it like `JM`, as in your Reference Guide",
};
const PATH: PartRule<Template> = PartRule {
    key: "path",
    parse: parse_path,
    rule: "a path begins with `/` and has only plain words and {places}",
    help: "write it like `/meet/{room}`",
};

/// A part of an address, with the text that it was read from.
struct AddressPart<'d, T> {
    part: T,
    text: Text<'d>,
}

impl<T> PartRule<T> {
    fn read<'d>(&self, fields: &mut Fields<'d>) -> Option<AddressPart<'d, T>> {
        // `linkgate commands --incomplete` prints keys without values, to be filled in. One that
        // stays empty is reported when a route needs the command.
        let node = fields.take_section(self.key)?;
        if node.is_null() {
            return None;
        }
        let text = node.read_text(&format!("`{}`", self.key))?;
        let part = (self.parse)(&text);
        if part.is_none() {
            text.error(self.rule).help(self.help);
        }
        part.map(|part| AddressPart { part, text })
    }
}

fn parse_path(text: &str) -> Option<Template> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "{}._-".contains(c);
    // Browsers resolve `.` and `..` before they send a request, so the path would be another one.
    let word = |word: &str| !matches!(word, "" | "." | "..") && word.chars().all(plain);
    let fits = text.strip_prefix('/')?.split('/').all(word);
    Template::parse(text).ok().filter(|_| fits)
}

fn read_missing(node: Node<'_>) -> Vec<Missing> {
    let mut missing = Vec::new();
    for text in node.read_texts("`missing`") {
        match Missing::from_word(&text) {
            Some(part) => missing.push(part),
            None => text
                .error(format!("`{text}` is not a part of a command"))
                .help_one_of(&text, Missing::ALL.iter().map(|part| part.as_str())),
        }
    }
    missing
}

fn replace<T>(binding: &mut Option<T>, value: Option<T>) {
    if value.is_some() {
        *binding = value;
    }
}
