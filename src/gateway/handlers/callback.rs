//! The way back from Webex through the gateway: what Webex says is recorded, and the person is sent
//! on, or told in plain words why not.

use crate::decision::{CallbackOutcome, Failure, Holder, LegReply, LinkRequest, Purpose, Trace};
use crate::gateway::answer::{Answer, Reply, WebexResult};
use crate::gateway::carry_out::carry_out;
use crate::gateway::failure_advice::{self, Advice, NextStep, OWN_LOGIN, UNCLEAR};
use crate::gateway::i18n::Phrase;
use crate::gateway::leg::Leg;
use crate::gateway::outcome::{Outcome, WebexFailure};
use crate::gateway::pages::Offer;
use crate::gateway::request_context::RequestContext;
use crate::gateway::respond::ErrorHints;
use crate::gateway::unverified_ticket::{TicketRequest, UnverifiedTicket, Verification};
use crate::policy::{MeetingKeys, ValueOrigin};
use crate::webex::{BackAddress, Call, Effect, Ending, OwnPath, Reason, Reply as WebexReply};

/// Takes in somebody who comes back.
pub fn callback<'p>(context: &RequestContext<'p, '_>, ticket: UnverifiedTicket<'_>) -> Answer<'p> {
    let verified = ticket.verify(Verification {
        keys: context.policy.signing_keys(),
        purpose: Purpose::Return,
        // Whoever comes back may be somebody else by now: the ticket gives no access.
        holder: Holder::Anybody,
        now: context.now(),
    });
    let asked = verified.as_ref().map_err(|error| *error);
    match asked.and_then(TicketRequest::of) {
        Ok(asked) => take_in(context, ticket.route, &asked),
        Err(error) => {
            let invalid = Outcome::InvalidReturn(error);
            context.respond.refuse(invalid).about_nothing()
        }
    }
}

fn take_in<'p>(
    context: &RequestContext<'p, '_>,
    route: &str,
    asked: &TicketRequest<'_>,
) -> Answer<'p> {
    // Webex has written the query, in whatever encoding: what cannot be read says nothing, and keeps
    // nobody from their way home.
    let query = format!("/?{}", context.target.query());
    let fields = LinkRequest::parse(&query);
    let reply = match &fields {
        Ok(fields) => WebexReply::read(fields.query()),
        Err(_) => UNREADABLE,
    };
    let leg = LegReply {
        route,
        leg: asked.leg,
        reply,
    };
    let callback = context.callback(&asked.request, leg);
    let word = result_word(&callback.outcome, reply.ending);
    let result = word.map(|word| WebexResult {
        leg: asked.leg,
        word,
    });
    let about = context
        .log_context(&callback.trace, callback.outcome.next_leg())
        .returned_from(result);
    let next = Leg {
        request: &asked.request,
        trace: &callback.trace,
        number: asked.leg + 1,
    };
    send_on(context, &next, callback.outcome).about(about)
}

fn send_on(
    context: &RequestContext<'_, '_>,
    next: &Leg<'_, '_, '_, '_>,
    outcome: CallbackOutcome<'_>,
) -> Reply {
    let respond = &context.respond;
    match outcome {
        CallbackOutcome::Done(Some(home)) => respond.redirect(Outcome::Returned, home),
        CallbackOutcome::Done(None) => respond.refuse(Outcome::NoBackUrl),
        CallbackOutcome::NextLeg(outcome) => carry_out(context, next, outcome),
        CallbackOutcome::Failed(failure) => tell_why(context, next.trace, &failure),
        CallbackOutcome::UnknownLeg => respond.refuse(Outcome::UnknownLeg),
    }
}

/// What an answer says that cannot be read.
const UNREADABLE: WebexReply<'static> = WebexReply {
    action: None,
    ending: Ending::Unclear,
    web_id: None,
};

/// What Webex said, in the word of log and metrics. A route that is none of the policy's says
/// nothing, and is no label.
fn result_word(outcome: &CallbackOutcome<'_>, ending: Ending) -> Option<&'static str> {
    match outcome {
        CallbackOutcome::UnknownLeg => None,
        CallbackOutcome::Failed(failure) => Some(
            failure
                .reason
                .map_or(Ending::Unclear.as_str(), Reason::as_str),
        ),
        CallbackOutcome::Done(_) | CallbackOutcome::NextLeg(_) => Some(ending.as_str()),
    }
}

/// Tells a person why Webex did not do it, and what they can do now.
fn tell_why(context: &RequestContext<'_, '_>, trace: &Trace<'_, '_>, failure: &Failure) -> Reply {
    let advice = advice(trace, failure.reason);
    let next = match advice.next {
        NextStep::TryAgain => failure.again.as_ref().map(OwnPath::as_str),
        NextStep::LogOut => failure.logout.as_ref().map(Call::as_str),
        NextStep::LogIn => trace.route.map(|route| route.site().base()),
        NextStep::Nothing => None,
    };
    let next = next.map(|href| Offer::new(href, label(advice.next)));
    let home = failure.home.as_ref().map(BackAddress::as_str);
    let home = home.map(|href| Offer::new(href, leave(trace)));
    let join_page = join_page(trace, failure.reason);
    let join_page = join_page.map(|href| Offer::new(href, Phrase::OfferJoinPage));
    let offers: Vec<Offer<'_>> = join_page.into_iter().chain(next).chain(home).collect();
    let failed = Outcome::WebexFailed(WebexFailure {
        reason: failure.reason,
        advice,
    });
    let hints = ErrorHints {
        offers: &offers,
        ..ErrorHints::default()
    };
    context.respond.refuse_with(failed, hints)
}

/// The page of the site on which people enter the number of a meeting, where Webex does not take it
/// from a link.
fn join_page<'p>(trace: &Trace<'p, '_>, reason: Option<Reason>) -> Option<&'p str> {
    let is_refused = matches!(
        reason,
        None | Some(
            Reason::ApiNotSupported
                | Reason::AutoLoginDisabled
                | Reason::PartnerIdError
                | Reason::Unlisted
                | Reason::Unnamed
                | Reason::Unknown
        )
    );
    let mut filled = trace.filled.iter();
    let has_number = filled.any(|filled| filled.parameter.name() == MeetingKeys::PARAMETER);
    let site = trace.route?.site();
    site.join_page().filter(|_| is_refused && has_number)
}

/// What a person reads about a reason. Where the policy gave the secret, it is not theirs to correct.
fn advice(trace: &Trace<'_, '_>, reason: Option<Reason>) -> Advice {
    let mut filled = trace.filled.iter();
    let by_policy = filled.any(|filled| filled.origin == ValueOrigin::Secret);
    match reason {
        Some(Reason::BadWebExIdOrPassword | Reason::PartnerIdError) if by_policy => OWN_LOGIN,
        Some(reason) => failure_advice::advice(reason),
        None => UNCLEAR,
    }
}

fn label(next: NextStep) -> Phrase {
    match next {
        NextStep::LogOut => Phrase::OfferLogOut,
        NextStep::LogIn => Phrase::OfferWebexLogin,
        NextStep::TryAgain | NextStep::Nothing => Phrase::OfferAgain,
    }
}

fn leave(trace: &Trace<'_, '_>) -> Phrase {
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
