//! A link as a file has it, YAML or CSV, before anything is known of its route.

use url::Url;

use super::spreadsheet::{is_date, is_shortened};
use crate::compile::context::{Span, Text};
use crate::compile::fields::{Fields, MapEntry, report_empty};
use crate::compile::yaml::Node;
use crate::policy::CallerField;
use crate::text::nearest;
use crate::webex::{Parameter, ParameterType, Value, ValueError};

pub struct LinkDraft<'d> {
    pub name: Text<'d>,
    pub fields: Vec<Field<'d>>,
    /// Whether it has a value in a column that is unknown, which has been reported. What it seems to
    /// lack may be that.
    pub has_unknown: bool,
    /// Whether it is no mapping at all, which has been reported.
    pub is_broken: bool,
}

pub struct Field<'d> {
    pub key: Text<'d>,
    /// What it says; `None` when that is broken, which has been reported.
    pub given: Option<RawValue<'d>>,
    pub span: Span<'d>,
}

/// What a field says: one text or a list.
#[derive(Clone)]
pub enum RawValue<'d> {
    One(&'d str),
    Many(Vec<Text<'d>>),
}

impl<'d> LinkDraft<'d> {
    /// Reads one entry of `links:`.
    pub fn read(MapEntry { name, value }: MapEntry<'d>) -> Self {
        let fields = Fields::open(value, "a link");
        let is_broken = !fields.is_mapping();
        let fields = fields.rest().into_iter().map(Field::read);
        Self {
            name,
            fields: fields.collect(),
            has_unknown: false,
            is_broken,
        }
    }

    pub fn take(&mut self, key: &str) -> Option<Field<'d>> {
        let at = self
            .fields
            .iter()
            .position(|field| field.key.as_str() == key)?;
        Some(self.fields.remove(at))
    }

    /// Whether the key is there, with a valid value or not.
    pub fn mentions(&self, key: &str) -> bool {
        self.fields.iter().any(|field| field.key.as_str() == key)
    }

    /// Reports a field whose name is a slip of that key, if there is one.
    pub fn reports_slip_of(&self, key: &str) -> bool {
        let is_slip = |field: &&Field<'_>| nearest(&field.key, &[key]).is_some();
        let slip = self.fields.iter().find(is_slip);
        if let Some(Field { key: slip, .. }) = slip {
            slip.error(format!("unknown key `{slip}` in a link"))
                .help(format!("did you mean `{key}`?"));
        }
        slip.is_some()
    }

    pub fn take_text(&mut self, key: &str) -> Option<Text<'d>> {
        let field = self.take(key)?;
        match field.given? {
            RawValue::One(text) => Some(Text::new(text, field.span)),
            RawValue::Many(_) => {
                field
                    .span
                    .error(format!("`{key}` must be a text, but this is a list"));
                None
            }
        }
    }
}

impl<'d> Field<'d> {
    fn read(MapEntry { name, value }: MapEntry<'d>) -> Self {
        let given = if value.is_null() {
            report_empty(name);
            None
        } else {
            read_given(value, &name)
        };
        Self {
            key: name,
            given,
            span: value.span(),
        }
    }
}

fn read_given<'d>(node: Node<'d>, word: &str) -> Option<RawValue<'d>> {
    let what = format!("`{word}`");
    let text = |node: Node<'d>| node.read_text(&what);
    match node.items() {
        Some(items) => items.map(text).collect::<Option<_>>().map(RawValue::Many),
        None => text(node).map(|text| RawValue::One(text.as_str())),
    }
}

/// Reads a field as the value of a parameter.
pub fn read_value(parameter: &Parameter, field: &Field<'_>) -> Option<Value<'static>> {
    // Only under `fill` are these words replaced.
    if let Some(RawValue::One(text)) = &field.given
        && let Some(word) = CallerField::word_in(text)
    {
        field
            .span
            .error(format!("`{word}` would be sent literally"))
            .help("put values from the caller's identity under the route's `fill`");
        return None;
    }
    if is_given_as_date(parameter, field) {
        field
            .span
            .error(format!("`{}` is a date here", parameter.name()))
            .help("a spreadsheet has turned this number into a date: format its column as text there, and enter the number again");
        return None;
    }
    let value = match field.given.as_ref()? {
        RawValue::One(text) => parameter.parse(text).map(Value::into_owned),
        RawValue::Many(items) => {
            let items: Vec<&str> = items.iter().map(|item| item.as_str()).collect();
            parameter.kind().parse_items(&items)
        }
    };
    value.map_err(|error| report(parameter, field, &error)).ok()
}

/// Whether a number is written as a date. Without its marks, it would be a number that nobody has
/// written.
fn is_given_as_date(parameter: &Parameter, field: &Field<'_>) -> bool {
    let is_number = matches!(parameter.kind(), ParameterType::Digits { .. });
    is_number && matches!(field.given, Some(RawValue::One(text)) if is_date(text))
}

/// Reads a value that stands in a policy.
pub fn read_node_value(parameter: &Parameter, node: Node<'_>) -> Option<Value<'static>> {
    let name = parameter.name();
    let field = Field {
        key: Text::new(name, node.span()),
        given: read_given(node, name),
        span: node.span(),
    };
    read_value(parameter, &field)
}

fn report(parameter: &Parameter, field: &Field<'_>, error: &ValueError) {
    let finding = field.span.error(format!("`{}` {error}", parameter.name()));
    let Some(RawValue::One(text)) = field.given else {
        return;
    };
    if let Some(key) = key_in_link(text) {
        finding.help(format!("this is a whole link; write {key}"));
    // Links that Webex itself hands out carry this id and no meeting key.
    } else if text.contains("MTID=") {
        finding.help("this is a whole link of another form: use the command `link.join`");
    } else if is_shortened(text) {
        finding.help("a spreadsheet has shortened this number: format its column as text there, and enter all digits again");
    }
}

/// The meeting key in a link of the URL API that was pasted whole.
fn key_in_link(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let mut fields = url.query_pairs();
    // Links with codes in lower case are known (webex.md 7).
    let (_, key) = fields.find(|(code, _)| code.eq_ignore_ascii_case("MK"))?;
    ParameterType::MEETING_KEY
        .parse(&key)
        .ok()
        .map(|key| key.shown().into_owned())
}
