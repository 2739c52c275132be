//! `linkgate probe`: what a visitor can set is found, and nothing else is reported.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

use super::*;
use crate::support::program::linkgate;
use crate::support::service::{Folder, Service, eventually};

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

/// A proxy on loopback, until the process of the test ends.
struct StandIn(SocketAddr);

/// What a proxy does with a request: hands it on without some lines, answers itself, or ends.
enum Deed {
    HandOn(String),
    Answer(&'static str),
    End,
}

const LOGIN_PAGE: &str = "302 Found\r\nLocation: /oauth2/start";

impl StandIn {
    /// A proxy that hands on what passes.
    fn before(service: &Service, passes: impl Fn(&str) -> bool + Send + 'static) -> Self {
        Self::doing(service, move |head, _| Deed::HandOn(only(head, &passes)))
    }

    /// A proxy that is told the head of each request and how many came before.
    fn doing(service: &Service, deed: impl Fn(&str, usize) -> Deed + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("bound");
        let gateway = service.public;
        thread::spawn(move || {
            for (number, visitor) in listener.incoming().flatten().enumerate() {
                let head = head(&visitor);
                match deed(&head, number) {
                    Deed::End => return,
                    // A probe that gives up is no failure of the proxy.
                    Deed::HandOn(head) => drop(relay(&visitor, gateway, &head)),
                    Deed::Answer(answer) => drop(reply(&visitor, answer)),
                }
            }
        });
        Self(address)
    }
}

/// The head of a request, as it came.
fn head(visitor: &TcpStream) -> String {
    let lines = BufReader::new(visitor).lines().map_while(Result::ok);
    let lines = lines.take_while(|line| !line.is_empty());
    lines.map(|line| line + "\r\n").collect()
}

/// A head without the lines that do not pass.
fn only(head: &str, passes: &impl Fn(&str) -> bool) -> String {
    let lines = head.split_inclusive("\r\n").enumerate();
    let kept = lines.filter(|(number, line)| *number == 0 || passes(line));
    kept.map(|(_, line)| line).collect()
}

fn relay(mut visitor: &TcpStream, gateway: SocketAddr, head: &str) -> std::io::Result<u64> {
    let mut gateway = TcpStream::connect(gateway)?;
    gateway.write_all(format!("{head}Connection: close\r\n\r\n").as_bytes())?;
    std::io::copy(&mut gateway, &mut visitor)
}

fn reply(mut visitor: &TcpStream, answer: &str) -> std::io::Result<()> {
    let end = "Connection: close\r\nContent-Length: 0\r\n\r\n";
    visitor.write_all(format!("HTTP/1.1 {answer}\r\n{end}").as_bytes())
}

/// What the probe says and its exit code, with the port of the front door replaced.
fn probe(service: &Service, front_door: SocketAddr, more: &[&str]) -> (String, Option<i32>) {
    let url = format!("http://{front_door}/");
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

      X-Team-User       believed   a visitor can set it: it says who the visitor is
      x-team-user       believed   a visitor can set it: it says who the visitor is
      X_Team_User       arrives    Linkgate refuses the request; other programs may believe it
      X.Team.User       arrives    Linkgate refuses the request; other programs may believe it
      X-Team_User       arrives    Linkgate refuses the request; other programs may believe it
      X-Team-Groups     believed   a visitor can set it: it says the visitor's groups
      x-team-groups     believed   a visitor can set it: it says the visitor's groups
      X_Team_Groups     arrives    Linkgate refuses the request; other programs may believe it
      X.Team.Groups     arrives    Linkgate refuses the request; other programs may believe it
      X-Team_Groups     arrives    Linkgate refuses the request; other programs may believe it
      X-Forwarded-For   believed   a visitor can set it: it says the visitor's address
      x-forwarded-for   believed   a visitor can set it: it says the visitor's address
      X_Forwarded_For   arrives    Linkgate refuses the request; other programs may believe it
      X.Forwarded.For   arrives    Linkgate refuses the request; other programs may believe it
      X-Forwarded_For   arrives    Linkgate refuses the request; other programs may believe it
      Forwarded         no effect  it does not become the visitor's address
      forwarded         no effect  it does not become the visitor's address
      X-Real-IP         no effect  it does not become the visitor's address
      x-real-ip         no effect  it does not become the visitor's address
      X_Real_IP         no effect  it does not become the visitor's address
      X.Real.IP         no effect  it does not become the visitor's address
      X-Real_IP         no effect  it does not become the visitor's address
      True-Client-IP    no effect  it does not become the visitor's address
      CF-Connecting-IP  no effect  it does not become the visitor's address
      X-Client-IP       no effect  it does not become the visitor's address
      a PROXY header    refused    the proxy answers 400

    A visitor can set 15 of these (26 attempts).
    help: let the proxy set or delete each of them on every request, under every name that is listed
    ");
    let service = self::service(GUARDED);
    let (text, code) = probe(&service, service.public, &[]);
    assert_eq!(code, Some(1));
    assert_snapshot!(text, @"
    [url] as a visitor:

      X-Gate-{secret}-User   believed   a visitor who learns the secret can set it: it says who the visitor is
      x-gate-{secret}-user   believed   a visitor who learns the secret can set it: it says who the visitor is
      X_Gate_{secret}_User   arrives    Linkgate refuses the request; other programs may believe it
      X.Gate.{secret}.User   arrives    Linkgate refuses the request; other programs may believe it
      X-Gate-{secret}_User   arrives    Linkgate refuses the request; other programs may believe it
      X-Gate-{secret}-Email  believed   a visitor who learns the secret can set it: it says the visitor's e-mail address
      x-gate-{secret}-email  believed   a visitor who learns the secret can set it: it says the visitor's e-mail address
      X_Gate_{secret}_Email  arrives    Linkgate refuses the request; other programs may believe it
      X.Gate.{secret}.Email  arrives    Linkgate refuses the request; other programs may believe it
      X-Gate-{secret}_Email  arrives    Linkgate refuses the request; other programs may believe it
      X-Gate-{secret}-Cert   believed   a visitor who learns the secret can set it: it says the visitor's certificate
      x-gate-{secret}-cert   believed   a visitor who learns the secret can set it: it says the visitor's certificate
      X_Gate_{secret}_Cert   arrives    Linkgate refuses the request; other programs may believe it
      X.Gate.{secret}.Cert   arrives    Linkgate refuses the request; other programs may believe it
      X-Gate-{secret}_Cert   arrives    Linkgate refuses the request; other programs may believe it
      X-Forwarded-For        no effect  it does not become the visitor's address
      x-forwarded-for        no effect  it does not become the visitor's address
      X_Forwarded_For        no effect  it does not become the visitor's address
      X.Forwarded.For        no effect  it does not become the visitor's address
      X-Forwarded_For        no effect  it does not become the visitor's address
      Forwarded              believed   a visitor can set it: it says the visitor's address
      forwarded              believed   a visitor can set it: it says the visitor's address
      X-Real-IP              no effect  it does not become the visitor's address
      x-real-ip              no effect  it does not become the visitor's address
      X_Real_IP              no effect  it does not become the visitor's address
      X.Real.IP              no effect  it does not become the visitor's address
      X-Real_IP              no effect  it does not become the visitor's address
      True-Client-IP         no effect  it does not become the visitor's address
      CF-Connecting-IP       no effect  it does not become the visitor's address
      X-Client-IP            no effect  it does not become the visitor's address
      a PROXY header         refused    the proxy answers 400

    A visitor can set 17 of these (31 attempts).
    help: let the proxy set or delete each of them on every request, under every name that is listed
    ");
}

/// Nothing but what browsers send.
fn browsers(line: &str) -> bool {
    !line.to_lowercase().starts_with(['x', 'f'])
}

#[track_caller]
fn assert_finds(service: &Service, endpoint: &StandIn, found: &[&str]) {
    let (text, code) = probe(service, endpoint.0, &[]);
    let bad = ["believed", "arrives", "unknown"];
    let lines = text
        .lines()
        .filter(|line| bad.iter().any(|word| line.contains(word)));
    let lines: Vec<String> = lines
        .map(|line| {
            line.split_whitespace()
                .take(2)
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect();
    assert_eq!(lines, found, "{text}");
    assert_eq!(code, Some(i32::from(!found.is_empty())), "{text}");
}

#[test]
fn a_proxy_that_forgets_one_header_is_found_by_it() {
    let service = service(PLAIN);
    assert_finds(&service, &StandIn::before(&service, browsers), &[]);
    let forgets = |line: &str| browsers(line) || line.to_lowercase().starts_with("x-team-groups");
    let both = ["X-Team-Groups believed", "x-team-groups believed"];
    assert_finds(&service, &StandIn::before(&service, forgets), &both);
    // It deletes what it knows by one name, and not by another of the same meaning.
    let by_case = |line: &str| browsers(line) || line.starts_with("x-team-user");
    assert_finds(
        &service,
        &StandIn::before(&service, by_case),
        &["x-team-user believed"],
    );
    let by_sign = |line: &str| browsers(line) || line.to_lowercase().starts_with("x_team_user");
    assert_finds(
        &service,
        &StandIn::before(&service, by_sign),
        &["X_Team_User arrives"],
    );
    // It takes an address from one header, and hands it on in ours.
    let renames = StandIn::doing(&service, |head, _| {
        let real = |line: &str| line.to_lowercase().starts_with("x-real-ip:");
        let head = only(head, &|line: &str| browsers(line) || real(line));
        let lines = head.split_inclusive("\r\n");
        let renamed = lines.map(|line| match real(line) {
            true => format!("X-Forwarded-For:{}", &line["x-real-ip:".len()..]),
            false => line.to_owned(),
        });
        Deed::HandOn(renamed.collect())
    });
    let addresses = ["X-Real-IP believed", "x-real-ip believed"];
    assert_finds(&service, &renames, &addresses);
}

/// Each of the requests is on record, and nobody was taken for anybody.
#[test]
fn a_probe_is_on_record() {
    let service = service(PLAIN);
    let (text, _) = probe(&service, service.public, &[]);
    let probed = eventually("line for each request", || {
        let mut lines = service.decisions();
        lines.retain(|line| line["outcome"] == "probed");
        (lines.len() > 10).then_some(lines)
    });
    assert!(probed.iter().all(|line| line["caller"].is_null()), "{text}");
}

/// A refusal that has another reason than the header says nothing about it.
#[test]
fn a_front_door_that_gives_up_has_stopped_nothing() {
    let service = service(PLAIN);
    let unknown = |text: &str| text.matches("  unknown  ").count();
    let known = |head: &str| Deed::HandOn(only(head, &browsers));
    let fronts = [
        StandIn::doing(&service, move |head, number| match number {
            0..3 => known(head),
            _ => Deed::Answer("429 Too Many Requests"),
        }),
        StandIn::doing(&service, move |head, number| match number {
            0..3 => known(head),
            _ => Deed::Answer("403 Forbidden"),
        }),
        StandIn::doing(&service, move |head, number| match number {
            0..3 => known(head),
            _ => Deed::Answer(LOGIN_PAGE),
        }),
        StandIn::doing(&service, move |head, number| match number {
            0..3 => known(head),
            _ => Deed::End,
        }),
        // Another replica answers for every other address, and refuses what it does not know.
        StandIn::doing(&service, move |head, _| {
            let line = head.lines().next().unwrap_or_default();
            let mark = line.split(' ').nth(1).unwrap_or_default();
            match mark.ends_with(".0") || mark.ends_with(".1") {
                true => known(head),
                false => Deed::Answer("400 Bad Request"),
            }
        }),
    ];
    for endpoint in fronts {
        let (text, code) = probe(&service, endpoint.0, &[]);
        assert_eq!(code, Some(1), "{text}");
        assert!(unknown(&text) > 5, "{text}");
        assert!(!text.contains("refused"), "{text}");
    }
    // One that refuses what it does not like, and nothing else, has refused it.
    let strict = StandIn::doing(&service, move |head, _| match head.contains('_') {
        true => Deed::Answer("400 Bad Request"),
        false => known(head),
    });
    let (text, code) = probe(&service, strict.0, &[]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("refused"), "{text}");
}

#[test]
fn secret_names_are_not_sent_where_others_can_read_them() {
    let service = service(GUARDED);
    let output = linkgate()
        .args(["probe", "http://192.0.2.1/"])
        .args(["--admin-listen", &service.admin.to_string()])
        .args(["--policy", &service.folder.named("policy.yaml")])
        .output()
        .expect("it runs");
    assert_eq!(output.status.code(), Some(1));
    assert_snapshot!(String::from_utf8_lossy(&output.stderr), @"
    error: the names of the headers are secret and would be sent unencrypted
    help: probe an https:// address, or one on this machine
    ");
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
    for name in ["X-Gate-{secret 1}-User", "X-Gate-{secret 2}-User"] {
        assert_eq!(text.matches(name).count(), 1, "{text}");
    }
    assert!(!text.contains("0123456789abcdef"), "{text}");
}

#[test]
fn what_cannot_be_found_out_is_said_and_is_no_success() {
    let service = service(PLAIN);
    let login = StandIn::doing(&service, |_, _| Deed::Answer(LOGIN_PAGE));
    let (text, code) = probe(&service, login.0, &[]);
    assert_eq!(code, Some(1));
    assert_snapshot!(text, @"
    error: no request arrives at the gateway that was asked: the front door answers 302 Found
    help: if it requires a login, pass the cookie of a logged-in visitor with --headers FILE
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
    assert_snapshot!(text, @"The gateway believes no header and no address from proxies: there is nothing that a visitor could set.");
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
    assert_eq!(service.admin("DELETE", unknown).0, 204);
    let (_, opened) = service.admin("POST", "/probe");
    let opened: Value = serde_json::from_str(&opened).expect("JSON");
    let path = format!("/probe/{}", opened["id"].as_str().expect("an id"));
    assert_eq!(service.admin("GET", &path).0, 200);
    assert_eq!(service.admin("DELETE", &path).0, 204);
    assert_eq!(service.admin("GET", &path).0, 404);
}

/// A probe that knows no policy would find nothing wrong.
#[test]
fn a_probe_without_the_policy_of_the_gateway_is_wrong_usage() {
    let output = linkgate()
        .args(["probe", "http://127.0.0.1:1/"])
        .output()
        .expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("--policy PATH"), "{said}");
}
