//! One policy with every kind of mapping, and what lies beside it.

use linkgate::compile::{Loaded, load};
use serde_json::Value;

use crate::support::findings::now;
use crate::support::schema::as_editors_read;
use crate::support::service::Folder;

/// Like no word of the language, so that no reader takes it for a slip.
pub const UNKNOWN: &str = "qqqqqqqqqq";

const TEXT: &str = include_str!("whole.yaml");

const FILES: [(&str, &str); 7] = [
    ("text", "a-text"),
    ("ca.pem", "-----BEGIN CERTIFICATE-----\n"),
    ("header-secret", "a1b2c3d4e5f60718\n"),
    ("signing-keys", "a-key-of-this-test-0123456789-0123456789\n"),
    ("keys.json", r#"{"keys": [{"kty": "EC"}]}"#),
    ("logo.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
    ("links.csv", "name,route,room\ngrace,room,grace.hopper\n"),
];

/// The folder in which variants of the policy are read.
pub struct Whole {
    folder: Folder,
    pub value: Value,
}

impl Whole {
    pub fn new() -> Self {
        Self {
            folder: Folder::with(&FILES),
            value: as_editors_read(TEXT).expect("YAML"),
        }
    }

    /// What the readers say of a variant. JSON is YAML.
    pub fn load(&self, variant: &Value) -> Loaded {
        self.folder.write("policy.yaml", &variant.to_string());
        load(&self.folder.path("policy.yaml"), now())
    }
}

/// It is the beginning of all comparisons, so it is right itself.
#[test]
fn the_whole_policy_has_no_findings() {
    let whole = Whole::new();
    let loaded = whole.load(&whole.value);
    assert!(!loaded.problems.has_errors(), "{:#?}", loaded.problems);
}
