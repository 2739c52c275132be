//! Who may use a route: `allow` and `deny`, alternatives of conditions.
//!
//! A rule may be report-only. [`Access::judge`] judges by the rules that are enforced, and
//! [`Access::would`] as if all of them were. Both are the same evaluator over another [`RuleSet`].

mod case;
mod condition;
mod enforcement;
mod rule_analysis;
mod rule_set;
mod subject;
mod truth;
mod window;

use jiff::Timestamp;

use rule_set::Scope;

pub use case::{Case, RuleKind};
pub use condition::{Alternative, Condition, Fact};
pub use enforcement::{Enforcement, Rule};
pub use rule_set::{DenyReason, RuleSet, Unestablished, Verdict};
pub use subject::{Moment, ProvenPerson, Subject};
pub use truth::Truth;
pub use window::{Days, Hours, Window};

/// All rules of a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    allow: Vec<Rule>,
    deny: Vec<Rule>,
    /// Whether any of them is not simply enforced. Nearly no route has such a rule, and requests for the
    /// others do not pay for it.
    has_trial: bool,
}

impl Access {
    pub fn new(allow: Vec<Rule>, deny: Vec<Rule>) -> Self {
        let mut rules = allow.iter().chain(&deny);
        Self {
            has_trial: rules.any(|rule| rule.enforcement != Enforcement::Enforced),
            allow,
            deny,
        }
    }

    /// Rules that let nobody in, for a route whose own are broken.
    pub fn nobody() -> Self {
        Self::new(Vec::new(), Vec::new())
    }

    /// The verdict that counts.
    pub fn judge(&self, subject: &impl Subject, moment: Moment) -> Verdict<'_> {
        self.enforced(moment.now).judge(subject, moment)
    }

    /// The verdict if every rule were enforced; `None` if all of them are.
    pub fn would(&self, subject: &impl Subject, moment: Moment) -> Option<Verdict<'_>> {
        self.has_report_only(moment.now)
            .then(|| self.all().judge(subject, moment))
    }

    /// Whether a rule is only reported at that moment.
    pub fn has_report_only(&self, now: Timestamp) -> bool {
        self.has_trial && self.rules().any(|rule| !rule.enforcement.is_enforced(now))
    }

    /// The rules that decide at that moment: the only ones that visitors may learn of.
    pub fn enforced(&self, now: Timestamp) -> RuleSet<'_> {
        let scope = match self.has_trial {
            true => Scope::EnforcedAt(now),
            false => Scope::All,
        };
        RuleSet::new(&self.allow, &self.deny, scope)
    }

    /// The rules as if all of them were enforced.
    pub fn all(&self) -> RuleSet<'_> {
        RuleSet::new(&self.allow, &self.deny, Scope::All)
    }

    /// Every rule of `allow`, with whether it is enforced.
    pub fn allow(&self) -> &[Rule] {
        &self.allow
    }

    /// Every rule of `deny`, with whether it is enforced.
    pub fn deny(&self) -> &[Rule] {
        &self.deny
    }

    /// Every rule.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.allow.iter().chain(&self.deny)
    }
}
