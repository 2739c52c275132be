//! The samples of proxies in `deploy/`, run in front of three replicas, and the
//! same proxies with as little configuration as they take.

mod edits;
mod files;
mod front;
mod wish;

use std::fs;
use std::net::{IpAddr, SocketAddr};
use std::process::Command;

use hyper::{HeaderMap, Response};
use serde_json::Value;

pub use edits::{Edit, shipped};
use files::Places;
pub use files::{POLICIES, SECRET};
use front::Front;
pub use wish::{Identity, Proxy, Setup, Wish};

use super::fleet::{Fleet, Net};
use super::load::{HOST_NAME, Visitor};
use super::login::{ANN, Login, Signer};
use super::support::service::{Folder, Service, eventually};
use super::support::tls::{Authority, Pair};
use super::support::tool::tool;

/// What visitors under load ask for; only who is known may, where the sample
/// says who people are.
pub const PATH: &str = "/go/join/123456789";
pub const TARGET: &str = "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789&BU=https%3A%2F%2Fportal.acme.example%2Fmeetings";

/// The drain delay that the samples recommend.
const OURS: &str = "5s";
/// The one of the program itself.
const PROGRAMS: &str = "15s";

/// A proxy that runs in front of three replicas.
pub struct Scene {
    // Dropped in this order: the proxy goes first.
    pub front: Front,
    pub fleet: Fleet,
    _login: Login,
    pub authority: Authority,
    pub ann: Pair,
    signer: Signer,
    proxy: Proxy,
    setup: Setup,
}

/// What a proxy and its replicas need before they start.
pub struct Stage {
    command: Command,
    /// The proxy's own file.
    file: String,
    net: Net,
    /// Of the replicas.
    pub folder: Folder,
    login: Login,
    signer: Signer,
    pub authority: Authority,
    proxy: Proxy,
    setup: Setup,
}

impl Stage {
    /// Writes every file; nothing where the proxy is not installed.
    pub fn prepare(wish: &Wish<'_>) -> Option<Self> {
        let command = tool(wish.proxy.program())?;
        let (net, signer, authority) = (Net::new(), Signer::new(), Authority::new());
        let login = Login::start(signer.bearer());
        let folder = Folder::new();
        let gate = authority.server_for(HOST_NAME);
        folder.write("gate.crt", &gate.certificate);
        folder.write("gate.key", &gate.key);
        folder.write("gate.pem", &format!("{}{}", gate.certificate, gate.key));
        folder.write("people-ca.pem", &authority.pem);
        fs::create_dir(folder.path("policy")).expect("a folder");
        folder.write("policy/routes.yaml", &routes(wish, 0));
        folder.write("policy/keys.json", &signer.key_set());
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
                folder.write("proxy", &places.defaults(wish.proxy))
            }
            Setup::Sample => places.write_sample(wish),
        };
        Some(Self {
            command,
            file,
            net,
            folder,
            login,
            signer,
            authority,
            proxy: wish.proxy,
            setup: wish.setup,
        })
    }

    /// Starts replicas with these flags, and the proxy in front of them.
    pub fn open(self, flags: Vec<String>) -> Scene {
        let fleet = Fleet::start(self.net, self.folder, flags);
        let front = Front::start(self.proxy, self.command, &self.file, self.net.front());
        Scene {
            front,
            fleet,
            _login: self.login,
            ann: self.authority.person("Ann Lee"),
            signer: self.signer,
            authority: self.authority,
            proxy: self.proxy,
            setup: self.setup,
        }
    }
}

impl Scene {
    /// Starts everything; nothing where the proxy is not installed.
    pub fn start(wish: &Wish<'_>) -> Option<Self> {
        let stage = Stage::prepare(wish)?;
        let flags = flags(wish, &stage.folder);
        Some(stage.open(flags))
    }

    /// Where visitors come from.
    pub fn visitors(&self) -> IpAddr {
        self.fleet.net.host(99)
    }

    /// Whether the configuration says who people are, and the policy asks.
    fn knows_people(&self) -> bool {
        self.setup == Setup::Sample
    }

    /// Whom nobody knows.
    pub fn stranger(&self) -> Visitor {
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
    pub fn visitor(&self) -> Visitor {
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
    pub fn credential(&self) -> Option<&'static str> {
        let logs_in = matches!(self.proxy, Proxy::Nginx | Proxy::Caddy);
        (self.knows_people() && logs_in).then_some(ANN)
    }

    /// What Ann's login hands on for her.
    pub fn bearer(&self) -> String {
        format!("Authorization: {}", self.signer.bearer())
    }

    /// The same, signed by somebody else.
    pub fn forged_bearer() -> String {
        format!("Authorization: {}", Signer::new().bearer())
    }

    /// Where a replica answers operators.
    pub fn admin(&self, number: usize) -> SocketAddr {
        self.fleet.replica(number).admin
    }

    /// The policy of all replicas.
    pub fn policy(&self) -> String {
        self.fleet.folder.named("policy")
    }

    /// The decision about a request, whichever replica has made it.
    pub fn decision(&self, answer: &Response<()>) -> Value {
        let id = answer.headers().get("x-request-id").expect("an id");
        eventually("line for the request", || {
            let mut lines = self.fleet.running().flat_map(Service::decisions);
            lines.find(|line| line["request_id"].as_str().map(str::as_bytes) == Some(id.as_bytes()))
        })
    }

    /// Writes that edition of the policy; not yet in force.
    pub fn write_policy(&self, text: &str) {
        self.fleet.folder.replace("policy/routes.yaml", text);
    }

    /// An edition of the policy, and one that is not good.
    pub fn edition(&self, number: usize) -> String {
        routes(&Wish::plain(self.proxy, self.setup), number)
    }
}

fn flags(wish: &Wish<'_>, folder: &Folder) -> Vec<String> {
    let delay = match wish.setup {
        Setup::Defaults => PROGRAMS,
        Setup::Sample => OURS,
    };
    let policy = folder.named("policy");
    let fixed = ["--policy", &policy, "--drain-delay", delay];
    let mut flags = fixed.map(str::to_owned).to_vec();
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
