//! Canaries: secrets that sing wherever they turn up, and a search of every
//! output for their song.

use std::io::{Read, Write};
use std::marker::PhantomData;
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::process::Output;

use crate::support::program::{Running, linkgate};
use jiff::Timestamp;
use linkgate::compile::load;
use linkgate::decision::{Caller, LinkRequest, Trace, decide};
use linkgate::identity::Identity;
use linkgate::policy::{Binding, Policy, SigningKeys, TrustedHeader, ValueSource};
use linkgate::upstream::{ServiceConfig, TokenConfig};
use linkgate::webex::{
    OneTimeTicket, PostForm, Secret, TicketCall, Value, XmlBody, XmlCredentials,
};
use secrecy::{SecretSlice, SecretString};
use serde::Serialize;
use tempfile::TempDir;

/// What must never be seen, in whatever case and encoding.
const SONG: &str = "canary";

const POLICY: &str = r#"
version: 1
public_url: https://go.acme.example/
hosts: [127.0.0.1]
signing_keys: { file: keys }
secrets:
  meeting: { file: meeting-password }
  login: { file: login-password }
  partner: { variable: PARTNER_ID }
  ticket: { file: ticket }
sites:
  acme: https://acme.webex.com/acme/
back_urls:
  meetings: https://portal.acme.example/meetings
routes:
  join:
    path: /go/join/{meeting_key}
    command: meeting.join
    query: [attendee_name]
    secrets: { password: meeting }
    back: meetings
    return: gateway
    allow: anyone
  login:
    path: /go/login/{web_id}
    command: site.login
    secrets: { password: login, partner_id: partner }
    back: meetings
    allow: anyone
  ticket:
    path: /go/ticket
    command: site.login_ticket
    secrets: { ticket: ticket }
    back: meetings
    allow: anyone
  schedule:
    path: /go/schedule/{meeting_name}
    command: meeting.schedule
    secrets: { password: meeting }
    back: meetings
    allow: anyone
"#;

const ADMIN_TOKEN: &str = "canary-admin-token-0123456789";

/// Headers with names that no visitor can guess.
const SECRET_NAMES: &str = "
  trusted_proxies: [10.1.0.0/16]
  header_secret: { file: header-secret }
  headers: { user: \"X-Gate-{secret}-User\" }
  certificates: { header: \"X-Gate-{secret}-Cert\" }
";

/// A policy with its secrets beside it.
fn desk(policy: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [
        ("policy.yaml", policy),
        ("keys", "canary-signing-key-canary-signing-key"),
        ("meeting-password", "Canary<&>+%x"),
        ("login-password", "canary login\n"),
        ("ticket", "canary+ticket/=="),
        ("admin-token", ADMIN_TOKEN),
        ("header-secret", "canary0123456789canary"),
    ] {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    folder
}

const PARTNER: (&str, &str) = ("PARTNER_ID", "canary-partner");

#[track_caller]
fn assert_silent(what: &str, text: &str) {
    let found = text.to_lowercase().find(SONG);
    let around = found.map(|at| &text[at.saturating_sub(80)..(at + 40).min(text.len())]);
    assert_eq!(around, None, "{what}");
}

fn ask(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("it listens");
    stream.write_all(request.as_bytes()).expect("written");
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

fn request(address: SocketAddr, method: &str, path: &str, headers: &str) -> String {
    let head = format!("{method} {path} HTTP/1.1\r\nHost: {address}\r\n{headers}");
    ask(address, &format!("{head}Connection: close\r\n\r\n"))
}

const BROWSER: &str = "Accept: text/html\r\n";
const PROGRAM: &str = "Accept: application/json\r\n";

/// Requests to which the answer is anything but the form itself.
const SILENT: [(&str, &str, &str); 21] = [
    ("GET", "/go/join/123456789", PROGRAM),
    ("HEAD", "/go/join/123456789", BROWSER),
    ("HEAD", "/go/join/123456789", PROGRAM),
    ("POST", "/go/join/123456789", BROWSER),
    ("GET", "/go/join/123456789?password=canary", BROWSER),
    ("GET", "/go/join/123456789?PW=canary", PROGRAM),
    (
        "GET",
        "/go/join/123456789?attendee_name=x&attendee_name=canary",
        BROWSER,
    ),
    ("GET", "/go/join/canary", BROWSER),
    ("GET", "/go/canary", BROWSER),
    ("GET", "/canary?canary=%63anary", PROGRAM),
    ("GET", "/go/join/12", BROWSER),
    ("GET", "/go/login/ann@acme.example", PROGRAM),
    ("GET", "/go/ticket", PROGRAM),
    ("GET", "/go/schedule/Review", BROWSER),
    ("GET", "/go/schedule/Review", PROGRAM),
    ("POST", "/go/schedule/Review", BROWSER),
    (
        "GET",
        "/go/join/123456789",
        "Accept: text/html\r\nSec-Purpose: prefetch\r\n",
    ),
    (
        "GET",
        "/-/back/join/canary.canary?RS=canary&ST=canary",
        BROWSER,
    ),
    (
        "POST",
        "/-/confirm/schedule/canary",
        "Origin: https://canary.example\r\n",
    ),
    (
        "GET",
        "/go/join/123456789",
        "Accept: application/json\r\nAuthorization: Bearer canary\r\nCookie: canary=canary\r\nReferer: https://canary.example/\r\n",
    ),
    ("GET", "/-/style.css", BROWSER),
];

/// All that the program says and answers. Less verbose levels than these say a
/// part of the same.
#[test]
fn no_secret_is_said_by_the_server() {
    let folder = desk(&format!("{POLICY}callers:{SECRET_NAMES}"));
    let policy = folder.path().join("policy.yaml");
    let token = folder.path().join("admin-token");
    for level in ["info", "debug", "trace"] {
        let arguments = [
            "--policy",
            policy.to_str().expect("text"),
            "--admin-token-file",
            token.to_str().expect("text"),
            "--log-level",
            level,
        ];
        let running = Running::with_variables(&arguments, &[PARTNER]);
        for (method, path, headers) in SILENT {
            let answer = request(running.public, method, path, headers);
            assert!(answer.starts_with("HTTP/1.1 "), "{method} {path}: {answer}");
            assert_silent(&format!("{method} {path}"), &answer);
        }
        for path in [
            "/go/join/123456789",
            "/go/login/ann@acme.example",
            "/go/ticket",
        ] {
            let form = request(running.public, "GET", path, BROWSER);
            let (head, body) = form.split_once("\r\n\r\n").expect("a body");
            assert_silent(&format!("the head of {path}"), head);
            let singing = body
                .lines()
                .filter(|line| line.to_lowercase().contains(SONG));
            for line in singing {
                assert!(line.starts_with("<input type=\"hidden\" name=\""), "{line}");
            }
            assert!(
                body.to_lowercase().contains(SONG),
                "{path} delivers nothing"
            );
        }
        for path in [
            "/metrics", "/readyz", "/version", "/healthz", "/policy", "/canar",
        ] {
            for end in ["", "x"] {
                let bearer = format!("Authorization: Bearer {ADMIN_TOKEN}{end}\r\n");
                assert_silent(path, &request(running.admin, "GET", path, &bearer));
            }
        }
        let bearer = format!("Authorization: Bearer {ADMIN_TOKEN}\r\n");
        let probe = request(running.admin, "POST", "/probe", &bearer);
        assert!(probe.starts_with("HTTP/1.1 201 "), "{probe}");
        assert_silent("a probe", &probe);
        running.signal("TERM");
        let (code, log, said) = running.end();
        assert_eq!(code, Some(0));
        assert_silent("the decision log", &without_texts_of_visitors(&log));
        assert!(log.contains(r#""missed_name":"canary""#), "{log}");
        assert_silent(&format!("the diagnostics at {level}"), &said);
        assert!(log.lines().count() >= SILENT.len() - 1);
    }
}

/// Fields of the decision log that repeat what a visitor has asked for. No secret of the policy gets
/// there; the requests above sing themselves.
const TEXTS_OF_VISITORS: [&str; 1] = ["missed_name"];

fn without_texts_of_visitors(log: &str) -> String {
    let lines = log.lines().map(|line| {
        let mut line: serde_json::Map<_, _> = serde_json::from_str(line).expect("JSON");
        line.retain(|name, _| !TEXTS_OF_VISITORS.contains(&&**name));
        serde_json::Value::Object(line).to_string()
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn said(output: &Output) -> String {
    let text = [&output.stdout[..], &output.stderr[..]].concat();
    String::from_utf8_lossy(&text).into_owned()
}

/// An operator who knows a name sets it, and shows the explanation to others.
#[test]
fn explain_does_not_repeat_the_name_of_a_secret_header() {
    let folder = desk(&format!("{POLICY}callers:{SECRET_NAMES}"));
    let name = "X-Gate-Canary0123456789canary-User";
    for (header, is_shown) in [
        (format!("{name}: ann"), true),
        (format!("{name} ann"), false),
    ] {
        let mut command = linkgate();
        let output = command
            .args(["explain", "/go/ticket", "--policy", "policy.yaml"])
            .args(["--header", &header])
            .env(PARTNER.0, PARTNER.1)
            .current_dir(&folder)
            .output();
        let text = said(&output.expect("it runs"));
        assert_silent("a header", &text);
        assert_eq!(text.contains("X-Gate-{secret}-User"), is_shown, "{text}");
    }
}

#[test]
fn no_secret_is_said_by_the_command_line() {
    let folder = desk(POLICY);
    let run = |arguments: &[&str]| {
        let mut command = linkgate();
        let output = command
            .args(arguments)
            .env(PARTNER.0, PARTNER.1)
            .current_dir(&folder);
        said(&output.output().expect("it runs"))
    };
    for path in [
        "/go/join/123456789",
        "/go/login/ann@acme.example",
        "/go/ticket",
        "/go/schedule/Review",
    ] {
        for format in ["human", "json"] {
            let text = run(&[
                "explain",
                path,
                "--policy",
                "policy.yaml",
                "--format",
                format,
            ]);
            assert_silent(path, &text);
            let mask = match format {
                "json" => "\"secret\": true",
                _ => "•••",
            };
            assert!(text.contains(mask), "{path} shows no secret: {text}");
        }
    }
    for format in ["human", "json", "github"] {
        let text = run(&["check", "--policy", "policy.yaml", "--format", format]);
        assert_silent("check", &text);
    }
    assert_silent(
        "commands",
        &run(&["commands", "site.login", "--policy", "policy.yaml"]),
    );
}

/// Mistakes with secrets are reported without them.
#[test]
fn no_finding_repeats_a_secret() {
    let broken = [
        ("login: { file: login-password }", "login: canary-inline"),
        (
            "login: { file: login-password }",
            "login: { file: login-password, text: canary }",
        ),
        (
            "secrets: { password: login,",
            "secrets: { password: canary-inline,",
        ),
        (
            "secrets: { password: meeting }\n    back: meetings\n    return",
            "constants: { password: canary-inline }\n    back: meetings\n    return",
        ),
        (
            "signing_keys: { file: keys }",
            "signing_keys: canary-key-in-the-policy",
        ),
        (
            "signing_keys: { file: keys }",
            "signing_keys: { file: ticket }",
        ),
        (
            "meeting: { file: meeting-password }",
            "meeting: { file: missing }",
        ),
        (
            "partner: { variable: PARTNER_ID }",
            "partner: { variable: UNSET_VARIABLE }",
        ),
        (
            "routes:\n",
            "links:\n  x: { route: join, meeting_key: 123456789, password: canary-inline }\nroutes:\n",
        ),
        ("command: site.login\n", "command: room.meet\n"),
        // What is no YAML, and slips, are found before anybody knows the section.
        ("login: { file: login-password }", "login: canary: x"),
        ("login: { file: login-password }", "login: @canary"),
        ("signing_keys: { file: keys }", "signing_keys: 'canary'KEY'"),
        (
            "signing_keys: { file: keys }",
            "singing_keys: { file: keys }\nsigning_key: canary-inline",
        ),
        (
            "signing_keys: { file: keys }",
            "signing_keys: { file: keys }\nheader_sercet: canary",
        ),
        (
            "routes:\n",
            "links:\n  x: { route: join, meeting_key: 123456789, pasword: canary-inline }\nroutes:\n",
        ),
        (
            "routes:\n",
            "links:\n  x: { route: join, meeting_key: 123456789, PW: canary-inline }\nroutes:\n",
        ),
        (
            "meetings: https://portal.acme.example/meetings",
            "meetings: https://ann:canary@portal.acme.example/meetings",
        ),
        (
            "acme: https://acme.webex.com/acme/",
            "acme: https://ann:canary@acme.webex.com/acme/",
        ),
    ];
    for (from, to) in broken {
        assert!(POLICY.contains(from), "{from}");
        let folder = desk(&POLICY.replacen(from, to, 1));
        for format in ["human", "json", "github"] {
            let mut command = linkgate();
            let arguments = ["check", "--policy", "policy.yaml", "--format", format];
            let command = command.args(arguments).env(PARTNER.0, PARTNER.1);
            let output = command.current_dir(&folder).output().expect("it runs");
            assert_eq!(output.status.code(), Some(1), "{to}: {}", said(&output));
            assert_silent(to, &said(&output));
        }
    }
}

/// What operators see of the policy in use. Keys that come with it are no
/// secrets, but what stands beside them might be.
#[test]
fn no_secret_is_in_what_operators_see_of_a_policy() {
    let callers = "  tokens:
    portal:
      from: pomerium
      issuer: auth.acme.example
      audience: go
      keys: { file: key-set }
    api:
      from: oidc
      issuer: https://auth.acme.example
      audience: go
      algorithms: [ES256]
      keys: { url: \"https://auth.acme.example/jwks?key=canary\", authorities: authorities }
links:
  review: { route: join, meeting_key: 123456789 }
";
    let policy = POLICY.replace("{ variable: PARTNER_ID }", "{ file: login-password }");
    let folder = desk(&format!("{policy}callers:{SECRET_NAMES}{callers}"));
    for (name, text) in [
        ("key-set", r#"{"keys": [{"kty": "EC", "kid": "canary"}]}"#),
        ("authorities", "-----BEGIN CERTIFICATE-----canary"),
    ] {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    let loaded = load(&folder.path().join("policy.yaml"), Timestamp::UNIX_EPOCH);
    let policy = loaded
        .policy
        .unwrap_or_else(|| panic!("{:#?}", loaded.problems));
    let shown = serde_json::to_string(&policy.dump()).expect("JSON");
    assert_silent("the policy in effect", &shown);
    for name in ["password", "partner_id", "ticket"] {
        let secret = format!(r#""name":"{name}""#);
        assert!(shown.contains(&secret), "{name}: {shown}");
    }
    assert!(shown.contains(r#""secret":true"#), "{shown}");
    assert!(!shown.contains("123456789"), "a meeting key is shown");
}

/// What a panic, a debugger's print or a careless log line would show.
#[test]
fn no_secret_is_in_the_debug_form_of_anything() {
    let policy = POLICY.replace("{ variable: PARTNER_ID }", "{ file: login-password }");
    let folder = desk(&format!("{policy}callers:{SECRET_NAMES}"));
    let loaded = load(&folder.path().join("policy.yaml"), Timestamp::UNIX_EPOCH);
    let policy = loaded
        .policy
        .unwrap_or_else(|| panic!("{:#?}", loaded.problems));
    assert_silent("the policy", &format!("{policy:#?}"));
    let identity = Identity::new(&policy).expect("no keys");
    assert_silent("identity sources", &format!("{identity:#?}"));
    let caller = Caller::unknown(IpAddr::from([192, 0, 2, 1]));
    for path in [
        "/go/join/123456789",
        "/go/login/ann@acme.example",
        "/go/ticket",
        "/go/schedule/Review",
    ] {
        let ask = LinkRequest::parse(path).expect("a path");
        let decision = decide(&policy, &ask, &caller, Timestamp::UNIX_EPOCH);
        assert_silent(path, &format!("{decision:#?}"));
    }
}

/// `const IS` says whether a type is serialisable: the inherent one stands only where the bound
/// holds, and comes before that of the trait.
struct Serialisable<T>(PhantomData<T>);

impl<T: Serialize> Serialisable<T> {
    const IS: bool = true;
}

trait NotSerialisable {
    const IS: bool = false;
}

impl<T> NotSerialisable for Serialisable<T> {}

/// Whoever shows a value goes through a view, which has no place for a secret.
#[test]
fn nothing_that_holds_a_secret_can_be_serialised() {
    for (holder, is_serialisable) in [
        ("Secret", Serialisable::<Secret>::IS),
        ("SecretString", Serialisable::<SecretString>::IS),
        ("SecretSlice", Serialisable::<SecretSlice<u8>>::IS),
        ("Value", Serialisable::<Value<'static>>::IS),
        ("PostForm", Serialisable::<PostForm>::IS),
        ("OneTimeTicket", Serialisable::<OneTimeTicket>::IS),
        ("TicketCall", Serialisable::<TicketCall>::IS),
        ("XmlCredentials", Serialisable::<XmlCredentials>::IS),
        ("XmlBody", Serialisable::<XmlBody>::IS),
        ("ValueSource", Serialisable::<ValueSource>::IS),
        ("Binding", Serialisable::<Binding>::IS),
        ("TrustedHeader", Serialisable::<TrustedHeader>::IS),
        ("SigningKeys", Serialisable::<SigningKeys>::IS),
        ("ServiceConfig", Serialisable::<ServiceConfig>::IS),
        ("TokenConfig", Serialisable::<TokenConfig>::IS),
        ("Policy", Serialisable::<Policy>::IS),
        ("Trace", Serialisable::<Trace<'static, 'static>>::IS),
    ] {
        assert!(!is_serialisable, "{holder} implements Serialize");
    }
    // The question itself works.
    for is_serialisable in [
        Serialisable::<String>::IS,
        Serialisable::<&str>::IS,
        Serialisable::<Vec<Option<u8>>>::IS,
    ] {
        assert!(is_serialisable);
    }
}

/// Where policies are checked before they are merged, there are no secrets.
#[test]
fn a_check_without_secrets_needs_none_and_finds_the_rest() {
    let folder = tempfile::tempdir().expect("a folder");
    let check = |policy: &str, flags: &[&str], code: i32| {
        std::fs::write(folder.path().join("policy.yaml"), policy).expect("a file");
        let mut command = linkgate();
        command
            .args(["check", "--policy", "policy.yaml"])
            .args(flags);
        let output = command.current_dir(&folder).output().expect("it runs");
        assert_eq!(output.status.code(), Some(code), "{}", said(&output));
        said(&output)
    };
    let whole = format!("{POLICY}callers:{SECRET_NAMES}");
    let missing = check(&whole, &[], 1);
    assert!(missing.ends_with("6 errors in policy.yaml\n"), "{missing}");
    let without = check(&whole, &["--without-secrets"], 0);
    assert!(without.contains("4 routes, 0 links"), "{without}");
    assert!(without.ends_with("(secrets not read)\n"), "{without}");

    // What is wrong with the way they are named is found all the same.
    for (from, to, found) in [
        (
            "login: { file: login-password }",
            "login: inline",
            "a secret must not be in the policy",
        ),
        (
            "secrets: { password: login,",
            "secrets: { password: logni,",
            "there is no secret of that name",
        ),
        (
            "secrets: { ticket: ticket }",
            "secrets: { tikcet: ticket }",
            "did you mean `ticket`?",
        ),
    ] {
        assert!(whole.contains(from), "{from}");
        let findings = check(&whole.replacen(from, to, 1), &["--without-secrets"], 1);
        assert!(findings.contains(found), "{findings}");
    }
}
