//! What the gateway takes of a request head: everything else is never looked
//! at, and so cannot change an answer.

use hyper::header::{HeaderName, REFERER};
use hyper::http::request::Parts;

use super::outcome::Fault;
use crate::net::Authority;
use crate::policy::PublicEndpoint;

/// The page that the person came from. Said twice, it is not said.
fn referrer(head: &Parts) -> Option<&str> {
    let mut pages = head.headers.get_all(REFERER).iter();
    match (pages.next(), pages.next()) {
        (Some(page), None) => page.to_str().ok(),
        _ => None,
    }
}

/// The headers in which browsers say that nobody has asked for this yet: the
/// standard's, and two older ones.
const PREFETCH: [HeaderName; 3] = [
    HeaderName::from_static("sec-purpose"),
    HeaderName::from_static("purpose"),
    HeaderName::from_static("x-moz"),
];

/// What stands in them.
const PREPARING: [&[u8]; 3] = [b"prefetch", b"prerender", b"preview"];

/// Whether a browser fetches this in case that somebody asks for it.
pub fn is_prefetch(head: &Parts) -> bool {
    let names = PREFETCH;
    let values = names.iter().flat_map(|name| head.headers.get_all(name));
    let mut values = values.map(|value| value.as_bytes().to_ascii_lowercase());
    values.any(|value| PREPARING.iter().any(|word| contains(&value, word)))
}

fn contains(text: &[u8], word: &[u8]) -> bool {
    text.windows(word.len()).any(|part| part == word)
}

/// A request that is well-formed and meant for this gateway.
#[derive(Clone, Copy, Debug)]
pub struct Request<'r> {
    pub method: Method,
    pub authority: Authority<'r>,
    pub path_and_query: &'r str,
    /// The path alone, as it stands in the request line.
    pub path: &'r str,
    /// The page that the person came from, as the browser says.
    pub referrer: Option<&'r str>,
}

/// The methods that the gateway tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Head,
    Post,
    Other,
}

impl Method {
    pub fn of(head: &Parts) -> Self {
        match head.method {
            hyper::Method::GET => Self::Get,
            hyper::Method::HEAD => Self::Head,
            hyper::Method::POST => Self::Post,
            _ => Self::Other,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Other => "other",
        }
    }
}

impl<'r> Request<'r> {
    pub fn read(head: &'r Parts, endpoint: &PublicEndpoint) -> Result<Self, Fault> {
        let authority = Authority::read(head).ok_or(Fault::Host)?;
        if !endpoint.answers_for(authority.host()) {
            return Err(Fault::WrongHost);
        }
        // HTTP/2 always names a scheme; HTTP/1.1 only in the absolute form.
        let web = |scheme| matches!(scheme, "http" | "https");
        if !head.uri.scheme_str().is_none_or(web) {
            return Err(Fault::Target);
        }
        // `GET host:443` and `CONNECT` have an authority and no path.
        let target = head.uri.path_and_query().ok_or(Fault::Target)?;
        let path = target.path();
        if !path.starts_with('/') || head.method == hyper::Method::CONNECT {
            return Err(Fault::Target);
        }
        Ok(Self {
            method: Method::of(head),
            authority,
            path_and_query: target.as_str(),
            path,
            referrer: referrer(head),
        })
    }
}
