//! "Did you mean": the known word that a wrong one was meant to be.

/// The known word that differs least, if it is near enough to be a slip.
pub fn nearest<'w>(word: &str, known: &[&'w str]) -> Option<&'w str> {
    let word = word.to_lowercase();
    // A difference in length alone is as many slips.
    let may_be_near = |k: &&&str| k.len().abs_diff(word.len()) <= (k.len() / 3).max(1);
    let (distance, near) = known
        .iter()
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
}
