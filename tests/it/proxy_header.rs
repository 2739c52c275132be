//! PROXY headers that the policy does not take: refused, and told of once, so
//! that a load balancer that nobody has named is found, and strangers cannot
//! fill the diagnostics.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};

use crate::support::service::{Folder, ONE_ROUTE, PATIENCE, Service, Talk, eventually};
use crate::support::tls::Authority;

/// A policy with that under `callers`.
fn policy(callers: &str) -> String {
    format!("{ONE_ROUTE}callers: {{ {callers} }}\n")
}

const ANOTHER: &str = "trusted_proxies: [192.0.2.10], address: proxy-protocol";
const OURS: &str = "trusted_proxies: [127.0.0.1], address: proxy-protocol";
const NONE: &str = "trusted_proxies: [127.0.0.1], address: x-forwarded-for";

const V1: &[u8] = b"PROXY TCP4 192.0.2.7 198.51.100.1 56324 443\r\n";
const V2: &[u8] =
    b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\xc0\0\x02\x07\xc6\x33\x64\x01\xdc\x04\x01\xbb";
const REQUEST: &[u8] =
    b"GET /go/join/123456789 HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";

fn connect(service: &Service) -> TcpStream {
    let stream = TcpStream::connect(service.public).expect("it listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    stream
}

/// Sends bytes: all that comes back until the end.
fn send(service: &Service, bytes: &[u8]) -> String {
    let mut stream = connect(service);
    stream.write_all(bytes).expect("it reads");
    stream.shutdown(Shutdown::Write).expect("still open");
    let mut answer = Vec::new();
    // A reset is an end as well.
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

fn warnings(service: &Service) -> Vec<String> {
    let said = service.diagnostics();
    let warnings = said.lines().filter(|line| line.contains("PROXY header"));
    warnings.map(ToOwned::to_owned).collect()
}

#[test]
fn a_stranger_with_a_proxy_header_is_refused_and_told_of_once() {
    let authority = Authority::new();
    for (callers, advice) in [
        (ANOTHER, "name it in `trusted_proxies`"),
        (
            NONE,
            "say `address: proxy-protocol` and name it in `trusted_proxies`",
        ),
        (
            "",
            "say `address: proxy-protocol` and name it in `trusted_proxies`",
        ),
    ] {
        for encrypted in [false, true] {
            let folder = Folder::new();
            folder.write("policy.yaml", &policy(callers));
            let pair = authority.server(2040);
            let certificate = folder.write("tls.crt", &pair.certificate);
            let key = folder.write("tls.key", &pair.key);
            let tls = ["--tls-cert", &certificate, "--tls-key", &key];
            let flags: &[&str] = if encrypted { &tls } else { &[] };
            let service = Service::start(folder, flags);
            for header in [V1, V2, V1, V2] {
                let answer = send(&service, &[header, REQUEST].concat());
                assert!(!answer.contains("302"), "{callers}: {answer}");
            }
            let warning = eventually("warning", || warnings(&service).pop());
            assert!(warning.contains(" WARN "), "{warning}");
            assert!(warning.contains(advice), "{callers}: {warning}");
            assert!(warning.contains("peer=127.0.0.1"), "{warning}");
            // Whoever comes without a header is answered as ever.
            if encrypted {
                assert_eq!(authority.talk(service.public).get("/go/x").status, 404);
            } else {
                assert_eq!(service.talk().get("/go/x").status, 404);
            }
            assert_eq!(warnings(&service).len(), 1, "{callers}");
            let (decisions, _) = service.stop();
            let (requests, unread): (Vec<_>, Vec<_>) =
                decisions.iter().partition(|line| line["method"] == "GET");
            assert_eq!(requests.len(), 1, "a header is no request");
            // Before TLS it is a handshake that fails, and else what is no HTTP.
            assert_eq!(unread.len(), if encrypted { 0 } else { 4 });
            assert!(unread.iter().all(|line| line["outcome"] == "malformed"));
        }
    }
}

#[test]
fn nothing_is_said_of_a_header_that_is_taken_or_of_other_garbage() {
    for (callers, bytes, status) in [
        (OURS, [V1, REQUEST].concat(), "302"),
        (OURS, [V2, REQUEST].concat(), "302"),
        (OURS, [V1, V1, REQUEST].concat(), "400"),
        (NONE, b"PROXIMATE / HTTP/1.1\r\n\r\n".to_vec(), "400"),
        (NONE, b"\r\n\r\n\0garbage\r\n".to_vec(), "400"),
    ] {
        let folder = Folder::new();
        folder.write("policy.yaml", &policy(callers));
        let service = Service::start(folder, &[]);
        let answer = send(&service, &bytes);
        let expected = format!("HTTP/1.1 {status} ");
        assert!(answer.starts_with(&expected), "{bytes:?}: {answer}");
        let (decisions, said) = service.stop();
        assert!(!said.contains("PROXY header"), "{said}");
        if status == "302" {
            assert_eq!(decisions[0]["client"], "192.0.2.7");
        }
    }
}

/// Behind TLS the bytes of a request are nobody's header.
#[test]
fn a_header_within_tls_is_no_header() {
    let (folder, authority) = (Folder::new(), Authority::new());
    folder.write("policy.yaml", &policy(ANOTHER));
    let pair = authority.server(2040);
    let certificate = folder.write("tls.crt", &pair.certificate);
    let key = folder.write("tls.key", &pair.key);
    let service = Service::start(folder, &["--tls-cert", &certificate, "--tls-key", &key]);
    let mut talk: Talk<_> = authority.talk(service.public);
    let answer = talk.ask("PROXY", "/go/join/123456789", "");
    assert_eq!(answer.status, 405);
    let (_, said) = service.stop();
    assert!(!said.contains("PROXY header"), "{said}");
}
