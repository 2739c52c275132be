//! Collects the links of all sources: converts them, puts together those that lead to the same, and
//! counts what cannot be expressed.

use std::collections::{BTreeMap, HashMap};

use super::convert::{Converter, Destination, Given};
use super::entry::{Broken, Entry, Place};
use super::known::KnownLinks;
use super::naming::{Names, known_name, name_of};
use super::reason::{Reason, ReasonKind};
use super::source::Sink;
use super::table::{self, Row};
use super::title;
use crate::text::{is_confidential, is_same_name};
use crate::webex::{MASK, Pasted};

/// Most further names of one link.
const MAX_ALIASES: usize = 8;

/// Most entries of one kind that are kept as examples; all are counted.
const MAX_EXAMPLES: usize = 1000;

/// The links so far.
pub struct Import<'p> {
    converter: Converter<'p>,
    known: KnownLinks<'p>,
    names: Names,
    rows: Vec<Row<'p>>,
    by_destination: HashMap<Vec<String>, usize>,
    entries: usize,
    /// How many entries lead where an earlier one leads.
    same: usize,
    present: usize,
    renamed: Vec<Renamed>,
    refusals: BTreeMap<ReasonKind, Refusals>,
    broken: Vec<Broken>,
    broken_count: usize,
}

/// A name that was taken, or is none, and the one in its place.
#[derive(Clone, Debug)]
pub struct Renamed {
    pub place: Place,
    pub wanted: String,
    pub name: String,
}

/// The entries that cannot be expressed for reasons of one kind.
#[derive(Clone, Debug, Default)]
pub struct Refusals {
    pub count: usize,
    pub examples: Vec<Refused>,
}

/// An entry that cannot be expressed.
#[derive(Clone, Debug)]
pub struct Refused {
    pub place: Place,
    pub name: Option<String>,
    pub reason: Reason,
}

/// All that came of it.
pub struct Imported {
    /// The table.
    pub table: String,
    pub links: usize,
    pub entries: usize,
    pub same: usize,
    /// How many entries lead where a link of the policy of the same name leads.
    pub present: usize,
    pub renamed: Vec<Renamed>,
    pub refusals: BTreeMap<ReasonKind, Refusals>,
    pub broken: Vec<Broken>,
    pub broken_count: usize,
}

impl<'p> Import<'p> {
    pub fn new(converter: Converter<'p>) -> Self {
        let policy = converter.policy();
        Self {
            known: KnownLinks::new(policy, converter.now()),
            names: Names::of(policy),
            converter,
            rows: Vec::new(),
            by_destination: HashMap::new(),
            entries: 0,
            same: 0,
            present: 0,
            renamed: Vec::new(),
            refusals: BTreeMap::new(),
            broken: Vec::new(),
            broken_count: 0,
        }
    }

    fn refuse(&mut self, entry: Entry, reason: Reason) {
        let refusals = self.refusals.entry(reason.kind()).or_default();
        refusals.count += 1;
        if refusals.examples.len() < MAX_EXAMPLES {
            refusals.examples.push(Refused {
                place: entry.place,
                name: entry.name.as_deref().map(shown),
                reason,
            });
        }
    }

    fn add(&mut self, entry: &Entry, destination: Destination<'p>) -> Result<(), Reason> {
        let key = key(&destination);
        if let Some(at) = self.by_destination.get(&key).copied() {
            return self.add_to(at, entry);
        }
        if self.is_present(entry, &destination) {
            self.present += 1;
            return Ok(());
        }
        let title = entry.title.as_deref().and_then(title::title);
        let name = self.name_for(entry, title.as_deref(), &destination);
        self.by_destination.insert(key, self.rows.len());
        self.rows.push(Row {
            name,
            title,
            destination,
            aliases: Vec::new(),
            owner: entry.owner.as_deref().and_then(title::owner),
            tags: title::tags(entry.tags.iter().map(String::as_str)),
        });
        Ok(())
    }

    /// The same meeting again: its name becomes an alias.
    fn add_to(&mut self, at: usize, entry: &Entry) -> Result<(), Reason> {
        let named = entry.name.as_deref().and_then(known_name);
        let row = &mut self.rows[at];
        if row.title.is_none() {
            row.title = entry.title.as_deref().and_then(title::title);
        }
        if let Some(name) = named.filter(|name| !is_called(row, name)) {
            if row.aliases.len() == MAX_ALIASES {
                return Err(Reason::TooManyNames);
            }
            let name = self.free_name(entry, name);
            self.rows[at].aliases.push(name);
        }
        self.same += 1;
        Ok(())
    }

    /// Whether the policy has it already: under its name, or under another one because its name is
    /// taken, as an earlier import made it.
    fn is_present(&self, entry: &Entry, destination: &Destination<'p>) -> bool {
        let Some(link) = self.known.of_destination(destination) else {
            return false;
        };
        entry
            .name
            .as_deref()
            .and_then(known_name)
            .is_none_or(|name| {
                let is_same = |own: &str| is_same_name(own, &name);
                is_same(link.name()) || link.aliases().any(is_same) || !self.names.is_free(&name)
            })
    }

    fn name_for(&mut self, entry: &Entry, title: Option<&str>, to: &Destination<'_>) -> String {
        let named = entry.name.as_deref().and_then(known_name);
        // A name of its own says more than a number of Webex, which would also be taken for one.
        let value = to.values.iter().find(|given| !is_opaque(&given.words));
        let name = named
            .or_else(|| title.and_then(name_of))
            .or_else(|| value.and_then(|given| name_of(&given.words)))
            .or_else(|| name_of(to.route.name()))
            .unwrap_or_else(|| "link".to_owned());
        self.free_name(entry, name)
    }

    fn free_name(&mut self, entry: &Entry, name: String) -> String {
        let proposed = name.clone();
        let name = self.names.take(name);
        let wanted = entry.name.as_ref().unwrap_or(&proposed);
        if !is_same_name(wanted, &name) && self.renamed.len() < MAX_EXAMPLES {
            self.renamed.push(Renamed {
                place: entry.place.clone(),
                wanted: shown(wanted),
                name: name.clone(),
            });
        }
        name
    }

    pub fn finish(self) -> csv::Result<Imported> {
        Ok(Imported {
            table: table::write(&self.rows)?,
            links: self.rows.len(),
            entries: self.entries,
            same: self.same,
            present: self.present,
            renamed: self.renamed,
            refusals: self.refusals,
            broken: self.broken,
            broken_count: self.broken_count,
        })
    }
}

impl Sink for Import<'_> {
    fn entry(&mut self, entry: Entry) {
        self.entries += 1;
        let destination = self.converter.destination(&entry.wanted);
        let checked = destination.and_then(|found| table::check(&found).map(|()| found));
        let added = checked.and_then(|destination| self.add(&entry, destination));
        if let Err(reason) = added {
            self.refuse(entry, reason);
        }
    }

    fn broken(&mut self, broken: Broken) {
        self.broken_count += 1;
        if self.broken.len() < MAX_EXAMPLES {
            self.broken.push(broken);
        }
    }

    /// In pages, mails and calendars, only what leads into something at Webex.
    fn is_wanted(&self, address: &Pasted) -> bool {
        self.converter.is_raw(address)
    }
}

/// A name as a report may repeat it: in its place may be an address, and a password in that.
fn shown(name: &str) -> String {
    match is_confidential(name) {
        true => MASK.to_owned(),
        false => name.to_owned(),
    }
}

fn is_called(row: &Row<'_>, name: &str) -> bool {
    let mut names = row.aliases.iter().chain([&row.name]);
    names.any(|own| is_same_name(own, name))
}

/// Numbers and ids, which say nothing to people.
fn is_opaque(words: &str) -> bool {
    let digits = words.bytes().filter(u8::is_ascii_digit).count();
    digits > 4 || words.len() > 32
}

fn key(destination: &Destination<'_>) -> Vec<String> {
    let values = destination.values.iter().map(Given::canonical);
    [destination.route.name().to_owned()]
        .into_iter()
        .chain(values)
        .collect()
}
