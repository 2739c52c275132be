//! One call that Webex understands, as the catalogue describes it.

mod words;

use std::fmt;

use super::code::Code;
use super::kind::Kind;
use super::parameter::Parameter;
use super::template::Template;

pub use words::{Effect, Evidence, Missing, Service};

/// The name of a command: `meeting.join`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CommandName(Box<str>);

impl CommandName {
    /// Reads a name: words of lower-case letters, digits and `_`, with dots
    /// between them.
    pub fn parse(text: &str) -> Option<Self> {
        let word = |word: &str| super::template::is_parameter_name(word);
        (text.contains('.') && text.split('.').all(word)).then(|| Self(text.into()))
    }

    /// The name as written.
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
    /// Reads a page: plain words with slashes between them, ending in `.php`.
    pub fn parse(text: &str) -> Option<Self> {
        let stem = text.strip_suffix(".php")?;
        let word = |word: &str| {
            !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        };
        stem.split('/').all(word).then(|| Self(text.into()))
    }

    /// The page as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The action of a page, the value of `AT`: `JM`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action(Box<str>);

impl Action {
    /// Reads an action: 1 to 32 letters and digits.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=32).contains(&text.len());
        (fits && text.bytes().all(|b| b.is_ascii_alphanumeric())).then(|| Self(text.into()))
    }

    /// The action as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The descriptive part of a command, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// What it does, as a short plain phrase.
    pub title: Box<str>,
    /// The fields of Webex's answer.
    pub returns: Vec<Box<str>>,
    /// The form of the answer when it is not fields at the back URL: `xml`,
    /// `text`.
    pub returns_format: Option<Box<str>>,
    /// How well all this is known.
    pub evidence: Evidence,
    /// Where it can be read.
    pub source: Box<str>,
    /// A remark for the reader.
    pub note: Option<Box<str>>,
}

/// Where a command is found at Webex, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// A page below the site's base, with its action if it has one.
    Page(Page, Option<Action>),
    /// A path at the root of the site's host.
    Path(Template),
    /// Not published; the policy has to complete it.
    Incomplete(Vec<Missing>),
}

/// What a command is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandParts {
    /// The plain name.
    pub name: CommandName,
    /// The service that it belongs to.
    pub service: Service,
    /// Where it is found.
    pub address: Address,
    /// What it does at Webex.
    pub effect: Effect,
    /// Whether it takes a back URL (`BU`).
    pub takes_back: bool,
    /// The parameters, in the order in which they are sent.
    pub parameters: Vec<Parameter>,
    /// What people read about it.
    pub words: Words,
}

/// One call that Webex understands: parts that fit together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command(CommandParts);

/// Why the parts of a command do not fit together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    /// Two parameters share a name or a code.
    #[error("`{0}` stands for two parameters of this command")]
    Twice(String),
    /// A parameter has the code of the action or of the back URL.
    #[error("the code `{0}` is the gateway's own")]
    Reserved(String),
    /// A place in the path has no parameter.
    #[error("the path has `{{{0}}}`, but there is no parameter of that name")]
    NoParameter(String),
    /// A place in the path could be filled with a dot segment.
    #[error("`{{{0}}}` stands in the path, so its type must be digits, number, name or token")]
    UnsafeInPath(String),
    /// A place in the path could stay empty.
    #[error("`{{{0}}}` stands in the path, so it must be required, and no secret")]
    MayBeEmpty(String),
    /// A parameter has no code and no place in the path.
    #[error("the parameter `{0}` has no code, and no place in the path")]
    NoCode(String),
    /// The number of codes does not fit the type.
    #[error("the number of codes of the parameter `{0}` must be {1}, as its type has it")]
    CodeCount(String, usize),
    /// An address of another type than `url`.
    #[error("the code of `{0}` stands for an address: its type must be url")]
    Address(String),
}

impl Command {
    /// Codes that only the gateway writes.
    const OWN_CODES: [&'static str; 2] = ["AT", "BU"];
    /// The place in a path that stands for the site's own name.
    pub(super) const SITE_PLACE: &'static str = "site";

    /// Puts a command together.
    ///
    /// # Errors
    ///
    /// Every [`CommandError`] that its parts show.
    pub fn new(parts: CommandParts) -> Result<Self, Vec<CommandError>> {
        let mut errors = code_errors(&parts.parameters);
        errors.extend(place_errors(&parts.address, &parts.parameters));
        if errors.is_empty() {
            Ok(Self(parts))
        } else {
            Err(errors)
        }
    }

    /// Its name.
    pub fn name(&self) -> &CommandName {
        &self.0.name
    }

    /// The service that it belongs to.
    pub fn service(&self) -> Service {
        self.0.service
    }

    /// Where it is found.
    pub fn address(&self) -> &Address {
        &self.0.address
    }

    /// What it still lacks: empty for a command that can be used.
    pub fn missing(&self) -> &[Missing] {
        match &self.0.address {
            Address::Incomplete(missing) => missing,
            Address::Page(..) | Address::Path(_) => &[],
        }
    }

    /// What it does at Webex.
    pub fn effect(&self) -> Effect {
        self.0.effect
    }

    /// Whether it takes a back URL (`BU`).
    pub fn takes_back(&self) -> bool {
        self.0.takes_back
    }

    /// Its parameters, in the order in which they are sent.
    pub fn parameters(&self) -> &[Parameter] {
        &self.0.parameters
    }

    /// The parameter of that plain name.
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.0.parameters.iter().find(|p| p.name() == name)
    }

    /// What there is to say about it.
    pub fn words(&self) -> &Words {
        &self.0.words
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
            if Command::OWN_CODES
                .iter()
                .any(|own| own.eq_ignore_ascii_case(code))
            {
                errors.push(CommandError::Reserved(code.to_owned()));
            }
        }
        let count = parameter.kind().code_count();
        if !parameter.codes().is_empty() && parameter.codes().len() != count {
            errors.push(CommandError::CodeCount(name.to_owned(), count));
        }
        if parameter.is_address() && *parameter.kind() != Kind::Url {
            errors.push(CommandError::Address(name.to_owned()));
        }
    }
    errors
}

/// Whether two parameters would send the same field. `TC` and the numbered
/// `TC1` to `TC10` are different fields, but another `TC1` is not.
fn share_a_code(one: &Parameter, other: &Parameter) -> bool {
    let is_field = |numbered: &Parameter, code: &str, field: &str| {
        let (false, Some((head, number))) = (
            field.len() <= code.len(),
            field.split_at_checked(code.len()),
        ) else {
            return false;
        };
        numbered.kind().is_numbered()
            && head.eq_ignore_ascii_case(code)
            && number.bytes().all(|b| b.is_ascii_digit())
    };
    let alike = one.kind().is_numbered() == other.kind().is_numbered();
    one.codes().iter().map(Code::as_str).any(|code| {
        other.codes().iter().map(Code::as_str).any(|field| {
            (alike && code.eq_ignore_ascii_case(field))
                || is_field(one, code, field)
                || is_field(other, field, code)
        })
    })
}

fn place_errors(address: &Address, parameters: &[Parameter]) -> Vec<CommandError> {
    let mut errors = Vec::new();
    let places: Vec<&str> = match address {
        Address::Path(path) => path.names().filter(|n| *n != Command::SITE_PLACE).collect(),
        Address::Page(..) | Address::Incomplete(_) => Vec::new(),
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
    for parameter in parameters {
        if parameter.codes().is_empty() && !places.contains(&parameter.name()) {
            errors.push(CommandError::NoCode(parameter.name().to_owned()));
        }
    }
    errors
}
