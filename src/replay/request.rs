//! The head of a replayed request, as the server would hand it over.

use hyper::header::{ACCEPT, HOST, HeaderMap, HeaderValue, REFERER};
use hyper::http::request::Parts;
use hyper::{Method, Request, Uri};

use crate::policy::PublicEndpoint;

const PAGES: HeaderValue = HeaderValue::from_static("text/html");
const DATA: HeaderValue = HeaderValue::from_static("application/json");

/// What of a line makes the head.
#[derive(Clone, Copy, Debug)]
pub struct Head<'l> {
    pub target: &'l str,
    pub is_head: bool,
    pub takes_pages: bool,
    pub page_origin: Option<&'l str>,
}

/// Makes heads for the host of a policy.
#[derive(Debug)]
pub struct Heads {
    host: HeaderValue,
}

impl Heads {
    pub fn new(endpoint: &PublicEndpoint) -> Self {
        let origin = endpoint.origin();
        let host = origin.split_once("://").map_or("", |(_, host)| host);
        Self {
            host: HeaderValue::try_from(host).unwrap_or(HeaderValue::from_static("invalid")),
        }
    }

    /// `None` for what is no path.
    pub fn parts(&self, head: Head<'_>) -> Option<Parts> {
        let uri = Uri::try_from(head.target).ok()?;
        let (mut parts, ()) = Request::new(()).into_parts();
        parts.uri = uri;
        parts.method = match head.is_head {
            true => Method::HEAD,
            false => Method::GET,
        };
        parts.headers = self.headers(head)?;
        Some(parts)
    }

    fn headers(&self, head: Head<'_>) -> Option<HeaderMap> {
        let mut headers = HeaderMap::with_capacity(4);
        headers.insert(HOST, self.host.clone());
        headers.insert(ACCEPT, if head.takes_pages { PAGES } else { DATA });
        if let Some(origin) = head.page_origin {
            // A browser that is not to tell the whole page tells its origin like this.
            headers.insert(REFERER, HeaderValue::try_from(format!("{origin}/")).ok()?);
        }
        Some(headers)
    }
}
