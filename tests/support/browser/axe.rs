//! axe-core, which knows what pages do to people who do not see, hear or point
//! like most others. <https://github.com/dequelabs/axe-core>

#![allow(clippy::panic, reason = "that is how a test fails")]

use std::env;
use std::fmt::Write as _;
use std::fs;

use serde_json::{Value, json};

use super::{Browser, text};
use crate::support::tool::missing;

/// The file in which it is.
const VARIABLE: &str = "LINKGATE_AXE";

/// Success criteria of WCAG 2.0 to 2.2, levels A and AA, and what its makers
/// recommend beyond them.
const RULES: [&str; 6] = [
    "wcag2a",
    "wcag2aa",
    "wcag21a",
    "wcag21aa",
    "wcag22aa",
    "best-practice",
];

/// axe-core itself.
pub struct Axe(String);

/// What it says of a page.
#[derive(Debug)]
pub struct Audit {
    /// How many of its rules hold.
    pub passed: usize,
    /// What is wrong: the rule, and where.
    pub violations: Vec<String>,
    /// What it cannot tell: the rule, and where.
    pub unclear: Vec<String>,
}

impl Axe {
    /// Reads it, where it is installed.
    pub fn load() -> Option<Self> {
        let Some(file) = env::var_os(VARIABLE) else {
            missing(&format!("axe-core ({VARIABLE})"));
            return None;
        };
        Some(Self(fs::read_to_string(file).expect(VARIABLE)))
    }

    /// Has a page looked at.
    #[track_caller]
    pub fn audit(&self, browser: &Browser) -> Audit {
        let script = format!(
            "{};
            const [tags, done] = arguments;
            axe.run(document, {{ runOnly: tags }}).then(done, error => done(String(error)));",
            self.0
        );
        let told = browser.waiting_script(&script, &[json!(RULES)]);
        let passed = told["passes"].as_array();
        Audit {
            passed: passed.unwrap_or_else(|| panic!("{told}")).len(),
            violations: findings(&told["violations"]),
            unclear: findings(&told["incomplete"]),
        }
    }
}

/// A line for each rule, with the elements that it is about.
fn findings(rules: &Value) -> Vec<String> {
    let rules = rules.as_array().expect("a list").iter();
    rules
        .map(|rule| {
            let mut line = text(&rule["id"]);
            for node in rule["nodes"].as_array().expect("a list") {
                let summary = text(&node["failureSummary"]).replace('\n', " ");
                let _ = write!(line, "; {}: {summary}", text(&node["html"]));
            }
            line
        })
        .collect()
}
