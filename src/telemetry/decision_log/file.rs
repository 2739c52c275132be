//! A log file that may be rotated: moved away, and opened again by its path.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

use super::sink::{PartialWrite, Sink};
use super::stream::Stream;
use crate::files;

/// The log says who joins which meeting: readable for the owner and the group of the process only.
const MODE: u32 = 0o640;

/// Appends lines to the file that has the name now.
#[derive(Debug)]
pub struct LogFile {
    path: PathBuf,
    stream: Stream<File>,
}

impl LogFile {
    pub fn open(path: &Path) -> io::Result<Self> {
        let stream = append_to(path)?;
        let path = path.to_owned();
        Ok(Self { path, stream })
    }
}

impl Sink for LogFile {
    fn write(&mut self, lines: &[u8]) -> Result<(), PartialWrite> {
        self.stream.write(lines)
    }

    fn reopen(&mut self) -> io::Result<()> {
        self.stream = append_to(&self.path)?;
        Ok(())
    }
}

fn append_to(path: &Path) -> io::Result<Stream<File>> {
    let file = files::append(path, MODE)?;
    // A process that may append but not read cannot check this, and goes on without.
    Ok(match ends_torn(&file, path).unwrap_or(false) {
        true => Stream::behind_torn_line(file),
        false => Stream::new(file),
    })
}

/// Whether the last line of a file has no end: the disk was full when the
/// process before this one stopped.
fn ends_torn(appended: &File, path: &Path) -> io::Result<bool> {
    let file = files::open(path)?;
    let metadata = file.metadata()?;
    let is_other = !files::is_same(&metadata, &appended.metadata()?);
    if is_other || metadata.len() == 0 {
        return Ok(false);
    }
    let mut last = [0];
    file.read_exact_at(&mut last, metadata.len() - 1)?;
    Ok(last != *b"\n")
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_file_is_appended_to_and_an_old_torn_line_gets_its_end() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("decisions.log");
        for (before, after) in [("", "1\n"), ("0\n", "0\n1\n"), ("{\"ti", "{\"ti\n1\n")] {
            fs::write(&path, before).expect("written");
            let mut file = LogFile::open(&path).expect("a file");
            file.write(b"1\n").expect("room");
            assert_eq!(fs::read_to_string(&path).expect("text"), after);
        }
    }

    #[test]
    fn a_new_file_is_not_for_everybody() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("decisions.log");
        LogFile::open(&path).expect("a file");
        let mode = fs::metadata(&path).expect("it is there").permissions();
        assert_eq!(mode.mode() & 0o7777 & !MODE, 0, "{mode:?}");
    }

    #[test]
    fn a_full_disk_takes_nothing() {
        let mut full = LogFile::open(Path::new("/dev/full")).expect("a device");
        let cut = full.write(b"1\n2\n").expect_err("it is full");
        assert_eq!(cut.written, 0);
        assert_eq!(cut.cause.kind(), io::ErrorKind::StorageFull);
    }

    #[test]
    fn the_name_is_followed_when_told_and_not_before() {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, moved) = (folder.path().join("log"), folder.path().join("log.1"));
        let mut file = LogFile::open(&path).expect("a file");
        fs::rename(&path, &moved).expect("moved");
        file.write(b"1\n").expect("room");
        file.reopen().expect("a file");
        file.write(b"2\n").expect("room");
        assert_eq!(fs::read_to_string(&moved).expect("text"), "1\n");
        assert_eq!(fs::read_to_string(&path).expect("text"), "2\n");
    }

    #[test]
    fn where_the_new_file_cannot_be_opened_the_old_one_goes_on() {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, moved) = (folder.path().join("log"), folder.path().join("log.1"));
        let mut file = LogFile::open(&path).expect("a file");
        fs::rename(&path, &moved).expect("moved");
        fs::create_dir(&path).expect("something in the way");
        file.reopen().expect_err("a folder");
        file.write(b"1\n").expect("room");
        assert_eq!(fs::read_to_string(&moved).expect("text"), "1\n");
    }
}
