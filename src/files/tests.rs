//! What a name may lead to.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::os::unix::net::UnixListener;
use std::path::PathBuf;
use std::thread;

use rustix::fs::{CWD, FileType, Mode, mknodat};
use tempfile::TempDir;

use super::*;

const KIB: u64 = 1;

/// One of everything that a name may lead to.
struct Names {
    folder: TempDir,
    /// Keeps the socket alive.
    _socket: UnixListener,
    /// Reads one of the pipes.
    _reader: File,
}

impl Names {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        fs::write(at("file"), "text\n").expect("a file");
        fs::write(at("empty"), "").expect("a file");
        fs::create_dir(at("folder")).expect("a folder");
        for name in ["pipe", "read-pipe"] {
            make_pipe(&at(name));
        }
        let reader = without_waiting(File::options().read(true), &at("read-pipe"));
        let socket = UnixListener::bind(at("socket")).expect("a socket");
        for (target, link) in [
            ("file", "to-file"),
            ("to-file", "to-link"),
            ("folder", "to-folder"),
            ("pipe", "to-pipe"),
            ("nothing", "dangling"),
            ("loop-b", "loop-a"),
            ("loop-a", "loop-b"),
            ("/dev/null", "to-device"),
        ] {
            symlink(target, at(link)).expect("a link");
        }
        Self {
            _reader: reader.expect("the end of a pipe that reads"),
            _socket: socket,
            folder,
        }
    }

    fn at(&self, name: &str) -> PathBuf {
        // An absolute name stays what it is.
        self.folder.path().join(name)
    }
}

fn make_pipe(path: &Path) {
    let mode = Mode::from_raw_mode(0o600);
    mknodat(CWD, path, FileType::Fifo, mode, 0).expect("a pipe");
}

const LOOP: &str = "Too many levels of symbolic links (os error 40)";
const NOTHING: &str = "No such file or directory (os error 2)";

#[test]
fn only_a_regular_file_is_read_and_nothing_is_waited_for() {
    let names = Names::new();
    for (name, expected) in [
        ("file", Ok("text\n")),
        ("empty", Ok("")),
        ("to-file", Ok("text\n")),
        ("to-link", Ok("text\n")),
        ("folder", Err("not a file")),
        ("to-folder", Err("not a file")),
        ("pipe", Err("not a file")),
        ("read-pipe", Err("not a file")),
        ("to-pipe", Err("not a file")),
        ("socket", Err("not a file")),
        ("to-device", Err("not a file")),
        ("/dev/null", Err("not a file")),
        ("/dev/zero", Err("not a file")),
        ("/dev/full", Err("not a file")),
        ("/dev/urandom", Err("not a file")),
        ("dangling", Err(NOTHING)),
        ("nothing", Err(NOTHING)),
        ("loop-a", Err(LOOP)),
        ("file/below", Err("Not a directory (os error 20)")),
    ] {
        let read = read(&names.at(name), KIB);
        let read = read.map_err(|error| error.to_string());
        let expected = expected.map(|text| text.as_bytes().to_vec());
        assert_eq!(read, expected.map_err(str::to_owned), "{name}");
    }
}

#[test]
fn lines_are_appended_to_files_and_devices_only() {
    let names = Names::new();
    for (name, expected) in [
        ("file", Ok(())),
        ("new", Ok(())),
        ("to-link", Ok(())),
        ("dangling", Ok(())),
        ("/dev/null", Ok(())),
        ("to-device", Ok(())),
        ("/dev/full", Ok(())),
        ("folder", Err("Is a directory (os error 21)")),
        ("to-folder", Err("Is a directory (os error 21)")),
        ("pipe", Err("not a file")),
        ("read-pipe", Err("not a file")),
        ("to-pipe", Err("not a file")),
        ("socket", Err("not a file")),
        ("loop-a", Err(LOOP)),
        ("none/below", Err(NOTHING)),
    ] {
        let opened = append(&names.at(name), 0o600).map(drop);
        let opened = opened.map_err(|error| error.to_string());
        assert_eq!(opened, expected.map_err(str::to_owned), "{name}");
    }
    // What the link named has been created.
    assert!(names.at("nothing").exists());
}

#[test]
fn a_new_file_has_its_mode_and_an_old_one_is_appended_to() {
    let names = Names::new();
    let path = names.at("new");
    for text in ["1\n", "2\n"] {
        let mut file = append(&path, 0o640).expect("a file");
        file.write_all(text.as_bytes()).expect("room");
    }
    assert_eq!(fs::read_to_string(&path).expect("text"), "1\n2\n");
    let mode = fs::metadata(&path).expect("it is there").permissions();
    assert_eq!(mode.mode() & 0o7777 & !0o640, 0, "{mode:?}");
}

#[test]
fn the_bound_is_exact() {
    let names = Names::new();
    for (len, max_kib, expected) in [
        (1023, 1, None),
        (1024, 1, None),
        (1025, 1, Some("larger than 1 KiB")),
        (9000, 1, Some("larger than 1 KiB")),
        ((1 << 20) + 1, 1024, Some("larger than 1 MiB")),
    ] {
        fs::write(names.at("file"), vec![b'x'; len]).expect("a file");
        let read = read(&names.at("file"), max_kib);
        let error = read.as_ref().err().map(ToString::to_string);
        assert_eq!(error.as_deref(), expected, "{len}");
        assert!(read.is_err() || read.is_ok_and(|bytes| bytes.len() == len));
    }
}

/// Takes bytes, and changes the file that they come from with each of them.
struct Changes<F> {
    taken: usize,
    change: F,
}

impl<F: FnMut()> Write for Changes<F> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        (self.change)();
        self.taken += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_file_that_grows_while_it_is_read_ends_at_the_bound() {
    let names = Names::new();
    let path = names.at("file");
    fs::write(&path, vec![b'x'; 64 << 10]).expect("a file");
    let mut grown = append(&path, 0).expect("a file");
    let mut out = Changes {
        taken: 0,
        // Twice what can be read at once.
        change: || grown.write_all(&vec![b'x'; 16 << 10]).expect("room"),
    };
    let error = copy(&path, 256, &mut out).expect_err("it never ends");
    assert_eq!(error.to_string(), "larger than 256 KiB");
    assert_eq!(out.taken, (256 << 10) + 1);
}

#[test]
fn a_file_that_shrinks_while_it_is_read_ends_early() {
    let names = Names::new();
    let path = names.at("file");
    fs::write(&path, vec![b'x'; 64 << 10]).expect("a file");
    let shrunk = append(&path, 0).expect("a file");
    let mut out = Changes {
        taken: 0,
        change: || shrunk.set_len(1).expect("shorter"),
    };
    copy(&path, 256, &mut out).expect("it ends");
    assert!(out.taken < 64 << 10, "{}", out.taken);
}

/// Another thread makes the name lead to something else all the time. There is no look before the
/// open that the change could get behind: each read gives the file or is refused, and none waits.
#[test]
fn what_is_swapped_in_at_any_moment_is_seen_by_its_handle() {
    const SWAPS: usize = 5000;
    const TARGETS: [&str; 5] = ["file", "pipe", "file", "folder", "/dev/zero"];
    let names = Names::new();
    let (path, next) = (names.at("name"), names.at("next"));
    symlink("file", &path).expect("a link");
    thread::scope(|scope| {
        let swapping = scope.spawn(|| {
            for target in TARGETS.iter().cycle().take(SWAPS) {
                symlink(target, &next).expect("a link");
                fs::rename(&next, &path).expect("swapped");
            }
        });
        while !swapping.is_finished() {
            match read(&path, KIB) {
                Ok(bytes) => assert_eq!(bytes, b"text\n"),
                Err(error) => assert_eq!(error.to_string(), "not a file"),
            }
            if let Ok(file) = append(&path, 0) {
                let kind = file.metadata().expect("a handle").file_type();
                assert!(kind.is_file() || kind.is_char_device(), "{kind:?}");
            }
        }
    });
}

#[test]
fn a_standard_stream_may_be_a_pipe() {
    let (_reader, writer) = io::pipe().expect("a pipe");
    let pipe = File::from(std::os::fd::OwnedFd::from(writer));
    let pipe = pipe.metadata().expect("a handle");
    assert!(!is_standard_stream(&pipe));
    let ours = io::stderr().as_fd().try_clone_to_owned().map(File::from);
    let ours = ours.and_then(|file| file.metadata()).expect("a handle");
    assert!(is_standard_stream(&ours));
}

/// What PowerShell and Notepad write before and in a text.
#[test]
fn a_text_has_no_mark_before_it_and_is_utf_8() {
    for (bytes, text) in [
        (&b"pw\n"[..], Ok("pw\n")),
        (b"\xef\xbb\xbfpw\n", Ok("pw\n")),
        (b"\xef\xbb\xbf", Ok("")),
        // One mark is dropped; another one is the operator's.
        (b"\xef\xbb\xbf\xef\xbb\xbfpw", Ok("\u{feff}pw")),
        (b"pw\xef\xbb\xbf", Ok("pw\u{feff}")),
        (b"\xff\xfep\0w\0", Err("UTF-16")),
        (b"\xfe\xff\0p\0w", Err("UTF-16")),
        (b"a\nM\xfcller", Err("line 2")),
    ] {
        match (super::text(bytes.to_vec()), text) {
            (Ok(read), Ok(text)) => assert_eq!(read, text),
            (Err(error), Err(why)) => assert!(error.to_string().contains(why), "{error}"),
            (read, _) => panic!("{bytes:?}: {read:?}"),
        }
    }
    assert_eq!(without_mark(b"\xef\xbb\xbfpw"), b"pw");
    assert_eq!(without_mark(b"pw"), b"pw");
}

/// Whoever can write into the folder must not choose what is written over, nor who reads it.
#[test]
fn what_stands_where_the_new_file_is_written_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    fs::write(at("other"), "other").expect("a file");
    let beside = format!("copy.{}.new", process::id());
    symlink(at("other"), at(&beside)).expect("a link");
    replace(&at("copy"), &[b"new"]).expect("replaced");
    assert_eq!(fs::read(at("other")).expect("a file"), b"other");
    assert_eq!(fs::read(at("copy")).expect("a file"), b"new");
    let found = fs::symlink_metadata(at("copy")).expect("a file");
    assert!(found.is_file());
    assert_eq!(found.permissions().mode() & 0o777, 0o600);
}

/// Of a process that ended while it wrote, and had the same id: in containers it is always 1.
#[test]
fn what_an_earlier_process_left_half_written_is_no_hindrance() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let beside = at(&format!("copy.{}.new", process::id()));
    fs::write(&beside, "half").expect("a file");
    fs::set_permissions(&beside, fs::Permissions::from_mode(0o644)).expect("set");
    replace(&at("copy"), &[b"n", b"ew"]).expect("replaced");
    assert_eq!(fs::read(at("copy")).expect("a file"), b"new");
    let found = fs::metadata(at("copy")).expect("a file");
    assert_eq!(found.permissions().mode() & 0o777, 0o600);
    let names = fs::read_dir(folder.path()).expect("a folder");
    assert_eq!(names.count(), 1, "nothing is left beside it");
}
