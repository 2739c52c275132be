//! The same for requests that nobody thought of.

use std::sync::OnceLock;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::tickets::{Issued, Issuer};
use super::{FILES, POLICY};
use crate::support::Gateway;
use crate::support::service::Folder;

const METHODS: &[&str] = &[
    "GET", "GET", "GET", "HEAD", "POST", "PUT", "OPTIONS", "get", "BREW",
];

#[rustfmt::skip]
const PATHS: &[&str] = &[
    "/", "*", "/go/join/123456789", "/go/round/123456789", "/go/course/rust/123456789", "/go/chain/123456789",
    "/go/staff/123456789", "/go/office/123456789", "/go/delete/123456789", "/go/host/ada", "/go/standup",
    "/go/standup+", "/go/standup.qr", "/go/old", "/go/soon", "/-/go", "/-/suggest", "/-/style.css", "/-/logo",
    "/robots.txt", "/-/openapi.json", "/-/back/round/{back}", "/-/back/chain/{chain}", "/-/back/round/{old-back}",
    "/-/back/join/{back}", "/-/confirm/delete/{confirm}", "/-/confirm/delete/{old-confirm}",
    "http://go.acme.example/go/standup", "https://evil.example/go/standup", "//evil.example",
];

#[rustfmt::skip]
const FIELDS: &[&str] = &[
    "q=stand-up", "q=123456789", "q=https://acme.webex.com/acme/m.php?AT%3DJM%26MK%3D123456789", "back=meetings",
    "back=evil", "attendee_name=Ada", "AT=JM", "AT=DM", "BU=https://evil.example", "ST=SUCCESS", "ST=FAIL",
    "RS=MeetingNotInProgress", "meeting_key=1", "utm_source=mail", "%", "a=%00", "v=0",
];

#[rustfmt::skip]
const HEADERS: &[&str] = &[
    "Host: evil.example", "Host: go.acme.example", "Accept: text/html", "Accept: application/json",
    "Accept-Language: de", "Origin: https://go.acme.example", "Origin: https://evil.example", "Sec-Fetch-Site: none",
    "Sec-Fetch-Site: same-origin", "Sec-Purpose: prefetch", "Purpose: none", "Referer: https://portal.acme.example/x",
    "Cookie: linkgate_login=1", "X-Forwarded-User: ann", "X-Forwarded-User: bob", "X-Forwarded-Groups: staff",
    "X-Forwarded_User: ann", "X-Forwarded-Email: ann@acme.example", "X-Forwarded-For: 10.1.2.3",
    "X-Forwarded-For: nonsense", "X-Request-Id: one", "Content-Length: 0",
];

/// Characters that steer addresses, and some that hyper does not let through.
fn junk() -> impl Strategy<Value = String> {
    let characters: Vec<char> = "/?#%&=+.;:@\\ \"<>{}|^`~-_*0123456789abfAT\t\u{7f}\u{202e}ü漢"
        .chars()
        .collect();
    vec(select(characters), 0..12).prop_map(String::from_iter)
}

fn target() -> impl Strategy<Value = String> {
    let path = prop_oneof![
        6 => select(PATHS).prop_map(str::to_owned),
        1 => (select(PATHS), junk()).prop_map(|(path, junk)| format!("{path}{junk}")),
        1 => junk().prop_map(|junk| format!("/go/{junk}")),
    ];
    let field = prop_oneof![6 => select(FIELDS).prop_map(str::to_owned), 1 => junk()];
    (path, vec(field, 0..4)).prop_map(|(path, fields)| match fields.is_empty() {
        true => path,
        false => format!("{path}?{}", fields.join("&")),
    })
}

fn request() -> impl Strategy<Value = String> {
    let header = prop_oneof![
        12 => select(HEADERS).prop_map(str::to_owned),
        1 => (select(HEADERS), junk()).prop_map(|(header, junk)| format!("{header}{junk}")),
    ];
    let host = prop_oneof![9 => Just("Host: go.acme.example\r\n"), 1 => Just("")];
    (select(METHODS), target(), host, vec(header, 0..5)).prop_map(
        |(method, target, host, headers)| {
            let headers = headers.into_iter().map(|header| format!("{header}\r\n"));
            let headers: String = headers.collect();
            format!("{method} {target} HTTP/1.1\r\n{host}{headers}Connection: close\r\n\r\n")
        },
    )
}

fn tickets() -> &'static [Issued] {
    static TICKETS: OnceLock<Vec<Issued>> = OnceLock::new();
    TICKETS.get_or_init(|| {
        let folder = Folder::with(&FILES);
        Issuer::new(&folder.path("policy.yaml")).tickets()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// The harness compares each answer; what it cannot compare is hyper's alone.
    #[test]
    fn whatever_is_asked_is_answered_as_the_dry_run_says(requests in vec(request(), 1..40)) {
        let gateway = Gateway::with_files(POLICY, &FILES);
        let mut own = 0;
        for request in &requests {
            let request = tickets().iter().fold(request.clone(), |request, ticket| {
                request.replace(ticket.name, &ticket.text)
            });
            own += usize::from(gateway.send(&request).header("x-request-id").is_some());
        }
        prop_assert_eq!(gateway.compared(), own);
    }
}
