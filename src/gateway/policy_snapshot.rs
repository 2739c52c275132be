//! The gateway under one policy: what a request becomes as long as it lasts.

use std::sync::Arc;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::http::request::Parts;
use hyper::{Response, StatusCode};
use jiff::Timestamp;

use super::access_log::{About, Told};
use super::assets::{Asset, Assets};
use super::outcome::ALLOW;
use super::precheck::Method;
use super::request_id::RequestId;
use super::respond::Responder;
use super::unverified_ticket::InternalRoute;
use super::{Answered, Fault, GatewayState, Request, RequestContext, RequestHead, precheck};
use crate::decision::{LinkRequest, Page, decide};
use crate::identity::{AuthError, Identified, Identity};
use crate::net::Peer;
use crate::policy::{AddressFrom, Policy};

/// A policy, with those who may vouch according to it, and where decisions are
/// recorded. A request meets one of these from its beginning to its end.
#[derive(Debug)]
pub struct PolicySnapshot {
    pub policy: Arc<Policy>,
    pub shared: Arc<GatewayState>,
    pub identity: Identity,
    assets: Assets,
}

impl PolicySnapshot {
    pub fn new(policy: Arc<Policy>, identity: Identity, shared: &Arc<GatewayState>) -> Self {
        let shared = Arc::clone(shared);
        Self {
            assets: Assets::new(policy.brand()),
            policy,
            shared,
            identity,
        }
    }

    /// Answers one request: at once, without I/O and without waiting.
    pub fn answer(&self, head: &Parts, peer: &Peer, now: Timestamp) -> Response<Full<Bytes>> {
        let arrived = RequestHead { head, peer, now };
        let id = self.request_id(arrived);
        let respond = self.responder(head, &id);
        let request = match Request::read(head, self.policy.endpoint()) {
            Ok(request) => request,
            Err(fault) => return self.stop(&respond, arrived, &fault),
        };
        if let Some(response) = self.answer_probe(arrived, &request, &respond) {
            return response;
        }
        let asset = Asset::at(request.path);
        let asset = asset.and_then(|asset| respond.asset(asset, request.path_and_query));
        match (asset, request.method) {
            // A part of our pages, and no decision.
            (Some(asset), Method::Get | Method::Head) => return asset,
            (Some(_), _) => return self.stop(&respond, arrived, &Fault::Method(ALLOW)),
            (None, _) => {}
        }
        let trust = self.policy.trust();
        let identified = self.identity.identify(trust, &head.headers, peer, now);
        let Identified { caller, doubt } = match identified {
            Ok(identified) => identified,
            Err(spoof) => {
                return self.stop(&respond, arrived, &Fault::HeaderConflict(spoof.as_str()));
            }
        };
        let visit = RequestContext {
            arrived,
            request,
            respond,
            caller,
            doubt: doubt.map(AuthError::as_str),
        };
        self.serve(&visit)
    }

    /// Answers a request that the server found too large: 414 for its
    /// target, 431 for its header fields.
    pub fn refuse_oversize(
        &self,
        head: &Parts,
        peer: &Peer,
        status: StatusCode,
        now: Timestamp,
    ) -> Response<Full<Bytes>> {
        let arrived = RequestHead { head, peer, now };
        let id = self.request_id(arrived);
        let respond = self.responder(head, &id);
        let fault = match status {
            StatusCode::URI_TOO_LONG => Fault::TooLong,
            _ => Fault::TooManyHeaders,
        };
        self.stop(&respond, arrived, &fault)
    }

    /// The id of a request: the one that a trusted proxy gave it, under which its log has the same
    /// request, or one of our own.
    pub fn request_id(&self, arrived: RequestHead<'_>) -> RequestId {
        let is_trusted = self.policy.trust().trusts_peer(arrived.peer);
        let given = is_trusted.then(|| RequestId::given(&arrived.head.headers));
        given.flatten().unwrap_or_else(|| self.shared.ids.next())
    }

    /// Whether connections from this peer begin with a PROXY header: the
    /// policy has to say so, and to trust the peer.
    pub fn takes_proxy_header(&self, peer: &Peer) -> bool {
        let trust = self.policy.trust();
        trust.address == AddressFrom::ProxyProtocol && trust.trusts_peer(peer)
    }

    /// Says why a PROXY header is not taken. Strangers can send as many as they
    /// like; a load balancer that nobody has named sends nothing else.
    pub fn warn_of_proxy_header(&self, peer: &Peer) {
        if !self.shared.of_proxy_headers.may() {
            return;
        }
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

    /// Ends a request of which nothing has been looked up. Whoever sends nothing
    /// else is counted all the same.
    pub fn stop(
        &self,
        respond: &Responder<'_>,
        arrived: RequestHead<'_>,
        fault: &Fault,
    ) -> Response<Full<Bytes>> {
        let excess = self.admit_address(arrived.peer.address()).err();
        let excess = excess.map(Fault::TooMany);
        let fault = excess.as_ref().unwrap_or(fault);
        self.end(respond, arrived, fault)
    }

    /// Ends a request that has been counted.
    pub fn end(
        &self,
        respond: &Responder<'_>,
        arrived: RequestHead<'_>,
        fault: &Fault,
    ) -> Response<Full<Bytes>> {
        let answered = (respond.fault(fault), Told::of(fault), About::default());
        self.record_stopped(arrived, respond, answered)
    }

    pub fn responder<'r>(&'r self, head: &'r Parts, id: &'r RequestId) -> Responder<'r> {
        Responder::new((&self.policy, &self.assets), &head.headers, id)
    }

    /// Answers a visit, and records it.
    fn serve(&self, visit: &RequestContext<'_>) -> Response<Full<Bytes>> {
        if let Some(fault) = self.unwelcome(visit) {
            return self.record_visit(visit, self.refuse(visit, &fault));
        }
        match InternalRoute::read(&visit.request) {
            Some(InternalRoute::Back(ticket)) => self.callback(visit, &ticket),
            Some(InternalRoute::Confirm(ticket)) => self.confirm(visit, &ticket),
            None => self.answer_path(visit, visit.request.path_and_query),
        }
    }

    /// Answers for a path with its query, and records it.
    pub fn answer_path(
        &self,
        visit: &RequestContext<'_>,
        path_and_query: &str,
    ) -> Response<Full<Bytes>> {
        let asked = LinkRequest::parse(path_and_query);
        let asked = asked.map(|ask| ask.with_referrer(visit.request.referrer));
        let answered = match &asked {
            Ok(ask) => {
                if let Some(page) = Page::asked(&self.policy, ask) {
                    return self.answer_page(visit, ask, page);
                }
                let decision = decide(&self.policy, ask, &visit.caller, visit.arrived.now);
                self.carry_out(visit, ask, decision)
            }
            Err(malformed) => self.refuse(visit, &Fault::Malformed(*malformed)),
        };
        self.record_visit(visit, answered)
    }

    /// Why a visit is turned away whatever it asks for.
    fn unwelcome(&self, visit: &RequestContext<'_>) -> Option<Fault> {
        if let Err(excess) = self.admit(visit) {
            return Some(Fault::TooMany(excess));
        }
        precheck::is_prefetch(visit.arrived.head).then_some(Fault::Prefetch)
    }

    /// Refuses a visit before anything has been looked up.
    pub fn refuse(&self, visit: &RequestContext<'_>, fault: &Fault) -> Answered<'static> {
        (
            visit.respond.fault(fault),
            Told::of(fault),
            About::default(),
        )
    }
}
