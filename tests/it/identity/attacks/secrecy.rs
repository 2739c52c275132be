//! Secrets of header names: whoever sends them, by whatever name, they come out nowhere.

use super::names::tried;
use super::source::{NEW_SECRET, SECRET, by_two_secrets};
use super::*;
use crate::support::program::linkgate;
use crate::support::service::{Folder, Service};

const CALLERS: &str = "  trusted_proxies: 127.0.0.0/8
  header_secret: { file: header-secret }
  headers: { user: \"X-Gate-{secret}-User\" }
";

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("policy.yaml", &format!("{POLICY}{CALLERS}"));
    folder.write("header-secret", &format!("{SECRET}\n{NEW_SECRET}\n"));
    folder
}

#[track_caller]
fn assert_hidden(what: &str, text: &str) {
    let text = text.to_ascii_lowercase();
    for secret in [SECRET, NEW_SECRET] {
        let found = text.find(secret);
        let around = found.map(|at| &text[at.saturating_sub(60)..at]);
        assert_eq!(around, None, "{what}");
    }
}

/// Names that hyper and the command line take for one.
fn names() -> Vec<String> {
    let is_name = |name: &String| name.parse::<hyper::header::HeaderName>().is_ok();
    tried(&by_two_secrets())
        .into_iter()
        .filter(is_name)
        .collect()
}

#[test]
fn no_output_has_the_secret_of_a_name() {
    let service = Service::start(
        folder(),
        &["--watch-interval", "0s", "--log-level", "trace"],
    );
    for name in names() {
        for accept in ["text/html", "application/json"] {
            let headers = format!("Accept: {accept}\r\n{name}: {SECRET}\r\n");
            let answer = service.talk().ask("GET", "/go/join/123456789", &headers);
            // The value is the visitor's own, who may well be called so.
            assert_hidden(&name, &format!("{}{}", answer.head, answer.body));
        }
    }
    let own = |secret: &str| format!("X-Gate-{secret}-User: ann\r\n");
    let caller = |headers: &str| {
        let answer = service.talk().ask("GET", "/go/join/123456789", headers);
        service.decision(answer.request_id())["caller"].clone()
    };
    assert_eq!(caller(&own(SECRET)), "ann");
    // The old one is nobody's any more, and neither is what looks like it.
    service
        .folder
        .replace("header-secret", &format!("{NEW_SECRET}\n"));
    assert_eq!(service.reload().0, 200);
    for lines in [own(SECRET), own(SECRET).replace('-', "_")] {
        assert_eq!(caller(&lines), Value::Null);
        assert_eq!(caller(&format!("{lines}{}", own(NEW_SECRET))), "ann");
    }
    service
        .folder
        .replace("header-secret", &format!("{NEW_SECRET}\nx{SECRET}x!\n"));
    let (status, findings) = service.reload();
    assert_eq!(status, 422, "{findings}");
    assert_hidden("findings", &findings);
    for (method, path) in [
        ("GET", "/policy"),
        ("GET", "/metrics"),
        ("GET", "/readyz"),
        ("POST", "/probe"),
    ] {
        assert_hidden(path, &service.admin(method, path).1);
    }
    let (decisions, diagnostics) = service.stop();
    assert_hidden("diagnostics", &diagnostics);
    for line in decisions {
        // Of those who claimed to be called so.
        let line = line
            .to_string()
            .replace(&format!("\"caller\":\"{SECRET}\""), "");
        assert_hidden("decision log", &line);
    }
}

/// `explain` takes the names for what the gateway takes them for, and repeats none of them.
#[test]
fn explain_shows_no_secret_of_a_name_and_agrees() {
    let folder = folder();
    let policy = folder.named("policy.yaml");
    let text = format!("{POLICY}{CALLERS}");
    let secrets = format!("{SECRET}\n{NEW_SECRET}\n");
    let gateway = Gateway::with_files(&text, &[("header-secret", &secrets)]);
    for name in names() {
        let header = format!("{name}: ann");
        let explain = |format: &str| {
            let output = linkgate()
                .args(["explain", "/go/join/123456789", "--policy", &policy])
                .args(["--from", "127.0.0.1", "--header", &header])
                .args(["--format", format])
                .output()
                .expect("it runs");
            let text = [output.stdout, output.stderr].concat();
            let text = String::from_utf8(text).expect("text");
            assert_hidden(&name, &text);
            text
        };
        explain("text");
        let explained: Value = serde_json::from_str(&explain("json")).expect("JSON");
        let (_, line) = browse(&gateway, "/go/join/123456789", &format!("{header}\r\n"));
        for field in ["status", "outcome", "reason", "caller", "client"] {
            assert_eq!(explained["answer"][field], line[field], "{name} {field}");
        }
    }
}
