//! A link as a file has it, YAML or CSV, before anything is known of its
//! route.

use url::Url;

use crate::compile::fields::{Fields, report_empty, text};
use crate::compile::problem::Problems;
use crate::compile::yaml::Node;
use crate::policy::CallerField;
use crate::policy::Place;
use crate::webex::{Kind, Parameter, Value, ValueError};

/// A link as it stands in a file, YAML or CSV.
pub struct Draft<'d> {
    pub name: (&'d str, Place),
    pub fields: Vec<Field<'d>>,
    /// Whether it is no mapping at all, which has been reported.
    pub is_broken: bool,
}

/// One field of a [`Draft`].
pub struct Field<'d> {
    pub key: (&'d str, Place),
    /// What it says; `None` when that is broken, which has been reported.
    pub given: Option<Given<'d>>,
    pub place: Place,
}

/// What a field says: one text or a list.
#[derive(Clone)]
pub enum Given<'d> {
    One(&'d str),
    Many(Vec<&'d str>),
}

impl<'d> Draft<'d> {
    /// Reads one entry of `links:`.
    pub fn read(name: &'d str, key: Node<'d>, value: Node<'d>, problems: &mut Problems) -> Self {
        let fields = Fields::open(value, "a link", problems);
        let is_broken = !fields.is_mapping();
        let fields = fields
            .rest()
            .into_iter()
            .map(|(word, key, value)| Field {
                key: (word, key.place()),
                given: if value.is_null() {
                    report_empty(word, key, problems);
                    None
                } else {
                    read_given(value, word, problems)
                },
                place: value.place(),
            })
            .collect();
        Self {
            name: (name, key.place()),
            fields,
            is_broken,
        }
    }

    pub fn take(&mut self, key: &str) -> Option<Field<'d>> {
        let at = self.fields.iter().position(|field| field.key.0 == key)?;
        Some(self.fields.remove(at))
    }

    /// Whether it says anything about a key, be it broken.
    pub fn mentions(&self, key: &str) -> bool {
        self.fields.iter().any(|field| field.key.0 == key)
    }

    pub fn take_text(&mut self, key: &str, problems: &mut Problems) -> Option<(&'d str, Place)> {
        let field = self.take(key)?;
        match field.given? {
            Given::One(text) => Some((text, field.place)),
            Given::Many(_) => {
                problems.error(
                    field.place,
                    format!("`{key}` must be a text, but this is a list"),
                );
                None
            }
        }
    }
}

fn read_given<'d>(node: Node<'d>, word: &str, problems: &mut Problems) -> Option<Given<'d>> {
    match node.items() {
        Some(items) => items
            .map(|item| text(item, &format!("`{word}`"), problems))
            .collect::<Option<_>>()
            .map(Given::Many),
        None => text(node, &format!("`{word}`"), problems).map(Given::One),
    }
}

/// Reads the value of a field.
pub fn read_value(
    parameter: &Parameter,
    field: &Field<'_>,
    problems: &mut Problems,
) -> Option<Value<'static>> {
    if let Some(Given::One(text)) = &field.given
        && let Some(word) = CallerField::word_in(text)
    {
        problems
            .error(
                field.place,
                format!("`{word}` would be sent as it stands here"),
            )
            .propose("what is known of a caller belongs under the route's `fill`");
        return None;
    }
    let value = match field.given.as_ref()? {
        Given::One(text) => parameter.parse(text).map(Value::into_owned),
        Given::Many(items) => parameter.kind().parse_items(items),
    };
    value
        .map_err(|error| report(parameter, field, &error, problems))
        .ok()
}

/// Reads a value that stands in a policy.
pub fn read_node_value(
    parameter: &Parameter,
    node: Node<'_>,
    problems: &mut Problems,
) -> Option<Value<'static>> {
    let name = parameter.name();
    let field = Field {
        key: (name, node.place()),
        given: read_given(node, name, problems),
        place: node.place(),
    };
    read_value(parameter, &field, problems)
}

fn report(parameter: &Parameter, field: &Field<'_>, error: &ValueError, problems: &mut Problems) {
    let adding = problems.error(field.place, format!("`{}` {error}", parameter.name()));
    let Some(Given::One(text)) = field.given else {
        return;
    };
    if let Some(key) = key_in_link(text) {
        adding.propose(format!("this is a whole link; write {key}"));
    } else if text.contains("MTID=") {
        adding.propose("this is a whole link of another form: use the command `link.join`");
    }
}

/// The meeting key in a link of the URL API that was pasted whole.
fn key_in_link(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let mut fields = url.query_pairs();
    let (_, key) = fields.find(|(code, _)| code.eq_ignore_ascii_case("MK"))?;
    Kind::MEETING_KEY
        .parse(&key)
        .ok()
        .map(|key| key.shown().into_owned())
}
