//! Parameters as they stand in a catalogue, a policy's `commands:`, and a route's `parameters:`.

use crate::compile::context::Text;
use crate::compile::fields::{Fields, MapEntry, Subject, named_entries};
use crate::compile::yaml::Node;
use crate::webex::{Code, Parameter, ParameterType};

pub struct NamedParameter<'d> {
    pub name: Text<'d>,
    /// `None` when it is broken, which has been reported.
    pub parameter: Option<Parameter>,
}

/// Reads a mapping of plain names to parameters.
pub fn read_parameters(node: Node<'_>) -> Vec<NamedParameter<'_>> {
    let entries = named_entries(&[node], "parameters").into_iter();
    entries
        .map(|entry| NamedParameter {
            name: entry.name,
            parameter: read_parameter(entry),
        })
        .collect()
}

fn read_parameter(MapEntry { name, value }: MapEntry<'_>) -> Option<Parameter> {
    let mut fields = Fields::open(value, Subject::Named("the parameter", name));
    let codes = fields.take("code").map(read_codes).unwrap_or_default();
    let kind = read_kind(&mut fields);
    let required = fields.take("required").is_some_and(boolean);
    let secret = fields.take("secret").is_some_and(boolean);
    let note = fields.take_text("note").map(Text::as_str);
    fields.finish();
    // Not before `finish`: a broken type must not hide unknown keys.
    let parameter = Parameter::new(&name, codes, kind?);
    if parameter.is_none() {
        name.error(format!("`{name}` is not a parameter name"))
            .help("use lower-case letters, digits and _, beginning with a letter");
    }
    Some(parameter?.required(required).secret(secret).noted(note))
}

fn read_codes(node: Node<'_>) -> Vec<Code> {
    let mut codes = Vec::new();
    for text in node.read_texts("`code`") {
        match Code::parse(&text) {
            Some(code) => codes.push(code),
            None => {
                text.error("a code is letters and digits, beginning with a letter");
            }
        }
    }
    codes
}

fn read_kind(fields: &mut Fields<'_>) -> Option<ParameterType> {
    let word = fields.require("type")?.read_text("`type`")?;
    let has_values = fields.mentions("values");
    let kind = kind_of(word, fields)?;
    if is_impossible(&kind, has_values) {
        word.error("no value fits these limits")
            .help("correct `min`, `max`, `hex` or `values`");
    }
    Some(kind)
}

fn kind_of(word: Text<'_>, fields: &mut Fields<'_>) -> Option<ParameterType> {
    Some(match word.as_str() {
        "meeting_key" => ParameterType::MEETING_KEY,
        "digits" => ParameterType::Digits {
            min: limit(fields, "min", 1),
            max: limit(fields, "max", 20),
        },
        "number" => ParameterType::Number {
            min: limit(fields, "min", 0),
            max: limit(fields, "max", u32::MAX),
        },
        "text" => ParameterType::Text {
            max: limit(fields, "max", 256),
        },
        "name" => ParameterType::Name {
            max: limit(fields, "max", 64),
        },
        "email" => ParameterType::Email,
        "duration" => ParameterType::Duration {
            min: limit(fields, "min", 1),
            // A day, in minutes.
            max: limit(fields, "max", 1440),
        },
        "start" => ParameterType::Start {
            // Webex answers later dates with an error page (webex.md 2.3).
            latest_year: i16::try_from(limit(fields, "latest_year", 2050)).unwrap_or(i16::MAX),
        },
        "time_zone" => ParameterType::TimeZone,
        "features" => ParameterType::Features,
        "people" => ParameterType::People {
            max: limit(fields, "max", 50),
        },
        "texts" => ParameterType::Texts {
            max: limit(fields, "max", 10),
            max_length: limit(fields, "max_length", 128),
        },
        "token" => ParameterType::Token {
            hex: limit(fields, "hex", 32),
            prefix: owned(fields.take_text("prefix")).unwrap_or_default(),
        },
        "flag" => ParameterType::Flag {
            on: owned(fields.take_text("on")).unwrap_or_else(|| "1".into()),
            off: owned(fields.take_text("off")).unwrap_or_else(|| "0".into()),
        },
        "choice" => ParameterType::Choice(read_choices(fields)),
        "url" => ParameterType::Url,
        _ => {
            word.error(format!("unknown type `{word}`"))
                .help_one_of(&word, ParameterType::NAMES);
            return None;
        }
    })
}

/// Whether no value fits, or only one that is empty.
fn is_impossible(kind: &ParameterType, has_values: bool) -> bool {
    match kind {
        ParameterType::Digits { min, max } => *min < 1 || min > max,
        ParameterType::Number { min, max } | ParameterType::Duration { min, max } => min > max,
        ParameterType::Text { max }
        | ParameterType::Name { max }
        | ParameterType::People { max } => *max < 1,
        ParameterType::Texts { max, max_length } => *max < 1 || *max_length < 1,
        ParameterType::Token { hex, .. } => *hex < 1,
        // Without `values` at all that has been reported.
        ParameterType::Choice(choices) => choices.is_empty() && has_values,
        _ => false,
    }
}

fn read_choices(fields: &mut Fields<'_>) -> Box<[(Box<str>, Box<str>)]> {
    let Some(values) = fields.require("values") else {
        return Box::default();
    };
    let choice = |MapEntry { name, value }: MapEntry<'_>| {
        let code = value.read_text("a code")?;
        Some((name.as_str().into(), code.as_str().into()))
    };
    let entries = named_entries(&[values], "values").into_iter();
    entries.filter_map(choice).collect()
}

/// A whole number that limits the values of a type.
fn limit(fields: &mut Fields<'_>, key: &'static str, default: u32) -> u32 {
    let number = fields.take(key).and_then(whole_number);
    number.unwrap_or(default)
}

pub fn boolean(node: Node<'_>) -> bool {
    match node.text() {
        // YAML 1.1 also takes `yes`, `on` and `y` for true, YAML 1.2 does not.
        Some("true") => true,
        Some("false") => false,
        _ => {
            node.error("this must be `true` or `false`")
                .help("write it in full, in lower case");
            false
        }
    }
}

fn whole_number(node: Node<'_>) -> Option<u32> {
    let number = node.text().and_then(|text| text.parse().ok());
    if number.is_none() {
        node.error("this must be a whole number");
    }
    number
}

pub fn owned(text: Option<Text<'_>>) -> Option<Box<str>> {
    text.map(|text| text.as_str().into())
}
