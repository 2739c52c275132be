//! Files that operators name, opened without waiting and read within a bound.
//!
//! A name may lead to anything, and to something else a moment later. So nothing is asked of the
//! name: the file is opened in a way that never blocks, and then the handle says what it is.
//! Symbolic links are followed, because Kubernetes mounts a ConfigMap through them.

#[cfg(test)]
mod tests;

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read as _, Write};
use std::os::fd::AsFd;
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _, OpenOptionsExt as _, lchown};
use std::path::{Path, PathBuf};
use std::process;

use rustix::fs::OFlags;
use rustix::io::Errno;

/// Reads a whole file of so many KiB at the most.
pub fn read(path: &Path, max_kib: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    copy(path, max_kib, &mut bytes)?;
    Ok(bytes)
}

/// Copies a whole file of so many KiB at the most. The bound counts what is read: the length of a
/// file may change at any time.
pub fn copy(path: &Path, max_kib: u64, out: &mut impl Write) -> io::Result<()> {
    let max = max_kib << 10;
    // One byte more tells a file that is too large from one of exactly that size.
    let copied = io::copy(&mut open(path)?.take(max + 1), out)?;
    match copied > max {
        true if max_kib >= 1024 => Err(too_large(max_kib >> 10, "MiB")),
        true => Err(too_large(max_kib, "KiB")),
        false => Ok(()),
    }
}

/// The bytes of a text without the mark that PowerShell and Notepad put before it: it is no part of
/// what the operator wrote.
pub fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(MARK).unwrap_or(bytes)
}

/// The text of a file.
pub fn text(mut bytes: Vec<u8>) -> io::Result<String> {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(io::Error::other("UTF-16, not UTF-8 text: save it as UTF-8"));
    }
    if bytes.starts_with(MARK) {
        bytes.drain(..MARK.len());
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..valid].split(|b| *b == b'\n').count();
        io::Error::other(format!("not UTF-8 text (line {line}): save it as UTF-8"))
    })
}

/// The byte order mark of UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// Opens a regular file for reading.
pub fn open(path: &Path) -> io::Result<File> {
    let file = without_waiting(File::options().read(true), path)?;
    match file.metadata()?.is_file() {
        true => Ok(file),
        false => Err(not_a_file()),
    }
}

/// Opens something that lines can be appended to, and creates a file with this mode where nothing
/// is: a regular file, a character device, or standard output and error by a path of theirs.
///
/// Any other pipe is refused, with a reader as well as without: one that stops reading would stop
/// the log, and no other file could take its place.
pub fn append(path: &Path, mode: u32) -> io::Result<File> {
    let file = without_waiting(File::options().append(true).create(true).mode(mode), path)?;
    let found = file.metadata()?;
    let kind = found.file_type();
    match kind.is_file() || kind.is_char_device() || is_standard_stream(&found) {
        true => Ok(file),
        false => Err(not_a_file()),
    }
}

/// Replaces a file by one with these contents, for this user alone: whoever reads it finds the old
/// or the new one, also after a loss of power.
pub fn replace(path: &Path, contents: &[&[u8]]) -> io::Result<()> {
    beside(path, |new| {
        write_new(new, 0o600, contents)?;
        fs::rename(new, path)
    })
}

/// Creates a file with these contents, whole or not at all. What is there already stays, and is an
/// error.
pub fn create(path: &Path, contents: &[u8]) -> io::Result<()> {
    create_with(path, 0o666, contents)
}

/// The same, for this user alone.
pub fn create_private(path: &Path, contents: &[u8]) -> io::Result<()> {
    create_with(path, 0o600, contents)
}

fn create_with(path: &Path, mode: u32, contents: &[u8]) -> io::Result<()> {
    beside(path, |new| {
        write_new(new, mode, &[contents])?;
        // Unlike a new name, a second one takes no other file's place.
        fs::hard_link(new, path)?;
        fs::remove_file(new)
    })
}

/// Gives a regular file other contents, as [`replace`] does. Its owner and its permissions stay, and a
/// symbolic link is not followed.
pub fn rewrite(path: &Path, contents: &[u8]) -> io::Result<()> {
    let found = fs::symlink_metadata(path)?;
    if !found.is_file() {
        return Err(not_a_file());
    }
    beside(path, |new| {
        write_new(new, 0o600, &[contents])?;
        let own = fs::symlink_metadata(new)?;
        if (own.uid(), own.gid()) != (found.uid(), found.gid()) {
            lchown(new, Some(found.uid()), Some(found.gid()))?;
        }
        fs::set_permissions(new, found.permissions())?;
        fs::rename(new, path)
    })
}

/// Writes a file beside another one, which `put` puts in its place.
fn beside(path: &Path, put: impl FnOnce(&Path) -> io::Result<()>) -> io::Result<()> {
    let mut name = path.as_os_str().to_owned();
    // Another process may replace the same file.
    name.push(format!(".{}.new", process::id()));
    let new = PathBuf::from(name);
    // Of an earlier process, or of somebody who wants it to be written through. Most of the time,
    // there is nothing.
    let _ = fs::remove_file(&new);
    let replaced = put(&new);
    if replaced.is_err() {
        // It may not have come into being.
        let _ = fs::remove_file(&new);
    }
    replaced?;
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

fn write_new(path: &Path, mode: u32, contents: &[&[u8]]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    let mut file = without_waiting(options.write(true).create_new(true).mode(mode), path)?;
    for part in contents {
        file.write_all(part)?;
    }
    file.sync_all()
}

/// Whether both are one file, whatever its names are.
pub fn is_same(one: &Metadata, other: &Metadata) -> bool {
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

/// To open a pipe waits for its other end, a file with a lease for its holder; and a terminal
/// could become the one that controls this process.
fn without_waiting(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    let flags = OFlags::NONBLOCK | OFlags::NOCTTY;
    let options = options.custom_flags(flags.bits().cast_signed());
    options.open(path).map_err(|error| {
        // A socket, or a pipe that nobody reads.
        match Errno::from_io_error(&error) {
            Some(Errno::NXIO) => not_a_file(),
            _ => error,
        }
    })
}

fn is_standard_stream(found: &Metadata) -> bool {
    is_handle(io::stdout(), found) || is_handle(io::stderr(), found)
}

fn is_handle(handle: impl AsFd, found: &Metadata) -> bool {
    let handle = handle.as_fd().try_clone_to_owned().map(File::from);
    let handle = handle.and_then(|file| file.metadata());
    handle.is_ok_and(|handle| is_same(&handle, found))
}

fn not_a_file() -> io::Error {
    io::Error::other("not a file")
}

fn too_large(max: u64, unit: &str) -> io::Error {
    io::Error::other(format!("larger than {max} {unit}"))
}
