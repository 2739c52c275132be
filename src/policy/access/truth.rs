//! Whether a condition holds, where the fact that it asks for may be missing.

/// Three values, so that a missing fact cannot pass for one that is known to be otherwise: what is
/// unknown neither meets an `allow` nor clears of a `deny`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    Yes,
    No,
    /// The fact could not be established.
    Unknown,
}

impl Truth {
    /// Of several that must all hold, one clear no is enough, whatever is unknown of the others.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, Self::Yes) => Self::Yes,
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
        }
    }
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Self {
        match holds {
            true => Self::Yes,
            false => Self::No,
        }
    }
}

/// `None` for what could not be established.
impl From<Option<bool>> for Truth {
    fn from(holds: Option<bool>) -> Self {
        holds.map_or(Self::Unknown, Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::Truth::{No, Unknown, Yes};

    #[test]
    fn one_clear_no_ends_it_and_nothing_unknown_is_a_yes() {
        for (one, other, both) in [
            (Yes, Yes, Yes),
            (Yes, Unknown, Unknown),
            (Unknown, Unknown, Unknown),
            (Yes, No, No),
            (Unknown, No, No),
            (No, No, No),
        ] {
            assert_eq!(one.and(other), both, "{one:?} {other:?}");
            assert_eq!(other.and(one), both, "{other:?} {one:?}");
        }
    }
}
