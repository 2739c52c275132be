//! One condition, and the alternatives that are made of them.

use std::sync::Arc;

use super::case::{Case, RuleKind};
use super::subject::{Moment, ProvenPerson, Subject};
use super::truth::Truth;
use super::window::Window;
use crate::policy::network::Network;
use crate::policy::validity::Validity;
use crate::text::MailAddress;
use crate::word_list::words;

/// Names of which one has to match.
type Names = Box<[Box<str>]>;

/// One way to be allowed in, or to be kept out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Alternative {
    Anyone,
    /// All of these; there is at least one.
    All(Box<[Condition]>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// The caller has one of these ids.
    User(Names),
    /// The caller's mail address is of one of these domains: A-labels in lower
    /// case.
    MailDomain(Names),
    /// The caller is in one of these groups.
    Group(Names),
    /// The caller comes from one of these networks.
    Network(Box<[Arc<Network>]>),
    /// The caller holds a certificate with one of these subjects or mail addresses.
    Certificate(Names),
    /// One of these identity sources says who the caller is.
    From(Names),
    /// The time lies in this window.
    Time(Window),
    /// The time is before, within or after the dates of the requested link.
    Link(Validity),
}

words! {
    /// What a condition asks of a caller, which may not be established.
    pub enum Fact {
        User = "user",
        MailDomain = "mail_domain",
        Group = "group",
        Network = "network",
        Certificate = "certificate",
        Source = "from",
    }
}

impl Fact {
    /// Whether an identity source has to tell it.
    pub fn is_about_person(self) -> bool {
        self != Self::Network
    }
}

impl Alternative {
    /// Whether all of its conditions hold.
    pub fn truth<S: Subject>(&self, case: Case<'_, S>) -> Truth {
        let conditions = self.conditions().iter();
        conditions.fold(Truth::Yes, |all, one| all.and(one.truth(case)))
    }

    pub fn holds<S: Subject>(&self, case: Case<'_, S>) -> bool {
        self.truth(case) == Truth::Yes
    }

    /// Of all persons of a caller, the one for whom `deny` holds, else one of whom that is unknown,
    /// else any.
    pub fn worst_case<'s, S: Subject>(
        &self,
        subject: &'s S,
        moment: Moment,
    ) -> Option<Case<'s, S>> {
        Case::of_deny(subject, moment).min_by_key(|case| match self.truth(*case) {
            Truth::Yes => 0,
            Truth::Unknown => 1,
            Truth::No => 2,
        })
    }

    /// Whether it applies at that moment. Without a condition about the dates of the link, it
    /// applies within them only.
    pub fn is_open(&self, moment: Moment) -> bool {
        let within = matches!(moment.dates, None | Some(Validity::Valid));
        within || self.conditions().iter().any(Condition::is_about_dates)
    }

    /// Its conditions; none for `anyone`.
    pub fn conditions(&self) -> &[Condition] {
        match self {
            Self::Anyone => &[],
            Self::All(conditions) => conditions,
        }
    }

    /// Its conditions that are no clear yes.
    pub fn failing<S: Subject>(&self, case: Case<'_, S>) -> impl Iterator<Item = &Condition> {
        let conditions = self.conditions().iter();
        conditions.filter(move |condition| condition.truth(case) != Truth::Yes)
    }

    /// Its conditions of which it is not known whether they hold.
    pub fn unknown<S: Subject>(&self, case: Case<'_, S>) -> impl Iterator<Item = &Condition> {
        let conditions = self.conditions().iter();
        conditions.filter(move |condition| condition.truth(case) == Truth::Unknown)
    }

    /// Whether it can hold for an anonymous caller.
    pub fn is_open_to_unknown(&self) -> bool {
        !self.conditions().iter().any(Condition::is_about_person)
    }

    /// In words, for explanations: `group staff and network office, mon tue 08:00-18:00
    /// Europe/Berlin`.
    pub fn in_words(&self) -> String {
        let Self::All(conditions) = self else {
            return "anyone".to_owned();
        };
        let mut words = String::new();
        for (condition, at) in conditions.iter().zip(0..) {
            words.push_str(match (at, condition) {
                (0, _) => "",
                (_, Condition::From(_) | Condition::Time(_) | Condition::Link(_)) => ", ",
                _ => " and ",
            });
            words.push_str(&condition.in_words());
        }
        words
    }
}

impl Condition {
    pub fn truth<S: Subject>(&self, case: Case<'_, S>) -> Truth {
        let holds = match self {
            Self::User(users) => case.person.and_then(|person| {
                let user = person.user()?;
                Some(users.iter().any(|known| **known == *user))
            }),
            Self::MailDomain(domains) => case.person.and_then(|person| {
                // Only a valid address has a domain: `a@evil.example,b@acme.example` has none.
                let address = MailAddress::parse(person.email()?).ok()?;
                Some(domains.iter().any(|known| address.is_at(known)))
            }),
            Self::Group(groups) => {
                let person = case.person;
                return person.map_or(Truth::Unknown, |person| {
                    is_in_any(person, groups, case.rule)
                });
            }
            Self::Network(networks) => {
                let address = case.subject.address();
                let lies_in = |_| networks.iter().any(|network| network.contains(address));
                address.known().map(lies_in)
            }
            Self::Certificate(names) => case.subject.holds_certificate(names),
            Self::From(sources) => case.person.map(|person| {
                let source = person.source();
                sources.iter().any(|known| **known == *source)
            }),
            Self::Time(window) => Some(window.contains(case.moment.now)),
            Self::Link(validity) => Some(case.moment.dates == Some(*validity)),
        };
        Truth::from(holds)
    }

    /// What it asks of the caller; `None` for the time.
    pub fn fact(&self) -> Option<Fact> {
        match self {
            Self::User(_) => Some(Fact::User),
            Self::MailDomain(_) => Some(Fact::MailDomain),
            Self::Group(_) => Some(Fact::Group),
            Self::Network(_) => Some(Fact::Network),
            Self::Certificate(_) => Some(Fact::Certificate),
            Self::From(_) => Some(Fact::Source),
            Self::Time(_) | Self::Link(_) => None,
        }
    }

    /// Whether it holds only for callers who are known.
    pub fn is_about_person(&self) -> bool {
        self.fact().is_some_and(Fact::is_about_person)
    }

    pub fn is_about_hours(&self) -> bool {
        matches!(self, Self::Time(_))
    }

    pub fn is_about_dates(&self) -> bool {
        matches!(self, Self::Link(_))
    }

    pub fn in_words(&self) -> String {
        match self {
            Self::User(names) => format!("user {}", names.join(" or ")),
            Self::MailDomain(names) => format!("mail domain {}", names.join(" or ")),
            Self::Group(names) => format!("group {}", names.join(" or ")),
            Self::Network(networks) => {
                let names: Vec<&str> = networks.iter().map(|n| n.name()).collect();
                format!("network {}", names.join(" or "))
            }
            Self::Certificate(names) => format!("certificate {}", names.join(" or ")),
            Self::From(names) => format!("proven by {}", names.join(" or ")),
            Self::Time(window) => window.to_string(),
            Self::Link(Validity::NotYet) => "before the link's dates".to_owned(),
            Self::Link(Validity::Valid) => "within the link's dates".to_owned(),
            Self::Link(Validity::Expired) => "after the link's dates".to_owned(),
        }
    }
}

/// Whether a person is in any of these groups. A source that is limited puts nobody into others
/// than its own, but whom it puts there is denied all the same.
fn is_in_any(person: &impl ProvenPerson, groups: &[Box<str>], rule: RuleKind) -> Truth {
    let counts = |group: &str| rule == RuleKind::Deny || person.may_claim_group(group);
    let mut found = Truth::No;
    for group in groups.iter().filter(|group| counts(group)) {
        match person.is_in_group(group) {
            Some(true) => return Truth::Yes,
            Some(false) => {}
            None => found = Truth::Unknown,
        }
    }
    found
}
