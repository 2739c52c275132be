//! From a decision to its answer.

use http_body_util::Full;
use hyper::Response;
use hyper::body::Bytes;

use super::fault::{self, Fault};
use super::generation::Generation;
use super::page::Question;
use super::record::{About, Told};
use super::request::Method;
use super::respond::{Aid, Responder};
use super::{Answered, Visit, confirm, login};
use crate::decision::{
    Decision, Delivery, LinkRequest, Outcome, Refusal, Stop, Trace, return_path,
};
use crate::policy::{Link, PublicEndpoint, ReturnMode};
use crate::webex::{BackAddress, Effect, PostForm};

/// So many names are proposed where there is none of that name.
const NEAR: usize = 5;

/// The word of the log for a call that travels in a form.
pub(crate) const FORM: &str = "form";

impl Generation {
    /// Turns a decision about the first leg of a route into a response.
    pub(super) fn carry_out<'a>(
        &self,
        visit: &Visit<'_>,
        ask: &LinkRequest<'_>,
        decision: Decision<'a>,
    ) -> Answered<'a> {
        let Decision { outcome, trace } = decision;
        let about = About::of(&trace, Some(&outcome));
        let (response, told) = match (&outcome, visit.request.method) {
            // To log in would not help: it cannot be done for anybody.
            (Outcome::Stop(Stop::Refused(Refusal::Nobody)), Method::Post | Method::Other) => {
                let fault = Fault::Method(fault::ALLOW);
                (visit.respond.fault(&fault), Told::of(&fault))
            }
            _ => self.carry_out_leg(visit, ask, (outcome, &trace, 0)),
        };
        (response, told, about)
    }

    /// Turns the outcome for one leg of a route into a response.
    pub(super) fn carry_out_leg(
        &self,
        visit: &Visit<'_>,
        ask: &LinkRequest<'_>,
        (outcome, trace, leg): (Outcome<'_>, &Trace<'_>, usize),
    ) -> (Response<Full<Bytes>>, Told) {
        let respond = &visit.respond;
        let fault = match (outcome, visit.request.method) {
            (Outcome::Stop(Stop::Refused(Refusal::Nobody)), Method::Get | Method::Head) => {
                let back = return_path(&self.policy, trace, ask);
                return login::ask_for_it(&self.policy, visit, back.as_ref());
            }
            (Outcome::Stop(stop), Method::Get | Method::Head) => {
                return self.help_on(visit, (trace, ask), &stop);
            }
            (Outcome::Stop(stop), _) => Fault::from(&stop),
            (_, Method::Post | Method::Other) => Fault::Method(fault::ALLOW),
            (Outcome::Send(delivery), Method::Get | Method::Head) => {
                return deliver(
                    self.policy.endpoint(),
                    visit,
                    trace,
                    delivery,
                    Told::plainly("go"),
                );
            }
            (Outcome::Confirm(_, effect), Method::Get | Method::Head) => {
                return self.ask_first(visit, ask, (effect, trace, leg));
            }
        };
        (respond.fault(&fault), Told::of(&fault))
    }

    /// Tells why a request is not carried out, and what helps.
    fn help_on(
        &self,
        visit: &Visit<'_>,
        (trace, ask): (&Trace<'_>, &LinkRequest<'_>),
        stop: &Stop<'_>,
    ) -> (Response<Full<Bytes>>, Told) {
        let fault = Fault::from(stop);
        let near = match stop {
            Stop::Unknown => self.directory(visit).near(ask, NEAR),
            _ => Vec::new(),
        };
        // Only who may use a link learns that it has expired.
        let owner = match stop {
            Stop::Expired => trace.link.and_then(Link::owner),
            _ => None,
        };
        let aid = Aid {
            near: &near,
            owner,
            offers: &[],
        };
        (visit.respond.fault_with(&fault, aid), Told::of(&fault))
    }

    /// Asks the person to confirm.
    fn ask_first(
        &self,
        visit: &Visit<'_>,
        ask: &LinkRequest<'_>,
        (effect, trace, leg): (Effect, &Trace<'_>, usize),
    ) -> (Response<Full<Bytes>>, Told) {
        if !visit.respond.is_for_a_person() {
            let fault = Fault::Unconfirmed;
            return (visit.respond.fault(&fault), Told::of(&fault));
        }
        let Some(target) = confirm::target(&self.policy, visit, (trace, ask, leg)) else {
            let fault = Fault::TooLong;
            return (visit.respond.fault(&fault), Told::of(&fault));
        };
        let question = Question::new(trace, (effect, leg), &target);
        (visit.respond.ask(&question), Told::plainly("asked"))
    }
}

/// Sends the person to Webex: by a redirect, or by a form that they post.
pub(super) fn deliver(
    endpoint: &PublicEndpoint,
    visit: &Visit<'_>,
    trace: &Trace<'_>,
    delivery: Delivery,
    told: Told,
) -> (Response<Full<Bytes>>, Told) {
    let respond = &visit.respond;
    match delivery {
        Delivery::Redirect(call) if visit.request.method == Method::Post => {
            (respond.confirmed(call), told)
        }
        Delivery::Redirect(call) => (respond.go(call), told),
        Delivery::Form(form) if respond.is_for_a_person() => {
            let told = Told {
                reason: Some(FORM),
                ..told
            };
            (show(endpoint, respond, (trace, &form)), told)
        }
        Delivery::Form(_) => {
            let fault = Fault::PersonOnly;
            (respond.fault(&fault), Told::of(&fault))
        }
    }
}

/// Shows a form, and lets it lead to Webex and from there to where people come
/// back.
fn show(
    endpoint: &PublicEndpoint,
    respond: &Responder<'_>,
    (trace, form): (&Trace<'_>, &PostForm),
) -> Response<Full<Bytes>> {
    let own = endpoint.origin();
    let home = trace.home();
    let through_us = trace
        .route
        .is_some_and(|route| route.return_mode() == ReturnMode::Gateway);
    let through_us = through_us.then_some(&*own);
    let leads_on: Vec<&str> = through_us
        .into_iter()
        .chain(home.as_ref().map(BackAddress::origin))
        .collect();
    respond.form(trace, form, &leads_on)
}
