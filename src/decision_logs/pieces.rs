//! Lines of a stream, in constant memory.

use std::io::{self, BufRead};

use memchr::memchr;

/// The most bytes of a line, its end included. A line of the log has some hundred; what a collector of
/// logs puts around it comes on top.
pub const MAX_LINE_BYTES: usize = 64 * 1024;

/// What a stream has between two line ends.
pub enum Piece<'b> {
    /// A line. The last one may have no end.
    Line(&'b [u8]),
    /// It has more bytes than [`MAX_LINE_BYTES`], and was skipped.
    TooLong,
}

/// Hands over the lines of a stream, blank ones left out.
///
/// # Errors
///
/// Those of the stream. What came before the error has been handed over.
pub fn for_each_piece(mut from: impl BufRead, mut take: impl FnMut(Piece<'_>)) -> io::Result<()> {
    let mut begun = Begun::default();
    let end = loop {
        let buffer = match from.fill_buf() {
            Ok([]) => break Ok(()),
            Ok(buffer) => buffer,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => break Err(error),
        };
        let used = match memchr(b'\n', buffer) {
            // Nearly every line is in one buffer, and is not copied.
            Some(end) if begun.is_empty() => {
                hand_over(&buffer[..end], &mut take);
                end + 1
            }
            Some(end) => {
                begun.add(&buffer[..end]);
                begun.finish(&mut take);
                end + 1
            }
            None => {
                begun.add(buffer);
                buffer.len()
            }
        };
        from.consume(used);
    };
    begun.finish(&mut take);
    end
}

/// The beginning of a line that goes on in the next buffer.
#[derive(Default)]
struct Begun {
    bytes: Vec<u8>,
    is_too_long: bool,
}

impl Begun {
    fn is_empty(&self) -> bool {
        self.bytes.is_empty() && !self.is_too_long
    }

    fn add(&mut self, bytes: &[u8]) {
        let bytes = match self.bytes.is_empty() {
            true => without_hole(bytes),
            false => bytes,
        };
        if self.bytes.len() + bytes.len() < MAX_LINE_BYTES {
            self.bytes.extend_from_slice(bytes);
        } else {
            self.is_too_long = true;
        }
    }

    fn finish(&mut self, take: &mut impl FnMut(Piece<'_>)) {
        match self.is_too_long {
            true => take(Piece::TooLong),
            false => hand_over(&self.bytes, take),
        }
        self.bytes.clear();
        self.is_too_long = false;
    }
}

fn hand_over(line: &[u8], take: &mut impl FnMut(Piece<'_>)) {
    let line = without_hole(line).trim_ascii();
    match line.len() < MAX_LINE_BYTES {
        true if line.is_empty() => {}
        true => take(Piece::Line(line)),
        false => take(Piece::TooLong),
    }
}

/// A file that was cut while its writer went on writing (logrotate's `copytruncate`), or a loss of
/// power, leaves a hole of zeros before the next line.
fn without_hole(line: &[u8]) -> &[u8] {
    let start = line.iter().position(|byte| *byte != 0);
    &line[start.unwrap_or(line.len())..]
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    /// The pieces of a text, read in buffers of so many bytes.
    fn pieces(text: &[u8], buffer: usize) -> Vec<String> {
        let mut pieces = Vec::new();
        let read = BufReader::with_capacity(buffer, text);
        let done = for_each_piece(read, |piece| {
            pieces.push(match piece {
                Piece::Line(line) => String::from_utf8_lossy(line).into_owned(),
                Piece::TooLong => "too long".to_owned(),
            });
        });
        done.expect("memory");
        pieces
    }

    #[test]
    fn lines_are_the_same_whatever_the_buffers_are() {
        let long = "x".repeat(MAX_LINE_BYTES);
        let most = "y".repeat(MAX_LINE_BYTES - 1);
        let hole = "\0".repeat(MAX_LINE_BYTES + 1);
        for (text, expected) in [
            ("", &[][..]),
            ("\n\r\n  \n", &[]),
            ("a\nb\n", &["a", "b"]),
            ("a\r\n\nb", &["a", "b"]),
            (&format!("a\n{long}\nb\n"), &["a", "too long", "b"]),
            (&long, &["too long"]),
            (&format!("{most}\n{most}x\nb\n"), &[&*most, "too long", "b"]),
            (&format!("a\n{hole}b\n{hole}"), &["a", "b"]),
            ("a\0b\n", &["a\0b"]),
        ] {
            for buffer in [1, 2, 7, 1 << 20] {
                assert_eq!(pieces(text.as_bytes(), buffer), expected, "{buffer}");
            }
        }
    }
}
