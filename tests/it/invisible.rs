//! Characters that nobody sees: what path, parameter, box, page, terminal and log make of them, all
//! held against one table. What one of them refuses, no other shows.

#[path = "../../src/text/invisible/cases.rs"]
mod cases;

use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::support::program::run;
use crate::support::service::{Folder, Service};
use crate::support::{Gateway, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cases::{HIDDEN, MISPLACED, WRITTEN, hidden_texts};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair};

const POLICY: &str = r#"
version: 1
public_url: https://go.acme.example/
hosts: [127.0.0.1]
sites: { acme: https://acme.webex.com/acme/ }
callers:
  trusted_proxies: 127.0.0.0/8
  headers: { user: X-Team-User }
  certificates: { header: Client-Cert }
routes:
  join:
    path: /go/join/{meeting_key}
    command: meeting.join
    query: [attendee_name]
    allow: anyone
  greet:
    path: /go/greet/{attendee_name}/{meeting_key}
    command: meeting.join
    allow: anyone
links:
"#;

/// How long a line of the log may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// A decision log that keeps its lines as they are written.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no panic").extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    /// The line that has this in it.
    fn line_with(&self, part: &str) -> String {
        let start = Instant::now();
        let line = || {
            let text = String::from_utf8(self.0.lock().expect("no panic").clone()).expect("text");
            let mut lines = text.lines().filter(|line| line.contains(part));
            lines.next().map(str::to_owned)
        };
        loop {
            if let Some(line) = line() {
                return line;
            }
            assert!(start.elapsed() < PATIENCE, "no line with {part}");
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

/// A text in the quotes of YAML, in which everything else than ASCII is escaped.
fn in_yaml(text: &str) -> String {
    let escaped = text.chars().map(|c| match c {
        ' '..='~' => c.to_string(),
        c => format!("\\U{:08x}", u32::from(c)),
    });
    format!("\"{}\"", escaped.collect::<String>())
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// A gateway with a link for each text, which has it for its title and its owner.
fn gateway(texts: &[String], log: Log) -> Gateway {
    let links: String = texts
        .iter()
        .zip(0..)
        .map(|(text, at)| {
            let text = in_yaml(text);
            format!(
                "  l{at}: {{ title: {text}, owner: {text}, route: join, meeting_key: 123456789 }}\n"
            )
        })
        .collect();
    Gateway::with_log(&format!("{POLICY}{links}"), &[], log)
}

/// Whether anything hidden can be found in what somebody is shown, but for the ends of lines.
#[track_caller]
fn assert_nothing_hidden(shown: &str, of: &str) {
    let hidden = |c: &char| HIDDEN.contains(c) && *c != '\n';
    assert_eq!(shown.chars().find(hidden), None, "{of:?}: {shown}");
    let misplaced = MISPLACED.iter().find(|text| shown.contains(**text));
    assert_eq!(misplaced, None, "{of:?}: {shown}");
}

fn assert_shows_nothing_hidden(page: &Response, of: &str) {
    assert_nothing_hidden(&page.body(), of);
}

#[test]
fn what_is_hidden_is_refused_by_those_who_take_and_shown_by_nobody() {
    let texts = hidden_texts();
    let log = Log::default();
    let gateway = gateway(&texts, log.clone());
    for (text, at) in texts.iter().zip(0..) {
        let asked = encoded(text);
        for path in [
            format!("/go/greet/{asked}/123456789"),
            format!("/go/join/123456789?attendee_name={asked}"),
        ] {
            let page = gateway.browse(&path);
            assert_eq!((page.status(), page.location()), (400, None), "{text:?}");
            assert_shows_nothing_hidden(&page, text);
        }
        for path in [
            format!("/-/go?q={asked}"),
            format!("/-/go?q=greet+{asked}+123456789"),
            format!("/?q={asked}"),
            format!("/go/{asked}"),
            format!("/go/l{at}+"),
        ] {
            let page = gateway.browse(&path);
            let led = page.location().unwrap_or_default();
            let led = percent_decode_str(led).decode_utf8().expect("text");
            assert_nothing_hidden(&led, text);
            assert_shows_nothing_hidden(&page, text);
            assert_shows_nothing_hidden(&gateway.get(&path), text);
        }
        let suggested = gateway.get(&format!("/-/suggest?q=l{at}"));
        assert_shows_nothing_hidden(&suggested, text);
        let of_controls = text.contains(char::is_control);
        let user = format!("X-Team-User: {text} {at}.\r\n");
        if !of_controls {
            let answer = gateway.send(gateway.request("GET", "/go/join/123456789", &user));
            assert_eq!(answer.status(), 302, "{text:?}");
            let line = log.line_with(&format!(" {at}.\""));
            assert_nothing_hidden(&line, text);
            let line: serde_json::Value = serde_json::from_str(&line).expect("JSON");
            assert_eq!(line["caller"], format!("{text} {at}."), "nothing is lost");
        }
    }
    for page in 1..=texts.len().div_ceil(20) {
        let path = format!("/?page={page}");
        assert_shows_nothing_hidden(&gateway.browse(&path), "the directory");
        assert_shows_nothing_hidden(&gateway.get(&path), "the directory");
    }
}

/// A certificate can name its holder with any character at all.
#[test]
fn a_certificate_brings_nothing_hidden_into_the_log() {
    let log = Log::default();
    let gateway = gateway(&[], log.clone());
    let key = KeyPair::generate().expect("a key");
    for (text, at) in hidden_texts().iter().zip(0..) {
        let mut named = CertificateParams::default();
        named.distinguished_name = DistinguishedName::new();
        let name = format!("{text} {at}.");
        named.distinguished_name.push(DnType::CommonName, name);
        let made = named.self_signed(&key).expect("a certificate");
        let header = format!("Client-Cert: :{}:\r\n", STANDARD.encode(made.der()));
        let answer = gateway.send(gateway.request("GET", "/go/join/123456789", &header));
        assert_eq!(answer.status(), 302, "{text:?}");
        assert_nothing_hidden(&log.line_with(&format!(" {at}.\"")), text);
    }
}

/// What operators are shown of a policy, and of one that is refused.
#[test]
fn operators_are_shown_nothing_hidden() {
    let folder = Folder::new();
    let write = |named: &dyn Fn(&str, usize) -> String| {
        let texts = hidden_texts();
        let links = texts.iter().enumerate();
        let links: String = links.map(|(at, text)| named(&in_yaml(text), at)).collect();
        folder.write("policy.yaml", &format!("{POLICY}{links}"));
    };
    write(&|text, at| {
        format!(
            "  l{at}: {{ title: {text}, owner: {text}, route: join, meeting_key: 123456789 }}\n"
        )
    });
    let path = folder.path("policy.yaml");
    let good = std::fs::read_to_string(&path).expect("written");
    write(&|text, _| format!("  {text}: {{ route: join }}\n"));
    let bad = std::fs::read_to_string(&path).expect("written");
    std::fs::write(&path, &good).expect("written");
    let service = Service::start(folder, &[]);
    let (status, shown) = service.admin("GET", "/policy");
    assert_eq!(status, 200);
    assert_nothing_hidden(&shown, "the policy");
    std::fs::write(&path, &bad).expect("written");
    let (status, shown) = service.reload();
    assert_eq!(status, 422);
    assert_nothing_hidden(&shown, "the answer to a reload");
    let (_, said) = service.stop();
    assert_nothing_hidden(&said, "diagnostics");
}

#[test]
fn no_terminal_is_steered_by_what_is_hidden() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("policy.yaml");
    let links: String = hidden_texts()
        .iter()
        .map(|text| format!("  {}: {{ route: join }}\n", in_yaml(text)))
        .collect();
    std::fs::write(&path, format!("{POLICY}{links}")).expect("a file");
    let path = path.to_str().expect("text");
    for format in ["human", "json", "github"] {
        let out = run(&["check", "--policy", path, "--format", format]);
        assert_eq!(out.status.code(), Some(1), "{out:?}");
        for stream in [out.stdout, out.stderr] {
            let shown = String::from_utf8(stream).expect("text");
            assert_nothing_hidden(&shown, format);
        }
    }
    std::fs::write(
        path,
        format!("{POLICY}  a: {{ route: join, meeting_key: 1234567 }}\n"),
    )
    .expect("a file");
    // No argument of a program can have a NUL.
    let all: String = HIDDEN[1..].iter().map(|c| format!("a{c}")).collect();
    for text in [all, MISPLACED.join(" ")] {
        let asked = format!("/go/greet/{text}/123456789");
        let out = run(&["explain", &asked, "--policy", path]);
        let shown = String::from_utf8([out.stdout, out.stderr].concat()).expect("text");
        assert!(shown.contains("greet"), "{text:?}: {shown}");
        assert_nothing_hidden(&shown, &text);
    }
}

#[test]
fn what_people_write_is_taken_and_shown_as_it_is() {
    let texts = WRITTEN.map(str::to_owned);
    let log = Log::default();
    let gateway = gateway(&texts, log.clone());
    for (text, at) in texts.iter().zip(0..) {
        let asked = encoded(text);
        for path in [
            format!("/go/greet/{asked}/123456789"),
            format!("/go/join/123456789?attendee_name={asked}"),
        ] {
            let answer = gateway.browse(&path);
            let led = answer.location().unwrap_or_default();
            let led = percent_decode_str(led).decode_utf8().expect("text");
            assert!(led.contains(&**text), "{text}: {led}");
        }
        for path in [format!("/go/l{at}+"), format!("/?q={asked}")] {
            let page = gateway.browse(&path).body();
            assert!(page.contains(&**text), "{text}: {page}");
        }
        // A list is nobody's user id.
        let id = text.replace(',', "");
        let user = format!("X-Team-User: {id} {at}.\r\n");
        gateway.send(gateway.request("GET", "/go/join/123456789", &user));
        let line = log.line_with(&format!(" {at}.\""));
        assert!(line.contains(&id), "{text}: {line}");
    }
}
