use super::{assert_nothing, load, meaning, policy};
use crate::text::cases::HIDDEN;
use crate::text::{has_hidden, without_unseen};

#[test]
fn paths_of_the_gateways_own_are_never_meant() {
    let policy = load(
        r#"version: 1
public_url: https://go.acme.example/
sites: { acme: https://acme.webex.com/acme/ }
link_prefix: /go/
routes:
  any: { path: "/{course}/{note}/{meeting_key}", command: meeting.join, parameters: { course: { type: text, max: 9 }, note: { type: text, max: 40 } }, allow: anyone }
  named: { path: "/{attendee_name}/{meeting_key}/join", command: meeting.join, allow: anyone }
  two: { path: "/{course}/{meeting_key}", command: meeting.join, parameters: { course: { type: text, max: 9 } }, allow: anyone }
"#,
    );
    for text in [
        "/-/go/123456789",
        "-/go/123456789",
        "- go 123456789",
        "/%2D/go/123456789",
        "https://go.acme.example/-/123456789",
        "https://go.acme.example/x/../-/123456789",
        "/-/123456789",
        "/-",
        "-",
        "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789&AN=-",
    ] {
        assert_eq!(meaning(&policy, text, &[]), "-", "{text:?}");
    }
    for (text, expected) in [
        ("/a/b/123456789", "/a/b/123456789"),
        (
            "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789&AN=A",
            "/A/123456789/join",
        ),
    ] {
        assert_eq!(meaning(&policy, text, &[]), expected, "{text}");
    }
}

#[test]
fn hostile_texts_lead_nowhere() {
    assert_nothing(&[
        "https://acme.webex.com.evil.example/meet/ada",
        "https://evil.example/meet/ada",
        "https://evil.example/?u=https://acme.webex.com/meet/ada",
        "https://acme.webex.com@evil.example/meet/ada",
        "https://ada@acme.webex.com/meet/ada",
        "https://ada:canary@go.acme.example/go/standup",
        "https://evil.example\\@acme.webex.com/meet/ada",
        "https:\\\\acme.webex.com\\meet\\ada",
        "https://acme.webex.com:8443/meet/ada",
        "https://beta.webex.com/meet/ada",
        "ftp://acme.webex.com/meet/ada",
        "wbx://acme.webex.com/acme?MK=123456789",
        "https://acme.webex.com/acme/../beta/m.php?AT=JM&MK=123456789",
        "https://acme.webex.com/meet/ada%2Fevil",
        "https://acme.webex.com/meet/..%2f..%2fadmin",
        "https://acme.webex.com/acme/m.php?AT=JM&AT=DM&MK=123456789",
        "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789&MK=987654321",
        "https://go.acme.example/go/join%2F123456789",
        "https://go.acme.example\\go\\standup",
        "javascript:alert(1)",
        "data:text/html,standup",
        "//evil.example/go/standup",
        "//go.acme.example/go/standup",
        "/go/../go/standup",
        "/go/%2e%2e/standup",
        "/go//standup",
        "/go/stand%2Fup",
        "go\\standup",
        "/go/standup%0d%0aLocation:%20x",
        "/go/standup%",
        "standup\0",
        "stand\nup",
        "standup\u{7f}",
        "\u{202e}standup",
        "123\u{202e}456789",
        "１２３456７８９",
        "<script>alert(1)</script>",
        "' OR 1=1 --",
        "{meeting_key}",
        "/go/join/{meeting_key}/x",
        "../../etc/passwd",
        "a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s",
        &"x".repeat(10_000),
        &"1".repeat(10_000),
        &"/".repeat(10_000),
        &"a ".repeat(5_000),
        &"https://".repeat(1_000),
        &"🦀".repeat(5_000),
    ]);
}

#[test]
fn what_came_along_unseen_does_not_count_and_controls_lead_nowhere() {
    for c in HIDDEN {
        let standup = format!("stand{c}up");
        if has_hidden(&without_unseen(&standup)) {
            assert_nothing(&[&standup]);
            continue;
        }
        for (text, expected) in [
            (standup, "/go/standup"),
            (format!("{c}123 4{c}56 789{c}"), "/go/join/123456789"),
            (
                format!("{c}https://acme.webex.com/meet/ada{c}"),
                "/go/room/ada",
            ),
        ] {
            assert_eq!(meaning(policy(), &text, &[]), expected, "{text:?}");
        }
    }
}

#[test]
fn the_beginning_of_a_long_text_counts_and_no_half_word_of_it() {
    let words = |count| "meeting ".repeat(count);
    let room = "https://acme.webex.com/meet/ada";
    let meant = |text: &str| meaning(policy(), text, &[]);
    assert_eq!(meant(&format!("{room} {}", words(1_000))), "/go/room/ada");
    assert_eq!(meant(&format!("{}{room}", words(252))), "/go/room/ada");
    assert_eq!(meant(&format!("{}{room}", words(253))), "-");
    assert_eq!(meant(&format!("{}{room}.l", words(252))), "-");
}
