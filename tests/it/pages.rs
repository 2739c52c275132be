//! The pages by which people look for links, and what programs are told at the
//! same addresses.

mod api;
mod caller;
mod directory;
mod files;
mod former;
mod frame;
mod hostile;
mod join_page;
mod link;
mod names;
mod near;
mod other_languages;
mod problem;
mod route_form;
mod typed;

use crate::support::{Gateway, Response};

/// Links for different callers: everybody, staff, and a network from which
/// nobody here comes.
const POLICY: &str = r##"
version: 1
public_url: https://go.acme.example/
hosts: [127.0.0.1]
time_zone: Europe/Berlin
sites:
  acme: https://acme.webex.com/acme/
back_urls:
  meetings: https://portal.acme.example/meetings
callers:
  networks:
    far: [10.0.0.0/8]
  trusted_proxies: [127.0.0.1]
  headers: { user: x-user, groups: x-groups }
  login_url: "https://auth.acme.example/start?rd={back}"
secrets:
  password: { file: password.txt }
brand:
  name: Acme
  logo: logo.svg
  accent: "#8a1c4a"
  contact: helpdesk@acme.example
  footer: For employees only.
routes:
  join:
    path: /go/join/{meeting_key}
    command: meeting.join
    back: meetings
    allow: anyone
  host:
    path: /go/start/{meeting_key}
    command: meeting.start
    back: meetings
    allow: [{ group: [staff, board] }]
    deny: [{ user: mallory }]
  far:
    path: /go/far/{meeting_key}
    command: meeting.join
    back: meetings
    allow: [{ network: far }]
  delete:
    path: /go/delete/{meeting_key}
    command: meeting.delete
    back: meetings
    allow: [{ group: staff }]
  log-in:
    command: site.login
    constants: { web_id: robot }
    secrets: { password: password }
    back: meetings
    allow: [{ group: staff }]
  named:
    path: /go/named/{meeting_key}
    command: meeting.join
    query: [attendee_name]
    back: meetings
    allow: anyone
links:
  standup: { title: Platform team stand-up, route: join, meeting_key: 123 456 789, owner: platform@acme.example, tags: [platform, daily], until: 2999-06-30 }
  all-hands: { title: Everybody, route: join, meeting_key: 987 654 321, from: 2020-01-01T09:30 }
  board: { title: Board, route: host, meeting_key: 222 333 444 }
  secret-plan: { title: Plan, route: far, meeting_key: 222 333 445 }
  remove-test: { title: Remove the test meeting, route: delete, meeting_key: 222 333 446 }
  robot: { title: The robot, route: log-in }
  old: { title: Old times, route: join, meeting_key: 222 333 447, until: 2020-01-01, owner: ann@acme.example }
  soon: { title: Times to come, route: join, meeting_key: 222 333 448, from: 2999-01-01 }
"##;

/// A logo.
const LOGO: &str =
    r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z"/></svg>"#;

/// The secret of the policy, which must be seen nowhere.
const SECRET: &str = "hunter2-canary";

/// Somebody of the staff.
const STAFF: &str = "X-User: ann\r\nX-Groups: staff\r\n";

fn gateway() -> Gateway {
    Gateway::with_files(POLICY, &[("password.txt", SECRET), ("logo.svg", LOGO)])
}

/// What a browser gets; `headers` say who asks.
fn browse(gateway: &Gateway, path: &str, headers: &str) -> Response {
    let headers = format!("Accept: text/html\r\n{headers}");
    gateway.send(gateway.request("GET", path, &headers))
}

/// What a program gets.
fn ask(gateway: &Gateway, path: &str, headers: &str) -> serde_json::Value {
    let headers = format!("Accept: application/json\r\n{headers}");
    let response = gateway.send(gateway.request("GET", path, &headers));
    serde_json::from_str(&response.body()).unwrap_or_else(|_| panic!("{}", response.text()))
}
