//! The program as a service of systemd: what it tells, and the sockets that it
//! is given.
use std::net::{SocketAddr, TcpListener};
use std::os::unix::net::UnixDatagram;
use std::path::PathBuf;

use crate::support::program::linkgate;
use crate::support::service::{Folder, PATIENCE, Service, eventually, within, write_to_folder};
use crate::support::tool::tool;

const POLICY: &str = r#"version: 1
public_url: https://go.acme.example/
hosts: [127.0.0.1]
sites: { acme: "https://acme.webex.com/acme/" }
back_urls: { meetings: "https://portal.acme.example/" }
routes:
  join: { path: "/go/join/{meeting_key}", command: meeting.join, back: meetings, allow: anyone }
"#;

const PATH: &str = "/go/join/123456789";

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("policy.yaml", POLICY);
    folder
}

/// The service manager, as far as it listens.
struct Manager(UnixDatagram);

impl Manager {
    fn new(folder: &Folder) -> (Self, PathBuf) {
        let path = folder.path("notify");
        let socket = UnixDatagram::bind(&path).expect("a socket");
        socket.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        (Self(socket), path)
    }

    /// What it is told next.
    fn told(&self) -> Vec<String> {
        let mut bytes = [0; 1024];
        let count = self.0.recv(&mut bytes).expect("news");
        let news = String::from_utf8_lossy(&bytes[..count]);
        news.lines().map(ToOwned::to_owned).collect()
    }

    fn is_told_nothing_more(&self) -> bool {
        self.0.set_nonblocking(true).expect("a socket");
        self.0.recv(&mut [0; 1024]).is_err()
    }
}

/// Microseconds since this machine started, as programs measure time.
fn monotonic_usec() -> u64 {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
    let seconds = u64::try_from(now.tv_sec).expect("not negative");
    let nanos = u64::try_from(now.tv_nsec).expect("not negative");
    seconds * 1_000_000 + nanos / 1000
}

#[test]
fn the_manager_hears_of_start_reload_and_end() {
    let folder = folder();
    let (manager, path) = Manager::new(&folder);
    let mut command = linkgate();
    command.env("NOTIFY_SOCKET", path);
    let service = Service::start_as(command, folder, &["--watch-interval", "0s"]);
    assert_eq!(manager.told(), ["READY=1"]);
    let answer = service.talk().get(PATH);
    assert_eq!(answer.status, 302, "ready means that requests are answered");
    // A good policy or a bad one: it goes on in either case.
    for (text, result) in [
        (POLICY.replace("portal", "other"), "changed"),
        ("version: 1\n".to_owned(), "refused"),
    ] {
        service.folder.replace("policy.yaml", &text);
        let before = monotonic_usec();
        service.signal("HUP");
        let told = manager.told();
        let [reloading, time] = &told[..] else {
            panic!("{told:?}");
        };
        assert_eq!(reloading, "RELOADING=1");
        let time: u64 = time
            .strip_prefix("MONOTONIC_USEC=")
            .and_then(|time| time.parse().ok())
            .expect("a time");
        assert!((before..=monotonic_usec()).contains(&time), "{time}");
        assert_eq!(manager.told(), ["READY=1"]);
        assert_eq!(service.reloads("policy", result), 1, "{result}");
    }
    service.signal("TERM");
    assert_eq!(manager.told(), ["STOPPING=1"]);
    let (code, said) = service.end();
    assert_eq!(code, Some(0), "{said}");
    assert!(manager.is_told_nothing_more());
}

/// A port that is free now. The sockets are systemd's, and it cannot be asked
/// for the port that it got.
fn free_port() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("bound")
}

/// Starts the program through `systemd-socket-activate`, with sockets at these
/// addresses; somebody may have taken the ports meanwhile, so it is tried with
/// others.
fn activated(count: usize, names: &str, arguments: &[&str]) -> Option<Service> {
    let tool = || tool("systemd-socket-activate");
    for _ in 0..5 {
        let folder = folder();
        let addresses: Vec<SocketAddr> = (0..count).map(|_| free_port()).collect();
        let mut command = tool()?;
        for address in &addresses {
            command.args(["-l", &address.to_string()]);
        }
        command
            .arg(format!("--fdname={names}"))
            .arg(env!("CARGO_BIN_EXE_linkgate"))
            .args(["serve", "--policy", &folder.named("policy.yaml")])
            .args(["--decision-log", &folder.named("decisions.log")])
            .args(["--drain-delay", "0s"])
            .args(arguments);
        let mut child = write_to_folder(&mut command, &folder);
        let listens = within(PATIENCE, || {
            let said = folder.read("diagnostics.log");
            let ended = child.try_wait().expect("a child").is_some();
            let listens = said.matches("Listening on").count() == count;
            (ended || listens).then_some(listens)
        });
        let (public, admin) = (addresses[0], *addresses.last().expect("one"));
        let service = Service::started(child, folder, public, admin);
        if listens == Some(true) {
            return Some(service);
        }
    }
    panic!("systemd-socket-activate does not listen");
}

#[test]
fn a_socket_of_systemd_is_served() {
    let arguments = ["--listen", "systemd:links", "--admin-listen", "127.0.0.1:0"];
    let Some(mut service) = activated(1, "links", &arguments) else {
        return;
    };
    // The first connection starts the program, and is answered by it.
    let public = service.public;
    let mut talk = service.talk();
    let answer = talk.get(PATH);
    assert_eq!(answer.status, 302);
    assert_eq!(service.decision(answer.request_id())["client"], "127.0.0.1");
    assert_eq!(service.announced("links:"), public);
    service.admin = service.announced("operators:");
    service.await_ready();
    let (decisions, said) = service.stop();
    assert_eq!(decisions.len(), 1, "{said}");
}

#[test]
fn each_socket_of_systemd_goes_to_the_listener_that_names_it() {
    let by_name = [
        "--listen",
        "systemd:links",
        "--admin-listen",
        "systemd:operators",
    ];
    // Whatever nobody names is for whoever asks for the rest.
    let by_rest = ["--listen", "systemd:links", "--admin-listen", "systemd"];
    for arguments in [by_name, by_rest] {
        let Some(service) = activated(2, "links:operators", &arguments) else {
            return;
        };
        assert_eq!(service.talk().get(PATH).status, 302);
        service.await_ready();
        assert_eq!(service.talk().get("/readyz").status, 404, "not for people");
        assert_eq!(service.admin("GET", PATH).0, 404, "not for operators");
        service.stop();
    }
}

#[test]
fn a_socket_that_nobody_names_is_told_of_and_one_that_is_missing_is_a_failure() {
    let unnamed = ["--listen", "systemd:links", "--admin-listen", "127.0.0.1:0"];
    let Some(service) = activated(2, "links:spare", &unnamed) else {
        return;
    };
    service.talk().get(PATH);
    eventually("warning", || {
        let said = service.diagnostics();
        let told = said.contains("systemd passed a socket that no setting names");
        (told && said.contains("spare")).then_some(())
    });
    drop(service);
    let missing = [
        "--listen",
        "systemd:people",
        "--admin-listen",
        "127.0.0.1:0",
    ];
    let Some(service) = activated(1, "links", &missing) else {
        return;
    };
    let _first = service.talk();
    let (code, said) = service.end();
    assert_eq!(code, Some(1), "{said}");
    let line = "--listen systemd:people: systemd has passed no such socket\n";
    assert!(said.contains(line), "{said}");
}
