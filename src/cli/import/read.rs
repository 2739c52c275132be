//! Reading the files of links, each within a bound.

use std::error::Error;
use std::io::{self, BufRead, BufReader, Read as _};
use std::path::Path;
use std::rc::Rc;

use crate::files;
use crate::migration::{Format, Sink, decode, read_mailbox, read_text};

/// Largest file that is read as a whole. Mailboxes are read mail by mail, and may have any size.
const MAX_KIB: u64 = 256 << 10;

/// Reads a file, or standard input for `-`.
pub fn read(format: Format, path: &Path, sink: &mut impl Sink) -> Result<(), Box<dyn Error>> {
    let is_standard = path == Path::new("-");
    let name: Rc<str> = match is_standard {
        true => "-".into(),
        false => path.display().to_string().into(),
    };
    if path.is_dir() {
        return Err("a folder: name the files in it".into());
    }
    match (format, is_standard) {
        (Format::Mbox, true) => mailbox(&name, io::stdin().lock(), sink)?,
        (Format::Mbox, false) => mailbox(&name, BufReader::new(files::open(path)?), sink)?,
        (_, true) => text(format, &name, &standard_input()?, sink)?,
        (_, false) => text(format, &name, &files::read(path, MAX_KIB)?, sink)?,
    }
    Ok(())
}

fn standard_input() -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let max = MAX_KIB << 10;
    io::stdin().lock().take(max + 1).read_to_end(&mut bytes)?;
    match bytes.len() as u64 > max {
        true => Err(io::Error::other(format!(
            "larger than {} MiB",
            MAX_KIB >> 10
        ))),
        false => Ok(bytes),
    }
}

fn text(
    format: Format,
    name: &Rc<str>,
    bytes: &[u8],
    sink: &mut impl Sink,
) -> Result<(), Box<dyn Error>> {
    let decoded = decode(bytes).ok_or("not text: save it as UTF-8")?;
    Ok(read_text(format, name, &decoded.text, sink)?)
}

fn mailbox(name: &Rc<str>, mut input: impl BufRead, sink: &mut impl Sink) -> io::Result<()> {
    let begin = input.fill_buf()?;
    if begin.trim_ascii().is_empty() {
        return Err(io::Error::other("the file is empty"));
    }
    // The files of mail programs for their own use look like mailboxes, and are none.
    if begin.contains(&0) || !begins_like_a_mail(begin) {
        return Err(io::Error::other(
            "not a mailbox: export the mails as mbox or eml",
        ));
    }
    read_mailbox(name, input, sink)
}

/// Whether a text begins with the line between mails, or a field of a mail.
fn begins_like_a_mail(begin: &[u8]) -> bool {
    let begin = files::without_mark(begin).trim_ascii_start();
    let rest = begin
        .iter()
        .find(|byte| !matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-'));
    begin.starts_with(b"From ") || (!begin.starts_with(b":") && rest == Some(&b':'))
}
