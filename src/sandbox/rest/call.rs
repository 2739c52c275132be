//! A call to the REST API, as it came.

use hyper::Method;
use hyper::header::AUTHORIZATION;
use jiff::Timestamp;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use super::error::ApiError;
use crate::sandbox::fields::Fields;
use crate::sandbox::origin::Origin;
use crate::sandbox::people::HOST;
use crate::sandbox::request::{Request, Target};
use crate::sandbox::tokens::Grant;
use crate::text::MailAddress;

/// What came with a call.
#[derive(Clone, Debug)]
pub enum Body {
    Nothing,
    Object(Map<String, Value>),
    /// JSON that is no object, or no JSON.
    Unreadable,
}

#[derive(Debug)]
pub struct RestCall<'r> {
    pub method: &'r Method,
    /// Below `/v1/`, decoded.
    pub segments: Vec<String>,
    pub query: Fields,
    /// The form of a token call.
    pub form: Fields,
    pub body: Body,
    pub origin: Origin,
    pub bearer: Option<&'r str>,
    pub now: Timestamp,
}

impl<'r> RestCall<'r> {
    /// Reads the call whose path is this one below the base of the API.
    pub fn read(below: &str, request: Request<'r>, target: Target<'r>) -> Self {
        let decoded = |segment| percent_decode_str(segment).decode_utf8_lossy().into_owned();
        let header = request.parts.headers.get(AUTHORIZATION);
        let header = header.and_then(|value| value.to_str().ok());
        Self {
            method: &request.parts.method,
            segments: below.split('/').map(decoded).collect(),
            query: Fields::read(target.query, b""),
            form: Fields::read("", request.form()),
            body: Body::read(request),
            origin: Origin::of(target),
            bearer: header.and_then(|value| value.strip_prefix("Bearer ")),
            now: request.now,
        }
    }

    pub fn segment(&self, number: usize) -> &str {
        self.segments.get(number).map_or("", |segment| segment)
    }

    /// A field of the query.
    pub fn asked(&self, name: &str) -> Option<&str> {
        self.query
            .find(name)
            .once()
            .filter(|value| !value.is_empty())
    }

    pub fn asked_flag(&self, name: &str, default: bool) -> Result<bool, ApiError> {
        match self.asked(name) {
            None => Ok(default),
            Some("true") => Ok(true),
            Some("false") => Ok(false),
            Some(_) => Err(ApiError::invalid(format!("{name} must be true or false"))),
        }
    }

    pub fn asked_time(&self, name: &str) -> Result<Option<Timestamp>, ApiError> {
        let Some(text) = self.asked(name) else {
            return Ok(None);
        };
        let time = super::time::parse(text, "UTC");
        time.map(Some)
            .ok_or_else(|| ApiError::invalid(format!("{name} must be a time of ISO 8601")))
    }

    /// The fields of the body.
    pub fn input(&self) -> Result<Input<'_>, ApiError> {
        match &self.body {
            Body::Object(fields) => Ok(Input { fields }),
            Body::Nothing => Err(ApiError::invalid("the call needs a body")),
            Body::Unreadable => Err(ApiError::invalid("the body must be a JSON object")),
        }
    }

    /// Whose meetings it is about: the host that it names, or the person of the token. A machine
    /// account has none of its own.
    pub fn acting(&self, grant: Grant) -> Result<Option<&str>, ApiError> {
        let in_body = match &self.body {
            Body::Object(fields) => Input { fields }.text("hostEmail")?,
            Body::Nothing | Body::Unreadable => None,
        };
        let named = self.asked("hostEmail").or(in_body);
        Ok(match grant {
            Grant::ServiceApp => named,
            Grant::Integration => named.or(Some(HOST)),
        })
    }
}

impl Body {
    fn read(request: Request<'_>) -> Self {
        if request.body.is_empty() || !request.form().is_empty() {
            return Self::Nothing;
        }
        match serde_json::from_slice(request.body) {
            Ok(Value::Object(fields)) => Self::Object(fields),
            Ok(_) | Err(_) => Self::Unreadable,
        }
    }
}

/// The fields of a JSON object, each with its type.
#[derive(Clone, Copy, Debug)]
pub struct Input<'b> {
    pub fields: &'b Map<String, Value>,
}

impl<'b> Input<'b> {
    fn field(self, name: &str) -> Option<&'b Value> {
        self.fields.get(name).filter(|value| !value.is_null())
    }

    pub fn text(self, name: &str) -> Result<Option<&'b str>, ApiError> {
        match self.field(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(ApiError::invalid(format!("{name} must be a string"))),
        }
    }

    /// A text of at most so many characters.
    pub fn short(self, name: &str, most: usize) -> Result<Option<&'b str>, ApiError> {
        let text = self.text(name)?;
        match text {
            Some(text) if text.chars().count() > most => Err(ApiError::invalid(format!(
                "{name} must have at most {most} characters"
            ))),
            text => Ok(text),
        }
    }

    pub fn required(self, name: &str, most: usize) -> Result<&'b str, ApiError> {
        let text = self.short(name, most)?.filter(|text| !text.is_empty());
        text.ok_or_else(|| ApiError::invalid(format!("{name} is required")))
    }

    pub fn email(self, name: &str) -> Result<Option<&'b str>, ApiError> {
        let text = self.text(name)?;
        text.map(|text| email(name, text)).transpose()
    }

    pub fn required_email(self, name: &str) -> Result<&'b str, ApiError> {
        email(name, self.required(name, 254)?)
    }

    pub fn flag(self, name: &str, default: bool) -> Result<bool, ApiError> {
        match self.field(name) {
            None => Ok(default),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(_) => Err(ApiError::invalid(format!("{name} must be true or false"))),
        }
    }

    pub fn number(self, name: &str) -> Result<Option<i64>, ApiError> {
        match self.field(name) {
            None => Ok(None),
            Some(Value::Number(number)) if number.is_i64() => Ok(number.as_i64()),
            Some(_) => Err(ApiError::invalid(format!("{name} must be a whole number"))),
        }
    }

    pub fn list(self, name: &str) -> Result<&'b [Value], ApiError> {
        match self.field(name) {
            None => Ok(&[]),
            Some(Value::Array(items)) => Ok(items),
            Some(_) => Err(ApiError::invalid(format!("{name} must be a list"))),
        }
    }

    /// A list of e-mail addresses, at most so many.
    pub fn emails(self, name: &str, most: usize) -> Result<Vec<&'b str>, ApiError> {
        let items = self.list(name)?;
        if items.len() > most {
            return Err(ApiError::invalid(format!(
                "{name} has at most {most} items"
            )));
        }
        let items = items.iter().map(|item| match item {
            Value::String(text) => email(name, text),
            _ => Err(ApiError::invalid(format!(
                "{name} must be a list of strings"
            ))),
        });
        items.collect()
    }
}

fn email<'t>(name: &str, text: &'t str) -> Result<&'t str, ApiError> {
    match MailAddress::parse(text) {
        Ok(_) => Ok(text),
        Err(_) => Err(ApiError::invalid(format!(
            "{name} must be an e-mail address"
        ))),
    }
}
