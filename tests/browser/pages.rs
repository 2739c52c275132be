//! Every kind of page, in every language: whether everybody can read and use
//! it, and what it loads. The pictures and the table of findings are in
//! `screenshots`, below the folder that everything is built in.

use std::fmt::Write as _;
use std::fs;

use serde_json::json;
use url::Url;

use super::scene::{Scene, Way, stopped};
use crate::support::browser::{
    Audit, Axe, Browser, Colours, DESKTOP, NARROW, Scripts, screenshots,
};

const LANGUAGES: [&str; 6] = ["en", "de", "fr", "es", "ja", "ar"];

/// What a page may have of markup, at most: what a slow line brings in a second.
const PAGE_BYTES: u64 = 30 * 1024;

/// What a page may load beside itself. The first of these, it has to; the last
/// is for the tab.
const PARTS: [&str; 3] = ["/-/style.css", "/-/logo", "/-/icon.svg"];

/// The texts of a page of which no line begins at this side of their place.
const ELSEWHERE: &str = "
    const [side] = arguments;
    return [...document.querySelectorAll('h1, h2, p, dt, dd, li')].filter(place => {
        const text = document.createRange();
        text.selectNodeContents(place);
        const edge = place.getBoundingClientRect()[side];
        const parts = [...text.getClientRects()];
        return parts.length > 0 && !parts.some(part => Math.abs(part[side] - edge) < 2);
    }).map(place => place.innerText)";

/// A kind of page.
struct Kind {
    name: &'static str,
    way: Way,
    /// What it says first, in English.
    title: &'static str,
}

const fn page(name: &'static str, way: Way, title: &'static str) -> Kind {
    Kind { name, way, title }
}

/// All kinds of pages: for a new one, an entry here is enough.
const PAGES: [Kind; 30] = [
    page("directory", Way::At("/"), "Links"),
    page("second-page", Way::At("/?page=2"), "Links"),
    page("last-page", Way::At("/?page=3"), "Links"),
    page("route", Way::At("/-/route/plan"), "Schedule a meeting"),
    page("found", Way::At("/?q=platform"), "Links"),
    page("nothing-found", Way::At("/go/?q=zebra"), "Links"),
    page("link", Way::At("/go/standup+"), "Platform team stand-up"),
    page(
        "link-that-asks",
        Way::At("/go/retire+"),
        "Cancel the old series of the platform team",
    ),
    page(
        "choice",
        Way::At("/-/go?q=123+456+789"),
        "Which one do you mean?",
    ),
    page("slip", Way::At("/go/standdup"), "There is no such link"),
    page(
        "bad",
        Way::At("/go/join/12"),
        "Something in this link is not right",
    ),
    page(
        "refused",
        Way::At("/go/start/123456789"),
        "You cannot use this link from here",
    ),
    page("me", Way::At("/-/me"), "What this gateway knows about you"),
    page(
        "me-known",
        Way::As("/-/me"),
        "What this gateway knows about you",
    ),
    page("unknown", Way::At("/go/nothing"), "There is no such link"),
    page("expired", Way::At("/go/old"), "This link has expired"),
    page(
        "too-many",
        Way::TooOften("/go/nothing"),
        "Too many links at once",
    ),
    page(
        "log-in",
        Way::AfterLogin("/go/staff/123456789"),
        "Please log in first",
    ),
    page(
        "confirm-change",
        Way::At("/go/edit/123456789"),
        "Edit a scheduled meeting?",
    ),
    page(
        "confirm-destroy",
        Way::At("/go/retire"),
        "Delete a scheduled meeting?",
    ),
    page(
        "form",
        Way::At("/go/host/123456789"),
        "Start a scheduled meeting",
    ),
    page(
        "stray",
        Way::At("/-/back/join/x"),
        "This is not a valid return link",
    ),
    page(
        "locked",
        Way::Back("/go/standup", "ST=FAIL&RS=MeetingLocked"),
        "The meeting is locked",
    ),
    page(
        "too-early",
        Way::Back("/go/standup", "ST=FAIL&RS=MeetingNotInProgress"),
        "The meeting is not open",
    ),
    page(
        "wrong-number",
        Way::Back("/go/standup", "ST=FAIL&RS=InvalidMeetingKey"),
        "Webex does not know this meeting",
    ),
    page(
        "webex-login",
        Way::Back("/go/standup", "ST=FAIL&RS=LoginRequired"),
        "Please log in first",
    ),
    page(
        "webex-logout",
        Way::Back("/go/standup", "ST=FAIL&RS=AlreadyLogon"),
        "You are already logged in to Webex",
    ),
    page(
        "unlisted",
        Way::Back("/go/standup", "ST=FAIL&RS=NeverHeardOf"),
        "Webex could not do this",
    ),
    page(
        "unclear",
        Way::Back("/go/standup", "AT=LI&ST=SUCCESS"),
        "We do not know how this ended",
    ),
    page(
        "no-way-on",
        Way::BackForgotten("/go/desk/123456789", "ST=SUCCESS"),
        "You are back",
    ),
];

/// Of these there are pictures in all languages; of others in the first and the
/// one that runs the other way.
const IN_ALL_LANGUAGES: [&str; 5] = [
    "confirm-destroy",
    "directory",
    "last-page",
    "link",
    "locked",
];

#[test]
fn every_page_is_for_everybody() {
    let scene = Scene::set();
    let Some(browser) = scene.visitor(Scripts::On) else {
        return;
    };
    let axe = Axe::load();
    let mut findings = Findings::default();
    for language in LANGUAGES {
        browser.speak(language);
        for kind in &PAGES {
            browser.on(DESKTOP);
            kind.way.go(&browser);
            let mut looked = findings.at(kind.name, language);
            looked.is_what_it_says(&browser, kind);
            looked.runs_one_way(&browser);
            looked.is_small(&browser);
            if let Some(axe) = &axe {
                looked.is_accessible(&browser, axe);
            }
            looked.is_narrow(&browser);
            let in_pictures = ["en", "ar"].contains(&language);
            if in_pictures || IN_ALL_LANGUAGES.contains(&kind.name) {
                browser.keep_pictures(&format!("{}-{language}", kind.name));
            }
        }
    }
    findings.end();
}

/// What is found, as a table for people, and what of it is wrong.
#[derive(Default)]
struct Findings {
    table: String,
    wrong: Vec<String>,
}

impl Findings {
    /// What is found on one page.
    fn at(&mut self, page: &'static str, language: &'static str) -> Looked<'_> {
        Looked {
            findings: self,
            page,
            language,
        }
    }

    /// Keeps the table, and fails if anything is wrong.
    fn end(self) {
        let text = format!("{}\n{}\n", self.table, self.wrong.join("\n"));
        println!("{text}");
        fs::write(screenshots().join("axe.txt"), text).expect("written");
        assert!(self.wrong.is_empty(), "{:#?}", self.wrong);
    }
}

/// A look at one page in one language.
struct Looked<'f> {
    findings: &'f mut Findings,
    page: &'static str,
    language: &'static str,
}

impl Looked<'_> {
    fn expect(&mut self, holds: bool, otherwise: &str) {
        if !holds {
            let (page, language) = (self.page, self.language);
            let line = format!("{page} {language}: {otherwise}");
            self.findings.wrong.push(line);
        }
    }

    /// Whether it is the page that was meant, and in the language that was.
    fn is_what_it_says(&mut self, browser: &Browser, kind: &Kind) {
        let title = browser.text("h1");
        let is_meant = self.language != "en" || title == kind.title;
        self.expect(is_meant, &format!("it is “{title}”"));
        let language = browser.script("return document.documentElement.lang", &[]);
        let is_meant = language == self.language;
        self.expect(is_meant, &format!("it is in {language}"));
    }

    /// Whether all of it begins at the side at which its language begins,
    /// whatever values in other scripts stand in it.
    fn runs_one_way(&mut self, browser: &Browser) {
        let side = if self.language == "ar" {
            "right"
        } else {
            "left"
        };
        let elsewhere = browser.script(ELSEWHERE, &[json!(side)]);
        let message = format!("this does not begin at the {side}: {elsewhere}");
        self.expect(elsewhere == json!([]), &message);
    }

    /// Whether a page is one request, but for what all pages share, and nothing
    /// in it has to be stopped.
    fn is_small(&mut self, browser: &Browser) {
        let bytes = browser.page_bytes();
        self.expect(bytes < PAGE_BYTES, &format!("{bytes} bytes"));
        let page = Url::parse(&browser.address()).expect("an address");
        let requests = browser.requests();
        let is_ours = |request: &String| {
            let request = Url::parse(request).expect("an address");
            request.origin() == page.origin() && PARTS.contains(&request.path())
        };
        let is_style = |request: &String| request.contains(PARTS[0]);
        let is_whole = requests.iter().any(is_style);
        let are_ours = is_whole && requests.iter().all(is_ours);
        self.expect(are_ours, &format!("it loads {requests:?}"));
        let stopped = stopped(browser);
        self.expect(stopped.is_empty(), &format!("{stopped:?}"));
    }

    /// Whether people who do not see or point like most others can use it. Its
    /// colours are the same in all languages.
    fn is_accessible(&mut self, browser: &Browser, axe: &Axe) {
        self.add(Colours::Light, &axe.audit(browser));
        if self.language == "en" {
            browser.in_colours(Colours::Dark);
            self.add(Colours::Dark, &axe.audit(browser));
            browser.in_colours(Colours::Light);
        }
    }

    fn add(&mut self, colours: Colours, audit: &Audit) {
        let (page, language, colours) = (self.page, self.language, colours.name());
        let (violations, unclear) = (&audit.violations, &audit.unclear);
        let _ = writeln!(
            self.findings.table,
            "{page:<16} {language} {colours:<5} {:>3} rules passed {:>2} violations {:>2} incomplete",
            audit.passed,
            violations.len(),
            unclear.len(),
        );
        for line in unclear {
            let _ = writeln!(self.findings.table, "    incomplete: {line}");
        }
        for line in violations {
            self.expect(false, &format!("{colours}: {line}"));
        }
    }

    /// Whether nothing needs scrolling to the side where letters are large.
    fn is_narrow(&mut self, browser: &Browser) {
        browser.on(NARROW);
        let overflow = browser.overflow();
        self.expect(overflow <= 0, &format!("{overflow} pixels too wide"));
        // The largest letters that browsers offer, on the narrowest screen.
        browser.script("document.documentElement.style.fontSize = '200%'", &[]);
        let overflow = browser.overflow();
        let message = format!("{overflow} pixels too wide in the largest letters");
        self.expect(overflow <= 0, &message);
        browser.script("document.documentElement.style.fontSize = ''", &[]);
    }
}
