//! What a line tells of its caller, and what the rules of a policy ask that it does not tell.

use crate::decision_logs::{LogLine, LoggedCaller, LoggedNames, Text};
use crate::policy::{Alternative, Condition, Policy, Route};

/// A fact about a caller for which a rule may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fact<'p> {
    Group(&'p str),
    MailDomain(&'p str),
    Certificate(&'p str),
}

/// What a line tells of its caller.
#[derive(Clone, Copy, Debug)]
pub struct Told<'l> {
    line: &'l LogLine<'l>,
    /// `None` where the line says nothing beyond the fields of every line.
    caller: Option<&'l LoggedCaller<'l>>,
    reading: Reading,
}

/// How the id of a caller is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// As the record of the line says.
    Recorded,
    /// There is no record: the id is the user, of whom everything else may be known.
    User,
    /// There is no record: the id is the e-mail address of a caller without a user.
    Email,
    /// There is no record: the id is a name, and nothing else is known.
    Name,
}

impl Reading {
    /// All that are possible for a line.
    pub fn of(line: &LogLine<'_>) -> &'static [Self] {
        match (&line.replay, &line.identity_provider) {
            (Some(_), _) => &[Self::Recorded],
            (None, Some(_)) => &[Self::User, Self::Email, Self::Name],
            (None, None) => &[Self::User],
        }
    }

    fn may_have(self, fact: &str) -> bool {
        match self {
            Self::Recorded => false,
            Self::User => true,
            Self::Email => fact != "user",
            Self::Name => matches!(fact, "name" | "certificate"),
        }
    }
}

impl<'l> Told<'l> {
    pub fn by(line: &'l LogLine<'l>, reading: Reading) -> Self {
        let replay = line.replay.as_ref();
        Self {
            line,
            caller: replay.and_then(|replay| replay.caller.as_ref()),
            reading,
        }
    }

    /// Whether the caller has an identity.
    pub fn is_known(&self) -> bool {
        self.line.identity_provider.is_some()
    }

    /// Whether a fact of this name exists. Without a record, that is not known, and it may.
    pub fn has(&self, fact: &str) -> bool {
        match self.caller {
            Some(caller) => caller.has.iter().any(|has| **has == *fact),
            None => self.reading.may_have(fact) && (self.is_known() || fact == "certificate"),
        }
    }

    pub fn holds(&self) -> Option<&'l LoggedNames<'l>> {
        self.caller.map(|caller| &caller.holds)
    }

    /// What the rules of a route ask that the line does not tell, each once.
    pub fn untold<'p>(&self, route: &'p Route, policy: &'p Policy) -> Vec<Fact<'p>> {
        let rules = route.access().enforced(self.line.time);
        let rules = rules.allowed().chain(rules.denied());
        let mut untold = Vec::new();
        for condition in rules.flat_map(Alternative::conditions) {
            for fact in facts(condition) {
                self.add_untold(fact, &mut untold);
            }
        }
        let provider = self.line.identity_provider.as_ref();
        let limits = provider.and_then(|provider| policy.trust().limits_of(provider));
        let domains = limits.and_then(|limits| limits.mail_domains.as_deref());
        for domain in domains.unwrap_or_default() {
            self.add_untold(Fact::MailDomain(domain), &mut untold);
        }
        untold
    }

    fn add_untold<'p>(&self, fact: Fact<'p>, untold: &mut Vec<Fact<'p>>) {
        if !self.tells(fact) && !untold.contains(&fact) {
            untold.push(fact);
        }
    }

    fn tells(&self, fact: Fact<'_>) -> bool {
        let (kind, name, names): (_, _, fn(&'l LoggedNames<'l>) -> &'l [Text<'l>]) = match fact {
            Fact::Group(name) => ("groups", name, |names| &names.group),
            Fact::MailDomain(name) => ("email", name, |names| &names.mail_domain),
            Fact::Certificate(name) => ("certificate", name, |names| &names.certificate),
        };
        let is_among = |names: &'l [Text<'l>]| names.iter().any(|one| **one == *name);
        let named = |caller: &'l LoggedCaller<'l>| {
            is_among(names(&caller.holds)) || is_among(names(&caller.lacks))
        };
        // What does not exist cannot be one or the other.
        !self.has(kind) || self.caller.is_some_and(named)
    }
}

fn facts(condition: &Condition) -> Vec<Fact<'_>> {
    let (names, fact): (&[Box<str>], fn(_) -> _) = match condition {
        Condition::Group(names) => (names, Fact::Group),
        Condition::MailDomain(names) => (names, Fact::MailDomain),
        Condition::Certificate(names) => (names, Fact::Certificate),
        Condition::User(_)
        | Condition::Network(_)
        | Condition::From(_)
        | Condition::Time(_)
        | Condition::Link(_) => return Vec::new(),
    };
    names.iter().map(|name| fact(name)).collect()
}
