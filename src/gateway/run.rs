//! One run of a request through the gateway.
//!
//! A run does no I/O and never waits. One that needs something from Webex ends early, and says what. The
//! call is made, and the same request runs again, under the same policy and at the same time, with the
//! reply known: it comes to the same point, and goes on from there.

use std::cell::OnceCell;

use super::environment::Environment;
use super::probes::Probes;
use super::rate_limit::{LimitClass, RateLimited};
use super::state::GatewayState;
use super::webex_call::{AnsweredCall, PendingCall, WebexCall, WebexReply};
use crate::decision::Caller;
use crate::upstream::Services;

#[derive(Debug)]
pub struct Run<'a> {
    pub state: &'a GatewayState,
    pub services: &'a Services,
    /// The calls that earlier runs of this request needed.
    pub answered: &'a [AnsweredCall],
    pending: OnceCell<PendingCall>,
}

impl<'a> Run<'a> {
    pub fn new(
        state: &'a GatewayState,
        services: &'a Services,
        answered: &'a [AnsweredCall],
    ) -> Self {
        Self {
            state,
            services,
            answered,
            pending: OnceCell::new(),
        }
    }

    /// The call without which there is no answer.
    pub fn pending(&self) -> Option<&PendingCall> {
        self.pending.get()
    }
}

impl Environment for Run<'_> {
    fn admit(&self, class: LimitClass, caller: &Caller<'_>) -> Result<(), RateLimited> {
        // A request counts once.
        match self.answered.is_empty() {
            true => self.state.limits.admit(class, caller),
            false => Ok(()),
        }
    }

    fn probes(&self) -> Option<&Probes> {
        Some(&self.state.probes)
    }

    fn ask_webex(&self, site: &str, call: &WebexCall) -> Option<WebexReply> {
        let mut answered = self.answered.iter();
        let known = answered.find(|known| *known.call.site == *site && known.call.call == *call);
        if let Some(known) = known {
            return Some(known.reply.clone());
        }
        if let WebexCall::Rest(call) = call
            && let Some(reply) = self.services.cached(site, call)
        {
            return Some(reply);
        }
        // A run ends with the first call that it needs.
        let _ = self.pending.set(PendingCall {
            site: site.into(),
            call: call.clone(),
        });
        None
    }
}
