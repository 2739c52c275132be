//! Decimal digits of every script.

use icu_properties::CodePointMapData;
use icu_properties::props::GeneralCategory;

/// A digit, and the zero of its kind: digits of different kinds make no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digit {
    pub value: u8,
    pub zero: char,
}

impl Digit {
    /// Reads a decimal digit of any script: `5`, `５`, `٥`, `५`.
    pub fn read(c: char) -> Option<Self> {
        if c.is_ascii_digit() {
            let value = u8::try_from(u32::from(c) - u32::from('0')).ok()?;
            return Some(Self { value, zero: '0' });
        }
        if c.is_ascii() || !is_decimal(c) {
            return None;
        }
        // Unicode keeps the ten digits of a kind together and in order, and what comes directly
        // before a zero is either no digit or the nine of another kind (Core Specification, 4.6).
        let before = (0..u32::from(c)).rev().map_while(char::from_u32);
        let before = u32::try_from(before.take_while(|c| is_decimal(*c)).count()).ok()?;
        let value = before % 10;
        Some(Self {
            value: u8::try_from(value).ok()?,
            zero: char::from_u32(u32::from(c) - value)?,
        })
    }
}

fn is_decimal(c: char) -> bool {
    CodePointMapData::<GeneralCategory>::new().get(c) == GeneralCategory::DecimalNumber
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_every_script_have_their_value() {
        for (digits, zero) in [
            ("0123456789", '0'),
            ("０１２３４５６７８９", '０'),
            ("٠١٢٣٤٥٦٧٨٩", '٠'),
            ("۰۱۲۳۴۵۶۷۸۹", '۰'),
            ("०१२३४५६७८९", '०'),
            ("๐๑๒๓๔๕๖๗๘๙", '๐'),
            ("𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗", '𝟎'),
            ("𝟶𝟷𝟸𝟹𝟺𝟻𝟼𝟽𝟾𝟿", '𝟶'),
        ] {
            for (c, value) in digits.chars().zip(0..) {
                assert_eq!(Digit::read(c), Some(Digit { value, zero }), "{c}");
            }
        }
    }

    #[test]
    fn all_digits_of_unicode_come_in_tens() {
        let all: Vec<Digit> = ('\0'..=char::MAX).filter_map(Digit::read).collect();
        assert!(all.len() > 700 && all.len().is_multiple_of(10));
        for ten in all.chunks(10) {
            assert!(ten.iter().all(|digit| digit.zero == ten[0].zero));
            assert!((0..).zip(ten).all(|(value, digit)| digit.value == value));
        }
    }

    #[test]
    fn other_numerals_are_no_digits() {
        for c in "aB-²½Ⅷ①三五〇９".chars().filter(|c| *c != '９') {
            assert_eq!(Digit::read(c), None, "{c}");
        }
    }
}
