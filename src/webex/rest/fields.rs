//! Arguments as fields of the REST API.

use serde_json::{Map, Value as Json};

use super::times::Zone;
use crate::webex::parameter::Parameter;
use crate::webex::parameter_type::ParameterType;
use crate::webex::value::{Content, Value};

/// A value in JSON; `None` if there is nothing to say.
pub fn json_of(parameter: &Parameter, value: &Value<'_>, zone: &Zone) -> Option<Json> {
    Some(match (value.content(), parameter.kind()) {
        (Content::One(""), _) => return None,
        (Content::One(text), ParameterType::Flag { on, .. }) => Json::Bool(*text == **on),
        (Content::One(text), ParameterType::Number { .. } | ParameterType::Duration { .. }) => {
            Json::Number(text.parse::<u64>().ok()?.into())
        }
        (Content::One(text) | Content::Secret(text), _) => Json::from(text),
        (Content::Fields(_), _) => Json::from(zone.written(zone.time_of(value)?)),
        (Content::Rows(rows), _) => {
            let row = |row: &[Box<str>]| row_of(parameter, row);
            Json::Array(rows.iter().map(|texts| row(texts)).collect())
        }
    })
}

/// A row of a list: an object if the codes name its fields, and a text otherwise.
fn row_of(parameter: &Parameter, texts: &[Box<str>]) -> Json {
    let names = parameter.codes().get(1..).unwrap_or_default();
    if names.is_empty() {
        return texts.first().map_or(Json::Null, |text| Json::from(&**text));
    }
    let fields = names.iter().zip(texts);
    let fields = fields.map(|(name, text)| (name.as_str().to_owned(), Json::from(&**text)));
    Json::Object(fields.collect())
}

/// A field that is always the same.
pub fn fixed(text: &str) -> Json {
    match text {
        "true" => Json::Bool(true),
        "false" => Json::Bool(false),
        text => match text.parse::<u64>() {
            Ok(number) => Json::Number(number.into()),
            Err(_) => Json::from(text),
        },
    }
}

/// The value in a query; `None` for lists and objects, which have no place there.
pub fn in_query(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(text.clone()),
        Json::Bool(_) | Json::Number(_) => Some(value.to_string()),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    }
}

/// Removes the ids of what is sent back: Webex gives them, and takes none.
pub fn without_ids(value: &mut Json) {
    match value {
        Json::Array(items) => items.iter_mut().for_each(without_ids),
        Json::Object(fields) => drop_ids(fields),
        _ => {}
    }
}

fn drop_ids(fields: &mut Map<String, Json>) {
    fields.remove("id");
    fields.values_mut().for_each(without_ids);
}
