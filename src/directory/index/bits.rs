//! Sets of small numbers as the bits of words.

/// How many numbers fit into one word.
pub const WORD: usize = u64::BITS as usize;

/// The numbers of the bits that are set, in their order.
pub fn ones(mut word: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = word.trailing_zeros();
        word &= word.checked_sub(1)?;
        Some(at as usize)
    })
}

/// All numbers in words, in their order.
pub fn numbers(words: impl Iterator<Item = u64>) -> impl Iterator<Item = usize> {
    let numbered = words.zip(0..);
    numbered.flat_map(|(word, n)| ones(word).map(move |bit| n * WORD + bit))
}

/// The words that have the first `count` numbers.
pub fn first(count: usize) -> Vec<u64> {
    let mut words = vec![u64::MAX; count.div_ceil(WORD)];
    if let Some(last) = words.last_mut() {
        // The bits behind the last number stand for nothing.
        *last >>= (WORD - count % WORD) % WORD;
    }
    words
}

/// Takes a number in, or out.
pub fn set(words: &mut [u64], number: usize, is_in: bool) {
    let (word, bit) = (&mut words[number / WORD], 1 << (number % WORD));
    *word = if is_in { *word | bit } else { *word & !bit };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_numbers_are_all_that_words_have() {
        for count in [0, 1, 63, 64, 65, 128, 200] {
            let words = first(count);
            let all: Vec<usize> = numbers(words.into_iter()).collect();
            assert_eq!(all, Vec::from_iter(0..count), "{count}");
        }
    }

    #[test]
    fn numbers_are_taken_in_and_out() {
        let mut words = first(70);
        set(&mut words, 0, false);
        set(&mut words, 68, false);
        set(&mut words, 68, true);
        let all: Vec<usize> = numbers(words.into_iter()).collect();
        assert_eq!(all, Vec::from_iter(1..70));
    }
}
