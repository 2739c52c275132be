//! What an address has given: an archive (`.tar.gz`, `.tar`), or the text of a policy.

mod announced;
mod error;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use flate2::read::MultiGzDecoder;
use tar::{Archive, Entry};

use announced::Announced;
pub use error::ArchiveError;
use error::{MAX_FILES, MAX_UNPACKED_BYTES};

use super::address::SourceAddress;
use crate::compile::{Bundle, BundleNameError};

enum ArchiveFormat {
    Gzip,
    Tar,
    Text,
}

/// Unpacks in memory: no name of an archive ever becomes one of the machine.
pub fn unpack(body: &[u8], address: &SourceAddress) -> Result<Bundle, ArchiveError> {
    let files = match format_of(body)? {
        ArchiveFormat::Gzip if !has_tar(body) => return Err(ArchiveError::NoTar),
        ArchiveFormat::Gzip => files_of(MultiGzDecoder::new(body))?,
        ArchiveFormat::Tar => files_of(body)?,
        ArchiveFormat::Text => return single(body, address),
    };
    bundle(files, address.entry().unwrap_or(Path::new("")))
}

fn format_of(body: &[u8]) -> Result<ArchiveFormat, ArchiveError> {
    /// Where a header of tar says that it is one.
    const USTAR: std::ops::Range<usize> = 257..262;
    let begins_with = |magic: &[u8]| body.starts_with(magic);
    let first = body.iter().find(|byte| !byte.is_ascii_whitespace());
    match first {
        None => Err(ArchiveError::Empty),
        // No YAML of a policy begins like that.
        Some(b'<') => Err(ArchiveError::Page),
        Some(_) if begins_with(b"PK\x03\x04") => Err(ArchiveError::Zip),
        Some(_) if begins_with(b"\x1f\x8b") => Ok(ArchiveFormat::Gzip),
        Some(_) if body.get(USTAR) == Some(b"ustar") => Ok(ArchiveFormat::Tar),
        Some(_) => Ok(ArchiveFormat::Text),
    }
}

/// Whether there is a header of tar behind the packing, or what cannot be unpacked.
fn has_tar(body: &[u8]) -> bool {
    let mut archive = Archive::new(MultiGzDecoder::new(body));
    let first = archive.entries().map(|entries| entries.raw(true).next());
    // The library calls what is wrong with tar by no kind of its own.
    !matches!(first, Ok(Some(Err(error))) if error.kind() == io::ErrorKind::Other)
}

fn single(body: &[u8], address: &SourceAddress) -> Result<Bundle, ArchiveError> {
    if address.entry().is_some() {
        return Err(ArchiveError::NoArchive);
    }
    let name = PathBuf::from(address.file_name());
    let files = vec![ArchivedFile {
        name: name.clone(),
        bytes: body.to_vec(),
    }];
    bundle(files, &name)
}

struct ArchivedFile {
    name: PathBuf,
    bytes: Vec<u8>,
}

/// The regular files. Links, devices and the like are none that a policy can name.
fn files_of(archive: impl Read) -> Result<Vec<ArchivedFile>, ArchiveError> {
    let mut unpacked = MAX_UNPACKED_BYTES;
    let mut files = Vec::new();
    // Also what is between the files is counted: a small archive can unpack to endless padding.
    let mut archive = Archive::new(archive.take(2 * MAX_UNPACKED_BYTES));
    let mut announced = Announced::default();
    for entry in archive.entries()?.raw(true) {
        let mut entry = entry?;
        if announced.read(&mut entry)? {
            continue;
        }
        let name = announced.name_of(&entry)?;
        refuse_leading_out(&name)?;
        if !entry.header().entry_type().is_file() {
            continue;
        }
        if files.len() == MAX_FILES {
            return Err(ArchiveError::TooMany);
        }
        let bytes = read_file(entry, unpacked)?;
        unpacked -= bytes.len() as u64;
        files.push(ArchivedFile { name, bytes });
    }
    // The checksum of gzip is behind the end of the archive.
    io::copy(&mut archive.into_inner(), &mut io::sink())?;
    Ok(without_common_folder(files))
}

/// Also names of folders and links say what kind of archive this is.
fn refuse_leading_out(name: &Path) -> Result<(), ArchiveError> {
    let error = name.components().find_map(|part| match part {
        Component::ParentDir => Some(BundleNameError::Outside),
        Component::RootDir | Component::Prefix(_) => Some(BundleNameError::Absolute),
        Component::CurDir | Component::Normal(_) => None,
    });
    match error {
        Some(error) => Err(ArchiveError::Name(name.to_owned(), error)),
        None => Ok(()),
    }
}

fn read_file(entry: Entry<'_, impl Read>, max_bytes: u64) -> Result<Vec<u8>, ArchiveError> {
    let (mut bytes, length) = (Vec::new(), entry.size());
    // Nothing is reserved for the length that the header gives: it may be any.
    let read = entry.take(max_bytes + 1).read_to_end(&mut bytes)? as u64;
    if read > max_bytes {
        return Err(ArchiveError::TooLarge);
    }
    match read == length {
        true => Ok(bytes),
        false => Err(io::Error::from(io::ErrorKind::UnexpectedEof).into()),
    }
}

/// Archives of Git hosts have everything in one folder, with the commit in its name.
fn without_common_folder(mut files: Vec<ArchivedFile>) -> Vec<ArchivedFile> {
    let tops: BTreeSet<_> = files.iter().map(|file| top_of(&file.name)).collect();
    if tops.len() != 1 || tops.contains(&None) {
        return files;
    }
    for file in &mut files {
        file.name = normal_parts(&file.name).skip(1).collect();
    }
    files
}

/// The first folder of a name; `None` for a file at the top.
fn top_of(name: &Path) -> Option<&OsStr> {
    let mut parts = normal_parts(name);
    let top = parts.next()?;
    parts.next().map(|_| top)
}

fn normal_parts(name: &Path) -> impl Iterator<Item = &OsStr> {
    name.components().filter_map(|part| match part {
        Component::Normal(part) => Some(part),
        _ => None,
    })
}

fn bundle(files: Vec<ArchivedFile>, entry: &Path) -> Result<Bundle, ArchiveError> {
    let named = |error| ArchiveError::Name(entry.to_owned(), error);
    let mut bundle = Bundle::new(entry).map_err(named)?;
    for ArchivedFile { name, bytes } in files {
        match bundle.add(&name, bytes) {
            Ok(true) => {}
            Ok(false) => return Err(ArchiveError::Twice(name)),
            Err(error) => return Err(ArchiveError::Name(name, error)),
        }
    }
    Ok(bundle)
}
