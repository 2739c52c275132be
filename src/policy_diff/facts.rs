//! What two versions of a thing say under the same keys, and what it means that they differ.

/// Something that a policy says under a key.
#[derive(Clone, Debug)]
pub struct Fact {
    pub key: String,
    /// For people, without secrets.
    pub shown: String,
    /// Equal where the model is: two values that are shown alike, as masked ones are, may differ.
    pub exact: String,
    pub weight: Weight,
}

/// What a new value of a fact means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// Requests lead elsewhere, with another value, or visitors get a choice.
    Leads,
    /// Something that people read, or that only ends a request.
    Plain,
}

/// A key whose value is another one now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyChange {
    pub key: String,
    pub was: Option<String>,
    pub is: Option<String>,
    pub widens: bool,
}

impl Fact {
    pub fn new(key: impl Into<String>, shown: impl Into<String>, weight: Weight) -> Self {
        let shown = shown.into();
        Self {
            key: key.into(),
            exact: shown.clone(),
            shown,
            weight,
        }
    }

    #[must_use]
    pub fn exactly(self, exact: impl Into<String>) -> Self {
        let exact = exact.into();
        Self { exact, ..self }
    }
}

/// The keys that differ: those of the old side first.
pub fn changes(old: &[Fact], new: &[Fact]) -> Vec<KeyChange> {
    let of_key = |facts: &[Fact], key: &str| facts.iter().find(|fact| fact.key == key).cloned();
    let gone = old.iter().filter_map(|was| match of_key(new, &was.key) {
        Some(is) if is.exact == was.exact => None,
        Some(is) => Some(KeyChange {
            key: was.key.clone(),
            was: Some(was.shown.clone()),
            is: Some(match is.shown == was.shown {
                true => format!("{} (another one)", is.shown),
                false => is.shown,
            }),
            widens: is.weight == Weight::Leads,
        }),
        None => Some(KeyChange {
            key: was.key.clone(),
            was: Some(was.shown.clone()),
            is: None,
            widens: false,
        }),
    });
    let added = new.iter().filter(|is| of_key(old, &is.key).is_none());
    let added = added.map(|is| KeyChange {
        key: is.key.clone(),
        was: None,
        is: Some(is.shown.clone()),
        widens: is.weight == Weight::Leads,
    });
    gone.chain(added).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_and_go_and_change() {
        let leads = |key: &str, value: &str| Fact::new(key, value, Weight::Leads);
        let old = [
            leads("a", "1"),
            leads("b", "1"),
            leads("d", "•").exactly("x"),
        ];
        let new = [
            leads("b", "2"),
            leads("c", "1"),
            leads("d", "•").exactly("y"),
        ];
        let found = changes(&old, &new);
        let words = found.iter().map(|change| {
            let value = |value: &Option<String>| value.clone().unwrap_or_default();
            format!(
                "{} {}→{} {}",
                change.key,
                value(&change.was),
                value(&change.is),
                change.widens
            )
        });
        let words: Vec<_> = words.collect();
        assert_eq!(
            words,
            [
                "a 1→ false",
                "b 1→2 true",
                "d •→• (another one) true",
                "c →1 true"
            ]
        );
        assert_eq!(changes(&old, &old), []);
    }
}
