//! A route's parameters, with the source of each value.

use std::borrow::Cow;

use serde::Serialize;

use crate::policy::{Binding, MeetingKeys, ValueSource};
use crate::webex::{Code, MASK, Parameter, Value};

#[derive(Debug, Serialize)]
pub struct ParameterView<'p> {
    name: &'p str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    codes: Vec<&'p str>,
    required: bool,
    from: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Cow<'p, str>>,
}

impl<'p> ParameterView<'p> {
    /// `None` for a secret without a source, which never has a value.
    pub fn of(binding: &'p Binding, meeting_keys: MeetingKeys) -> Option<Self> {
        let parameter = binding.parameter();
        let value = match binding.source() {
            ValueSource::Nothing if parameter.is_secret() => return None,
            ValueSource::Nothing | ValueSource::Path(_) | ValueSource::Query => None,
            ValueSource::Constant(value) => Some(shown(parameter, value, meeting_keys)),
            ValueSource::Secret(_) => Some(MASK.into()),
            ValueSource::Caller(field) => Some(field.as_str().into()),
        };
        Some(Self {
            name: parameter.name(),
            codes: parameter.codes().iter().map(Code::as_str).collect(),
            required: parameter.is_required(),
            from: binding.source().origin().as_str(),
            value,
        })
    }
}

/// A value as operators may see it.
pub fn shown<'v>(
    parameter: &Parameter,
    value: &'v Value<'_>,
    meeting_keys: MeetingKeys,
) -> Cow<'v, str> {
    if parameter.is_secret() {
        return MASK.into();
    }
    match parameter.name() == MeetingKeys::PARAMETER {
        true => meeting_keys.shown(value.shown()),
        false => value.shown(),
    }
}
