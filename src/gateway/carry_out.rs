//! Turns a decision about a leg of a route into a reply.

use super::answer::{Answer, Reply};
use super::ask_webex::Asked;
use super::delivered::{Delivered, OPENED};
use super::leg::Leg;
use super::outcome::Outcome;
use super::pages::{ABOUT_CALLER, FormPage, Question};
use super::request_context::RequestContext;
use super::respond::{ErrorHints, Forms};
use super::{confirmation, dates, login, refusal_detail, replay_record};
use crate::decision::{
    self, Decision, Delivery, LinkRequest, Page, Refusal, Stop, Trace, return_path,
};
use crate::net::HeadError;
use crate::policy::{Link, ReturnMode, Route};
use crate::webex::{BackAddress, Effect, OwnPath, PostForm};

/// Most names that are proposed for an unknown path.
const MAX_PROPOSALS: usize = 5;

/// Carries out a decision about the first leg.
pub fn answer<'p>(
    context: &RequestContext<'p, '_>,
    request: &LinkRequest<'_>,
    decision: Decision<'p, '_>,
) -> Answer<'p> {
    let mut about = context.log_context(&decision.trace, Some(&decision.outcome));
    if let decision::Outcome::Stop(Stop::Unknown) = decision.outcome {
        let (endpoint, rules) = (context.policy.endpoint(), context.policy.log_rules());
        about = about.with_detail(refusal_detail::of_missed_name(request, endpoint, rules));
    }
    let decided = replay_record::Decided {
        trace: &decision.trace,
        outcome: &decision.outcome,
        detail: about.detail.as_deref(),
    };
    let replay = replay_record::record(context, request, decided);
    let about = about.with_replay(replay);
    let leg = Leg {
        request,
        trace: &decision.trace,
        number: 0,
    };
    carry_out(context, &leg, decision.outcome).about(about)
}

/// Carries out a decision about a leg.
pub fn carry_out(
    context: &RequestContext<'_, '_>,
    leg: &Leg<'_, '_, '_, '_>,
    outcome: decision::Outcome<'_>,
) -> Reply {
    match outcome {
        decision::Outcome::Send(delivery) => deliver(context, leg, delivery, &OPENED),
        decision::Outcome::Confirm(_, effect) => ask_to_confirm(context, leg, effect),
        decision::Outcome::Stop(Stop::Refused(Refusal::Nobody)) => {
            let back = return_path(context.policy, leg.trace, leg.request);
            login::ask_for_login(context, back.as_ref())
        }
        decision::Outcome::Stop(stop) => refuse(context, leg, &stop),
    }
}

/// Sends the person to Webex.
pub fn deliver(
    context: &RequestContext<'_, '_>,
    leg: &Leg<'_, '_, '_, '_>,
    delivery: Delivery,
    delivered: &Delivered,
) -> Reply {
    let respond = &context.respond;
    let trace = leg.trace;
    let asked = || {
        Some(Asked {
            context,
            leg,
            route: trace.route?,
            delivered,
        })
    };
    match delivery {
        Delivery::Rest => asked().expect("a decision has a route").rest(),
        Delivery::Ticket => asked().expect("a decision has a route").ticket(),
        Delivery::Redirect(call) => respond.redirect(delivered.redirect.clone(), call),
        Delivery::Form(_) if !respond.is_for_a_person() => respond.refuse(Outcome::BrowserRequired),
        Delivery::Form(form) => show_form(context, trace, &form, delivered.form.clone()),
    }
}

/// Shows a form that leads to Webex.
fn show_form(
    context: &RequestContext<'_, '_>,
    trace: &Trace<'_, '_>,
    form: &PostForm,
    outcome: Outcome,
) -> Reply {
    // Browsers apply `form-action` to every redirect after a submission, too. Those lead back
    // through the gateway or to the back URL.
    let gateway = context.policy.endpoint().origin();
    let returns_here = |route: &Route| route.return_mode() == ReturnMode::Gateway;
    let gateway = trace.route.is_some_and(returns_here).then_some(&*gateway);
    let home = trace.home();
    let home = home.as_ref().map(BackAddress::origin);
    let targets: Vec<&str> = [Some(form.origin()), gateway, home]
        .into_iter()
        .flatten()
        .collect();
    let page = FormPage::new(trace, form, context.respond.frame());
    context.respond.page(outcome, &page, Forms::To(&targets))
}

/// Explains why a request is not carried out, and what helps.
fn refuse(context: &RequestContext<'_, '_>, leg: &Leg<'_, '_, '_, '_>, stop: &Stop<'_>) -> Reply {
    let near = match stop {
        Stop::Unknown => context.directory().near(leg.request, MAX_PROPOSALS),
        Stop::Bad(_) | Stop::Refused(_) | Stop::Expired => Vec::new(),
    };
    let link = match stop {
        // Only callers who may use a link learn that it has expired, and so when and whose it was.
        Stop::Expired => leg.trace.link,
        Stop::Bad(_) | Stop::Refused(_) | Stop::Unknown => None,
    };
    let zone = context.policy.endpoint().time_zone();
    let until = link.and_then(Link::until);
    let until = until.map(|until| dates::end(until, zone));
    let hints = ErrorHints {
        near: &near,
        owner: link.and_then(Link::owner),
        until: until.as_deref(),
        offers: match stop {
            Stop::Refused(refusal) if refusal.is_about_caller() => &ABOUT_CALLER,
            _ => &[],
        },
    };
    context.respond.refuse_with(Outcome::from(stop), hints)
}

fn ask_to_confirm(
    context: &RequestContext<'_, '_>,
    leg: &Leg<'_, '_, '_, '_>,
    effect: Effect,
) -> Reply {
    let respond = &context.respond;
    if !respond.is_for_a_person() {
        return respond.refuse(Outcome::ConfirmationRequired);
    }
    let Some(target) = confirmation::target(context, leg) else {
        return respond.refuse(Outcome::Unreadable(HeadError::UriTooLong));
    };
    let steps = leg.trace.route.and_then(|route| route.leg(leg.number));
    respond.ask(&Question::new(
        leg.trace,
        steps.unwrap_or_default(),
        effect,
        &target,
        &way_back(context, leg.trace.link),
    ))
}

/// Where somebody goes who does not want to confirm: the page of the link, which does nothing, or the
/// directory.
fn way_back(context: &RequestContext<'_, '_>, link: Option<&Link>) -> String {
    match link {
        Some(link) => {
            let path = OwnPath::new(context.policy.endpoint().link_segments(link.name()));
            format!("{path}{}", Page::OF_LINK)
        }
        None => OwnPath::new([""]).to_string(),
    }
}
