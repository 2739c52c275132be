//! Who may use a route: `allow` and `deny`, alternatives of conditions.

mod condition;
mod rule_analysis;
mod subject;
mod window;

use super::validity::Validity;

pub use condition::{Alternative, Condition};
pub use subject::{Moment, Subject};
pub use window::{Days, Hours, Window};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    pub(crate) allow: Vec<Alternative>,
    pub(crate) deny: Vec<Alternative>,
}

/// What [`Access`] says about a caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict<'p> {
    Allowed(&'p Alternative),
    Denied(&'p Alternative),
    Unknown(DenyReason),
}

/// Why no alternative holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DenyReason {
    /// None could hold, logged in or not.
    Nothing,
    /// One might hold after a login.
    Person,
    /// One would hold but for the dates of the link.
    Dates(Validity),
    /// One would hold at another hour.
    Hours,
}

impl Access {
    /// Rules that let nobody in, for a route whose own are broken.
    pub fn nobody() -> Self {
        Self {
            allow: Vec::new(),
            deny: Vec::new(),
        }
    }

    /// Default deny.
    pub fn judge(&self, subject: &impl Subject, moment: Moment) -> Verdict<'_> {
        // `deny` wins over `allow`.
        if let Some(denied) = self.deny.iter().find(|a| a.holds(subject, moment)) {
            return Verdict::Denied(denied);
        }
        let mut allow = self.allow.iter();
        match allow.find(|a| a.is_open(moment) && a.holds(subject, moment)) {
            Some(allowed) => Verdict::Allowed(allowed),
            None => Verdict::Unknown(self.reason_to_deny(subject, moment)),
        }
    }

    /// A missing login comes before the dates: a caller who may not use a link learns nothing about
    /// it.
    fn reason_to_deny(&self, subject: &impl Subject, moment: Moment) -> DenyReason {
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
            return DenyReason::Person;
        }
        let mut alternatives = self.allow.iter();
        match moment.dates {
            Some(dates @ (Validity::NotYet | Validity::Expired))
                if alternatives.any(|a| fails_only(a, Condition::is_about_dates)) =>
            {
                DenyReason::Dates(dates)
            }
            _ if self
                .allow
                .iter()
                .any(|a| fails_only(a, Condition::is_about_hours)) =>
            {
                DenyReason::Hours
            }
            _ => DenyReason::Nothing,
        }
    }

    pub fn allowed(&self) -> &[Alternative] {
        &self.allow
    }

    pub fn denied(&self) -> &[Alternative] {
        &self.deny
    }
}
