//! A parameter with its value.

use std::borrow::Cow;

use serde::Serialize;

use crate::policy::{MeetingKeys, ValueOrigin};
use crate::webex::{Code, Parameter};

/// A parameter as programs and people are told of it. Secrets stop here: a secret parameter has no
/// value, wherever it came from.
#[derive(Debug, Serialize)]
pub struct ParameterView {
    name: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    codes: Vec<String>,
    origin: &'static str,
    secret: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
}

impl ParameterView {
    pub fn new(parameter: &Parameter, origin: ValueOrigin, value: Option<Cow<'_, str>>) -> Self {
        // A policy may give a secret to a parameter that takes other values, too.
        let secret = parameter.is_secret() || origin == ValueOrigin::Secret;
        let value = value.filter(|_| !secret);
        Self {
            name: parameter.name().to_owned(),
            codes: parameter.codes().iter().map(code).collect(),
            origin: origin.as_str(),
            secret,
            value: value.map(Cow::into_owned),
        }
    }

    /// The same with a meeting key as the decision log shows it.
    #[must_use]
    pub fn with_meeting_keys(self, meeting_keys: MeetingKeys) -> Self {
        if self.name != MeetingKeys::PARAMETER {
            return self;
        }
        let value = self
            .value
            .map(|key| meeting_keys.shown(key.into()).into_owned());
        Self { value, ..self }
    }

    /// The same without its value.
    #[must_use]
    pub fn without_value(self) -> Self {
        Self {
            value: None,
            ..self
        }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// Webex's codes for it.
    pub fn codes(&self) -> &[String] {
        &self.codes
    }

    /// The word for it, see [`ValueOrigin`].
    pub fn origin(&self) -> &'static str {
        self.origin
    }

    pub fn is_secret(&self) -> bool {
        self.secret
    }

    /// `None` for a secret, and where the value is only known with a request.
    pub fn value(&self) -> Option<&str> {
        self.value.as_deref()
    }
}

fn code(code: &Code) -> String {
    code.as_str().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::webex::ParameterType;

    fn parameter(name: &str, code: &str) -> Parameter {
        let kind = ParameterType::Text { max: 64 };
        let codes = vec![Code::parse(code).expect("a code")];
        Parameter::new(name, codes, kind).expect("a parameter")
    }

    #[test]
    fn a_secret_has_no_value_wherever_it_came_from() {
        let [plain, password] = [parameter("topic", "TP"), parameter("password", "PW")];
        for origin in ValueOrigin::ALL.iter().copied() {
            for (parameter, is_secret) in [
                (&plain, origin == ValueOrigin::Secret),
                (&plain.clone().secret(true), true),
                (&password, true),
            ] {
                let view = ParameterView::new(parameter, origin, Some("hush".into()));
                assert_eq!(view.is_secret(), is_secret, "{origin:?} {parameter:?}");
                assert_eq!(
                    view.value().is_none(),
                    is_secret,
                    "{origin:?} {parameter:?}"
                );
                let text = serde_json::to_string(&view).expect("JSON");
                assert_eq!(text.contains("hush"), !is_secret, "{text}");
            }
        }
    }

    #[test]
    fn a_meeting_key_is_masked_where_it_is_asked_for() {
        for (name, meeting_keys, shown) in [
            ("meeting_key", MeetingKeys::Masked, "******789"),
            ("meeting_key", MeetingKeys::Full, "123456789"),
            ("topic", MeetingKeys::Masked, "123456789"),
        ] {
            let parameter = parameter(name, "MK");
            let view = ParameterView::new(&parameter, ValueOrigin::Link, Some("123456789".into()));
            let view = view.with_meeting_keys(meeting_keys);
            assert_eq!(view.value(), Some(shown), "{name} {meeting_keys:?}");
        }
    }
}
