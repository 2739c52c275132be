//! `linkgate probe`: what a visitor can set is found, and nothing else is reported.

use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

use super::support::program::linkgate;
use super::support::service::{Folder, Service, eventually};
use super::*;

const SECRET: &str = "c2f1a7e0b9d84c3f";

const PLAIN: &str = "
  trusted_proxies: 127.0.0.0/8
  address: x-forwarded-for
  headers: { user: X-Team-User, groups: X-Team-Groups }
";

const GUARDED: &str = "
  trusted_proxies: 127.0.0.0/8
  address: forwarded
  header_secret: { file: header-secret }
  headers: { user: \"X-Gate-{secret}-User\", email: \"X-Gate-{secret}-Email\" }
  certificates: { header: \"X-Gate-{secret}-Cert\" }
";

fn service(callers: &str) -> Service {
    let folder = Folder::new();
    folder.write("header-secret", &format!("{SECRET}\n"));
    folder.write("policy.yaml", &format!("{POLICY}{callers}"));
    Service::start(folder, &["--watch-interval", "0s"])
}

/// A proxy on loopback: what it does to the head of each request.
struct StandIn(SocketAddr);

impl StandIn {
    fn before(service: &Service, filter: impl Fn(&str) -> bool + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("bound");
        let gateway = service.public;
        // It ends with the process of the test.
        thread::spawn(move || {
            for visitor in listener.incoming() {
                // A probe that gives up is no failure of the proxy.
                let _ = visitor.and_then(|visitor| relay(&visitor, gateway, &filter));
            }
        });
        Self(address)
    }
}

/// Hands on one request without the header lines that the proxy deletes, and its answer.
fn relay(
    mut visitor: &TcpStream,
    gateway: SocketAddr,
    passes: &impl Fn(&str) -> bool,
) -> std::io::Result<()> {
    let mut gateway = TcpStream::connect(gateway)?;
    let mut lines = BufReader::new(visitor).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    let mut head = format!("{first}\r\nConnection: close\r\n");
    for line in lines {
        let line = line?;
        if line.is_empty() {
            break;
        }
        if passes(&line.to_ascii_lowercase()) {
            head.push_str(&format!("{line}\r\n"));
        }
    }
    std::io::Write::write_all(&mut gateway, format!("{head}\r\n").as_bytes())?;
    std::io::copy(&mut gateway, &mut visitor)?;
    Ok(())
}

/// What the probe says and its exit code, with the port of the front door replaced.
fn probe(service: &Service, front: SocketAddr, more: &[&str]) -> (String, Option<i32>) {
    let url = format!("http://{front}/");
    let output = linkgate()
        .args(["probe", &url, "--admin-listen", &service.admin.to_string()])
        .args(["--policy", &service.folder.named("policy.yaml")])
        .args(more)
        .output()
        .expect("it runs");
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8(text).expect("text");
    assert!(!text.contains(SECRET), "{text}");
    (text.replace(&url, "[url]"), output.status.code())
}

#[test]
fn whatever_a_visitor_can_set_is_named() {
    let service = service(PLAIN);
    let (text, code) = probe(&service, service.public, &[]);
    assert_eq!(code, Some(1));
    assert_snapshot!(text, @"
    [url] as a visitor:

      X-Team-User      believed  a visitor can set it: it says who the visitor is
      X_Team_User      arrives   Linkgate refuses the request; other programs may believe it
      X.Team.User      arrives   Linkgate refuses the request; other programs may believe it
      X-Team-Groups    believed  a visitor can set it: it says the visitor's groups
      X_Team_Groups    arrives   Linkgate refuses the request; other programs may believe it
      X.Team.Groups    arrives   Linkgate refuses the request; other programs may believe it
      X-Forwarded-For  believed  a visitor can set it: it says the visitor's address
      X_Forwarded_For  arrives   Linkgate refuses the request; other programs may believe it
      X.Forwarded.For  arrives   Linkgate refuses the request; other programs may believe it

    A visitor can set 9 of these (9 attempts).
    help: let the proxy set or delete each of them on every request, under every name that is listed
    ");
    let service = self::service(GUARDED);
    let (text, code) = probe(&service, service.public, &[]);
    assert_eq!(code, Some(1));
    assert_snapshot!(text, @"
    [url] as a visitor:

      X-Gate-{secret}-User   believed  a visitor can set it: it says who the visitor is
      X_Gate_{secret}_User   arrives   Linkgate refuses the request; other programs may believe it
      X.Gate.{secret}.User   arrives   Linkgate refuses the request; other programs may believe it
      X-Gate-{secret}-Email  believed  a visitor can set it: it says the visitor's e-mail address
      X_Gate_{secret}_Email  arrives   Linkgate refuses the request; other programs may believe it
      X.Gate.{secret}.Email  arrives   Linkgate refuses the request; other programs may believe it
      X-Gate-{secret}-Cert   believed  a visitor can set it: it says the visitor's certificate
      X_Gate_{secret}_Cert   arrives   Linkgate refuses the request; other programs may believe it
      X.Gate.{secret}.Cert   arrives   Linkgate refuses the request; other programs may believe it
      Forwarded              believed  a visitor can set it: it says the visitor's address

    A visitor can set 10 of these (10 attempts).
    help: let the proxy set or delete each of them on every request, under every name that is listed
    ");
}

#[test]
fn a_proxy_that_forgets_one_header_is_found_by_it() {
    let service = service(PLAIN);
    let deletes_all = |line: &str| !line.starts_with("x");
    let proxy = StandIn::before(&service, deletes_all);
    let (text, code) = probe(&service, proxy.0, &[]);
    assert_eq!(code, Some(0), "{text}");
    assert!(
        text.contains("A visitor can set nothing (9 attempts)."),
        "{text}"
    );
    let forgets_groups = move |line: &str| deletes_all(line) || line.starts_with("x-team-groups");
    let proxy = StandIn::before(&service, forgets_groups);
    let (text, code) = probe(&service, proxy.0, &[]);
    assert_eq!(code, Some(1), "{text}");
    assert!(
        text.contains("A visitor can set 1 of these (9 attempts)."),
        "{text}"
    );
    let found: Vec<&str> = text
        .lines()
        .filter(|line| line.contains("believed"))
        .collect();
    assert_eq!(found.len(), 1, "{text}");
    assert!(found[0].contains("X-Team-Groups"), "{text}");
    // The probe is on record, and nobody was taken for anybody.
    let probed = eventually("line for each request", || {
        let mut lines = service.decisions();
        lines.retain(|line| line["outcome"] == "probed");
        (lines.len() == 2 * (1 + 9)).then_some(lines)
    });
    assert!(probed.iter().all(|line| line["caller"].is_null()));
}

#[test]
fn a_new_secret_is_tried_beside_the_old_one() {
    let service = service(GUARDED);
    let both = format!("{SECRET}\n0123456789abcdef\n");
    service.folder.replace("header-secret", &both);
    let (text, code) = probe(&service, service.public, &[]);
    assert_eq!(code, Some(1));
    assert_snapshot!(text, @"
    error: the gateway has another `header_secret` in force than the one beside --policy
    help: name the policy that the gateway runs, or let it reload first
    ");
    assert_eq!(service.reload().0, 200);
    let (text, _) = probe(&service, service.public, &[]);
    assert_eq!(text.matches("X-Gate-{secret}-User").count(), 2, "{text}");
    assert!(!text.contains("0123456789abcdef"), "{text}");
}

#[test]
fn what_cannot_be_found_out_is_said_and_is_no_success() {
    let service = service(PLAIN);
    let asks_for_login = TcpListener::bind("127.0.0.1:0").expect("a port");
    let login = asks_for_login.local_addr().expect("bound");
    thread::spawn(move || {
        for visitor in asks_for_login.incoming().flatten() {
            let mut lines = BufReader::new(&visitor).lines();
            while lines
                .next()
                .is_some_and(|line| line.is_ok_and(|line| !line.is_empty()))
            {}
            let answer = b"HTTP/1.1 302 Found\r\nLocation: /oauth2/start\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
            let _ = std::io::Write::write_all(&mut &visitor, answer);
        }
    });
    let (text, code) = probe(&service, login, &[]);
    assert_eq!(code, Some(1));
    assert_snapshot!(text, @"
    error: no request arrives at the gateway that was asked: the front door answers 302 Found
    help: if it asks for a login, give it the cookie of a visitor who is logged in: --headers FILE
    ");
    let strangers = self::service(&PLAIN.replace("127.0.0.0/8", "10.0.0.0/8"));
    let (text, code) = probe(&strangers, strangers.public, &[]);
    assert_eq!(code, Some(1));
    assert_snapshot!(text, @"
    error: the requests arrive, but from a peer that `trusted_proxies` does not name
    help: probe the address of the proxy, not the gateway itself; or name the proxy in `trusted_proxies`
    ");
    service
        .folder
        .write("policy.yaml", &format!("{POLICY}{GUARDED}"));
    let (text, code) = probe(&service, service.public, &[]);
    assert_eq!(code, Some(1));
    assert_snapshot!(text, @"
    error: the gateway has another policy in force than --policy
    help: name the policy that the gateway runs, or let it reload first
    ");
    let plain = self::service("\n  certificates: tls\n");
    let (text, code) = probe(&plain, plain.public, &[]);
    assert_eq!(code, Some(0));
    assert_snapshot!(text, @"The policy believes no header and no address from proxies: there is nothing that a visitor could set.");
}

/// Somebody who has seen an old probe, or makes one up.
#[test]
fn a_mark_that_no_operator_has_asked_for_is_a_query_like_any_other() {
    let service = service(PLAIN);
    let path = "/go/join/123456789?linkgate-probe=0123456789abcdef0011223344556677.1";
    assert_eq!(service.talk().get(path).status, 302);
    assert_eq!(service.admin("POST", "/probe").0, 201);
    assert_eq!(service.talk().get(path).status, 302);
    let unknown = "/probe/0123456789abcdef0011223344556677";
    assert_eq!(service.admin("GET", unknown).0, 404);
    assert_eq!(service.admin("GET", "/probe/x").0, 404);
    assert_eq!(service.admin("GET", "/probe").0, 405);
    let statuses = (0..8).map(|_| service.admin("POST", "/probe").0);
    assert_eq!(statuses.filter(|status| *status == 503).count(), 1);
}
