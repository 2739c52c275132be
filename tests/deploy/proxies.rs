//! The samples of proxies: who visitors are, and what they cannot make of
//! themselves, whatever they write into their requests.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use hyper::Response;
use hyper::header::{HeaderValue, LOCATION};
use serde_json::Value;

use super::load::{Visitor, Way};
use super::login::BEN;
use super::sample::{Edit, Identity, Proxy, SECRET, Scene, Setup, TARGET, Wish};
use super::support::program::{get, run};
use super::support::service::{PATIENCE, Service, eventually};

/// Those that see requests.
const PROXIES: [Proxy; 3] = [Proxy::Haproxy, Proxy::Nginx, Proxy::Caddy];

/// The ways in which both protocols come.
const WAYS: [Way; 2] = [Way::New, Way::Http2];

/// What visitors write who want to be somebody else. They may have learned the
/// secret: it is not the only thing that protects.
const ATTEMPTS: [&str; 20] = [
    "X-Gate-User: ceo",
    "X-Gate-{secret}-User: ceo",
    "X_Gate_{secret}_User: ceo",
    "X.Gate.{secret}.User: ceo",
    "X-Gate-{secret}_User: ceo",
    "X-Gate-{secret}-Email: ceo@acme.example",
    "X-Gate-{secret}-Groups: staff",
    "X-Gate-{secret}-Cert: :MIIB:",
    "X_Gate-{secret}_Cert: :MIIB:",
    "X-Auth-Request-User: ceo",
    "X-Auth-Request-Groups: staff",
    "X-Forwarded-User: ceo",
    "X-Forwarded-For: 10.9.9.9",
    "X_Forwarded_For: 10.9.9.9",
    "X.Forwarded.For: 10.9.9.9",
    "X-Forwarded-For: 127.0.0.1, 127.0.0.1",
    "Forwarded: for=10.9.9.9",
    "X-Real-IP: 10.9.9.9",
    "X-Request-Id: mine",
    "Connection: X-Forwarded-For",
];

fn with_secret(line: &str) -> String {
    line.replace("{secret}", SECRET)
}

fn location(answer: &Response<()>) -> Option<&[u8]> {
    answer.headers().get(LOCATION).map(HeaderValue::as_bytes)
}

/// Whether somebody has got in.
fn is_in(answer: &Response<()>) -> bool {
    location(answer) == Some(TARGET.as_bytes())
}

/// Asks, and looks up what was decided.
fn ask(scene: &Scene, visitor: &Visitor, way: Way) -> (Response<()>, Value) {
    let answer = visitor.ask(way);
    let decision = scene.decision(&answer);
    (answer, decision)
}

#[test]
fn nothing_that_a_visitor_writes_says_who_they_are() {
    for proxy in PROXIES {
        let Some(scene) = Scene::start(&Wish::plain(proxy, Setup::Sample)) else {
            continue;
        };
        let checked = run(&["check", "--policy", &scene.policy()]);
        assert!(checked.status.success(), "{proxy:?}: {checked:?}");
        assert!(get(scene.admin(0), "/readyz").contains("\"ready\""));
        let from = scene.visitors().to_string();
        let ann = match proxy {
            Proxy::Haproxy | Proxy::HaproxyTcp => "CN=Ann Lee",
            Proxy::Nginx | Proxy::Caddy => "ann",
        };
        for attempt in ATTEMPTS.map(with_secret) {
            for way in WAYS {
                let what = format!("{proxy:?}, {way:?}, {attempt}");
                let (answer, decision) = ask(&scene, &scene.stranger().saying(&attempt), way);
                let outcome = decision["outcome"].as_str();
                assert!(!is_in(&answer), "{what}: {decision}");
                assert!(
                    matches!(outcome, Some("sent_to_login" | "denied")),
                    "{what}: {decision}"
                );
                assert_eq!(decision.get("caller"), None, "{what}: {decision}");
                assert_eq!(decision["client"], *from, "{what}: {decision}");
                assert_ne!(decision["request_id"], "mine", "{what}");
                let (answer, decision) = ask(&scene, &scene.visitor().saying(&attempt), way);
                assert!(is_in(&answer), "{what}: {decision}");
                assert_eq!(decision["caller"], *ann, "{what}: {decision}");
                assert_eq!(decision["client"], *from, "{what}: {decision}");
            }
        }
    }
}

/// Ben is in no group, so that there is no header to take the place of his.
#[test]
fn nobody_joins_a_group_of_their_own_choice() {
    for proxy in [Proxy::Nginx, Proxy::Caddy] {
        let Some(scene) = Scene::start(&Wish::plain(proxy, Setup::Sample)) else {
            continue;
        };
        let ben = scene.stranger().saying(BEN);
        for more in ["X-Other: staff", "X-Gate-{secret}-Groups: staff"] {
            let ben = ben.saying(&with_secret(more));
            for way in WAYS {
                let (answer, decision) = ask(&scene, &ben, way);
                assert_eq!(answer.status(), 403, "{proxy:?}, {more}: {decision}");
                assert_eq!(decision["caller"], "ben", "{proxy:?}, {more}: {decision}");
            }
        }
    }
}

/// The other way of each sample: a signed token says who it is, and no secret
/// is needed.
#[test]
fn signed_tokens_say_who_it_is() {
    for proxy in PROXIES {
        let wish = Wish {
            identity: Identity::Tokens,
            ..Wish::plain(proxy, Setup::Sample)
        };
        let Some(scene) = Scene::start(&wish) else {
            continue;
        };
        let ann = match proxy {
            Proxy::Haproxy | Proxy::HaproxyTcp => scene.stranger().saying(&scene.bearer()),
            Proxy::Nginx | Proxy::Caddy => scene.visitor(),
        };
        for way in WAYS {
            let (answer, decision) = ask(&scene, &ann, way);
            assert!(is_in(&answer), "{proxy:?}: {decision}");
            assert_eq!(decision["caller"], "ann", "{proxy:?}: {decision}");
            assert_eq!(
                decision["identity_provider"], "login",
                "{proxy:?}: {decision}"
            );
            let forged = Scene::forged_bearer();
            let (answer, decision) = ask(&scene, &scene.stranger().saying(&forged), way);
            assert!(!is_in(&answer), "{proxy:?}: {decision}");
        }
    }
}

/// What a proxy forgets is the visitor's, should they know its name; whoever
/// guesses has no luck.
#[test]
fn a_line_that_is_left_out_lets_the_visitor_in() {
    let certificate = |scene: &Scene| {
        let pem = &scene.ann.certificate;
        let base64: String = pem.lines().filter(|line| !line.contains("---")).collect();
        format!("X-Gate-{{secret}}-Cert: :{base64}:")
    };
    let groups = |_: &Scene| "X-Gate-{secret}-Groups: staff".to_owned();
    let everything =
        |_: &Scene| "X-Gate-{secret}-User: ceo | X-Gate-{secret}-Groups: staff".to_owned();
    for (proxy, file, line, who, header) in [
        (
            Proxy::Haproxy,
            "haproxy/haproxy.cfg",
            "'^x[^a-z0-9]gate",
            None,
            &certificate as &dyn Fn(&Scene) -> String,
        ),
        (
            Proxy::Nginx,
            "nginx/linkgate-identity.conf",
            "proxy_set_header X-Gate-SECRET-Groups",
            Some(BEN),
            &groups,
        ),
        (
            Proxy::Caddy,
            "caddy/Caddyfile",
            "request_header -X-Gate-*",
            None,
            &everything,
        ),
    ] {
        let edits = [Edit {
            file,
            line,
            becomes: None,
        }];
        let wish = Wish {
            edits: &edits,
            ..Wish::plain(proxy, Setup::Sample)
        };
        let Some(scene) = Scene::start(&wish) else {
            continue;
        };
        let visitor = scene.stranger();
        let visitor = who.map_or(visitor.clone(), |who| visitor.saying(who));
        let header = header(&scene);
        for (secret, gets_in) in [("", false), ("0000000000000000", false), (SECRET, true)] {
            let lines = header.replace("{secret}", secret);
            let say = |visitor: Visitor, line: &str| visitor.saying(line);
            let guess = lines.split(" | ").fold(visitor.clone(), say);
            let (answer, decision) = ask(&scene, &guess, Way::New);
            assert_eq!(
                is_in(&answer),
                gets_in,
                "{proxy:?}, {guess}: {decision}",
                guess = secret
            );
        }
    }
}

#[test]
fn a_proxy_that_says_it_twice_is_refused() {
    let twice = "proxy_set_header X-Gate-SECRET-User $gate_user;\n\
                 proxy_set_header x-gate-SECRET-user \"eve\";";
    let added = "    http-request add-header X_Forwarded_For %[src]";
    for (proxy, file, line, becomes, reason) in [
        (
            Proxy::Nginx,
            "nginx/linkgate-identity.conf",
            "X-Gate-SECRET-User",
            twice,
            "header_duplicate",
        ),
        (
            Proxy::Haproxy,
            "haproxy/haproxy.cfg",
            "set-header X-Request-Id",
            added,
            "header_alias",
        ),
    ] {
        let edits = [Edit {
            file,
            line,
            becomes: Some(becomes),
        }];
        let wish = Wish {
            edits: &edits,
            ..Wish::plain(proxy, Setup::Sample)
        };
        let Some(scene) = Scene::start(&wish) else {
            continue;
        };
        let (answer, decision) = ask(&scene, &scene.visitor(), Way::New);
        assert_eq!(answer.status(), 400, "{proxy:?}: {decision}");
        assert_eq!(
            decision["outcome"], "conflicting_identity",
            "{proxy:?}: {decision}"
        );
        assert_eq!(decision["reason"], reason, "{proxy:?}: {decision}");
    }
}

/// HAProxy sends it, and the policy does not say so: no request gets in, and
/// the diagnostics say what to do.
#[test]
fn a_proxy_header_that_nobody_has_asked_for_is_told_of() {
    let edits = [Edit {
        file: "haproxy/haproxy.cfg",
        line: "default-server check",
        becomes: Some(
            "    default-server check port 9091 no-check-send-proxy inter 1s fall 2 rise 2 send-proxy-v2",
        ),
    }];
    let wish = Wish {
        edits: &edits,
        ..Wish::plain(Proxy::Haproxy, Setup::Sample)
    };
    let Some(scene) = Scene::start(&wish) else {
        return;
    };
    let answer = scene.visitor().ask(Way::New);
    assert!(matches!(answer.status().as_u16(), 400 | 502), "{answer:?}");
    eventually("warning about the PROXY header", || {
        let mut said = scene.fleet.running().map(Service::diagnostics);
        said.any(|said| said.contains("say `address: proxy-protocol`"))
            .then_some(())
    });
}

#[test]
fn replicas_are_reached_through_unix_sockets() {
    let wish = Wish {
        local: true,
        ..Wish::plain(Proxy::Nginx, Setup::Sample)
    };
    let Some(scene) = Scene::start(&wish) else {
        return;
    };
    for way in WAYS {
        let (answer, decision) = ask(&scene, &scene.visitor(), way);
        assert!(is_in(&answer), "{decision}");
        assert_eq!(decision["client"], scene.visitors().to_string());
        let (answer, decision) = ask(&scene, &scene.stranger(), way);
        assert!(!is_in(&answer), "{decision}");
    }
}

/// A replica that takes requests and answers none: whoever asks with `GET` is
/// answered by another one, and a `POST` is not sent twice.
#[test]
fn only_what_changes_nothing_is_sent_again() {
    const EACH: usize = 30;
    for proxy in PROXIES {
        let Some(mut scene) = Scene::start(&Wish::plain(proxy, Setup::Sample)) else {
            continue;
        };
        scene.fleet.kill(0);
        let [links, health, _] = scene.fleet.net.replica(0);
        let silent = Silent::start(links, health);
        let visitor = scene.visitor().saying("X-Forwarded-For: 10.9.9.9");
        let visitor = visitor.saying("X-Request-Id: mine");
        let posting = Visitor {
            method: "POST",
            ..visitor.clone()
        };
        eventually("request that is not answered", || {
            let answer = visitor.ask(Way::New);
            assert!(is_in(&answer), "{proxy:?}: {answer:?}");
            (!silent.heads().is_empty()).then_some(())
        });
        let mut refused = 0;
        for _ in 0..EACH {
            let answer = visitor.ask(Way::New);
            assert!(is_in(&answer), "{proxy:?}: {answer:?}");
            refused += usize::from(posting.ask(Way::New).status().is_server_error());
        }
        let heads = silent.heads();
        let posted = heads.iter().filter(|head| head.starts_with("POST "));
        assert_eq!(posted.count(), refused, "{proxy:?}: each is lost once");
        // Lines of the log come a moment after their answers.
        let posted = |line: &Value| line["method"] == "POST";
        let answered = || {
            let lines = scene.fleet.running().flat_map(Service::decisions);
            lines.filter(posted).count()
        };
        eventually("line for each", || {
            (answered() + refused >= EACH).then_some(())
        });
        assert_eq!(answered() + refused, EACH, "{proxy:?}: none is sent twice");
        let from = scene.visitors().to_string();
        for head in &heads {
            let said = |name: &str| -> Vec<&str> {
                let lines = head.lines().filter_map(|line| line.split_once(": "));
                let of_name = lines.filter(|(key, _)| key.eq_ignore_ascii_case(name));
                of_name.map(|(_, value)| value).collect()
            };
            assert_eq!(said("x-forwarded-for"), [&*from], "{proxy:?}: {head}");
            let [id] = said("x-request-id")[..] else {
                panic!("{proxy:?}: {head}");
            };
            let plain = |byte: u8| byte.is_ascii_hexdigit() || byte == b'-';
            assert!(id.len() >= 32 && id.bytes().all(plain), "{proxy:?}: {head}");
        }
    }
}

/// Stands where a replica was: well, to those who check, and silent to all
/// others.
struct Silent {
    shared: Arc<Heard>,
    threads: Vec<JoinHandle<()>>,
}

struct Heard {
    links: SocketAddr,
    health: SocketAddr,
    is_over: AtomicBool,
    heads: Mutex<Vec<String>>,
}

impl Silent {
    fn start(links: SocketAddr, health: SocketAddr) -> Self {
        let shared = Arc::new(Heard {
            links,
            health,
            is_over: AtomicBool::new(false),
            heads: Mutex::default(),
        });
        let threads = [links, health].map(|address| {
            let listener = eventually("free port", || TcpListener::bind(address).ok());
            let shared = Arc::clone(&shared);
            thread::spawn(move || shared.listen(&listener, address))
        });
        Self {
            shared,
            threads: threads.into(),
        }
    }

    /// The heads of the requests that were not answered.
    fn heads(&self) -> Vec<String> {
        self.shared.heads.lock().expect("no panic").clone()
    }
}

impl Heard {
    fn listen(&self, listener: &TcpListener, address: SocketAddr) {
        for stream in listener.incoming() {
            if self.is_over.load(Ordering::Relaxed) {
                return;
            }
            let Ok(mut stream) = stream else { continue };
            let Some(head) = read_head(&stream) else {
                continue;
            };
            if address == self.health {
                let well = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
                // A checker may have gone.
                let _ = stream.write_all(well);
            } else {
                self.heads.lock().expect("no panic").push(head);
            }
        }
    }
}

/// The head of a request, if one comes.
fn read_head(stream: &TcpStream) -> Option<String> {
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    let mut reader = BufReader::new(stream).take(64 << 10);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    Some(head)
}

impl Drop for Silent {
    fn drop(&mut self) {
        self.shared.is_over.store(true, Ordering::Relaxed);
        for address in [self.shared.links, self.shared.health] {
            // Wakes the one who accepts.
            let _ = TcpStream::connect(address);
        }
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}
