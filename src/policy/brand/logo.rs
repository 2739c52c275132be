//! The logo: a picture from a file beside the policy.

use std::fmt;
use std::sync::Arc;

use crate::digest::version;

/// Largest logo, in bytes: every page asks for it, and a connection whose client reads slowly has a copy
/// of it, which stays within what the longest request head may take.
const MAX_BYTES: usize = 64 << 10;

/// The namespace that browsers require of SVG.
const SVG_NAMESPACE: &str = "http://www.w3.org/2000/svg";

/// The picture beside the gateway's name.
#[derive(Clone)]
pub struct Logo {
    bytes: Arc<[u8]>,
    media_type: &'static str,
    version: Box<str>,
}

/// Why some bytes are no [`Logo`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LogoError {
    #[error("has {} KiB, but the maximum is {} KiB", .0.div_ceil(1 << 10), MAX_BYTES >> 10)]
    TooLarge(usize),
    #[error("is neither SVG, PNG, JPEG nor WebP")]
    Format,
    #[error("is SVG without its namespace, so browsers do not show it")]
    Namespace,
}

impl Logo {
    pub fn of(bytes: Vec<u8>) -> Result<Self, LogoError> {
        if bytes.len() > MAX_BYTES {
            return Err(LogoError::TooLarge(bytes.len()));
        }
        Ok(Self {
            media_type: media_type(&bytes)?,
            version: version(&bytes),
            bytes: bytes.into(),
        })
    }

    pub fn bytes(&self) -> &Arc<[u8]> {
        &self.bytes
    }

    /// Its media type, by its bytes and not by its name: `image/svg+xml`.
    pub fn media_type(&self) -> &'static str {
        self.media_type
    }

    /// A short hash of it, for an address that changes with the picture.
    pub fn version(&self) -> &str {
        &self.version
    }
}

/// Without the bytes.
impl fmt::Debug for Logo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Logo")
            .field("media_type", &self.media_type)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

impl LogoError {
    pub fn help(self) -> &'static str {
        match self {
            Self::TooLarge(_) => "make it smaller: pages show it beside the name",
            Self::Format => "save it as one of these",
            Self::Namespace => "add xmlns=\"http://www.w3.org/2000/svg\" to its <svg>",
        }
    }
}

fn media_type(bytes: &[u8]) -> Result<&'static str, LogoError> {
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Ok("image/png"),
        [0xff, 0xd8, 0xff, ..] => Ok("image/jpeg"),
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => Ok("image/webp"),
        // SVG has no signature.
        _ => svg(bytes),
    }
}

fn svg(bytes: &[u8]) -> Result<&'static str, LogoError> {
    let text = std::str::from_utf8(bytes).map_err(|_| LogoError::Format)?;
    let name = root(text).ok_or(LogoError::Format)?;
    // Some editors write a prefix: `<svg:svg>`.
    if name.rsplit(':').next() != Some("svg") {
        return Err(LogoError::Format);
    }
    // A declaration may name it as an entity, so that only its presence is checked.
    match text.contains(SVG_NAMESPACE) {
        true => Ok("image/svg+xml"),
        false => Err(LogoError::Namespace),
    }
}

/// The name of the root element of an XML text. Looking for `<svg` would take HTML pages for
/// pictures, too.
fn root(text: &str) -> Option<&str> {
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text);
    loop {
        rest = rest.trim_start();
        rest = if let Some(comment) = rest.strip_prefix("<!--") {
            comment.split_once("-->")?.1
        } else if let Some(instruction) = rest.strip_prefix("<?") {
            instruction.split_once("?>")?.1
        } else if let Some(declaration) = rest.strip_prefix("<!") {
            behind(declaration)?
        } else {
            break;
        };
    }
    let name = rest.strip_prefix('<')?;
    name.split(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))
        .next()
}

/// The text behind a document type, which may have declarations in brackets.
fn behind(declaration: &str) -> Option<&str> {
    let end = declaration.find('>')?;
    let rest = match declaration.find('[').filter(|bracket| *bracket < end) {
        Some(_) => declaration.split_once(']')?.1,
        None => declaration,
    };
    Some(rest.split_once('>')?.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_known_by_its_bytes() {
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>";
        let of_illustrator = "<?xml version=\"1.0\"?>\r\n<!-- Generator: <b> -->\n\
            <!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"svg11.dtd\" [\n\
            <!ENTITY ns_svg \"http://www.w3.org/2000/svg\">\n]>\n<svg xmlns=\"&ns_svg;\"></svg>";
        let of_inkscape = "<?xml version=\"1.0\"?>\n<!DOCTYPE svg>\n\
            <svg:svg\n xmlns:svg=\"http://www.w3.org/2000/svg\" />";
        let page = format!("<!DOCTYPE html><html>{svg}</html>");
        let marked = format!("\u{feff} {svg}");
        let cases: [(&[u8], Result<&str, LogoError>); 17] = [
            (svg.as_bytes(), Ok("image/svg+xml")),
            (marked.as_bytes(), Ok("image/svg+xml")),
            (of_illustrator.as_bytes(), Ok("image/svg+xml")),
            (of_inkscape.as_bytes(), Ok("image/svg+xml")),
            (b"\x89PNG\r\n\x1a\n\0", Ok("image/png")),
            (b"\xff\xd8\xff\xe0", Ok("image/jpeg")),
            (b"RIFF\x04\0\0\0WEBPVP8 ", Ok("image/webp")),
            (b"<svg/>", Err(LogoError::Namespace)),
            (page.as_bytes(), Err(LogoError::Format)),
            (b"GIF89a", Err(LogoError::Format)),
            (b"RIFF\x04\0\0\0WAVE", Err(LogoError::Format)),
            (b"\x89PNG\n\x1a\n", Err(LogoError::Format)),
            (b"\x1f\x8b\x08", Err(LogoError::Format)),
            (b"<!-- <svg", Err(LogoError::Format)),
            (b"<svgx>", Err(LogoError::Format)),
            (b"svg", Err(LogoError::Format)),
            (b"", Err(LogoError::Format)),
        ];
        for (bytes, expected) in cases {
            let shown = String::from_utf8_lossy(bytes);
            assert_eq!(media_type(bytes), expected, "{shown}");
        }
    }

    #[test]
    fn another_picture_is_another_version() {
        let logo = |end: &[u8]| Logo::of([b"\xff\xd8\xff", end].concat()).expect("a picture");
        assert_eq!(logo(b"").version(), "6e568e1f67fba258");
        assert_ne!(logo(b"a").version(), logo(b"b").version());
        assert_eq!(logo(b"a").bytes()[..], *b"\xff\xd8\xffa");
    }

    #[test]
    fn a_logo_has_its_size() {
        let sized = |size: usize| {
            let mut bytes = b"\xff\xd8\xff".to_vec();
            bytes.resize(size, 0);
            Logo::of(bytes).err()
        };
        assert_eq!(sized(MAX_BYTES), None);
        assert_eq!(
            sized(MAX_BYTES + 1),
            Some(LogoError::TooLarge(MAX_BYTES + 1))
        );
    }
}
