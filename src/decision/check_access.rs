//! Who may use a route, and when: what the rules of the policy come to for one request.

use jiff::Timestamp;

use super::caller::Caller;
use super::outcome::{Refusal, Stop};
use super::trace::Trace;
use crate::policy::{DenyReason, Fact, Moment, Route, Validity, Verdict};

/// Checks who may use the route, and when; and what that would come to if no rule were report-only.
pub fn check_access<'p>(
    route: &'p Route,
    caller: &Caller<'_>,
    now: Timestamp,
    trace: &mut Trace<'p, '_>,
) -> Result<(), Stop<'p>> {
    let dates = trace.link.map(|link| link.validity(now));
    let (access, moment) = (route.access(), Moment { now, dates });
    let verdict = access.judge(caller, moment);
    let stop = stop_of(verdict, caller);
    trace.verdict = Some(verdict);
    // Another rule that comes to the same is no difference.
    let differs = |would: &Verdict<'_>| stop_of(*would, caller) != stop;
    trace.would = access.would(caller, moment).filter(differs);
    stop.map_or(Ok(()), Err)
}

/// How a verdict stops the caller; `None` if it lets the caller in.
pub fn stop_of<'p>(verdict: Verdict<'_>, caller: &Caller<'_>) -> Option<Stop<'p>> {
    Some(match verdict {
        Verdict::Allowed(_) => return None,
        Verdict::Denied(_) => not_admitted(caller),
        Verdict::Unestablished(unknown) => Stop::Refused(not_established(unknown.fact, caller)),
        Verdict::NotAllowed(reason) => match reason {
            DenyReason::Person => Stop::Refused(Refusal::Nobody),
            DenyReason::Hours => Stop::Refused(Refusal::Hours),
            // The caller is admitted but for the dates: others do not learn whether a link has
            // expired.
            DenyReason::Dates(Validity::NotYet) => Stop::Refused(Refusal::NotYet),
            DenyReason::Dates(Validity::Expired) => Stop::Expired,
            DenyReason::Nothing | DenyReason::Dates(Validity::Valid) => not_admitted(caller),
        },
    })
}

fn not_admitted<'p>(caller: &Caller<'_>) -> Stop<'p> {
    Stop::Refused(match caller.person() {
        Some(_) => Refusal::Account,
        None => Refusal::Access,
    })
}

/// Why a caller is refused whom nothing but an unknown fact keeps out.
fn not_established(fact: Fact, caller: &Caller<'_>) -> Refusal {
    match (fact, caller.person()) {
        (Fact::Network, None) => Refusal::ClientUnknown,
        (Fact::Network, Some(_)) => Refusal::NetworkUnknown,
        (Fact::User, Some(_)) => Refusal::UserUnknown,
        (Fact::MailDomain, Some(_)) => Refusal::MailDomainUnknown,
        (Fact::Group, Some(_)) => Refusal::GroupsUnknown,
        (Fact::Certificate, Some(_)) => Refusal::CertificateUnknown,
        // Every proof has a source. Without a proof, a login would establish the others; where none
        // helps, nothing more is said.
        (Fact::Source, Some(_)) => Refusal::Account,
        (_, None) => Refusal::Access,
    }
}
