//! The accent colour, on light pages and on dark ones.

use super::colour::Colour;

/// The contrast of text that WCAG 2 requires at level AA.
const READABLE: f64 = 4.5;

/// The colour of links and buttons, as it is on light pages and on dark ones.
///
/// Each has enough contrast to its page, in both directions: the text on a button has the colour of
/// the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accent {
    light: Colour,
    dark: Colour,
}

/// Why a text is no [`Accent`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccentError {
    #[error("`{text}` is not a colour like #0b57d0")]
    Form {
        text: Box<str>,
        meant: Option<Colour>,
    },
    #[error("`{0}` is too pale for white pages: its contrast is {ratio}:1", ratio = contrast(*.0))]
    Pale(Colour),
}

impl Default for Accent {
    fn default() -> Self {
        Self::of(Colour::new(0x0b, 0x57, 0xd0))
    }
}

impl Accent {
    pub const LIGHT_PAGE: Colour = Colour::WHITE;

    pub const DARK_PAGE: Colour = Colour::new(0x14, 0x17, 0x1c);

    pub fn parse(text: &str) -> Result<Self, AccentError> {
        let Some(colour) = Colour::parse(text) else {
            let (text, meant) = (text.into(), meant(text));
            return Err(AccentError::Form { text, meant });
        };
        // Light pages alone decide: for dark ones, the colour is mixed with white.
        match colour.contrast(Self::LIGHT_PAGE) < READABLE {
            true => Err(AccentError::Pale(colour)),
            false => Ok(Self::of(colour)),
        }
    }

    /// With a colour that can be read on light pages.
    fn of(light: Colour) -> Self {
        let dark = light.until(READABLE, Self::DARK_PAGE, Colour::WHITE);
        Self { light, dark }
    }

    /// The colour on [light pages](Self::LIGHT_PAGE), as the policy has it.
    pub fn light(&self) -> Colour {
        self.light
    }

    /// The colour on [dark pages](Self::DARK_PAGE): the same, mixed with as much white as it takes
    /// to be read there.
    pub fn dark(&self) -> Colour {
        self.dark
    }
}

impl AccentError {
    pub fn help(&self) -> String {
        match self {
            Self::Form {
                meant: Some(colour),
                ..
            } => format!("did you mean \"{colour}\"?"),
            Self::Form { meant: None, .. } => {
                "write # and six hexadecimal digits, in quotes: \"#0b57d0\"".to_owned()
            }
            Self::Pale(colour) => {
                let darker = darker(*colour);
                format!(
                    "write \"{darker}\": text needs {READABLE}:1, and this is the nearest colour that has it"
                )
            }
        }
    }
}

/// A colour in another form: without its `#`, or with one digit for two.
fn meant(text: &str) -> Option<Colour> {
    let digits = text.strip_prefix('#').unwrap_or(text);
    // CSS writes `#05d` for `#0055dd`.
    let doubled = || digits.chars().flat_map(|c| [c, c]).collect::<String>();
    let digits = match digits.len() {
        3 => doubled(),
        _ => digits.to_owned(),
    };
    Colour::parse(&format!("#{digits}"))
}

/// The nearest colour that can be read on light pages.
fn darker(pale: Colour) -> Colour {
    pale.until(READABLE, Accent::LIGHT_PAGE, Colour::BLACK)
}

/// The contrast to light pages in digits. It is cut and not rounded: 4.499 is not 4.5.
fn contrast(colour: Colour) -> String {
    let hundredths = (colour.contrast(Accent::LIGHT_PAGE) * 100.0).floor();
    format!("{:.2}", hundredths / 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_accent_can_be_read_on_both_pages() {
        for (text, dark) in [
            ("#0b57d0", "#457fdb"),
            ("#767676", "#808080"),
            ("#000000", "#808080"),
            ("#b3261e", "#c7615b"),
        ] {
            let accent = Accent::parse(text).expect(text);
            assert_eq!(accent.light().to_string(), text);
            assert_eq!(accent.dark().to_string(), dark, "{text}");
            assert!(accent.light().contrast(Accent::LIGHT_PAGE) >= READABLE);
            assert!(accent.dark().contrast(Accent::DARK_PAGE) >= READABLE);
        }
        assert_eq!(Accent::parse("#0b57d0"), Ok(Accent::default()));
    }

    /// Every proposal is accepted.
    #[test]
    fn a_proposal_holds() {
        for part in 0..=u8::MAX {
            for colour in [
                Colour::new(part, part, part),
                Colour::new(part, 0xff, 0),
                Colour::new(0xff, part, 0xff),
            ] {
                if let Err(AccentError::Pale(pale)) = Accent::parse(&colour.to_string()) {
                    let taken = Accent::parse(&darker(pale).to_string()).expect("readable");
                    assert!(taken.dark().contrast(Accent::DARK_PAGE) >= READABLE);
                }
            }
        }
    }

    #[test]
    fn a_contrast_is_never_said_to_be_better_than_it_is() {
        for (text, expected) in [
            ("#777777", "4.47"),
            ("#ff0000", "3.99"),
            ("#ffffff", "1.00"),
        ] {
            let colour = Colour::parse(text).expect(text);
            assert_eq!(contrast(colour), expected, "{text}");
        }
    }
}
