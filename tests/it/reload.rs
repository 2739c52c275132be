//! Policy, keys and certificates exchanged while the program serves: whole or
//! not at all, and nobody notices.

mod certificates;
mod lasting;
mod load;
mod no_files;
mod rotation;
mod tokens;
mod watching;

use std::fs;

use crate::support::service::{DECISIONS, Folder, Service, Talk, eventually};

/// A policy whose one answer tells which one it is.
fn policy(number: usize) -> String {
    policy_with(number, "")
}

/// The same, with more at its end.
fn policy_with(number: usize, more: &str) -> String {
    format!(
        r#"version: 1
public_url: https://go.acme.example/
hosts: [127.0.0.1]
sites: {{ acme: "https://acme.webex.com/acme/" }}
back_urls: {{ meetings: "https://portal.acme.example/{number}" }}
routes:
  join: {{ path: "/go/join/{{meeting_key}}", command: meeting.join, back: meetings, allow: anyone }}
{more}"#
    )
}

/// Where that policy leads.
fn target(number: usize) -> String {
    format!(
        "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789\
         &BU=https%3A%2F%2Fportal.acme.example%2F{number}"
    )
}

/// What everybody asks for.
const PATH: &str = "/go/join/123456789";

/// Looks at files often, so that tests need not wait.
const WATCHFUL: [&str; 2] = ["--watch-interval", "50ms"];

/// Where the program leads now.
fn led(service: &Service) -> String {
    let answer = service.talk().get(PATH);
    answer.location().unwrap_or_default().to_owned()
}

fn request_ids(lines: &[serde_json::Value]) -> Vec<String> {
    let ids = lines.iter().map(|line| line["request_id"].as_str());
    ids.map(|id| id.expect("an id").to_owned()).collect()
}

/// Otherwise a table with a mistake in each of its lines would fill the memory, and the answer.
#[test]
fn a_reload_with_a_mistake_in_every_line_is_answered_briefly() {
    const LINES: usize = 100_000;
    let good = policy(1);
    let service = Service::start(
        Folder::with(&[("policy.yaml", &good)]),
        &["--watch-interval", "0s"],
    );
    let rows = (0..LINES).map(|row| format!("link-{row},jion,1234567\n"));
    let table = format!("name,route,meeting_key\n{}", rows.collect::<String>());
    service.folder.write("links.csv", &table);
    let broken = policy_with(2, "links_from: links.csv\n");
    service.folder.replace("policy.yaml", &broken);
    let (status, said) = service.reload();
    assert_eq!((status, led(&service)), (422, target(1)));
    assert!(said.len() < 2 << 10, "{} bytes", said.len());
    assert_eq!(said.matches("no route `jion`").count(), 3, "{said}");
    assert!(said.contains("and 99,997 more like this"), "{said}");
    assert!(said.contains("100,000 errors"), "{said}");
    service.folder.replace("policy.yaml", &policy(3));
    assert_eq!((service.reload().0, led(&service)), (200, target(3)));
}
