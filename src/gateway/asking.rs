//! Requests for which Webex is asked.

use std::sync::Arc;

use tokio::time::{Instant, timeout_at};

use super::access_log::AccessLog;
use super::answer::{Answer, Response};
use super::dispatch::Dispatcher;
use super::outcome::Outcome;
use super::policy_snapshot::PolicySnapshot;
use super::precheck::{OwnedHead, RequestHead};
use super::request_id::RequestId;
use super::run::Run;
use super::spans;
use super::state::GatewayState;
use super::webex_call::{AnsweredCall, PendingCall};
use crate::net::ClientAddress;
use crate::upstream::UpstreamError;

impl GatewayState {
    /// Runs a request, and records its answer; an error is what has to be asked before there is one.
    pub fn run(
        &self,
        snapshot: &PolicySnapshot,
        head: RequestHead<'_>,
        id: &RequestId,
        answered: &[AnsweredCall],
    ) -> Result<Response, PendingCall> {
        let respond = snapshot.responder(head, id);
        let run = Run::new(self, &snapshot.services, answered);
        let dispatcher = Dispatcher {
            snapshot,
            head,
            respond,
            environment: &run,
        };
        // Where no spans are wanted, nothing is read for one.
        let spans = self.spans.as_deref();
        let span = spans.and_then(|spans| spans::open(spans, head));
        let log = AccessLog {
            decisions: &self.log,
            metrics: &self.metrics,
            counters: &snapshot.counters,
            policy: &snapshot.policy,
            span: span.as_ref(),
        };
        let mut dispatched = dispatcher.answer();
        if let Some(pending) = run.pending() {
            return Err(pending.clone());
        }
        if let Some(last) = answered.last() {
            note(last, &mut dispatched.answer);
        }
        if dispatched.caller.address() == ClientAddress::UNKNOWN {
            self.warn_of_unreadable_client(snapshot, head);
        }
        Ok(log.record(head, &respond, dispatched))
    }

    /// Warns, at most once a minute, that a proxy writes addresses that cannot be read. Otherwise
    /// everybody behind it would be refused in silence.
    fn warn_of_unreadable_client(&self, snapshot: &PolicySnapshot, head: RequestHead<'_>) {
        let header = snapshot.address_header(head);
        if let Some(header) = header
            && self.client_warnings.allows()
        {
            tracing::warn!(
                peer = %head.peer,
                header,
                "a trusted proxy names a client whose address cannot be read; no rule about networks lets it in"
            );
        }
    }
}

/// Tells the log of the last call, by whose id Webex's own help desk finds it.
fn note(last: &AnsweredCall, answer: &mut Answer<'_>) {
    let detail = answer.context.detail.get_or_insert_default();
    detail.webex_call = Some(last.call.call.name());
    let reply = last.reply.as_ref().ok();
    detail.tracking_id = reply.and_then(|reply| reply.tracking_id.clone());
    if let Outcome::ServerFailed(failure) = &answer.reply.outcome {
        detail.webex_error = failure.detail();
    }
}

/// A request whose answer depends on Webex.
#[derive(Debug)]
pub struct Asking {
    pub state: Arc<GatewayState>,
    pub snapshot: Arc<PolicySnapshot>,
    pub head: OwnedHead,
    pub id: RequestId,
}

impl Asking {
    /// Makes one call after the other until there is an answer. A visitor waits no longer than for one
    /// call: what is under way then goes on without them.
    pub async fn finish(self, first: PendingCall) -> Response {
        let deadline = Instant::now() + self.state.upstreams.limits().deadline;
        let mut answered = Vec::new();
        let mut pending = first;
        loop {
            let reply = timeout_at(deadline, pending.make(&self.snapshot)).await;
            let reply = reply.unwrap_or(Err(UpstreamError::Slow));
            answered.push(AnsweredCall {
                call: pending,
                reply,
            });
            let (state, snapshot) = (&self.state, &self.snapshot);
            match state.run(snapshot, self.head.as_head(), &self.id, &answered) {
                Ok(response) => return response,
                Err(next) => pending = next,
            }
        }
    }
}
