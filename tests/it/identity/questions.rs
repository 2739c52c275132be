//! Only who was asked can answer.

use super::login::return_path;
use super::login::with_login;
use super::*;

/// Only who was asked can answer.
#[test]
fn a_question_is_answered_by_who_was_asked() {
    let gateway = with_login();
    let own = format!("Origin: http://{}\r\n{BROWSER}", gateway.address());
    let mut table = String::new();
    for (route, asked, answered) in [
        ("cancel", ("ann", ANN), ("ann", ANN)),
        ("cancel", ("ann", ANN), ("bob", BOB)),
        ("cancel", ("ann", ANN), ("nobody", "")),
        ("cancel", ("bob", BOB), ("ann", ANN)),
        ("tidy", ("nobody", ""), ("nobody", "")),
        ("tidy", ("nobody", ""), ("ann", ANN)),
        ("tidy", ("ann", ANN), ("nobody", "")),
        ("tidy", ("ann", ANN), ("ann", ANN)),
        (
            "tidy",
            ("ann", ANN),
            (
                "ann twice",
                "X-Forwarded-User: ann\r\nX-Forwarded-User: ann\r\n",
            ),
        ),
        ("tidy", ("ann", ANN), ("Ann", "X-Forwarded-User: Ann\r\n")),
        (
            "tidy",
            ("ann", ANN),
            ("ann's mail", "X-Forwarded-User: ann@acme.example\r\n"),
        ),
        (
            "cancel",
            ("ann", ANN),
            ("ann, no longer of the staff", "X-Forwarded-User: ann\r\n"),
        ),
    ] {
        let (page, line) = browse(&gateway, &format!("/go/{route}/123456789"), asked.1);
        assert_eq!(
            (page.status(), said(&line, "outcome")),
            (200, "confirmation_shown")
        );
        let page = page.body();
        let target = page.split("action=\"").nth(1).expect("a form");
        let target = target.split('"').next().expect("an end");
        let headers = format!("{own}{}", answered.1);
        let done = gateway.send(gateway.request("POST", target, &headers));
        let line = gateway.log_line();
        let is_done = done.status() == 303;
        assert_eq!(done.location().is_some(), is_done, "{asked:?} {answered:?}");
        let (status, outcome) = (done.status(), said(&line, "outcome"));
        let reason = said(&line, "reason");
        writeln!(
            table,
            "{route}: asked as {}, answered as {}: {status} {outcome} {reason}",
            asked.0, answered.0
        )
        .expect("a String");
    }
    assert_snapshot!(table, @"
    cancel: asked as ann, answered as ann: 303 confirmed -
    cancel: asked as ann, answered as bob: 403 invalid_ticket invalid_signature
    cancel: asked as ann, answered as nobody: 403 invalid_ticket invalid_signature
    cancel: asked as bob, answered as ann: 403 invalid_ticket invalid_signature
    tidy: asked as nobody, answered as nobody: 303 confirmed -
    tidy: asked as nobody, answered as ann: 403 invalid_ticket invalid_signature
    tidy: asked as ann, answered as nobody: 403 invalid_ticket invalid_signature
    tidy: asked as ann, answered as ann: 303 confirmed -
    tidy: asked as ann, answered as ann twice: 400 conflicting_identity header_duplicate
    tidy: asked as ann, answered as Ann: 403 invalid_ticket invalid_signature
    tidy: asked as ann, answered as ann's mail: 403 invalid_ticket invalid_signature
    cancel: asked as ann, answered as ann, no longer of the staff: 403 denied identity_not_allowed
    ");
    let (unknown, _) = browse(&gateway, "/go/cancel/123456789", "");
    assert_eq!(
        return_path(&unknown),
        "/go/cancel/123456789",
        "no question before the login"
    );
}
