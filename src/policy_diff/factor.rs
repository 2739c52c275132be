//! What a class of requests may be bounded by: one fact about the caller or the time, with the values of
//! it that rules can tell apart.

use jiff::Timestamp;
use smallvec::{SmallVec, smallvec};

use super::addresses::{AlikeAddresses, Networks};
use super::hours::Stretch;
use super::names::AlikeNames;
use super::people::People;
use super::side::BothDates;
use crate::decision::Caller;
use crate::net::ClientAddress;
use crate::policy::{Rfc3339, Subject as _, Validity, Window};

/// A fact with all of its values, which are numbered.
#[derive(Clone, Debug)]
pub enum Factor<'p> {
    /// 0 is anonymous.
    Person(Box<People>),
    /// 0 is no certificate. Then come all sets of names that one may have.
    Certificate(Vec<AlikeNames>),
    /// The last is an address that is not known.
    Address(Addresses<'p>),
    /// 0 is closed.
    Window(&'p Window),
    Dates(Vec<BothDates>),
    /// Stretches of time in which the same rules are enforced.
    Era(Vec<Stretch>),
    /// Another person that the request proves; 0 is none.
    Further(Box<People>),
}

#[derive(Clone, Debug)]
pub struct Addresses<'p> {
    pub conditions: Vec<Networks<'p>>,
    pub alike: Vec<AlikeAddresses>,
}

/// A request as factors see it.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    pub caller: &'a Caller<'a>,
    pub now: Timestamp,
    pub dates: BothDates,
}

/// The values that a request has of one factor: several where it proves several persons.
pub type Values = SmallVec<[usize; 2]>;

impl Factor<'_> {
    /// How many values there are.
    pub fn count(&self) -> usize {
        match self {
            Self::Window(_) => 2,
            Self::Person(people) | Self::Further(people) => 1 + people.count(),
            Self::Certificate(names) => 1 + (1 << names.len()),
            Self::Address(addresses) => 1 + addresses.alike.len(),
            Self::Dates(dates) => dates.len(),
            Self::Era(eras) => eras.len(),
        }
    }

    pub fn values_of(&self, asked: Asked<'_>) -> Values {
        let Asked { caller, now, dates } = asked;
        match self {
            Self::Person(people) => match caller.strongest() {
                None => smallvec![0],
                Some(proof) => people
                    .kind_of(proof)
                    .map(|kind| kind + 1)
                    .into_iter()
                    .collect(),
            },
            Self::Further(people) => match caller.further() {
                [] => smallvec![0],
                further => {
                    let kinds = further.iter().filter_map(|proof| people.kind_of(proof));
                    kinds.map(|kind| kind + 1).collect()
                }
            },
            Self::Certificate(names) => smallvec![certificate_of(names, caller)],
            Self::Address(addresses) => addresses.value_of(caller.address()),
            Self::Window(window) => smallvec![usize::from(window.contains(now))],
            Self::Dates(all) => all
                .iter()
                .position(|one| *one == dates)
                .into_iter()
                .collect(),
            Self::Era(eras) => eras
                .iter()
                .position(|era| era.has(now))
                .into_iter()
                .collect(),
        }
    }

    /// Several values in words, of which there are more.
    pub fn in_words(&self, some: &[usize]) -> String {
        match self {
            Self::Person(people) => people_in_words(people, some),
            Self::Further(people) => further_in_words(people, some),
            _ => {
                let words = some.iter().map(|value| self.one_in_words(*value));
                words.collect::<Vec<_>>().join(" or ")
            }
        }
    }

    fn one_in_words(&self, value: usize) -> String {
        match self {
            Self::Person(_) | Self::Further(_) => String::new(),
            Self::Certificate(names) => certificate_in_words(names, value),
            Self::Address(addresses) => match addresses.alike.get(value) {
                None => "from an unknown address".to_owned(),
                Some(alike) => alike.in_words(),
            },
            Self::Window(window) if value == 0 => format!("outside {window}"),
            Self::Window(window) => format!("at {window}"),
            Self::Dates(all) => dates_in_words(all[value]),
            Self::Era(eras) => era_in_words(eras[value]),
        }
    }
}

/// The numbers of kinds behind the value that is no person.
fn kinds(some: &[usize]) -> Vec<usize> {
    some.iter()
        .filter_map(|value| value.checked_sub(1))
        .collect()
}

fn people_in_words(people: &People, some: &[usize]) -> String {
    let anonymous = some.contains(&0).then(|| "anonymous".to_owned());
    let known = people.in_words(&kinds(some));
    let all: Vec<String> = anonymous.into_iter().chain(known).collect();
    all.join(" or ")
}

fn further_in_words(people: &People, some: &[usize]) -> String {
    let one = some.contains(&0).then(|| "with one proof".to_owned());
    let second = people.in_words(&kinds(some)).into_iter();
    let second = second.map(|words| format!("with a second proof ({words})"));
    let all: Vec<String> = one.into_iter().chain(second).collect();
    all.join(" or ")
}

impl Addresses<'_> {
    fn value_of(&self, address: ClientAddress) -> Values {
        if address.known().is_none() {
            return smallvec![self.alike.len()];
        }
        let mut alike = self.alike.iter();
        let at = alike.position(|alike| alike.has(address, &self.conditions));
        at.into_iter().collect()
    }
}

/// The number of the set of names that a certificate has.
pub fn certificate_of(names: &[AlikeNames], caller: &Caller<'_>) -> usize {
    let holds = |alike: &AlikeNames| {
        let names: Vec<Box<str>> = alike.iter().map(Box::from).collect();
        caller.holds_certificate(&names)
    };
    if caller.certificate().is_none() {
        return 0;
    }
    let held = names
        .iter()
        .zip(0..)
        .filter(|(alike, _)| holds(alike) == Some(true));
    1 + held.map(|(_, at)| 1 << at).sum::<usize>()
}

/// The names that a value of [`Factor::Certificate`] stands for; `None` without a certificate.
pub fn names_of_certificate(names: &[AlikeNames], value: usize) -> Option<Vec<&AlikeNames>> {
    let set = value.checked_sub(1)?;
    let held = names
        .iter()
        .enumerate()
        .filter(|(at, _)| set & (1 << at) != 0);
    Some(held.map(|(_, names)| names).collect())
}

fn certificate_in_words(names: &[AlikeNames], value: usize) -> String {
    match names_of_certificate(names, value).as_deref() {
        None => "without a certificate".to_owned(),
        Some([]) => "with another certificate".to_owned(),
        Some(held) => {
            let words: Vec<String> = held.iter().map(|names| names.in_words()).collect();
            format!("with certificate {}", words.join(" and "))
        }
    }
}

fn era_in_words(era: Stretch) -> String {
    match era.until {
        Some(until) => format!("from {} until {}", Rfc3339(era.from), Rfc3339(until)),
        None => format!("from {} on", Rfc3339(era.from)),
    }
}

fn dates_in_words(dates: BothDates) -> String {
    let place = |validity: Validity| match validity {
        Validity::NotYet => "before",
        Validity::Valid => "within",
        Validity::Expired => "after",
    };
    match (dates.old, dates.new) {
        (Some(old), Some(new)) if old != new => {
            format!("{} its old dates, {} its new ones", place(old), place(new))
        }
        (Some(validity), _) | (None, Some(validity)) => {
            format!("{} the link's dates", place(validity))
        }
        (None, None) => String::new(),
    }
}
