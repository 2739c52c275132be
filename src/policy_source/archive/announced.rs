//! What an archive says of an entry before it: names that are too long for the header of the entry
//! itself stand in headers of their own.
//!
//! They are read here and not by `tar`, which takes in whatever they have: names of a hundred
//! megabytes, and maps of files with holes of several hundred.

use std::ffi::OsString;
use std::io::{self, Read};
use std::mem;
use std::os::unix::ffi::OsStringExt as _;
use std::path::PathBuf;

use tar::{Entry, EntryType};

use super::error::ArchiveError;

/// The longest name, as on Linux (`PATH_MAX`).
const MAX_NAME_BYTES: u64 = 4096;

/// The longest header of pax. It has names, times, and attributes of some hundred bytes.
const MAX_PAX_BYTES: u64 = 1 << 20;

/// What was said of the next entry.
#[derive(Default)]
pub struct Announced {
    /// By GNU tar.
    name: Option<Vec<u8>>,
    pax: Option<PaxHeader>,
}

#[derive(Default)]
struct PaxHeader {
    name: Option<Vec<u8>>,
    size: Option<u64>,
    has_holes: bool,
}

impl Announced {
    /// Reads an entry that is about the next one. `false` where it stands for itself.
    pub fn read(&mut self, entry: &mut Entry<'_, impl Read>) -> Result<bool, ArchiveError> {
        let was_there = match entry.header().entry_type() {
            EntryType::GNULongName => {
                let mut name = bounded(entry, MAX_NAME_BYTES + 1)?;
                // It ends like a text of C.
                name.pop_if(|last| *last == 0);
                self.name.replace(name).is_some()
            }
            EntryType::XHeader => {
                let header = PaxHeader::of(&bounded(entry, MAX_PAX_BYTES)?)?;
                self.pax.replace(header).is_some()
            }
            // Where a link leads does not matter: it is no file.
            EntryType::GNULongLink | EntryType::XGlobalHeader => false,
            _ => return Ok(false),
        };
        match was_there {
            true => Err(malformed().into()),
            false => Ok(true),
        }
    }

    /// The name of an entry that stands for itself, by all that was said before it.
    pub fn name_of(&mut self, entry: &Entry<'_, impl Read>) -> Result<PathBuf, ArchiveError> {
        let Self { name, pax } = mem::take(self);
        let pax = pax.unwrap_or_default();
        let name = name.or(pax.name);
        let name = name.unwrap_or_else(|| entry.path_bytes().into_owned());
        if name.len() as u64 > MAX_NAME_BYTES {
            return Err(ArchiveError::LongName);
        }
        let name = PathBuf::from(OsString::from_vec(name));
        if pax.has_holes || entry.header().entry_type() == EntryType::GNUSparse {
            return Err(ArchiveError::Holes(name));
        }
        // Programs disagree which of the two counts, and so on what is in the archive.
        match pax.size.is_some_and(|size| size != entry.size()) {
            true => Err(ArchiveError::TwoSizes(name)),
            false => Ok(name),
        }
    }
}

impl PaxHeader {
    /// Reads records: `LENGTH KEY=VALUE`, each on a line, with its length in bytes.
    fn of(mut bytes: &[u8]) -> io::Result<Self> {
        let mut header = Self::default();
        while !bytes.is_empty() {
            let (record, rest) = first_record(bytes).ok_or_else(malformed)?;
            header.take(record).ok_or_else(malformed)?;
            bytes = rest;
        }
        Ok(header)
    }

    fn take(&mut self, Record { key, value }: Record<'_>) -> Option<()> {
        match key {
            b"path" => self.name = Some(value.to_owned()),
            b"size" => self.size = Some(str::from_utf8(value).ok()?.parse().ok()?),
            _ => self.has_holes |= key.starts_with(b"GNU.sparse."),
        }
        Some(())
    }
}

struct Record<'a> {
    key: &'a [u8],
    value: &'a [u8],
}

fn first_record(bytes: &[u8]) -> Option<(Record<'_>, &[u8])> {
    let blank = bytes.iter().position(|byte| *byte == b' ')?;
    let length: usize = str::from_utf8(&bytes[..blank]).ok()?.parse().ok()?;
    let (record, rest) = bytes.split_at_checked(length)?;
    let text = record.get(blank + 1..)?.strip_suffix(b"\n")?;
    let equals = text.iter().position(|byte| *byte == b'=')?;
    let (key, value) = (&text[..equals], &text[equals + 1..]);
    Some((Record { key, value }, rest))
}

fn bounded(entry: &mut Entry<'_, impl Read>, max_bytes: u64) -> Result<Vec<u8>, ArchiveError> {
    if entry.size() > max_bytes {
        return Err(ArchiveError::LongName);
    }
    let mut bytes = Vec::new();
    entry.read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn malformed() -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        "a header of an entry is malformed",
    )
}
