//! What people were handed out before a reload, and bring back after it.

use super::*;
use crate::support::tls::Authority;

const DELETE: &str = r#"  delete: { path: "/go/delete/{meeting_key}", command: meeting.delete, back: meetings, allow: anyone }
"#;

/// Asks to delete a meeting: where the answer to the question is posted to.
fn question(talk: &mut Talk<impl std::io::Read + std::io::Write>) -> String {
    let page = talk.ask("GET", "/go/delete/123456789", "Accept: text/html\r\n");
    assert_eq!(page.status, 200, "{page:?}");
    let (_, behind) = page.body.split_once("action=\"").expect("a form");
    behind.split_once('"').expect("an end").0.to_owned()
}

/// Answers a question with yes: the status, and where that leads.
fn confirm(
    talk: &mut Talk<impl std::io::Read + std::io::Write>,
    scheme: &str,
    target: &str,
) -> (u16, bool) {
    let origin = format!("Origin: {scheme}://127.0.0.1\r\nContent-Length: 0\r\n");
    let answer = talk.ask("POST", target, &origin);
    let deletes = answer
        .location()
        .is_some_and(|location| location.contains("AT=DM&MK=123456789"));
    (answer.status, deletes)
}

const DONE: (u16, bool) = (303, true);

/// A policy without `signing_keys`: the key is the process's own, and stays.
#[test]
fn a_question_can_be_answered_after_reloads_that_change_nothing_about_it() {
    let (folder, authority) = (Folder::new(), Authority::new());
    folder.write("policy.yaml", &policy_with(0, DELETE));
    let pair = authority.server(2040);
    let certificate = folder.write("tls.crt", &pair.certificate);
    let key = folder.write("tls.key", &pair.key);
    let flags = ["--tls-cert", &certificate, "--tls-key", &key];
    let service = Service::start(folder, &[&flags[..], &["--watch-interval", "0s"]].concat());
    let mut talk = authority.talk(service.public);
    let asked = question(&mut talk);

    service.signal("HUP");
    service.await_reload_after(0, "policy", "unchanged");
    assert_eq!(
        confirm(&mut talk, "https", &asked),
        DONE,
        "nothing has changed"
    );

    let other = authority.server(2041);
    service.folder.write("tls.crt", &other.certificate);
    service.folder.write("tls.key", &other.key);
    assert_eq!(service.reload().0, 200);
    let mut anew = authority.talk(service.public);
    assert!(anew.certificate_after(PATH) == other.der);
    assert_eq!(
        confirm(&mut anew, "https", &asked),
        DONE,
        "other certificates"
    );

    service.folder.write("policy.yaml", "version: 1\n");
    assert_eq!(service.reload().0, 422);
    assert_eq!(
        confirm(&mut talk, "https", &asked),
        DONE,
        "a refused policy"
    );

    service.folder.write("policy.yaml", &policy_with(1, DELETE));
    assert_eq!(service.reload().0, 200);
    let (status, deletes) = confirm(&mut talk, "https", &asked);
    assert!(
        !deletes && status >= 400,
        "asked under another policy: {status}"
    );

    service.folder.write("policy.yaml", &policy_with(0, DELETE));
    assert_eq!(service.reload().0, 200);
    assert_eq!(
        confirm(&mut talk, "https", &asked),
        DONE,
        "the policy of before again"
    );
}
