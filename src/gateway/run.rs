//! One run of a request through the gateway.
//!
//! A run does no I/O and never waits. One that needs something from Webex ends early, and says what. The
//! call is made, and the same request runs again, under the same policy and at the same time, with the
//! reply known: it comes to the same point, and goes on from there.

use std::cell::{Cell, OnceCell, RefCell};

use super::environment::{Environment, NotAsked};
use super::probes::Probes;
use super::rate_limit::{LimitClass, RateLimited};
use super::state::GatewayState;
use super::webex_call::{AnsweredCall, PendingCall, WebexCall, WebexReply};
use crate::decision::Caller;
use crate::policy::{Audit, Policy};
use crate::upstream::Services;

#[derive(Debug)]
pub struct Run<'a> {
    state: &'a GatewayState,
    services: &'a Services,
    policy: &'a Policy,
    earlier: Earlier<'a>,
    /// What a limit that is only reported says of the request.
    would_refuse: Cell<Option<RateLimited>>,
    /// Replies that were there without a call. Later runs get them as well: a cache may have forgotten
    /// them by then, and the request would take another way.
    found: RefCell<Vec<AnsweredCall>>,
    pending: OnceCell<PendingCall>,
}

/// What earlier runs of a request have come to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Earlier<'a> {
    /// The calls of which they have replies; none before the first run.
    pub answered: &'a [AnsweredCall],
    pub would_refuse: Option<RateLimited>,
}

/// Where a run ended that has no answer.
#[derive(Debug)]
pub struct Unfinished {
    pub found: Vec<AnsweredCall>,
    pub pending: PendingCall,
    pub would_refuse: Option<RateLimited>,
}

impl<'a> Run<'a> {
    pub fn new(
        state: &'a GatewayState,
        services: &'a Services,
        policy: &'a Policy,
        earlier: Earlier<'a>,
    ) -> Self {
        Self {
            state,
            services,
            policy,
            earlier,
            would_refuse: Cell::new(earlier.would_refuse),
            found: RefCell::default(),
            pending: OnceCell::new(),
        }
    }

    /// Where it ended, unless it came to an answer.
    pub fn unfinished(&self) -> Option<Unfinished> {
        let pending = self.pending.get()?.clone();
        Some(Unfinished {
            found: self.found.take(),
            pending,
            would_refuse: self.would_refuse.get(),
        })
    }

    fn is_first(&self) -> bool {
        self.earlier.answered.is_empty()
    }

    /// Whether the policy requires every answer on record, and this one would not be.
    fn is_off_the_record(&self) -> bool {
        self.policy.log_rules().audit == Audit::Required && self.state.log.is_failing()
    }
}

impl Environment for Run<'_> {
    fn admit(&self, class: LimitClass, caller: &Caller<'_>) -> Result<(), RateLimited> {
        // A request counts once.
        match self.is_first() {
            true => self.state.limits.admit(class, caller),
            false => Ok(()),
        }
    }

    fn would_refuse(&self, class: LimitClass, caller: &Caller<'_>) -> Option<RateLimited> {
        if self.is_first() {
            let would_refuse = self.state.limits.would_refuse(class, caller);
            self.would_refuse.set(would_refuse);
        }
        self.would_refuse.get()
    }

    fn probes(&self) -> Option<&Probes> {
        Some(&self.state.probes)
    }

    fn claim(&self, ticket: &str) -> bool {
        // The first run has claimed it for those that follow.
        !self.is_first() || self.state.spent_tickets.claim(ticket)
    }

    fn known_reply(&self, site: &str, call: &WebexCall) -> Option<WebexReply> {
        let mut answered = self.earlier.answered.iter();
        let known = answered.find(|known| *known.call.site == *site && known.call.call == *call);
        if let Some(known) = known {
            return Some(known.reply.clone());
        }
        let WebexCall::Rest(rest) = call else {
            return None;
        };
        let reply = self.services.cached(site, rest)?;
        self.found.borrow_mut().push(AnsweredCall {
            call: PendingCall::new(site, call),
            reply: reply.clone(),
        });
        Some(reply)
    }

    fn ask_webex(&self, site: &str, call: &WebexCall) -> NotAsked {
        if self.is_off_the_record() {
            return NotAsked::OffTheRecord;
        }
        // A run ends with the first call that it needs.
        let _ = self.pending.set(PendingCall::new(site, call));
        NotAsked::Yet
    }
}
