//! What rules say about a caller: the one evaluator of `allow` and `deny`.

use jiff::Timestamp;

use super::case::Case;
use super::condition::{Alternative, Condition, Fact};
use super::enforcement::Rule;
use super::subject::{Moment, Subject};
use super::truth::Truth;
use crate::policy::validity::Validity;

/// Those rules of a route that count.
#[derive(Clone, Copy, Debug)]
pub struct RuleSet<'p> {
    allow: &'p [Rule],
    deny: &'p [Rule],
    scope: Scope,
}

/// Which of the rules that is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Scope {
    All,
    EnforcedAt(Timestamp),
}

/// What a [`RuleSet`] says about a caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict<'p> {
    Allowed(&'p Alternative),
    Denied(&'p Alternative),
    /// Nothing else is in the way.
    Unestablished(Unestablished<'p>),
    NotAllowed(DenyReason),
}

/// A `deny` that may hold: what it asks for could not be established.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unestablished<'p> {
    pub denied: &'p Alternative,
    pub fact: Fact,
}

/// What `deny` says of a caller. A clear no of every alternative for every person is no denial.
enum Denial<'p> {
    Holds(&'p Alternative),
    Unknown(Unestablished<'p>),
}

/// Why nobody is let in, where no `deny` is known to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DenyReason {
    /// None could hold, logged in or not.
    Nothing,
    /// One might hold after a login, or a `deny` would be known not to.
    Person,
    /// One would hold but for the dates of the link.
    Dates(Validity),
    /// One would hold at another hour.
    Hours,
}

impl Scope {
    fn contains(self, rule: &Rule) -> bool {
        match self {
            Self::All => true,
            Self::EnforcedAt(now) => rule.enforcement.is_enforced(now),
        }
    }
}

impl<'p> RuleSet<'p> {
    pub(super) fn new(allow: &'p [Rule], deny: &'p [Rule], scope: Scope) -> Self {
        Self { allow, deny, scope }
    }

    /// Default deny.
    pub fn judge(self, subject: &impl Subject, moment: Moment) -> Verdict<'p> {
        let case = Case::of_allow(subject, moment);
        // `deny` wins over `allow`.
        match self.denial(subject, moment) {
            Some(Denial::Holds(denied)) => return Verdict::Denied(denied),
            Some(Denial::Unknown(unknown)) => return self.judge_unestablished(unknown, case),
            None => {}
        }
        match self.allowed().find(|a| a.is_open(moment) && a.holds(case)) {
            Some(allowed) => Verdict::Allowed(allowed),
            None => Verdict::NotAllowed(self.reason_to_deny(case)),
        }
    }

    fn denial(self, subject: &impl Subject, moment: Moment) -> Option<Denial<'p>> {
        let mut unknown: Option<Unestablished<'p>> = None;
        for denied in self.denied() {
            for case in Case::of_deny(subject, moment) {
                let found = match denied.truth(case) {
                    Truth::No => continue,
                    Truth::Yes => return Some(Denial::Holds(denied)),
                    Truth::Unknown => Unestablished::of(denied, case),
                };
                // The one that no login would establish goes first.
                let is_better = |first: Unestablished<'_>| {
                    first.fact.is_about_person() && !found.fact.is_about_person()
                };
                if unknown.is_none_or(is_better) {
                    unknown = Some(found);
                }
            }
        }
        unknown.map(Denial::Unknown)
    }

    /// Nobody is let in. Callers learn from the answer whether to log in, but nothing about dates
    /// and hours: they may be among those who are denied.
    fn judge_unestablished<S: Subject>(
        self,
        unknown: Unestablished<'p>,
        case: Case<'_, S>,
    ) -> Verdict<'p> {
        let is_anonymous = case.person.is_none();
        let may_hold_later = |a: &Alternative| {
            let mut failing = a.failing(case);
            failing.all(|c| {
                c.is_about_dates() || c.is_about_hours() || (is_anonymous && c.is_about_person())
            })
        };
        let may_hold_after_login = |a: &Alternative| {
            let mut failing = a.failing(case);
            failing.all(|c| c.is_about_dates() || c.is_about_person())
        };
        let is_login_missing = is_anonymous && unknown.fact.is_about_person();
        if is_login_missing && self.allowed().any(may_hold_after_login) {
            return Verdict::NotAllowed(DenyReason::Person);
        }
        match self.allowed().any(may_hold_later) {
            true => Verdict::Unestablished(unknown),
            false => Verdict::NotAllowed(DenyReason::Nothing),
        }
    }

    /// A missing login comes before the dates: a caller who may not use a link learns nothing about
    /// it.
    fn reason_to_deny<S: Subject>(self, case: Case<'_, S>) -> DenyReason {
        let may_be_known = |alternative: &Alternative| {
            let mut failing = alternative.failing(case);
            alternative.failing(case).any(Condition::is_about_person)
                && failing.all(|c| c.is_about_person() || c.is_about_dates())
        };
        let fails_only = |alternative: &Alternative, by: fn(&Condition) -> bool| {
            alternative.failing(case).all(by)
        };
        if case.person.is_none() && self.allowed().any(may_be_known) {
            return DenyReason::Person;
        }
        match case.moment.dates {
            Some(dates @ (Validity::NotYet | Validity::Expired))
                if self
                    .allowed()
                    .any(|a| fails_only(a, Condition::is_about_dates)) =>
            {
                DenyReason::Dates(dates)
            }
            _ if self
                .allowed()
                .any(|a| fails_only(a, Condition::is_about_hours)) =>
            {
                DenyReason::Hours
            }
            _ => DenyReason::Nothing,
        }
    }

    /// The alternatives of `allow`.
    pub fn allowed(self) -> impl Iterator<Item = &'p Alternative> {
        self.counting(self.allow)
    }

    /// The alternatives of `deny`.
    pub fn denied(self) -> impl Iterator<Item = &'p Alternative> {
        self.counting(self.deny)
    }

    fn counting(self, rules: &'p [Rule]) -> impl Iterator<Item = &'p Alternative> {
        let rules = rules.iter().filter(move |rule| self.scope.contains(rule));
        rules.map(|rule| &rule.alternative)
    }
}

impl<'p> Unestablished<'p> {
    /// Of several unknown facts, one about the person, which a login may establish.
    fn of<S: Subject>(denied: &'p Alternative, case: Case<'_, S>) -> Self {
        let facts = || denied.unknown(case).filter_map(Condition::fact);
        let fact = facts().find(|fact| fact.is_about_person());
        let fact = fact.or_else(|| facts().next());
        Self {
            denied,
            fact: fact.expect("only a fact about the caller is unknown"),
        }
    }
}
