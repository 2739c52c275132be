use super::{assert_meant, assert_nothing, load, meaning, policy};

#[test]
fn a_number_joins_however_it_is_grouped() {
    for text in [
        "123456789",
        " 123 456 789 ",
        "123-456-789",
        "123.456.789",
        "#123 456 789",
        "# 123456789",
        "<123456789>.",
        "123456789>",
        "1 2345 6789",
        "123\u{a0}456\u{a0}789",
        "123\u{202f}456\u{2009}789",
        "123\u{2011}456\u{2013}789",
        "\u{feff}123\u{200b}456789",
        "１２３４５６７８９",
        "١٢٣ ٤٥٦ ٧٨٩",
        "123456789\t",
        "123\t456\r\n789",
        "Meeting number (access code): 123 456 789",
        "Meeting-Kennnummer (Zugriffscode): 123 456 789\r\nPasswort: hunter3",
        "ミーティング番号：123 456 789",
        "\u{202a}123 456 789\u{202c}",
        "\u{200e}№123456789\u{200e}",
        "tel:123456789",
        "123456789@acme.webex.com",
        "sip:123456789@ACME.webex.com",
        "Video address: 123456789@acme.webex.com.",
        "Dial <sip:123456789@acme.webex.com>",
    ] {
        assert_meant(&[(text, "/go/join/123456789")]);
    }
    assert_nothing(&[
        "123456",
        "123456789012345678901",
        "12345678a",
        "+49 30 123456",
        "#",
        "1,5",
        "123456789.0",
        "2026-11-28",
        "28.11.2026",
        "10.20.30.40",
        "+49 30 123456789",
        "4111 1111 1111 1111",
        "4111111111111111",
        "123 456 789 or 987 654 321",
        "123456789@evil.example",
        "123456789@acme.webex.com.evil.example",
        "123456789@evil.acme.webex.com",
        "123456789@acme.webex.com@evil.example",
        "123456789@acme.webex.com/x",
        "ada@acme.webex.com 12345",
        "ada@acme.webex.com",
        "123456789@acme.webex.com or 987654321@acme.webex.com",
    ]);
}

#[test]
fn a_number_goes_to_those_routes_that_the_caller_may_use() {
    let number = |closed: &[&str]| meaning(policy(), "123 456 789", closed);
    assert_eq!(number(&[]), "/go/join/123456789");
    assert_eq!(
        number(&["join"]),
        "start /go/start/123456789, status /go/status/123456789, delete /go/delete/123456789"
    );
    assert_eq!(
        number(&["join", "start"]),
        "status /go/status/123456789, delete /go/delete/123456789"
    );
    assert_eq!(number(&["join", "status", "delete"]), "/go/start/123456789");
    assert_eq!(number(&["join", "start", "status"]), "/go/delete/123456789");
    assert_eq!(number(&["join", "start", "status", "delete"]), "-");
}

#[test]
fn a_number_asks_which_of_several_ways_to_join() {
    let policy = load(
        r#"version: 1
public_url: https://go.acme.example/
sites: { acme: https://acme.webex.com/acme/, beta: https://beta.webex.com/beta/ }
back_urls: { end: "https://portal.acme.example/{note}" }
routes:
  start: { path: "/go/start/{meeting_key}", site: acme, command: meeting.start, allow: anyone }
  training:
    path: /go/training/{meeting_key}
    site: acme
    steps:
      - { command: session.service, constants: { service: training } }
      - command: meeting.join
    allow: anyone
  join: { path: "/go/join/{meeting_key}", site: beta, command: meeting.join, allow: anyone }
  other: { path: "/go/{course}/{meeting_key}", site: acme, command: meeting.join, parameters: { course: { type: name } }, allow: anyone }
  noted:
    path: /go/noted/{meeting_key}
    site: acme
    command: meeting.join
    parameters: { note: { type: name } }
    query: [note]
    back: end
    allow: anyone
  links-only: { site: acme, command: meeting.join, allow: anyone }
links:
  standup: { route: links-only, meeting_key: 123456789 }
"#,
    );
    let both = "training /go/training/123456789, join /go/join/123456789";
    assert_eq!(meaning(&policy, "123456789", &[]), both);
    let one = meaning(&policy, "123456789", &["training"]);
    assert_eq!(one, "/go/join/123456789");
    // A route of several steps is more than the call that was pasted.
    let pasted = "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789";
    assert_eq!(meaning(&policy, pasted, &[]), "-");
}

/// A number at a host means a meeting there, and nobody else's.
#[test]
fn a_video_address_means_a_meeting_at_its_site() {
    let policy = load(
        r#"version: 1
public_url: https://go.acme.example/
sites: { acme: https://acme.webex.com/acme/, beta: https://beta.webex.com/beta/ }
routes:
  join: { path: "/go/join/{meeting_key}", site: acme, command: meeting.join, allow: anyone }
  other: { path: "/go/other/{meeting_key}", site: beta, command: meeting.join, allow: anyone }
"#,
    );
    for (text, expected) in [
        ("123456789@acme.webex.com", "/go/join/123456789"),
        ("123456789@beta.webex.com", "/go/other/123456789"),
        ("123456789@gamma.webex.com", "-"),
        (
            "123456789",
            "join /go/join/123456789, other /go/other/123456789",
        ),
    ] {
        assert_eq!(meaning(&policy, text, &[]), expected, "{text}");
    }
}

/// A word in front does not make a number of what is none.
#[test]
fn what_is_no_number_is_none_behind_the_name_of_a_route_either() {
    for text in [
        "join 2026-11-28",
        "join 28 11 2026",
        "join 4111 1111 1111 1111",
        "join 4111111111111111",
        "join 408-555-0132",
        "join 408 555 0132",
        "join 030 615734219",
        "go join 2026-11-28",
        "course rust-101 2026-11-28",
        "delete 2026-11-28",
        "start 4111 1111 1111 1111",
    ] {
        assert_nothing(&[text]);
    }
    assert_meant(&[
        ("join 2554 485 2539", "/go/join/2554%20485%202539"),
        ("join #123456789", "/go/join/123456789"),
        // A path is a request, and its parameters say what they take.
        ("/go/join/20261128", "/go/join/20261128"),
    ]);
}
