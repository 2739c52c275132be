//! Whether these tests would notice: pages with everything wrong.

use serde_json::json;

use super::scene::{GATEWAY, Scene, stopped};
use crate::support::browser::{Axe, Focus, NARROW, Scripts, TAB};
use crate::support::service::eventually;

/// No language, no title, no words for a picture, grey on white, wider than a
/// telephone, and nobody sees what has the focus.
const BAD: &str = "data:text/html,<!doctype html><body style='color:silver;background:white'>\
    <img src='data:,'><p style='width:600px'>Hardly to be read</p>\
    <a href='data:,' style='outline:none'>On</a>";

#[test]
fn what_is_wrong_is_noticed() {
    let scene = Scene::set();
    let Some(browser) = scene.visitor(Scripts::On) else {
        return;
    };
    browser.go(BAD);
    browser.on(NARROW);
    assert!(browser.overflow() > 200);
    browser.press(TAB);
    let unseen = Focus {
        words: "On".to_owned(),
        is_visible: false,
    };
    assert_eq!(browser.focus(), Some(unseen));
    let Some(axe) = Axe::load() else { return };
    let audit = axe.audit(&browser);
    for rule in [
        "html-has-lang",
        "document-title",
        "image-alt",
        "color-contrast",
    ] {
        let mut violations = audit.violations.iter();
        assert!(
            violations.any(|line| line.starts_with(rule)),
            "{rule} not in {audit:#?}"
        );
    }
}

#[test]
fn what_a_page_may_not_load_is_noticed() {
    let scene = Scene::set();
    let Some(browser) = scene.visitor(Scripts::On) else {
        return;
    };
    browser.go(&format!("{GATEWAY}/go/nothing"));
    assert!(stopped(&browser).is_empty());
    let picture = "https://portal.acme.example/pixel.png";
    browser.script("new Image().src = arguments[0]", &[json!(picture)]);
    eventually("complaint", || {
        stopped(&browser)
            .into_iter()
            .find(|line| line.contains(picture))
    });
    assert!(scene.others.calls().is_empty());
}
