//! A picture in black and white as PNG (ISO/IEC 15948).
//!
//! Nothing is compressed: a QR code has a few kilobytes, and the libraries that write PNG bring
//! decoders of everything along.

/// What every PNG begins with (section 5.2).
const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";

/// One bit for each pixel, shades of grey, and the one method there is for each of compression,
/// filtering and interlacing (section 11.2.2).
const FORMAT: [u8; 5] = [1, 0, 0, 0, 0];

/// Longest piece of data that is stored as it is (RFC 1951, section 3.2.4).
const MOST_STORED: usize = u16::MAX as usize;

/// Writes a square picture, of which `is_dark` tells each pixel by column and row.
pub fn png(side: u32, is_dark: impl Fn(u32, u32) -> bool) -> Vec<u8> {
    let mut lines = Vec::new();
    for y in 0..side {
        // No filter (section 9.2).
        lines.push(0);
        for first in (0..side).step_by(8) {
            let pixels = first..first + 8;
            // Behind the last column, bits mean nothing.
            let bits = pixels.map(|x| u8::from(x >= side || !is_dark(x, y)));
            lines.push(bits.fold(0, |byte, bit| byte << 1 | bit));
        }
    }
    let side = side.to_be_bytes();
    let mut out = SIGNATURE.to_vec();
    chunk(&mut out, *b"IHDR", &[&side, &side, &FORMAT[..]].concat());
    chunk(&mut out, *b"IDAT", &zlib(&lines));
    chunk(&mut out, *b"IEND", &[]);
    out
}

/// Appends a chunk (section 5.3).
fn chunk(out: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    let length = u32::try_from(data.len()).expect("a QR code is small");
    out.extend(length.to_be_bytes());
    let checked = out.len();
    out.extend(kind);
    out.extend(data);
    let crc = crc32(&out[checked..]);
    out.extend(crc.to_be_bytes());
}

/// Data in the format of zlib (RFC 1950), stored as it is.
fn zlib(data: &[u8]) -> Vec<u8> {
    // Deflate with a window of 32 KiB, and a check of these two bytes.
    let mut out = vec![0x78, 0x01];
    let mut blocks = data.chunks(MOST_STORED).peekable();
    while let Some(block) = blocks.next() {
        out.push(u8::from(blocks.peek().is_none()));
        let length = u16::try_from(block.len()).expect("a block is no longer");
        out.extend(length.to_le_bytes());
        out.extend((!length).to_le_bytes());
        out.extend(block);
    }
    out.extend(adler32(data).to_be_bytes());
    out
}

/// The check of RFC 1950, section 8.2.
fn adler32(data: &[u8]) -> u32 {
    const BASE: u32 = 65_521;
    let (a, b) = data.iter().fold((1, 0), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % BASE;
        (a, (a + b) % BASE)
    });
    b << 16 | a
}

/// The check of ISO/IEC 15948, annex D, bit by bit.
fn crc32(data: &[u8]) -> u32 {
    const POLYNOMIAL: u32 = 0xedb8_8320;
    let crc = data.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| match crc & 1 {
            0 => crc >> 1,
            _ => crc >> 1 ^ POLYNOMIAL,
        })
    });
    !crc
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The check values of the algorithms' catalogues.
    #[test]
    fn checks_are_those_of_the_standards() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(crc32(b"IEND"), 0xae42_6082);
        assert_eq!(adler32(b"Wikipedia"), 0x11e6_0398);
        assert_eq!(adler32(b""), 1);
    }

    #[test]
    fn a_picture_is_lines_of_bits() {
        let picture = png(9, |x, y| x == y);
        let data = &picture[8 + 25 + 8..];
        let lines = &data[2 + 5..2 + 5 + 27];
        assert_eq!(lines[..6], [0, 0b0111_1111, 0xff, 0, 0b1011_1111, 0xff]);
        assert_eq!(lines[24..], [0, 0xff, 0b0111_1111]);
        assert!(picture.ends_with(b"IEND\xae\x42\x60\x82"));
    }

    #[test]
    fn long_data_is_stored_in_pieces() {
        let data = vec![7; MOST_STORED + 1];
        let stored = zlib(&data);
        assert_eq!(stored[2], 0);
        assert_eq!(stored[2 + 5 + MOST_STORED..][..6], [1, 1, 0, 0xfe, 0xff, 7]);
        assert_eq!(stored.len(), 2 + 5 + MOST_STORED + 5 + 1 + 4);
    }
}
