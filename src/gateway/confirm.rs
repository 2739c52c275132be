//! Whether a form comes from a page of our own.

use hyper::header::{HeaderName, ORIGIN};
use hyper::http::request::Parts;
use url::Url;

use super::host::Authority;
use super::request::Request;
use crate::policy::Front;

/// Browsers say here how a request came about; a page cannot set it.
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Whether the `POST` comes from a page that this gateway served. A form
/// without a provable origin does not.
pub(super) fn is_from_our_page(head: &Parts, request: &Request<'_>, front: &Front) -> bool {
    let mut origins = head.headers.get_all(ORIGIN).iter();
    let (Some(origin), None) = (origins.next(), origins.next()) else {
        return false;
    };
    let mut sites = head.headers.get_all(SEC_FETCH_SITE).iter();
    let origin = origin.to_str().ok().and_then(parse_origin);
    origin.is_some_and(|origin| is_ours(&origin, request.authority, front))
        && sites.all(|site| site == "same-origin")
}

/// Under the public address, scheme and port have to be the policy's, whatever
/// a proxy makes of `Host`. Under another name of ours, the page has to come
/// from where it is asked for now.
fn is_ours(origin: &Url, asked: Authority<'_>, front: &Front) -> bool {
    if front.origin() == origin.origin().ascii_serialization() {
        return true;
    }
    let host = origin.host_str().unwrap_or_default();
    !front.is_public_host(host)
        && host.eq_ignore_ascii_case(asked.host())
        && origin.port_or_known_default() == asked.port().or(default_port(origin))
}

fn default_port(origin: &Url) -> Option<u16> {
    match origin.scheme() {
        "https" => Some(443),
        _ => Some(80),
    }
}

/// Reads the origin of a web page, exactly as browsers write it.
fn parse_origin(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let is_web = matches!(url.scheme(), "http" | "https");
    (is_web && url.origin().ascii_serialization() == text).then_some(url)
}
