//! Colours, and their contrast as WCAG 2 defines it.

use std::fmt;

/// A colour of the sRGB space, which is written `#0b57d0`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour([u8; 3]);

impl Colour {
    pub const BLACK: Self = Self([0; 3]);
    pub const WHITE: Self = Self([0xff; 3]);

    pub const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self([red, green, blue])
    }

    /// Reads `#rrggbb`, the one form that every tool and browser has.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        // `from_str_radix` would take a sign, too.
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
        Some(Self([part(0)?, part(2)?, part(4)?]))
    }

    /// The contrast to another colour, from 1 to 21 (WCAG 2, "contrast ratio").
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// How bright it is, from 0 to 1 (WCAG 2, "relative luminance").
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|part| linear(f64::from(part) / 255.0));
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// The first colour, from this one towards another, that has the contrast to the page.
    pub fn until(self, contrast: f64, page: Self, towards: Self) -> Self {
        let mut on_the_way = (0..=u8::MAX).map(|part| self.mixed(towards, part));
        on_the_way
            .find(|colour| colour.contrast(page) >= contrast)
            .unwrap_or(towards)
    }

    /// This colour with so many parts of 255 of another.
    fn mixed(self, other: Self, parts: u8) -> Self {
        let (theirs, ours) = (u16::from(parts), u16::from(u8::MAX - parts));
        let mut mixed = self.0;
        for (mine, other) in mixed.iter_mut().zip(other.0) {
            let sum = u16::from(*mine) * ours + u16::from(other) * theirs;
            *mine = u8::try_from(sum / 255).unwrap_or(u8::MAX);
        }
        Self(mixed)
    }
}

/// A part of a colour as an amount of light.
fn linear(part: f64) -> f64 {
    match part <= 0.04045 {
        true => part / 12.92,
        false => ((part + 0.055) / 1.055).powf(2.4),
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(text: &str) -> Colour {
        Colour::parse(text).expect(text)
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        for (one, two, expected) in [
            ("#000000", "#ffffff", "21.00"),
            ("#ffffff", "#ffffff", "1.00"),
            ("#767676", "#ffffff", "4.54"),
            ("#777777", "#ffffff", "4.48"),
            ("#ff0000", "#ffffff", "4.00"),
            ("#0000ff", "#ffffff", "8.59"),
            ("#0b57d0", "#ffffff", "6.39"),
        ] {
            let (one, two) = (colour(one), colour(two));
            assert_eq!(format!("{:.2}", one.contrast(two)), expected, "{one} {two}");
            assert!((one.contrast(two) - two.contrast(one)).abs() < f64::EPSILON);
        }
    }

    #[test]
    fn one_form_is_read_and_written() {
        assert_eq!(colour("#0b57d0").to_string(), "#0b57d0");
        assert_eq!(colour("#0B57D0").to_string(), "#0b57d0");
        for text in [
            "",
            "#",
            "red",
            "#abc",
            "0b57d0",
            "#0b57d0ff",
            "#0b57dg",
            "#+b57d0",
            "#0b57d",
            "#äää",
            " #0b57d0",
        ] {
            assert_eq!(Colour::parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_nearest_readable_colour_is_found() {
        for (text, page, towards, expected) in [
            ("#767676", Colour::WHITE, Colour::BLACK, "#767676"),
            ("#777777", Colour::WHITE, Colour::BLACK, "#767676"),
            ("#ffffff", Colour::WHITE, Colour::BLACK, "#767676"),
            ("#000000", Colour::BLACK, Colour::WHITE, "#757575"),
            ("#ffffff", Colour::BLACK, Colour::WHITE, "#ffffff"),
        ] {
            let found = colour(text).until(4.5, page, towards);
            assert_eq!(found.to_string(), expected, "{text} on {page}");
        }
    }
}
