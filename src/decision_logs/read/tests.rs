//! What is read of logs, and what is counted instead.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;
use crate::decision_logs::MAX_LINE_BYTES;

/// A line of a request with this id.
fn line(id: &str) -> String {
    format!(
        r#"{{"log_version":1,"time":"2027-01-01T09:00:00.000Z","request_id":"{id}","method":"GET","client":null,"policy":"0","outcome":"redirected","status":302,"ignored_query_fields":0}}"#
    )
}

/// The ids of the requests in a text, and what else there was.
fn read(text: &[u8]) -> (Vec<String>, Tally) {
    let mut ids = Vec::new();
    let mut reader = LogReader::new(1, |line: &LogLine<'_>| {
        ids.push(line.request_id.to_string());
    });
    reader.read_from("log", text);
    let tally = reader.tally;
    (ids, tally)
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut to = GzEncoder::new(Vec::new(), Compression::fast());
    to.write_all(text).expect("memory");
    to.finish().expect("memory")
}

/// Whether one line is read from a text.
#[track_caller]
fn assert_found(text: &str) {
    let (ids, tally) = read(text.as_bytes());
    assert_eq!(ids, ["r1"], "{text}: {tally:?}");
}

#[test]
fn lines_are_found_in_what_collectors_put_around_them() {
    let line = line("r1");
    for before in [
        "",
        "\u{feff}",
        "linkgate-1  | ",
        "\u{1b}[36mlinkgate-1  |\u{1b}[0m ",
        "[pod/linkgate-7d9f/linkgate] ",
        "2027-01-01T09:00:00.123456789Z ",
        "2027-01-01T09:00:00.123456789Z stdout F ",
        "Jan 01 09:00:00 gate1 linkgate[812]: ",
        "<134>1 2027-01-01T09:00:00Z gate1 linkgate 812 - - ",
        "{app=\"linkgate\"} ",
        "{} ",
    ] {
        assert_found(&format!("{before}{line}\n"));
        assert_found(&format!("{before}{line}\r\n"));
    }
    let text = serde_json::to_string(&format!("{line}\n")).expect("JSON");
    assert_found(&format!(
        "{{\"log\":{text},\"stream\":\"stdout\",\"time\":\"2027\"}}\n"
    ));
    assert_found(&format!("{{\"_PID\":\"812\",\"MESSAGE\":{text}}}\n"));
    // Neither the order of the fields nor new ones count.
    let (head, rest) = line.split_once(',').expect("fields");
    let rest = rest.trim_end_matches('}');
    let turned = format!("{{\"new\":{{\"a\":[1]}},{rest},{}}}", &head[1..]);
    assert_found(&turned);
    assert_found(&format!("linkgate-1 | {turned}"));
}

#[test]
fn everything_else_is_counted_by_what_it_is() {
    let whole = line("r1");
    let none = Tally {
        files: 1,
        lines: 1,
        foreign_files: vec!["log".to_owned()],
        ..Tally::default()
    };
    let foreign = Tally {
        foreign: 1,
        ..none.clone()
    };
    let torn = Tally {
        torn: 1,
        ..none.clone()
    };
    let malformed = Tally {
        malformed: 1,
        ..none.clone()
    };
    for (text, expected) in [
        ("GET /go/standup HTTP/1.1".to_owned(), &foreign),
        ("{\"level\":\"info\"}".to_owned(), &foreign),
        ("{\"log\":\"starting\\n\"}".to_owned(), &foreign),
        ("[]".to_owned(), &foreign),
        ("{\u{1b}[31m".to_owned(), &foreign),
        (whole[..80].to_owned(), &torn),
        (format!("linkgate-1 | {}", &whole[..80]), &torn),
        (whole.replace("302", "\"302\""), &malformed),
        (whole.replace("\"method\":\"GET\",", ""), &malformed),
        (whole.replace(",\"time\"", "\"time\""), &malformed),
        (whole.replace("2027-", "soon-"), &malformed),
    ] {
        let (ids, tally) = read(text.as_bytes());
        assert!(ids.is_empty(), "{text}");
        assert_eq!(tally, *expected, "{text}");
    }
    let older = Tally {
        other_version: 1,
        version_seen: Some(7),
        ..none.clone()
    };
    assert_eq!(read(whole.replace(":1,", ":7,").as_bytes()).1, older);
    let long = Tally {
        too_long: 1,
        ..none
    };
    assert_eq!(read("x".repeat(MAX_LINE_BYTES).as_bytes()).1, long);
    assert_eq!(
        read(b"").1,
        Tally {
            files: 1,
            ..Tally::default()
        }
    );
}

#[test]
fn what_is_damaged_does_not_take_whole_lines_with_it() {
    let (one, two) = (line("r1"), line("r2"));
    for at in (1..one.len()).filter(|at| one.is_char_boundary(*at)) {
        let torn = &one[..at];
        let (ids, tally) = read(format!("{torn}{two}\n{one}").as_bytes());
        assert_eq!(ids, ["r2", "r1"], "{torn}: {tally:?}");
    }
    let mut bytes = format!("{one}\n").into_bytes();
    bytes.extend(b"\0".repeat(100_000));
    bytes.extend(two.as_bytes());
    bytes.extend(b"\n\xff\xfe\xfd\n\0\x01\x02\n");
    bytes.extend(
        two.replace("r2", "r\u{fc}")
            .replace('\u{fc}', "\\ud800")
            .as_bytes(),
    );
    let (ids, tally) = read(&bytes);
    assert_eq!(ids, ["r1", "r2"]);
    assert_eq!((tally.lines, tally.foreign, tally.malformed), (5, 2, 1));
}

#[test]
fn no_text_is_too_nested() {
    let deep = "{\"log_version\":".repeat(4_000);
    let (ids, tally) = read(format!("{deep}\n{}", line("r1")).as_bytes());
    assert_eq!((ids.len(), tally.torn), (1, 4_000));
    let (ids, _) = read("[".repeat(60_000).as_bytes());
    assert!(ids.is_empty());
}

#[test]
fn gzip_is_seen_by_its_first_bytes_and_read_as_far_as_it_goes() {
    let text: String = (0..5_000)
        .map(|n| format!("{}\n", line(&n.to_string())))
        .collect();
    let packed = gzip(text.as_bytes());
    let twice = [packed.clone(), packed.clone()].concat();
    assert_eq!(read(&twice).0.len(), 10_000);
    let (ids, tally) = read(&packed[..packed.len() / 2]);
    assert!(!ids.is_empty() && ids.len() < 5_000, "{}", ids.len());
    let [unread] = &tally.unread[..] else {
        panic!("{tally:?}");
    };
    assert_eq!(unread.why, "it is cut off: its end is missing");
    assert_eq!(unread.decisions, ids.len() as u64);
    let mut damaged = packed.clone();
    let middle = damaged.len() / 2;
    damaged[middle..middle + 64].fill(0xff);
    let (_, tally) = read(&damaged);
    assert!(
        tally.unread[0].why.starts_with("it is damaged: "),
        "{tally:?}"
    );
}

#[test]
fn what_is_packed_in_another_way_is_said() {
    for (bytes, why) in [
        (&b"\x28\xb5\x2f\xfd\0\0\0\0"[..], "zstd: "),
        (b"\xfd7zXZ\0\0", "xz: "),
        (b"BZh91AY", "bzip2: "),
        (b"PK\x03\x04\0\0", "a ZIP archive: "),
        (b"\xff\xfe{\0", "UTF-16, "),
        (b"\xfe\xff\0{", "UTF-16, "),
        (b"\x1f\x8b", "it is cut off"),
    ] {
        let (_, tally) = read(bytes);
        assert!(tally.unread[0].why.starts_with(why), "{why}: {tally:?}");
    }
}

#[test]
fn folders_are_read_by_name_and_what_cannot_be_read_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    fs::create_dir_all(path("logs/older")).expect("made");
    fs::write(path("logs/b"), line("b")).expect("written");
    fs::write(path("logs/a.gz"), gzip(line("a").as_bytes())).expect("written");
    fs::write(path("logs/c"), "something else\n").expect("written");
    fs::write(path("last"), line("last")).expect("written");
    let named: Vec<PathBuf> = ["logs", "none", "last", "logs/b"].map(path).into();
    let mut ids = Vec::new();
    let reader = LogReader::new(1, |line: &LogLine<'_>| {
        ids.push(line.request_id.to_string());
    });
    let tally = reader.read(&LogFiles::new(named));
    assert_eq!(ids, ["a", "b", "last", "b"]);
    assert_eq!((tally.files, tally.foreign), (5, 1));
    assert!(tally.foreign_files[0].ends_with("logs/c"));
    let [unread] = &tally.unread[..] else {
        panic!("{tally:?}");
    };
    assert!(unread.name.ends_with("none") && unread.why.contains("No such file"));
}
