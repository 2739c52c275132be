//! What a handler has: a request that is meant for us, who asks, and the policy that answers.

use jiff::Timestamp;

use super::answer::{Answer, Dispatched, LogContext};
use super::asked_facts::AskedFacts;
use super::environment::{Decided, Environment};
use super::precheck::{RequestHead, RequestTarget};
use super::refusal_detail;
use super::respond::Responder;
use crate::decision::{
    Callback, Caller, Decision, Inputs, LegReply, LinkRequest, Outcome, Refusal, Stop, Trace,
    callback, check_access, resume,
};
use crate::directory::{Directory, Index, Viewer};
use crate::identity::{AuthError, RuleNames};
use crate::policy::{Policy, Route};
use crate::telemetry::Detail;

#[derive(Debug)]
pub struct RequestContext<'p, 'r> {
    pub policy: &'p Policy,
    pub index: &'p Index,
    pub rule_names: &'p RuleNames,
    pub asked_facts: &'p AskedFacts,
    pub head: RequestHead<'r>,
    pub target: RequestTarget<'r>,
    pub caller: Caller<'r>,
    /// Why nobody is known, though the request claims somebody.
    pub auth_error: Option<AuthError>,
    pub respond: Responder<'r>,
    pub environment: &'r dyn Environment,
}

impl<'p, 'r> RequestContext<'p, 'r> {
    pub fn now(&self) -> Timestamp {
        self.head.now
    }

    /// What the caller may find.
    pub fn directory(&self) -> Directory<'p, '_> {
        Directory::new(self.index, self.policy, self.viewer())
    }

    pub fn viewer(&self) -> Viewer<'_> {
        Viewer {
            caller: &self.caller,
            now: self.head.now,
        }
    }

    pub fn decide<'d>(&'d self, request: &'d LinkRequest<'_>) -> Decision<'p, 'd>
    where
        'p: 'd,
    {
        self.resume(request, 0)
    }

    /// Decides about a leg of a route, from 0.
    pub fn resume<'d>(&'d self, request: &'d LinkRequest<'_>, leg: usize) -> Decision<'p, 'd>
    where
        'p: 'd,
    {
        let decision = resume(self.policy, request, &self.caller, leg, self.head.now);
        self.note(request, &decision.trace, Some(&decision.outcome));
        decision
    }

    /// What a decision about a leg depends on.
    pub fn inputs<'d, 't>(
        &'d self,
        request: &'d LinkRequest<'t>,
        leg: usize,
    ) -> Inputs<'p, 'd, 't> {
        Inputs {
            policy: self.policy,
            request,
            caller: &self.caller,
            leg,
            now: self.head.now,
        }
    }

    /// Decides about somebody who comes back from a leg.
    pub fn callback<'d>(
        &'d self,
        request: &'d LinkRequest<'_>,
        reply: LegReply<'_>,
    ) -> Callback<'p, 'd>
    where
        'p: 'd,
    {
        let callback = callback(self.policy, request, &self.caller, reply, self.head.now);
        self.note(request, &callback.trace, callback.outcome.next_leg());
        callback
    }

    /// What the log is told of the form of a route that the caller may use. Nothing is decided yet, unless
    /// what was typed stops it.
    pub fn about_form(
        &self,
        request: &LinkRequest<'_>,
        route: &'p Route,
        stop: Option<Stop<'p>>,
    ) -> LogContext<'p> {
        let mut trace = Trace {
            route: Some(route),
            ..Trace::default()
        };
        // It has been checked, and says here what it would come to.
        let _ = check_access(route, &self.caller, self.head.now, &mut trace);
        let outcome = stop.map(Outcome::Stop);
        self.note(request, &trace, outcome.as_ref());
        self.log_context(&trace, outcome.as_ref())
    }

    /// What the log is told of a decision.
    pub fn log_context(
        &self,
        trace: &Trace<'p, '_>,
        outcome: Option<&Outcome<'p>>,
    ) -> LogContext<'p> {
        let context = LogContext::new(trace, self.policy.log_rules().meeting_keys);
        let context = match outcome {
            Some(Outcome::Stop(stop)) => context.with_detail(self.detail(trace, stop)),
            _ => context,
        };
        match trace.would {
            None => context,
            Some(_) => context.with_would(refusal_detail::of_report_only(&self.caller, trace)),
        }
    }

    fn detail(&self, trace: &Trace<'p, '_>, stop: &Stop<'p>) -> Option<Box<Detail<'p>>> {
        match stop {
            Stop::Bad(bad) => refusal_detail::of_parameter(bad.parameter()?),
            // A login is missing: no rule has refused anybody.
            Stop::Refused(Refusal::Nobody) => None,
            Stop::Refused(_) => refusal_detail::of_refusal(&self.caller, trace, self.head.now),
            Stop::Unknown | Stop::Expired => None,
        }
    }

    /// The answer, with who asked for it.
    pub fn end(self, answer: Answer<'p>) -> Dispatched<'p, 'r> {
        Dispatched {
            answer,
            caller: self.caller,
            auth_error: self.auth_error,
        }
    }

    fn note<'d>(
        &'d self,
        request: &'d LinkRequest<'_>,
        trace: &Trace<'p, 'd>,
        outcome: Option<&Outcome<'p>>,
    ) {
        let (delivery, stop) = match outcome {
            Some(Outcome::Send(delivery) | Outcome::Confirm(delivery, _)) => (Some(delivery), None),
            Some(Outcome::Stop(stop)) => (None, Some(stop)),
            None => (None, None),
        };
        self.environment.decided(&Decided {
            segments: request.segments(),
            caller: &self.caller,
            now: self.head.now,
            trace,
            delivery,
            stop,
        });
    }
}
