//! Responses. Those for people are never redirects.

use std::sync::OnceLock;

use askama::Template;
use http_body_util::Full;
use hyper::StatusCode;
use hyper::body::Bytes;
use hyper::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, LINK, LOCATION,
    REFERRER_POLICY, RETRY_AFTER, SET_COOKIE, TRANSFER_ENCODING, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};

pub type Response = hyper::Response<Full<Bytes>>;

/// What a request gets.
#[derive(Debug)]
pub enum Reaction {
    Response(Response),
    /// Nothing for so long that whoever waits has to give up.
    Silence,
}

impl Reaction {
    /// The status, as far as one comes.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Response(response) => response.status(),
            Self::Silence => StatusCode::GATEWAY_TIMEOUT,
        }
    }
}

impl From<Response> for Reaction {
    fn from(response: Response) -> Self {
        Self::Response(response)
    }
}

/// More than any client should read, and little enough to be held once.
const ENDLESS_BYTES: usize = 16 * 1024 * 1024;

const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-resource-policy");

/// No scripts, nothing from elsewhere, no frames; forms lead to the sandbox alone.
const POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

pub fn page(status: StatusCode, page: &impl Template) -> Response {
    let body = page
        .render()
        .expect("templates write to a string, and have no code of their own");
    let mut response = text("text/html; charset=utf-8", body);
    *response.status_mut() = status;
    response
}

pub fn text(media_type: &'static str, body: String) -> Response {
    let mut response = hyper::Response::new(Full::from(body));
    let headers = response.headers_mut();
    for (name, value) in [
        (CONTENT_TYPE, media_type),
        (CACHE_CONTROL, "no-store"),
        (CONTENT_SECURITY_POLICY, POLICY),
        (CROSS_ORIGIN_RESOURCE_POLICY, "same-origin"),
        // With `no-referrer`, browsers would hide the origin of a form from the sandbox itself.
        (REFERRER_POLICY, "same-origin"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Sets a cookie, whose text is the sandbox's own.
pub fn set_cookie(response: &mut Response, cookie: &str) {
    // `Lax`: calls come from pages of the gateway.
    let cookie = format!("{cookie}; Path=/; HttpOnly; SameSite=Lax");
    if let Ok(cookie) = HeaderValue::try_from(cookie) {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
}

/// An answer of the interfaces for servers.
pub fn json(status: StatusCode, body: String) -> Response {
    let mut response = text("application/json;charset=UTF-8", body);
    *response.status_mut() = status;
    response
}

pub fn empty(status: StatusCode) -> Response {
    let mut response = hyper::Response::new(Full::default());
    *response.status_mut() = status;
    let no_store = HeaderValue::from_static("no-store");
    response.headers_mut().insert(CACHE_CONTROL, no_store);
    response
}

/// Of the REST API alone: Webex answers so where a client asks to join directly.
pub fn redirect(link: &str) -> Response {
    let mut response = empty(StatusCode::FOUND);
    if let Ok(link) = HeaderValue::try_from(link) {
        response.headers_mut().insert(LOCATION, link);
    }
    response
}

/// What a proxy or a login page in between would say.
pub fn html_of_something_else() -> Response {
    let page = "<!doctype html><title>Sign in</title><p>This is not what you asked for.";
    text("text/html; charset=utf-8", page.to_owned())
}

/// A body that begins like an answer and goes on without a length.
pub fn endless() -> Response {
    static BODY: OnceLock<Bytes> = OnceLock::new();
    let body = BODY.get_or_init(|| {
        let mut body = br#"{"items":["#.to_vec();
        body.resize(ENDLESS_BYTES, b' ');
        body.into()
    });
    let mut response = json(StatusCode::OK, String::new());
    *response.body_mut() = Full::new(body.clone());
    let chunked = HeaderValue::from_static("chunked");
    response.headers_mut().insert(TRANSFER_ENCODING, chunked);
    response
}

pub fn set_retry_after(response: &mut Response, seconds: u32) {
    response.headers_mut().insert(RETRY_AFTER, seconds.into());
}

/// Says where the next page of a list is.
pub fn set_next(response: &mut Response, address: &str) {
    if let Ok(link) = HeaderValue::try_from(format!("<{address}>; rel=\"next\"")) {
        response.headers_mut().insert(LINK, link);
    }
}
