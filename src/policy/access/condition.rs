//! One condition, and the alternatives that are made of them.

use std::sync::Arc;

use super::subject::{Moment, Subject};
use super::window::Window;
use crate::policy::network::Network;
use crate::policy::validity::Validity;
use crate::text::MailAddress;

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
    /// The time lies in this window.
    Time(Window),
    /// The time is before, within or after the dates of the requested link.
    Link(Validity),
}

impl Alternative {
    /// Whether all of its conditions hold.
    pub fn holds(&self, subject: &impl Subject, moment: Moment) -> bool {
        self.conditions().iter().all(|c| c.holds(subject, moment))
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

    pub fn failing(
        &self,
        subject: &impl Subject,
        moment: Moment,
    ) -> impl Iterator<Item = &Condition> {
        let conditions = self.conditions().iter();
        conditions.filter(move |condition| !condition.holds(subject, moment))
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
                (_, Condition::Time(_) | Condition::Link(_)) => ", ",
                _ => " and ",
            });
            words.push_str(&condition.in_words());
        }
        words
    }
}

impl Condition {
    pub fn holds(&self, subject: &impl Subject, moment: Moment) -> bool {
        match self {
            Self::User(users) => {
                let user = subject.user();
                users.iter().any(|known| user == Some(known))
            }
            Self::MailDomain(domains) => {
                // Only a valid address has a domain: `a@evil.example,b@acme.example` has none.
                let address = subject.email().map(MailAddress::parse);
                address
                    .and_then(Result::ok)
                    .is_some_and(|address| domains.iter().any(|known| address.is_at(known)))
            }
            Self::Group(groups) => groups.iter().any(|group| subject.is_in_group(group)),
            Self::Network(networks) => {
                let address = subject.address();
                networks.iter().any(|network| network.contains(address))
            }
            Self::Certificate(names) => names.iter().any(|name| subject.certificate_is(name)),
            Self::Time(window) => window.contains(moment.now),
            Self::Link(validity) => moment.dates == Some(*validity),
        }
    }

    /// Whether it holds only for callers who are known.
    pub fn is_about_person(&self) -> bool {
        match self {
            Self::User(_) | Self::MailDomain(_) | Self::Group(_) | Self::Certificate(_) => true,
            Self::Network(_) | Self::Time(_) | Self::Link(_) => false,
        }
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
            Self::Time(window) => window.to_string(),
            Self::Link(Validity::NotYet) => "before the link's dates".to_owned(),
            Self::Link(Validity::Valid) => "within the link's dates".to_owned(),
            Self::Link(Validity::Expired) => "after the link's dates".to_owned(),
        }
    }
}
