//! The gateway under one policy: what a request becomes as long as it lasts.

use std::sync::Arc;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::http::request::Parts;
use hyper::{Response, StatusCode};
use jiff::Timestamp;

use super::asset::{Asset, Assets};
use super::fault;
use super::own::Own;
use super::record::{About, Told};
use super::request::Method;
use super::request_id::RequestId;
use super::respond::Responder;
use super::{Answered, Arrived, Fault, Request, Shared, Visit, request};
use crate::decision::{LinkRequest, Page, decide};
use crate::directory::{Directory, Index};
use crate::identity::{AuthError, Identified, Identity};
use crate::net::Peer;
use crate::policy::{AddressFrom, Policy};

/// A policy, with those who may vouch according to it, and where decisions are
/// recorded. A request meets one of these from its beginning to its end.
#[derive(Debug)]
pub(super) struct Generation {
    pub(super) policy: Arc<Policy>,
    pub(super) shared: Arc<Shared>,
    pub(super) identity: Identity,
    index: Index,
    assets: Assets,
}

impl Generation {
    pub(super) fn new(policy: Arc<Policy>, identity: Identity, shared: &Arc<Shared>) -> Self {
        let shared = Arc::clone(shared);
        Self {
            assets: Assets::new(policy.brand()),
            index: Index::new(&policy),
            policy,
            shared,
            identity,
        }
    }

    /// Answers one request: at once, without I/O and without waiting.
    pub(super) fn answer(
        &self,
        head: &Parts,
        peer: &Peer,
        now: Timestamp,
    ) -> Response<Full<Bytes>> {
        let arrived = Arrived { head, peer, now };
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
            (Some(_), _) => return self.stop(&respond, arrived, &Fault::Method(fault::ALLOW)),
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
        let visit = Visit {
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
    pub(super) fn refuse_oversize(
        &self,
        head: &Parts,
        peer: &Peer,
        status: StatusCode,
        now: Timestamp,
    ) -> Response<Full<Bytes>> {
        let arrived = Arrived { head, peer, now };
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
    pub(super) fn request_id(&self, arrived: Arrived<'_>) -> RequestId {
        let is_trusted = self.policy.trust().trusts_peer(arrived.peer);
        let given = is_trusted.then(|| RequestId::given(&arrived.head.headers));
        given.flatten().unwrap_or_else(|| self.shared.ids.next())
    }

    /// Whether connections from this peer begin with a PROXY header: the
    /// policy has to say so, and to trust the peer.
    pub(super) fn takes_proxy_header(&self, peer: &Peer) -> bool {
        let trust = self.policy.trust();
        trust.address == AddressFrom::ProxyProtocol && trust.trusts_peer(peer)
    }

    /// Says why a PROXY header is not taken. Strangers can send as many as they
    /// like; a load balancer that nobody has named sends nothing else.
    pub(super) fn warn_of_proxy_header(&self, peer: &Peer) {
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
    pub(super) fn stop(
        &self,
        respond: &Responder<'_>,
        arrived: Arrived<'_>,
        fault: &Fault,
    ) -> Response<Full<Bytes>> {
        let excess = self.admit_address(arrived.peer.address()).err();
        let excess = excess.map(Fault::TooMany);
        let fault = excess.as_ref().unwrap_or(fault);
        self.end(respond, arrived, fault)
    }

    /// Ends a request that has been counted.
    pub(super) fn end(
        &self,
        respond: &Responder<'_>,
        arrived: Arrived<'_>,
        fault: &Fault,
    ) -> Response<Full<Bytes>> {
        let answered = (respond.fault(fault), Told::of(fault), About::default());
        self.record_stopped(arrived, respond, answered)
    }

    pub(super) fn responder<'r>(&'r self, head: &'r Parts, id: &'r RequestId) -> Responder<'r> {
        Responder::new((&self.policy, &self.assets), &head.headers, id)
    }

    /// Answers a visit, and records it.
    fn serve(&self, visit: &Visit<'_>) -> Response<Full<Bytes>> {
        if let Some(fault) = self.unwelcome(visit) {
            return self.record_visit(visit, self.refuse(visit, &fault));
        }
        match Own::read(&visit.request) {
            Some(Own::Back(ticket)) => self.callback(visit, &ticket),
            Some(Own::Confirm(ticket)) => self.confirm(visit, &ticket),
            None => self.answer_path(visit, visit.request.path_and_query),
        }
    }

    /// Answers for a path with its query, and records it.
    pub(super) fn answer_path(
        &self,
        visit: &Visit<'_>,
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
    fn unwelcome(&self, visit: &Visit<'_>) -> Option<Fault> {
        if let Err(excess) = self.admit(visit) {
            return Some(Fault::TooMany(excess));
        }
        request::is_prefetch(visit.arrived.head).then_some(Fault::Prefetch)
    }

    /// What a visitor may find.
    pub(super) fn directory<'p, 'v>(&'p self, visit: &'v Visit<'_>) -> Directory<'p, 'v> {
        Directory::new(&self.index, &self.policy, visit.viewer())
    }

    /// Refuses a visit before anything has been looked up.
    pub(super) fn refuse(&self, visit: &Visit<'_>, fault: &Fault) -> Answered<'static> {
        (
            visit.respond.fault(fault),
            Told::of(fault),
            About::default(),
        )
    }
}
