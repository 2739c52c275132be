//! One person of a caller, as a rule judges them.

use super::subject::{Moment, Subject};

/// Which list of a route a rule belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleKind {
    Allow,
    Deny,
}

/// Whom a rule judges, for what and when.
#[derive(Debug)]
pub struct Case<'s, S: Subject> {
    pub subject: &'s S,
    /// `None` for an anonymous caller.
    pub person: Option<&'s S::Person>,
    pub rule: RuleKind,
    pub moment: Moment,
}

// Derived, they would ask the same of the subject, which is only borrowed.
impl<S: Subject> Clone for Case<'_, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S: Subject> Copy for Case<'_, S> {}

impl<'s, S: Subject> Case<'s, S> {
    /// For `allow`: the person of the strongest proof.
    pub fn of_allow(subject: &'s S, moment: Moment) -> Self {
        Self {
            subject,
            person: subject.strongest(),
            rule: RuleKind::Allow,
            moment,
        }
    }

    /// For `deny`: every person proven, or nobody.
    // Whether two proofs are about one human being cannot be told: the ids of two sources live in
    // different name spaces, and the certificate of a device beside the token of a person is
    // legitimate. So several proofs are no conflict; but a caller chooses which proofs to send,
    // and must not get rid of a `deny` by adding one.
    pub fn of_deny(subject: &'s S, moment: Moment) -> impl Iterator<Item = Self> {
        let mut persons = subject.everybody().map(Some).peekable();
        let nobody = persons.peek().is_none().then_some(None);
        persons.chain(nobody).map(move |person| Self {
            subject,
            person,
            rule: RuleKind::Deny,
            moment,
        })
    }
}
