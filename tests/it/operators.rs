//! The listeners of operators and probes of the real program, and `linkgate health`, which asks
//! them.
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::net::UnixListener;
use std::process::Output;
use std::time::{Duration, Instant};

use crate::support::program::{Running, linkgate};
use crate::support::service::{Answer, Folder, ONE_ROUTE, PATIENCE, Service, Talk, eventually};
use serde_json::Value;

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("policy.yaml", ONE_ROUTE);
    folder
}

fn ask(address: SocketAddr, (method, path): (&str, &str), headers: &str) -> Answer {
    let stream = TcpStream::connect(address).expect("it listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    Talk::new(stream).ask(method, path, &format!("Connection: close\r\n{headers}"))
}

/// Runs `linkgate health`: its exit code, and what it said.
fn health(arguments: &[&str], variables: &[(&str, &str)]) -> (i32, String) {
    let mut command = linkgate();
    command.arg("health").args(arguments);
    command.envs(variables.iter().copied());
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().expect("the program runs");
    let said = String::from_utf8([stdout, stderr].concat()).expect("text");
    (status.code().expect("an exit"), said)
}

#[test]
fn probes_have_an_address_of_their_own() {
    let mut service = Service::start(folder(), &["--health-listen", "127.0.0.1:0"]);
    let probes = service.announced("health:");
    let line = format!("health:    http://{probes}/ (healthz, readyz)\n");
    assert!(service.diagnostics().contains(&line));
    let ready = ask(probes, ("GET", "/readyz"), "");
    assert_eq!(ready.status, 200);
    let ready: Value = serde_json::from_str(&ready.body).expect("JSON");
    assert_eq!(ready["state"], "ready");
    assert_eq!(ready["policy"], service.policy());
    assert_eq!(ready["signing_keys"], "process");
    assert_eq!(ready.as_object().map(serde_json::Map::len), Some(4));
    for (method, path) in [("GET", "/metrics"), ("POST", "/reload"), ("GET", "/policy")] {
        assert_eq!(ask(probes, (method, path), "").status, 404, "{path}");
        assert_ne!(service.admin(method, path).0, 404, "{path}");
    }
    assert_eq!(service.admin("GET", "/readyz").0, 200);
}

/// Replicas that verify what the others sign can be told from others.
#[test]
fn readiness_shows_a_fingerprint_of_the_signing_keys() {
    let (one, other) = (
        "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQ",
        "0ZkXm3u1y8Vb5cRrT2sWq7nJ4hLfGdPa",
    );
    let print = |keys: &str| {
        let folder = folder();
        folder.write("keys", keys);
        folder.write(
            "policy.yaml",
            &format!("{ONE_ROUTE}signing_keys: {{ file: keys }}\n"),
        );
        let service = Service::start(folder, &[]);
        let (_, ready) = service.admin("GET", "/readyz");
        let ready: Value = serde_json::from_str(&ready).expect("JSON");
        ready["signing_keys"].as_str().expect("text").to_owned()
    };
    let first = print(one);
    assert_eq!(first.len(), 16, "{first}");
    assert_eq!(first, print(&format!("\n{one}\n")));
    assert_ne!(first, print(other));
}

#[test]
fn tokens_can_be_exchanged_and_bad_ones_leave_the_old() {
    let folder = folder();
    let (old, new) = ("the-old-token-0123456789", "the-new-token-0123456789");
    let file = folder.write("tokens", &format!("{old}\n"));
    let flags = ["--admin-token-file", &file, "--watch-interval", "0s"];
    let service = Service::start(folder, &flags);
    let status = |token: &str| {
        let header = format!("Authorization: Bearer {token}\r\n");
        ask(service.admin, ("GET", "/metrics"), &header).status
    };
    let reload = |token: &str| {
        let header = format!("Authorization: Bearer {token}\r\n");
        let answer = ask(service.admin, ("POST", "/reload"), &header);
        (answer.status, answer.body)
    };
    let (refused, _) = service.admin("GET", "/metrics");
    assert_eq!((refused, status(old), status(new)), (401, 200, 401));
    service.folder.write("tokens", &format!("{new}\n{old}\n"));
    let done = "admin tokens: changed\npolicy: unchanged\n".to_owned();
    assert_eq!(reload(old), (200, done));
    assert_eq!((status(old), status(new)), (200, 200));
    for (text, why) in [("short\n", "fewer than 16"), ("", "it has no token")] {
        service.folder.write("tokens", text);
        let (code, words) = reload(new);
        assert_eq!(code, 422, "{words}");
        let begin = "admin tokens: refused, the old one goes on\n--admin-token-file /";
        assert!(words.starts_with(begin) && words.contains(why), "{words}");
        assert_eq!((status(old), status(new)), (200, 200));
    }
    service.folder.write("tokens", new);
    service.signal("HUP");
    eventually("end of the old token", || {
        (status(old) == 401).then_some(())
    });
    assert_eq!(status(new), 200);
    let said = service.diagnostics();
    assert!(!said.contains(old) && !said.contains(new), "{said}");
}

#[test]
fn watched_tokens_are_read_anew() {
    let folder = folder();
    let file = folder.write("tokens", "the-old-token-0123456789\n");
    let flags = ["--admin-token-file", &file, "--watch-interval", "50ms"];
    let service = Service::start(folder, &flags);
    service.folder.replace("tokens", "the-new-token-0123456789");
    let header = "Authorization: Bearer the-new-token-0123456789\r\n";
    eventually("new token", || {
        (ask(service.admin, ("GET", "/metrics"), header).status == 200).then_some(())
    });
}

/// The sockets are told by the names that people know.
#[test]
fn sockets_of_operators_and_probes_are_told_by_their_names() {
    let folder = folder();
    let nowhere = format!("unix:{}", folder.named("nowhere.sock"));
    let probes = format!("unix:{}", folder.named("health.sock"));
    let flags = ["--health-listen", &probes];
    let service = Service::start(folder, &flags);
    let said = service.diagnostics();
    assert!(said.contains(&format!("health:    {probes} (")), "{said}");
    assert_eq!(
        health(&["--address", &probes], &[]),
        (0, "ready\n".to_owned())
    );
    let variables = [("LINKGATE_HEALTH_LISTEN", &*probes)];
    assert_eq!(health(&[], &variables), (0, "ready\n".to_owned()));
    let (code, said) = health(&["--address", &nowhere], &[]);
    assert_eq!(code, 1, "{said}");
    let gone = format!("not ready: {nowhere}: No such file or directory (os error 2)\n");
    assert_eq!(said, gone);
}

#[test]
fn health_asks_at_the_nearest_address_and_tells_what_it_is_told() {
    let running = Running::start(&["--drain-delay", "60s"]);
    let admin = running.admin.to_string();
    let good = (0, "ready\n".to_owned());
    eventually("readiness", || {
        (health(&["--address", &admin], &[]) == good).then_some(())
    });
    assert_eq!(health(&[], &[("LINKGATE_ADMIN_LISTEN", &admin)]), good);
    let everywhere = format!("0.0.0.0:{}", running.admin.port());
    assert_eq!(health(&[], &[("LINKGATE_ADMIN_LISTEN", &everywhere)]), good);
    // No policy is read.
    let variables = [
        ("LINKGATE_ADMIN_LISTEN", &*admin),
        ("LINKGATE_POLICY", "/nowhere"),
    ];
    assert_eq!(health(&[], &variables), good);
    running.signal("TERM");
    let draining = (1, "not ready: draining\n".to_owned());
    eventually("drain", || {
        (health(&["--address", &admin], &[]) == draining).then_some(())
    });
    running.signal("TERM");
    let (code, _, said) = running.end();
    assert_eq!(code, Some(0), "{said}");
    let refused = format!("not ready: {admin}: Connection refused (os error 111)\n");
    assert_eq!(health(&["--address", &admin], &[]), (1, refused));
}

#[test]
fn health_does_not_wait_for_ever_nor_believe_everybody() {
    let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = silent.local_addr().expect("bound").to_string();
    let begun = Instant::now();
    let said = health(&["--address", &address, "--timeout", "200ms"], &[]);
    let late = format!("not ready: {address}: no answer within 200ms\n");
    assert_eq!(said, (1, late));
    assert!(begun.elapsed() < Duration::from_secs(5));

    let folder = Folder::new();
    let other = UnixListener::bind(folder.path("other.sock")).expect("a socket");
    let answering = std::thread::spawn(move || {
        let (mut stream, _) = other.accept().expect("asked");
        let read = stream.read(&mut [0; 1024]).expect("a request");
        assert!(read > 0);
        stream
            .write_all(b"HTTP/1.1 200 OK\r\n\r\nhello")
            .expect("written");
    });
    let address = format!("unix:{}", folder.named("other.sock"));
    let (code, said) = health(&["--address", &address], &[]);
    answering.join().expect("no panic");
    let no_linkgate = format!("not ready: {address}: this is not a Linkgate listener\n");
    assert_eq!((code, said), (1, no_linkgate));
}

#[test]
fn health_says_what_is_written_wrong() {
    for (arguments, variables, line) in [
        (
            &["--address", "systemd:links"][..],
            &[][..],
            "error: --address systemd:links: only systemd knows this address; name it with --address",
        ),
        (
            &[],
            &[("LINKGATE_HEALTH_LISTEN", "systemd")],
            "error: LINKGATE_HEALTH_LISTEN systemd: only systemd knows this address; name it with \
             --address",
        ),
        (
            &["--address", "nowhere"],
            &[],
            "error: invalid value 'nowhere' for '--address <ADDRESS>': write ADDRESS:PORT",
        ),
        (
            &["--timeout", "3"],
            &[],
            "error: invalid value '3' for '--timeout <TIME>': write it like 500ms, 5s or 1h 30m",
        ),
    ] {
        let (code, said) = health(arguments, variables);
        assert_eq!(code, 2, "{said}");
        assert!(said.starts_with(line), "{said}");
    }
}
