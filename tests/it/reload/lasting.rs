//! What people were handed out before a reload, and bring back after it.

use super::*;
use crate::support::tls::Authority;

const DELETE: &str = r#"  delete: { path: "/go/delete/{meeting_key}", command: meeting.delete, back: meetings, allow: anyone }
"#;

/// Asks to delete a meeting: where the answer to the question is posted to.
fn question(talk: &mut Talk<impl std::io::Read + std::io::Write>) -> String {
    question_at(talk, "/go/delete/123456789")
}

fn question_at(talk: &mut Talk<impl std::io::Read + std::io::Write>, path: &str) -> String {
    let page = talk.ask("GET", path, "Accept: text/html\r\n");
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

/// The policy does something else now.
const CHANGED: (u16, bool) = (410, false);

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
    assert_eq!(
        confirm(&mut talk, "https", &asked),
        DONE,
        "a policy that changes nothing about it"
    );
}

/// The routes and links of a policy, the name of a site, and what else it has.
fn policy_of(more: &str) -> String {
    format!(
        r#"version: 1
public_url: https://go.acme.example/
hosts: [127.0.0.1]
back_urls: {{ meetings: "https://portal.acme.example/" }}
{more}"#
    )
}

const BEFORE: &str = r#"
sites: { acme: "https://acme.webex.com/acme/" }
routes:
  delete: { path: "/go/delete/{meeting_key}", command: meeting.delete, back: meetings, allow: anyone }
links:
  old: { route: delete, meeting_key: 123456789 }
"#;

/// What is confirmed is what was shown, whatever has become of the policy in between.
#[test]
fn a_confirmation_does_what_was_asked_or_nothing() {
    let folder = Folder::with(&[("policy.yaml", policy_of(BEFORE))]);
    let service = Service::start(folder, &["--watch-interval", "0s"]);
    let mut talk = service.talk();
    let asked = [question(&mut talk), question_at(&mut talk, "/go/old")];
    for (case, changes, expected) in [
        ("nothing", &[][..], [DONE, DONE]),
        ("back URL", &[(".example/\"", ".example/2\"")], [DONE, DONE]),
        (
            "title",
            &[("command:", "title: Remove, command:")],
            [DONE, DONE],
        ),
        ("name of a site", &[("acme:", "main:")], [DONE, DONE]),
        (
            "access",
            &[
                ("command:", "allow: [{ user: ann }], command:"),
                (", allow: anyone", ""),
            ],
            [(401, false); 2],
        ),
        ("number", &[("123456789", "987654321")], [DONE, CHANGED]),
        (
            "address of a site",
            &[("acme.webex.com", "acme-2.webex.com")],
            [CHANGED, CHANGED],
        ),
        (
            "command",
            &[("meeting.delete, back: meetings", "meeting.end")],
            [CHANGED, CHANGED],
        ),
        (
            "route",
            &[
                ("delete: {", "remove: {"),
                ("route: delete", "route: remove"),
            ],
            [CHANGED, CHANGED],
        ),
    ] {
        let replace = |text: String, (from, to): &(&str, &str)| text.replace(from, to);
        let policy = changes.iter().fold(policy_of(BEFORE), replace);
        service.folder.write("policy.yaml", &policy);
        let (status, words) = service.reload();
        assert_eq!(status, 200, "{case}: {words}");
        for (target, expected) in asked.iter().zip(expected) {
            let confirmed = confirm(&mut talk, "http", target);
            assert_eq!(confirmed, expected, "{case}: {target}");
        }
    }
}
