//! QR codes (ISO/IEC 18004), as one line of an SVG path, or as PNG.

mod png;

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

/// Width of the white border in modules. The standard requires four: cameras need it to find the
/// code.
const QUIET_ZONE: usize = 4;

/// A QR code as an SVG path, in units of one module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// Width and height, with the border.
    pub size: usize,
    /// Horizontal strokes through the middle of the dark modules.
    pub path: String,
    /// Its modules, row by row, without the border.
    modules: Vec<Color>,
}

impl Code {
    /// The code for a text; `None` when the text is too long for any.
    pub fn of(text: &str) -> Option<Self> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
        let width = code.width();
        let mut path = String::new();
        let modules = code.into_colors();
        for (y, row) in modules.chunks(width).enumerate() {
            // One stroke for each run, not for each module, keeps the picture small.
            for (x, length) in runs(row) {
                let (x, y) = (x + QUIET_ZONE, y + QUIET_ZONE);
                // Writing to a string does not fail.
                let _ = write!(path, "M{x} {y}.5h{length}");
            }
        }
        let size = width + 2 * QUIET_ZONE;
        Some(Self {
            size,
            path,
            modules,
        })
    }

    /// The code as PNG.
    pub fn png(&self) -> Vec<u8> {
        let width = self.size - 2 * QUIET_ZONE;
        let border = QUIET_ZONE * self.size;
        let mut white = vec![true; self.size * self.size];
        let rows = white[border..].chunks_mut(self.size);
        for (row, modules) in rows.zip(self.modules.chunks(width)) {
            for (white, module) in row[QUIET_ZONE..].iter_mut().zip(modules) {
                *white = *module == Color::Light;
            }
        }
        png::png(self.size, &white)
    }
}

/// The start and length of each run of dark modules in a row.
fn runs(row: &[Color]) -> impl Iterator<Item = (usize, usize)> {
    let mut position = 0;
    row.chunk_by(|one, next| one == next)
        .filter_map(move |run| {
            let start = position;
            position += run.len();
            (run[0] == Color::Dark).then_some((start, run.len()))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_drawn_in_runs() {
        let row = [Color::Dark, Color::Dark, Color::Light, Color::Dark];
        assert_eq!(runs(&row).collect::<Vec<_>>(), [(0, 2), (3, 1)]);
        assert_eq!(runs(&[Color::Light; 3]).count(), 0);
    }

    #[test]
    fn a_code_has_its_finder_patterns_and_white_around() {
        let code = Code::of("https://go.acme.example/go/standup").expect("short enough");
        assert_eq!(code.size, 29 + 8, "version 3");
        // Seven dark modules in the first row, at the left and at the right.
        assert!(code.path.starts_with("M4 4.5h7"), "{}", code.path);
        assert!(code.path.contains("M26 4.5h7"), "{}", code.path);
        assert!(code.path.contains("M4 32.5h7"), "{}", code.path);
    }

    #[test]
    fn a_text_that_fits_in_no_code_has_none() {
        assert_eq!(Code::of(&"x".repeat(3000)), None);
    }
}
