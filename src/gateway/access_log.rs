//! Records each request: one line, one count and, where spans are wanted, one span. Where the policy requires every answer on record,
//! an answer that cannot be recorded is replaced by 503.

use super::answer::{Dispatched, LogContext, Reply, Response};
use super::method::Method;
use super::outcome::{Outcome, Spec};
use super::precheck::RequestHead;
use super::respond::Responder;
use super::trace_context::TraceContext;
use crate::decision::{Caller, Person, Proof};
use crate::identity::AuthError;
use crate::policy::{Audit, Link, Policy, Route};
use crate::telemetry::{
    DecisionLog, FurtherCaller, Line, Metrics, OpenSpan, OutcomeLabel, RequestCounters, SpanFacts,
};

/// Where requests are recorded.
#[derive(Clone, Copy, Debug)]
pub struct AccessLog<'a> {
    pub decisions: &'a DecisionLog,
    pub metrics: &'a Metrics,
    pub counters: &'a RequestCounters,
    pub policy: &'a Policy,
    pub span: Option<&'a OpenSpan<'a>>,
}

/// A request with what is recorded of it.
struct Entry<'e> {
    head: RequestHead<'e>,
    respond: &'e Responder<'e>,
    caller: &'e Caller<'e>,
    auth_error: Option<&'static str>,
    context: &'e LogContext<'e>,
}

impl AccessLog<'_> {
    /// Records a request, and returns the answer to send.
    pub fn record(
        &self,
        head: RequestHead<'_>,
        respond: &Responder<'_>,
        dispatched: Dispatched<'_, '_>,
    ) -> Response {
        let answer = dispatched.answer;
        if !answer.reply.outcome.is_recorded() {
            return answer.reply.response;
        }
        let entry = Entry {
            head,
            respond,
            caller: &dispatched.caller,
            auth_error: dispatched.auth_error.map(AuthError::as_str),
            context: &answer.context,
        };
        let reply = self.write(&entry, answer.reply);
        let spec = reply.outcome.spec();
        self.count(&entry, &spec);
        if let Some(span) = self.span {
            self.finish(span, &entry, &spec);
        }
        reply.response
    }

    /// Writes the line, and returns the reply to send.
    fn write(&self, entry: &Entry<'_>, mut reply: Reply) -> Reply {
        let is_required = self.policy.log_rules().audit == Audit::Required;
        if is_required && self.decisions.is_failing() {
            // The line is written nevertheless: only a line that succeeds ends the failure.
            reply = entry.respond.refuse(Outcome::Unavailable);
        }
        let is_taken = self.write_line(entry, &reply.outcome.spec());
        match is_required && !is_taken {
            true => entry.respond.refuse(Outcome::Unavailable),
            false => reply,
        }
    }

    /// Writes the line, and returns whether the log accepted it.
    fn write_line(&self, entry: &Entry<'_>, spec: &Spec) -> bool {
        let person = entry.caller.person();
        let trace = TraceContext::read(&entry.head.parts.headers);
        let context = entry.context;
        let link = context.link;
        self.decisions.write(&Line {
            time: entry.head.now,
            request_id: entry.respond.id.as_str(),
            trace_id: trace.map(|trace| trace.trace_id),
            span_id: trace.map(|trace| trace.span_id),
            method: Method::of(&entry.head.parts.method).as_str(),
            client: entry.caller.address().known(),
            policy: self.policy.hash(),
            caller: person.and_then(Person::id),
            identity_provider: person.map(|person| &*person.identity_provider),
            further_callers: further_callers(entry.caller),
            auth_error: entry.auth_error,
            route: context.route,
            link: link.map(Link::name),
            alias: link.and_then(|link| Some(link.alias(context.alias?))),
            meeting_key: context.meeting_key.as_deref(),
            step: context.webex.map(|webex| webex.leg + 1),
            webex: context.webex.map(|webex| webex.word),
            outcome: spec.word.as_str(),
            status: spec.status.as_u16(),
            reason: spec.reason,
            detail: context.detail.as_deref(),
            back: context.back,
            ignored_query_fields: context.ignored,
            replay: context.replay.as_deref(),
        })
    }

    fn finish(&self, span: &OpenSpan<'_>, entry: &Entry<'_>, spec: &Spec) {
        let context = entry.context;
        let method = Method::of(&entry.head.parts.method);
        let mut routes = self.policy.routes().iter();
        let route = context
            .route
            .and_then(|name| routes.find(|route| route.name() == name));
        span.finish(&SpanFacts {
            method: (method != Method::Other).then(|| method.as_str()),
            status: spec.status.as_u16(),
            route: context.route,
            // A link has a path of its own.
            path: route
                .filter(|_| context.link.is_none())
                .and_then(Route::path),
            link: context.link.map(Link::name),
            outcome: spec.word.as_str(),
            reason: spec.reason,
            request_id: entry.respond.id.as_str(),
            policy: self.policy.hash(),
        });
    }

    fn count(&self, entry: &Entry<'_>, spec: &Spec) {
        let (metrics, context) = (self.metrics, entry.context);
        let outcome = OutcomeLabel {
            word: spec.word.as_str(),
            index: spec.word as usize,
        };
        self.counters.count(metrics, context.route, outcome);
        if context.ignored > 0 {
            metrics.count_ignored(context.route, context.ignored);
        }
        // A redirect to the login page has a reason, too, but refuses nothing.
        if let Some(reason) = spec.reason
            && !spec.leads_on
        {
            metrics.count_refusal(context.route, reason);
        }
        if let Some(auth_error) = entry.auth_error {
            metrics.count_authentication_failure(auth_error);
        }
        let would = context
            .detail
            .as_ref()
            .and_then(|detail| detail.would.as_ref());
        if let Some(would) = would {
            metrics.count_report_only(context.route, would.outcome);
        }
        // Browsers come back with `GET`. A `HEAD` is not a person who returns.
        if let (Some(webex), Some(route)) = (context.webex, context.route)
            && entry.head.parts.method == hyper::Method::GET
        {
            metrics.count_return(route, webex.word);
        }
    }
}

/// Nearly always none, for which nothing is allocated.
fn further_callers<'c>(caller: &'c Caller<'_>) -> Vec<FurtherCaller<'c>> {
    let further = caller.further().iter().map(Proof::person);
    let named = further.map(|person| FurtherCaller {
        caller: person.id(),
        identity_provider: &person.identity_provider,
    });
    named.collect()
}
