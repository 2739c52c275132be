//! The way back from Webex through the gateway: what Webex says is recorded,
//! and the person is sent on, or told in plain words why not.

use http_body_util::Full;
use hyper::Response;
use hyper::body::Bytes;

use super::fault::{self, Fault};
use super::generation::Generation;
use super::own::Carried;
use super::page::Offer;
use super::record::{About, Told};
use super::reply_words::{self, Advice, OWN_LOGIN, Offer as Next, UNCLEAR};
use super::request::Method;
use super::words::Phrase;
use super::{Answered, Visit, own};
use crate::decision::{
    Callback, CallbackOutcome, Failure, LegReply, LinkRequest, Origin, Purpose, Trace, callback,
};
use crate::webex::{BackAddress, Call, Effect, Ending, OwnPath, Reason, Reply};

impl Generation {
    /// Takes in somebody who comes back.
    pub(super) fn callback(
        &self,
        visit: &Visit<'_>,
        carried: &Carried<'_>,
    ) -> Response<Full<Bytes>> {
        let keys = self.policy.signing_keys();
        let redeemed = carried.redeem(keys, Purpose::Return, "", visit.arrived.now);
        let asked = own::asked(&redeemed);
        let answered = match (&asked, visit.request.method) {
            (_, Method::Post | Method::Other) => self.refuse(visit, &Fault::Method(fault::ALLOW)),
            (Err(error), _) => self.refuse(visit, &Fault::WayBack(Some(*error))),
            (Ok((ask, leg)), _) => self.answer_return(visit, carried, (ask, *leg)),
        };
        self.record_visit(visit, answered)
    }

    fn answer_return<'a>(
        &'a self,
        visit: &'a Visit<'_>,
        carried: &Carried<'a>,
        (ask, leg): (&'a LinkRequest<'_>, usize),
    ) -> Answered<'a> {
        let mut buffer = String::new();
        let fields = carried.reply(&mut buffer);
        let reply = match &fields {
            Some(fields) => Reply::read(fields.query()),
            None => UNREADABLE,
        };
        let came = LegReply {
            route: carried.route,
            leg,
            reply,
        };
        let Callback { arrival, trace } =
            callback(&self.policy, ask, &visit.caller, came, visit.arrived.now);
        let outcome = match &arrival {
            CallbackOutcome::NextLeg(outcome) => Some(outcome),
            _ => None,
        };
        let said = said(&arrival, reply.ending);
        let about = About::of(&trace, outcome).came_back(leg, said);
        if let (Method::Get, Some(said)) = (visit.request.method, said) {
            // A route that is none of the policy's says nothing, and is no label.
            self.shared.metrics.count_return(carried.route, said);
        }
        let (response, told) = match arrival {
            CallbackOutcome::Done(Some(home)) => {
                (visit.respond.home(home), Told::plainly("returned"))
            }
            CallbackOutcome::Done(None) => {
                let fault = Fault::NoWayOn;
                (visit.respond.fault(&fault), Told::of(&fault))
            }
            CallbackOutcome::NextLeg(outcome) => {
                self.carry_out_leg(visit, ask, (outcome, &trace, leg + 1))
            }
            CallbackOutcome::Failed(failure) => tell_why(visit, &trace, &failure),
            CallbackOutcome::UnknownLeg => {
                let fault = Fault::WayBack(None);
                (visit.respond.fault(&fault), Told::of(&fault))
            }
        };
        (response, told, about)
    }
}

/// What an answer says that cannot be read.
const UNREADABLE: Reply<'static> = Reply {
    action: None,
    ending: Ending::Unclear,
    web_id: None,
};

/// What Webex said, in the word of log and metrics.
fn said(arrival: &CallbackOutcome<'_>, ending: Ending) -> Option<&'static str> {
    match arrival {
        CallbackOutcome::UnknownLeg => None,
        CallbackOutcome::Failed(failure) => Some(result(failure)),
        CallbackOutcome::Done(_) | CallbackOutcome::NextLeg(_) => Some(ending.as_str()),
    }
}

fn result(failure: &Failure) -> &'static str {
    failure
        .reason
        .map_or(Ending::Unclear.as_str(), Reason::as_str)
}

/// Tells a person why Webex did not do it, and what they can do now.
fn tell_why(
    visit: &Visit<'_>,
    trace: &Trace<'_>,
    failure: &Failure,
) -> (Response<Full<Bytes>>, Told) {
    let advice = advice(trace, failure.reason);
    let next = match advice.offer {
        Next::TryAgain => failure.again.as_ref().map(OwnPath::as_str),
        Next::LogOut => failure.logout.as_ref().map(Call::as_str),
        Next::LogIn => trace.route.map(|route| route.site().base()),
        Next::Nothing => None,
    };
    let label = match advice.offer {
        Next::LogOut => Phrase::OfferLogOut,
        Next::LogIn => Phrase::OfferWebexLogin,
        Next::TryAgain | Next::Nothing => Phrase::OfferAgain,
    };
    let home = failure.home.as_ref().map(BackAddress::as_str);
    let next = next.map(|href| Offer::new(href, label));
    let home = home.map(|href| Offer::new(href, leave(trace)));
    let offers: Vec<Offer<'_>> = next.into_iter().chain(home).collect();
    let told = Told {
        outcome: "webex_failed",
        reason: Some(result(failure)),
    };
    (visit.respond.advise(advice, &offers), told)
}

/// What a person reads about a reason. Where the policy gave the secret, it is
/// not theirs to correct.
fn advice(trace: &Trace<'_>, reason: Option<Reason>) -> Advice {
    let mut filled = trace.filled.iter();
    let by_policy = filled.any(|filled| filled.origin == Origin::Secret);
    match reason {
        Some(Reason::BadWebExIdOrPassword | Reason::PartnerIdError) if by_policy => OWN_LOGIN,
        Some(reason) => reply_words::advice(reason),
        None => UNCLEAR,
    }
}

fn leave(trace: &Trace<'_>) -> Phrase {
    let enters = trace.route.is_some_and(|route| {
        let mut steps = route.steps().iter();
        steps.all(|step| step.command().effect() == Effect::Enter)
    });
    if enters {
        Phrase::OfferLeaveMeeting
    } else {
        Phrase::OfferLeave
    }
}
