//! YAML as editors read it: a document of YAML 1.2 with the types of its core schema, while the
//! readers of a policy know texts only.

use granit_parser::{Event, Parser, ScalarStyle};
use serde_json::{Map, Number, Value};

/// The one document of a text. `None` for what no policy can be: broken YAML, several documents,
/// anchors, aliases and tags, and keys that are no words, or there twice.
pub fn as_editors_read(text: &str) -> Option<Value> {
    let mut open: Vec<Open> = Vec::new();
    let mut root = None;
    for event in Parser::new_from_str(text) {
        let value = match event.ok()?.0 {
            Event::Scalar(text, style, 0, None) => scalar(&text, style),
            Event::SequenceStart(_, 0, None) => {
                open.push(Open::List(Vec::new()));
                continue;
            }
            Event::MappingStart(_, 0, None) => {
                open.push(Open::Mapping(Map::new(), None));
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => open.pop()?.close(),
            Event::Scalar(..)
            | Event::SequenceStart(..)
            | Event::MappingStart(..)
            | Event::Alias(_) => return None,
            _ => continue,
        };
        match open.last_mut() {
            Some(parent) => parent.add(value)?,
            None if root.is_none() => root = Some(value),
            None => return None,
        }
    }
    Some(root.unwrap_or(Value::Null))
}

/// A list or a mapping whose end has not come.
enum Open {
    List(Vec<Value>),
    /// With a key that waits for its value.
    Mapping(Map<String, Value>, Option<String>),
}

impl Open {
    fn add(&mut self, value: Value) -> Option<()> {
        match self {
            Self::List(items) => items.push(value),
            Self::Mapping(fields, key) => match key.take() {
                Some(key) => return fields.insert(key, value).is_none().then_some(()),
                None => *key = Some(word(value)?),
            },
        }
        Some(())
    }

    fn close(self) -> Value {
        match self {
            Self::List(items) => Value::Array(items),
            Self::Mapping(fields, _) => Value::Object(fields),
        }
    }
}

fn word(key: Value) -> Option<String> {
    match key {
        Value::String(word) => Some(word),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(word) => Some(word.to_string()),
        Value::Null => Some("null".to_owned()),
        Value::Array(_) | Value::Object(_) => None,
    }
}

fn scalar(text: &str, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return text.into();
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => true.into(),
        "false" | "False" | "FALSE" => false.into(),
        _ => number(text).map_or_else(|| text.into(), Value::Number),
    }
}

fn number(text: &str) -> Option<Number> {
    let radix = |prefix, radix| {
        let digits = text.strip_prefix(prefix)?;
        u64::from_str_radix(digits, radix).ok().map(Number::from)
    };
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let is_decimal = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && digits.contains(|c: char| c.is_ascii_digit());
    let decimal = || {
        let whole = text.parse::<u64>().ok().map(Number::from);
        // Numbers beyond all bounds are no JSON, and no value of a policy.
        whole.or_else(|| Number::from_f64(text.parse().ok()?))
    };
    radix("0x", 16)
        .or_else(|| radix("0o", 8))
        .or_else(|| is_decimal.then(decimal)?)
}
