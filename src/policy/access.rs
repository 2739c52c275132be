//! Who may use a route: `allow` and `deny`, alternatives of conditions.

mod condition;
mod reach;
mod read;
mod rules;
mod window;

use ipnet::IpNet;
use jiff::Timestamp;

use super::link::Validity;
use crate::net::ClientAddress;

pub use condition::{Alternative, Condition};
pub(super) use read::{Networks, read_range};
pub(super) use rules::{Asked, Rules};
pub use window::Window;

/// A named list of address ranges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network {
    name: Box<str>,
    ranges: Vec<IpNet>,
}

impl Network {
    /// What the policy calls it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it holds any address of these ranges.
    pub(super) fn meets(&self, others: &[IpNet]) -> bool {
        let meet = |one: &IpNet, other: &IpNet| one.contains(other) || other.contains(one);
        let mut ranges = self.ranges.iter();
        ranges.any(|range| others.iter().any(|other| meet(range, other)))
    }

    /// Its ranges.
    pub(super) fn ranges(&self) -> &[IpNet] {
        &self.ranges
    }

    /// An address that is not known lies in none.
    fn contains(&self, address: ClientAddress) -> bool {
        let lies_in = |address| self.ranges.iter().any(|range| range.contains(&address));
        address.known().is_some_and(lies_in)
    }
}

/// Whom conditions are about.
pub trait Subject {
    /// Where they come from.
    fn address(&self) -> ClientAddress;
    /// Whether anybody vouches for them.
    fn is_known(&self) -> bool;
    /// Their id.
    fn user(&self) -> Option<&str>;
    /// Their mail address.
    fn email(&self) -> Option<&str>;
    /// Whether they are in that group.
    fn is_in_group(&self, group: &str) -> bool;
    /// Whether they hold a certificate with that subject or mail address.
    fn certificate_is(&self, name: &str) -> bool;
}

/// When somebody asks.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// The moment itself.
    pub now: Timestamp,
    /// Where it stands relative to the dates of the link that was asked for;
    /// `None` when that was no link.
    pub dates: Option<Validity>,
}

/// Who may use a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    allow: Vec<Alternative>,
    deny: Vec<Alternative>,
}

/// What [`Access`] says about a caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict<'p> {
    /// Allowed, by this alternative.
    Allowed(&'p Alternative),
    /// Kept out, by this one.
    Denied(&'p Alternative),
    /// No alternative holds.
    Unknown(Lack),
}

/// What is missing where no alternative holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    /// None could hold for this caller.
    Nothing,
    /// One might hold if only the caller were known.
    Person,
    /// One would hold but for the dates of the link.
    Dates(Validity),
    /// One would hold at another hour.
    Hours,
}

impl Access {
    /// Lets nobody in: what counts while a route's own rules are broken.
    pub(super) fn nobody() -> Self {
        Self {
            allow: Vec::new(),
            deny: Vec::new(),
        }
    }

    /// Judges a caller. Default deny.
    pub fn judge(&self, subject: &impl Subject, moment: Moment) -> Verdict<'_> {
        if let Some(denied) = self.deny.iter().find(|a| a.holds(subject, moment)) {
            return Verdict::Denied(denied);
        }
        let mut allow = self.allow.iter();
        match allow.find(|a| a.is_open(moment) && a.holds(subject, moment)) {
            Some(allowed) => Verdict::Allowed(allowed),
            None => Verdict::Unknown(self.lack(subject, moment)),
        }
    }

    /// To be known comes before the dates: who may not use a link does not
    /// learn about it.
    fn lack(&self, subject: &impl Subject, moment: Moment) -> Lack {
        let fails = |c: &&Condition| !c.holds(subject, moment);
        let may_be_known = |alternative: &Alternative| {
            let mut failing = alternative.conditions().iter().filter(fails);
            failing.clone().any(Condition::is_about_person)
                && failing.all(|c| c.is_about_person() || c.is_about_dates())
        };
        let fails_only = |alternative: &Alternative, by: fn(&Condition) -> bool| {
            let mut failing = alternative.conditions().iter().filter(fails);
            failing.all(by)
        };
        if !subject.is_known() && self.allow.iter().any(may_be_known) {
            return Lack::Person;
        }
        let mut alternatives = self.allow.iter();
        match moment.dates {
            Some(dates @ (Validity::NotYet | Validity::Expired))
                if alternatives.any(|a| fails_only(a, Condition::is_about_dates)) =>
            {
                Lack::Dates(dates)
            }
            _ if self
                .allow
                .iter()
                .any(|a| fails_only(a, Condition::is_about_hours)) =>
            {
                Lack::Hours
            }
            _ => Lack::Nothing,
        }
    }

    /// The ways to be allowed in.
    pub fn allowed(&self) -> &[Alternative] {
        &self.allow
    }

    /// The ways to be kept out.
    pub fn denied(&self) -> &[Alternative] {
        &self.deny
    }
}
