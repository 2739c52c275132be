//! The request that is explained, as hyper would hand it over.

use hyper::Request;
use hyper::header::{ACCEPT, HOST, HeaderMap, HeaderValue, REFERER};
use hyper::http::request::Parts;

use super::question::Question;
use crate::net::HeadError;
use crate::policy::PublicEndpoint;
use crate::server::limits::{HEADER_BYTES, HEADER_FIELDS, TARGET_BUFFER_BYTES};

/// What browsers accept, as far as it counts here.
const BROWSER: HeaderValue = HeaderValue::from_static("text/html,*/*;q=0.8");

/// Longest target that hyper reads, in bytes.
const MAX_TARGET_BYTES: usize = 65_534;

/// The head of the request.
///
/// # Errors
///
/// What hyper cannot read, so that nothing else is known of it.
pub fn parts(question: &Question, endpoint: &PublicEndpoint) -> Result<Parts, HeadError> {
    let target = question.url.path_and_query();
    if target.len() > MAX_TARGET_BYTES {
        return Err(HeadError::UriTooLong);
    }
    // A blank ends the target, and what follows it is to be the version.
    if target.contains(' ') {
        return Err(HeadError::Version);
    }
    let parts = well_formed(question, endpoint).map_err(|_| HeadError::Target)?;
    match is_too_large_for_hyper(&parts) {
        true => Err(HeadError::HeadersTooLarge),
        false => Ok(parts),
    }
}

fn well_formed(
    question: &Question,
    endpoint: &PublicEndpoint,
) -> Result<Parts, hyper::http::Error> {
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

fn is_too_large_for_hyper(parts: &Parts) -> bool {
    let target = parts.uri.path_and_query();
    let target = target.map_or(0, |target| target.as_str().len());
    let line = parts.method.as_str().len() + target + "  HTTP/1.1\r\n\r\n".len();
    let fields = parts.headers.iter();
    let fields = fields.map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len());
    let bytes = line + fields.sum::<usize>();
    parts.headers.len() > HEADER_FIELDS || bytes > TARGET_BUFFER_BYTES + HEADER_BYTES
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
