//! A route's parameters, with the source of each value.

use serde::Serialize;

use crate::policy::{Binding, MeetingKeys, ParameterView, ValueOrigin, ValueSource};
use crate::webex::{Parameter, Value};

#[derive(Debug, Serialize)]
pub struct BindingView {
    #[serde(flatten)]
    parameter: ParameterView,
    required: bool,
}

impl BindingView {
    /// `None` for a secret without a source, which never has a value.
    pub fn of(binding: &Binding, meeting_keys: MeetingKeys) -> Option<Self> {
        let parameter = binding.parameter();
        let value = match binding.source() {
            ValueSource::Nothing if parameter.is_secret() => return None,
            ValueSource::Nothing | ValueSource::Path(_) | ValueSource::Query => None,
            ValueSource::Constant(value) | ValueSource::Secret(value) => Some(value.shown()),
            ValueSource::Caller(field) => Some(field.as_str().into()),
        };
        let view = ParameterView::new(parameter, binding.source().origin(), value);
        Some(Self {
            parameter: view.with_meeting_keys(meeting_keys),
            required: parameter.is_required(),
        })
    }
}

/// What a link gives to a parameter of its route.
pub fn preset(
    parameter: &Parameter,
    value: &Value<'_>,
    meeting_keys: MeetingKeys,
) -> ParameterView {
    let view = ParameterView::new(parameter, ValueOrigin::Link, Some(value.shown()));
    view.with_meeting_keys(meeting_keys)
}
