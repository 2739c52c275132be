//! What failures on demand make of an answer of the REST API.

use hyper::StatusCode;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::error::ApiError;
use crate::sandbox::failures::Failure;
use crate::sandbox::respond::{self, Reaction};

/// The fields of answers that hold links.
const LINKS: [&str; 7] = [
    "webLink",
    "joinLink",
    "startLink",
    "personalMeetingRoomLink",
    "playbackUrl",
    "downloadUrl",
    "recordingDownloadLink",
];

const FOREIGN: &str = "https://127.0.0.1.evil.example/";
const LONG: usize = 9 * 1024;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sabotage {
    /// The call is refused in the form of the API.
    Refuse(ApiError),
    /// Something else comes, and nothing is carried out.
    Instead(Instead),
    /// The call is carried out, and its answer is not right.
    Spoil(Spoiling),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instead(Failure);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spoiling(Failure);

impl Sabotage {
    pub fn of(failure: Failure) -> Self {
        let asked_for = "the sandbox was asked for this failure";
        Self::Refuse(match failure {
            Failure::BadRequest => ApiError::invalid(asked_for),
            Failure::Unauthorized => ApiError::unauthorized(),
            Failure::Forbidden => ApiError::forbidden(asked_for),
            Failure::NotFound => ApiError::not_found(asked_for),
            Failure::Conflict => ApiError::conflict(asked_for),
            Failure::Locked => ApiError::locked(),
            Failure::TooMany => ApiError::too_many(),
            Failure::ServerError => ApiError::broken(),
            Failure::Unavailable => ApiError::unavailable(),
            Failure::TooManyBare
            | Failure::Redirect
            | Failure::OAuth
            | Failure::Html
            | Failure::NotJson
            | Failure::Endless
            | Failure::Silence => return Self::Instead(Instead(failure)),
            Failure::Cut
            | Failure::LinkForeign
            | Failure::LinkScheme
            | Failure::LinkUser
            | Failure::LinkCrLf
            | Failure::LinkLong
            | Failure::LinkMissing
            | Failure::LinkType
            | Failure::EndUrlForeign => return Self::Spoil(Spoiling(failure)),
        })
    }
}

impl Instead {
    /// What comes, and words about it.
    pub fn reaction(self) -> (Reaction, &'static str) {
        let response = match self.0 {
            Failure::TooManyBare => respond::empty(StatusCode::TOO_MANY_REQUESTS),
            Failure::Redirect => respond::redirect(FOREIGN),
            Failure::OAuth => {
                let body = json!({
                    "error": "invalid_grant",
                    "error_description": "refresh token not accepted",
                });
                respond::json(StatusCode::BAD_REQUEST, body.to_string())
            }
            Failure::Html => respond::html_of_something_else(),
            Failure::Endless => respond::endless(),
            Failure::Silence => return (Reaction::Silence, self.0.words()),
            _ => respond::json(StatusCode::OK, "this is not JSON".to_owned()),
        };
        (Reaction::Response(response), self.0.words())
    }
}

impl Spoiling {
    pub fn words(self) -> &'static str {
        self.0.words()
    }

    pub fn cut(self, mut text: String) -> String {
        if self.0 == Failure::Cut {
            let half = text.floor_char_boundary(text.len() / 2);
            text.truncate(half);
        }
        text
    }

    pub fn spoil_links(self, value: &mut Value) {
        match value {
            Value::Object(fields) => {
                if self.0 == Failure::LinkMissing {
                    fields.retain(|name, _| !LINKS.contains(&&**name));
                }
                for (name, value) in fields {
                    match value {
                        Value::String(link) if LINKS.contains(&&**name) => {
                            *value = self.spoiled(link);
                        }
                        value => self.spoil_links(value),
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.spoil_links(item)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn spoiled(self, link: &str) -> Value {
        let (scheme, rest) = link.split_once("://").unwrap_or(("http", link));
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        match self.0 {
            Failure::LinkForeign => format!("{scheme}://{}/{path}", foreign(host)).into(),
            Failure::LinkScheme => format!("https://{rest}").into(),
            Failure::LinkUser => format!("{scheme}://user:password@{rest}").into(),
            Failure::LinkCrLf => format!("{link}\r\nSet-Cookie: evil=1").into(),
            Failure::LinkLong => format!("{link}&x={}", "x".repeat(LONG)).into(),
            Failure::LinkType => 7.into(),
            Failure::EndUrlForeign => {
                let (before, _) = link.split_once("&integrationEndUrl=").unwrap_or((link, ""));
                let foreign = utf8_percent_encode(FOREIGN, NON_ALPHANUMERIC);
                format!("{before}&integrationEndUrl={foreign}").into()
            }
            _ => link.into(),
        }
    }
}

/// A host of another name, with the same beginning and port.
fn foreign(host: &str) -> String {
    match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => format!("{name}.evil.example:{port}"),
        _ => format!("{host}.evil.example"),
    }
}
