//! A policy with everything that is derived from it.

use std::sync::Arc;

use super::asked_facts::AskedFacts;
use super::assets::Assets;
use super::outcome::OutcomeWord;
use super::pages::Repeated;
use super::precheck::RequestHead;
use super::request_id::{RequestId, RequestIds};
use super::respond::Responder;
use crate::directory::Index;
use crate::identity::{Identity, RuleNames};
use crate::net::Peer;
use crate::policy::{AddressFrom, Policy, Route};
use crate::telemetry::RequestCounters;
use crate::upstream::Services;

/// A policy with its identity sources, files and index. A request uses one snapshot from beginning
/// to end.
#[derive(Debug)]
pub struct PolicySnapshot {
    pub policy: Arc<Policy>,
    pub identity: Identity,
    /// What the sites of the policy are asked with.
    pub services: Services,
    pub assets: Assets,
    pub index: Index,
    pub rule_names: RuleNames,
    /// What lines of the decision log say of callers, where they are to be replayable.
    pub asked_facts: AskedFacts,
    pub counters: RequestCounters,
}

impl PolicySnapshot {
    pub fn new(policy: Arc<Policy>, identity: Identity, services: Services) -> Self {
        let routes = policy.routes().iter().map(Route::name);
        Self {
            assets: Assets::new(policy.brand()),
            index: Index::new(&policy),
            rule_names: RuleNames::of(&policy),
            asked_facts: AskedFacts::of(&policy),
            counters: RequestCounters::new(routes, OutcomeWord::ALL.len()),
            policy,
            identity,
            services,
        }
    }

    /// The id of a request: that of a trusted proxy, whose own log has it as well, or a new one.
    pub fn request_id(&self, head: RequestHead<'_>, ids: &RequestIds) -> RequestId {
        // From any other peer, an id could be chosen to mix up the log lines of two requests.
        let is_trusted = self.policy.trust().trusts_peer(head.peer);
        let given = is_trusted.then(|| RequestId::from_headers(&head.parts.headers));
        given.flatten().unwrap_or_else(|| ids.next())
    }

    /// The header in which a trusted proxy names the client of this request, well or badly.
    pub fn address_header(&self, head: RequestHead<'_>) -> Option<&'static str> {
        let trust = self.policy.trust();
        let header = trust.address.header()?;
        let is_there = head.parts.headers.contains_key(header);
        (is_there && trust.trusts_peer(head.peer)).then_some(header)
    }

    pub fn responder<'r>(&'r self, head: RequestHead<'r>, id: &'r RequestId) -> Responder<'r> {
        Responder {
            parts: head.parts,
            id,
            policy: &self.policy,
            assets: &self.assets,
            repeated: Repeated::default(),
        }
    }

    /// Whether connections from this peer begin with a PROXY header: the policy has to say so, and
    /// to trust the peer.
    pub fn takes_proxy_header(&self, peer: &Peer) -> bool {
        let trust = self.policy.trust();
        trust.address == AddressFrom::ProxyProtocol && trust.trusts_peer(peer)
    }

    /// Warns that a PROXY header was refused, and says how to accept it.
    pub fn warn_of_proxy_header(&self, peer: &Peer) {
        match self.policy.trust().address {
            AddressFrom::ProxyProtocol => tracing::warn!(
                %peer,
                "a connection that began with a PROXY header was refused; if it comes from a load balancer of yours, name it in `trusted_proxies`"
            ),
            _ => tracing::warn!(
                %peer,
                "a connection that began with a PROXY header was refused; if it comes from a load balancer of yours, say `address: proxy-protocol` and name it in `trusted_proxies`"
            ),
        }
    }
}
