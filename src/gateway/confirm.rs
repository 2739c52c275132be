//! Whether a form comes from a page of our own.

use hyper::header::{HeaderName, ORIGIN};
use hyper::http::request::Parts;

use super::host::Authority;
use super::request::Request;

/// Browsers say here how a request came about; a page cannot set it.
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Whether the `POST` comes from a page that this gateway served under the
/// host at which it is asked now. A form without a provable origin does not.
pub(super) fn is_from_our_page(head: &Parts, request: &Request<'_>) -> bool {
    let mut origins = head.headers.get_all(ORIGIN).iter();
    let (Some(origin), None) = (origins.next(), origins.next()) else {
        return false;
    };
    let same_origin = origin
        .to_str()
        .ok()
        .and_then(|origin| {
            origin
                .strip_prefix("https://")
                .or(origin.strip_prefix("http://"))
        })
        .and_then(Authority::parse)
        .is_some_and(|origin| origin.is_same(request.authority));
    let mut sites = head.headers.get_all(SEC_FETCH_SITE).iter();
    same_origin && sites.all(|site| site == "same-origin")
}
