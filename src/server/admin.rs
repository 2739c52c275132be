//! The application of the operators' listener. It has an address of its own, never the public one.
//!
//! | route | answer |
//! | --- | --- |
//! | `GET`, `OPTIONS /healthz` | 200 `ok`: the process runs |
//! | `GET`, `OPTIONS /readyz`, `OPTIONS /` | 200, or 503 while starting or draining (see [`Readiness`](super::Readiness)): JSON with `state`, `policy` (its hash), `policy_age_seconds` and `signing_keys` (their fingerprint) |
//! | `GET /version` | JSON with `name` and `version` |
//! | `GET /metrics` | the metrics, in the OpenMetrics text format |
//! | `GET /policy` | the policy as it is in force, as JSON, secrets masked |
//! | `POST /probe` | begins a probe of the front door: 201 with its `id` and the `policy` in force, or 503 |
//! | `GET /probe/ID` | what has arrived of it so far |
//! | `DELETE /probe/ID` | ends it |
//! | `POST /reload` | reloads policy, certificates and tokens: 200, or 422 with everything that is wrong with them |
//!
//! `HEAD` answers like `GET`, other methods are 405, other paths 404. Nothing may be cached. A web
//! page that an operator has open can reach this listener where others cannot, so names that
//! somebody else may point here (DNS rebinding) are turned away, and so is a `POST` of a page.
//! Where there are [`AdminTokens`], all but `/healthz` and `/readyz` asks for one of them.

mod tokens;

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use hyper::HeaderMap;
use hyper::header::{ALLOW, HOST, HeaderName, HeaderValue, ORIGIN, WWW_AUTHENTICATE};
use hyper::http::request;
use hyper::{Method, StatusCode};

use crate::net::{Authority, Peer};
use crate::server::admin_handler::{AdminHandler, Reloaded};
use crate::server::handler::Handler;
use crate::server::health::Health;
use crate::server::reply::{JSON, Reply, TEXT, not_found, reply};
pub use tokens::{AdminTokens, NewTokens, TokenError};

const OPENMETRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// In front of the id of a probe.
const PROBES: &str = "/probe/";

const VERSION: &str = concat!(
    r#"{"name":""#,
    env!("CARGO_PKG_NAME"),
    r#"","version":""#,
    env!("CARGO_PKG_VERSION"),
    r#""}"#,
    "\n"
);

type ReplyFuture = Pin<Box<dyn Future<Output = Reply> + Send>>;

/// Answers the routes of the admin listener.
pub struct Admin<O> {
    health: Health<O>,
    hosts: Vec<String>,
    tokens: Option<Arc<AdminTokens>>,
}

impl<O: AdminHandler> Admin<O> {
    /// `hosts` are names besides addresses and `localhost` under which operators ask; without `tokens`, none is required.
    pub fn new(health: Health<O>, hosts: Vec<String>, tokens: Option<Arc<AdminTokens>>) -> Self {
        Self {
            health,
            hosts,
            tokens,
        }
    }

    fn route(&self, head: &request::Parts) -> ReplyFuture {
        if let Some(checked) = self.health.check(head) {
            return at_once(checked);
        }
        let looks = matches!(head.method, Method::GET | Method::HEAD);
        match head.uri.path() {
            "/probe" if head.method == Method::POST => at_once(self.open_probe()),
            "/reload" if head.method == Method::POST => reload(self.process().reload()),
            "/probe" | "/reload" => at_once(wrong_method("POST")),
            "/healthz" | "/readyz" => at_once(wrong_method("GET, HEAD, OPTIONS")),
            "/policy" if looks => {
                let policy = self.process().policy();
                Box::pin(async { reply(StatusCode::OK, JSON, policy.await) })
            }
            "/policy" => at_once(wrong_method("GET, HEAD")),
            path if head.method == Method::DELETE && path.starts_with(PROBES) => {
                self.process().close_probe(&path[PROBES.len()..]);
                at_once(reply(StatusCode::NO_CONTENT, TEXT, ""))
            }
            path => at_once(match self.look(path) {
                None => not_found(),
                Some(_) if !looks => wrong_method("GET, HEAD"),
                Some(response) => response,
            }),
        }
    }

    /// What `GET` answers at once.
    fn look(&self, path: &str) -> Option<Reply> {
        Some(match path {
            "/version" => reply(StatusCode::OK, JSON, VERSION),
            "/metrics" => reply(StatusCode::OK, OPENMETRICS, self.process().metrics()),
            path => match path.strip_prefix(PROBES) {
                Some(probe) => reply(StatusCode::OK, JSON, self.process().probe(probe)?),
                None => return None,
            },
        })
    }

    fn open_probe(&self) -> Reply {
        match self.process().open_probe() {
            Some(probe) => reply(StatusCode::CREATED, JSON, probe),
            None => reply(StatusCode::SERVICE_UNAVAILABLE, TEXT, "no random numbers\n"),
        }
    }

    fn process(&self) -> &O {
        self.health.process()
    }

    /// Why the request is not looked at any closer, if it is not.
    fn refusal(&self, head: &request::Parts) -> Option<Reply> {
        if !self.is_for_us(head) {
            return Some(reply(
                StatusCode::MISDIRECTED_REQUEST,
                TEXT,
                "ask for an address, for localhost, or for a name in --admin-hosts\n",
            ));
        }
        if !self.admits(head) {
            return Some(unauthorized());
        }
        (changes(head) && is_from_browser(&head.headers))
            .then(|| reply(StatusCode::FORBIDDEN, TEXT, "not for web pages\n"))
    }

    /// Whether the request has a token, where it needs one. Health checks carry none, and see
    /// nothing that needs one.
    fn admits(&self, head: &request::Parts) -> bool {
        self.health.check(head).is_some()
            || self
                .tokens
                .as_ref()
                .is_none_or(|tokens| tokens.admit(&head.headers))
    }

    /// Whether the request is for an address or a name that only we can have. Not even a name
    /// without a dot is ours alone: whoever answers for names in this network may give it away.
    fn is_for_us(&self, head: &request::Parts) -> bool {
        let Some(authority) = Authority::read(head) else {
            // The simplest health checks send no `Host`; browsers always do.
            return !head.headers.contains_key(HOST) && head.uri.authority().is_none();
        };
        let host = authority.host();
        authority.is_address()
            || host.eq_ignore_ascii_case("localhost")
            || self
                .hosts
                .iter()
                .any(|known| known.eq_ignore_ascii_case(host))
    }
}

impl<O: AdminHandler> Handler for Admin<O> {
    type ResponseFuture = ReplyFuture;

    fn handle(&self, head: &request::Parts, _peer: &Peer) -> ReplyFuture {
        match self.refusal(head) {
            Some(refusal) => at_once(refusal),
            None => self.route(head),
        }
    }
}

/// Whether a request is there to change something.
fn changes(head: &request::Parts) -> bool {
    !matches!(head.method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// A page that an operator has open must change nothing here. Browsers name the page in `Origin`, and
/// in `Sec-Fetch-Site` how it stands to us; programs send neither.
fn is_from_browser(headers: &HeaderMap) -> bool {
    headers.contains_key(ORIGIN) || headers.contains_key(SEC_FETCH_SITE)
}

fn at_once(reply: Reply) -> ReplyFuture {
    Box::pin(async { reply })
}

fn reload(reloading: Pin<Box<dyn Future<Output = Reloaded> + Send>>) -> ReplyFuture {
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
            .field("health", &self.health)
            .field("hosts", &self.hosts)
            .field("tokens", &self.tokens)
            .finish()
    }
}

fn wrong_method(allow: &'static str) -> Reply {
    let mut refused = reply(StatusCode::METHOD_NOT_ALLOWED, TEXT, "method not allowed\n");
    let allow = HeaderValue::from_static(allow);
    refused.headers_mut().insert(ALLOW, allow);
    refused
}

fn unauthorized() -> Reply {
    let words = "bring a token of --admin-token-file: Authorization: Bearer TOKEN\n";
    let mut refused = reply(StatusCode::UNAUTHORIZED, TEXT, words);
    let bearer = HeaderValue::from_static("Bearer");
    refused.headers_mut().insert(WWW_AUTHENTICATE, bearer);
    refused
}
