//! Commands of Webex, as the catalogue describes them.

mod words;

use std::fmt;

use super::code::Code;
use super::parameter::Parameter;
use super::parameter_type::ParameterType;
use super::rest::RestAddress;
use super::template::Template;

pub use words::{Effect, Evidence, Missing, Service};

/// The name of a command: `meeting.join`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CommandName(Box<str>);

impl CommandName {
    /// Reads a name: two or more words of lower-case letters, digits and `_`, joined by dots.
    pub fn parse(text: &str) -> Option<Self> {
        let word = |word: &str| super::template::is_parameter_name(word);
        (text.contains('.') && text.split('.').all(word)).then(|| Self(text.into()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CommandName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A page of the URL API below a site's base: `m.php`, `k2/j.php`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page(Box<str>);

impl Page {
    /// Reads a page: words of letters, digits and `_`, joined by slashes, with `.php` at the end.
    pub fn parse(text: &str) -> Option<Self> {
        let stem = text.strip_suffix(".php")?;
        let word = |word: &str| {
            !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        };
        stem.split('/').all(word).then(|| Self(text.into()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The action of a page, the value of `AT`: `JM`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action(Box<str>);

impl Action {
    /// Reads an action: 1 to 32 letters and digits. Case is kept, because recordings take `pb` and
    /// `dw` in lower case (webex.md 2.9).
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=32).contains(&text.len());
        (fits && text.bytes().all(|b| b.is_ascii_alphanumeric())).then(|| Self(text.into()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What people read about a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// What it does, as a short phrase: "Join a meeting".
    pub title: Box<str>,
    /// The names of the fields that Webex replies with.
    pub returns: Vec<Box<str>>,
    /// The format of the reply when it is not fields appended to the back URL: `xml`, `text`.
    pub returns_format: Option<Box<str>>,
    pub evidence: Evidence,
    /// Where these facts were published.
    pub source: Box<str>,
    pub note: Option<Box<str>>,
    /// Which part of the operation of the URL API is missing.
    pub partial: Option<Box<str>>,
}

/// The address of a command, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// A page below the base of the site, with its action if it takes one.
    Page(Page, Option<Action>),
    /// A path at the root of the host of the site.
    Path(Template),
    /// Calls of the REST API of the site.
    Rest(RestAddress),
    /// None, for this reason: there is no way to carry it out.
    Nowhere(Box<str>),
    /// Not published: the policy has to supply what is missing.
    Incomplete(Vec<Missing>),
}

/// What a command is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandParts {
    pub name: CommandName,
    pub service: Service,
    pub address: Address,
    pub effect: Effect,
    /// Whether it takes a back URL (`BU`).
    pub takes_back: bool,
    /// In the order in which they are sent.
    pub parameters: Vec<Parameter>,
    pub words: Words,
}

/// A command of Webex whose parts fit together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command(CommandParts);

/// Why the parts of a command do not fit together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    #[error("`{0}` stands for two parameters of this command")]
    Twice(String),
    #[error("the code `{0}` is reserved for the gateway")]
    Reserved(String),
    #[error("the path has `{{{0}}}`, but there is no parameter of that name")]
    NoParameter(String),
    /// A value of another type could be empty or a dot segment.
    #[error("`{{{0}}}` is in the path, so its type must be digits, number, name or token")]
    UnsafeInPath(String),
    /// Without a value, or with one that is not written, the place would stay empty.
    #[error("`{{{0}}}` is in the path, so it must be required, and not a secret")]
    MayBeEmpty(String),
    #[error("what the command is about is found by `{0}`, which must be a required parameter")]
    Needed(String),
    #[error("the parameter `{0}` has no code, and no place in the path")]
    NoCode(String),
    #[error("the number of codes of the parameter `{0}` must be {1}, as its type has it")]
    CodeCount(String, usize),
    /// Only `url` keeps visitors from choosing the value.
    #[error("the code of `{0}` stands for an address: its type must be url")]
    Address(String),
}

impl Command {
    /// Codes that only [`CallForm`](super::CallForm) writes.
    const OWN_CODES: [&'static str; 2] = ["AT", "BU"];
    /// The place in a path that is filled with the name of the site.
    pub(crate) const SITE_PLACE: &'static str = "site";

    /// Checks that the parts fit together.
    ///
    /// # Errors
    ///
    /// Every [`CommandError`] there is, not only the first.
    pub fn new(parts: CommandParts) -> Result<Self, Vec<CommandError>> {
        let mut errors = code_errors(&parts.parameters);
        if !matches!(parts.address, Address::Rest(_)) {
            errors.extend(count_errors(&parts.parameters));
        }
        errors.extend(place_errors(&parts.address, &parts.parameters));
        if errors.is_empty() {
            Ok(Self(parts))
        } else {
            Err(errors)
        }
    }

    pub fn name(&self) -> &CommandName {
        &self.0.name
    }

    pub fn service(&self) -> Service {
        self.0.service
    }

    pub fn address(&self) -> &Address {
        &self.0.address
    }

    /// What the policy still has to supply: nothing for a command that can be used.
    pub fn missing(&self) -> &[Missing] {
        match &self.0.address {
            Address::Incomplete(missing) => missing,
            Address::Page(..) | Address::Path(_) | Address::Rest(_) | Address::Nowhere(_) => &[],
        }
    }

    /// Whether it is a link form of today, which needs neither API.
    pub fn is_link_form(&self) -> bool {
        let is_of_today = matches!(self.0.service, Service::Links | Service::Recordings);
        is_of_today && matches!(self.0.address, Address::Page(..) | Address::Path(_))
    }

    /// Why there is no way to carry it out, if there is none.
    pub fn reason(&self) -> Option<&str> {
        match &self.0.address {
            Address::Nowhere(reason) => Some(reason),
            _ => None,
        }
    }

    pub fn effect(&self) -> Effect {
        self.0.effect
    }

    /// Whether it takes a back URL (`BU`).
    pub fn takes_back(&self) -> bool {
        self.0.takes_back
    }

    /// The parameters, in the order in which they are sent.
    pub fn parameters(&self) -> &[Parameter] {
        &self.0.parameters
    }

    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.0.parameters.iter().find(|p| p.name() == name)
    }

    pub fn words(&self) -> &Words {
        &self.0.words
    }

    /// The same for a caller who gets the login ticket (`TK`) themselves, and needs no value for it.
    #[must_use]
    pub fn without_ticket(&self) -> Self {
        let mut parts = self.0.clone();
        parts.parameters.retain(|parameter| !parameter.is_ticket());
        Self(parts)
    }
}

fn code_errors(parameters: &[Parameter]) -> Vec<CommandError> {
    let mut errors = Vec::new();
    for (at, parameter) in parameters.iter().enumerate() {
        let name = parameter.name();
        for earlier in &parameters[..at] {
            if earlier.name() == name || share_a_code(earlier, parameter) {
                errors.push(CommandError::Twice(name.to_owned()));
            }
        }
        for code in parameter.codes().iter().map(Code::as_str) {
            // Links with names of fields in lower case are known (webex.md 7): `at` could be a second
            // action.
            if Command::OWN_CODES
                .iter()
                .any(|own| own.eq_ignore_ascii_case(code))
            {
                errors.push(CommandError::Reserved(code.to_owned()));
            }
        }
        if parameter.is_address() && *parameter.kind() != ParameterType::Url {
            errors.push(CommandError::Address(name.to_owned()));
        }
    }
    errors
}

/// A field of the REST API is a value of JSON, so that a date has one, too.
fn count_errors(parameters: &[Parameter]) -> Vec<CommandError> {
    let mut errors = Vec::new();
    for parameter in parameters {
        let count = parameter.kind().code_count();
        if !parameter.codes().is_empty() && parameter.codes().len() != count {
            errors.push(CommandError::CodeCount(parameter.name().to_owned(), count));
        }
    }
    errors
}

/// Whether two parameters would send the same field. `TC` and the numbered `TC1` to `TC10` are
/// different fields (webex.md 4), but a parameter with the code `TC1` would collide with the
/// latter.
fn share_a_code(one: &Parameter, other: &Parameter) -> bool {
    let alike = one.kind().is_numbered() == other.kind().is_numbered();
    one.codes().iter().map(Code::as_str).any(|code| {
        other.codes().iter().map(Code::as_str).any(|field| {
            (alike && code.eq_ignore_ascii_case(field))
                || is_numbered_field(one, code, field)
                || is_numbered_field(other, field, code)
        })
    })
}

/// Whether a numbered parameter with this code sends a field of this name.
fn is_numbered_field(numbered: &Parameter, code: &str, field: &str) -> bool {
    let Some((head, number)) = field.split_at_checked(code.len()) else {
        return false;
    };
    numbered.kind().is_numbered()
        && head.eq_ignore_ascii_case(code)
        && !number.is_empty()
        && number.bytes().all(|b| b.is_ascii_digit())
}

fn place_errors(address: &Address, parameters: &[Parameter]) -> Vec<CommandError> {
    let mut errors = Vec::new();
    let places: Vec<&str> = match address {
        // The site fills `{site}`, so it is no parameter.
        Address::Path(path) => path.names().filter(|n| *n != Command::SITE_PLACE).collect(),
        Address::Page(..) | Address::Incomplete(_) => Vec::new(),
        Address::Rest(rest) => rest.places(),
        Address::Nowhere(_) => return errors,
    };
    for place in &places {
        match parameters.iter().find(|p| p.name() == *place) {
            None => errors.push(CommandError::NoParameter((*place).to_owned())),
            Some(p) if !p.kind().is_safe_in_path() => {
                errors.push(CommandError::UnsafeInPath((*place).to_owned()));
            }
            Some(p) if !p.is_required() || p.is_secret() => {
                errors.push(CommandError::MayBeEmpty((*place).to_owned()));
            }
            Some(_) => {}
        }
    }
    if let Address::Rest(rest) = address {
        let is_there = |name: &&str| {
            let mut parameters = parameters.iter();
            parameters.any(|p| p.name() == *name && p.is_required() && !p.is_secret())
        };
        let lacking = rest.needed().iter().filter(|name| !is_there(name));
        errors.extend(lacking.map(|name| CommandError::Needed((*name).to_owned())));
    }
    let is_used = |parameter: &Parameter| match address {
        Address::Rest(rest) => rest.uses(parameter),
        _ => places.contains(&parameter.name()),
    };
    for parameter in parameters {
        if parameter.codes().is_empty() && !is_used(parameter) {
            errors.push(CommandError::NoCode(parameter.name().to_owned()));
        }
    }
    errors
}
