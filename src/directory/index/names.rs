//! The sorted folded names of a route index.

use super::edit_distance::{EditDistance, FuzzyQuery};
use super::letter_mask::LetterMask;
use super::visible_set::VisibleSet;

/// The sorted folded names of a route index, each with the place of its link.
#[derive(Debug, Default)]
pub struct SortedNames {
    letters: Vec<u8>,
    entries: Vec<NameEntry>,
}

#[derive(Clone, Copy, Debug)]
struct NameEntry {
    end: usize,
    place: u32,
    /// How many letters the name before begins with as well.
    shared: u8,
    mask: LetterMask,
}

impl SortedNames {
    pub fn with_room_for(names: usize) -> Self {
        Self {
            letters: Vec::new(),
            entries: Vec::with_capacity(names),
        }
    }

    /// Adds a name, which has to come behind all others.
    pub fn push(&mut self, name: &[u8], place: u32) {
        let before = self.entries.len().checked_sub(1).map(|last| self.get(last));
        let pairs = before.unwrap_or_default().iter().zip(name);
        let shared = pairs.take_while(|(one, other)| one == other).count();
        self.letters.extend_from_slice(name);
        self.entries.push(NameEntry {
            end: self.letters.len(),
            place,
            shared: u8::try_from(shared).unwrap_or(u8::MAX),
            mask: LetterMask::of(name),
        });
    }

    /// The places of the links whose names have that prefix.
    pub fn beginning_with(
        &self,
        wanted: &[u8],
        visible: &VisibleSet,
    ) -> impl Iterator<Item = usize> {
        let start = self.first_at_or_after(wanted);
        let entries = match visible.is_nothing() {
            true => &[],
            false => &self.entries[start..],
        };
        let entries = (start..).zip(entries);
        let entries = entries.map(|(at, entry)| (at, entry.place as usize));
        let entries = entries.filter(|(_, place)| visible.has(*place));
        let entries = entries.take_while(move |(at, _)| self.get(*at).starts_with(wanted));
        entries.map(|(_, place)| place)
    }

    /// The places of the links whose names are near the wanted one, with the number of edits in
    /// each.
    pub fn near(&self, wanted: &FuzzyQuery, visible: &VisibleSet) -> Vec<(u8, usize)> {
        let (mut edits, mut near) = (EditDistance::of(wanted), Vec::new());
        if visible.is_nothing() {
            return near;
        }
        let mask = LetterMask::of(wanted.letters());
        // How many letters the next name shares with the one that was compared last.
        let mut shared = usize::MAX;
        for (at, entry) in self.entries.iter().enumerate() {
            let place = entry.place as usize;
            shared = shared.min(usize::from(entry.shared));
            // Most names fail one of these cheap tests.
            let may_be_near = !edits.are_too_many_after(shared) && mask.may_be_near(entry.mask);
            if !may_be_near || !visible.has(place) {
                continue;
            }
            let found = edits.compare(self.get(at), shared);
            near.extend(found.map(|edits| (edits, place)));
            shared = usize::MAX;
        }
        near
    }

    fn first_at_or_after(&self, wanted: &[u8]) -> usize {
        let (mut start, mut end) = (0, self.entries.len());
        while start < end {
            let middle = start.midpoint(end);
            match self.get(middle) < wanted {
                true => start = middle + 1,
                false => end = middle,
            }
        }
        start
    }

    fn get(&self, at: usize) -> &[u8] {
        let start = at
            .checked_sub(1)
            .map_or(0, |before| self.entries[before].end);
        &self.letters[start..self.entries[at].end]
    }
}
