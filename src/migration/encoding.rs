//! The encodings of files that others have written, and the way back: what is replaced in a file keeps
//! the bytes around it.

use std::borrow::Cow;
use std::ops::Range;

/// How the bytes of a text are its characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    Utf16LittleEndian,
    Utf16BigEndian,
    /// Latin-1 as browsers read it. Every sequence of bytes is such a text, so it is what remains.
    Windows1252,
}

/// A text with the encoding in which it was written.
#[derive(Clone, Debug)]
pub struct Decoded<'b> {
    pub text: Cow<'b, str>,
    pub encoding: Encoding,
    /// The length of the mark before the text, in bytes.
    mark: usize,
}

/// What is put into a text.
#[derive(Clone, Debug)]
pub struct Replacement {
    /// What it takes the place of, in the decoded text.
    pub range: Range<usize>,
    pub text: String,
}

/// Bytes at the beginning that are looked at for zeros, which no text has.
const LOOKED_AT: usize = 8 << 10;

/// Reads a text. `None` for what is no text: pictures, archives, and UTF-16 without its mark.
pub fn decode(bytes: &[u8]) -> Option<Decoded<'_>> {
    let (encoding, mark) = match bytes {
        [0xef, 0xbb, 0xbf, ..] => (Encoding::Utf8, 3),
        [0xff, 0xfe, 0, 0, ..] => return None,
        [0xff, 0xfe, ..] => (Encoding::Utf16LittleEndian, 2),
        [0xfe, 0xff, ..] => (Encoding::Utf16BigEndian, 2),
        _ if bytes[..bytes.len().min(LOOKED_AT)].contains(&0) => return None,
        _ => (Encoding::Utf8, 0),
    };
    let body = &bytes[mark..];
    let text = match encoding {
        Encoding::Utf16LittleEndian => utf16(body, u16::from_le_bytes).into(),
        Encoding::Utf16BigEndian => utf16(body, u16::from_be_bytes).into(),
        Encoding::Utf8 | Encoding::Windows1252 => match str::from_utf8(body) {
            Ok(text) => Cow::Borrowed(text),
            // With a mark it was meant to be UTF-8, and is broken somewhere. Read so, no byte is lost.
            Err(_) => {
                return Some(Decoded {
                    text: bytes.iter().map(|byte| windows_1252(*byte)).collect(),
                    encoding: Encoding::Windows1252,
                    mark: 0,
                });
            }
        },
    };
    Some(Decoded {
        text,
        encoding,
        mark,
    })
}

/// What is no character becomes one that is as long, so that places can be found again.
fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, _) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| unit(*pair));
    let chars = char::decode_utf16(units);
    chars
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

/// The characters of 0x80 to 0x9f. The others are those of Unicode.
const UPPER_CONTROLS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

fn windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9f => UPPER_CONTROLS[usize::from(byte - 0x80)],
        byte => char::from(byte),
    }
}

impl Encoding {
    /// How many bytes a text has that was read by this encoding.
    fn length(self, text: &str) -> usize {
        match self {
            Self::Utf8 => text.len(),
            Self::Utf16LittleEndian | Self::Utf16BigEndian => 2 * text.encode_utf16().count(),
            Self::Windows1252 => text.chars().count(),
        }
    }

    /// Writes a text of ASCII.
    fn write(self, text: &str, out: &mut Vec<u8>) {
        match self {
            Self::Utf8 | Self::Windows1252 => out.extend_from_slice(text.as_bytes()),
            Self::Utf16LittleEndian => out.extend(text.encode_utf16().flat_map(u16::to_le_bytes)),
            Self::Utf16BigEndian => out.extend(text.encode_utf16().flat_map(u16::to_be_bytes)),
        }
    }
}

impl Decoded<'_> {
    /// The bytes of the text with these replacements, of ASCII and in their order, and all others as
    /// they were.
    pub fn replaced(&self, bytes: &[u8], replacements: &[Replacement]) -> Vec<u8> {
        let mut out = Vec::with_capacity(bytes.len());
        let (mut kept, mut at, mut read) = (0, self.mark, 0);
        for Replacement { range, text } in replacements {
            at += self.encoding.length(&self.text[read..range.start]);
            out.extend_from_slice(&bytes[kept..at]);
            self.encoding.write(text, &mut out);
            at += self.encoding.length(&self.text[range.clone()]);
            (kept, read) = (at, range.end);
        }
        out.extend_from_slice(&bytes[kept..]);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16_of(text: &str, unit: fn(u16) -> [u8; 2], mark: &[u8]) -> Vec<u8> {
        let units = text.encode_utf16().flat_map(unit);
        mark.iter().copied().chain(units).collect()
    }

    #[test]
    fn what_is_replaced_keeps_the_bytes_around_it() {
        let latin = |text: &str| {
            text.chars()
                .map(|c| u8::try_from(c).expect("Latin"))
                .collect()
        };
        const TEXT: &str = "Käse\r\nAB ü\n AB\tß";
        const EXPECTED: &str = "Käse\r\nlong ü\n long\tß";
        for (name, encode) in [
            ("UTF-8", (|t| t.as_bytes().to_vec()) as fn(&str) -> Vec<u8>),
            ("UTF-8 with its mark", |t| {
                format!("\u{feff}{t}").into_bytes()
            }),
            ("UTF-16 LE", |t| utf16_of(t, u16::to_le_bytes, b"\xff\xfe")),
            ("UTF-16 BE", |t| utf16_of(t, u16::to_be_bytes, b"\xfe\xff")),
            ("Latin-1", latin),
        ] {
            let bytes = encode(TEXT);
            let decoded = decode(&bytes).expect(name);
            let found = decoded.text.match_indices("AB");
            let replacements: Vec<Replacement> = found
                .map(|(at, _)| Replacement {
                    range: at..at + 2,
                    text: "long".to_owned(),
                })
                .collect();
            assert_eq!(decoded.text, TEXT, "{name}");
            assert_eq!(
                decoded.replaced(&bytes, &replacements),
                encode(EXPECTED),
                "{name}"
            );
            assert_eq!(decoded.replaced(&bytes, &[]), bytes, "{name}");
        }
    }

    #[test]
    fn what_is_broken_is_kept_as_it_is() {
        for bytes in [
            &b"\xff\xfea\0AB\xd8\0b"[..],
            b"\xff\xfeA\0B\0\x00\xd8x",
            b"\xef\xbb\xbfAB\xff",
            b"AB\xc3",
            b"",
            b"\xff\xfe",
        ] {
            let decoded = decode(bytes).expect("a text");
            assert_eq!(decoded.replaced(bytes, &[]), bytes);
        }
        let latin = decode(b"\x80 \x9f \xe4").expect("a text");
        assert_eq!(latin.text, "€ Ÿ ä");
    }

    #[test]
    fn what_has_zeros_is_no_text() {
        for bytes in [&b"\x89PNG\0\0"[..], b"a\0b\0", b"\xff\xfe\0\0a\0\0\0"] {
            assert!(decode(bytes).is_none());
        }
    }
}
