//! What the decision log tells the help desk of a request that was not carried out, or would not be
//! if no rule were report-only. Of the request
//! itself it has a name that was missed and a host, where they have the shape of one; of a rule and
//! its groups, the words of the policy.

use jiff::Timestamp;

use super::outcome::Outcome;
use crate::decision::{Caller, LinkRequest, Page, Refusal, Stop, Trace, stop_of};
use crate::identity::nearly_held;
use crate::policy::{
    Alternative, Condition, LogRules, MAX_LITERAL, MissedNames, PublicEndpoint, RuleSet, Verdict,
};
use crate::telemetry::{Detail, Would};
use crate::text::{is_confidential, parse_name, without_trailing_marks};

/// Most characters of a rule in a line.
const RULE_CHARS: usize = 300;
/// Most bytes of a character.
const MAX_UTF8: usize = 4;
/// Most groups in a line.
const GROUPS: usize = 20;

/// What an allowed request would be called, if it were not refused. Nothing after access is worked out.
pub const WOULD_BE_ALLOWED: &str = "allowed";

/// The rules that a verdict rests on.
struct Rules<'p> {
    /// `allow` or `deny`.
    list: &'static str,
    alternatives: Vec<&'p Alternative>,
}

/// The rule by which somebody is refused, and the groups that it asked for.
pub fn of_refusal<'p>(
    caller: &Caller<'_>,
    trace: &Trace<'p, '_>,
    now: Timestamp,
) -> Option<Box<Detail<'p>>> {
    let verdict = trace.verdict?;
    if let Verdict::Allowed(_) = verdict {
        // The rules let the caller in, and something else does not.
        return None;
    }
    let rules = rules(verdict, trace.route?.access().enforced(now));
    let groups = groups(&rules.alternatives);
    Some(Box::new(Detail {
        rule: Some(in_words(&rules)),
        near_groups: nearly_held(caller, &groups),
        groups,
        ..Detail::default()
    }))
}

/// What access would come to if no rule were report-only, where that differs, and by which rule.
pub fn of_report_only(caller: &Caller<'_>, trace: &Trace<'_, '_>) -> Option<Would> {
    let (verdict, access) = (trace.would?, trace.route?.access());
    let stop = stop_of(verdict, caller);
    let rules = rules(verdict, access.all());
    let spec = stop.as_ref().map(|stop| Outcome::from(stop).spec());
    Some(Would {
        outcome: spec
            .as_ref()
            .map_or(WOULD_BE_ALLOWED, |spec| spec.word.as_str()),
        reason: spec.and_then(|spec| spec.reason),
        rule: match stop {
            // A login is missing: no rule refuses anybody.
            Some(Stop::Refused(Refusal::Nobody)) => None,
            _ => Some(in_words(&rules)),
        },
    })
}

/// The rule that decided; where none did, all that would let the caller in.
fn rules<'p>(verdict: Verdict<'p>, judged: RuleSet<'p>) -> Rules<'p> {
    let (list, alternatives) = match verdict {
        Verdict::Allowed(by) => ("allow", vec![by]),
        Verdict::Denied(by) => ("deny", vec![by]),
        Verdict::Unestablished(unknown) => ("deny", vec![unknown.denied]),
        Verdict::NotAllowed(_) => ("allow", judged.allowed().collect()),
    };
    Rules { list, alternatives }
}

/// The beginning of the rules: of those beyond it, nothing is written.
fn in_words(rules: &Rules<'_>) -> Box<str> {
    let mut words = String::new();
    for alternative in &rules.alternatives {
        if words.len() >= RULE_CHARS * MAX_UTF8 {
            break;
        }
        words.push_str(if words.is_empty() { " " } else { ", or " });
        words.push_str(&alternative.in_words());
    }
    let words = rules.list.chars().chain(words.chars());
    words.take(RULE_CHARS).collect()
}

fn groups<'p>(alternatives: &[&'p Alternative]) -> Vec<&'p str> {
    let conditions = alternatives.iter().flat_map(|one| one.conditions());
    let named = conditions.filter_map(|condition| match condition {
        Condition::Group(groups) => Some(groups),
        _ => None,
    });
    let mut found = Vec::new();
    for group in named.flatten() {
        if !found.contains(&&**group) {
            found.push(&**group);
        }
        if found.len() == GROUPS {
            break;
        }
    }
    found
}

/// The parameter that is wrong.
pub fn of_parameter(parameter: &str) -> Option<Box<Detail<'_>>> {
    Some(Box::new(Detail {
        parameter: Some(parameter),
        ..Detail::default()
    }))
}

/// The name that was looked for in vain, unless the policy keeps it out of the log.
pub fn of_missed_name<'p>(
    request: &LinkRequest<'_>,
    endpoint: &PublicEndpoint,
    rules: LogRules,
) -> Option<Box<Detail<'p>>> {
    if rules.missed_names == MissedNames::No {
        return None;
    }
    let (last, before) = request.segments().split_last()?;
    if !endpoint.is_link_prefix(before) {
        return None;
    }
    let last = last.strip_suffix(Page::OF_LINK).unwrap_or(last);
    let name = parse_name(without_trailing_marks(last)).ok()?;
    if name.chars().count() > MAX_LITERAL || is_confidential(&name) {
        return None;
    }
    let name = rules.meeting_keys.shown_within(name);
    Some(Box::new(Detail {
        missed_name: Some(name.into()),
        ..Detail::default()
    }))
}

/// The host of a request that is for another one. It is proven well-formed.
pub fn of_wrong_host(host: &str) -> Box<Detail<'static>> {
    Box::new(Detail {
        host: Some(host.into()),
        ..Detail::default()
    })
}
