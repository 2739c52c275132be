//! The report of decision logs as a page: read by everybody, in the dark, on a telephone and on paper.

use std::fs;
use std::path::Path;

use serde_json::json;

use super::print::sheets;
use super::scene::stopped;
use crate::support::browser::{Axe, Browser, Colours, DESKTOP, NARROW, Scripts};
use crate::support::program;

const POLICY: &str = "
version: 1
public_url: https://go.acme.example/
sites: { acme: https://acme.webex.com/acme/ }
back_urls: { meetings: https://portal.acme.example/meetings }
callers: { networks: { office: [10.0.0.0/8] } }
routes:
  join: { path: '/go/join/{meeting_key}', command: meeting.join, back: meetings, allow: anyone }
  start: { path: '/go/start/{meeting_key}', command: meeting.start, back: meetings, allow: [{ network: office }] }
links:
  standup: { title: Platform team stand-up, route: join, meeting_key: 123 456 781, owner: platform@acme.example }
  arabic: { title: الاجتماع اليومي لفريق المنصة, route: join, meeting_key: 123 456 782, owner: فريق المنصة }
  hostile: { title: '<img src=x onerror=alert(1)>', route: join, meeting_key: 123 456 783, owner: '<b>ops</b>' }
  townhall: { title: Town hall, route: start, meeting_key: 123 456 784, owner: communications@acme.example }
  a-name-of-sixty-four-letters-which-is-the-longest-that-there-isx: { route: join, meeting_key: 123 456 785 }
  idle: { title: Book club, route: join, meeting_key: 123 456 786 }
";

/// Links with their routes, how they end, and how often.
const REQUESTS: [(&str, &str, &str, usize); 6] = [
    ("standup", "join", "redirected", 180),
    ("standup", "join", "webex_failed", 12),
    ("arabic", "join", "redirected", 95),
    ("hostile", "join", "redirected", 40),
    ("hostile", "join", "rate_limited", 25),
    ("townhall", "start", "denied", 60),
];

const MISSED: [(&str, usize); 3] = [
    ("standdup", 31),
    ("<script>alert(1)</script>", 9),
    ("الاجتماع", 4),
];

fn log() -> String {
    let line = |at: usize, more: &str| {
        let (day, minute) = (at % 28 + 1, at % 60);
        format!(
            "{{\"log_version\":1,\"time\":\"2027-06-{day:02}T09:{minute:02}:00.000Z\",\"request_id\":\"1\",\"method\":\"GET\",\"client\":null,\"policy\":\"0\",{more},\"status\":302,\"ignored_query_fields\":0}}\n"
        )
    };
    let links = REQUESTS.iter().flat_map(|(link, route, outcome, times)| {
        let more = format!("\"route\":\"{route}\",\"link\":\"{link}\",\"outcome\":\"{outcome}\"");
        (0..*times).map(move |at| line(at, &more))
    });
    let missed = MISSED.iter().flat_map(|(name, times)| {
        let more = format!("\"outcome\":\"not_found\",\"missed_name\":\"{name}\"");
        (0..*times).map(move |at| line(at, &more))
    });
    links.chain(missed).collect()
}

/// Makes the report, and returns where it is.
fn report(folder: &Path) -> String {
    let path = |name: &str| folder.join(name).display().to_string();
    fs::write(path("policy.yaml"), POLICY).expect("written");
    fs::write(path("decisions.log"), log()).expect("written");
    let out = path("report.html");
    let done = program::run(&[
        "report",
        &path("decisions.log"),
        "--policy",
        &path("policy.yaml"),
        "--format",
        "html",
        "--out",
        &out,
    ]);
    assert!(done.status.success(), "{done:?}");
    format!("file://{out}")
}

#[test]
fn the_report_is_for_everybody() {
    let folder = tempfile::tempdir().expect("a folder");
    let address = report(folder.path());
    let Some(browser) = Browser::open(&[], Scripts::On) else {
        return;
    };
    browser.go(&address);
    browser.on(DESKTOP);
    assert_eq!(browser.text("h1"), "Use of links");
    assert_eq!(browser.requests(), [""; 0]);
    assert_eq!(stopped(&browser), [""; 0]);
    assert_is_text(&browser);
    if let Some(axe) = Axe::load() {
        for colours in [Colours::Light, Colours::Dark] {
            browser.in_colours(colours);
            let audit = axe.audit(&browser);
            assert_eq!(audit.violations, [""; 0], "{colours:?}");
        }
        browser.in_colours(Colours::Light);
    }
    assert_eq!(sheets(&browser.print()), 2);
    browser.on(NARROW);
    assert!(browser.overflow() <= 0, "{}", browser.overflow());
    browser.keep_pictures("report");
}

/// Titles are in the direction of their language, and nothing of them is markup.
fn assert_is_text(browser: &Browser) {
    let script = "return [...document.querySelectorAll('.title')]
        .find(title => title.textContent.includes(arguments[0]))?.matches(':dir(rtl)') ?? null";
    let is_right_to_left = |words: &str| browser.script(script, &[json!(words)]);
    assert_eq!(is_right_to_left("الاجتماع"), json!(true));
    assert_eq!(is_right_to_left("Platform"), json!(false));
    assert_eq!(
        is_right_to_left("<img src=x onerror=alert(1)>"),
        json!(false)
    );
    let script = "return document.querySelectorAll('img, script, b').length";
    assert_eq!(browser.script(script, &[]), json!(0));
}
