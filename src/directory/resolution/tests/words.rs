use super::{assert_meant, assert_nothing, load, meaning, policy};
use crate::text::LEFT_AROUND;

#[test]
fn words_find_links_and_routes_as_paths_do() {
    assert_meant(&[
        ("standup", "/go/standup"),
        ("Stand-Up>", "/go/standup"),
        (" STAND_UP. ", "/go/standup"),
        ("/standup", "/go/standup"),
        ("go/standup", "/go/standup"),
        ("go standup", "/go/standup"),
        ("/go/standup", "/go/standup"),
        ("/go/standup/", "/go/standup"),
        ("/GO/StandUp?utm_source=mail", "/go/standup"),
        ("go.acme.example/go/standup", "/go/standup"),
        ("https://go.acme.example/go/standup", "/go/standup"),
        ("https://GO.acme.example./go/standup#x", "/go/standup"),
        ("http://go/standup", "/go/standup"),
        ("http://localhost:8080/go/standup", "/go/standup"),
        ("http://[::1]:8080/go/standup", "/go/standup"),
        ("Daily: https://go.acme.example/go/rust101.", "/go/rust-101"),
        ("join/123456789", "/go/join/123456789"),
        ("join 123456789", "/go/join/123456789"),
        ("Join   123456789>", "/go/join/123456789%3E"),
        ("join/123 456 789", "/go/join/123%20456%20789"),
        ("join 123 456 789", "/go/join/123%20456%20789"),
        ("go/join 123 456 789", "/go/join/123%20456%20789"),
        (
            "course rust-101 123-456-789",
            "/go/course/rust-101/123-456-789",
        ),
        (
            "/go/course/Rust/123456789?attendee_name=Ada+L&BU=x&MK=1&back=meetings",
            "/go/course/Rust/123456789?attendee_name=Ada%20L&back=meetings",
        ),
        (
            "https://go.acme.example/go/join/123%20456%20789",
            "/go/join/123%20456%20789",
        ),
        ("/rooms/ada", "/rooms/ada"),
        ("rooms ada", "/rooms/ada"),
        ("assembly", "/go/assembly"),
        // What is called by its name says itself what is wrong with a value.
        ("join/12", "/go/join/12"),
        ("/go/join/standup", "/go/join/standup"),
    ]);
}

#[test]
fn what_was_left_around_a_text_does_not_count() {
    for (before, behind) in LEFT_AROUND {
        for (text, expected) in [
            (format!("standup{behind}"), "/go/standup"),
            (format!("/go/standup{behind}"), "/go/standup"),
            (format!("{before}123 456 789{behind}"), "/go/join/123456789"),
            (
                format!("{before}https://acme.webex.com/meet/ada{behind}"),
                "/go/room/ada",
            ),
        ] {
            assert_eq!(meaning(policy(), &text, &[]), expected, "{text}");
        }
    }
}

#[test]
fn what_nothing_answers_is_a_search() {
    assert_nothing(&[
        "",
        " ",
        "stand",
        "stand up",
        "standup now",
        "join",
        "join 12",
        "join the stand-up",
        "join a course",
        "/",
        "/go",
        "/go/",
        "https://go.acme.example/",
        "https://go.acme.example/go/unknown",
        "https://acme.webex.com/",
        "https://acme.webex.com/acme/",
        "https://help.webex.com/en-us/article/nk2vwjp",
        "https://acme.webex.com/acme/globalcallin.php?MTID=mcd77c9718249ee0fdde541ee7e5b6c88",
        "26301234567@acme.webex.com/meet/ada",
        "50% off",
        "c#",
        "?",
        "🦀",
        "スタンドアップ",
    ]);
}

#[test]
fn a_route_that_takes_any_word_is_meant_by_values_alone() {
    let policy = load(
        r#"version: 1
public_url: https://go.acme.example/
sites: { acme: https://acme.webex.com/acme/ }
routes:
  room: { path: "/go/{room}", command: room.meet, allow: anyone }
links:
  ada: { route: room, room: grace }
"#,
    );
    for (text, expected) in [
        ("grace.h", "/go/grace.h"),
        ("ADA", "/go/ada"),
        ("weather report", "-"),
        ("javascript:alert(1)", "-"),
        ("https://acme.webex.com/meet/grace", "/go/grace"),
        // A link stands in its way.
        ("https://acme.webex.com/meet/ada", "-"),
    ] {
        assert_eq!(meaning(&policy, text, &[]), expected, "{text}");
    }
}
