//! Responses. None of them is a redirect.

use askama::Template;
use http_body_util::Full;
use hyper::StatusCode;
use hyper::body::Bytes;
use hyper::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, REFERRER_POLICY,
    SET_COOKIE, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};

pub type Response = hyper::Response<Full<Bytes>>;

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
