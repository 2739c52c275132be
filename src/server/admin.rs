//! The application of the operators' listener. It has an address of its own, never the public one.
//!
//! | route | answer |
//! | --- | --- |
//! | `GET /healthz` | 200 `ok`: the process runs |
//! | `GET /readyz` | 200, or 503 while starting or draining (see [`Readiness`]): JSON with `state`, `policy` (its hash) and `policy_age_seconds` |
//! | `GET /version` | JSON with `name` and `version` |
//! | `GET /metrics` | the metrics, in the OpenMetrics text format |
//! | `GET /policy` | the policy as it is in force, as JSON, secrets masked |
//! | `POST /probe` | begins a probe of the front door: 201 with its `id` and the `policy` in force, or 503 |
//! | `GET /probe/ID` | what has arrived of it so far |
//! | `POST /reload` | reads policy and certificates anew: 200, or 422 with everything that is wrong with them |
//!
//! `HEAD` answers like `GET`, other methods are 405, other paths 404. Nothing may be cached. A web
//! page that an operator has open can reach this listener where others cannot, so names that
//! somebody else may point here (DNS rebinding) are turned away, and so is a `POST` of a page.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{
    ALLOW, CACHE_CONTROL, CONTENT_TYPE, HOST, HeaderValue, ORIGIN, X_CONTENT_TYPE_OPTIONS,
};
use hyper::http::request;
use hyper::{Method, Response, StatusCode};
use serde::Serialize;

use crate::gateway::{Authority, Peer};
use crate::server::Answer;
use crate::server::readiness::Readiness;

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

/// What operators can ask of the process.
pub trait Operate: Send + Sync + 'static {
    /// All metrics, in the OpenMetrics format.
    fn metrics(&self) -> String;

    /// Which policy is in force, and since when.
    fn standing(&self) -> Standing;

    /// The policy in force, as JSON, without secrets.
    fn policy(&self) -> Pin<Box<dyn Future<Output = Vec<u8>> + Send>>;

    /// Begins a probe of the front door; `None` where there can be no more. JSON.
    fn open_probe(&self) -> Option<Vec<u8>>;

    /// What has arrived of a probe so far; `None` where there is none of that name. JSON.
    fn probe(&self, id: &str) -> Option<Vec<u8>>;

    /// Reads everything anew.
    fn reload(&self) -> Pin<Box<dyn Future<Output = Reloaded> + Send>>;
}

/// Which policy is in force.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Its hash.
    pub policy: String,
    /// For how many seconds it has been in force.
    pub policy_age_seconds: i64,
}

/// What came of a reload, in words for the operator, whole lines.
#[derive(Clone, Debug)]
pub enum Reloaded {
    /// Everything is good, changed or not.
    Done(String),
    /// Something is wrong; what was good before goes on.
    Refused(String),
}

#[derive(Serialize)]
struct Ready {
    state: &'static str,
    policy: String,
    policy_age_seconds: i64,
}

/// Answers the routes of the admin listener.
pub struct Admin<O> {
    readiness: Readiness,
    process: Arc<O>,
    hosts: Vec<String>,
}

type Reply = Response<Full<Bytes>>;

impl<O: Operate> Admin<O> {
    /// `hosts` are names besides addresses and `localhost` under which operators ask.
    pub fn new(readiness: Readiness, process: Arc<O>, hosts: Vec<String>) -> Self {
        Self {
            readiness,
            process,
            hosts,
        }
    }

    fn look(&self, path: &str) -> Option<Reply> {
        Some(match path {
            "/healthz" => reply(StatusCode::OK, TEXT, "ok\n"),
            "/readyz" => self.readyz(),
            "/version" => reply(StatusCode::OK, JSON, VERSION),
            "/metrics" => reply(StatusCode::OK, OPENMETRICS, self.process.metrics()),
            _ => {
                let probe = path.strip_prefix("/probe/")?;
                reply(StatusCode::OK, JSON, self.process.probe(probe)?)
            }
        })
    }

    fn readyz(&self) -> Reply {
        let state = self.readiness.state();
        let standing = self.process.standing();
        let ready = Ready {
            state: state.as_str(),
            policy: standing.policy,
            policy_age_seconds: standing.policy_age_seconds,
        };
        let mut body = serde_json::to_vec(&ready).expect("texts and numbers are always JSON");
        body.push(b'\n');
        let status = match state.is_ready() {
            true => StatusCode::OK,
            false => StatusCode::SERVICE_UNAVAILABLE,
        };
        reply(status, JSON, body)
    }

    /// Whether the request is for an address or a name that only we can have.
    fn is_for_us(&self, head: &request::Parts) -> bool {
        let Some(authority) = Authority::read(head) else {
            // Health checks of the plainest kind name nobody; browsers always do.
            return !head.headers.contains_key(HOST) && head.uri.authority().is_none();
        };
        let host = authority.host();
        authority.is_address()
            || !host.contains('.')
            || self
                .hosts
                .iter()
                .any(|known| known.eq_ignore_ascii_case(host))
    }
}

impl<O: Operate> Answer for Admin<O> {
    type Answering = Pin<Box<dyn Future<Output = Reply> + Send>>;

    fn answer(&self, head: &request::Parts, _peer: &Peer) -> Self::Answering {
        let at_once = |reply| Box::pin(async { reply }) as Self::Answering;
        if !self.is_for_us(head) {
            return at_once(reply(
                StatusCode::MISDIRECTED_REQUEST,
                TEXT,
                "ask for an address, for localhost, or for a name in --admin-hosts\n",
            ));
        }
        let looks = matches!(head.method, Method::GET | Method::HEAD);
        match head.uri.path() {
            "/reload" | "/probe"
                if head.method == Method::POST && head.headers.contains_key(ORIGIN) =>
            {
                at_once(reply(StatusCode::FORBIDDEN, TEXT, "not for web pages\n"))
            }
            "/probe" if head.method == Method::POST => at_once(match self.process.open_probe() {
                Some(probe) => reply(StatusCode::CREATED, JSON, probe),
                None => reply(StatusCode::SERVICE_UNAVAILABLE, TEXT, "too many probes\n"),
            }),
            "/probe" => at_once(wrong_method("POST")),
            "/reload" if head.method == Method::POST => reload(self.process.reload()),
            "/reload" => at_once(wrong_method("POST")),
            "/policy" if looks => {
                let policy = self.process.policy();
                Box::pin(async { reply(StatusCode::OK, JSON, policy.await) })
            }
            "/policy" => at_once(wrong_method("GET, HEAD")),
            path => at_once(match self.look(path) {
                None => reply(StatusCode::NOT_FOUND, TEXT, "not found\n"),
                Some(_) if !looks => wrong_method("GET, HEAD"),
                Some(response) => response,
            }),
        }
    }
}

fn reload(
    reloading: Pin<Box<dyn Future<Output = Reloaded> + Send>>,
) -> Pin<Box<dyn Future<Output = Reply> + Send>> {
    Box::pin(async {
        match reloading.await {
            Reloaded::Done(words) => reply(StatusCode::OK, TEXT, words),
            Reloaded::Refused(words) => reply(StatusCode::UNPROCESSABLE_ENTITY, TEXT, words),
        }
    })
}

impl<O> fmt::Debug for Admin<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Admin")
            .field("readiness", &self.readiness)
            .field("hosts", &self.hosts)
            .finish_non_exhaustive()
    }
}

fn wrong_method(allow: &'static str) -> Reply {
    let mut refused = reply(StatusCode::METHOD_NOT_ALLOWED, TEXT, "method not allowed\n");
    let allow = HeaderValue::from_static(allow);
    refused.headers_mut().insert(ALLOW, allow);
    refused
}

fn reply(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> Reply {
    let mut response = Response::new(Full::new(body.into()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
