//! The way to Webex and back, whatever a visitor puts into it: public payloads
//! in every place of it (`LINKGATE_CORPUS` names the folder that has them),
//! arbitrary values that have to come back as they went, and tickets that are
//! altered or too old.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::header::LOCATION;
use hyper::{Request, Response};
use jiff::{SignedDuration, Timestamp};
use linkgate::compile::load;
use linkgate::gateway::{Gateway, RequestHead};
use linkgate::net::Peer;
use linkgate::text::replace_hidden;
use percent_encoding::percent_decode_str;
use proptest::prelude::*;
use url::Url;

use crate::support::{no_log, without_socket};

/// Files of these tests and of nothing else.
const FILES: [(&str, &str); 2] = [
    ("keys", "way-back-key-of-the-tests-0123456789\n"),
    ("host-password", "hunter2-canary\n"),
];

const POLICY: &str = r#"version: 1
public_url: https://go.acme.example/
hosts: [127.0.0.1]
signing_keys: { file: keys }
sites: { acme: https://acme.webex.com/acme/ }
back_urls:
  meetings: https://portal.acme.example/meetings
  course: https://learn.acme.example/{course}/end?note={note}&key={meeting_key}
  page:
    referrer: [https://portal.acme.example, "https://wiki.acme.example:8443"]
    otherwise: https://portal.acme.example/start
secrets:
  host-password: { file: host-password }
routes:
  join:
    path: /go/join/{meeting_key}
    command: meeting.join
    query: [attendee_name, attendee_email]
    back: [meetings, page]
    return: gateway
    allow: anyone
  page:
    path: /go/page/{meeting_key}
    command: meeting.join
    query: [attendee_name]
    back: page
    return: gateway
    allow: anyone
  page-direct:
    path: /go/page-direct/{meeting_key}
    command: meeting.join
    back: page
    allow: anyone
  single:
    path: /go/single/{meeting_key}/{course}
    command: meeting.join
    parameters: { course: { type: name }, note: { type: text, max: 200 } }
    query: [attendee_name, attendee_email, note]
    back: course
    allow: anyone
  chain:
    path: /go/chain/{meeting_key}/{course}
    steps:
      - { command: session.service, constants: { service: training } }
      - { command: meeting.join }
    parameters: { course: { type: name }, note: { type: text, max: 200 } }
    query: [attendee_name, attendee_email, note]
    back: course
    return: gateway
    allow: anyone
  nested:
    path: /go/nested/{meeting_key}/{course}
    steps:
      - { command: session.service, constants: { service: training } }
      - { command: session.service, constants: { service: meetings } }
      - { command: site.logout }
      - { command: meeting.join }
    parameters: { course: { type: name }, note: { type: text, max: 200 } }
    query: [attendee_name, attendee_email, note]
    back: course
    allow: anyone
  nested-page:
    path: /go/nested-page/{meeting_key}
    steps:
      - { command: session.service, constants: { service: training } }
      - { command: meeting.join }
    back: page
    allow: anyone
  login:
    path: /go/login/{meeting_key}/{course}
    steps:
      - { command: site.login, constants: { web_id: host@acme.example }, secrets: { password: host-password } }
      - { command: meeting.join }
    parameters: { course: { type: name }, note: { type: text, max: 200 } }
    query: [attendee_name, attendee_email, note]
    back: course
    allow: anyone
  host:
    path: /go/host/{meeting_key}
    steps:
      - { command: site.login, constants: { web_id: host@acme.example }, secrets: { password: host-password } }
      - { command: meeting.start }
    back: meetings
    return: gateway
    allow: anyone
  rename:
    path: /go/rename/{meeting_key}
    steps:
      - { command: session.service, constants: { service: meetings } }
      - { command: meeting.edit }
    query: [meeting_name]
    back: page
    return: gateway
    allow: anyone
  cancel:
    path: /go/cancel/{meeting_key}
    command: meeting.delete
    back: [meetings, page]
    return: gateway
    allow: anyone
"#;

/// The origins to which the policy lets anybody be led.
const ORIGINS: [&str; 5] = [
    "https://acme.webex.com",
    "https://portal.acme.example",
    "https://wiki.acme.example:8443",
    "https://learn.acme.example",
    "https://go.acme.example",
];

const OWN: &str = "https://go.acme.example";

/// The header lines that an answer may have.
const HEADERS: [&str; 18] = [
    "allow",
    "cache-control",
    "connection",
    "content-length",
    "content-language",
    "content-security-policy",
    "content-type",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "date",
    "location",
    "referrer-policy",
    "transfer-encoding",
    "vary",
    "www-authenticate",
    "x-content-type-options",
    "x-request-id",
    "keep-alive",
];

/// Everything that begins with a `<` in our pages.
const TAGS: [&str; 51] = [
    "<!doctype html>",
    "<html lang=\"en\">",
    "<head>",
    "<meta ",
    "<title>",
    "</title>",
    "<link rel=\"stylesheet\" href=\"/-/style.css?v=",
    "<link rel=\"icon\" href=\"/-/icon.svg\" ",
    "<link rel=\"search\" href=\"/opensearch.xml\" ",
    "</head>",
    "<body>",
    "<header>",
    "</header>",
    "<footer>",
    "</footer>",
    "<bdi>",
    "</bdi>",
    "<main>",
    "<h1>",
    "</h1>",
    "<p>",
    "<p class=\"offers\">",
    "<p class=\"request\">",
    "</p>",
    "<dl>",
    "</dl>",
    "<dt>",
    "</dt>",
    "<dd>",
    "</dd>",
    "<a href=\"",
    "<a class=\"brand\" href=\"/\">",
    "<a class=\"entry\" href=\"",
    "</a>",
    "<p id=\"near\">",
    "<ul class=\"entries\" aria-labelledby=\"near\">",
    "</ul>",
    "<li>",
    "</li>",
    "<form method=\"post\" action=\"",
    "<form class=\"ways\" method=\"post\" action=\"",
    "<a class=\"way\" href=\"",
    "<button type=\"submit\" class=\"danger\">",
    "<wbr>",
    "<nav class=\"languages\" aria-label=\"Languages\">",
    "</nav>",
    "</form>",
    "<input type=\"hidden\" name=\"",
    "<button type=\"submit\">",
    "</button>",
    "</main>",
];

/// The folder of payloads. Without it one line says that they were not tried.
fn corpus() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("LINKGATE_CORPUS") {
        return Some(folder.into());
    }
    say("way back: LINKGATE_CORPUS is not set, the public payloads were not tried\n");
    None
}

fn say(line: &str) {
    std::io::stderr()
        .write_all(line.as_bytes())
        .expect("stderr");
}

/// Every text that is a payload, from all files.
fn payloads(folder: &Path) -> Vec<String> {
    let read = |file: &str| fs::read_to_string(folder.join(file)).expect(file);
    let lines = |file: &str| {
        let text = read(file);
        let lines = text.lines().filter(|line| !line.starts_with("#!"));
        lines.map(str::to_owned).collect::<Vec<String>>()
    };
    let mut payloads: BTreeSet<String> = lines("open_redirect.txt").into_iter().collect();
    for file in [
        "oauth2_proxy_redirects.txt",
        "django_redirects.txt",
        "keycloak_redirects.txt",
    ] {
        for line in lines(file).iter().filter(|line| !line.is_empty()) {
            let text = line.split('\t').nth(1).expect(line);
            payloads.insert(serde_json::from_str(text).expect(line));
        }
    }
    let cases: Vec<serde_json::Value> =
        serde_json::from_str(&read("url_testdata.json")).expect("JSON");
    payloads.extend(
        cases
            .iter()
            .filter_map(|case| Some(case["input"].as_str()?.to_owned())),
    );
    // What breaks out of markup and of lines, too.
    payloads.extend(
        [
            "\"><script>alert(1)</script>",
            "'><img src=x onerror=alert(1)>",
            "</title><script>alert(1)</script>",
            "\" onmouseover=\"alert(1)",
            "x\r\nLocation: https://evil.example/\r\n",
            "x\r\n\r\n<script>alert(1)</script>",
            "\u{2028}\u{feff}\u{202e}",
            "&quot;&gt;&lt;b&gt;",
            "${7*7}{{7*7}}",
        ]
        .map(str::to_owned),
    );
    payloads.into_iter().collect()
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

/// The pairs of an address's query, split and decoded by hand, so that no
/// second parser forgives what a first one did.
fn pairs(address: &str) -> Vec<(String, String)> {
    let decoded = |text: &str| {
        assert!(!text.contains('+'), "{address}");
        let decoded = percent_decode_str(text).decode_utf8();
        decoded.expect(address).into_owned()
    };
    let (_, query) = address.split_once('?').unwrap_or((address, ""));
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').expect(address);
        (decoded(name), decoded(value))
    };
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(pair)
        .collect()
}

/// The one value of that name in a list of pairs.
#[track_caller]
fn only<'p>(pairs: &'p [(String, String)], name: &str) -> &'p str {
    let mut values = pairs.iter().filter(|(known, _)| known == name);
    let (_, value) = values
        .next()
        .unwrap_or_else(|| panic!("{name} in {pairs:?}"));
    assert_eq!(values.next(), None, "{name} twice in {pairs:?}");
    value
}

fn without_back(pairs: Vec<(String, String)>) -> Vec<(String, String)> {
    pairs.into_iter().filter(|(name, _)| name != "BU").collect()
}

/// A text out of a page, as a browser reads it.
fn unescaped(text: &str) -> String {
    text.replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#38;", "&")
}

/// The values of all attributes of that name in a page.
fn attributes<'b>(body: &'b str, name: &str) -> impl Iterator<Item = String> + use<'b> {
    let before = format!(" {name}=\"");
    let rest: Vec<&str> = body.split(&*before).skip(1).collect();
    rest.into_iter().map(|rest| {
        let value = rest.split('"').next().unwrap_or_default();
        unescaped(value)
    })
}

/// What a page is about, without what stands around it on every page.
fn main_of(page: &str) -> &str {
    let (_, main) = page.split_once("<main>").expect("a page");
    main.split_once("</main>").expect("an end").0
}

/// An address that is the policy's in every part on which a browser acts, and
/// so are those that stand in its query.
#[track_caller]
fn assert_the_policys(asked: &str, address: &str) {
    let about = || format!("{asked:?} led to {address}");
    assert!(address.bytes().all(|b| b.is_ascii_graphic()), "{}", about());
    let url = Url::parse(address).unwrap_or_else(|_| panic!("{}", about()));
    assert_eq!(url.as_str(), address, "{}", about());
    assert!(
        ORIGINS.contains(&&*url.origin().ascii_serialization()),
        "{}",
        about()
    );
    assert_eq!(
        (url.username(), url.password(), url.fragment()),
        ("", None, None),
        "{}",
        about()
    );
    if url.host_str() == Some("acme.webex.com") && address.contains('?') {
        for (name, value) in pairs(address) {
            if matches!(&*name, "BU" | "MU") && value != "GoBack" {
                assert_the_policys(asked, &value);
            }
        }
    }
}

/// A target in one of our pages.
#[track_caller]
fn assert_target(asked: &str, target: &str) {
    // The same page in another language.
    if let Some(query) = target.strip_prefix('?') {
        assert!(
            query.bytes().all(|b| b.is_ascii_graphic()),
            "{asked:?} offers {target}"
        );
    } else if target.starts_with('/') {
        let plain = !target.starts_with("//") && target.bytes().all(|b| b.is_ascii_graphic());
        assert!(plain && !target.contains('\\'), "{asked:?} offers {target}");
    } else {
        assert_the_policys(asked, target);
    }
}

/// Whatever was asked, what comes back is ours byte for byte.
#[track_caller]
fn assert_ours(asked: &str, payload: &str, response: &crate::support::Response) {
    let text = String::from_utf8_lossy(response.bytes());
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let about = || format!("{asked:?}\n{text}");
    let status = response.status();
    assert!(
        matches!(status, 0 | 200 | 302 | 303 | 400..=431),
        "{}",
        about()
    );
    let mut seen = BTreeSet::new();
    for line in head
        .split(['\r', '\n'])
        .skip(1)
        .filter(|line| !line.is_empty())
    {
        let name = line.split(':').next().unwrap_or_default();
        assert!(HEADERS.contains(&name), "{line:?} in {}", about());
        assert!(
            seen.insert(name.to_owned()),
            "{line:?} twice in {}",
            about()
        );
    }
    let location = response.location();
    assert_eq!(
        location.is_some(),
        matches!(status, 302 | 303),
        "{}",
        about()
    );
    if let Some(location) = location {
        assert_the_policys(asked, location);
        assert_eq!(body, "", "{}", about());
    }
    if !response
        .header("content-type")
        .is_some_and(|kind| kind.starts_with("text/html"))
    {
        return;
    }
    for (at, _) in body.match_indices('<') {
        let known = TAGS.iter().chain(&["</body>", "</html>"]);
        let mut known = known.filter(|tag| body[at..].starts_with(**tag));
        assert!(known.next().is_some(), "{}", about());
    }
    for name in ["href", "action", "src"] {
        for target in attributes(body, name) {
            assert_target(asked, &target);
        }
    }
    if payload.len() > 2 && payload.contains(['<', '>', '"', '\'']) {
        assert!(!body.contains(payload), "{}", about());
    }
    let kept = body.contains("hunter2-canary");
    assert!(!kept || asked.contains(" /go/login/"), "{}", about());
}

/// The way back that stands in a call, as a path.
fn return_path(call: &str) -> String {
    let back = only(&pairs(call), "BU").to_owned();
    back.strip_prefix(OWN)
        .unwrap_or_else(|| panic!("{back}"))
        .to_owned()
}

/// A request in which a payload stands: the path and query, and more headers.
struct Place {
    method: &'static str,
    target: String,
    headers: String,
}

/// The tickets that stand in the places.
struct Tickets {
    join: String,
    page: String,
    chain: String,
    rename: String,
    host: String,
    confirm: String,
    origin: String,
}

impl Tickets {
    fn of(gateway: &crate::support::Gateway) -> Self {
        let click = |path: &str| {
            let response = gateway.browse(path);
            return_path(
                response
                    .location()
                    .unwrap_or_else(|| panic!("{path}: {}", response.text())),
            )
        };
        let body = gateway.browse("/go/host/123456789").body();
        let values: Vec<String> = attributes(&body, "value").collect();
        let host = values.iter().find_map(|value| value.strip_prefix(OWN));
        Self {
            join: click("/go/join/123456789?attendee_name=Ann"),
            page: click("/go/page/123456789"),
            chain: click("/go/chain/123456789/rust?note=x"),
            rename: click("/go/rename/123456789?meeting_name=x"),
            host: host.expect("a way back").to_owned(),
            confirm: gateway.form_target("/go/cancel/123456789"),
            origin: format!("Origin: http://{}\r\n", gateway.address()),
        }
    }

    /// The places for one text.
    fn places(&self, text: &str) -> Vec<Place> {
        let ticket = |path: &str| path.rsplit_once('/').expect("a ticket").1.to_owned();
        let (join, confirm) = (ticket(&self.join), ticket(&self.confirm));
        let (payload, tag) = join.split_once('.').expect("two parts");
        let Self {
            join: back,
            page,
            chain,
            rename,
            host,
            ..
        } = self;
        let get = [
            // Where the ticket and the route stand.
            format!("/-/back/join/{text}"),
            format!("/-/back/{text}/{join}"),
            format!("/-/back/join/{join}{text}"),
            format!("/-/back/join/{join}/{text}"),
            format!("/-/back/join/{text}.{tag}"),
            format!("/-/back/join/{payload}.{text}"),
            format!("/-/{text}/join/{join}"),
            format!("/-/confirm/cancel/{text}"),
            // Webex's answer.
            format!("{back}?AT={text}&ST=SUCCESS"),
            format!("{back}?AT=JM&ST={text}"),
            format!("{back}?AT=JM&ST=FAIL&RS={text}"),
            format!("{back}?AT=JM&ST=SUCCESS&BU={text}&back={text}&rd={text}&next={text}"),
            format!(
                "{back}?AT=JM&ST=FAIL&RS=MeetingLocked&BU={text}&back={text}&rd={text}&next={text}"
            ),
            format!("{back}?{text}"),
            format!("{back}?AT=JM&ST=FAIL&{text}=1"),
            format!("{page}?AT=JM&ST=FAIL&RS=MeetingLocked&page={text}"),
            format!("{chain}?AT=ST&ST=SUCCESS&BU={text}&MK={text}&note={text}&course={text}"),
            format!("{rename}?AT=ST&ST=SUCCESS&meeting_name={text}&MN={text}"),
            format!("{host}?AT=LI&ST=FAIL&RS=AlreadyLogon&WID={text}"),
            format!("{host}?AT=LI&ST=SUCCESS&WID={text}&CSRF={text}"),
            // What the route declares, and what it does not.
            format!("/go/join/123456789?attendee_name={text}"),
            format!("/go/join/123456789?attendee_email={text}"),
            format!("/go/join/123456789?back={text}"),
            format!("/go/join/123456789?next={text}"),
            format!("/go/chain/123456789/{text}?note=x"),
            format!("/go/chain/123456789/rust?note={text}&attendee_name={text}"),
            format!("/go/nested/123456789/rust?note={text}&attendee_name={text}"),
            format!("/go/login/123456789/rust?note={text}&attendee_name={text}"),
            format!("/go/rename/123456789?meeting_name={text}"),
        ];
        let html = "Accept: text/html\r\n";
        let mut places: Vec<Place> = get
            .into_iter()
            .map(|target| Place {
                method: "GET",
                target,
                headers: html.to_owned(),
            })
            .collect();
        for target in [
            format!("/-/confirm/cancel/{text}"),
            format!("/-/confirm/{text}/{confirm}"),
            format!("/-/confirm/cancel/{confirm}?{text}"),
        ] {
            let headers = format!("{html}{}", self.origin);
            places.push(Place {
                method: "POST",
                target,
                headers,
            });
        }
        for referrer in [
            text.to_owned(),
            format!("https://portal.acme.example{text}"),
            format!("https://portal.acme.example/{text}"),
            format!("https://wiki.acme.example:8443/?x={text}"),
        ] {
            for target in [
                "/go/page/123456789",
                "/go/page-direct/123456789",
                "/go/nested-page/123456789",
            ] {
                places.push(Place {
                    method: "GET",
                    target: target.to_owned(),
                    headers: format!("{html}Referer: {referrer}\r\n"),
                });
            }
        }
        places
    }
}

/// What was tried, and how far it got.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    places: usize,
    tried: usize,
    led_on: usize,
    came_back: usize,
    pages: usize,
}

/// Tries one request, and whoever gets through comes back, well or not.
fn try_out(gateway: &crate::support::Gateway, payload: &str, place: &Place, counts: &mut Counts) {
    let Place {
        method,
        target,
        headers,
    } = place;
    let asked = format!("{method} {target} {headers}");
    let response = gateway.send(gateway.request(method, target, headers));
    assert_ours(&asked, payload, &response);
    counts.tried += 1;
    counts.pages += usize::from(response.status() == 200);
    let Some(location) = response.location() else {
        return;
    };
    counts.led_on += 1;
    if !location.contains("BU=") {
        return;
    }
    let pairs = pairs(location);
    let Some(back) = only(&pairs, "BU").strip_prefix(OWN) else {
        return;
    };
    for answer in ["ST=SUCCESS", "ST=FAIL&RS=MeetingLocked"] {
        let returned = gateway.browse(&format!("{back}?{answer}"));
        assert_ours(&asked, payload, &returned);
        assert!(
            matches!(returned.status(), 200 | 302),
            "{asked}: {}",
            returned.text()
        );
        counts.came_back += 1;
    }
}

fn try_all(payloads: &[String]) -> Counts {
    let gateway = crate::support::Gateway::with_files(POLICY, &FILES);
    let tickets = Tickets::of(&gateway);
    let mut counts = Counts::default();
    for payload in payloads {
        counts.places = 0;
        let once = encoded(payload);
        for text in [payload, &once] {
            // A line break would end the request: what follows is another one.
            if text.contains(['\r', '\n']) {
                continue;
            }
            for place in tickets.places(text) {
                try_out(&gateway, payload, &place, &mut counts);
                counts.places += 1;
            }
        }
    }
    let alive = gateway.browse("/go/join/123456789");
    assert_eq!(alive.status(), 302, "the process goes on");
    counts
}

#[test]
fn no_payload_on_the_way_to_webex_and_back_leads_anywhere_else() {
    let Some(folder) = corpus() else { return };
    let payloads = payloads(&folder);
    assert!(payloads.len() > 1000, "{}", payloads.len());
    let halves = payloads.split_at(payloads.len() / 2);
    let (one, two) = std::thread::scope(|scope| {
        let other = scope.spawn(|| try_all(halves.1));
        (try_all(halves.0), other.join().expect("the other half"))
    });
    let led_on = one.led_on + two.led_on;
    let came_back = one.came_back + two.came_back;
    let pages = one.pages + two.pages;
    say(&format!(
        "way back: {} payloads in {} places, {} requests, {led_on} led on, {came_back} came back, {pages} pages\n",
        payloads.len(),
        one.places,
        one.tried + two.tried,
    ));
    assert!(led_on > 1000 && came_back > 1000 && pages > 1000);
}

fn start() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().expect("a moment")
}

/// A gateway that is asked without a socket, at any time.
fn gateway() -> &'static Gateway {
    static LOADED: OnceLock<Gateway> = OnceLock::new();
    LOADED.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in FILES.iter().chain(&[("policy.yaml", POLICY)]) {
            fs::write(folder.path().join(name), text).expect("a file");
        }
        let loaded = load(&folder.path().join("policy.yaml"), start());
        let found = format!("{:?}", loaded.problems.sorted());
        let policy = loaded.policy.expect(&found);
        without_socket(policy, no_log)
    })
}

/// What is answered then; `None` when no client could ask for that.
fn ask(
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    now: Timestamp,
) -> Option<Response<Full<Bytes>>> {
    let mut request = Request::builder().method(method).uri(path);
    request = request.header("Host", "go.acme.example");
    request = request.header("Accept", "text/html");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let (head, ()) = request.body(()).ok()?.into_parts();
    let peer = Peer::at([192, 0, 2, 1].into());
    Some(gateway().answer_at_once(RequestHead::new(&head, &peer, now)))
}

fn get(path: &str) -> Response<Full<Bytes>> {
    ask("GET", path, &[], start()).expect(path)
}

#[track_caller]
fn location(response: &Response<Full<Bytes>>) -> String {
    let location = response.headers().get(LOCATION);
    let location = location.unwrap_or_else(|| panic!("{response:?}"));
    location.to_str().expect("ASCII").to_owned()
}

fn body(response: Response<Full<Bytes>>) -> String {
    let body = response.into_body().collect();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    let body = runtime.block_on(body).expect("never fails");
    String::from_utf8(body.to_bytes().to_vec()).expect("UTF-8")
}

/// Any text that is one: nothing hidden, and something to see at both ends.
/// Characters that steer addresses come more often than others.
fn text(max: usize) -> impl Strategy<Value = String> {
    let steering = prop::sample::select(
        " &=#?/\\@:;%+.,<>\"'{}[]-_~0123456789abfAT\u{2011}ü漢１😀"
            .chars()
            .collect::<Vec<_>>(),
    );
    let any = prop_oneof![4 => steering, 1 => any::<char>()];
    let text = prop::collection::vec(any, 1..=max).prop_map(String::from_iter);
    let text = text.prop_map(|text| replace_hidden(&text, |_, _| None).into_owned());
    text.prop_filter("nothing to see", |text| !text.trim().is_empty())
}

/// What somebody asks a route with all kinds of parameters for: the part of
/// the address behind the route's name.
fn asked() -> impl Strategy<Value = String> {
    let key = prop_oneof![
        "[1-9][0-9]{6,19}",
        "[1-9][0-9]{2} [0-9]{3} [0-9]{3}",
        "[0-9]{3}-[0-9]{3}-[0-9]{4}[>.]"
    ];
    let course = "[a-zA-Z0-9][a-zA-Z0-9._-]{0,30}";
    let email = "[a-z0-9]([.+]?[a-z0-9]){0,6}@[a-z]{1,8}\\.[a-z]{2,4}";
    let optional = (prop::option::of(text(30)), prop::option::of(email));
    (key, course, text(60), optional).prop_map(|(key, course, note, (name, email))| {
        let mut asked = format!(
            "{}/{}?note={}",
            encoded(&key),
            encoded(&course),
            encoded(&note)
        );
        for (field, value) in [("attendee_name", name), ("Attendee-Email", email)] {
            if let Some(value) = value {
                asked.push_str(&format!("&{field}={}", encoded(&value)));
            }
        }
        asked
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 384, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_asked_for_comes_back_as_it_went(asked in asked(), at in any::<prop::sample::Index>(), byte in b'!'..=b'~') {
        let single = get(&format!("/go/single/{asked}"));
        prop_assume!(single.status() == 302);
        let single = location(&single);
        let home = only(&pairs(&single), "BU").to_owned();
        assert_the_policys(&asked, &single);
        // The first step, and the way back that stands in it.
        let first = location(&get(&format!("/go/chain/{asked}")));
        let back = return_path(&first);
        prop_assert_eq!(
            without_back(pairs(&first)),
            [("AT", "ST"), ("SP", "TC")].map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
        let url = Url::parse(&format!("{OWN}{back}")).expect("an address");
        prop_assert_eq!(url.as_str(), format!("{OWN}{back}"));
        prop_assert_eq!((url.query(), url.fragment()), (None, None));
        // The second step has the same values as a single call.
        let second = location(&get(&format!("{back}?AT=ST&ST=SUCCESS")));
        prop_assert_eq!(without_back(pairs(&second)), without_back(pairs(&single)));
        prop_assert_eq!(second.split('?').next(), single.split('?').next());
        // And the end is the policy's back URL, as the single call has it.
        let last = return_path(&second);
        prop_assert_eq!(&location(&get(&format!("{last}?AT=JM&ST=SUCCESS"))), &home);
        // Who fails can ask for the same again.
        let page = body(get(&format!("{last}?AT=JM&ST=FAIL&RS=MeetingLocked")));
        let offers: Vec<String> = attributes(main_of(&page), "href").collect();
        prop_assert_eq!(offers.len(), 2, "{}", page);
        prop_assert_eq!(&offers[1], &home);
        let again = return_path(&location(&get(&offers[0])));
        let second = location(&get(&format!("{again}?AT=ST&ST=SUCCESS")));
        prop_assert_eq!(without_back(pairs(&second)), without_back(pairs(&single)));
        // No altered ticket is one.
        let begin = back.rfind('/').expect("a ticket") + 1;
        let at = begin + at.index(back.len() - begin);
        let mut altered = back.clone().into_bytes();
        altered[at] = byte;
        let altered = String::from_utf8(altered).expect("ASCII");
        if altered != back
            && let Some(response) = ask("GET", &format!("{altered}?AT=ST&ST=SUCCESS"), &[], start())
        {
            prop_assert!(matches!(response.status().as_u16(), 400 | 404), "{} {}", altered, response.status());
        }
    }

    #[test]
    fn calls_inside_calls_are_exactly_those_that_were_meant(asked in asked()) {
        let single = get(&format!("/go/single/{asked}"));
        prop_assume!(single.status() == 302);
        let single = location(&single);
        let home = only(&pairs(&single), "BU").to_owned();
        let mut call = location(&get(&format!("/go/nested/{asked}")));
        for expected in [
            ("https://acme.webex.com/acme/o.php", vec![("AT", "ST"), ("SP", "TC")]),
            ("https://acme.webex.com/acme/o.php", vec![("AT", "ST"), ("SP", "MC")]),
            ("https://acme.webex.com/acme/p.php", vec![("AT", "LO")]),
        ] {
            let (target, _) = call.split_once('?').expect("a query");
            prop_assert_eq!(target, expected.0);
            let found = pairs(&call);
            let fields: Vec<(&str, &str)> = found.iter().map(|(n, v)| (&**n, &**v)).collect();
            prop_assert_eq!(&fields[..fields.len() - 1], &*expected.1);
            call = only(&found, "BU").to_owned();
        }
        prop_assert_eq!(&call, &single);
        // A login leads to the next call by its landing page, and elsewhere on failure.
        let form = body(get(&format!("/go/login/{asked}")));
        let names: Vec<String> = attributes(&form, "name").skip(2).collect();
        prop_assert_eq!(names, ["AT", "WID", "PW", "MU", "BU"]);
        let values: Vec<String> = attributes(&form, "value").collect();
        prop_assert_eq!(&values[3], &single);
        prop_assert_eq!(&values[4], &home);
    }
}

/// What is generated above gets through often enough to mean something.
#[test]
fn most_of_what_is_asked_is_answered() {
    use proptest::strategy::ValueTree as _;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let good = (0..100).filter(|_| {
        let asked = asked().new_tree(&mut runner).expect("a value").current();
        get(&format!("/go/chain/{asked}")).status() == 302
    });
    let good = good.count();
    assert!(good > 80, "only {good} of 100");
}

#[test]
fn no_byte_of_a_ticket_can_be_another() {
    let back = return_path(&location(&get("/go/chain/123456789/rust?note=x")));
    let answer = "AT=ST&ST=SUCCESS";
    assert_eq!(get(&format!("{back}?{answer}")).status(), 302);
    let begin = back.rfind('/').expect("a ticket") + 1;
    let mut tried = 0;
    for at in begin..back.len() {
        for byte in 0..=255_u8 {
            let mut altered = back.clone().into_bytes();
            if altered[at] == byte {
                continue;
            }
            altered[at] = byte;
            altered.extend(format!("?{answer}").bytes());
            let request = Request::builder().uri(altered.as_slice());
            let Ok(request) = request.header("Host", "go.acme.example").body(()) else {
                continue;
            };
            let peer = Peer::at([192, 0, 2, 1].into());
            let response =
                gateway().answer_at_once(RequestHead::new(&request.into_parts().0, &peer, start()));
            let status = response.status().as_u16();
            assert!(
                matches!(status, 400 | 404),
                "{status} for byte {byte} at {at} of {back}"
            );
            tried += 1;
        }
        let cut = &back[..at];
        let response = ask("GET", &format!("{cut}?{answer}"), &[], start());
        assert!(
            response.is_none_or(|response| response.status().is_client_error()),
            "{cut}"
        );
    }
    assert!(tried > 10_000, "{tried}");
}

fn later(seconds: i64) -> Timestamp {
    start() + SignedDuration::from_secs(seconds)
}

#[test]
fn a_way_back_ends_after_a_day() {
    const DAY: i64 = 24 * 60 * 60;
    for path in [
        "/go/join/123456789",
        "/go/chain/123456789/rust?note=x",
        "/go/page/123456789",
    ] {
        let back = return_path(&location(&get(path)));
        let answers = [
            "?ST=SUCCESS",
            "?ST=FAIL&RS=MeetingLocked",
            "",
            "?BU=https://evil.example/",
        ];
        for answer in answers {
            let at = |now| ask("GET", &format!("{back}{answer}"), &[], now).expect("a path");
            assert!(matches!(at(later(DAY - 1)).status().as_u16(), 200 | 302));
            for seconds in [DAY, DAY + 1, 400 * DAY] {
                let over = at(later(seconds));
                assert_eq!(
                    (over.status().as_u16(), over.headers().get(LOCATION)),
                    (410, None)
                );
                let page = body(over);
                assert!(
                    page.contains("<h1>This return link has expired</h1>"),
                    "{page}"
                );
                assert!(!page.contains("evil"), "{page}");
            }
        }
        // Expired and altered is altered: whoever forges learns nothing.
        let altered = format!("{}A", &back[..back.len() - 1]);
        if altered != back {
            let response = ask("GET", &altered, &[], later(DAY)).expect("a path");
            assert_eq!(response.status(), 400);
        }
    }
}

#[test]
fn a_question_is_open_for_a_quarter_of_an_hour() {
    const QUARTER: i64 = 15 * 60;
    let page = body(get("/go/cancel/123456789"));
    let target = attributes(&page, "action").next().expect("a form");
    let answer =
        |origin: &str, now| ask("POST", &target, &[("Origin", origin)], now).expect("a path");
    let done = answer(OWN, later(QUARTER - 1));
    assert_eq!(done.status(), 303);
    assert!(
        location(&done).starts_with("https://acme.webex.com/acme/m.php?AT=DM&MK=123456789&BU=")
    );
    for seconds in [QUARTER, QUARTER + 1, 86_400] {
        for origin in [OWN, "https://evil.example"] {
            let over = answer(origin, later(seconds));
            assert_eq!(
                (over.status().as_u16(), over.headers().get(LOCATION)),
                (410, None)
            );
            let page = body(over);
            assert!(page.contains("<h1>That was too long ago</h1>"), "{page}");
        }
    }
    // The question of a later step counts from when it was asked.
    let back = return_path(&location(&get("/go/rename/123456789?meeting_name=x")));
    let hours = later(20 * 60 * 60);
    let page = body(ask("GET", &format!("{back}?ST=SUCCESS"), &[], hours).expect("a path"));
    let target = attributes(&page, "action").next().expect("a form");
    for (minutes, status) in [(14, 303), (15, 410)] {
        let now = hours + SignedDuration::from_mins(minutes);
        let response = ask("POST", &target, &[("Origin", OWN)], now).expect("a path");
        assert_eq!(response.status().as_u16(), status);
    }
}

/// What goes out comes back: no way back is longer than what the gateway takes
/// in, with Webex's answer behind it.
#[test]
fn the_longest_way_back_is_taken_in() {
    let answer = format!("AT=JM&ST=SUCCESS&WID={}", "x".repeat(254));
    let mut longest = 0;
    for length in (0..=2100).step_by(100).chain([2047, 2048]) {
        let head = "https://portal.acme.example/";
        let page = format!(
            "{head}{}",
            "x".repeat(2048_usize.saturating_sub(head.len()).min(length))
        );
        for name in ["a".repeat(60), "漢".repeat(60)] {
            let path = format!(
                "/go/join/123456789?back=page&attendee_name={}",
                encoded(&name)
            );
            let response = ask("GET", &path, &[("Referer", &page)], start()).expect("a path");
            let back = return_path(&location(&response));
            longest = longest.max(back.len());
            let home = location(&get(&format!("{back}?{answer}")));
            assert_eq!(home, page);
        }
    }
    assert!((3000..8 * 1024).contains(&longest), "{longest}");
}
