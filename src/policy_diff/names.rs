//! Names that rules cannot tell apart: those that stand in the same conditions.

/// Names of which it makes no difference to any rule which one it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlikeNames(Vec<Box<str>>);

impl AlikeNames {
    /// Sorts the names of conditions by where they stand, and by what else tells them apart.
    pub fn of<K: PartialEq>(conditions: &[&[Box<str>]], further: impl Fn(&str) -> K) -> Vec<Self> {
        let mut sorted: Vec<(Vec<bool>, K, Self)> = Vec::new();
        for name in conditions.iter().copied().flatten() {
            if sorted.iter().any(|(_, _, alike)| alike.contain(name)) {
                continue;
            }
            let stands = conditions
                .iter()
                .map(|names| names.contains(name))
                .collect();
            let key = further(name);
            let known = sorted
                .iter_mut()
                .find(|known| known.0 == stands && known.1 == key);
            match known {
                Some((_, _, alike)) => alike.0.push(name.clone()),
                None => sorted.push((stands, key, Self(vec![name.clone()]))),
            }
        }
        sorted.into_iter().map(|(_, _, alike)| alike).collect()
    }

    /// The name that stands for all of them.
    pub fn first(&self) -> &str {
        &self.0[0]
    }

    pub fn contain(&self, name: &str) -> bool {
        self.0.iter().any(|known| **known == *name)
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|name| &**name)
    }

    /// `ann or bob`, and of very many the first few.
    pub fn in_words(&self) -> String {
        const SHOWN: usize = 3;
        match self.0.len() {
            0..=SHOWN => self.0.join(" or "),
            all => format!("{} or {} more", self.0[..SHOWN].join(" or "), all - SHOWN),
        }
    }
}

/// A name that is none of these.
pub fn other_name(stem: &str, known: &[AlikeNames]) -> String {
    let mut name = stem.to_owned();
    while known.iter().any(|alike| alike.contain(&name)) {
        name.push('x');
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_the_same_conditions_are_alike() {
        let list = |names: &[&str]| {
            names
                .iter()
                .map(|name| Box::from(*name))
                .collect::<Vec<_>>()
        };
        let (one, two) = (list(&["ann", "bob", "eve"]), list(&["eve", "ann,x"]));
        let alike = AlikeNames::of(&[&one, &two], |name| name.contains(','));
        let words: Vec<String> = alike.iter().map(AlikeNames::in_words).collect();
        assert_eq!(words, ["ann or bob", "eve", "ann,x"]);
        assert_eq!(other_name("eve", &alike), "evex");
    }
}
