//! "Did you mean": the known word that a wrong one was meant to be.

/// Longest word that counts as a slip, in bytes. What is compared costs the product of the lengths, and
/// no name has more.
const MAX_WORD: usize = 80;

/// Most words that it is compared with: an operator with more of them looks into a list.
const MAX_KNOWN: usize = 2_000;

/// The known word that differs least, if it is near enough to be a slip.
pub fn nearest<'w>(word: &str, known: &[&'w str]) -> Option<&'w str> {
    if word.len() > MAX_WORD {
        return None;
    }
    let word = word.to_lowercase();
    // A difference in length alone is as many slips.
    let may_be_near = |k: &&&str| k.len().abs_diff(word.len()) <= (k.len() / 3).max(1);
    let (distance, near) = known
        .iter()
        .take(MAX_KNOWN)
        .filter(may_be_near)
        .map(|k| (strsim::osa_distance(&word, &k.to_lowercase()), *k))
        .min()?;
    (distance <= (near.len() / 3).max(1)).then_some(near)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_get_the_word_that_was_meant() {
        let known = ["routes", "sites", "back_urls"];
        assert_eq!(nearest("ruotes", &known), Some("routes"));
        assert_eq!(nearest("Sites", &known), Some("sites"));
        assert_eq!(nearest("back_url", &known), Some("back_urls"));
        assert_eq!(nearest("xyz", &known), None);
        assert_eq!(nearest("x", &[]), None);
    }

    #[test]
    fn neither_long_words_nor_long_lists_are_compared() {
        let (long, slip) = ("x".repeat(MAX_WORD + 1), "x".repeat(MAX_WORD));
        assert_eq!(nearest(&long, &[&long]), None);
        assert_eq!(nearest(&slip, &[&long]), Some(&*long));
        let mut known = vec!["unlike"; MAX_KNOWN];
        known.push("routes");
        assert_eq!(nearest("ruotes", &known), None);
        assert_eq!(nearest("ruotes", &known[1..]), Some("routes"));
    }
}
