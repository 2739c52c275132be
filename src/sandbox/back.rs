//! Where a call leads on: the back URL that stood in it, and the page after a login.

use url::Url;

use super::fields::{Fields, Found};
use super::masked::Shown;
use super::request::Target;
use crate::webex::Reply;

/// Longest back URL, in bytes: the longest that fits into a call, more or less.
const LONGEST: usize = 4096;

/// The back URL of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Back {
    Missing,
    To(Url),
    /// It leads nowhere, and why.
    Refused(&'static str),
}

/// The page after a successful login (`MU`, webex.md 5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Landing {
    /// There is none, or it is the word that makes a login use its back URL.
    Back,
    /// A page of the same site.
    Page(Url),
    Refused(&'static str),
}

impl Back {
    pub fn read(fields: &Fields) -> Self {
        Self::read_field(fields, "BU")
    }

    /// Where a link of today leads when the person leaves.
    pub fn read_end(fields: &Fields) -> Self {
        Self::read_field(fields, "integrationEndUrl")
    }

    fn read_field(fields: &Fields, name: &str) -> Self {
        match fields.find(name) {
            Found::Nothing | Found::Once("") => Self::Missing,
            Found::Contradictory => Self::Refused("The call has several."),
            Found::Once(text) => match address(text) {
                Ok(url) => Self::To(url),
                Err(why) => Self::Refused(why),
            },
        }
    }

    pub fn url(&self) -> Option<&Url> {
        match self {
            Self::To(url) => Some(url),
            Self::Missing | Self::Refused(_) => None,
        }
    }
}

impl Landing {
    /// Reads the page of a call to the site at this target.
    pub fn read(fields: &Fields, target: Target<'_>) -> Self {
        let text = match fields.find("MU") {
            Found::Nothing | Found::Once("") => return Self::Back,
            Found::Once(word) if word.eq_ignore_ascii_case("GoBack") => return Self::Back,
            Found::Contradictory => return Self::Refused("The call has several."),
            Found::Once(text) => text,
        };
        let port = target.authority.port();
        let host = target.authority.host();
        let is_here = |url: &Url| {
            let same_host = url
                .host_str()
                .is_some_and(|own| own.eq_ignore_ascii_case(host));
            url.scheme() == "http" && same_host && url.port() == port
        };
        match address(text) {
            Ok(url) if is_here(&url) => Self::Page(url),
            Ok(_) => Self::Refused("It may lead only into the Webex site."),
            Err(why) => Self::Refused(why),
        }
    }
}

/// An address that a person may be led to by a click.
fn address(text: &str) -> Result<Url, &'static str> {
    if text.len() > LONGEST {
        return Err("It is too long.");
    }
    let is_plain = |c: char| !c.is_control() && !c.is_whitespace() && c != '\\';
    if !text.chars().all(is_plain) {
        return Err("It has blanks, control characters or backslashes.");
    }
    let url = Url::parse(text).map_err(|_| "It is no complete address.")?;
    if !matches!(url.scheme(), "http" | "https") || !text.contains("://") {
        return Err("It is no web address.");
    }
    if !url.username().is_empty()
        || url.password().is_some()
        || text.split('/').nth(2).is_some_and(|a| a.contains('@'))
    {
        return Err("It has a user name.");
    }
    Ok(url)
}

/// A back URL with the fields of an answer appended (webex.md 3.1).
pub fn with_fields(back: &Url, fields: &[(&'static str, String)]) -> Url {
    let mut url = back.clone();
    if !fields.is_empty() {
        let pairs = fields.iter().map(|(name, value)| (*name, value.as_str()));
        url.query_pairs_mut().extend_pairs(pairs);
    }
    url
}

/// What Linkgate would read in an answer.
pub fn reading(fields: &[(&'static str, String)]) -> String {
    let fields = fields.iter().map(|(name, value)| (*name, value.as_str()));
    let ending = Reply::read(fields).ending;
    match ending.reason() {
        Some(reason) => format!("{}: {}", ending.as_str(), reason.as_str()),
        None => ending.as_str().to_owned(),
    }
}

/// An address as a page shows it: whole, unless it holds a secret or is very long.
pub fn shown(url: &Url) -> Shown {
    Shown::of(url.as_str())
}
