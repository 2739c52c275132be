//! What the catalogue makes of the fields of a call, one by one.

use super::fields::{Field, Fields};
use super::masked::Shown;
use crate::webex::{Code, Command, Parameter, ParameterType};

/// A field of a call, as a page shows it.
#[derive(Clone, Debug)]
pub struct Row {
    /// Webex's name of the field, as it came.
    pub code: Shown,
    /// The name of the parameter in policies.
    pub name: Option<String>,
    pub value: Shown,
    pub verdict: Verdict,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The action, or an address to which the call leads on.
    Own(&'static str),
    Fits,
    /// It is none of the parameter's type, with what such a value must be.
    Wrong(String),
    /// It is not shown, and so not judged either.
    Secret,
    /// The command has no such parameter, as far as is known.
    Unknown,
}

impl Verdict {
    pub fn is_fine(&self) -> bool {
        matches!(self, Self::Own(_) | Self::Fits | Self::Secret)
    }

    pub fn words(&self) -> &str {
        match self {
            Self::Own(words) => words,
            Self::Fits => "as the catalogue has it",
            Self::Wrong(why) => why,
            Self::Secret => "a secret, which is not kept",
            Self::Unknown => "not known for this command",
        }
    }
}

/// A field that the sandbox itself reads: which answer to offer.
pub const WISH: &str = "sandbox";

/// The rows of all fields, in the order in which they came.
pub fn rows(command: Option<&Command>, fields: &Fields) -> Vec<Row> {
    fields
        .iter()
        .map(|field| row(command, field, fields))
        .collect()
}

fn row(command: Option<&Command>, field: &Field, all: &Fields) -> Row {
    let known = own_field(&field.name).map(Verdict::Own);
    let place = command.and_then(|command| Place::of(command, &field.name));
    let verdict = match (known, place) {
        (Some(own), _) => own,
        (None, Some(place)) if place.parameter.is_secret() => Verdict::Secret,
        (None, Some(place)) => verdict(place, &field.value, all),
        (None, None) => Verdict::Unknown,
    };
    let value = match verdict {
        Verdict::Secret => Shown::masked(),
        _ => Shown::of_unknown(&field.name, &field.value),
    };
    Row {
        code: Shown::of(&field.name),
        name: place.map(|place| place.parameter.name().to_owned()),
        value,
        verdict,
    }
}

fn own_field(name: &str) -> Option<&'static str> {
    let own = [
        ("AT", "the action"),
        ("BU", "the back URL"),
        ("MU", "the page after a login"),
        (WISH, "for the sandbox: the answer that is asked for"),
    ];
    let mut own = own.into_iter();
    own.find_map(|(code, words)| code.eq_ignore_ascii_case(name).then_some(words))
}

/// Where a field belongs in a command.
#[derive(Clone, Copy, Debug)]
struct Place<'c> {
    parameter: &'c Parameter,
    /// Which of the codes of the parameter it has.
    code: usize,
}

impl<'c> Place<'c> {
    fn of(command: &'c Command, name: &str) -> Option<Self> {
        command.parameters().iter().find_map(|parameter| {
            let mut codes = parameter.codes().iter().map(Code::as_str);
            let is_numbered = parameter.kind().is_numbered();
            let code = codes.position(|code| match is_numbered {
                true => is_numbered_field(code, name),
                false => code.eq_ignore_ascii_case(name),
            })?;
            Some(Self { parameter, code })
        })
    }
}

/// `EM1`, `EM2`, or `EM` alone where there is one person only (webex.md 2.6).
fn is_numbered_field(code: &str, name: &str) -> bool {
    let Some((head, number)) = name.split_at_checked(code.len()) else {
        return false;
    };
    head.eq_ignore_ascii_case(code) && number.bytes().all(|b| b.is_ascii_digit())
}

/// Whether Webex gets a value in the form in which it takes it, which is not always the one in which
/// people write it.
fn verdict(place: Place<'_>, sent: &str, all: &Fields) -> Verdict {
    let kind = place.parameter.kind();
    match kind {
        ParameterType::Flag { on, off } => one_of(sent, [&**on, &**off].into_iter()),
        ParameterType::Choice(choices) => one_of(sent, choices.iter().map(|(_, code)| &**code)),
        ParameterType::TimeZone | ParameterType::Features => number(sent),
        ParameterType::Start { .. } => start(place.parameter, all),
        ParameterType::People { .. } if place.code == 0 => judged(&ParameterType::Email, sent),
        ParameterType::People { .. } => judged(&ParameterType::Text { max: 128 }, sent),
        ParameterType::Texts { max_length, .. } => {
            judged(&ParameterType::Text { max: *max_length }, sent)
        }
        kind => judged(kind, sent),
    }
}

fn judged(kind: &ParameterType, sent: &str) -> Verdict {
    match kind.parse(sent) {
        Ok(value) if value.as_text() == Some(sent) => Verdict::Fits,
        Ok(value) => Verdict::Wrong(format!("Linkgate would send {}", Shown::of(&value.shown()))),
        Err(error) => Verdict::Wrong(error.to_string()),
    }
}

fn one_of<'c>(sent: &str, codes: impl Iterator<Item = &'c str>) -> Verdict {
    let codes: Vec<&str> = codes.filter(|code| !code.is_empty()).collect();
    match codes.contains(&sent) {
        true => Verdict::Fits,
        false => Verdict::Wrong(format!("must be one of: {}", codes.join(", "))),
    }
}

fn number(sent: &str) -> Verdict {
    judged(
        &ParameterType::Number {
            min: 0,
            max: u32::MAX,
        },
        sent,
    )
}

/// A date comes in five fields, which are judged together.
fn start(parameter: &Parameter, all: &Fields) -> Verdict {
    let parts = parameter.codes().iter();
    let parts = parts.map(|code| all.find(code.as_str()).once()?.parse().ok());
    let parts: Option<Vec<u16>> = parts.collect();
    let Some([year, month, day, hour, minute]) = parts.as_deref() else {
        return Verdict::Wrong("year, month, day, hour and minute come together".to_owned());
    };
    let text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}");
    match parameter.parse(&text) {
        Ok(_) => Verdict::Fits,
        Err(error) => Verdict::Wrong(error.to_string()),
    }
}

/// The parameters that a command requires and that have no field.
pub fn missing(command: &Command, fields: &Fields) -> Vec<String> {
    let has = |parameter: &Parameter| {
        fields
            .iter()
            .any(|field| is_field_of(command, parameter, &field.name))
    };
    let parameters = command.parameters().iter();
    let missing = parameters.filter(|parameter| {
        parameter.is_required() && !parameter.codes().is_empty() && !has(parameter)
    });
    missing
        .map(|parameter| parameter.name().to_owned())
        .collect()
}

fn is_field_of(command: &Command, parameter: &Parameter, name: &str) -> bool {
    Place::of(command, name).is_some_and(|place| place.parameter.name() == parameter.name())
}

/// How many fields a command does not know.
pub fn unknown(command: &Command, fields: &Fields) -> usize {
    let unknown = fields.iter().filter(|field| {
        own_field(&field.name).is_none() && Place::of(command, &field.name).is_none()
    });
    unknown.count()
}
