//! The JSON Schema of the policy says what the readers say. `support::schema::compare` judges every
//! policy of all tests by both; here are the schema itself, and policies that are made for this.

mod changes;
mod editor;
mod keys;
mod places;
mod whole;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::docs::read;
use crate::layers::sources::sources;
use crate::support::program::run;
use crate::support::schema::{SCHEMA, beyond, compare, refusals};
use whole::Whole;

#[track_caller]
fn compare_variant(whole: &Whole, variant: &Value) {
    compare(&whole.load(variant));
}

#[test]
fn the_program_prints_the_schema_of_the_repository() {
    let printed = run(&["schema"]);
    assert!(printed.status.success());
    assert_eq!(
        String::from_utf8_lossy(&printed.stdout),
        read("docs/policy.schema.json")
    );
    assert!(printed.stdout.len() < 60_000, "it is in the program");
}

/// Editors show it when a key is pointed at.
#[test]
fn every_key_has_a_description() {
    let definitions = SCHEMA["definitions"].as_object().expect("definitions");
    for (kind, schema) in definitions.iter().chain([(&"policy".to_owned(), &*SCHEMA)]) {
        for (key, property) in schema["properties"].as_object().into_iter().flatten() {
            let referred = property["$ref"]
                .as_str()
                .and_then(|to| SCHEMA.pointer(&to[1..]));
            let mut described = [Some(property), referred].into_iter().flatten();
            let is_described = described.any(|schema| schema["description"].is_string());
            assert!(is_described, "{kind}: {key}");
        }
    }
}

/// What is listed as beyond a schema is what readers say, and nothing about the shape of a policy.
#[test]
fn what_is_beyond_the_schema_is_no_question_of_shape() {
    let sources = sources();
    for pattern in beyond() {
        // Parts of a message may be put together where it is reported.
        let parts = pattern.split(['…', '`', '{', '}', ':', ',']);
        let longest = parts.max_by_key(|part| part.len()).expect("a part").trim();
        let is_said = sources.iter().any(|file| file.code.contains(longest));
        assert!(is_said, "no reader says `{pattern}`");
        for shape in [
            "unknown key",
            "no such key",
            "unknown value",
            "must be a mapping",
            "must be a text",
            "has no value",
            "this list is empty",
            "this condition is empty",
        ] {
            assert!(!pattern.contains(shape), "{pattern}");
        }
    }
}

/// The blocks of YAML in all documents, and the policies of `config` and `deploy`.
#[test]
fn every_example_is_valid() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut judged = 0;
    let documents = files(&root.join("docs"), "md");
    for document in documents.into_iter().chain([root.join("README.md")]) {
        let text = fs::read_to_string(&document).expect("a document");
        for block in text.split("```yaml\n").skip(1) {
            let block = block.split("```").next().expect("an end");
            if is_policy(block) {
                assert_eq!(refusals(block), [""; 0], "{}: {block}", document.display());
                judged += 1;
            }
        }
    }
    for folder in ["config", "deploy", "src/cli/sandbox"] {
        for file in files(&root.join(folder), "yaml") {
            let text = fs::read_to_string(&file).expect("a file");
            if is_policy(&text) {
                assert_eq!(refusals(&text), [""; 0], "{}", file.display());
                judged += 1;
            }
        }
    }
    assert!(judged > 14, "{judged}");
}

/// Other documents of YAML have keys of other programs, and expectations have tests.
fn is_policy(text: &str) -> bool {
    if text.lines().any(|line| line.starts_with("tests:")) {
        return false;
    }
    let keys = SCHEMA["properties"].as_object().expect("keys");
    let mut words = text.lines().filter_map(|line| line.split_once(':'));
    words.any(|(word, _)| keys.contains_key(word))
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|own| own == extension) {
            found.push(path);
        }
    }
    found
}
