//! The program as others see it: what scanners find in its TLS, and whether
//! the client that everybody has gets through in every way there is.
use std::collections::BTreeMap;
use std::net::{SocketAddr, TcpListener};

use crate::support::program::linkgate;
use crate::support::service::{Folder, Service, eventually, write_to_folder};
use crate::support::tls::Authority;
use crate::support::tool::tool;
use serde_json::Value;

const POLICY: &str = r#"version: 1
public_url: https://go.acme.example/
hosts: [127.0.0.1, localhost]
sites: { acme: "https://acme.webex.com/acme/" }
back_urls: { meetings: "https://portal.acme.example/" }
callers: { certificates: tls }
routes:
  join: { path: "/go/join/{meeting_key}", command: meeting.join, back: meetings, allow: anyone }
  badge: { path: "/go/badge/{meeting_key}", command: meeting.join, back: meetings, allow: [{ certificate: "CN=Ann Lee" }] }
"#;

const BEHIND_PROXY: &str = "callers: { trusted_proxies: [127.0.0.0/8], address: proxy-protocol }";

const TARGET: &str = "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789\
                      &BU=https%3A%2F%2Fportal.acme.example%2F";

/// A folder with a policy, a certificate for this machine, and one of Ann's.
fn folder(policy: &str) -> Folder {
    let (folder, authority) = (Folder::new(), Authority::new());
    folder.write("policy.yaml", policy);
    folder.write("ca.crt", &authority.pem);
    let server = authority.server_of_today();
    folder.write("tls.crt", &server.certificate);
    folder.write("tls.key", &server.key);
    let ann = authority.person("Ann Lee");
    folder.write("ann.crt", &ann.certificate);
    folder.write("ann.key", &ann.key);
    folder
}

fn tls(folder: &Folder) -> Vec<String> {
    let (certificate, key) = (folder.named("tls.crt"), folder.named("tls.key"));
    ["--tls-cert", &certificate, "--tls-key", &key]
        .map(ToOwned::to_owned)
        .to_vec()
}

fn start(folder: Folder, flags: &[String]) -> Service {
    let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
    Service::start(folder, &flags)
}

/// What a client that was told to go somewhere saw.
#[derive(Debug, PartialEq)]
struct Saw {
    version: String,
    status: String,
    location: String,
    request_id: String,
}

/// Asks with curl, for which `@` is the folder; `Err` has what it complains about. `None` without curl.
fn curl(service: &Service, arguments: &[&str]) -> Option<Result<Saw, String>> {
    let here = service.folder.named("");
    let arguments = arguments.iter().map(|text| match text.strip_prefix('@') {
        Some(file) => format!("{here}{file}"),
        None => (*text).to_owned(),
    });
    let said = tool("curl")?
        .args(["--disable", "--silent", "--show-error", "--noproxy", "*"])
        .args(["--max-time", "20", "--output", "/dev/null", "--write-out"])
        .arg("%{http_version} %{response_code} %header{x-request-id} %{redirect_url}")
        .args(["--cacert", &service.folder.named("ca.crt")])
        .args(arguments)
        .output()
        .expect("curl runs");
    if !said.status.success() {
        return Some(Err(String::from_utf8_lossy(&said.stderr).into_owned()));
    }
    let out = String::from_utf8(said.stdout).expect("text");
    let [version, status, request_id, location] = out.splitn(4, ' ').collect::<Vec<_>>()[..] else {
        panic!("{out}");
    };
    Some(Ok(Saw {
        version: version.to_owned(),
        status: status.to_owned(),
        location: location.to_owned(),
        request_id: request_id.to_owned(),
    }))
}

/// One way to ask: the flags of curl with its address, then the version and the
/// status of the answer, and the client of its line.
type Case<'a> = (&'a [&'a str], &'a str, &'a str, &'a str);

/// Asks in each of these ways, for a target or a refusal: each has its line.
fn assert_served(service: Service, cases: &[Case<'_>]) {
    let mut asked = 0;
    for (arguments, version, status, client) in cases {
        let Some(saw) = curl(&service, arguments) else {
            return;
        };
        let saw = saw.unwrap_or_else(|error| panic!("{arguments:?}: {error}"));
        assert_eq!(
            (&*saw.version, &*saw.status),
            (*version, *status),
            "{arguments:?}"
        );
        let location = match *status {
            "302" => TARGET,
            "308" => "https://go.acme.example/go/join/123456789",
            _ => "",
        };
        assert_eq!(saw.location, location, "{arguments:?}");
        let line = service.decision(&saw.request_id);
        let found = match line.get("client").expect("every line says it") {
            Value::Null => "null",
            address => address.as_str().expect("a text"),
        };
        assert_eq!(found, *client, "{arguments:?}: {line}");
        assert_eq!(line["status"].to_string(), *status, "{arguments:?}: {line}");
        let is_ann = line["caller"] == "CN=Ann Lee";
        assert_eq!(
            is_ann,
            arguments.contains(&"--cert"),
            "{arguments:?}: {line}"
        );
        asked += 1;
    }
    let (decisions, said) = service.stop();
    assert_eq!(decisions.len(), asked, "one line for each answer: {said}");
}

#[test]
fn curl_gets_through_tls_of_both_versions_and_http_of_both() {
    let folder = folder(POLICY);
    let mut flags = tls(&folder);
    flags.extend(["--tls-client-ca".to_owned(), folder.named("ca.crt")]);
    let service = start(folder, &flags);
    let join = format!("https://{}/go/join/123456789", service.public);
    let badge = format!("https://{}/go/badge/123456789", service.public);
    let named = format!(
        "https://localhost:{}/go/join/123456789",
        service.public.port()
    );
    let (old, new) = (&["--tlsv1.2", "--tls-max", "1.2"], "--tlsv1.3");
    let ann = ["--cert", "@ann.crt", "--key", "@ann.key"];
    let [old1, old2] = ["--http1.1", "--http2"].map(|http| [&old[..], &[http, &join]].concat());
    let ann_old = [&ann[..], &old[..], &["--http1.1", &badge]].concat();
    let ann_new = [&ann[..], &[new, "--http2", &badge]].concat();
    let ann_join = [&ann[..], &["--http2", &join]].concat();
    let here = "127.0.0.1";
    assert_served(
        service,
        &[
            (&old1, "1.1", "302", here),
            (&old2, "2", "302", here),
            (&[new, "--http1.1", &join], "1.1", "302", here),
            (&[new, "--http2", &join], "2", "302", here),
            (&["--http2", "--ipv4", &named], "2", "302", here),
            (&["--no-alpn", &join], "1.1", "302", here),
            (&ann_old, "1.1", "302", here),
            (&ann_new, "2", "302", here),
            (&ann_join, "2", "302", here),
            (&["--http2", &badge], "2", "401", here),
            (&["--http2", "--head", &join], "2", "302", here),
        ],
    );
}

#[test]
fn curl_does_not_get_through_older_tls_or_to_another_certificate() {
    let folder = folder(POLICY);
    let flags = tls(&folder);
    let service = start(folder, &flags);
    let join = format!("https://{}/go/join/123456789", service.public);
    let stranger = Authority::new();
    service.folder.write("stranger.crt", &stranger.pem);
    for arguments in [
        &[
            "--tls-max",
            "1.1",
            "--tlsv1.0",
            "--ciphers",
            "DEFAULT@SECLEVEL=0",
        ][..],
        &["--cacert", "@stranger.crt"],
        &["--tls-max", "1.2", "--ciphers", "ECDHE-ECDSA-AES128-SHA"],
        &["--tls-max", "1.2", "--ciphers", "AES128-GCM-SHA256"],
    ] {
        let arguments = [arguments, &[&join]].concat();
        let Some(saw) = curl(&service, &arguments) else {
            return;
        };
        let error = saw.expect_err("no answer");
        assert!(
            error.contains("curl: (35)") || error.contains("curl: (60)"),
            "{error}"
        );
    }
    let (decisions, _) = service.stop();
    assert_eq!(decisions.len(), 0);
}

#[test]
fn curl_gets_through_without_tls_on_every_kind_of_listener() {
    let folder = folder(POLICY);
    let socket = folder.named("links.sock");
    let mut flags = vec!["--listen".to_owned(), format!("unix:{socket}")];
    let has_ipv6 = TcpListener::bind("[::1]:0").is_ok();
    if has_ipv6 {
        flags.extend(["--listen", "[::1]:0"].map(ToOwned::to_owned));
    } else {
        eprintln!("this machine has no IPv6: not tested");
    }
    let service = start(folder, &flags);
    let join = format!("http://{}/go/join/123456789", service.public);
    let local = "http://127.0.0.1/go/join/123456789";
    let v6 = service.announced_after("links:", 1);
    assert_eq!(v6.is_some(), has_ipv6);
    let port = v6.map_or(0, |address| address.port());
    let (at6, join6) = (
        format!("localhost:{port}:[::1]"),
        format!("http://localhost:{port}/go/join/123456789"),
    );
    let prior = "--http2-prior-knowledge";
    let mut cases: Vec<Case<'_>> = vec![];
    let (one, two) = (["--http1.1", &join], [prior, &join]);
    let upgrade = ["--http2", &join];
    let at_socket = ["--unix-socket", &socket, local];
    let at_socket2 = [prior, "--unix-socket", &socket, local];
    cases.push((&one, "1.1", "302", "127.0.0.1"));
    cases.push((&two, "2", "302", "127.0.0.1"));
    // An offer to change to HTTP/2 need not be taken.
    cases.push((&upgrade, "1.1", "302", "127.0.0.1"));
    cases.push((&at_socket, "1.1", "302", "null"));
    cases.push((&at_socket2, "2", "302", "null"));
    let one6 = ["--resolve", &at6, "--http1.1", &join6];
    let two6 = ["--resolve", &at6, prior, &join6];
    if has_ipv6 {
        cases.push((&one6, "1.1", "302", "::1"));
        cases.push((&two6, "2", "302", "::1"));
    }
    assert_served(service, &cases);
}

#[test]
fn curl_gets_through_behind_the_proxy_protocol() {
    let policy = POLICY.replace("callers: { certificates: tls }", BEHIND_PROXY);
    for encrypted in [false, true] {
        let folder = folder(&policy);
        let flags = if encrypted { tls(&folder) } else { vec![] };
        let service = start(folder, &flags);
        let scheme = if encrypted { "https" } else { "http" };
        let join = format!("{scheme}://{}/go/join/123456789", service.public);
        let Some(without) = curl(&service, &[&join]) else {
            return;
        };
        without.expect_err("a header has to come first");
        let http2 = if encrypted {
            "--http2"
        } else {
            "--http2-prior-knowledge"
        };
        let header = "--haproxy-protocol";
        let (from, other) = ("--interface", "127.0.0.7");
        assert_served(
            service,
            &[
                (&[header, "--http1.1", &join], "1.1", "302", "127.0.0.1"),
                (&[header, http2, &join], "2", "302", "127.0.0.1"),
                (&[header, from, other, http2, &join], "2", "302", other),
            ],
        );
    }
}

#[test]
fn curl_is_sent_to_the_public_address_by_the_listener_without_tls() {
    let folder = folder(POLICY);
    let mut flags = tls(&folder);
    flags.extend(["--redirect-listen", "127.0.0.1:0"].map(ToOwned::to_owned));
    let mut service = start(folder, &flags);
    let address = service.announced("redirect:");
    let join = format!("http://{address}/go/join/123456789");
    let here = "127.0.0.1";
    assert_served(
        service,
        &[
            (&["--http1.1", &join], "1.1", "308", here),
            (&["--http2-prior-knowledge", &join], "2", "308", here),
        ],
    );
}

#[test]
fn what_a_newcomer_is_told_to_try_is_encrypted_where_the_listener_is() {
    let folder = folder(POLICY);
    let any = "127.0.0.1:0";
    let mut command = linkgate();
    command
        .args(["serve", "--listen", any, "--admin-listen", any])
        .args(tls(&folder));
    let child = write_to_folder(&mut command, &folder);
    let nowhere = SocketAddr::from(([127, 0, 0, 1], 0));
    let mut service = Service::started(child, folder, nowhere, nowhere);
    let address = service.announced("links:");
    let told = eventually("thing to try", || {
        let said = service.diagnostics();
        let mut lines = said.lines().map(str::trim);
        let line = lines.find(|line| line.starts_with("curl"))?;
        Some(line.to_owned())
    });
    assert_eq!(
        told,
        format!("curl -ik https://{address}/go/join/123456789")
    );
}

/// What a scanner may find: of a certificate made by this test, nobody says
/// where it would be revoked.
const EXCEPTIONS: [&str; 1] = ["cert_revocation"];

/// What it has to have looked at.
const LOOKED_AT: [&str; 33] = [
    "SSLv2",
    "SSLv3",
    "TLS1",
    "TLS1_1",
    "TLS1_2",
    "TLS1_3",
    "ALPN_HTTP2",
    "cipherlist_NULL",
    "cipherlist_aNULL",
    "cipherlist_EXPORT",
    "cipherlist_LOW",
    "cipherlist_3DES_IDEA",
    "cipher_order",
    "cert_trust",
    "cert_chain_of_trust",
    "cert_expirationStatus",
    "HTTP_status_code",
    "HSTS_time",
    "heartbleed",
    "CCS",
    "ticketbleed",
    "ROBOT",
    "secure_renego",
    "secure_client_renego",
    "CRIME_TLS",
    "BREACH",
    "POODLE_SSL",
    "fallback_SCSV",
    "SWEET32",
    "FREAK",
    "DROWN",
    "LOGJAM",
    "LUCKY13",
];

#[test]
fn testssl_finds_nothing() {
    let folder = folder(POLICY);
    let flags = tls(&folder);
    let service = start(folder, &flags);
    let (Some(_), Some(mut scan)) = (tool("testssl"), tool("timeout")) else {
        return;
    };
    let found = service.folder.named("found.json");
    let output = scan
        .args([
            "300",
            "testssl",
            "--quiet",
            "--warnings",
            "batch",
            "--color",
            "0",
        ])
        .args(["--nodns", "none", "--ip", "127.0.0.1"])
        .args(["--openssl-timeout", "20", "--connect-timeout", "20"])
        .args(["--add-ca", &service.folder.named("ca.crt")])
        .args(["--protocols", "--std", "--pfs", "--server-preference"])
        .args(["--server-defaults", "--headers", "--vulnerable"])
        .args(["--jsonfile", &found])
        .arg(format!(
            "https://localhost:{}/go/join/123456789",
            service.public.port()
        ))
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&output.stdout);
    let found: Value = serde_json::from_str(&service.folder.read("found.json")).expect("JSON");
    let text = |finding: &Value, name: &str| finding[name].as_str().expect("text").to_owned();
    let findings = found.as_array().expect("a list").iter();
    let findings: BTreeMap<String, (String, String)> = findings
        .map(|finding| {
            let words = (text(finding, "severity"), text(finding, "finding"));
            (
                text(finding, "id")
                    .split(' ')
                    .next()
                    .unwrap_or_default()
                    .to_owned(),
                words,
            )
        })
        .collect();
    for id in LOOKED_AT {
        assert!(findings.contains_key(id), "{id} was not looked at:\n{said}");
    }
    // A warning says that a check could not be made: of these here each has to be.
    let is_bad = |id: &str, severity: &str| match severity {
        "OK" | "INFO" => false,
        "WARN" => LOOKED_AT.contains(&id),
        _ => !EXCEPTIONS.contains(&id),
    };
    let wrong: Vec<_> = findings
        .iter()
        .filter(|(id, (severity, _))| is_bad(id, severity))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}\n{said}");
    assert_eq!(
        findings["HTTP_status_code"].1.split(' ').next(),
        Some("302"),
        "{said}"
    );
    eprintln!("{} findings, none of them bad", findings.len());
    service.stop();
}
