//! `scan`: raw links in files, listed and replaced.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};

use super::Acme;

/// Writes a text in an encoding.
type Encode<'e> = &'e dyn Fn(&str) -> Vec<u8>;

#[test]
fn what_is_replaced_keeps_every_other_byte() {
    let acme = Acme::new();
    let text = |link: &str| {
        format!("Grüße\r\n\t<a href='{link}'>x</a> ({link}), \u{a0}{link}.\r\n[x]({link})\rEnd")
    };
    let utf16 = |text: &str, unit: fn(u16) -> [u8; 2]| -> Vec<u8> {
        let units = "\u{feff}".encode_utf16().chain(text.encode_utf16());
        units.flat_map(unit).collect()
    };
    let latin = |text: &str| {
        text.chars()
            .map(|c| u8::try_from(c).expect("Latin-1"))
            .collect()
    };
    let raw = "https://acme.webex.com/acme/m.php?AT=JM&amp;MK=123456789";
    let short = "https://go.acme.example/go/standup";
    let encoders: [Encode<'_>; 5] = [
        &|text| text.as_bytes().to_vec(),
        &|text| format!("\u{feff}{text}").into_bytes(),
        &|text| utf16(text, u16::to_le_bytes),
        &|text| utf16(text, u16::to_be_bytes),
        &latin,
    ];
    for (encode, number) in encoders.into_iter().zip(0..) {
        acme.write("pages/x", encode(&text(raw)));
        let mode = fs::Permissions::from_mode(0o640);
        fs::set_permissions(acme.path("pages/x"), mode).expect("is set");
        let said = acme.run(&["scan", "pages", "--write"]);
        assert_eq!(said.code, Some(0), "{number}: {said:?}");
        assert_eq!(
            fs::read(acme.path("pages/x")).expect("is read"),
            encode(&text(short)),
            "{number}"
        );
        let mode = fs::metadata(acme.path("pages/x"))
            .expect("is there")
            .permissions();
        assert_eq!(mode.mode() & 0o777, 0o640);
        let said = acme.run(&["scan", "pages"]);
        assert_eq!(
            (said.code, &*said.out),
            (Some(0), "no raw Webex link in 1 file\n")
        );
    }
}

#[test]
fn links_without_a_short_one_remain_and_are_a_failure() {
    let acme = Acme::new();
    let said = acme.run(&["scan", "intranet", "--write"]);
    assert_eq!(said.code, Some(1));
    insta::assert_snapshot!(said.out, @"
    intranet/calendar.md:3:23: https://acme.webex.com/acme/j.php -> https://go.acme.example/go/meeting/m0123456789abcdef0123456789abcdef
    intranet/calendar.md:4:22: https://acme.webex.com/acme/m.php -> https://go.acme.example/go/join/25544852539
    intranet/team.html:3:21: https://acme.webex.com/acme/m.php -> https://go.acme.example/go/standup
    intranet/team.html:4:28: https://acme.webex.com/meet/grace.hopper -> https://go.acme.example/go/room/grace.hopper
    intranet/team.html:5:30: https://acme.webex.com/acme/ldr.php: no route for `recording.watch`; add a route with this command
    5 raw Webex links in 2 files: 4 replaced
    ");
    let again = acme.run(&["scan", "intranet", "--format", "github"]);
    assert_eq!(again.code, Some(1));
    insta::assert_snapshot!(again.out, @"
    ::error file=intranet/team.html,line=5,col=30,title=Raw Webex link::https://acme.webex.com/acme/ldr.php: no route for `recording.watch`; add a route with this command
    linkgate: 1 raw Webex link in 2 files: 0 with a short link
    ");
    let json = acme.run(&["scan", "intranet", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
    assert_eq!(
        (&report["found"], &report["links"][0]["kind"]),
        (&1.into(), &"no_route".into())
    );
}

#[test]
fn nothing_outside_is_read_or_written() {
    let acme = Acme::new();
    let raw = "https://acme.webex.com/meet/ada";
    acme.write("outside/x", raw);
    acme.write("pages/.git/x", raw);
    acme.write("pages/y.png", format!("\u{89}PNG\0{raw}"));
    symlink(acme.path("outside"), acme.path("pages/folder")).expect("a link");
    symlink(acme.path("outside/x"), acme.path("pages/file")).expect("a link");
    symlink(acme.path("pages"), acme.path("pages/again")).expect("a link");
    acme.write("pages/large.txt", "x".repeat((16 << 20) + 1));
    let said = acme.run(&["scan", "pages", "pages/file", "gone", "--write"]);
    assert_eq!(said.code, Some(1));
    assert_eq!(said.out, "no file was looked through\n");
    insta::assert_snapshot!(said.err, @"
    skipped, No such file or directory (os error 2): gone
    skipped, larger than 16 MiB: pages/large.txt
    skipped, binary: pages/y.png
    skipped, symbolic link: pages/again, pages/file, pages/folder and 1 more
    skipped, hidden folder: pages/.git
    ");
    assert_eq!(acme.read("outside/x"), raw);
    assert_eq!(acme.read("pages/.git/x"), raw);
}

#[test]
fn a_link_of_the_policy_comes_before_the_path_of_its_route() {
    let acme = Acme::new();
    let policy = acme.read("policy.yaml");
    acme.write(
        "policy.yaml",
        format!(
            "{policy}  old: {{ route: room, room: ada, until: 2001-01-01 }}\n  hidden: {{ route: unlisted, recording: d9d43662d5be9d63f7a128ad2a317a2e }}\n"
        )
        .replace("links:", "  unlisted: { command: recording.watch, allow: anyone }\nlinks:"),
    );
    for (raw, short) in [
        ("m.php?AT=JM&MK=123-456-789", "standup"),
        (
            "m.php?MK=123456789&AT=jm&BU=https%3A%2F%2Fx.example&AN=Bob",
            "standup",
        ),
        ("ldr.php?RCID=d9d43662d5be9d63f7a128ad2a317a2e", "hidden"),
        ("m.php?AT=JM&MK=1234567", "join/1234567"),
        (
            "globalcallin.php?MTID=m0123456789abcdef0123456789abcdef",
            "",
        ),
        ("ldr.php?RCID=00000000000000000000000000000000", ""),
        ("../meet/ada", "room/ada"),
    ] {
        acme.write("x.txt", format!("https://acme.webex.com/acme/{raw}\n"));
        let said = acme.run(&["scan", "x.txt", "--format", "json"]);
        let report: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
        let found = report["links"][0]["short"].as_str().unwrap_or_default();
        assert_eq!(
            found.trim_start_matches("https://go.acme.example/go/"),
            short,
            "{raw}\n{report}"
        );
    }
}

#[test]
fn escaped_links_are_found_and_replaced_in_their_writing() {
    let acme = Acme::new();
    for (text, expected) in [
        (
            r#"{"u":"https:\/\/acme.webex.com\/meet\/ada"}"#,
            r#"{"u":"https:\/\/go.acme.example\/go\/room\/ada"}"#,
        ),
        (
            r#"{"u":"https://acme.webex.com/acme/m.php?AT=JM\u0026MK=123456789"}"#,
            r#"{"u":"https://go.acme.example/go/standup"}"#,
        ),
        (
            r"open('https://acme.webex.com/acme/m.php?AT=JM\x26MK=123456789')",
            r"open('https://go.acme.example/go/standup')",
        ),
        (
            "<a href=\"https&#58;//acme.webex.com/meet/ada\">",
            "<a href=\"https&#58;//go.acme.example/go/room/ada\">",
        ),
        (
            "next=https%3A%2F%2Facme.webex.com%2Fmeet%2Fada&x",
            "next=https%3A%2F%2Fgo.acme.example%2Fgo%2Froom%2Fada&x",
        ),
        (
            "https://x.example/?next=https%3A%2F%2Facme.webex.com%2Fmeet%2Fada&x",
            "https://x.example/?next=https%3A%2F%2Fgo.acme.example%2Fgo%2Froom%2Fada&x",
        ),
    ] {
        acme.write("x.txt", text);
        let said = acme.run(&["scan", "x.txt"]);
        assert_eq!(said.code, Some(1), "{text}");
        let said = acme.run(&["scan", "x.txt", "--write"]);
        assert_eq!(
            (said.code, &*acme.read("x.txt")),
            (Some(0), expected),
            "{said:?}"
        );
    }
}

#[test]
fn where_there_is_no_file_no_file_was_looked_through() {
    let said = Acme::new().run(&["scan", "nope"]);
    assert_eq!(said.code, Some(1));
    assert_eq!(said.out, "no file was looked through\n");
    assert!(said.err.contains("nope"), "{}", said.err);
}
