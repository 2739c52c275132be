//! Archives as they come, and as nobody should make them.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use tar::{Builder, EntryType, Header};

use super::*;

const POLICY: &[u8] = b"version: 1\n";

fn address(text: &str) -> SourceAddress {
    text.parse().expect(text)
}

/// The header of an entry, with names that no builder would write.
fn header(name: &str, kind: EntryType, length: u64) -> Header {
    let mut header = Header::new_gnu();
    let field = &mut header.as_gnu_mut().expect("of GNU").name;
    field[..name.len()].copy_from_slice(name.as_bytes());
    header.set_entry_type(kind);
    header.set_size(length);
    header.set_mode(0o644);
    header.set_cksum();
    header
}

fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = Builder::new(Vec::new());
    for (name, bytes) in files {
        let header = header(name, EntryType::Regular, bytes.len() as u64);
        builder.append(&header, *bytes).expect("memory");
    }
    builder.into_inner().expect("memory")
}

/// A header and what belongs to it.
fn entry(kind: EntryType, name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut entry = header(name, kind, bytes.len() as u64).as_bytes().to_vec();
    entry.extend(bytes);
    entry.resize(entry.len().next_multiple_of(512), 0);
    entry
}

/// A record of pax, with its own length before it.
fn record(key: &str, value: &str) -> String {
    let rest = format!(" {key}={value}\n");
    let lengths = rest.len()..;
    let mut records = lengths.map(|length| (length, format!("{length}{rest}")));
    let found = records.find(|(length, record)| record.len() == *length);
    found.expect("a length").1
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

fn files(body: &[u8], at: &str) -> Vec<String> {
    let bundle = unpack(body, &address(at)).expect(at);
    let names = bundle.policy_files();
    names
        .iter()
        .map(|name| name.display().to_string())
        .collect()
}

#[track_caller]
fn assert_refused(body: &[u8], expected: &str) {
    let refused = unpack(body, &address("https://a.example/p"));
    let error = refused.expect_err(expected).to_string();
    assert!(error.contains(expected), "{error}");
}

#[test]
fn a_text_is_a_policy_of_one_file() {
    assert_eq!(files(POLICY, "https://a.example/x/p.yaml?y"), ["p.yaml"]);
    // Findings need some name; the extension means nothing for a single file.
    assert_eq!(files(POLICY, "https://a.example/raw"), ["raw"]);
}

#[test]
fn archives_are_read_by_what_they_are() {
    let in_folder = tar(&[
        ("policies-4f2a/live/a.yaml", POLICY),
        ("policies-4f2a/live/t.csv", b"name\n"),
        ("policies-4f2a/README.md", b"#"),
    ]);
    let at_top = tar(&[("./a.yaml", POLICY), ("live/b.yaml", POLICY)]);
    for (body, at, expected) in [
        (
            in_folder.clone(),
            "https://a.example/m.tgz#live",
            "live/a.yaml",
        ),
        (
            gzip(&in_folder),
            "https://a.example/m.tgz#live",
            "live/a.yaml",
        ),
        (
            gzip(&in_folder),
            "https://a.example/m#live/a.yaml",
            "live/a.yaml",
        ),
        (at_top.clone(), "https://a.example/m.tgz", "a.yaml"),
        (gzip(&at_top), "https://a.example/m.tgz#live", "live/b.yaml"),
        // Two archives behind each other are one for gzip.
        (
            [gzip(&at_top[..700]), gzip(&at_top[700..])].concat(),
            "https://a.example/m",
            "a.yaml",
        ),
    ] {
        assert_eq!(files(&body, at), [expected], "{at}");
    }
}

#[test]
fn what_is_no_policy_is_refused_by_name() {
    assert_refused(b"", "it is empty");
    assert_refused(b" \r\n", "it is empty");
    assert_refused(
        b"\n<!DOCTYPE html><title>Sign in</title>",
        "a page for people",
    );
    assert_refused(b"PK\x03\x04rest", "a zip archive");
    // Some servers pack what they send, and say so in a header only.
    assert_refused(&gzip(POLICY), "it is packed, but no tar archive");
    assert_refused(
        &gzip(&POLICY.repeat(100)),
        "it is packed, but no tar archive",
    );
    assert_refused(b"\x1f\x8bnonsense", "the archive cannot be read");
    let whole = gzip(&tar(&[("a.yaml", &[b'#'; 4096])]));
    for cut in [whole.len() / 2, whole.len() - 4] {
        assert_refused(&whole[..cut], "the archive cannot be read");
    }
    assert_refused(
        &tar(&[("a.yaml", &[b'#'; 4096])])[..2000],
        "the archive cannot be read",
    );
    let of_file = unpack(POLICY, &address("https://a.example/p.yaml#live"));
    assert!(matches!(of_file, Err(ArchiveError::NoArchive)));
}

#[test]
fn names_that_lead_out_are_refused_with_all_the_rest() {
    for name in [
        "../policy.yaml",
        "a/../../policy.yaml",
        "live/../policy.yaml",
        "/etc/policy.yaml",
    ] {
        let body = gzip(&tar(&[("policy.yaml", POLICY), (name, POLICY)]));
        assert_refused(&body, &format!("the archive names a file `{name}`"));
    }
    assert_refused(&tar(&[("a.yaml", POLICY), ("./a.yaml", POLICY)]), "twice");
}

/// Names of more than a hundred bytes stand before the entry, as GNU tar and pax write them.
#[test]
fn long_names_are_read() {
    let name = format!("{}/a.yaml", "x".repeat(300));
    let body = [
        entry(
            EntryType::GNULongName,
            "long",
            format!("{name}\0").as_bytes(),
        ),
        entry(EntryType::GNULongLink, "link", &[b'y'; 5000]),
        entry(EntryType::Regular, "cut", POLICY),
        entry(
            EntryType::XHeader,
            "pax",
            record("path", "b.yaml").as_bytes(),
        ),
        entry(EntryType::Regular, "cut", POLICY),
        // Such a header is about one entry.
        entry(EntryType::Regular, "c.yaml", POLICY),
    ]
    .concat();
    let at = format!("https://a.example/m.tar#{}", "x".repeat(300));
    assert_eq!(files(&body, &at), [name]);
    assert_eq!(
        files(&body, "https://a.example/m.tar"),
        ["b.yaml", "c.yaml"]
    );
}

/// A value may have any bytes: where it ends is said before it.
#[test]
fn no_record_hides_in_another() {
    let hidden = format!("x\n\n{}", record("path", "evil.yaml"));
    let records = record("comment", &hidden) + &record("path", "good.yaml");
    let body = [
        entry(EntryType::XHeader, "pax", records.as_bytes()),
        entry(EntryType::Regular, "cut", POLICY),
    ]
    .concat();
    assert_eq!(files(&body, "https://a.example/m.tar"), ["good.yaml"]);
}

#[test]
fn what_is_said_of_an_entry_is_bounded_and_has_one_meaning() {
    let name = [b'x'; 5000];
    let path = record("path", &"x".repeat(5000));
    let size = record("size", "3");
    let holes = record("GNU.sparse.major", "1");
    for (announced, expected) in [
        ((EntryType::GNULongName, &name[..]), "more than 4096 bytes"),
        (
            (EntryType::XHeader, path.as_bytes()),
            "more than 4096 bytes",
        ),
        (
            (EntryType::XHeader, size.as_bytes()),
            "two sizes of the file `a.yaml`",
        ),
        ((EntryType::XHeader, holes.as_bytes()), "without --sparse"),
        ((EntryType::XHeader, b"9 a=b\n"), "malformed"),
        ((EntryType::XHeader, b"a=b\n"), "malformed"),
        ((EntryType::XHeader, b"4 a\n"), "malformed"),
        (
            (EntryType::XHeader, b"99999999999999999999 a=b\n"),
            "malformed",
        ),
    ] {
        let (kind, bytes) = announced;
        let before = entry(kind, "before", bytes);
        let body = [before, entry(EntryType::Regular, "a.yaml", POLICY)].concat();
        assert_refused(&body, expected);
    }
    let twice = entry(EntryType::GNULongName, "long", b"b.yaml\0");
    let file = entry(EntryType::Regular, "a.yaml", POLICY);
    assert_refused(&[&twice[..], &twice, &file].concat(), "malformed");
}

/// `tar` would take in the map of a file with holes, however long: here is a short one.
#[test]
fn files_with_holes_are_refused() {
    let body = entry(EntryType::GNUSparse, "a.yaml", b"");
    assert_refused(&body, "the file `a.yaml` without its holes");
}

/// What leads elsewhere is no file: a policy that names it does not find it.
#[test]
fn links_and_devices_are_no_files() {
    for kind in [
        EntryType::Symlink,
        EntryType::Link,
        EntryType::Char,
        EntryType::Fifo,
    ] {
        let mut link = header("links.csv", kind, 0);
        link.set_link_name("/etc/passwd").expect("a name");
        link.set_cksum();
        let mut builder = Builder::new(tar(&[("p.yaml", POLICY)])[..1024].to_vec());
        builder.append(&link, &[][..]).expect("memory");
        let body = builder.into_inner().expect("memory");
        let bundle = unpack(&body, &address("https://a.example/p.tar")).expect("an archive");
        assert_eq!(bundle.policy_files(), [PathBuf::from("p.yaml")]);
        assert!(bundle.read(Path::new("links.csv")).is_err(), "{kind:?}");
    }
}

/// Small when packed, endless when unpacked.
#[test]
fn bombs_are_bounded() {
    let large = vec![b'#'; 40 << 20];
    let names = ["a.yaml", "b.yaml", "c.yaml", "d.yaml"];
    let body = gzip(&tar(&names.map(|name| (name, &*large))));
    assert!(body.len() < 2 << 20);
    assert_refused(&body, "larger than 128 MiB");
    let mut claimed = header("a.yaml", EntryType::Regular, u64::from(u32::MAX))
        .as_bytes()
        .to_vec();
    claimed.extend([b'#'; 1024]);
    assert_refused(&claimed, "the archive cannot be read");
    let many: Vec<String> = (0..=MAX_FILES).map(|n| n.to_string()).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|name| (&**name, &b""[..])).collect();
    assert_refused(&tar(&many), "more than 20000 files");
}
