//! Checks before anything is looked up: size, host, target, and whether the browser only
//! prefetches.

use hyper::Version;
use hyper::header::{HeaderValue, REFERER};
use hyper::http::request::Parts;
use jiff::Timestamp;

use super::method::Method;
use super::outcome::Outcome;
use crate::net::{Authority, HeadError, Peer};
use crate::policy::PublicEndpoint;

/// The head of a request, as the server received it.
#[derive(Clone, Copy, Debug)]
pub struct RequestHead<'r> {
    pub parts: &'r Parts,
    pub peer: &'r Peer,
    pub now: Timestamp,
    pub listener: Listener,
    /// What the server found wrong with a request. If it could not read it, `parts` are bare.
    pub error: Option<HeadError>,
}

/// The same for a request whose answer comes later.
#[derive(Clone, Debug)]
pub struct OwnedHead {
    parts: Parts,
    peer: Peer,
    now: Timestamp,
    listener: Listener,
}

impl OwnedHead {
    pub fn as_head(&self) -> RequestHead<'_> {
        RequestHead {
            parts: &self.parts,
            peer: &self.peer,
            now: self.now,
            listener: self.listener,
            // Such a request is answered at once.
            error: None,
        }
    }
}

/// The listener that accepted a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listener {
    Links,
    /// The one without TLS, which redirects to the public address.
    HttpsRedirect,
}

/// A request target that is well formed and meant for this gateway.
#[derive(Clone, Copy, Debug)]
pub struct RequestTarget<'r> {
    pub method: Method,
    pub authority: Authority<'r>,
    pub path_and_query: &'r str,
    /// The path as in the request line, without the query.
    pub path: &'r str,
}

impl<'r> RequestHead<'r> {
    pub fn new(parts: &'r Parts, peer: &'r Peer, now: Timestamp) -> Self {
        Self {
            parts,
            peer,
            now,
            listener: Listener::Links,
            error: None,
        }
    }

    /// A copy, which outlives the connection.
    pub fn to_owned(self) -> OwnedHead {
        OwnedHead {
            parts: self.parts.clone(),
            peer: self.peer.clone(),
            now: self.now,
            listener: self.listener,
        }
    }

    /// The target of a request that can be read and names a path and a host of this gateway.
    pub fn target(&self, endpoint: &PublicEndpoint) -> Result<RequestTarget<'r>, Outcome> {
        self.check_readable()?;
        self.check_fields()?;
        // hyper accepts requests that RFC 9112, section 3.2 answers with 400: a missing, repeated
        // or malformed `Host`.
        let authority = Authority::read(self.parts).ok_or(Outcome::InvalidHost)?;
        if !endpoint.answers_for(authority.host()) {
            return Err(Outcome::WrongHost(authority.host().into()));
        }
        if !self.has_web_scheme() {
            return Err(Outcome::InvalidTarget);
        }
        // `CONNECT` and `GET host:443` have an authority and no path.
        let target = self.parts.uri.path_and_query();
        let target = target.ok_or(Outcome::InvalidTarget)?;
        let path = target.path();
        if !path.starts_with('/') || self.parts.method == hyper::Method::CONNECT {
            return Err(Outcome::InvalidTarget);
        }
        Ok(RequestTarget {
            method: Method::of(&self.parts.method),
            authority,
            path_and_query: target.as_str(),
            path,
        })
    }

    /// HTTP/2 always names a scheme, HTTP/1.1 only in the absolute form.
    fn has_web_scheme(&self) -> bool {
        // hyper accepts any, even `javascript`.
        let is_web = |scheme| matches!(scheme, "http" | "https");
        self.parts.uri.scheme_str().is_none_or(is_web)
    }

    fn check_readable(&self) -> Result<(), Outcome> {
        self.error
            .map_or(Ok(()), |error| Err(Outcome::Unreadable(error)))
    }

    /// HTTP/2 forbids blanks around the value of a field (RFC 9113 section 8.2.1), and hyper takes
    /// them. In HTTP/1.1 they are no part of it.
    fn check_fields(&self) -> Result<(), Outcome> {
        let is_blank = |end: Option<&u8>| matches!(end, Some(b' ' | b'\t'));
        let is_malformed = |value: &HeaderValue| {
            let bytes = value.as_bytes();
            is_blank(bytes.first()) || is_blank(bytes.last())
        };
        match self.parts.version == Version::HTTP_2 && self.parts.headers.values().any(is_malformed)
        {
            true => Err(Outcome::Unreadable(HeadError::Header)),
            false => Ok(()),
        }
    }

    /// The page that the person came from; `None` if the header is missing or repeated.
    pub fn referrer(&self) -> Option<&'r str> {
        let mut pages = self.parts.headers.get_all(REFERER).iter();
        match (pages.next(), pages.next()) {
            (Some(page), None) => page.to_str().ok(),
            _ => None,
        }
    }

    /// Whether a browser, if it is one, opens this in a window or tab. Browsers say what else they load it
    /// for, and pages cannot set it.
    pub fn is_for_a_window(&self) -> bool {
        let mut purposes = self.parts.headers.get_all(SEC_FETCH_DEST).iter();
        purposes.all(|purpose| purpose == "document")
    }

    /// Whether a browser fetches this before a person asks for it.
    pub fn is_prefetch(&self) -> bool {
        // One pass over a few headers is cheaper than to hash three names.
        self.parts.headers.iter().any(|(name, value)| {
            PREFETCH_HEADERS.contains(&name.as_str()) && says_prefetch(value.as_bytes())
        })
    }
}

impl<'r> RequestTarget<'r> {
    /// The query as in the request line, without its question mark.
    pub fn query(&self) -> &'r str {
        let query = &self.path_and_query[self.path.len()..];
        query.strip_prefix('?').unwrap_or_default()
    }
}

/// For what a browser loads something (Fetch Metadata Request Headers, section 2.1).
const SEC_FETCH_DEST: &str = "sec-fetch-dest";

/// The headers by which browsers announce a prefetch: that of the Fetch standard, and two older
/// ones.
const PREFETCH_HEADERS: [&str; 3] = ["sec-purpose", "purpose", "x-moz"];

const PREFETCH_WORDS: [&[u8]; 3] = [b"prefetch", b"prerender", b"preview"];

fn says_prefetch(value: &[u8]) -> bool {
    let value = value.to_ascii_lowercase();
    PREFETCH_WORDS.iter().any(|word| contains(&value, word))
}

fn contains(text: &[u8], word: &[u8]) -> bool {
    text.windows(word.len()).any(|part| part == word)
}
