//! Answers requests without recording or counting them, for `explain`.

use std::net::IpAddr;
use std::sync::Arc;

use hyper::StatusCode;
use hyper::header::LOCATION;

use super::answer::Answer;
use super::dispatch::Dispatcher;
use super::environment::Environment;
use super::outcome::Outcome;
use super::policy_snapshot::PolicySnapshot;
use super::precheck::RequestHead;
use super::request_id::RequestIds;
use crate::decision::Person;
use crate::identity::{AuthError, Identity};
use crate::policy::Policy;
use crate::upstream::Services;

/// A policy that answers dry runs only.
#[derive(Debug)]
pub struct DryRun {
    snapshot: PolicySnapshot,
    ids: RequestIds,
}

/// The answer that production would give.
#[derive(Debug)]
pub struct DryAnswer {
    pub outcome: Outcome,
    pub status: StatusCode,
    pub location: Option<String>,
    /// The address of the client, if it is known.
    pub client: Option<IpAddr>,
    /// The id of the caller, and the identity source that names it.
    pub caller: Option<String>,
    pub identity_provider: Option<String>,
    /// The route and the link that answer, by the names that the log has.
    pub route: Option<String>,
    pub link: Option<String>,
    /// The back URL that was chosen, by its name.
    pub back: Option<String>,
    /// The rule that refuses the caller.
    pub rule: Option<String>,
    /// The parameter that is the reason.
    pub parameter: Option<String>,
    /// Why the caller is anonymous although the request claims an identity.
    pub auth_error: Option<AuthError>,
}

impl DryRun {
    pub fn new(policy: Arc<Policy>, identity: Identity) -> Self {
        Self {
            snapshot: PolicySnapshot::new(policy, identity, Services::default()),
            ids: RequestIds::default(),
        }
    }

    /// Answers a request as production would.
    pub fn answer(&self, head: RequestHead<'_>, environment: &dyn Environment) -> DryAnswer {
        let id = self.snapshot.request_id(head, &self.ids);
        let dispatcher = Dispatcher {
            snapshot: &self.snapshot,
            head,
            respond: self.snapshot.responder(head, &id),
            environment,
        };
        let dispatched = dispatcher.answer();
        let Answer { reply, context } = dispatched.answer;
        let person = dispatched.caller.person();
        let location = reply.response.headers().get(LOCATION);
        let location = location.and_then(|location| location.to_str().ok());
        let detail = context.detail.as_deref();
        let parameter = detail.and_then(|detail| detail.parameter);
        let rule = detail.and_then(|detail| detail.rule.as_deref());
        DryAnswer {
            status: reply.response.status(),
            location: location.map(ToOwned::to_owned),
            client: dispatched.caller.address().known(),
            caller: person.and_then(Person::id).map(ToOwned::to_owned),
            identity_provider: person.map(|person| person.identity_provider.clone().into_owned()),
            route: context.route.map(ToOwned::to_owned),
            link: context.link.map(|link| link.name().to_owned()),
            back: context.back.map(ToOwned::to_owned),
            rule: rule.map(ToOwned::to_owned),
            parameter: parameter.map(ToOwned::to_owned),
            auth_error: dispatched.auth_error,
            outcome: reply.outcome,
        }
    }
}
