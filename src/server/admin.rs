//! The application of the operators' listener. It has an address of its own, never the public one.
//!
//! | route | answer |
//! | --- | --- |
//! | `GET /healthz` | 200 `ok`: the process runs |
//! | `GET /readyz` | 200 `ready`, or 503 `starting` or `draining`: see [`Readiness`] |
//! | `GET /version` | JSON with `name` and `version` |
//! | `GET /metrics` | the metrics, in the OpenMetrics text format |
//!
//! `HEAD` answers like `GET`, other methods are 405, other paths 404. Nothing may be cached.

use std::fmt;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, HeaderValue, X_CONTENT_TYPE_OPTIONS};
use hyper::http::request;
use hyper::{Method, Response, StatusCode};

use crate::gateway::Peer;
use crate::server::Answer;
use crate::server::readiness::{Readiness, State};

const TEXT: &str = "text/plain; charset=utf-8";
const JSON: &str = "application/json";
const OPENMETRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

const VERSION: &str = concat!(
    r#"{"name":""#,
    env!("CARGO_PKG_NAME"),
    r#"","version":""#,
    env!("CARGO_PKG_VERSION"),
    r#""}"#,
    "\n"
);

/// Answers the routes of the admin listener.
pub struct Admin<M> {
    readiness: Readiness,
    metrics: M,
}

impl<M: Fn() -> String> Admin<M> {
    /// `metrics` gives the whole text in the OpenMetrics format; it is called once per scrape.
    pub fn new(readiness: Readiness, metrics: M) -> Self {
        Self { readiness, metrics }
    }

    fn route(&self, path: &str) -> Option<Response<Full<Bytes>>> {
        Some(match path {
            "/healthz" => reply(StatusCode::OK, TEXT, "ok\n"),
            "/readyz" => self.readyz(),
            "/version" => reply(StatusCode::OK, JSON, VERSION),
            "/metrics" => reply(StatusCode::OK, OPENMETRICS, (self.metrics)()),
            _ => return None,
        })
    }

    fn readyz(&self) -> Response<Full<Bytes>> {
        match self.readiness.state() {
            State::Ready => reply(StatusCode::OK, TEXT, "ready\n"),
            State::Starting => reply(StatusCode::SERVICE_UNAVAILABLE, TEXT, "starting\n"),
            State::Draining => reply(StatusCode::SERVICE_UNAVAILABLE, TEXT, "draining\n"),
        }
    }
}

impl<M: Fn() -> String + Send + Sync + 'static> Answer for Admin<M> {
    fn answer(&self, head: &request::Parts, _peer: &Peer) -> Response<Full<Bytes>> {
        let Some(response) = self.route(head.uri.path()) else {
            return reply(StatusCode::NOT_FOUND, TEXT, "not found\n");
        };
        if matches!(head.method, Method::GET | Method::HEAD) {
            return response;
        }
        let mut refused = reply(StatusCode::METHOD_NOT_ALLOWED, TEXT, "method not allowed\n");
        refused
            .headers_mut()
            .insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        refused
    }
}

impl<M> fmt::Debug for Admin<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Admin")
            .field("readiness", &self.readiness)
            .finish_non_exhaustive()
    }
}

fn reply(
    status: StatusCode,
    content_type: &'static str,
    body: impl Into<Bytes>,
) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(body.into()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
