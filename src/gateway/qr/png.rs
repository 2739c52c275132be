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

/// The width of a module in pixels: one byte of a line, and enough to be printed as large as a playing
/// card.
const MODULE_PIXELS: usize = 8;

/// Draws square modules, so many in a row; `white` tells each, row by row.
pub fn png(size: usize, white: &[bool]) -> Vec<u8> {
    let mut lines = Vec::with_capacity(size * MODULE_PIXELS * (1 + size));
    for row in white.chunks(size) {
        let start = lines.len();
        // No filter (section 9.2).
        lines.push(0);
        lines.extend(row.iter().map(|white| if *white { u8::MAX } else { 0 }));
        let line = start..lines.len();
        for _ in 1..MODULE_PIXELS {
            lines.extend_from_within(line.clone());
        }
    }
    let side = u32::try_from(size * MODULE_PIXELS).expect("a QR code is small");
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
    /// So many bytes can be added up before a sum has no more room.
    const MOST_ADDED: usize = 5552;
    let (mut a, mut b) = (1, 0);
    for bytes in data.chunks(MOST_ADDED) {
        for byte in bytes {
            a += u32::from(*byte);
            b += a;
        }
        a %= BASE;
        b %= BASE;
    }
    b << 16 | a
}

/// The check of ISO/IEC 15948, annex D.
fn crc32(data: &[u8]) -> u32 {
    let crc = data.iter().fold(u32::MAX, |crc, byte| {
        let [low, ..] = (crc ^ u32::from(*byte)).to_le_bytes();
        CRC_OF_BYTE[usize::from(low)] ^ crc >> 8
    });
    !crc
}

/// What each byte adds to the check.
const CRC_OF_BYTE: [u32; 256] = crc_of_byte();

const fn crc_of_byte() -> [u32; 256] {
    const POLYNOMIAL: u32 = 0xedb8_8320;
    let mut table = [0; 256];
    let mut byte = 0;
    let mut index = 0;
    while index < table.len() {
        let mut crc: u32 = byte;
        let mut bit = 0;
        while bit < 8 {
            crc = match crc & 1 {
                0 => crc >> 1,
                _ => crc >> 1 ^ POLYNOMIAL,
            };
            bit += 1;
        }
        table[index] = crc;
        index += 1;
        byte += 1;
    }
    table
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
        // Of zlib itself.
        assert_eq!(adler32(&[0xff; 100_000]), 0x149a_302c);
    }

    #[test]
    fn a_module_is_a_byte_of_eight_lines() {
        let picture = png(2, &[true, false, false, true]);
        assert_eq!(picture[8 + 8..][..8], [0, 0, 0, 16, 0, 0, 0, 16]);
        let lines = &picture[8 + 25 + 8 + 2 + 5..];
        assert_eq!(lines[..3 * 8], [0, 0xff, 0].repeat(8));
        assert_eq!(lines[3 * 8..][..3 * 8], [0, 0, 0xff].repeat(8));
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
