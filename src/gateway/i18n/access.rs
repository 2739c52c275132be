//! Who may use a route, in words for people.
//!
//! Groups and networks are told by the names that the policy has for them.
//! Persons are counted and not named: who else is let in is nobody's business.

use super::{Argument, Language, Phrase, Text};
use crate::gateway::sanitize::sanitize;
use crate::policy::{Alternative, Condition, Network, Validity, Window};

impl Language {
    /// One way to be let in, or to be kept out.
    pub fn alternative(self, alternative: &Alternative) -> Text {
        let conditions = alternative.conditions().iter();
        let texts = conditions.map(|condition| self.condition(condition));
        // Hours that are always say nothing.
        self.list(texts.filter(|text| !text.is_empty()))
            .unwrap_or_else(|| self.say(Phrase::AccessAnyone))
    }

    fn condition(self, condition: &Condition) -> Text {
        let names = |names: &[Box<str>]| self.list_any(names.iter().map(|name| sanitized(name)));
        match condition {
            Condition::User(users) => self.with_count(Phrase::AccessUser, users.len()),
            Condition::Certificate(certificates) => {
                self.with_count(Phrase::AccessCertificate, certificates.len())
            }
            Condition::Group(groups) => {
                self.named(Phrase::AccessGroup, (names(groups), groups.len()))
            }
            Condition::MailDomain(domains) => {
                self.named(Phrase::AccessMailDomain, (names(domains), domains.len()))
            }
            Condition::Network(networks) => {
                let names = networks
                    .iter()
                    .map(|network| sanitized(Network::name(network)));
                let names = self.list_any(names);
                self.named(Phrase::AccessNetwork, (names, networks.len()))
            }
            Condition::Time(window) => self.window(window),
            Condition::Link(Validity::NotYet) => self.say(Phrase::AccessBefore),
            Condition::Link(Validity::Valid) => self.say(Phrase::AccessWithin),
            Condition::Link(Validity::Expired) => self.say(Phrase::AccessAfter),
        }
    }

    /// `Mon, Tue, 08:00–18:00, Europe/Berlin`
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
        let zone = sanitized(window.zone());
        self.list(days.chain(hours).chain([zone]))
            .unwrap_or_default()
    }

    fn with_count(self, phrase: Phrase, count: usize) -> Text {
        self.say_with(phrase, &[("count", Argument::count(count))])
    }

    fn named(self, phrase: Phrase, (names, count): (Option<Text>, usize)) -> Text {
        let names = Argument::text(names.unwrap_or_default());
        let count = Argument::count(count);
        self.say_with(phrase, &[("names", names), ("count", count)])
    }

    /// Several things of which all hold, as the language lists them; `None` when
    /// there are none.
    pub fn list(self, items: impl IntoIterator<Item = Text>) -> Option<Text> {
        self.joined(Phrase::List, items)
    }

    /// Several names of which one is enough.
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

/// A name, as the policy has it.
fn sanitized(name: &str) -> Text {
    sanitize(name).into_owned().into()
}
