//! The links found in all route indexes, ordered by name.

use super::bits::{WORD, numbers, set};
use super::rank::Rank;

/// A set of links by rank. It needs no sorting, and any page of it costs as much as the first.
#[derive(Debug)]
pub struct ResultSet(Vec<u64>);

impl ResultSet {
    pub fn none_of(links: usize) -> Self {
        Self(vec![0; links.div_ceil(WORD)])
    }

    pub fn insert(&mut self, rank: Rank) {
        set(&mut self.0, rank as usize, true);
    }

    pub fn count(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// One page of them, ordered by name.
    pub fn page(&self, skip: usize, take: usize) -> impl Iterator<Item = Rank> {
        let mut left = skip;
        let passed = self.0.iter().take_while(|word| {
            let rest = left.checked_sub(word.count_ones() as usize);
            left = rest.unwrap_or(left);
            rest.is_some()
        });
        let passed = passed.count();
        let ranks = numbers(self.0[passed..].iter().copied());
        let ranks = ranks.skip(left).take(take);
        ranks.filter_map(move |rank| Rank::try_from(passed * WORD + rank).ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_a_part_of_all_in_their_order() {
        let all: Vec<Rank> = (0..1000)
            .filter(|n| n % 7 < 3 || (200..330).contains(n))
            .collect();
        let mut found = ResultSet::none_of(1000);
        for rank in all.iter().rev() {
            found.insert(*rank);
        }
        assert_eq!(found.count(), all.len());
        for skip in (0..=all.len() + 1).chain([usize::MAX]) {
            let page: Vec<Rank> = found.page(skip, 30).collect();
            let expected: Vec<Rank> = all.iter().copied().skip(skip).take(30).collect();
            assert_eq!(page, expected, "{skip}");
        }
        assert_eq!(ResultSet::none_of(0).page(0, 30).next(), None);
    }
}
