//! What the gateway takes of a request head: everything else is never looked
//! at, and so cannot change an answer.

use hyper::http::request::Parts;

use super::fault::Fault;
use super::host::Authority;
use crate::policy::Front;

/// Where the style sheet of our pages is, under the prefix that no policy can
/// use.
const STYLE_PATH: &str = "/-/style.css";

/// A request that is well-formed and meant for this gateway.
#[derive(Clone, Copy, Debug)]
pub(super) struct Request<'r> {
    pub(super) method: Method,
    pub(super) authority: Authority<'r>,
    pub(super) path_and_query: &'r str,
}

/// The methods that the gateway tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    Get,
    Head,
    Post,
    Other,
}

impl Method {
    pub(super) fn of(head: &Parts) -> Self {
        match head.method {
            hyper::Method::GET => Self::Get,
            hyper::Method::HEAD => Self::Head,
            hyper::Method::POST => Self::Post,
            _ => Self::Other,
        }
    }

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Other => "other",
        }
    }
}

impl<'r> Request<'r> {
    pub(super) fn read(head: &'r Parts, front: &Front) -> Result<Self, Fault> {
        let authority = Authority::read(head).ok_or(Fault::Host)?;
        if !front.answers_for(authority.host()) {
            return Err(Fault::WrongHost);
        }
        // HTTP/2 always names a scheme; HTTP/1.1 only in the absolute form.
        let web = |scheme| matches!(scheme, "http" | "https");
        if !head.uri.scheme_str().is_none_or(web) {
            return Err(Fault::Target);
        }
        // `GET host:443` and `CONNECT` have an authority and no path.
        let path = head.uri.path_and_query().ok_or(Fault::Target)?.as_str();
        if !path.starts_with('/') || head.method == hyper::Method::CONNECT {
            return Err(Fault::Target);
        }
        Ok(Self {
            method: Method::of(head),
            authority,
            path_and_query: path,
        })
    }

    /// Whether it asks for the style sheet of our pages.
    pub(super) fn is_for_style(&self) -> bool {
        matches!(self.method, Method::Get | Method::Head) && self.path_and_query == STYLE_PATH
    }
}
