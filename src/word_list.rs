//! Enums whose variants have one fixed word each, in policies, logs and metrics.

/// Declares an enum of plain variants with their words, and from that one list
///
/// - `ALL`, the variants in the order in which they are declared,
/// - `as_str()`, the word of a variant, usable in constants,
/// - `from_word()`, the variant that has exactly this word.
///
/// `Clone`, `Copy`, `Debug`, `PartialEq` and `Eq` are derived; attributes of the enum and of its
/// variants are kept.
// A word is part of an interface: operators filter logs by it and write it into policies. It is
// therefore spelled out and not derived from the variant, so that renaming a variant keeps it.
macro_rules! words {
    (
        $(#[$meta:meta])*
        $visibility:vis enum $name:ident {
            $($(#[$variant_meta:meta])* $variant:ident = $word:literal,)+
        }
    ) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        $(#[$meta])*
        $visibility enum $name {
            $($(#[$variant_meta])* $variant,)+
        }

        #[allow(dead_code, reason = "not every list is read back or enumerated")]
        impl $name {
            /// All variants, in the order in which they are declared.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The word for it in policies, logs and metrics.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }

            /// The variant with this word; case counts.
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.as_str() == word)
            }
        }
    };
}

pub(crate) use words;

#[cfg(test)]
mod tests {
    words! {
        /// Two words.
        #[derive(PartialOrd, Ord)]
        enum Size {
            Small = "small",
            ExtraLarge = "x-large",
        }
    }

    #[test]
    fn every_word_is_read_as_its_variant() {
        assert_eq!(Size::ALL, [Size::Small, Size::ExtraLarge]);
        assert!(Size::Small < Size::ExtraLarge);
        for size in Size::ALL {
            assert_eq!(Size::from_word(size.as_str()), Some(*size));
        }
        for word in ["", "Small", "small ", "ExtraLarge"] {
            assert_eq!(Size::from_word(word), None, "{word:?}");
        }
    }
}
