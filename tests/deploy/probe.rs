//! `linkgate probe` through the real proxies: the samples let nothing through, each line of them that
//! matters is missed when it is gone, and the obvious configuration is found out.

use super::load::{HOST_NAME, Way};
use super::login::BEN;
use super::sample::{Edit, Proxy, Scene, Setup, Wish};
use super::support::program::linkgate;

/// What the probe says, and its exit code. The visitor is logged in, and in no group: where the
/// login has nothing to say, a proxy is most likely to leave the visitor's own words.
fn probe(scene: &Scene) -> (String, Option<i32>) {
    let folder = &scene.fleet.folder;
    let output = linkgate()
        .arg("probe")
        .arg(format!("https://{HOST_NAME}/go/open/123456789"))
        .args(["--connect", &scene.front.address.to_string()])
        .args([
            "--authorities",
            &folder.write("authority.pem", &scene.authority.pem),
        ])
        .args(["--headers", &folder.write("visitor", BEN)])
        .args(["--admin-listen", &scene.admin(0).to_string()])
        .args(["--policy", &scene.policy()])
        .output()
        .expect("it runs");
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8(text).expect("text");
    (text, output.status.code())
}

/// The headers that a visitor can set, and what becomes of each.
fn settable(text: &str) -> Vec<String> {
    let rows = text.lines().filter_map(|line| {
        let mut cells = line
            .split("  ")
            .map(str::trim)
            .filter(|cell| !cell.is_empty());
        let (name, word) = (cells.next()?, cells.next()?);
        matches!(word, "believed" | "arrives").then(|| format!("{name} {word}"))
    });
    rows.collect()
}

#[track_caller]
fn assert_safe(proxy: Proxy) {
    let Some(scene) = Scene::start(&Wish::plain(proxy, Setup::Sample)) else {
        return;
    };
    let (text, code) = probe(&scene);
    println!("{} as shipped:\n{text}", proxy.name());
    assert_eq!(settable(&text), Vec::<String>::new(), "{text}");
    assert_eq!(code, Some(0), "{text}");
}

/// A line that is left out, and what the probe must then name.
struct Gap {
    line: Edit<'static>,
    found: &'static [&'static str],
}

impl Gap {
    fn new(file: &'static str, line: &'static str, found: &'static [&'static str]) -> Self {
        let becomes = None;
        let line = Edit {
            file,
            line,
            becomes,
        };
        Self { line, found }
    }
}

#[track_caller]
fn assert_finds(proxy: Proxy, gap: &Gap) {
    let wish = Wish {
        edits: &[gap.line],
        ..Wish::plain(proxy, Setup::Sample)
    };
    let Some(scene) = Scene::start(&wish) else {
        return;
    };
    let (text, code) = probe(&scene);
    println!("{} without `{}`:\n{text}", proxy.name(), gap.line.line);
    assert_eq!(settable(&text), gap.found, "{text}");
    assert_eq!(code, Some(1), "{text}");
}

#[test]
fn haproxy_lets_nothing_through() {
    let certificate = Gap::new(
        "haproxy/haproxy.cfg",
        "del-header '^x[^a-z0-9]gate",
        &[
            "X-Gate-{secret}-Cert believed",
            "x-gate-{secret}-cert believed",
            "X_Gate_{secret}_Cert arrives",
            "X.Gate.{secret}.Cert arrives",
            "X-Gate-{secret}_Cert arrives",
        ],
    );
    assert_safe(Proxy::Haproxy);
    assert_finds(Proxy::Haproxy, &certificate);
}

#[test]
fn haproxy_for_tcp_speaks_for_the_visitor_alone() {
    let header = Gap {
        line: Edit {
            file: "haproxy/haproxy-tcp.cfg",
            line: "no-check-send-proxy",
            becomes: Some("    default-server check port 9091 no-check-ssl inter 1s fall 2 rise 2"),
        },
        found: &["a PROXY header believed"],
    };
    assert_safe(Proxy::HaproxyTcp);
    assert_finds(Proxy::HaproxyTcp, &header);
}

#[test]
fn nginx_lets_nothing_through() {
    let groups = Gap::new(
        "nginx/linkgate-identity.conf",
        "proxy_set_header X-Gate-SECRET-Groups",
        &[
            "X-Gate-{secret}-Groups believed",
            "x-gate-{secret}-groups believed",
        ],
    );
    let address = Gap::new(
        "nginx/linkgate.conf",
        "proxy_set_header X-Forwarded-For",
        &["X-Forwarded-For believed", "x-forwarded-for believed"],
    );
    assert_safe(Proxy::Nginx);
    assert_finds(Proxy::Nginx, &groups);
    assert_finds(Proxy::Nginx, &address);
}

#[test]
fn caddy_lets_nothing_through() {
    let aliases = Gap::new(
        "caddy/Caddyfile",
        "request_header -*_*",
        &[
            "X_Gate_{secret}_User arrives",
            "X_Gate_{secret}_Email arrives",
            "X_Gate_{secret}_Groups arrives",
            "X_Forwarded_For arrives",
            "X-Forwarded_For arrives",
        ],
    );
    assert_safe(Proxy::Caddy);
    assert_finds(Proxy::Caddy, &aliases);
}

/// nginx as the documentation of oauth2-proxy has it, and a policy with plain names: whoever is logged
/// in can be anybody, no request of theirs looks wrong, and the probe names what they can set.
#[test]
fn the_obvious_configuration_is_found_out() {
    let identity = "nginx/linkgate-identity.conf";
    let policy = "nginx/callers.yaml";
    let edit = |file, line, becomes| Edit {
        file,
        line,
        becomes,
    };
    let edits = [
        edit(
            identity,
            "X-Gate-SECRET-User",
            Some("proxy_set_header X-User $gate_user;"),
        ),
        edit(
            identity,
            "X-Gate-SECRET-Email",
            Some("proxy_set_header X-Email $gate_email;"),
        ),
        edit(identity, "X-Gate-SECRET-Groups", None),
        edit(policy, "  header_secret: {", None),
        edit(policy, "  headers:", Some("  headers: oauth2-proxy")),
        edit(policy, "{secret}-User", None),
        edit(policy, "{secret}-Email", None),
        edit(policy, "{secret}-Groups", None),
    ];
    let wish = Wish {
        edits: &edits,
        ..Wish::plain(Proxy::Nginx, Setup::Sample)
    };
    let Some(scene) = Scene::start(&wish) else {
        return;
    };
    let ben = scene.stranger().saying(BEN);
    let ben = ben.saying("X-Auth-Request-User: ceo");
    let answer = ben.saying("X-Auth-Request-Groups: staff").ask(Way::New);
    assert_eq!(scene.decision(&answer)["caller"], "ceo", "the attack works");
    let (text, code) = probe(&scene);
    println!("nginx as oauth2-proxy's documentation has it:\n{text}");
    let believed = [
        "X-Auth-Request-User believed",
        "x-auth-request-user believed",
        "X-Auth-Request-Preferred-Username believed",
        "x-auth-request-preferred-username believed",
        "X-Auth-Request-Email believed",
        "x-auth-request-email believed",
        "X-Auth-Request-Groups believed",
        "x-auth-request-groups believed",
    ];
    assert_eq!(settable(&text), believed, "{text}");
    assert_eq!(code, Some(1), "{text}");
}
