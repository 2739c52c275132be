//! What `linkgate explain` prints is what `linkgate serve` does: the same requests to both programs,
//! and every answer of the harness held against a dry run (`tests/support/comparison.rs`).

mod generated;
mod tickets;

use std::net::SocketAddr;
use std::path::Path;

use serde_json::Value;

use crate::support::comparison::mask_tickets;
use crate::support::program::run;
use crate::support::service::{Folder, Service};
use crate::support::{Gateway, POLICY as POLICY_OF_HARNESS, exchange};
use tickets::{Issued, Issuer};

/// The keys are the same for both programs, so that each opens the other's tickets.
const FILES: [(&str, &str); 3] = [
    ("policy.yaml", POLICY),
    ("keys", "explain-key-of-the-tests-0123456789\n"),
    ("host-password", "hunter2\n"),
];

const POLICY: &str = r#"version: 1
public_url: https://go.acme.example/
signing_keys: { file: keys }
sites: { acme: https://acme.webex.com/acme/ }
back_urls:
  meetings: https://portal.acme.example/meetings
  course: https://learn.acme.example/course/{course}
secrets: { host-password: { file: host-password } }
callers:
  networks: { here: 127.0.0.0/8, office: 10.0.0.0/8 }
  trusted_proxies: 127.0.0.0/8
  address: x-forwarded-for
  headers: x-forwarded
  login_url: https://auth.acme.example/start?rd={back}
routes:
  join: { path: "/go/join/{meeting_key}", command: meeting.join, query: [attendee_name], back: meetings, allow: anyone }
  round: { path: "/go/round/{meeting_key}", command: meeting.join, back: meetings, return: gateway, allow: anyone }
  course:
    path: /go/course/{course}/{meeting_key}
    command: meeting.join
    parameters: { course: { type: name } }
    back: [course, meetings]
    allow: anyone
  chain:
    path: /go/chain/{meeting_key}
    steps:
      - { command: session.service, constants: { service: training } }
      - { command: meeting.join }
    back: meetings
    return: gateway
    allow: anyone
  staff: { path: "/go/staff/{meeting_key}", command: meeting.join, back: meetings, allow: { group: staff } }
  office: { path: "/go/office/{meeting_key}", command: meeting.join, back: meetings, allow: { network: office } }
  delete: { path: "/go/delete/{meeting_key}", command: meeting.delete, back: meetings, allow: { network: here } }
  host: { path: "/go/host/{web_id}", command: site.login, secrets: { password: host-password }, back: meetings, allow: { network: here } }
links:
  standup: { route: join, meeting_key: 123 456 789, title: Stand-up }
  old: { route: join, meeting_key: 123456789, until: 2020-01-01 }
  soon: { route: join, meeting_key: 123456789, from: 2999-01-01 }
"#;

/// A request, and what becomes of it: status, outcome and reason, the last two `-` where there is no
/// line in the decision log. Tickets stand for their names in braces.
struct Row(&'static str, &'static [&'static str], &'static str);

const JSON: &str = "Accept: application/json";
const OWN: &str = "Origin: https://go.acme.example";
const ANN: &str = "X-Forwarded-User: ann";
const STAFF: &str = "X-Forwarded-Groups: staff";

#[rustfmt::skip]
const REQUESTS: &[Row] = &[
    // Links and routes.
    Row("GET /go/join/123456789", &[], "302 redirected -"),
    Row("GET /go/join/123456789", &[JSON], "302 redirected -"),
    Row("GET /go/JOIN/123-456-789%3E?utm_source=mail&utm_source=mail", &[], "302 redirected -"),
    Row("GET /go/standup", &[], "302 redirected -"),
    Row("GET /go/Stand-Up", &[], "302 redirected -"),
    Row("GET /go/round/123456789", &[], "302 redirected -"),
    Row("GET /go/chain/123456789", &[], "302 redirected -"),
    Row("GET /go/course/rust/123456789?back=meetings", &[], "302 redirected -"),
    Row("GET /go/old", &[], "410 link_expired -"),
    Row("GET /go/soon", &[], "403 denied link_not_yet_valid"),
    Row("GET /go/standpu", &[], "404 not_found -"),
    Row("GET /", &[], "200 directory_shown -"),
    Row("GET /", &[JSON], "200 directory_shown -"),
    Row("GET /?q=stand", &[], "200 directory_shown -"),
    Row("GET /go/nothing", &[JSON], "404 not_found -"),
    Row("GET /go/host/ada", &[], "200 posted -"),
    Row("GET /go/host/ada", &[JSON], "403 browser_required -"),
    Row("GET /go/delete/123456789", &[], "200 confirmation_shown -"),
    Row("GET /go/delete/123456789", &[JSON], "403 confirmation_required -"),
    Row("GET /go/join/123456789", &["Referer: https://portal.acme.example/x"], "302 redirected -"),
    // Methods.
    Row("HEAD /go/join/123456789", &[], "302 redirected -"),
    Row("HEAD /-/style.css", &[], "200 - -"),
    Row("HEAD /-/suggest?q=st", &[], "200 suggestions_shown -"),
    Row("POST /go/join/123456789", &[], "405 method_not_allowed -"),
    Row("PUT /-/style.css", &[], "405 method_not_allowed -"),
    Row("OPTIONS /go/join/123456789", &[], "405 method_not_allowed -"),
    Row("OPTIONS /-/confirm/delete/{confirm}", &[], "405 method_not_allowed -"),
    Row("DELETE /-/back/round/{back}", &[], "405 method_not_allowed -"),
    Row("POST /-/back/round/{back}", &[], "405 method_not_allowed -"),
    Row("GET /-/confirm/delete/{confirm}", &[], "405 method_not_allowed -"),
    Row("HEAD /-/confirm/delete/{confirm}", &[], "405 method_not_allowed -"),
    Row("POST /-/go?q=standup", &[], "405 method_not_allowed -"),
    Row("get /go/join/123456789", &[], "405 method_not_allowed -"),
    Row("BREW /go/nothing", &[], "405 method_not_allowed -"),
    Row("POST /go/%", &[], "405 method_not_allowed -"),
    // Hosts.
    Row("GET /go/join/123456789", &["Host: evil.example"], "421 wrong_host -"),
    Row("GET /go/join/123456789", &["Host: GO.acme.example.:8443"], "302 redirected -"),
    Row("GET /go/join/123456789", &["Host: go.acme.example", "Host: go.acme.example"], "400 malformed invalid_host"),
    Row("GET /go/join/123456789", &["Host: go.acme.example", "Host: evil.example"], "400 malformed invalid_host"),
    Row("GET /go/join/123456789", &["Host: user@go.acme.example"], "400 malformed invalid_host"),
    Row("GET /go/join/123456789", &["Host:"], "400 malformed invalid_host"),
    Row("GET /go/join/123456789", &["X-Forwarded-Host: evil.example"], "302 redirected -"),
    Row("POST /-/style.css", &["Host: evil.example"], "421 wrong_host -"),
    Row("GET http://go.acme.example/go/join/123456789", &[], "302 redirected -"),
    Row("GET https://go.acme.example/go/join/123456789?attendee_name=Ada", &[], "302 redirected -"),
    // Hostile paths and queries.
    Row("GET //evil.example/go/join/123456789", &[], "400 malformed dot_segment"),
    Row("GET /go/%", &[], "400 malformed invalid_escape"),
    Row("GET /go/%zz", &[], "400 malformed invalid_escape"),
    Row("GET /go/%ff", &[], "400 malformed not_utf8"),
    Row("GET /go/%00", &[], "400 malformed control_character"),
    Row("GET /go/%0d%0aLocation:%20x", &[], "400 malformed control_character"),
    Row("GET /go/a%2Fb", &[], "400 malformed encoded_slash"),
    Row("GET /go/a%5Cb", &[], "400 malformed encoded_slash"),
    Row("GET /go/a\\b", &[], "400 malformed encoded_slash"),
    Row("GET /go/../admin", &[], "400 malformed dot_segment"),
    Row("GET /go/%2e%2e/admin", &[], "400 malformed dot_segment"),
    Row("GET /go/join//123456789", &[], "400 malformed dot_segment"),
    Row("GET /go/join/123456789?attendee_name=a&attendee_name=b", &[], "400 invalid_input duplicate_field"),
    Row("GET /go/join/123456789?AT=DM", &[], "400 invalid_input reserved_field"),
    Row("GET /go/join/123456789?BU=https://evil.example", &[], "400 invalid_input reserved_field"),
    Row("GET /go/join/123456789?meeting_key=987654321", &[], "400 invalid_input reserved_field"),
    Row("GET /go/course/rust/123456789?back=evil", &[], "400 invalid_input unknown_back"),
    Row("GET /go/join/abc", &[], "400 invalid_input invalid_value"),
    Row("GET /go/join/%3Cscript%3E", &[], "400 invalid_input invalid_value"),
    Row("GET /go/join/123456789?attendee_name=%E2%80%AEevil", &[], "400 invalid_input invalid_value"),
    Row(r#"GET /go/%F0%9F%98%80/<b>"x"{y}|^"#, &[], "400 malformed invalid_target"),
    Row("GET /go/ü", &[], "404 not_found -"),
    Row("GET /go/x`y", &[], "400 malformed invalid_target"),
    Row("GET /go/\u{7f}", &[], "400 malformed invalid_target"),
    Row("GET /go/a b", &[], "400 malformed invalid_version"),
    Row("GET /a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s/t/u/v/w/x/y/z", &[], "400 malformed too_many_parts"),
    Row("GET /{long}", &[], "414 too_large uri_too_long"),
    Row("GET /go/join/123456789", &["X-Big: {long}"], "431 too_large headers_too_large"),
    Row("GET /{huge}", &[], "414 too_large uri_too_long"),
    Row("GET /go/join/123456789", &["X-Many: {101}"], "431 too_large headers_too_large"),
    Row("GET /go/join/123456789", &["X-Big: {huge}", "X-Big: {huge}", "X-Big: {huge}"], "431 too_large headers_too_large"),
    // Who asks.
    Row("GET /go/staff/123456789", &[], "302 sent_to_login unauthenticated"),
    Row("GET /go/staff/123456789", &[JSON], "401 denied unauthenticated"),
    Row("GET /go/staff/123456789", &["Cookie: linkgate_login=1"], "401 denied unauthenticated"),
    Row("GET /go/staff/123456789", &[ANN, STAFF], "302 redirected -"),
    Row("GET /go/staff/123456789", &[ANN], "403 denied identity_not_allowed"),
    Row("GET /go/staff/123456789", &[ANN, ANN, STAFF], "400 conflicting_identity header_duplicate"),
    Row("GET /go/staff/123456789", &[ANN, "X-Forwarded_User: bob"], "400 conflicting_identity header_alias"),
    Row("GET /-/style.css", &[ANN, ANN], "200 - -"),
    Row("GET /go/office/123456789", &[], "403 denied client_not_allowed"),
    Row("GET /go/office/123456789", &["X-Forwarded-For: 10.1.2.3"], "302 redirected -"),
    Row("GET /go/office/123456789", &["X-Forwarded-For: 10.1.2.3, 192.0.2.1"], "403 denied client_not_allowed"),
    Row("GET /go/office/123456789", &["X-Forwarded-For: nonsense"], "403 denied client_not_allowed"),
    // In advance.
    Row("GET /go/join/123456789", &["Sec-Purpose: prefetch;prerender"], "403 prefetch -"),
    Row("GET /-/style.css", &["Purpose: prefetch"], "403 prefetch -"),
    Row("GET /-/back/round/{back}", &["X-Moz: prefetch"], "403 prefetch -"),
    Row("POST /-/confirm/delete/{confirm}", &[OWN, "Sec-Purpose: prefetch"], "403 prefetch -"),
    // Tickets.
    Row("GET /-/back/round/{back}?AT=JM&ST=SUCCESS", &[], "302 returned -"),
    Row("HEAD /-/back/round/{back}?AT=JM&ST=SUCCESS", &[], "302 returned -"),
    Row("GET /-/back/round/{back}?AT=JM&ST=FAIL&RS=MeetingNotInProgress", &[], "200 webex_failed meeting_not_in_progress"),
    Row("GET /-/back/round/{back}?%", &[], "200 webex_failed unclear"),
    Row("GET /-/back/round/{back}", &[], "302 returned -"),
    Row("GET /-/back/join/{back}?AT=JM&ST=SUCCESS", &[], "400 invalid_ticket invalid_signature"),
    Row("GET /-/back/round/{old-back}?AT=JM&ST=SUCCESS", &[], "410 invalid_ticket expired"),
    Row("GET /-/back/round/{confirm}", &[], "400 invalid_ticket invalid_signature"),
    Row("GET /-/back/round/forged.ticket", &[], "400 invalid_ticket invalid_signature"),
    Row("GET /-/back/round/forged.ticket", &[JSON], "400 invalid_ticket invalid_signature"),
    Row("GET /-/back/round", &[], "404 not_found -"),
    Row("GET /-/back/round/{back}/x", &[], "400 invalid_ticket invalid_signature"),
    Row("GET /-/back/chain/{chain}?AT=ST&ST=SUCCESS", &[], "302 redirected -"),
    Row("POST /-/confirm/delete/{confirm}", &[OWN], "303 confirmed -"),
    Row("POST /-/confirm/delete/{confirm}", &["Origin: https://evil.example"], "403 cross_origin_form -"),
    Row("POST /-/confirm/delete/{confirm}", &["Origin: null"], "403 cross_origin_form -"),
    Row("POST /-/confirm/delete/{confirm}", &[OWN, "Sec-Fetch-Site: cross-site"], "403 cross_origin_form -"),
    Row("POST /-/confirm/delete/{confirm}", &[], "403 cross_origin_form -"),
    Row("POST /-/confirm/delete/{confirm}", &[OWN, ANN], "403 invalid_ticket invalid_signature"),
    Row("POST /-/confirm/delete/{old-confirm}", &[OWN], "410 invalid_ticket expired"),
    Row("POST /-/confirm/round/{confirm}", &[OWN], "403 invalid_ticket invalid_signature"),
    Row("POST /-/confirm/delete/{back}", &[OWN], "403 invalid_ticket invalid_signature"),
    Row("POST /-/confirm/delete/x", &[OWN], "403 invalid_ticket invalid_signature"),
    // The box.
    Row("GET /-/go?q=123456789", &[], "200 choice_shown -"),
    Row("GET /-/go?q=stand-up", &[], "302 redirected -"),
    Row("GET /-/go?q=office+123456789", &[], "403 denied client_not_allowed"),
    Row("GET /-/go?q=delete+123456789", &[], "200 confirmation_shown -"),
    Row("GET /-/go?q=https%3A%2F%2Facme.webex.com%2Facme%2Fj.php%3FMTID%3Dm0123456789abcdef0123456789abcdef", &[], "200 directory_shown -"),
    Row("GET /-/go?q=https%3A%2F%2Facme.webex.com%2Facme%2Fm.php%3FAT%3DJM%26MK%3D123456789", &[], "200 choice_shown -"),
    Row("GET /-/go?q=https%3A%2F%2Fgo.acme.example%2Fgo%2Fstandup", &[], "302 redirected -"),
    Row("GET /-/go?q=https%3A%2F%2Fevil.example%2F", &[], "200 directory_shown -"),
    Row("GET /-/go?q=%E2%80%AE%3Cscript%3E", &[], "200 directory_shown -"),
    Row("GET /-/go?q=%", &[], "400 malformed invalid_escape"),
    Row("GET /-/go", &[], "200 directory_shown -"),
    Row("GET /-/suggest?q=st", &[], "200 suggestions_shown -"),
    Row("GET /-/suggest?q=%00", &[], "400 malformed control_character"),
    Row("GET /-/suggest?q=%0a", &[], "200 suggestions_shown -"),
    // Forms of routes.
    Row("GET /-/route/join", &[], "200 route_shown -"),
    Row("GET /-/route/join", &[JSON], "200 route_shown -"),
    Row("GET /-/route/join?meeting_key=123456789", &[], "302 redirected -"),
    Row("GET /-/route/join?meeting_key=12", &[], "400 invalid_input invalid_value"),
    Row("GET /-/route/join?meeting_key=", &[], "400 invalid_input missing_value"),
    Row("GET /-/route/join?meeting_key=1&meeting_key=2", &[], "400 invalid_input duplicate_field"),
    Row("GET /-/route/nothing", &[ANN], "404 not_found -"),
    Row("GET /-/route/nothing", &[], "302 sent_to_login unauthenticated"),
    Row("GET /-/route/nothing", &[JSON], "401 denied unauthenticated"),
    // Files and pages.
    Row("GET /-/style.css?v=0", &[], "200 - -"),
    Row("GET /-/logo", &[], "404 not_found -"),
    Row("GET /-/icon.svg", &[], "200 - -"),
    Row("GET /favicon.ico", &[], "200 - -"),
    Row("GET /robots.txt", &[], "200 - -"),
    Row("GET /opensearch.xml", &[], "200 - -"),
    Row("GET /-/openapi.json", &[], "200 - -"),
    Row("GET /-/nothing", &[], "404 not_found -"),
    Row("GET /-/style.css/", &[], "404 not_found -"),
    Row("GET /%2D/style.css", &[], "404 not_found -"),
    Row("GET /go/standup+", &[], "200 link_shown -"),
    Row("GET /go/standup+", &[JSON], "200 link_shown -"),
    Row("GET /go/standup.qr", &[], "200 link_shown -"),
    Row("GET /go/old+", &[], "410 link_expired -"),
    Row("GET /go/soon.qr", &[], "403 denied link_not_yet_valid"),
    Row("GET /go/nothing+", &[], "404 not_found -"),
];

/// What a program says of a request.
#[derive(Debug, PartialEq, Eq)]
struct Said {
    status: u16,
    outcome: Option<String>,
    reason: Option<String>,
    location: Option<String>,
    /// The methods that the path takes, where it does not take this one.
    allow: Option<String>,
}

impl Said {
    /// As a [`Row`] has it.
    fn in_words(&self) -> String {
        let outcome = self.outcome.as_deref().unwrap_or("-");
        let reason = self.reason.as_deref().unwrap_or("-");
        format!("{} {outcome} {reason}", self.status)
    }
}

/// A request with its tickets, as it goes to both programs.
struct Asked {
    method: String,
    target: String,
    headers: Vec<String>,
}

impl Asked {
    fn new(row: &Row, tickets: &[Issued]) -> Self {
        let (method, target) = row.0.split_once(' ').expect("a method and a target");
        let target = tickets.iter().fold(in_full(target), |target, ticket| {
            target.replace(ticket.name, &ticket.text)
        });
        let mut headers = Vec::new();
        for header in row.1 {
            let times = if header.contains("{101}") { 101 } else { 1 };
            headers.extend(std::iter::repeat_n(in_full(header), times));
        }
        // What `explain` adds where it is missing.
        for missing in [HOST, BROWSER] {
            let (name, _) = missing.split_once(' ').expect("a name");
            if !row.1.iter().any(|header| header.starts_with(name)) {
                headers.push(missing.to_owned());
            }
        }
        headers.push("Connection: close".to_owned());
        Self {
            method: method.to_owned(),
            target,
            headers,
        }
    }

    fn send(&self, address: SocketAddr) -> Answered {
        let Self { method, target, .. } = self;
        let mut request = format!("{method} {target} HTTP/1.1\r\n");
        for header in &self.headers {
            request.push_str(&format!("{header}\r\n"));
        }
        let response = exchange(address, format!("{request}\r\n"));
        Answered {
            status: response.status(),
            location: response.location().map(mask_tickets),
            allow: response.header("allow").map(ToOwned::to_owned),
            request_id: response.header("x-request-id").map(ToOwned::to_owned),
        }
    }

    fn explain(&self, policy: &Path) -> Said {
        let policy = policy.to_str().expect("text");
        let mut arguments = vec!["explain", &self.target, "--method", &self.method];
        for header in &self.headers {
            arguments.extend(["--header", header]);
        }
        arguments.extend(["--policy", policy, "--from", "127.0.0.1"]);
        arguments.extend(["--format", "json"]);
        let output = run(&arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(said, "", "{} {}", self.method, self.target);
        let facts: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let answer = &facts["answer"];
        let field = |name: &str| answer[name].as_str().map(ToOwned::to_owned);
        let is_logged = answer["logged"] == true;
        Said {
            status: answer["status"]
                .as_u64()
                .and_then(|status| status.try_into().ok())
                .expect("a status"),
            outcome: field("outcome").filter(|_| is_logged),
            reason: field("reason").filter(|_| is_logged),
            location: field("location"),
            allow: field("because")
                .and_then(|because| Some(because.strip_prefix("this path takes ")?.to_owned())),
        }
    }
}

/// More than our limits, and more than hyper reads.
fn in_full(text: &str) -> String {
    text.replace("{long}", &"x".repeat(17_000))
        .replace("{huge}", &"x".repeat(70_000))
}

const HOST: &str = "Host: go.acme.example";
const BROWSER: &str = "Accept: text/html,*/*;q=0.8";

/// An answer of the service, before its line is known.
struct Answered {
    status: u16,
    location: Option<String>,
    allow: Option<String>,
    request_id: Option<String>,
}

impl Answered {
    fn with_line(self, lines: &[Value]) -> Said {
        let line = self
            .request_id
            .and_then(|id| lines.iter().find(|line| line["request_id"] == *id));
        let field = |name: &str| line?[name].as_str().map(ToOwned::to_owned);
        Said {
            status: self.status,
            outcome: field("outcome"),
            reason: field("reason"),
            location: self.location,
            allow: self.allow,
        }
    }
}

#[test]
fn explain_says_what_the_program_does() {
    let folder = Folder::with(&FILES);
    let policy = folder.path("policy.yaml");
    let tickets = Issuer::new(&policy).tickets();
    let service = Service::start(folder, &[]);
    let asked = REQUESTS.iter().map(|row| Asked::new(row, &tickets));
    let asked: Vec<Asked> = asked.collect();
    let answered: Vec<Answered> = asked.iter().map(|one| one.send(service.public)).collect();
    let explained: Vec<Said> = asked.iter().map(|one| one.explain(&policy)).collect();
    let (lines, _) = service.stop();
    let mut differing = String::new();
    for (((row, answered), explained), asked) in
        REQUESTS.iter().zip(answered).zip(explained).zip(&asked)
    {
        let answered = answered.with_line(&lines);
        if answered != explained || answered.in_words() != row.2 {
            let shown: String = asked.target.chars().take(100).collect();
            differing.push_str(&format!(
                "{} {shown} {:?}\n  expected  {}\n  serve     {answered:?}\n  explain   {explained:?}\n",
                asked.method, row.1, row.2
            ));
        }
    }
    assert_eq!(differing, "");
}

/// What hyper cannot read is answered by the gateway, too.
#[test]
fn every_answer_of_the_harness_is_compared() {
    for gateway in [Gateway::new(), Gateway::without_tls(POLICY_OF_HARNESS)] {
        let host = gateway.address();
        let requests = [
            "SSH-2.0-OpenSSH_9.6\r\n\r\n".to_owned(),
            gateway.request("GET", "/go/a b", ""),
            gateway.request("GET", "/go/x", "X: a\r\n b\r\n"),
            gateway.request("GET", "/go/x", "Ho st: x\r\n"),
            gateway.request("GET", &format!("/{}", "x".repeat(70_000)), ""),
            gateway.request("GET", "/go/x", &"X: 1\r\n".repeat(101)),
            gateway.request("GET", "/go/x", &format!("X: {}\r\n", "x".repeat(160_000))),
            gateway.request("GET", "/go/standup", ""),
            gateway.request("GET", "/-/style.css", ""),
            gateway.request("BREW", "/go/%", ""),
            gateway.request("GET", &format!("/{}", "x".repeat(9000)), ""),
            gateway.request("GET", "/", &format!("X: {}\r\n", "x".repeat(17_000))),
            gateway.request("OPTIONS", "*", ""),
            format!(
                "GET /go/standup HTTP/1.1\r\nHost: {host}\r\nHost: {host}\r\nConnection: close\r\n\r\n"
            ),
        ];
        for request in &requests {
            assert_ne!(
                gateway.send(request).header("x-request-id"),
                None,
                "{request:.60}"
            );
        }
        assert_eq!(gateway.compared(), requests.len());
    }
}
