//! What two versions of a thing say under the same keys, and what it means that they differ.

use std::collections::HashSet;

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

/// What another value of a fact means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// Requests lead elsewhere, or with another value; also where there is none any more, because
    /// something else decides then.
    Leads,
    /// Something is possible that was not. Where it is gone, that only takes something away.
    Grants,
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

    /// Whether access widens where this fact stands for another one, or for none.
    fn widens_over(&self, was: Option<&Self>) -> bool {
        match self.weight {
            Weight::Leads | Weight::Grants => true,
            Weight::Plain => was.is_some_and(Self::widens_by_leaving),
        }
    }

    fn widens_by_leaving(&self) -> bool {
        self.weight == Weight::Leads
    }

    #[must_use]
    pub fn exactly(self, exact: impl Into<String>) -> Self {
        let exact = exact.into();
        Self { exact, ..self }
    }
}

/// The keys that differ: those of the old side first.
pub fn changes(old: &[Fact], new: &[Fact]) -> Vec<KeyChange> {
    debug_assert!(have_own_keys(old) && have_own_keys(new));
    let of_key = |facts: &[Fact], key: &str| facts.iter().find(|fact| fact.key == key).cloned();
    let gone = old.iter().filter_map(|was| match of_key(new, &was.key) {
        Some(is) if is.exact == was.exact => None,
        Some(is) => Some(KeyChange {
            key: was.key.clone(),
            was: Some(was.shown.clone()),
            widens: is.widens_over(Some(was)),
            is: Some(match is.shown == was.shown {
                true => format!("{} (another one)", is.shown),
                false => is.shown,
            }),
        }),
        None => Some(KeyChange {
            key: was.key.clone(),
            was: Some(was.shown.clone()),
            is: None,
            widens: was.widens_by_leaving(),
        }),
    });
    let added = new.iter().filter(|is| of_key(old, &is.key).is_none());
    let added = added.map(|is| KeyChange {
        key: is.key.clone(),
        was: None,
        is: Some(is.shown.clone()),
        widens: is.widens_over(None),
    });
    gone.chain(added).collect()
}

/// Whether no two facts have the same key: the second one would be compared with the first.
fn have_own_keys(facts: &[Fact]) -> bool {
    let mut known = HashSet::new();
    facts.iter().all(|fact| known.insert(&*fact.key))
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
                "a 1→ true",
                "b 1→2 true",
                "d •→• (another one) true",
                "c →1 true"
            ]
        );
        assert_eq!(changes(&old, &old), []);
    }

    #[test]
    fn the_weight_says_what_widens() {
        use Weight::{Grants, Leads, Plain};
        for (was, is, widens) in [
            (None, Some(Leads), true),
            (None, Some(Grants), true),
            (None, Some(Plain), false),
            (Some(Leads), None, true),
            (Some(Grants), None, false),
            (Some(Plain), None, false),
            (Some(Leads), Some(Plain), true),
            (Some(Grants), Some(Plain), false),
            (Some(Grants), Some(Grants), true),
            (Some(Plain), Some(Plain), false),
        ] {
            let fact = |value: &'static str| move |weight| vec![Fact::new("a", value, weight)];
            let old = was.map(fact("1")).unwrap_or_default();
            let new = is.map(fact("2")).unwrap_or_default();
            let found = changes(&old, &new);
            assert_eq!(found.len(), 1);
            assert_eq!(found[0].widens, widens, "{was:?} {is:?}");
        }
    }
}
