//! The request that is explained, as hyper would hand it over.

use hyper::Request;
use hyper::header::{ACCEPT, HOST, HeaderMap, HeaderValue, REFERER};
use hyper::http::request::Parts;

use super::question::Question;
use crate::policy::PublicEndpoint;

/// What browsers accept, as far as it counts here.
const BROWSER: HeaderValue = HeaderValue::from_static("text/html,*/*;q=0.8");

/// The head of the request; an error for what hyper would not hand over.
pub fn parts(question: &Question, endpoint: &PublicEndpoint) -> Result<Parts, hyper::http::Error> {
    let request = Request::builder()
        .method(question.method.clone())
        .uri(question.url.path_and_query())
        .body(())?;
    let (mut parts, ()) = request.into_parts();
    for header in &question.headers {
        parts.headers.append(&header.name, header.value.clone());
    }
    add_missing(&mut parts.headers, question, endpoint)?;
    Ok(parts)
}

/// The headers that every browser sends.
fn add_missing(
    headers: &mut HeaderMap,
    question: &Question,
    endpoint: &PublicEndpoint,
) -> Result<(), hyper::http::Error> {
    if !headers.contains_key(HOST) {
        let origin = endpoint.origin();
        let public = origin.split_once("://").map(|(_, host)| host);
        let host = question.url.host().or(public).unwrap_or_default();
        headers.insert(HOST, HeaderValue::try_from(host)?);
    }
    if !headers.contains_key(ACCEPT) {
        headers.insert(ACCEPT, BROWSER);
    }
    if let Some(referrer) = &question.referrer {
        headers.append(REFERER, HeaderValue::try_from(referrer)?);
    }
    Ok(())
}
