//! What comes in, and whether it may.

use std::net::Ipv4Addr;

use hyper::StatusCode;
use hyper::header::{CONTENT_TYPE, COOKIE, HeaderName, ORIGIN};
use hyper::http::request::Parts;
use jiff::Timestamp;

use crate::net::Authority;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Named after the program, because cookies of a loopback address are shared by all servers there.
pub const SESSION_COOKIE: &str = "linkgate_sandbox";

/// A request with its form.
#[derive(Clone, Copy, Debug)]
pub struct Request<'r> {
    pub parts: &'r Parts,
    /// Empty where there is none.
    pub body: &'r [u8],
    pub now: Timestamp,
}

/// The target of a request that is meant for the sandbox.
#[derive(Clone, Copy, Debug)]
pub struct Target<'r> {
    pub authority: Authority<'r>,
    /// As in the request line.
    pub path: &'r str,
    pub query: &'r str,
}

/// Why a request is not looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It names no host, or several, or no path.
    Malformed,
    /// It is for a name that leads here by accident or by malice (DNS rebinding).
    ForeignHost,
}

impl Refusal {
    pub fn status(self) -> StatusCode {
        match self {
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::ForeignHost => StatusCode::MISDIRECTED_REQUEST,
        }
    }
}

impl<'r> Request<'r> {
    pub fn target(&self) -> Result<Target<'r>, Refusal> {
        let authority = Authority::read(self.parts).ok_or(Refusal::Malformed)?;
        if !is_loopback(authority.host()) {
            return Err(Refusal::ForeignHost);
        }
        let target = self.parts.uri.path_and_query().ok_or(Refusal::Malformed)?;
        if !target.path().starts_with('/') {
            return Err(Refusal::Malformed);
        }
        Ok(Target {
            authority,
            path: target.path(),
            query: target.query().unwrap_or_default(),
        })
    }

    /// The form, if it is of the kind that browsers send by themselves.
    pub fn form(&self) -> &'r [u8] {
        const FORM: &str = "application/x-www-form-urlencoded";
        let media_type = self.parts.headers.get(CONTENT_TYPE);
        let media_type = media_type.and_then(|value| value.to_str().ok());
        let media_type = media_type.and_then(|value| value.split(';').next());
        match media_type {
            Some(media_type) if media_type.trim().eq_ignore_ascii_case(FORM) => self.body,
            _ => b"",
        }
    }

    /// The id of the session that the browser has.
    pub fn session(&self) -> Option<&'r str> {
        let cookies = self.parts.headers.get_all(COOKIE).iter();
        let mut cookies = cookies
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split("; "));
        cookies.find_map(|cookie| cookie.strip_prefix(SESSION_COOKIE)?.strip_prefix('='))
    }

    /// Whether a form comes from a page of the sandbox, as far as the browser says.
    pub fn is_from_own_page(&self, target: Target<'_>) -> bool {
        let headers = &self.parts.headers;
        let is_own = |origin: &str| {
            let authority = origin.strip_prefix("http://").and_then(Authority::parse);
            authority.is_some_and(|authority| authority.is_same(target.authority))
        };
        let origins = headers.get_all(ORIGIN).iter();
        let mut origins = origins.map(|value| value.to_str().is_ok_and(is_own));
        let mut sites = headers.get_all(SEC_FETCH_SITE).iter();
        origins.all(|is_own| is_own) && sites.all(|site| site == "same-origin")
    }
}

fn is_loopback(host: &str) -> bool {
    let v4 = host.parse::<Ipv4Addr>();
    host.eq_ignore_ascii_case("localhost") || host == "[::1]" || v4.is_ok_and(|v4| v4.is_loopback())
}
