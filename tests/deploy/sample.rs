//! The samples of proxies in `deploy/`, run in front of three replicas, and the
//! same proxies with as little configuration as they take.

use std::fs;
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use hyper::{HeaderMap, Response};
use serde_json::Value;

use super::fleet::{Fleet, Net, REPLICAS, WORKERS, socket_name};
use super::load::{HOST_NAME, Visitor};
use super::login::{ANN, Login, Signer};
use super::support::service::{Folder, Service, eventually, within};
use super::support::tls::{Authority, Pair};
use super::support::tool::tool;

/// The secret part of header names.
pub(super) const SECRET: &str = "3f9c2a7be1d84f60";

/// What visitors under load ask for; only who is known may, where the sample
/// says who people are.
pub(super) const PATH: &str = "/go/join/123456789";
pub(super) const TARGET: &str = "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789&BU=https%3A%2F%2Fportal.acme.example%2Fmeetings";

/// The part of a policy that belongs to each sample.
pub(super) const POLICIES: [&str; 5] = [
    "haproxy/callers.yaml",
    "haproxy/callers-tcp.yaml",
    "nginx/callers.yaml",
    "caddy/callers.yaml",
    "traefik/callers.yaml",
];

/// Routes that ask for nobody.
pub(super) const OPEN_ROUTES: &str = r#"version: 1
public_url: https://go.acme.example/
sites: { acme: https://acme.webex.com/acme/ }
routes:
  join: { path: "/go/join/{meeting_key}", command: meeting.join, allow: anyone }
"#;

/// The drain delay that the samples recommend.
const OURS: &str = "5s";
/// The one of the program itself.
const PROGRAMS: &str = "15s";

/// A proxy, and how it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Proxy {
    Haproxy,
    /// HAProxy that leaves TLS to the replicas.
    HaproxyTcp,
    Nginx,
    Caddy,
}

/// With which configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Setup {
    Defaults,
    Sample,
}

/// A text that is replaced everywhere in a file, in which it must stand.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub(super) from: String,
    pub(super) to: String,
}

impl Change {
    pub(super) fn new(from: &str, to: &str) -> Self {
        Self {
            from: from.to_owned(),
            to: to.to_owned(),
        }
    }

    fn apply(&self, text: &str, file: &str) -> String {
        assert!(
            text.contains(&self.from),
            "{file} has no {:?} to replace",
            self.from
        );
        text.replace(&self.from, &self.to)
    }
}

/// Text with every change.
fn changed(text: &str, file: &str, changes: &[Change]) -> String {
    let apply = |text: String, change: &Change| change.apply(&text, file);
    changes.iter().fold(text.to_owned(), apply)
}

/// A line of a sample that a test changes, or leaves out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edit<'e> {
    /// The file, as it is named in `deploy/`.
    pub(super) file: &'e str,
    /// Words of exactly one line.
    pub(super) line: &'e str,
    /// What stands there instead.
    pub(super) becomes: Option<&'e str>,
}

impl Edit<'_> {
    fn apply(&self, text: &str) -> String {
        let is_meant = |line: &&str| line.contains(self.line);
        let meant = text.lines().filter(is_meant).count();
        assert_eq!(meant, 1, "lines of {} with {:?}", self.file, self.line);
        let lines = text.lines().filter_map(|line| match line {
            line if is_meant(&line) => self.becomes,
            line => Some(line),
        });
        lines.map(|line| format!("{line}\n")).collect()
    }
}

/// A file of `deploy/`.
pub(super) fn shipped(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("deploy")
        .join(name);
    fs::read_to_string(path).expect("a file of deploy/")
}

impl Proxy {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Haproxy => "HAProxy",
            Self::HaproxyTcp => "HAProxy (TCP)",
            Self::Nginx => "nginx",
            Self::Caddy => "Caddy",
        }
    }

    fn program(self) -> &'static str {
        match self {
            Self::Haproxy | Self::HaproxyTcp => "haproxy",
            Self::Nginx => "nginx",
            Self::Caddy => "caddy",
        }
    }

    /// Whether replicas end TLS themselves.
    pub(super) fn passes_tls(self) -> bool {
        self == Self::HaproxyTcp
    }

    /// The files of the sample: where they stand in `deploy/`. The first is the
    /// proxy's own, the last the part of the policy.
    fn files(self) -> &'static [&'static str] {
        match self {
            Self::Haproxy => &["haproxy/haproxy.cfg", "haproxy/callers.yaml"],
            Self::HaproxyTcp => &["haproxy/haproxy-tcp.cfg", "haproxy/callers-tcp.yaml"],
            Self::Nginx => &[
                "nginx/linkgate.conf",
                "nginx/linkgate-identity.conf",
                "nginx/callers.yaml",
            ],
            Self::Caddy => &["caddy/Caddyfile", "caddy/callers.yaml"],
        }
    }
}

/// How a sample learns who people are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Identity {
    /// As shipped: by headers with secret names, or by certificates.
    Shipped,
    /// By signed tokens, as its comments say.
    Tokens,
}

/// What a test wants.
#[derive(Clone, Copy)]
pub(super) struct Wish<'w> {
    pub(super) proxy: Proxy,
    pub(super) setup: Setup,
    pub(super) edits: &'w [Edit<'w>],
    pub(super) identity: Identity,
    /// Whether the proxy reaches replicas through Unix sockets.
    pub(super) local: bool,
}

impl Wish<'_> {
    /// A proxy as it is shipped, or with its defaults.
    pub(super) fn plain(proxy: Proxy, setup: Setup) -> Self {
        Self {
            proxy,
            setup,
            edits: &[],
            identity: Identity::Shipped,
            local: false,
        }
    }
}

/// A proxy that runs in front of three replicas.
pub(super) struct Scene {
    // Dropped in this order: the proxy goes first.
    pub(super) front: Front,
    pub(super) fleet: Fleet,
    _login: Login,
    pub(super) authority: Authority,
    pub(super) ann: Pair,
    signer: Signer,
    proxy: Proxy,
    setup: Setup,
}

impl Scene {
    /// Starts everything; nothing where the proxy is not installed.
    pub(super) fn start(wish: &Wish<'_>) -> Option<Self> {
        let command = tool(wish.proxy.program())?;
        let (net, signer, authority) = (Net::new(), Signer::new(), Authority::new());
        let login = Login::start(signer.bearer());
        let folder = Folder::new();
        let gate = authority.server_for(HOST_NAME);
        folder.write("gate.crt", &gate.certificate);
        folder.write("gate.key", &gate.key);
        folder.write("gate.pem", format!("{}{}", gate.certificate, gate.key));
        folder.write("people-ca.pem", &authority.pem);
        fs::create_dir(folder.path("policy")).expect("a folder");
        folder.write("policy/routes.yaml", routes(wish, 0));
        folder.write("policy/keys.json", signer.key_set());
        let places = Places {
            net,
            folder: &folder,
            login: login.address,
        };
        let file = match wish.setup {
            Setup::Defaults => {
                if wish.proxy.passes_tls() {
                    let callers =
                        "callers: { trusted_proxies: [127.0.0.1], address: proxy-protocol }\n";
                    folder.write("policy/callers.yaml", callers);
                }
                folder.write("proxy", places.defaults(wish.proxy))
            }
            Setup::Sample => places.write_sample(wish),
        };
        let flags = flags(wish, &folder);
        let fleet = Fleet::start(net, folder, &flags);
        let front = Front::start(wish.proxy, command, &file, net.front());
        let ann = authority.person("Ann Lee");
        Some(Self {
            front,
            fleet,
            _login: login,
            ann,
            signer,
            authority,
            proxy: wish.proxy,
            setup: wish.setup,
        })
    }

    /// Where visitors come from.
    pub(super) fn visitors(&self) -> IpAddr {
        self.fleet.net.host(99)
    }

    /// Whether the configuration says who people are, and the policy asks.
    fn knows_people(&self) -> bool {
        self.setup == Setup::Sample
    }

    /// Whom nobody knows.
    pub(super) fn stranger(&self) -> Visitor {
        Visitor {
            front: self.front.address,
            from: self.visitors(),
            http1: self.authority.client(b"http/1.1"),
            http2: self.authority.client(b"h2"),
            method: "GET",
            path: PATH,
            headers: HeaderMap::new(),
            target: TARGET,
        }
    }

    /// Ann, who may join meetings: by her certificate or her login, where the
    /// sample knows people.
    pub(super) fn visitor(&self) -> Visitor {
        let stranger = self.stranger();
        if let Some(credential) = self.credential() {
            return stranger.saying(credential);
        }
        if !self.knows_people() {
            return stranger;
        }
        Visitor {
            http1: self.authority.client_with(&self.ann, b"http/1.1"),
            http2: self.authority.client_with(&self.ann, b"h2"),
            ..stranger
        }
    }

    /// The header of somebody who is logged in, where people log in.
    pub(super) fn credential(&self) -> Option<&'static str> {
        let logs_in = matches!(self.proxy, Proxy::Nginx | Proxy::Caddy);
        (self.knows_people() && logs_in).then_some(ANN)
    }

    /// What Ann's login hands on for her.
    pub(super) fn bearer(&self) -> String {
        format!("Authorization: {}", self.signer.bearer())
    }

    /// The same, signed by somebody else.
    pub(super) fn forged_bearer() -> String {
        format!("Authorization: {}", Signer::new().bearer())
    }

    /// Where a replica answers operators.
    pub(super) fn admin(&self, number: usize) -> SocketAddr {
        self.fleet.replica(number).admin
    }

    /// The policy of all replicas.
    pub(super) fn policy(&self) -> String {
        self.fleet.folder.named("policy")
    }

    /// The decision about a request, whichever replica has made it.
    pub(super) fn decision(&self, answer: &Response<()>) -> Value {
        let id = answer.headers().get("x-request-id").expect("an id");
        eventually("line for the request", || {
            let mut lines = self.fleet.running().flat_map(Service::decisions);
            lines.find(|line| line["request_id"].as_str().map(str::as_bytes) == Some(id.as_bytes()))
        })
    }

    /// Writes that edition of the policy; not yet in force.
    pub(super) fn write_policy(&self, text: &str) {
        self.fleet.folder.replace("policy/routes.yaml", text);
    }

    /// An edition of the policy, and one that is not good.
    pub(super) fn edition(&self, number: usize) -> String {
        routes(&Wish::plain(self.proxy, self.setup), number)
    }
}

fn flags(wish: &Wish<'_>, folder: &Folder) -> Vec<String> {
    let delay = match wish.setup {
        Setup::Defaults => PROGRAMS,
        Setup::Sample => OURS,
    };
    let mut flags = vec!["--drain-delay".to_owned(), delay.to_owned()];
    if wish.proxy.passes_tls() {
        let tls = [
            ("--tls-cert", "gate.crt"),
            ("--tls-key", "gate.key"),
            ("--tls-client-ca", "people-ca.pem"),
        ];
        flags.extend(
            tls.into_iter()
                .flat_map(|(flag, file)| [flag.to_owned(), folder.named(file)]),
        );
    }
    flags
}

/// The routes of a policy. Its title makes every edition another one.
fn routes(wish: &Wish<'_>, edition: usize) -> String {
    let who = match (wish.setup, wish.proxy, wish.identity) {
        (Setup::Defaults, ..) => "anyone",
        (_, Proxy::Haproxy | Proxy::HaproxyTcp, Identity::Shipped) => {
            "[{ certificate: CN=Ann Lee }]"
        }
        _ => "[{ group: staff }]",
    };
    format!(
        r#"version: 1
public_url: https://{HOST_NAME}/
sites: {{ acme: https://acme.webex.com/acme/ }}
back_urls: {{ meetings: https://portal.acme.example/meetings }}
routes:
  join: {{ title: "Edition {edition}", path: "/go/join/{{meeting_key}}", command: meeting.join, back: meetings, allow: {who} }}
  open: {{ path: "/go/open/{{meeting_key}}", command: meeting.join, back: meetings, allow: anyone }}
"#
    )
}

/// What the files of a sample name, and where the test has it.
struct Places<'p> {
    net: Net,
    folder: &'p Folder,
    login: SocketAddr,
}

impl Places<'_> {
    /// Writes the files of the sample, and tells where the proxy's own is.
    fn write_sample(&self, wish: &Wish<'_>) -> String {
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
    fn defaults(&self, proxy: Proxy) -> String {
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

/// A running proxy.
pub(super) struct Front {
    child: Child,
    pub(super) address: SocketAddr,
    // Its own files; removed when it has ended.
    folder: Folder,
}

/// Longest that a proxy may take to start or to end.
const SOON: Duration = Duration::from_secs(20);

impl Front {
    fn start(proxy: Proxy, mut command: Command, file: &str, address: SocketAddr) -> Self {
        let folder = Folder::new();
        match proxy {
            Proxy::Haproxy | Proxy::HaproxyTcp => {
                // What `/etc/default/haproxy` has.
                command.env("LINKGATE_HEADER_SECRET", SECRET);
                command.args(["-db", "-f", file]);
            }
            Proxy::Nginx => {
                let main = folder.write("nginx.conf", nginx_main(&folder, file));
                command.args(["-e", &folder.named("error.log"), "-c", &main]);
            }
            Proxy::Caddy => {
                let main = folder.write("Caddyfile", caddy_main(address, file));
                command
                    .env("LINKGATE_HEADER_SECRET", SECRET)
                    .env("HOME", folder.named(""))
                    .env("XDG_DATA_HOME", folder.named("data"))
                    .env("XDG_CONFIG_HOME", folder.named("config"))
                    .args(["run", "--adapter", "caddyfile", "--config", &main]);
            }
        }
        let said = fs::File::create(folder.path("said")).expect("a file");
        let also = said.try_clone().expect("a file");
        let child = command
            .stdin(Stdio::null())
            .stdout(said)
            .stderr(also)
            .spawn()
            .expect("the proxy starts");
        let mut front = Self {
            child,
            address,
            folder,
        };
        let listens = within(SOON, || {
            let ended = front.child.try_wait().expect("a child").is_some();
            let listens = TcpStream::connect(address).is_ok();
            (ended || listens).then_some(listens && !ended)
        });
        assert_eq!(listens, Some(true), "{proxy:?}: {}", front.said());
        front
    }

    /// What it has said so far.
    pub(super) fn said(&self) -> String {
        self.folder.read("said") + &self.folder.read("error.log")
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        // nginx has to end its workers itself.
        let _ = kill_process(Pid::from_child(&self.child), Signal::TERM);
        let ended = within(SOON, || self.child.try_wait().ok().flatten());
        if ended.is_none() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

/// What Debian's own nginx.conf has around the sample.
fn nginx_main(folder: &Folder, sample: &str) -> String {
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|kind| format!("  {kind}_temp_path {};\n", folder.named(kind)))
        .concat();
    format!(
        "daemon off;\nuser {WORKERS};\nworker_processes 2;\npid {};\nevents {{ worker_connections 1024; }}\n\
         http {{\n  access_log off;\n{temporary}  include {sample};\n}}\n",
        folder.named("nginx.pid")
    )
}

/// The sample at an address and ports of its own.
fn caddy_main(front: SocketAddr, sample: &str) -> String {
    format!(
        "{{\n\tadmin off\n\tauto_https disable_redirects\n\tdefault_bind {}\n\thttps_port {}\n}}\nimport {sample}\n",
        front.ip(),
        front.port()
    )
}
