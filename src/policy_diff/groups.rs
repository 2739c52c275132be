//! What sources can say about groups.

use super::names::AlikeNames;
use crate::decision::Groups;

/// Whether somebody is in a group, as far as their source tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Membership {
    In,
    Not,
    Untold,
}

impl Membership {
    pub const ALL: [Self; 3] = [Self::In, Self::Not, Self::Untold];
}

/// The groups of a person, which [`Groups`] may borrow.
#[derive(Clone, Debug)]
pub enum HeldGroups {
    Untold,
    /// The text of a header.
    Joined(String),
    List(Vec<Box<str>>),
}

impl HeldGroups {
    /// What says exactly this about each of the groups; `None` where no source can.
    ///
    /// A list tells everything. A header may have a name with something hidden in it, which may be meant
    /// for any group that is not found; and it cannot tell commas of a name from those between names.
    pub fn saying(all: &[AlikeNames], held: &[Membership]) -> Option<Self> {
        let names_that_are = |wanted: Membership| {
            let pairs = all.iter().zip(held);
            let wanted = pairs.filter(move |(_, held)| **held == wanted);
            wanted.map(|(names, _)| names.first())
        };
        let has_comma = |name: &str| name.contains(',');
        if names_that_are(Membership::Untold).next().is_none() {
            let list = names_that_are(Membership::In).map(Box::from);
            return Some(Self::List(list.collect()));
        }
        if names_that_are(Membership::In).any(has_comma) {
            return None;
        }
        let mut parts: Vec<&str> = names_that_are(Membership::In).collect();
        match names_that_are(Membership::Untold).all(has_comma) {
            // Two names that no rule knows, for the comma between them.
            true if !names_that_are(Membership::Not).any(has_comma) => {
                parts.extend(["another", "yet another"]);
            }
            true => return None,
            false if names_that_are(Membership::Not).next().is_some() => return None,
            false if parts.is_empty() => return Some(Self::Untold),
            // A name with something hidden in it.
            false => parts.push("\u{200b}hidden"),
        }
        Some(Self::Joined(parts.join(",")))
    }

    pub fn as_groups(&self) -> Groups<'_> {
        match self {
            Self::Untold => Groups::Unknown,
            Self::Joined(text) => Groups::Joined(text),
            Self::List(list) => Groups::List(list.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever is made says what it should.
    #[test]
    fn groups_say_what_they_are_made_for() {
        let list: Vec<Box<str>> = ["a", "b", "CN=x,OU=y"].map(Box::from).into();
        let conditions: Vec<&[Box<str>]> = list.iter().map(std::slice::from_ref).collect();
        let names = AlikeNames::of(&conditions, |_| ());
        let mut made = 0;
        for number in 0..27_usize {
            let held = [1, 3, 9].map(|place| Membership::ALL[number / place % 3]);
            let Some(groups) = HeldGroups::saying(&names, &held) else {
                continue;
            };
            made += 1;
            for (name, held) in names.iter().zip(held) {
                let said = match groups.as_groups().contain(name.first()) {
                    Some(true) => Membership::In,
                    Some(false) => Membership::Not,
                    None => Membership::Untold,
                };
                assert_eq!(said, held, "{groups:?} {name:?}");
            }
        }
        // 8 lists; 3 headers with a hidden name or none at all; 4 with a comma.
        assert_eq!(made, 15);
    }
}
