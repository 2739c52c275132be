//! The access rules of a route in words for visitors.
//!
//! Groups and networks are shown by their names in the policy. Persons are only counted: a page
//! must not disclose who else has access.

use super::{Argument, Language, Phrase, Text};
use crate::gateway::sanitize::sanitize;
use crate::policy::{Alternative, Condition, Network, Validity, Window};

/// Names of which one is enough, as the language lists them. A phrase may depend on their number.
struct Names {
    list: Text,
    count: usize,
}

impl Language {
    /// One alternative of the rules.
    pub fn alternative(self, alternative: &Alternative) -> Text {
        let conditions = alternative.conditions().iter();
        let texts = conditions.map(|condition| self.condition(condition));
        // A window without days and hours always holds, and has no text.
        self.list(texts.filter(|text| !text.is_empty()))
            .unwrap_or_else(|| self.say(Phrase::AccessAnyone))
    }

    fn condition(self, condition: &Condition) -> Text {
        match condition {
            Condition::User(users) => self.with_count(Phrase::AccessUser, users.len()),
            Condition::Certificate(certificates) => {
                self.with_count(Phrase::AccessCertificate, certificates.len())
            }
            Condition::Group(groups) => self.with_names(Phrase::AccessGroup, self.names(groups)),
            Condition::MailDomain(domains) => {
                self.with_names(Phrase::AccessMailDomain, self.names(domains))
            }
            Condition::From(sources) => self.with_names(Phrase::AccessFrom, self.names(sources)),
            Condition::Network(networks) => {
                let names = self.names(networks.iter().map(|network| Network::name(network)));
                self.with_names(Phrase::AccessNetwork, names)
            }
            Condition::Time(window) => self.window(window),
            Condition::Link(Validity::NotYet) => self.say(Phrase::AccessBefore),
            Condition::Link(Validity::Valid) => self.say(Phrase::AccessWithin),
            Condition::Link(Validity::Expired) => self.say(Phrase::AccessAfter),
        }
    }

    /// For example `Mon, Tue, 08:00–18:00, Europe/Berlin`.
    fn window(self, window: &Window) -> Text {
        const DAYS: [Phrase; 7] = [
            Phrase::DayMonday,
            Phrase::DayTuesday,
            Phrase::DayWednesday,
            Phrase::DayThursday,
            Phrase::DayFriday,
            Phrase::DaySaturday,
            Phrase::DaySunday,
        ];
        if window.days().is_none() && window.hours().is_none() {
            return Text::default();
        }
        let days = window.days().into_iter().flatten();
        let days = days
            .filter_map(|day| DAYS.get(day))
            .map(|day| self.say(*day));
        let hours = window
            .hours()
            .map(|(from, to)| sanitized(&format!("{from}–{to}")));
        // Hours mean nothing without their zone: visitors may be in another one than the policy.
        let zone = sanitized(window.zone());
        self.list(days.chain(hours).chain([zone]))
            .unwrap_or_default()
    }

    fn with_count(self, phrase: Phrase, count: usize) -> Text {
        self.say_with(phrase, &[("count", Argument::count(count))])
    }

    fn names(self, names: impl IntoIterator<Item = impl AsRef<str>>) -> Names {
        let names: Vec<Text> = names
            .into_iter()
            .map(|name| sanitized(name.as_ref()))
            .collect();
        Names {
            count: names.len(),
            list: self.list_any(names).unwrap_or_default(),
        }
    }

    fn with_names(self, phrase: Phrase, names: Names) -> Text {
        let list = ("names", Argument::text(names.list));
        self.say_with(phrase, &[list, ("count", Argument::count(names.count))])
    }

    /// Items that all have to hold, as the language lists them; `None` if there are none.
    pub fn list(self, items: impl IntoIterator<Item = Text>) -> Option<Text> {
        self.joined(Phrase::List, items)
    }

    /// Items of which one is enough.
    fn list_any(self, items: impl IntoIterator<Item = Text>) -> Option<Text> {
        self.joined(Phrase::ListAny, items)
    }

    fn joined(self, by: Phrase, items: impl IntoIterator<Item = Text>) -> Option<Text> {
        items.into_iter().reduce(|listed, next| {
            let arguments = [
                ("list", Argument::text(listed)),
                ("next", Argument::text(next)),
            ];
            self.say_with(by, &arguments)
        })
    }
}

/// A name from the policy.
fn sanitized(name: &str) -> Text {
    sanitize(name).into_owned().into()
}
