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
