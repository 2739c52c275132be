//! What load balancers and orchestrators ask: `/healthz` and `/readyz`. [`Health`] is also the
//! application of a listener for them alone, which may be reached from anywhere.
//!
//! `OPTIONS` is answered like `GET`, without a body.
//!
//! That listener answers for any `Host`, because probes send all kinds, and everything else is 404:
//! it says nothing but whether traffic is wanted, and under which policy and keys.

use std::fmt;
use std::future::{Ready, ready};
use std::sync::Arc;

use hyper::http::request;
use hyper::{Method, StatusCode};
use serde::Serialize;

use crate::net::Peer;
use crate::server::admin_handler::AdminHandler;
use crate::server::handler::Handler;
use crate::server::readiness::{Readiness, State};
use crate::server::reply::{JSON, Reply, TEXT, not_found, reply};

#[derive(Serialize)]
struct ReadinessReport {
    state: State,
    policy: String,
    policy_age_seconds: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    policy_confirmed_seconds: Option<i64>,
    signing_keys: String,
}

pub struct Health<O> {
    readiness: Readiness,
    process: Arc<O>,
}

impl<O: AdminHandler> Health<O> {
    pub fn new(readiness: Readiness, process: Arc<O>) -> Self {
        Self { readiness, process }
    }

    pub fn process(&self) -> &O {
        &self.process
    }

    /// The answer to a request, if it is a health check.
    pub fn check(&self, head: &request::Parts) -> Option<Reply> {
        let asked = match (&head.method, head.uri.path()) {
            // What HAProxy asks unless it is told otherwise: `OPTIONS / HTTP/1.0`.
            (&Method::OPTIONS, "/") => "/readyz",
            (&(Method::GET | Method::HEAD | Method::OPTIONS), path) => path,
            _ => return None,
        };
        let found = match asked {
            "/healthz" => reply(StatusCode::OK, TEXT, "ok\n"),
            "/readyz" => self.readyz(),
            _ => return None,
        };
        Some(match head.method == Method::OPTIONS {
            true => reply(found.status(), TEXT, ""),
            false => found,
        })
    }

    fn readyz(&self) -> Reply {
        let state = self.readiness.state();
        let status = self.process.policy_status();
        let ready = ReadinessReport {
            state,
            policy: status.policy,
            policy_age_seconds: status.policy_age_seconds,
            policy_confirmed_seconds: status.policy_confirmed_seconds,
            signing_keys: status.signing_keys,
        };
        let mut body = serde_json::to_vec(&ready).expect("texts and numbers are always JSON");
        body.push(b'\n');
        let status = match state.is_ready() {
            true => StatusCode::OK,
            false => StatusCode::SERVICE_UNAVAILABLE,
        };
        reply(status, JSON, body)
    }
}

impl<O: AdminHandler> Handler for Health<O> {
    type ResponseFuture = Ready<Reply>;

    fn handle(&self, head: &request::Parts, _peer: &Peer) -> Self::ResponseFuture {
        ready(self.check(head).unwrap_or_else(not_found))
    }
}

impl<O> Clone for Health<O> {
    fn clone(&self) -> Self {
        Self {
            readiness: self.readiness.clone(),
            process: Arc::clone(&self.process),
        }
    }
}

impl<O> fmt::Debug for Health<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Health")
            .field("readiness", &self.readiness)
            .finish_non_exhaustive()
    }
}
