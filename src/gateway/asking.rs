//! Requests for which Webex is asked.

use std::sync::Arc;

use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, timeout_at};

use super::access_log::AccessLog;
use super::answer::{Answer, Response};
use super::answering::Answering;
use super::dispatch::Dispatcher;
use super::outcome::Outcome;
use super::policy_snapshot::PolicySnapshot;
use super::precheck::{OwnedHead, RequestHead};
use super::request_id::RequestId;
use super::run::{Earlier, Run, Unfinished};
use super::spans;
use super::state::GatewayState;
use super::webex_call::{AnsweredCall, PendingCall, WebexReply};
use crate::net::ClientAddress;
use crate::telemetry::{DetachedSpan, OpenSpan};
use crate::upstream::UpstreamError;

/// The part of the deadline that must be left for a call with an effect. With less, it would be carried out
/// behind the back of a visitor who reads that it was not.
const LEAST_TIME_FOR_EFFECTS: u32 = 3;

impl GatewayState {
    /// The span of a request, where spans are wanted.
    pub fn open_span(&self, head: RequestHead<'_>) -> Option<OpenSpan<'_>> {
        spans::open(self.spans.as_deref()?, head)
    }

    /// Runs a request, and records its answer; an error is what has to be asked before there is one.
    pub fn run(
        &self,
        snapshot: &PolicySnapshot,
        head: RequestHead<'_>,
        id: &RequestId,
        span: Option<OpenSpan<'_>>,
        earlier: Earlier<'_>,
    ) -> Result<Response, Unfinished> {
        let respond = snapshot.responder(head, id);
        let run = Run::new(self, &snapshot.services, &snapshot.policy, earlier);
        let dispatcher = Dispatcher {
            snapshot,
            head,
            respond,
            environment: &run,
        };
        let log = AccessLog {
            decisions: &self.log,
            metrics: &self.metrics,
            counters: &snapshot.counters,
            policy: &snapshot.policy,
            span: span.as_ref(),
        };
        let mut dispatched = dispatcher.answer();
        if let Some(unfinished) = run.unfinished() {
            return Err(unfinished);
        }
        if let Some(last) = earlier.answered.last() {
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
    detail.webex_error = match &answer.reply.outcome {
        Outcome::ServerFailed(failure) => failure.detail(),
        Outcome::ListShown(refused) => refused.map(|refused| refused.as_str().into()),
        _ => None,
    };
}

/// A request whose answer depends on Webex.
#[derive(Debug)]
pub struct Asking {
    pub state: Arc<GatewayState>,
    pub snapshot: Arc<PolicySnapshot>,
    pub head: OwnedHead,
    pub id: RequestId,
    pub span: Option<DetachedSpan>,
}

impl Asking {
    /// Makes the calls in a task of its own, unless too many requests wait already.
    pub fn begin(self, first: Unfinished) -> Answering {
        match Arc::clone(&self.state.asking).try_acquire_owned() {
            Ok(permit) => Answering::Asking(tokio::spawn(self.answer(first, permit))),
            Err(_) => Answering::ready(self.refuse(first)),
        }
    }

    /// Makes one call after the other until there is an answer. One deadline holds for all of them: what
    /// is under way then goes on without the visitor.
    async fn answer(self, first: Unfinished, _permit: OwnedSemaphorePermit) -> Response {
        let limit = self.state.upstreams.limits().deadline;
        let deadline = Instant::now() + limit;
        let latest = deadline - limit / LEAST_TIME_FOR_EFFECTS;
        let mut answered = Vec::new();
        let mut unfinished = first;
        loop {
            let Unfinished {
                found,
                pending,
                would_refuse,
            } = unfinished;
            answered.extend(found);
            let reply = match pending.has_effect() && Instant::now() > latest {
                true => Err(UpstreamError::Busy),
                false => {
                    let reply = timeout_at(deadline, pending.make(&self.snapshot)).await;
                    reply.unwrap_or(Err(UpstreamError::Slow))
                }
            };
            answered.push(AnsweredCall {
                call: pending,
                reply,
            });
            match self.run(Earlier {
                answered: &answered,
                would_refuse,
            }) {
                Ok(response) => return response,
                Err(next) => unfinished = next,
            }
        }
    }

    /// The answer to one request too many. Its call is not made.
    fn refuse(&self, first: Unfinished) -> Response {
        let busy = |call: PendingCall| AnsweredCall {
            call,
            reply: WebexReply::Err(UpstreamError::Busy),
        };
        let mut answered = Vec::new();
        let mut unfinished = first;
        loop {
            let Unfinished {
                found,
                pending,
                would_refuse,
            } = unfinished;
            answered.extend(found);
            answered.push(busy(pending));
            match self.run(Earlier {
                answered: &answered,
                would_refuse,
            }) {
                Ok(response) => return response,
                Err(next) => unfinished = next,
            }
        }
    }

    fn run(&self, earlier: Earlier<'_>) -> Result<Response, Unfinished> {
        let spans = self.state.spans.as_deref();
        let span = self.span.zip(spans).map(|(span, spans)| span.attach(spans));
        let head = self.head.as_head();
        self.state
            .run(&self.snapshot, head, &self.id, span, earlier)
    }
}
