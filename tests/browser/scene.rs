//! Linkgate, the sites of others around it, and whoever comes by.

use url::Url;

use crate::support::browser::{Browser, Scripts};
use crate::support::certificate::Certificate;
use crate::support::program::Running;
use crate::support::service::Folder;
use crate::support::stand_in::{Called, Reply, StandIns};

const POLICY: &str = include_str!("policy.yaml");

/// A logo that has to be seen on light and dark pages.
const LOGO: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 32"><path d="M2 30 16 2l8 16 8-16 14 28z" fill="#8a1c4a"/></svg>"##;

/// Where people start from.
pub(crate) const INTRANET: &str = "https://intranet.acme.example/";

/// The gateway, under the address of its policy.
pub(crate) const GATEWAY: &str = "https://go.acme.example";

/// Another one, which lets each address ask once a minute.
const BUSY: &str = "https://busy.acme.example";

/// The sites of others.
const OTHERS: [&str; 4] = [
    "acme.webex.com",
    "intranet.acme.example",
    "login.acme.example",
    "portal.acme.example",
];

/// What the intranet page links to: paths of the gateway.
const LINKS: [&str; 3] = ["/go/standup", "/go/retire", "/go/host/123456789"];

/// Somebody who is known, as the proxy says it.
const KNOWN: [(&str, &str); 4] = [
    ("X-Auth-Request-User", "ada"),
    (
        "X-Auth-Request-Preferred-Username",
        "ada <b>lovelace</b> \u{645}\u{647}\u{627}",
    ),
    ("X-Auth-Request-Email", "ada@acme.example"),
    (
        "X-Auth-Request-Groups",
        "staff,/staff,\u{645}\u{62c}\u{645}\u{648}\u{639}\u{629} 7,choir\u{202e}x,DonaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftDonaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    ),
];

/// Everything that there is beside the browser.
pub(crate) struct Scene {
    gateway: Running,
    busy: Running,
    pub(crate) others: StandIns,
}

/// How a person gets to a page.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Way {
    /// It is under a path.
    At(&'static str),
    /// The same, for somebody whose names are in other scripts than the page, or hostile.
    As(&'static str),
    /// It is under a path, for somebody who has just been at the login in vain.
    AfterLogin(&'static str),
    /// Through a path to Webex, and back with this answer.
    Back(&'static str, &'static str),
    /// The same for somebody who is known on the way there, and not any more on
    /// the way back.
    BackForgotten(&'static str, &'static str),
    /// Under a path, by somebody who asks for nothing else.
    TooOften(&'static str),
}

impl Scene {
    pub(crate) fn set() -> Self {
        Self {
            gateway: serve(POLICY, &["--rate-limit", "0"]),
            busy: serve(POLICY, &["--rate-limit", "1"]),
            others: StandIns::start(reply),
        }
    }

    /// The same with all links at the root.
    pub(crate) fn at_the_root() -> Self {
        let policy = format!("link_prefix: /\n{POLICY}");
        Self {
            gateway: serve(&policy, &["--rate-limit", "0"]),
            ..Self::set()
        }
    }

    /// Somebody with a browser, where there is one.
    pub(crate) fn visitor(&self, scripts: Scripts) -> Option<Browser> {
        let ours = [
            ("go.acme.example", self.gateway.public),
            ("busy.acme.example", self.busy.public),
        ];
        let others = OTHERS.map(|name| (name, self.others.address()));
        let hosts: Vec<_> = ours.into_iter().chain(others).collect();
        Browser::open(&hosts, scripts)
    }
}

impl Way {
    /// Goes there.
    #[track_caller]
    pub(crate) fn go(self, browser: &Browser) {
        let go = |path: &str| browser.go(&format!("{GATEWAY}{path}"));
        match self {
            Self::At(path) => go(path),
            Self::As(path) => {
                browser.send_headers(&KNOWN);
                go(path);
                browser.send_headers(&[]);
            }
            Self::AfterLogin(path) => {
                go(path);
                go(path);
            }
            Self::Back(path, answer) => {
                go(path);
                browser.go(&return_path(browser, answer));
            }
            Self::BackForgotten(path, answer) => {
                browser.send_headers(&[
                    ("X-Auth-Request-User", "ada"),
                    ("X-Auth-Request-Preferred-Username", "ada"),
                ]);
                go(path);
                browser.send_headers(&[]);
                browser.go(&return_path(browser, answer));
            }
            Self::TooOften(path) => {
                let address = format!("{BUSY}{path}");
                browser.go(&address);
                browser.go(&address);
            }
        }
    }
}

/// What the browser had to stop, because a page of ours does not allow it to
/// itself.
#[track_caller]
pub(crate) fn stopped(browser: &Browser) -> Vec<String> {
    let mut complaints = browser.complaints();
    complaints.retain(|line| line.contains("Content Security Policy"));
    complaints
}

/// Where Webex, which the browser is at, would send it with this answer.
#[track_caller]
fn return_path(browser: &Browser, answer: &str) -> String {
    let called = Url::parse(&browser.address()).expect("an address");
    let back = back_url(called.query().unwrap_or_default());
    format!("{}?{answer}", back.expect("a way back"))
}

/// Where a call wants people to be sent afterwards.
fn back_url(fields: &str) -> Option<String> {
    let mut fields = url::form_urlencoded::parse(fields.as_bytes());
    let (_, back) = fields.find(|(name, _)| name == "BU")?;
    Some(back.into_owned())
}

/// More links than one page of the directory has.
fn table() -> String {
    let link = |at| format!("team-{at:02},Team meeting {at},join,123456789,weekly,squad-{at:02}\n");
    let links: String = (1..=40).map(link).collect();
    format!("name,title,route,meeting_key,tags,aliases\n{links}")
}

/// Starts a gateway.
fn serve(policy: &str, flags: &[&str]) -> Running {
    // Both are read when it starts.
    let (folder, certificate) = (Folder::new(), Certificate::new());
    folder.write("keys", "key-of-the-tests-in-a-browser-0123456789\n");
    folder.write("host-password", "hunter2-canary\n");
    folder.write("logo.svg", LOGO);
    folder.write("links.csv", &table());
    let policy = folder.write("policy.yaml", policy);
    let common = ["--policy", &policy, "--decision-log", "/dev/null"];
    let tls = certificate.flags();
    let tls: Vec<&str> = tls.iter().map(String::as_str).collect();
    Running::start(&[&common[..], &tls, flags].concat())
}

/// What the sites of others answer.
fn reply(called: &Called) -> Reply {
    match called.host.as_str() {
        "acme.webex.com" => webex(called),
        "intranet.acme.example" => Reply::Page(page("Intranet", &intranet())),
        host => Reply::Page(page(host, &escaped(&called.target))),
    }
}

/// Webex: a login leads on at once, everything else is shown, with both ways to
/// end it.
fn webex(called: &Called) -> Reply {
    let query = called.target.split_once('?').map_or("", |(_, query)| query);
    let back = back_url(query).or_else(|| back_url(&called.body));
    let back = back.unwrap_or_default();
    if called.target.starts_with("/acme/p.php") && called.method == "POST" {
        return Reply::GoTo(format!("{back}?AT=LI&ST=SUCCESS"));
    }
    let link = |words: &str, answer: &str| {
        let address = escaped(&format!("{back}?{answer}"));
        format!("<p><a href=\"{address}\">{words}</a></p>")
    };
    let body = [
        escaped(&called.target),
        link("Leave the meeting", "ST=SUCCESS"),
        link("It is locked", "ST=FAIL&RS=MeetingLocked"),
    ];
    Reply::Page(page("Webex", &body.concat()))
}

fn intranet() -> String {
    let link = |path: &str| format!("<p><a href=\"{GATEWAY}{path}\">{path}</a></p>");
    format!("{}{}", LINKS.map(link).concat(), join_box())
}

/// The form for intranet pages, as the manual has it.
fn join_box() -> &'static str {
    const MANUAL: &str = include_str!("../../docs/pages.md");
    let (_, form) = MANUAL.split_once("```html\n").expect("a form");
    let (form, _) = form.split_once("```").expect("an end");
    assert!(
        form.contains(&format!("action=\"{GATEWAY}/-/go\"")),
        "{form}"
    );
    form
}

fn page(title: &str, body: &str) -> String {
    // Browsers would ask for an icon otherwise.
    let icon = "<link rel=\"icon\" href=\"data:,\">";
    format!("<!doctype html><html lang=\"en\"><title>{title}</title>{icon}<h1>{title}</h1>{body}")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
}
