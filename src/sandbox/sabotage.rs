//! What failures on demand make of an answer.

use hyper::StatusCode;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;

use super::failures::Failure;
use super::respond::{self, Reaction};

const FOREIGN: &str = "https://127.0.0.1.evil.example/";
const LONG: usize = 9 * 1024;

/// The kind of a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sabotage {
    /// The call is refused in the form of its interface.
    Refuse(Failure),
    /// Something else comes, and nothing is carried out.
    Instead(Instead),
    /// The call is carried out, and its answer is not right.
    Spoil(Spoiling),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instead(Failure);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spoiling(Failure);

/// What becomes of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spoiled {
    Text(String),
    Missing,
    /// It is no text.
    Number(u32),
}

impl Sabotage {
    pub fn of(failure: Failure) -> Self {
        match failure {
            Failure::BadRequest
            | Failure::Unauthorized
            | Failure::Forbidden
            | Failure::NotFound
            | Failure::Conflict
            | Failure::Locked
            | Failure::TooMany
            | Failure::ServerError
            | Failure::Unavailable
            | Failure::Entities
            | Failure::NoRecords
            | Failure::Suspended
            | Failure::NoSuchUser
            | Failure::BadPassword => Self::Refuse(failure),
            Failure::TooManyBare
            | Failure::Redirect
            | Failure::OAuth
            | Failure::Html
            | Failure::NotJson
            | Failure::Endless
            | Failure::Silence => Self::Instead(Instead(failure)),
            Failure::Cut
            | Failure::LinkForeign
            | Failure::LinkScheme
            | Failure::LinkUser
            | Failure::LinkCrLf
            | Failure::LinkLong
            | Failure::LinkMissing
            | Failure::LinkType
            | Failure::EndUrlForeign => Self::Spoil(Spoiling(failure)),
        }
    }
}

impl Instead {
    pub fn words(self) -> &'static str {
        self.0.words()
    }

    pub fn reaction(self) -> Reaction {
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
            Failure::Silence => return Reaction::Silence,
            _ => respond::json(StatusCode::OK, "this is not JSON".to_owned()),
        };
        Reaction::Response(response)
    }
}

impl Spoiling {
    pub fn words(self) -> &'static str {
        self.0.words()
    }

    pub fn is_about_links(self) -> bool {
        self.0 != Failure::Cut
    }

    pub fn cut(self, mut text: String) -> String {
        if self.0 == Failure::Cut {
            let half = text.floor_char_boundary(text.len() / 2);
            text.truncate(half);
        }
        text
    }

    pub fn link(self, link: &str) -> Spoiled {
        let (scheme, rest) = link.split_once("://").unwrap_or(("http", link));
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        Spoiled::Text(match self.0 {
            Failure::LinkMissing => return Spoiled::Missing,
            Failure::LinkType => return Spoiled::Number(7),
            Failure::LinkForeign => format!("{scheme}://{}/{path}", foreign(host)),
            Failure::LinkScheme => format!("https://{rest}"),
            Failure::LinkUser => format!("{scheme}://user:password@{rest}"),
            Failure::LinkCrLf => format!("{link}\r\nSet-Cookie: evil=1"),
            Failure::LinkLong => format!("{link}&x={}", "x".repeat(LONG)),
            Failure::EndUrlForeign => {
                let (before, _) = link.split_once("&integrationEndUrl=").unwrap_or((link, ""));
                let foreign = utf8_percent_encode(FOREIGN, NON_ALPHANUMERIC);
                format!("{before}&integrationEndUrl={foreign}")
            }
            _ => link.to_owned(),
        })
    }
}

/// A host of another name, with the same beginning and port.
fn foreign(host: &str) -> String {
    match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => format!("{name}.evil.example:{port}"),
        _ => format!("{host}.evil.example"),
    }
}
