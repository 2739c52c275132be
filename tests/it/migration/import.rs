//! `import`: a table for each format, which the policy takes.

use super::Acme;

const MAIL: &str = "From ann@acme.example Mon Jan  5 09:00:00 2026
From: Ann <ann@acme.example>
Subject: Invitation: Design review
Content-Type: multipart/alternative; boundary=B

--B
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Join: https://acme.webex.com/acme/j.php?MTID=3Dm0123456789abcdef0123456789=
abcdef
--B
Content-Type: text/html; charset=utf-8

<a href=\"https://acme.webex.com/acme/j.php?MTID=m0123456789abcdef0123456789abcdef\">Join meeting</a>
--B--
";

const CALENDAR: &str = "BEGIN:VCALENDAR
BEGIN:VEVENT
SUMMARY:Design review
ORGANIZER:mailto:ann@acme.example
LOCATION:https://acme.webex.com/meet/ada.lovelace
END:VEVENT
END:VCALENDAR
";

#[test]
fn every_format_becomes_a_table_that_the_policy_takes() {
    let acme = Acme::new();
    for (format, text, expected) in [
        (
            "yourls",
            "INSERT INTO `yourls_url` VALUES ('review','https://acme.webex.com/meet/ada','Design review','2026-01-01','::1',3);",
            "review,Design review,room,ada,,,",
        ),
        (
            "shlink",
            "createdAt,domain,shortCode,shortUrl,longUrl,title,tags,visits\n2026-01-01,s,review,https://s.example/review,https://acme.webex.com/meet/ada,=1+1,team|design,0\n",
            "review,1+1,room,ada,,,team design",
        ),
        (
            "csv",
            "url;name;owner\n2554 485 2539;Große Runde;ann@acme.example\n",
            "große-runde,,join,2554 485 2539,,ann@acme.example,",
        ),
        (
            "bookmarks",
            "<DT><A HREF=\"https://acme.webex.com/acme/m.php?AT=JM&amp;MK=987654321\" TAGS=\"team\">Design review</A>",
            "design-review,Design review,join,987 654 321,,,team",
        ),
        (
            "html",
            "<a href='https://eur03.safelinks.protection.outlook.com/?url=https%3A%2F%2Facme.webex.com%2Fmeet%2Fada&amp;data=x'>Ada's room</a>",
            "adas-room,Ada's room,room,ada,,,",
        ),
        (
            "mbox",
            MAIL,
            "invitation-design-review,Invitation: Design review,meeting,m0123456789abcdef0123456789abcdef,,,",
        ),
        (
            "ics",
            CALENDAR,
            "design-review,Design review,room,ada.lovelace,,ann@acme.example,",
        ),
    ] {
        acme.write("given", text);
        let said = acme.import(format, "given");
        assert_eq!(said.code, Some(0), "{format}\n{said:?}");
        let table = acme.read("links.csv");
        let rows: Vec<&str> = table.lines().skip(1).collect();
        assert_eq!(rows, [expected], "{format}");
    }
}

#[test]
fn three_encodings_are_one_table() {
    let acme = Acme::new();
    let text = "name,url\nküche,https://acme.webex.com/meet/ada\n";
    let utf16 = |unit: fn(u16) -> [u8; 2]| {
        "\u{feff}"
            .encode_utf16()
            .chain(text.encode_utf16())
            .flat_map(unit)
            .collect()
    };
    let latin = text
        .chars()
        .map(|c| u8::try_from(c).expect("Latin-1"))
        .collect();
    for bytes in [
        text.as_bytes().to_vec(),
        format!("\u{feff}{text}").into_bytes(),
        utf16(u16::to_le_bytes),
        utf16(u16::to_be_bytes),
        latin,
    ] {
        acme.write("given.csv", &bytes);
        acme.import("csv", "given.csv");
        assert!(
            acme.read("links.csv").contains("\nküche,,room,ada,"),
            "{bytes:?}"
        );
    }
}

#[test]
fn every_reason_is_named_and_no_password_repeated() {
    let acme = Acme::new();
    let entries = [
        ("https://acme.webex.com/meet/{{.Path}}", "template"),
        ("javascript:alert(1)", "scheme"),
        ("https://acme.webex.com@evil.example/meet/ada", "ambiguous"),
        (
            "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789&PW=Hunter2",
            "password",
        ),
        ("https://go.acme.example/go/standup", "own"),
        ("https://wiki.acme.example/?pwd=Hunter2", "not_webex"),
        ("https://help.webex.com/x", "no_meeting"),
        ("https://acme.webex.com/acme/", "no_meeting"),
        ("https://labs.webex.com/meet/ada", "other_site"),
        (
            "https://acme.webex.com/acme/ldr.php?RCID=d9d43662d5be9d63f7a128ad2a317a2e",
            "no_route",
        ),
        ("https://acme.webex.com/somewhere/else", "unknown_command"),
        ("https://acme.webex.com/acme/m.php?AT=JM&MK=x", "missing"),
        ("nothing", "no_address"),
    ];
    for (address, kind) in entries {
        acme.write("given.csv", format!("name,url\nx,\"{address}\"\n"));
        let said = acme.run(&["import", "csv", "given.csv", "--format", "json"]);
        assert_eq!((said.code, &*said.out), (Some(1), ""), "{address}");
        let report: serde_json::Value = serde_json::from_str(&said.err).expect("JSON");
        assert_eq!(report["refused"][0]["kind"], kind, "{address}");
        assert_eq!(report["refused"][0]["entries"][0]["line"], 2);
        let human = acme.run(&["import", "csv", "given.csv"]);
        for text in [said.err, human.err] {
            assert!(!text.contains("Hunter2") && !text.contains("987"), "{text}");
        }
    }
}

#[test]
fn the_same_meeting_is_one_link_and_names_are_unique() {
    let acme = Acme::new();
    let names = (0..12).map(|number| format!("m{number},https://acme.webex.com/meet/ada\n"));
    let names: String = names.collect();
    let others = "Standup,https://acme.webex.com/meet/bob\nM0,https://acme.webex.com/meet/cy\nсор,https://acme.webex.com/meet/dan\ncop,https://acme.webex.com/meet/eve\n.qr,https://acme.webex.com/meet/fay\n";
    acme.write("given.csv", format!("name,url\n{names}{others}"));
    let said = acme.import("csv", "given.csv");
    assert_eq!(said.code, Some(0), "{said:?}");
    insta::assert_snapshot!(acme.read("links.csv"), @"
    name,title,route,room,aliases,owner,tags
    m0,,room,ada,m1 m2 m3 m4 m5 m6 m7 m8,,
    standup-2,,room,bob,,,
    m0-2,,room,cy,,,
    сор,,room,dan,,,
    cop-2,,room,eve,,,
    qr,,room,fay,,,
    ");
    assert!(
        said.err
            .contains("the same meeting under more names than a link has"),
        "{}",
        said.err
    );
    assert!(
        said.err.contains("given.csv:14: Standup is standup-2"),
        "{}",
        said.err
    );
}

/// Columns may be mixed up.
#[test]
fn no_password_becomes_a_name() {
    let acme = Acme::new();
    let secret = "https://acme.webex.com/acme/m.php?AT=JM&MK=123456780&PW=Hunter2";
    acme.write(
        "given.csv",
        format!("name,url,title,owner\n{secret},https://acme.webex.com/meet/ada,{secret},Ann\n{secret},{secret},,\n"),
    );
    for arguments in [
        &["import", "csv", "given.csv"][..],
        &["import", "csv", "given.csv", "--format", "json"],
    ] {
        let said = acme.run(arguments);
        assert_eq!(
            said.out,
            "name,title,route,room,aliases,owner,tags\nada,,room,ada,,Ann,\n"
        );
        assert!(
            !said.err.contains("Hunter2") && said.err.contains("•••"),
            "{}",
            said.err
        );
    }
}

#[test]
fn a_table_is_never_overwritten_unasked() {
    let acme = Acme::new();
    acme.write("links.csv", "mine");
    let said = acme.run(&["import", "golink", "golink.json", "--out", "links.csv"]);
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains("--force overwrites it"), "{}", said.err);
    assert_eq!(acme.read("links.csv"), "mine");
    // A file that cannot be read leaves no table that lacks its links.
    let said = acme.run(&[
        "import",
        "golink",
        "golink.json",
        "gone.json",
        "--out",
        "links.csv",
        "--force",
    ]);
    assert_eq!(said.code, Some(1));
    assert_eq!(acme.read("links.csv"), "mine");
    let said = acme.run(&[
        "import",
        "golink",
        "golink.json",
        "--out",
        "links.csv",
        "--force",
    ]);
    assert_eq!(said.code, Some(0));
    assert!(acme.read("links.csv").starts_with("name,title,route,"));
    let left = std::fs::read_dir(acme.folder.path()).expect("the folder");
    let left = left.filter(|file| {
        file.as_ref()
            .is_ok_and(|f| f.path().extension().is_some_and(|e| e == "new"))
    });
    assert_eq!(left.count(), 0);
    assert_eq!(acme.run(&["import", "nonsense", "x"]).code, Some(2));
}

#[test]
fn a_second_import_finds_what_the_first_has_renamed() {
    let acme = Acme::new();
    acme.write(
        "given.csv",
        "name,url,title\nstandup,https://acme.webex.com/meet/bob,\n,https://acme.webex.com/meet/cy,Standup\n",
    );
    let said = acme.import("csv", "given.csv");
    assert!(
        said.err.contains("given.csv:2: standup is standup-2"),
        "{}",
        said.err
    );
    // So it is for a name that was only proposed.
    assert!(
        said.err.contains("given.csv:3: standup is standup-3"),
        "{}",
        said.err
    );
    let mut command = crate::support::program::linkgate();
    command.args(["import", "csv", "given.csv", "--policy", "with-table.yaml"]);
    let said = acme.said(&mut command);
    assert_eq!((said.code, &*said.out), (Some(1), ""));
    assert!(
        said.err.contains("2 are in the policy already"),
        "{}",
        said.err
    );
}

#[test]
fn an_input_is_not_overwritten() {
    let acme = Acme::new();
    for name in ["golink.json", "policy.yaml"] {
        let before = acme.read(name);
        let said = acme.run(&["import", "golink", "golink.json", "--out", name, "--force"]);
        assert_eq!(said.code, Some(1));
        assert!(
            said.err.contains("it is read by this command"),
            "{}",
            said.err
        );
        assert_eq!(acme.read(name), before);
    }
}

#[test]
fn a_mail_that_is_cut_off_is_reported() {
    let acme = Acme::new();
    let filler = format!("{}\n", "x".repeat(99)).repeat(90_000);
    acme.write(
        "big.eml",
        format!("Subject: Big\n\n{filler}https://acme.webex.com/meet/ada\n"),
    );
    let said = acme.run(&["import", "mbox", "big.eml"]);
    assert_eq!(said.code, Some(1));
    let why = "big.eml:1: a mail of more than 8 MiB: the links behind that are not read";
    assert!(said.err.contains(why), "{}", said.err);
}

#[test]
fn empty_and_wrong_files_say_why() {
    let acme = Acme::new();
    acme.write(
        "y.sql",
        "-- MySQL dump 10.13\nINSERT INTO `yourls_url` VALUES ('a');\n",
    );
    acme.write("empty", "");
    let empty = [
        "golink",
        "yourls",
        "shlink",
        "csv",
        "bookmarks",
        "html",
        "mbox",
        "ics",
    ];
    let empty = empty.map(|format| (format, "empty", "the file is empty"));
    let wrong = [
        ("bookmarks", "golink.json", "no bookmark in it"),
        ("mbox", "y.sql", "not a mailbox"),
    ];
    for (format, file, why) in empty.into_iter().chain(wrong) {
        let said = acme.run(&["import", format, file]);
        assert_eq!(said.code, Some(1), "{format}");
        let expected = format!("error: {file}: {why}");
        assert!(said.err.starts_with(&expected), "{format}: {}", said.err);
        let said = acme.run(&["import", format, file, "--format", "json"]);
        let report: serde_json::Value = serde_json::from_str(&said.err).expect("JSON");
        assert_eq!(report["unread"][0]["file"], file, "{format}");
    }
}
