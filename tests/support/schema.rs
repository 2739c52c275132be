//! The JSON Schema of the policy beside the readers. Every policy of a test is judged by both: the
//! schema takes what they take, and refuses what they refuse, as far as a schema can know.

mod yaml;

use std::sync::LazyLock;

use jsonschema::Validator;
use linkgate::compile::{Loaded, Problem, Severity, Source};
use serde_json::Value;

pub use yaml::as_editors_read;

pub static SCHEMA: LazyLock<Value> = LazyLock::new(|| {
    let text = include_str!("../../docs/policy.schema.json");
    serde_json::from_str(text).expect("JSON")
});

static VALIDATOR: LazyLock<Validator> =
    LazyLock::new(|| jsonschema::validator_for(&SCHEMA).expect("a schema"));

/// The messages about what no schema can know, with `…` for what differs. Headings say why.
const BEYOND: &str = include_str!("schema/beyond.txt");

/// Most bytes of a policy that is judged; those that are longer differ only in the number of links.
const MAX_BYTES: usize = 200_000;

/// Fails if the schema refuses a policy that the readers take, or takes one that they refuse for
/// something that it can know.
#[track_caller]
pub fn compare(loaded: &Loaded) {
    let sources = loaded.sources.iter().map(|(_, source)| source);
    let texts: Vec<&str> = sources
        .filter(|source| !source.is_table())
        .map(Source::text)
        .collect();
    if texts.iter().map(|text| text.len()).sum::<usize>() > MAX_BYTES {
        return;
    }
    let refused: Vec<String> = texts.iter().flat_map(|text| refusals(text)).collect();
    if !loaded.problems.has_errors() {
        assert_eq!(refused, [""; 0], "the readers take this: {texts:#?}");
    } else if refused.is_empty() {
        let missed = loaded.problems.sorted().into_iter();
        let missed = missed.filter(|problem| is_error(problem) && !is_beyond(&problem.message));
        let missed: Vec<&str> = missed.map(|problem| &*problem.message).collect();
        assert_eq!(
            missed, [""; 0],
            "the schema takes this, and these messages are not in beyond.txt: {texts:#?}"
        );
    }
}

/// What the schema has against a text, each with its place.
pub fn refusals(text: &str) -> Vec<String> {
    let Some(value) = as_editors_read(text) else {
        return vec!["not YAML".to_owned()];
    };
    let errors = VALIDATOR.iter_errors(&value);
    errors
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

/// The patterns of messages about what no schema can know.
pub fn beyond() -> impl Iterator<Item = &'static str> {
    let lines = BEYOND.lines();
    lines.filter(|line| !line.is_empty() && !line.starts_with('#'))
}

pub fn is_error(problem: &Problem) -> bool {
    problem.severity == Severity::Error
}

fn is_beyond(message: &str) -> bool {
    beyond().any(|pattern| is_like(message, pattern))
}

/// Whether a text has the parts of a pattern, in their order and from its start to its end.
fn is_like(text: &str, pattern: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('…') else {
        return text == pattern;
    };
    let (middle, last) = rest.rsplit_once('…').unwrap_or(("", rest));
    let between = text.strip_prefix(first);
    let Some(mut between) = between.and_then(|text| text.strip_suffix(last)) else {
        return false;
    };
    middle.split('…').all(|part| {
        let found = between.split_once(part);
        between = found.map_or("", |(_, behind)| behind);
        found.is_some()
    })
}
