//! A person without a mouse.
#![allow(clippy::panic, reason = "that is how a test fails")]

use serde_json::{Value, json};

use super::{Browser, text};

/// On to the next link, button or field.
pub const TAB: char = '\u{E004}';
/// Uses the one that has the focus.
pub const ENTER: char = '\u{E007}';

/// All that a keyboard has to reach, in the order of the page.
const CONTROLS: &str = "a[href], button, input:not([type=hidden]), select, textarea, summary";

/// What a control says: a field, what stands beside it.
const SAYS: &str =
    "(control => (control.textContent || control.labels?.[0]?.textContent || control.name).trim())";

/// What has the focus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Focus {
    /// What it says.
    pub words: String,
    /// Whether one sees that it has the focus.
    pub is_visible: bool,
}

impl Browser {
    /// Presses a key and lets it go.
    #[track_caller]
    pub fn press(&self, key: char) {
        let strokes = ["keyDown", "keyUp"].map(|stroke| json!({ "type": stroke, "value": key }));
        let keyboard = json!({ "type": "key", "id": "keyboard", "actions": strokes });
        self.post("actions", &json!({ "actions": [keyboard] }));
    }

    /// What all links, buttons and fields of the page say.
    #[track_caller]
    pub fn controls(&self) -> Vec<String> {
        let script = format!(
            "return [...document.querySelectorAll('{CONTROLS}')]
                .map(control => {SAYS}(control))"
        );
        let found = self.script(&script, &[]);
        found.as_array().expect("a list").iter().map(text).collect()
    }

    /// What has the focus: `None` when nothing on the page has.
    #[track_caller]
    pub fn focus(&self) -> Option<Focus> {
        let script = format!(
            "const says = {SAYS};
            const control = document.activeElement;
            if (!control || control === document.body) return null;
            const style = getComputedStyle(control);
            const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
            return {{
                words: says(control),
                visible: control.matches(':focus-visible') && outlined,
            }}"
        );
        let found = self.script(&script, &[]);
        let is_visible = found["visible"] == Value::Bool(true);
        let words = found["words"].as_str()?.to_owned();
        Some(Focus { words, is_visible })
    }

    /// Writes a text into the field that has the focus.
    #[track_caller]
    pub fn write(&self, text: &str) {
        for key in text.chars() {
            self.press(key);
        }
    }

    /// Goes on from control to control to the one that says so, and uses it.
    #[track_caller]
    pub fn reach_and_use(&self, words: &str) {
        self.reach(words);
        self.press(ENTER);
    }

    /// Goes on from control to control to the one that says so.
    #[track_caller]
    pub fn reach(&self, words: &str) {
        for _ in 0..=self.controls().len() {
            self.press(TAB);
            let focus = self.focus();
            if focus.as_ref().is_some_and(|focus| focus.words == words) {
                assert!(focus.is_some_and(|focus| focus.is_visible), "{words}");
                return;
            }
        }
        panic!("no key leads to “{words}” at {}", self.address());
    }
}
