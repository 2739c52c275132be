//! The text of a log file, unpacked. How it is packed is seen from its first bytes: names of rotated
//! files say anything.

use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::MultiGzDecoder;

/// What is read, and unpacked, at once.
const BUFFER_BYTES: usize = 128 * 1024;

/// The first bytes of what is not read, with what to do about it.
const REFUSED: [(&[u8], &str); 6] = [
    (
        b"\x28\xb5\x2f\xfd",
        "zstd: unpack it first: zstd -dc FILE | linkgate … -",
    ),
    (
        b"\xfd7zXZ",
        "xz: unpack it first: xz -dc FILE | linkgate … -",
    ),
    (
        b"BZh",
        "bzip2: unpack it first: bzip2 -dc FILE | linkgate … -",
    ),
    (b"PK\x03\x04", "a ZIP archive: unpack it first"),
    (b"\xff\xfe", "UTF-16, not UTF-8 text: save it as UTF-8"),
    (b"\xfe\xff", "UTF-16, not UTF-8 text: save it as UTF-8"),
];

const GZIP: &[u8] = b"\x1f\x8b";

/// The text in a file.
///
/// # Errors
///
/// For what is packed in another way than gzip, and those of reading.
pub fn contents<'r>(from: impl Read + 'r) -> io::Result<Box<dyn BufRead + 'r>> {
    let mut from = BufReader::with_capacity(BUFFER_BYTES, from);
    let mut first = [0; 6];
    let read = read_first(&mut from, &mut first)?;
    let first = first[..read].to_vec();
    let refused = REFUSED.iter().find(|(magic, _)| first.starts_with(magic));
    if let Some((_, what)) = refused {
        return Err(io::Error::other(*what));
    }
    let is_gzip = first.starts_with(GZIP);
    let whole = io::Cursor::new(first).chain(from);
    Ok(match is_gzip {
        true => {
            let unpacked = MultiGzDecoder::new(whole);
            Box::new(BufReader::with_capacity(BUFFER_BYTES, unpacked))
        }
        false => Box::new(whole),
    })
}

/// Fills as much of the buffer as there is: a pipe hands over bytes as they come.
fn read_first(from: &mut impl Read, first: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < first.len() {
        match from.read(&mut first[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// An error of reading, as an operator is told of it.
pub fn in_words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => "it is cut off: its end is missing".to_owned(),
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
            format!("it is damaged: {error}")
        }
        _ => error.to_string(),
    }
}
