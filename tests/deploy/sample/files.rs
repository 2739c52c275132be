//! The files that a proxy and its replicas run with: those of the sample, or as little as the proxy
//! takes.

use std::net::SocketAddr;

use super::edits::{Change, changed, shipped};
use super::wish::{Identity, Proxy, Wish};
use crate::fleet::{Net, REPLICAS, socket_name};
use crate::load::HOST_NAME;
use crate::support::service::Folder;

/// The part of a policy that belongs to each sample.
pub const POLICIES: [&str; 5] = [
    "haproxy/callers.yaml",
    "haproxy/callers-tcp.yaml",
    "nginx/callers.yaml",
    "caddy/callers.yaml",
    "traefik/callers.yaml",
];

/// The secret part of header names.
pub const SECRET: &str = "3f9c2a7be1d84f60";

/// What the files of a sample name, and where the test has it.
pub struct Places<'p> {
    pub net: Net,
    pub folder: &'p Folder,
    pub login: SocketAddr,
}

impl Places<'_> {
    /// Writes the files of the sample, and tells where the proxy's own is.
    pub fn write_sample(&self, wish: &Wish<'_>) -> String {
        self.folder.write("policy/header-secret", SECRET);
        let mut written = Vec::new();
        for file in wish.proxy.files() {
            let edits = wish.edits.iter().filter(|edit| edit.file == *file);
            let text = edits.fold(shipped(file), |text, edit| edit.apply(&text));
            let mut changes = self.changes(file);
            if wish.local {
                changes.splice(0..0, self.to_unix_sockets(file));
            }
            let text = changed(&text, file, &changes);
            let text = match wish.identity {
                Identity::Tokens => with_tokens(&text, file),
                Identity::Shipped => text,
            };
            let name = match *file {
                "nginx/linkgate-identity.conf" => "identity.conf",
                file if file.contains("/callers") => "policy/callers.yaml",
                _ => "proxy",
            };
            written.push(self.folder.write(name, &text));
        }
        written.swap_remove(0)
    }

    /// What a reader of the file puts in, too: addresses, ports, certificates,
    /// the secret.
    fn changes(&self, file: &str) -> Vec<Change> {
        let net = Change::new("10.1.0.", &self.net.prefix());
        let links = |port: u16| Change::new(&format!(":{port}"), &format!(":{}", self.net.links));
        let front = self.net.front().to_string();
        let path = |name: &str, to: &str| Change::new(name, &self.folder.named(to));
        let login = Change::new("127.0.0.1:4180", &self.login.to_string());
        let health = |before: &str| {
            let to = format!("{before} {}", self.net.health);
            Change::new(&format!("{before} 9091"), &to)
        };
        let nobody = Change::new("    user haproxy\n    group haproxy\n", "");
        match file {
            "haproxy/haproxy.cfg" => vec![
                nobody,
                Change::new("bind :443", &format!("bind {front}")),
                path("/etc/haproxy/tls/gate.pem", "gate.pem"),
                path("/etc/haproxy/tls/people-ca.pem", "people-ca.pem"),
                net,
                links(8080),
                health("port"),
            ],
            "haproxy/haproxy-tcp.cfg" => vec![
                nobody,
                Change::new("bind :443", &format!("bind {front}")),
                net,
                links(8443),
                health("port"),
            ],
            "nginx/linkgate.conf" => vec![
                Change::new("listen 443", &format!("listen {front}")),
                path("/etc/nginx/tls/gate.pem", "gate.crt"),
                path("/etc/nginx/tls/gate.key", "gate.key"),
                path("/etc/nginx/linkgate-identity.conf", "identity.conf"),
                net,
                links(8080),
                login,
            ],
            "nginx/linkgate-identity.conf" => vec![Change::new("SECRET", SECRET)],
            "caddy/Caddyfile" => vec![
                path("/etc/caddy/tls/gate.pem", "gate.crt"),
                path("/etc/caddy/tls/gate.key", "gate.key"),
                net,
                links(8080),
                health("health_port"),
                login,
            ],
            // On loopback every connection comes from this address.
            _ => vec![Change::new("10.1.0.2/32", "127.0.0.1/32")],
        }
    }

    /// What a reader changes for replicas on the same machine.
    fn to_unix_sockets(&self, file: &str) -> Vec<Change> {
        if file.contains("/callers") {
            return vec![Change::new("10.1.0.2/32", "unix, 10.1.0.2/32")];
        }
        if file != "nginx/linkgate.conf" {
            return Vec::new();
        }
        let server = |number: usize| {
            let host = format!("server 10.1.0.{}:8080", number + 11);
            let socket = self.folder.named(&socket_name(number));
            Change::new(&host, &format!("server unix:{socket}"))
        };
        (0..REPLICAS).map(server).collect()
    }

    /// As little as the proxy takes, with its own defaults for the rest.
    pub fn defaults(&self, proxy: Proxy) -> String {
        let front = self.net.front();
        let health = self.net.health;
        let file = |name| self.folder.named(name);
        let servers: Vec<String> = (11..14)
            .map(|host| SocketAddr::from((self.net.host(host), self.net.links)).to_string())
            .collect();
        let each = |line: &dyn Fn(usize, &String) -> String| -> String {
            let lines = servers.iter().enumerate();
            lines.map(|(number, server)| line(number, server)).collect()
        };
        // The times are those of Debian's own haproxy.cfg.
        let haproxy = |mode: &str, tls: &str, proxied: &str| {
            let servers = each(&|number, server| {
                format!("    server replica-{number} {server} check port {health}{proxied}\n")
            });
            format!(
                "defaults\n    mode {mode}\n    timeout connect 5s\n    timeout client 50s\n    timeout server 50s\n\
                 frontend visitors\n    bind {front}{tls}\n    default_backend linkgate\n\
                 backend linkgate\n    option httpchk GET /readyz\n{servers}"
            )
        };
        match proxy {
            Proxy::Haproxy => {
                let tls = format!(" ssl crt {} alpn h2,http/1.1", file("gate.pem"));
                haproxy("http", &tls, "")
            }
            Proxy::HaproxyTcp => haproxy("tcp", "", " send-proxy-v2"),
            Proxy::Nginx => {
                let servers = each(&|_, server| format!("server {server}; "));
                format!(
                    "upstream linkgate {{ {servers}}}\n\
                     server {{\n  listen {front} ssl http2;\n  ssl_certificate {};\n  ssl_certificate_key {};\n\
                     location / {{ proxy_pass http://linkgate; proxy_set_header Host $host; }}\n}}\n",
                    file("gate.crt"),
                    file("gate.key"),
                )
            }
            Proxy::Caddy => format!(
                "{HOST_NAME} {{\n\ttls {} {}\n\treverse_proxy {}\n}}\n",
                file("gate.crt"),
                file("gate.key"),
                servers.join(" ")
            ),
        }
    }
}

/// The other way of a file: what stands in its comments, instead of headers
/// and certificates.
fn with_tokens(text: &str, file: &str) -> String {
    let in_comments = text.lines().map(|line| match file {
        "nginx/linkgate.conf" if line.contains("include ") => {
            "    proxy_set_header Authorization $gate_token;".to_owned()
        }
        "nginx/linkgate.conf" => line.replace("# auth_request_set", "auth_request_set"),
        "caddy/Caddyfile" => line.replace("# copy_headers Auth", "copy_headers Auth"),
        _ => line.to_owned(),
    });
    let text: String = in_comments.map(|line| line + "\n").collect();
    if !file.contains("/callers") {
        return text;
    }
    // From the keys of the issuer on, they are of the test.
    let (callers, tokens) = text.split_once("  # tokens:").expect("the other way");
    let kept = callers.lines().filter(|line| {
        let ours = ["trusted_proxies", "address:", "login_url", "callers:"];
        ours.iter().any(|key| line.trim_start().starts_with(key))
    });
    let kept: String = kept.map(|line| format!("{line}\n")).collect();
    let tokens = format!("  tokens:{}", tokens.replace("  # ", "  "));
    let url = "{ url: https://auth.acme.example/.well-known/jwks.json }";
    let changes = [
        Change::new(url, "{ file: keys.json }"),
        Change::new("[RS256]", "[ES256]"),
    ];
    kept + &changed(&tokens, file, &changes)
}
