//! All requests for some paths, cut into cells that no rule of either policy can tell apart. A cell has
//! one value of each factor; all combinations together are all requests.

use std::net::IpAddr;

use jiff::Timestamp;

use super::addresses::AlikeAddresses;
use super::factor::{Addresses, Asked, Factor, Values, certificate_of, names_of_certificate};
use super::hours::{AlikeTimes, Stretch};
use super::names::{AlikeNames, other_name};
use super::people::People;
use super::person::{MadePerson, PersonNames};
use super::rules::{RuleOf, Rules};
use super::side::{BothDates, Sides};
use crate::decision::{Caller, Certificate};
use crate::policy::{Policy, RuleKind, TrustConfig, Window};

/// Most cells. Rules that make more of them are reported as changed, without the classes.
pub const MAX_CELLS: usize = 1 << 16;

/// Most names of certificates: each set of them makes a cell.
const MAX_CERTIFICATES: usize = 6;

/// The requests for paths that two routes answer.
#[derive(Clone, Debug)]
pub struct Space<'p> {
    pub factors: Vec<Factor<'p>>,
    /// For each era.
    times: Vec<Vec<AlikeTimes>>,
    trusts: [&'p TrustConfig; 2],
}

/// A caller and a moment out of a cell.
#[derive(Clone, Debug)]
pub struct MadeCaller {
    pub person: Option<MadePerson>,
    pub further: Option<MadePerson>,
    pub certificate: Option<Certificate>,
    pub address: Option<IpAddr>,
    /// Which windows are open, in the order of the factors.
    pub open: Vec<bool>,
    pub now: Timestamp,
    pub dates: BothDates,
}

impl<'p> Space<'p> {
    /// The space of two routes; `None` where it has too many cells. `policies` are both, also where one of
    /// them does not answer.
    pub fn of(
        sides: Sides<'p>,
        policies: [&'p Policy; 2],
        dates: &[BothDates],
        now: Timestamp,
    ) -> Option<Self> {
        let accesses: Vec<_> = sides.both().map(|answer| answer.route.access()).collect();
        let rules = Rules::of(&accesses);
        let trusts = policies.map(Policy::trust);
        let sources = all_sources(trusts);
        let all = RuleOf::all(sides);
        let windows = rules.windows();
        let eras = Stretch::cut(now, &Rules::edges(&accesses, now));
        // What comes first is left out of words first.
        let mut factors = vec![Factor::Address(Addresses {
            alike: AlikeAddresses::of(&rules.networks()),
            conditions: rules.networks(),
        })];
        if trusts.iter().any(|trust| trust.certificates.is_some()) {
            let names = AlikeNames::of(&rules.certificates(), |_| ());
            factors.push(Factor::Certificate(names));
        }
        // A second person counts where `deny` is about persons, and where there are two sources.
        let deny = Rules::of_deny(&accesses);
        if sources.len() > 1 && deny.are_about_persons() {
            let names = PersonNames::of(&deny, trusts, &sources);
            let rules: Vec<RuleOf<'_>> = all
                .iter()
                .filter(|rule| rule.kind == RuleKind::Deny)
                .copied()
                .collect();
            let people = People::of(names, &rules, trusts)?;
            factors.push(Factor::Further(Box::new(people)));
        }
        factors.extend(windows.iter().map(|window| Factor::Window(window)));
        factors.push(Factor::Dates(dates.to_vec()));
        factors.push(Factor::Era(eras.clone()));
        if !sources.is_empty() {
            let names = PersonNames::of(&rules, trusts, &sources);
            let people = People::of(names, &all, trusts)?;
            factors.push(Factor::Person(Box::new(people)));
        }
        let space = Self {
            times: eras
                .into_iter()
                .map(|era| AlikeTimes::of(&windows, era))
                .collect(),
            factors,
            trusts,
        };
        space.is_small().then_some(space)
    }

    fn is_small(&self) -> bool {
        let is_small = |factor: &Factor<'_>| match factor {
            Factor::Certificate(names) => names.len() <= MAX_CERTIFICATES,
            _ => true,
        };
        self.factors.iter().all(is_small)
            && self.sizes().into_iter().fold(1, usize::saturating_mul) <= MAX_CELLS
    }

    /// The windows of its rules, in the order of the factors.
    pub fn windows(&self) -> Vec<&'p Window> {
        let windows = self.factors.iter().filter_map(|factor| match factor {
            Factor::Window(window) => Some(*window),
            _ => None,
        });
        windows.collect()
    }

    /// The stretches of time in which the same rules are enforced.
    pub fn eras(&self) -> &[Stretch] {
        let mut factors = self.factors.iter();
        let eras = factors.find_map(|factor| match factor {
            Factor::Era(eras) => Some(&**eras),
            _ => None,
        });
        eras.unwrap_or_default()
    }

    pub fn sizes(&self) -> Vec<usize> {
        let factors = self.factors.iter();
        factors.map(Factor::count).collect()
    }

    /// A caller and a moment of a cell; `None` where there are none such.
    pub fn make(&self, cell: &[usize]) -> Option<MadeCaller> {
        let mut era = 0;
        let mut made = MadeCaller {
            person: None,
            further: None,
            certificate: None,
            address: None,
            open: Vec::new(),
            now: Timestamp::UNIX_EPOCH,
            dates: BothDates {
                old: None,
                new: None,
            },
        };
        for (factor, value) in self.factors.iter().zip(cell.iter().copied()) {
            match factor {
                Factor::Person(people) => made.person = person(people, value)?,
                Factor::Further(people) => made.further = person(people, value)?,
                Factor::Certificate(names) => {
                    made.certificate = certificate(names, value);
                    // No certificate has two subjects.
                    if certificate_of(names, &made.as_caller(self.trusts[0])) != value {
                        return None;
                    }
                }
                Factor::Address(addresses) => {
                    made.address = addresses.alike.get(value).map(|alike| alike.first);
                }
                Factor::Window(_) => made.open.push(value == 1),
                Factor::Dates(dates) => made.dates = dates[value],
                Factor::Era(_) => era = value,
            }
        }
        let mut times = self.times[era].iter();
        made.now = times.find(|times| times.open == made.open)?.first;
        // Nobody has a second proof without a first one.
        let is_strange = made.further.is_some() && made.person.is_none();
        (!is_strange).then_some(made)
    }

    /// The values that a request has of each factor.
    pub fn values_of(&self, asked: Asked<'_>) -> Vec<Values> {
        let factors = self.factors.iter();
        factors.map(|factor| factor.values_of(asked)).collect()
    }

    /// Whether a request of three proofs or more could be judged differently from each two of them.
    pub fn may_have_three_proofs(&self) -> bool {
        all_sources(self.trusts).len() > 2
    }
}

impl MadeCaller {
    /// As one of the policies sees it: what a source may say depends on its limits there.
    pub fn as_caller(&self, trust: &TrustConfig) -> Caller<'_> {
        let mut caller = Caller::unknown(self.address);
        if let Some(person) = &self.person {
            caller = caller.with_identity(person.as_proof(trust));
        }
        if let Some(further) = &self.further {
            caller = caller.with_further(vec![further.as_proof(trust)]);
        }
        match &self.certificate {
            Some(certificate) => caller.with_certificate(certificate.clone()),
            None => caller,
        }
    }
}

/// The identity sources of either policy.
fn all_sources(trusts: [&TrustConfig; 2]) -> Vec<Box<str>> {
    let mut sources: Vec<Box<str>> = Vec::new();
    for source in trusts.into_iter().flat_map(TrustConfig::sources) {
        if !sources.iter().any(|known| **known == *source) {
            sources.push(source.into());
        }
    }
    sources
}

/// The person of a value, of which 0 is none; `None` where there is no such person.
fn person(people: &People, value: usize) -> Option<Option<MadePerson>> {
    match value.checked_sub(1) {
        None => Some(None),
        Some(kind) => people.make(kind).map(Some),
    }
}

/// A certificate with exactly these names. The first of them may be a subject, the others are
/// addresses.
fn certificate(names: &[AlikeNames], value: usize) -> Option<Certificate> {
    let held = names_of_certificate(names, value)?;
    let first: Vec<&str> = held.iter().map(|names| names.first()).collect();
    let (emails, subjects): (Vec<&str>, Vec<&str>) =
        first.iter().partition(|name| name.contains('@'));
    Some(Certificate {
        subject: subjects.first().map_or_else(
            || other_name("CN=Jordan", names).into(),
            |one| (*one).into(),
        ),
        emails: emails.into_iter().map(Box::from).collect(),
    })
}
