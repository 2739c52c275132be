//! `export static`: nginx, Caddy and HAProxy with the files that it writes, asked what the gateway is
//! asked.

use std::fs::{self, File};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

use super::support::program::run;
use super::support::service::{Folder, PATIENCE, Service, Talk, eventually, random_secret};
use super::support::tool::tool;

const POLICY: &str = r#"
version: 1
public_url: https://go.acme.example/
hosts: [127.0.0.1]
time_zone: Europe/Berlin
brand: { name: "Acme <links>", contact: help@acme.example }
sites: { acme: https://acme.webex.com/acme/ }
back_urls:
  meetings: https://portal.acme.example/meetings
  course: https://learn.acme.example/course/{course}
signing_keys: { file: key }
callers:
  networks: { office: [10.0.0.0/8] }
routes:
  join: { path: "/go/join/{meeting_key}", command: meeting.join, back: meetings, allow: anyone }
  number: { path: "/go/{meeting_key}", command: meeting.join, back: meetings, allow: anyone }
  course: { path: "/go/Kurs-Raum/{course}/{meeting_key}", command: meeting.join, parameters: { course: { type: name, max: 32 } }, back: course, allow: anyone }
  # Before and behind those that would take its paths.
  board: { path: /go/join/999999999, command: meeting.list_open, allow: [{ network: office }] }
  lobby: { path: "/m/{room}/lobby", command: room.meet, allow: anyone }
  inner: { path: "/m/x/{room}", command: room.meet, allow: [{ network: office }] }
  twofold: { path: "/t/{meeting_key}/{room}", command: meeting.join, parameters: { room: { type: name, max: 9 } }, back: meetings, allow: anyone }
  office: { path: "/office/{meeting_key}", command: meeting.join, back: meetings, allow: [{ network: office }] }
  hours: { path: "/hours/{meeting_key}", command: meeting.join, back: meetings, allow: [{ days: [mon, tue, wed, thu, fri, sat, sun] }] }
  night: { path: "/night/{meeting_key}", command: meeting.join, back: meetings, allow: anyone, deny: [{ hours: "02:00-02:01" }] }
  round: { path: "/round/{meeting_key}", command: meeting.join, back: meetings, return: gateway, allow: anyone }
  delete: { path: "/delete/{meeting_key}", command: meeting.delete, back: meetings, allow: anyone }
  today: { path: /go/today, command: meeting.list_open, allow: anyone }
links:
  stand-up: { title: "Stand-up <b>", route: join, meeting_key: 123 456 789, aliases: [daily_call, a-b-c-d-e-f-g-h] }
  büro.2: { route: join, meeting_key: 234567890 }
  secret: { title: Hidden meeting, route: office, meeting_key: 345678901 }
  "456789012": { route: office, meeting_key: 456789012 }
  gone: { route: join, meeting_key: 567890123, until: 2020-01-01 }
  later: { route: join, meeting_key: 678901234, from: 2999-01-01 }
  ahead: { route: join, meeting_key: 789012345, until: 2999-01-01 }
"#;

/// Every one is asked of the gateway and of the others.
const PATHS: [&str; 49] = [
    "/go/stand-up",
    "/go/standup",
    "/go/STAND_up/",
    "/go/s-t-a-n-d-u-p",
    "/go/stand-up?utm_source=mail",
    "/go/daily-call",
    "/go/DailyCall",
    "/go/abcdefgh",
    "/go/a_b_c_d_e_f_g_h",
    "/go/b%C3%BCro.2",
    "/go/B%C3%BCro.2",
    "/go/b%C3%BCroX2",
    "/go/secret",
    "/go/456789012",
    "/go/456-789-012",
    "/go/gone",
    "/go/later",
    "/go/ahead",
    "/go/today",
    "/GO/To-Day",
    "/go/join/123456789",
    "/go/join/123-456-789",
    "/go/join/123456789/",
    "/Go/JOIN/1234567890",
    "/go/join/12",
    "/go/join/1234567890123456789012345",
    "/go/join/12345678x",
    "/go/join/123456789/x",
    "/go/join/",
    "/go/123456789",
    "/go/kursraum/Algebra-1.b/123456789",
    "/go/Kurs-Raum/x/987654321",
    "/go/kurs-raum/-x/987654321",
    "/go/join/999999999",
    "/go/join/999-999-999",
    "/m/y/lobby",
    "/m/x/lobby",
    "/t/123456789/x-Y.z",
    "/office/123456789",
    "/hours/123456789",
    "/night/123456789",
    "/round/123456789",
    "/delete/123456789",
    "/unknown",
    "/go/unknown",
    "/go/stand-up%00",
    "/go/stand-up%0d%0aSet-Cookie:x",
    "/go/join/123456789%3Fx=1",
    "/go/$uri",
];

/// Those that cannot be answered without the gateway, although it leads on.
const GATEWAY_ALONE: [&str; 4] = [
    "/hours/123456789",
    "/night/123456789",
    "/round/123456789",
    "/m/y/lobby",
];

/// A server that runs until the test is over.
struct Server {
    name: &'static str,
    child: Child,
    address: SocketAddr,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    fn start(
        name: &'static str,
        mut command: Command,
        folder: &Folder,
        address: SocketAddr,
    ) -> Self {
        let said = File::create(folder.path(&format!("{name}.said"))).expect("a file");
        let child = command
            .env("HOME", folder.path(""))
            .stdout(Stdio::null())
            .stderr(said)
            .spawn()
            .expect("it starts");
        let mut server = Self {
            name,
            child,
            address,
        };
        eventually(&format!("listener of {name}"), || {
            let said = folder.read(&format!("{name}.said"));
            let ended = server.child.try_wait().expect("a child");
            assert_eq!(ended, None, "{name}: {said}");
            TcpStream::connect(address).ok()
        });
        server
    }

    /// Where a path leads.
    fn location(&self, path: &str) -> Option<String> {
        location(self.address, path)
    }
}

fn location(address: SocketAddr, path: &str) -> Option<String> {
    let stream = TcpStream::connect(address).expect("it listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    let answer = Talk::new(stream).ask("GET", path, "Connection: close\r\n");
    assert_eq!(
        answer.status == 302,
        answer.location().is_some(),
        "{path}: {answer:?}"
    );
    assert!(answer.header("set-cookie").is_none(), "{path}: {answer:?}");
    answer.location().map(str::to_owned)
}

/// A port that nothing listens at.
fn free_port() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address")
}

/// Writes a file of the export with another port than the one in it.
fn at_port(folder: &Folder, name: &str, address: SocketAddr) {
    let text = folder.read(name);
    let moved = text.replace(":8080", &format!("{address}"));
    let moved = moved.replace("listen 8080", &format!("listen {address}"));
    assert_ne!(moved, text, "{name}");
    folder.write(name, &moved);
}

fn nginx(folder: &Folder) -> Option<Server> {
    let mut command = tool("nginx")?;
    let address = free_port();
    at_port(folder, "nginx.conf", address);
    let main = format!(
        "daemon off; user root; error_log stderr; pid {}; events {{}}\nhttp {{ access_log off; include {}; }}\n",
        folder.named("nginx.pid"),
        folder.named("nginx.conf"),
    );
    let main = folder.write("main.conf", &main);
    command.args(["-c", &main]);
    Some(Server::start("nginx", command, folder, address))
}

fn caddy(folder: &Folder) -> Option<Server> {
    let mut command = tool("caddy")?;
    let address = free_port();
    let file = folder.read("Caddyfile");
    // No admin interface, and no certificates.
    let moved = file.replace(":8080 {", &format!("http://{address} {{"));
    assert_ne!(file, moved);
    let file = folder.write("Caddyfile", &format!("{{\n\tadmin off\n}}\n{moved}"));
    command.args(["run", "--adapter", "caddyfile", "--config", &file]);
    Some(Server::start("caddy", command, folder, address))
}

fn haproxy(folder: &Folder) -> Option<Server> {
    let mut command = tool("haproxy")?;
    let address = free_port();
    at_port(folder, "haproxy.cfg", address);
    command.args(["-db", "-f", &folder.named("haproxy.cfg")]);
    Some(Server::start("haproxy", command, folder, address))
}

/// A folder with the policy and what it needs.
fn desk() -> Folder {
    Folder::with(&[("policy.yaml", POLICY), ("key", random_secret().as_str())])
}

fn export(desk: &Folder, out: &str) -> String {
    let policy = desk.named("policy.yaml");
    let output = run(&[
        "export", "static", "--force", "--policy", &policy, "--out", out,
    ]);
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn other_servers_lead_where_the_gateway_leads_everybody() {
    let desk = desk();
    let out = Folder::new();
    export(&desk, out.path("").to_str().expect("text"));
    let servers: Vec<Server> = [nginx(&out), caddy(&out), haproxy(&out)]
        .into_iter()
        .flatten()
        .collect();
    let gateway = Service::start(desk, &[]);
    let mut led = 0;
    for path in PATHS {
        let expected = location(gateway.public, path);
        let expected = expected.filter(|_| !GATEWAY_ALONE.contains(&path));
        led += usize::from(expected.is_some());
        for server in &servers {
            let found = server.location(path);
            assert_eq!(found, expected, "{} {path}", server.name);
        }
    }
    assert_eq!(led, 22);
}

/// The page shows what everybody may use, and nothing of what others may not know of.
#[test]
fn the_page_and_the_list_of_what_is_left_out_are_for_different_readers() {
    let desk = desk();
    let out = Folder::new();
    let folder = out.path("fallback");
    let said = export(&desk, folder.to_str().expect("text"));
    let (count, left_out) = said.split_once('\n').expect("lines");
    assert!(count.ends_with("fallback: 6 paths, 4 patterns"), "{count}");
    insta::assert_snapshot!(left_out, @"
    left out: 12 paths
      /go/join/999999999: it is restricted to some callers
      /m/x/{room}: it is restricted to some callers
      /office/{meeting_key}: it is restricted to some callers
      /hours/{meeting_key}: its rules depend on the time of day
      /night/{meeting_key}: its rules depend on the time of day
      /round/{meeting_key}: people come back through the gateway
      /delete/{meeting_key}: a person has to confirm it
      /m/{room}/lobby: a path of it may belong to a route that is left out
      /go/secret: it is restricted to some callers
      /go/456789012: it is restricted to some callers
      /go/gone: its dates do not include today
      /go/later: its dates do not include today
    ");
    let page = fs::read_to_string(folder.join("index.html")).expect("a page");
    assert!(page.contains("<bdi>Stand-up &#60;b&#62;</bdi>"), "{page}");
    for hidden in ["Hidden", "secret", "gone", "later", "<b>", "<script"] {
        assert!(!page.contains(hidden), "{hidden}: {page}");
    }
    // Again, over the files of before.
    assert_eq!(export(&desk, folder.to_str().expect("text")), said);
}
