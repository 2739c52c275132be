//! The image: made by its script, looked into, and started from its own tree.

mod compose;
mod image;
mod run;

use std::fs::{self, Permissions};
use std::net::SocketAddr;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::Path;

use serde_json::Value;

use crate::support::policy_host::{Manner, PolicyHost};
use crate::support::service::{Folder, ONE_ROUTE, PATIENCE, Service, within, write_to_folder};
use crate::support::stand_in::{Reply, StandIns};
use crate::support::tool::tool;
use image::Image;
use run::{Container, Network, Start};

/// A folder that everybody can read, with a policy in it.
fn policy(text: &str) -> Folder {
    let folder = Folder::new();
    folder.write("policy.yaml", text);
    fs::set_permissions(folder.path(""), Permissions::from_mode(0o755)).expect("ours");
    folder
}

/// One that believes an issuer of tokens at that port.
fn believing(port: u16) -> String {
    format!(
        r#"version: 1
public_url: https://go.acme.example/
sites: {{ acme: https://acme.webex.com/acme/ }}
callers:
  tokens:
    portal:
      from: oidc
      issuer: https://login.acme.example
      audience: go.acme.example
      algorithms: [ES256]
      keys: {{ url: "https://login.acme.example:{port}/keys" }}
routes:
  join: {{ path: "/go/join/{{meeting_key}}", command: meeting.join, allow: [{{ user: ann }}] }}
"#
    )
}

/// Where the image has its policy.
const POLICY: &str = "/etc/linkgate";

/// Where `compose.yaml` mounts a volume.
const STATE: &str = "/var/lib/linkgate";

#[test]
fn the_image_has_what_it_needs_and_no_more() {
    let Some(image) = Image::build() else { return };
    assert_eq!(
        image.files(),
        [
            "etc/linkgate/policy.yaml",
            "etc/ssl/certs/ca-certificates.crt",
            "linkgate"
        ]
    );
    let bytes = image.bytes();
    eprintln!("the image has {bytes} bytes");
    // Most of it is cryptography, TLS, Unicode, and the client and the sandbox of Webex's services;
    // a library that doubles it is to be noticed.
    assert!(bytes < 20 * 1024 * 1024, "{bytes} bytes");

    let config = &image.config;
    assert_eq!(config["User"], "65532:65532");
    assert_eq!(config["Entrypoint"], serde_json::json!(["/linkgate"]));
    assert_eq!(config["Cmd"], serde_json::json!(["serve"]));
    let health = &config["Healthcheck"]["Test"];
    assert_eq!(*health, serde_json::json!(["CMD", "/linkgate", "health"]));
    assert!(config["ExposedPorts"]["8080/tcp"].is_object(), "{config}");
    let labels = &config["Labels"];
    let version = &labels["org.opencontainers.image.version"];
    assert_eq!(*version, env!("CARGO_PKG_VERSION"));
    for label in ["title", "description", "licenses"] {
        let name = format!("org.opencontainers.image.{label}");
        assert!(labels[&name].is_string(), "{labels}");
    }
}

#[test]
fn the_same_files_make_the_same_image() {
    let images = [Image::build(), Image::build()];
    let [Some(first), Some(second)] = images else {
        return;
    };
    assert_eq!(first.id, second.id);
}

#[test]
fn it_serves_as_it_is_where_nothing_can_be_written() {
    let Some(image) = Image::build() else { return };
    let Some(container) = Container::start(&image, &Start::default()) else {
        return;
    };
    container.await_health();
    let answer = container.curl("http://127.0.0.1:8080/go/join/123456789");
    assert!(answer.starts_with("HTTP/1.1 302 "), "{answer}");
    assert!(answer.contains("location: https://acme.webex.com/"));
    let ready = container.curl("http://127.0.0.1:9090/readyz");
    assert!(ready.starts_with("HTTP/1.1 200 "), "{ready}");

    // Nobody answers there.
    let (code, said) = container.exec(&["/linkgate", "health", "--address", "127.0.0.1:9"]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("127.0.0.1:9"), "{said}");

    let ended = container.stop();
    assert_eq!(ended.code, Some(0), "{}", ended.said);
    let line: Value = serde_json::from_str(&ended.decisions).expect("one line");
    assert_eq!(line["outcome"], "redirected");
}

#[test]
fn it_finds_an_issuer_by_its_name_without_the_c_library() {
    let Some(image) = Image::build() else { return };
    let issuer = StandIns::start(|_| Reply::Page(r#"{"keys":[]}"#.to_owned()));
    let port = issuer.address().port();
    let folder = policy(&believing(port));
    folder.write("hosts", "127.0.0.1 login.acme.example\n");
    // In the place of the authorities that the image has.
    folder.write("authorities", issuer.authority());
    let start = Start {
        env: vec![
            "LINKGATE_LISTEN=127.0.0.1:0".to_owned(),
            "LINKGATE_ADMIN_LISTEN=127.0.0.1:0".to_owned(),
        ],
        mounts: vec![
            (folder.path(""), POLICY),
            (folder.path("hosts"), "/etc/hosts"),
            (
                folder.path("authorities"),
                "/etc/ssl/certs/ca-certificates.crt",
            ),
        ],
        network: Network::Host,
        ..Start::default()
    };
    let Some(container) = Container::start(&image, &start) else {
        return;
    };
    let called = within(PATIENCE, || issuer.calls().pop());
    let Some(called) = called else {
        panic!("{}", container.stop().said);
    };
    assert_eq!(called.target, "/keys");
    assert_eq!(called.host, format!("login.acme.example:{port}"));
    assert_eq!(container.stop().code, Some(0));
}

#[test]
fn its_tree_is_enough_to_ask_a_name_server() {
    let Some(image) = Image::build() else { return };
    let Some(mut chroot) = tool("chroot") else {
        return;
    };
    // No devices, no processes, no user's name. Nobody serves names at this address, or somebody
    // who does not know this one.
    let root = image.root();
    fs::write(root.join("etc/resolv.conf"), "nameserver 127.0.0.1\n").expect("written");
    fs::write(root.join("etc/linkgate/policy.yaml"), believing(8443)).expect("written");
    chroot
        .arg("--userspec=65532:65532")
        .arg(&root)
        .args([
            "/linkgate",
            "serve",
            "--policy",
            POLICY,
            "--drain-delay",
            "0s",
        ])
        .args(["--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"]);
    let folder = Folder::new();
    let child = write_to_folder(&mut chroot, &folder);
    let nowhere = SocketAddr::from(([127, 0, 0, 1], 0));
    let service = Service::started(child, folder, nowhere, nowhere);
    let failed = within(PATIENCE, || {
        let said = service.diagnostics();
        (said.contains("panicked") || said.contains("cannot be looked up")).then_some(())
    });
    let said = service.diagnostics();
    assert!(failed.is_some() && !said.contains("panicked"), "{said}");
    service.stop();
}

/// As the comments in `compose.yaml` say.
#[test]
fn it_keeps_the_copy_of_its_policy_in_a_volume() {
    let Some(image) = Image::build() else { return };
    let host = PolicyHost::start();
    host.put("/policy.yaml", ONE_ROUTE);
    let files = policy("");
    files.write("ca.pem", &host.authority.pem);
    let state = Folder::new();
    let user = Some(65532);
    chown(state.path(""), user, None).expect("containers are started by root");
    let start = Start {
        env: vec![
            "LINKGATE_LISTEN=127.0.0.1:0".to_owned(),
            format!("LINKGATE_ADMIN_LISTEN=unix:{STATE}/admin.sock"),
            format!("LINKGATE_STATE_DIR={STATE}"),
            format!("LINKGATE_POLICY={}", host.url("/policy.yaml")),
            format!("LINKGATE_POLICY_CA={POLICY}/ca.pem"),
        ],
        mounts: vec![(files.path(""), POLICY)],
        volumes: vec![(state.path(""), STATE)],
        network: Network::Host,
    };
    let down = "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n".to_owned();
    for manner in [Manner::Good, Manner::Says(down)] {
        let serves_a_copy = matches!(manner, Manner::Says(_));
        host.behave(manner);
        let Some(container) = Container::start(&image, &start) else {
            return;
        };
        container.await_health();
        let ended = container.stop();
        assert_eq!(ended.code, Some(0), "{}", ended.said);
        let goes_on = ended.said.contains("goes into service");
        assert_eq!(goes_on, serves_a_copy, "{}", ended.said);
        assert!(state.read("policy.copy").contains("/go/join"));
    }
}

/// Starts it, which it must refuse: with exit code 1, and what it says.
fn refused(image: &Image, start: &Start) -> Option<String> {
    let ended = Container::start(image, start)?.end();
    assert_eq!(ended.code, Some(1), "{}", ended.said);
    assert_eq!(ended.decisions, "");
    Some(ended.said)
}

fn mounted(folder: &Path) -> Start {
    Start {
        mounts: vec![(folder.to_owned(), POLICY)],
        ..Start::default()
    }
}

#[test]
fn it_says_what_keeps_it_from_starting() {
    let Some(image) = Image::build() else { return };

    let folder = policy("version: 1\npublic_url: http://go.acme.example/\n");
    let Some(said) = refused(&image, &mounted(&folder.path(""))) else {
        return;
    };
    assert!(said.contains("/etc/linkgate/policy.yaml:2:"), "{said}");

    // The user of the image is not the one of the file.
    let file = folder.path("policy.yaml");
    fs::set_permissions(&file, Permissions::from_mode(0o600)).expect("ours");
    let said = refused(&image, &mounted(&folder.path(""))).expect("just started");
    assert!(said.contains("/etc/linkgate/policy.yaml"), "{said}");
    assert!(said.contains("Permission denied"), "{said}");

    let empty = Folder::new();
    fs::set_permissions(empty.path(""), Permissions::from_mode(0o755)).expect("ours");
    let said = refused(&image, &mounted(&empty.path(""))).expect("just started");
    assert!(said.contains("/etc/linkgate"), "{said}");

    let start = Start {
        env: vec!["LINKGATE_DECISION_LOG=/var/log/decisions.log".to_owned()],
        ..Start::default()
    };
    let said = refused(&image, &start).expect("just started");
    assert!(said.contains("/var/log/decisions.log"), "{said}");
}
