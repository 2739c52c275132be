//! What the decision log has of a request so that another policy can decide it, where the policy says
//! `log: { replayable: yes }`.

use super::request_context::RequestContext;
use crate::decision::{BadRequest, LinkRequest, Lost, Outcome, Stop, Trace, replay_path};
use crate::policy::{MeetingKeys, Moment, Replayable};
use crate::telemetry::{Detail, Replay};
use crate::webex::OwnPath;

/// A decision about a path of the policy, and what the line says of it otherwise.
#[derive(Clone, Copy)]
pub struct Decided<'a, 'p, 'r> {
    pub trace: &'a Trace<'p, 'r>,
    pub outcome: &'a Outcome<'p>,
    pub detail: Option<&'a Detail<'p>>,
}

/// The record of a request; `None` where the policy wants none.
pub fn record<'p>(
    context: &RequestContext<'p, '_>,
    request: &LinkRequest<'_>,
    decided: Decided<'_, 'p, '_>,
) -> Option<Box<Replay<'p>>> {
    match context.policy.log_rules().replayable {
        Replayable::No => None,
        Replayable::Yes => Some(Box::new(written(context, request, decided))),
    }
}

// Out of line: most policies keep no record.
#[cold]
fn written<'p>(
    context: &RequestContext<'p, '_>,
    request: &LinkRequest<'_>,
    decided: Decided<'_, 'p, '_>,
) -> Replay<'p> {
    let moment = Moment {
        now: context.now(),
        dates: None,
    };
    let page = decided.trace.page.as_ref();
    let path = match context.caller.further() {
        [] => path(context, request, decided),
        _ => Err(Lost::Proofs),
    };
    Replay {
        lost: path.as_ref().err().map(|lost| lost.as_str()),
        path: path.ok().map(Into::into),
        takes_pages: context.respond.is_for_a_person(),
        page_origin: page.map(|page| page.origin().into()),
        caller: context.asked_facts.of_caller(&context.caller, moment),
    }
}

fn path(
    context: &RequestContext<'_, '_>,
    request: &LinkRequest<'_>,
    decided: Decided<'_, '_, '_>,
) -> Result<String, Lost> {
    match decided.outcome {
        Outcome::Stop(Stop::Unknown) => missed_path(context, decided.detail),
        // How long the ticket would be depends on the values.
        Outcome::Stop(Stop::Bad(BadRequest::TooLong)) => Err(Lost::Value),
        _ => replay_path(context.policy, decided.trace, request),
    }
}

/// The path of a name that no link has, if the log has the name.
fn missed_path(
    context: &RequestContext<'_, '_>,
    detail: Option<&Detail<'_>>,
) -> Result<String, Lost> {
    let name = detail.and_then(|detail| detail.missed_name.as_deref());
    let name = name.filter(|name| !MeetingKeys::is_masked(name));
    let segments = context
        .policy
        .endpoint()
        .link_segments(name.ok_or(Lost::Path)?);
    Ok(OwnPath::new(segments).as_str().to_owned())
}
