//! Calls to a server in memory, with the clock in the hands of the test.

mod answers;
mod canaries;
mod circuits;
mod repeating;
mod sharing;
mod sockets;

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::runtime::Handle;
use tokio::time::Instant;

use super::config::{Auth, ServiceConfig, TokenConfig};
use super::error::{UpstreamError, UpstreamReply};
use super::limits::UpstreamLimits;
use super::service::Service;
use super::services::{Services, UpstreamParts, Upstreams};
use super::test_site::TestNetwork;
use crate::telemetry::Metrics;
use crate::webex::{CallKind, CallName, RestCall, RestMethod, Secret};

pub const BASE: &str = "http://127.0.0.1:8080/v1/";

/// One site with both of its services.
pub struct Desk {
    pub network: TestNetwork,
    pub metrics: Metrics,
    pub upstreams: Upstreams,
    pub services: Services,
}

impl Desk {
    pub fn new() -> Self {
        Self::on(TestNetwork::plain(), configs(BASE, None))
    }

    pub fn on(network: TestNetwork, configs: [ServiceConfig; 2]) -> Self {
        Self::within(UpstreamLimits::default(), network, configs)
    }

    pub fn within(
        limits: UpstreamLimits,
        network: TestNetwork,
        configs: [ServiceConfig; 2],
    ) -> Self {
        let metrics = Metrics::default();
        let parts = UpstreamParts {
            limits,
            ..parts(&metrics)
        };
        let upstreams = Upstreams::new(parts).on(network.clone());
        let services = upstreams.follow(configs).expect("services");
        Self {
            network,
            metrics,
            upstreams,
            services,
        }
    }

    pub async fn ask(&self, call: &RestCall) -> UpstreamReply {
        self.services.ask("acme", call.clone()).await
    }

    /// The status that comes back.
    pub async fn status(&self, call: &RestCall) -> Result<u16, UpstreamError> {
        self.ask(call).await.map(|reply| reply.status)
    }

    pub fn service(&self) -> &Arc<Service> {
        self.services.rest("acme")
    }

    /// The requests to the API.
    pub fn calls(&self) -> usize {
        self.network.count("/v1/meetings")
    }

    pub fn has_metric(&self, line: &str) -> bool {
        self.metrics.encode().lines().any(|found| found == line)
    }
}

/// For tests whose clock nobody stops: a machine that is busy must not make them fail.
pub fn patient() -> UpstreamLimits {
    UpstreamLimits {
        deadline: Duration::from_secs(600),
        ..UpstreamLimits::default()
    }
}

pub fn parts(metrics: &Metrics) -> UpstreamParts {
    UpstreamParts {
        state_dir: None,
        metrics: metrics.upstream().clone(),
        limits: UpstreamLimits::default(),
        clock: || Timestamp::UNIX_EPOCH,
        runtime: Handle::current(),
    }
}

pub fn configs(base: &str, authorities: Option<&str>) -> [ServiceConfig; 2] {
    let token_url = format!("{base}access_token");
    let rest = ServiceConfig {
        name: "acme".into(),
        base: base.parse().expect("an address"),
        authorities: authorities.map(Into::into),
        auth: Auth::Token(TokenConfig {
            token_url: token_url.parse().expect("an address"),
            client_id: secret("CID"),
            client_secret: secret("CSECRET"),
            refresh_token: secret("RT-1"),
        }),
    };
    let xml = base.replace("/v1/", "/WBXService/XMLService");
    let xml = ServiceConfig {
        base: xml.parse().expect("an address"),
        auth: Auth::InBody,
        ..rest.clone()
    };
    [rest, xml]
}

pub fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

pub fn call(kind: CallKind) -> RestCall {
    numbered(kind, 123_456_789)
}

pub fn numbered(kind: CallKind, number: usize) -> RestCall {
    let target = format!("meetings?meetingNumber={number}");
    let method = match kind {
        CallKind::Lookup | CallKind::Read => RestMethod::Get,
        CallKind::Repeatable => RestMethod::Delete,
        CallKind::Once => RestMethod::Post,
    };
    RestCall::sample(CallName::FindMeeting, method, &target, kind)
}

pub const KINDS: [CallKind; 4] = [
    CallKind::Lookup,
    CallKind::Read,
    CallKind::Repeatable,
    CallKind::Once,
];

/// How long it takes, by the clock of the test.
pub async fn timed<T>(work: impl Future<Output = T>) -> (T, Duration) {
    let began = Instant::now();
    let done = work.await;
    (done, began.elapsed())
}
