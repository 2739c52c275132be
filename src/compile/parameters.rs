//! Parameters as they stand in a catalogue, a policy's `commands:`, and a
//! route's `parameters:`.

use crate::compile::fields::{Fields, named_entries, text, texts};
use crate::compile::problem::Problems;
use crate::compile::yaml::Node;
use crate::policy::Place;
use crate::webex::{Code, Kind, Parameter};

/// A parameter by name; `None` when it is broken, which has been reported.
pub type Named<'d> = (&'d str, Node<'d>, Option<Parameter>);

/// Reads a mapping of plain names to parameters.
pub fn read_parameters<'d>(node: Node<'d>, problems: &mut Problems) -> Vec<Named<'d>> {
    named_entries(&[node], "parameters", problems)
        .into_iter()
        .map(|(name, key, value)| (name, key, read_parameter(name, key, value, problems)))
        .collect()
}

fn read_parameter(
    name: &str,
    key: Node<'_>,
    value: Node<'_>,
    problems: &mut Problems,
) -> Option<Parameter> {
    let mut fields = Fields::open(value, format!("the parameter `{name}`"), problems);
    let codes = match fields.take("code", problems) {
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
        .take("required", problems)
        .is_some_and(|node| boolean(node, problems));
    let secret = fields
        .take("secret", problems)
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
    let place = kind.place();
    let has_values = fields.mentions("values");
    let kind = kind_of(word, kind, fields, problems)?;
    if is_impossible(&kind, has_values) {
        problems
            .error(place, "no value could ever fit these limits")
            .propose("correct `min`, `max`, `hex` or `values`");
    }
    Some(kind)
}

fn kind_of(word: &str, node: Node<'_>, fields: &mut Fields<'_>, p: &mut Problems) -> Option<Kind> {
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
            p.error(node.place(), format!("unknown type `{word}`"))
                .propose_one_of(word, Kind::NAMES);
            return None;
        }
    })
}

/// Whether no value fits, or only one that is empty.
fn is_impossible(kind: &Kind, has_values: bool) -> bool {
    match kind {
        Kind::Digits { min, max } => *min < 1 || min > max,
        Kind::Number { min, max } | Kind::Duration { min, max } => min > max,
        Kind::Text { max } | Kind::Name { max } | Kind::People { max } => *max < 1,
        Kind::Texts { max, max_length } => *max < 1 || *max_length < 1,
        Kind::Token { hex, .. } => *hex < 1,
        // Without `values` at all that has been reported.
        Kind::Choice(choices) => choices.is_empty() && has_values,
        _ => false,
    }
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
    let number = fields.take(key, p).and_then(|node| whole_number(node, p));
    number.unwrap_or(default)
}

pub fn boolean(node: Node<'_>, problems: &mut Problems) -> bool {
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

pub fn owned(text: Option<(&str, Place)>) -> Option<Box<str>> {
    text.map(|(text, _)| text.into())
}
