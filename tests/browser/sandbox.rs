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
    browser.go(&format!("{gateway}go/schedule?meeting_name=Retrospective"));
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
