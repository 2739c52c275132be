//! What a report says, whatever it looks like.

mod links;
mod listed;
mod rules;

use std::cmp::Reverse;

use serde::Serialize;

use super::by_name::ByName;
use super::counts::{Counts, Outcomes, RouteCounts, Span};
use super::missed::MissedNames;
use super::reading::Reading;
use super::uses::Uses;
use crate::decision_logs::Tally;
use crate::policy::{Policy, Rfc3339};
pub use links::{Finding, LinkLists, LinkRow};
pub use listed::Listed;
pub use rules::Rules;

#[derive(Debug, Serialize)]
pub struct Summary {
    pub span: Option<ShownSpan>,
    pub requests: u64,
    pub read: Reading,
    /// The hash of the policy; `None` without one.
    pub policy: Option<String>,
    pub outcomes: Vec<OutcomeRow>,
    pub routes: Listed<RouteRow>,
    #[serde(flatten)]
    pub links: LinkLists,
    pub missed_names: MissedList,
}

/// The time that the logs cover.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct ShownSpan {
    pub first: Rfc3339,
    pub last: Rfc3339,
}

#[derive(Debug, Serialize)]
pub struct OutcomeRow {
    pub outcome: &'static str,
    pub requests: u64,
}

#[derive(Debug, Serialize)]
pub struct RouteRow {
    /// `None` for those whose names were too many to be counted one by one.
    pub route: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(flatten)]
    pub uses: Uses,
    pub outcomes: Vec<OutcomeRow>,
}

#[derive(Debug, Serialize)]
pub struct MissedList {
    /// All requests for names that no link has.
    pub requests: u64,
    /// By how much the count of a name may be too low.
    pub error: u64,
    #[serde(flatten)]
    pub names: Listed<MissedRow>,
}

#[derive(Debug, Serialize)]
pub struct MissedRow {
    pub name: String,
    pub requests: u64,
}

impl Summary {
    pub fn new(counts: Counts, policy: Option<&Policy>, tally: &Tally, rules: &Rules) -> Self {
        Self {
            span: counts.span.map(ShownSpan::of),
            requests: counts.requests,
            read: Reading::new(tally, counts.outside),
            policy: policy.map(|policy| policy.hash().to_owned()),
            outcomes: outcome_rows(&counts.outcomes),
            routes: Listed::first(route_rows(counts.routes, policy), rules.top),
            links: LinkLists::new(counts.links, policy, rules),
            missed_names: MissedList::new(counts.missed, rules.top),
        }
    }
}

impl ShownSpan {
    fn of(span: Span) -> Self {
        Self {
            first: Rfc3339(span.first),
            last: Rfc3339(span.last),
        }
    }
}

impl MissedList {
    fn new(missed: MissedNames, top: usize) -> Self {
        let (requests, error) = (missed.total(), missed.error());
        let names = missed.into_names().into_iter();
        let rows = names.map(|missed| MissedRow {
            name: missed.name,
            requests: missed.requests,
        });
        Self {
            requests,
            error,
            names: Listed::first(rows.collect(), top),
        }
    }
}

/// The word for outcomes that only a later version knows.
const UNKNOWN: &str = "unknown";

fn outcome_rows(outcomes: &Outcomes) -> Vec<OutcomeRow> {
    let known = outcomes.known().map(|(word, requests)| OutcomeRow {
        outcome: word.as_str(),
        requests,
    });
    let unknown = OutcomeRow {
        outcome: UNKNOWN,
        requests: outcomes.unknown,
    };
    let unknown = Some(unknown).filter(|row| row.requests > 0);
    let mut rows: Vec<OutcomeRow> = known.chain(unknown).collect();
    rows.sort_by_key(|row| Reverse(row.requests));
    rows
}

fn route_rows(mut counts: ByName<RouteCounts>, policy: Option<&Policy>) -> Vec<RouteRow> {
    let row = |route: Option<String>, title: Option<&str>, counts: &RouteCounts| RouteRow {
        route,
        title: title.map(str::to_owned),
        uses: counts.uses,
        outcomes: outcome_rows(&counts.outcomes),
    };
    let routes = policy.map_or(&[][..], Policy::routes).iter();
    let known = routes.map(|route| {
        let counts = counts.take(route.name());
        row(Some(route.name().to_owned()), Some(route.title()), &counts)
    });
    let mut rows: Vec<RouteRow> = known.collect();
    let (rest, others) = counts.into_rest();
    rows.extend(rest.map(|(name, counts)| row(Some(name.into()), None, &counts)));
    if others.uses.requests > 0 {
        rows.push(row(None, None, &others));
    }
    rows.sort_by(|one, other| {
        let by_use = one.uses.by_use(&other.uses);
        by_use.then_with(|| one.route.cmp(&other.route))
    });
    rows
}
