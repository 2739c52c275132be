//! What is counted of each line.

use jiff::Timestamp;

use super::by_name::ByName;
use super::kind::Kind;
use super::missed::MissedNames;
use super::period::Period;
use super::uses::Uses;
use crate::decision_logs::LogLine;
use crate::gateway::OutcomeWord;
use crate::policy::{Link, Policy, Route};

/// The most links that are told apart beside those of the policy: twice as many as the largest
/// policies have.
const OTHER_LINKS: usize = 200_000;

/// The most routes, likewise.
const OTHER_ROUTES: usize = 2_000;

#[derive(Debug)]
pub struct Counts {
    period: Period,
    pub span: Option<Span>,
    pub requests: u64,
    /// Lines at other times.
    pub outside: u64,
    pub outcomes: Outcomes,
    pub routes: ByName<RouteCounts>,
    pub links: ByName<Uses>,
    pub missed: MissedNames,
}

/// The time from the first line to the last.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    pub first: Timestamp,
    pub last: Timestamp,
}

#[derive(Debug, Default)]
pub struct RouteCounts {
    pub uses: Uses,
    pub outcomes: Outcomes,
}

/// Requests by outcome.
#[derive(Debug)]
pub struct Outcomes {
    known: [u64; OutcomeWord::ALL.len()],
    /// Those with words of a later version.
    pub unknown: u64,
}

impl Counts {
    pub fn new(period: Period, policy: Option<&Policy>) -> Self {
        let routes = policy.map_or(&[][..], Policy::routes).iter();
        let links = policy.map_or(&[][..], Policy::links).iter();
        Self {
            period,
            span: None,
            requests: 0,
            outside: 0,
            outcomes: Outcomes::default(),
            routes: ByName::new(routes.map(Route::name), OTHER_ROUTES),
            links: ByName::new(links.map(Link::name), OTHER_LINKS),
            missed: MissedNames::default(),
        }
    }

    pub fn add(&mut self, line: &LogLine<'_>) {
        if !self.period.contains(line.time) {
            self.outside += 1;
            return;
        }
        self.requests += 1;
        Span::extend(&mut self.span, line.time);
        let word = OutcomeWord::from_word(&line.outcome);
        let kind = word.map_or(Kind::Other, |word| Kind::of(line, word));
        self.outcomes.add(word);
        if let Some(route) = &line.route {
            self.routes.add(route, |counts| {
                counts.uses.add(kind, line.time);
                counts.outcomes.add(word);
            });
        }
        if let Some(link) = &line.link {
            self.links.add(link, |uses| uses.add(kind, line.time));
        }
        if let Some(name) = &line.missed_name {
            self.missed.add(name);
        }
    }
}

impl Span {
    fn extend(span: &mut Option<Self>, time: Timestamp) {
        let span = span.get_or_insert(Self {
            first: time,
            last: time,
        });
        span.first = span.first.min(time);
        span.last = span.last.max(time);
    }
}

impl Outcomes {
    fn add(&mut self, word: Option<OutcomeWord>) {
        match word {
            Some(word) => self.known[word as usize] += 1,
            None => self.unknown += 1,
        }
    }

    /// Those that occurred.
    pub fn known(&self) -> impl Iterator<Item = (OutcomeWord, u64)> {
        let words = OutcomeWord::ALL.iter().copied();
        words.zip(self.known).filter(|(_, requests)| *requests > 0)
    }
}

impl Default for Outcomes {
    fn default() -> Self {
        Self {
            known: [0; OutcomeWord::ALL.len()],
            unknown: 0,
        }
    }
}
