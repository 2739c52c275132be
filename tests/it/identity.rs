//! Who asks, over real sockets: who is believed, who is not, and what becomes
//! of either.

mod attacks;
mod certificates;
mod explain;
mod login;
mod probe;
mod proofs;
mod proxies;
mod questions;
mod strangers;
mod tokens;

use std::fmt::Write as _;
use std::path::Path;

use crate::support::program::run;
use crate::support::{Gateway, Response};
use aws_lc_rs::encoding::{AsDer as _, PublicKeyX509Der};
use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use insta::assert_snapshot;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair, SanType};
use serde_json::{Value, json};
use url::Url;

/// A policy with a route for every kind of caller. What stands under `callers`
/// follows.
const POLICY: &str = r#"
version: 1
public_url: https://go.acme.example/
hosts: [127.0.0.1]
time_zone: Europe/Berlin
sites: { acme: https://acme.webex.com/acme/ }
back_urls:
  meetings: https://portal.acme.example/meetings
  help: https://help.acme.example/
routes:
  join:
    path: /go/join/{meeting_key}
    command: meeting.join
    fill: { attendee_name: "{caller.name}", attendee_email: "{caller.email}" }
    back: meetings
    allow: anyone
  staff:
    path: /go/staff/{meeting_key}
    command: meeting.join
    query: [attendee_name]
    fill: { attendee_email: "{caller.email}" }
    back: [meetings, help]
    allow: [{ group: staff }]
  office:
    path: /go/office/{meeting_key}
    command: meeting.join
    back: meetings
    allow: [{ network: office }]
  badge:
    path: /go/badge/{meeting_key}
    command: meeting.join
    back: meetings
    allow: [{ certificate: "CN=Ann Lee,O=Acme" }]
  shift:
    path: /go/shift/{meeting_key}
    command: meeting.join
    back: meetings
    allow:
      - { mail_domain: acme.example, days: [mon, tue, wed], hours: "08:00-20:00" }
      - { user: "CN=Ann Lee,O=Acme", network: office }
  cancel:
    path: /go/cancel/{meeting_key}
    command: meeting.delete
    back: meetings
    allow: [{ group: staff }]
  tidy:
    path: /go/tidy/{meeting_key}
    command: meeting.delete
    back: meetings
    allow: anyone
links:
  standup: { route: staff, meeting_key: 123 456 789, title: Stand-up }
  old: { route: staff, meeting_key: 123456789, until: 2020-01-01 }
  soon: { route: staff, meeting_key: 123456789, from: 2999-01-01 }
callers:
  networks: { office: 10.0.0.0/8 }
"#;

/// When the route for a shift is open.
const SHIFT: &str = r#", days: [mon, tue, wed], hours: "08:00-20:00""#;

/// Where these tests come from, as trusted proxies or as strangers.
const TRUSTED: &str = "127.0.0.0/8";
const STRANGE: &str = "10.0.0.0/8";

/// What proxies may say.
const ALL_WAYS: &str = "
  address: x-forwarded-for
  headers: x-forwarded
  certificates: { header: Client-Cert }
";

const LOGIN: &str = "
  login_url: https://auth.acme.example/oauth2/start?rd={back}
";

const BROWSER: &str = "Accept: text/html\r\n";

const ANN: &str = "X-Forwarded-User: ann\r\nX-Forwarded-Preferred-Username: Ann Lee\r\nX-Forwarded-Email: ann@acme.example\r\nX-Forwarded-Groups: hosts, staff\r\n";
const BOB: &str = "X-Forwarded-User: bob\r\nX-Forwarded-Groups: staff\r\n";

fn policy(proxies: &str, more: &str) -> String {
    format!("{POLICY}  trusted_proxies: {proxies}{more}")
}

fn gateway(proxies: &str, more: &str) -> Gateway {
    Gateway::with_policy(&policy(proxies, more))
}

/// Asks as a program does, with header lines.
fn ask(gateway: &Gateway, path: &str, headers: &str) -> (Response, Value) {
    let response = gateway.send(gateway.request("GET", path, headers));
    (response, gateway.log_line())
}

/// Asks as a browser does, with header lines.
fn browse(gateway: &Gateway, path: &str, headers: &str) -> (Response, Value) {
    ask(gateway, path, &format!("{BROWSER}{headers}"))
}

/// Header lines as they go over the wire.
fn wire(lines: &[&str]) -> String {
    lines.iter().map(|line| format!("{line}\r\n")).collect()
}

/// An answer byte for byte, but for its id, the date, and the length, which
/// follows from the id.
fn bare(response: &Response) -> String {
    let text = std::str::from_utf8(response.bytes()).expect("text");
    let id = response.header("x-request-id").expect("an id");
    let length = format!("content-length: {}\r\n", response.body().len());
    assert!(text.contains(&length), "{text}");
    let stays = |line: &&str| !line.starts_with("date: ") && *line != length;
    let lines = text.split_inclusive("\r\n").filter(stays);
    lines.collect::<String>().replace(id, "[id]")
}

/// A line of the log, but for its id and the time.
fn timeless(mut line: Value) -> Value {
    let fields = line.as_object_mut().expect("an object");
    fields.remove("time").expect("a time");
    fields.remove("request_id").expect("an id");
    line
}

/// A field of the log.
fn said<'l>(line: &'l Value, field: &str) -> &'l str {
    line[field].as_str().unwrap_or("-")
}

/// What the log says of who asked.
fn who(line: &Value) -> String {
    let mut text = match line.get("client").expect("every line says it") {
        Value::Null => "null".to_owned(),
        address => address.as_str().expect("a text").to_owned(),
    };
    for (word, field) in [
        ("", "caller"),
        ("by ", "identity_provider"),
        ("error: ", "auth_error"),
    ] {
        if let Some(found) = line[field].as_str() {
            write!(text, " {word}{found}").expect("a String");
        }
    }
    text
}
