//! What a newcomer does first: into a meeting of the sandbox and back, by clicks alone.

use super::scene::stopped;
use crate::support::browser::{Browser, Scripts};
use crate::support::sandbox::SandboxProgram;

#[test]
fn a_newcomer_clicks_through_a_meeting() {
    let program = SandboxProgram::start();
    let gateway = format!("http://{}/", program.gateway);
    let sandbox = format!("http://{}/", program.sandbox);
    let portal = format!("{sandbox}-/portal/meetings");
    let Some(browser) = Browser::open(&[], Scripts::Off) else {
        return;
    };
    browser.go(&gateway);
    browser.click("Platform team stand-up");
    browser.arrive(&format!("{sandbox}acme/m.php?AT=JM&MK=123456789"));
    assert_eq!(
        browser.text("h1"),
        "You are in the meeting Platform team stand-up (123456789)"
    );
    browser.click("Leave the meeting");
    browser.arrive(&portal);
    assert_eq!(browser.text("h1"), "You are back");

    browser.go(&gateway);
    browser.click("Platform team stand-up");
    browser.arrive(&sandbox);
    browser.click("MeetingLocked");
    browser.arrive(&format!("{gateway}-/back/join/"));
    browser.click("Try again");
    browser.arrive(&sandbox);

    // What changes something is confirmed at the gateway, and carried out by a click in the sandbox. Both
    // forms have to be allowed to lead on.
    browser.go(&format!("{gateway}go/plan?meeting_name=Retrospective"));
    browser.click("Yes, do it");
    browser.arrive(&format!("{sandbox}acme/m.php?AT=SM"));
    browser.click("Schedule the meeting");
    browser.arrive(&format!("{sandbox}-/do/"));
    browser.click("Continue");
    browser.arrive(&portal);

    browser.go(&sandbox);
    let calls = browser.text("main");
    assert!(calls.contains("Retrospective"), "{calls}");
    let stopped = stopped(&browser);
    assert!(stopped.is_empty(), "{stopped:?}");
}

/// A sandbox, its gateway, and somebody in front of it.
struct Round {
    program: SandboxProgram,
    browser: Browser,
}

impl Round {
    fn start() -> Option<Self> {
        Some(Self {
            program: SandboxProgram::start(),
            browser: Browser::open(&[], Scripts::Off)?,
        })
    }

    fn gateway(&self, path: &str) -> String {
        format!("http://{}/{path}", self.program.gateway)
    }

    fn sandbox(&self, path: &str) -> String {
        format!("http://{}/{path}", self.program.sandbox)
    }

    /// Keeps pictures of a page, which fits on every screen.
    #[track_caller]
    fn keep(&self, name: &str) {
        self.browser.keep_pictures(&format!("server-calls-{name}"));
    }

    #[track_caller]
    fn end(self) {
        let stopped = stopped(&self.browser);
        assert!(stopped.is_empty(), "{stopped:?}");
    }
}

#[test]
fn a_host_is_logged_in_by_a_ticket_and_starts() {
    let Some(round) = Round::start() else {
        return;
    };
    let browser = &round.browser;
    browser.go(&round.gateway(""));
    browser.click("Platform team stand-up, as its host");
    browser.arrive(&round.sandbox("acme/p.php?AT=LI&TK="));
    round.keep("ticket");
    browser.click("Log in");
    browser.arrive(&round.sandbox("-/do/"));
    browser.click("Continue");
    browser.arrive(&round.sandbox("acme/m.php?AT=HM&MK=123456789"));
    browser.click("Leave the meeting");
    browser.arrive(&round.sandbox("-/portal/meetings"));
    round.end();
}

#[test]
fn a_number_is_looked_up_and_the_page_leads_back() {
    let Some(round) = Round::start() else {
        return;
    };
    let browser = &round.browser;
    browser.go(&round.gateway("go/standup-today"));
    browser.reads("h1", "Platform team stand-up, by the REST API");
    round.keep("way");
    browser.click(&format!("Back to {}", round.program.sandbox));
    browser.arrive(&round.sandbox("-/portal/meetings"));
    browser.go(&round.gateway("go/standup-me"));
    browser.arrive(&round.sandbox("wbxmjs/joinservice/sites/acme/meeting/"));
    browser.reads("main", "Ada Lovelace");
    round.end();
}

#[test]
fn changes_are_confirmed_and_their_outcome_is_told() {
    let Some(round) = Round::start() else {
        return;
    };
    let browser = &round.browser;
    let schedule = "go/schedule?meeting_name=Retrospective&start=2030-01-31T14:30&duration=60";
    browser.go(&round.gateway(schedule));
    browser.click("Yes, do it");
    browser.reads("h1", "Done: Schedule a meeting");
    round.keep("scheduled");
    browser.go(&round.gateway("go/meetings"));
    browser.reads("main", "Platform team stand-up");
    round.keep("list");
    browser.go(&round.gateway("go/delete/123456789"));
    browser.click("Yes, do it");
    browser.reads("h1", "Done: Delete a scheduled meeting");
    round.keep("deleted");
    browser.click(&format!("Back to {}", round.program.sandbox));
    browser.arrive(&round.sandbox("-/portal/meetings"));
    round.end();
}

#[test]
fn whatever_fails_a_person_reads_why_and_goes_on() {
    let Some(round) = Round::start() else {
        return;
    };
    let browser = &round.browser;
    for (call, failure, path, title) in [
        (
            "find_meetings",
            "404",
            "go/meetings",
            "Webex does not know this",
        ),
        (
            "find_meetings",
            "403",
            "go/meetings",
            "Webex does not let us do this",
        ),
        (
            "find_meetings",
            "html",
            "go/meetings",
            "We cannot use the answer of Webex",
        ),
        (
            "join",
            "link_foreign",
            "go/me/123456789",
            "We cannot use the answer of Webex",
        ),
        ("find_meetings", "429", "go/meetings", "Webex is too busy"),
    ] {
        round.program.fail(call, failure);
        browser.go(&round.gateway(path));
        browser.reads("h1", title);
        round.keep(&format!("failed-{failure}"));
    }
    browser.go(&round.gateway("go/today/111111111"));
    browser.reads("h1", "Webex");
    round.keep("failed-number");
    round.end();
}
