//! The keys of the schema are those that the readers take: a reader that meets an unknown key says
//! which ones it knows.

use std::collections::{BTreeMap, BTreeSet};

use linkgate::compile::{Loaded, embedded_catalogue};
use linkgate::webex::Command;
use serde_json::Value;

use super::places::{Place, places};
use super::whole::{UNKNOWN, Whole};
use crate::support::schema::{SCHEMA, is_error, refusals};

type Keys = BTreeSet<String>;

/// The policy with one more key in the mapping at a place.
fn with(policy: &Value, pointer: &str, key: &str, value: Value) -> Value {
    let mut changed = policy.clone();
    let mapping = changed.pointer_mut(pointer).expect(pointer);
    mapping[key] = value;
    changed
}

/// The keys that a reader lists when it meets an unknown one.
fn known_to_reader(loaded: &Loaded, place: &str) -> Keys {
    let errors = loaded.problems.sorted().into_iter();
    let mut errors = errors.filter(|problem| is_error(problem));
    let help = errors.find_map(|problem| {
        let message = &problem.message;
        let is_unknown = message.contains("unknown key") || message.contains("no such key");
        is_unknown.then_some(problem.help.as_deref())?
    });
    let help = help.unwrap_or_else(|| panic!("{place}: {:#?}", loaded.problems));
    match help.strip_prefix("known here: ") {
        Some(list) => list.split(", ").map(str::to_owned).collect(),
        // `{ file: PATH }` or `{ variable: NAME }`
        None => {
            let examples = help.split("{ ").skip(1);
            let keys = examples.filter_map(|example| Some(example.split_once(':')?.0));
            keys.map(str::to_owned).collect()
        }
    }
}

fn mappings(policy: &Value) -> Vec<(Place<'_>, Keys)> {
    let mappings = places(&SCHEMA, policy).into_iter().filter_map(|place| {
        let keys = place.schema.keys().filter(|_| place.value.is_object())?;
        Some((place, keys))
    });
    mappings.collect()
}

/// A key that neither knows is refused by both; what the reader knows is in the schema; and what is in
/// the schema is known by a reader, if not in this mapping, then in another of the kind.
#[test]
fn the_keys_of_the_schema_are_those_of_the_readers() {
    let whole = Whole::new();
    let mut read: BTreeMap<String, Keys> = BTreeMap::new();
    let mut described: BTreeMap<String, Keys> = BTreeMap::new();
    for (place, keys) in mappings(&whole.value) {
        if place.schema.is_open() {
            continue;
        }
        let at = &place.pointer;
        let changed = with(&whole.value, at, UNKNOWN, "x".into());
        assert_ne!(refusals(&changed.to_string()), [""; 0], "{at}");
        let known = known_to_reader(&whole.load(&changed), at);
        let missing: Vec<_> = known.difference(&keys).collect();
        assert!(missing.is_empty(), "{at}: the schema has no {missing:?}");
        let kind = place.schema.pointer;
        read.entry(kind.clone()).or_default().extend(known);
        described.insert(kind, keys);
    }
    assert_eq!(read, described);
    let kinds = fixed_mappings(&SCHEMA, "");
    let visited: Vec<&String> = described.keys().collect();
    assert_eq!(visited, kinds.iter().collect::<Vec<_>>());
}

/// Where the schema describes mappings with fixed keys.
fn fixed_mappings(node: &Value, pointer: &str) -> Keys {
    let mut found = Keys::new();
    if node["additionalProperties"] == Value::Bool(false) {
        found.insert(pointer.to_owned());
    }
    for (key, below) in node.as_object().into_iter().flatten() {
        found.extend(fixed_mappings(below, &format!("{pointer}/{key}")));
    }
    found
}

/// Of any mapping: a key that its reader takes elsewhere and not here is refused by both, and one that
/// it takes here by neither, with the schema's own example.
#[test]
fn every_key_with_its_example_is_judged_alike() {
    let whole = Whole::new();
    for (place, keys) in mappings(&whole.value) {
        for key in keys {
            if place.value.get(&key).is_some() {
                continue;
            }
            let at = &place.pointer;
            let example = example(&place, &key);
            let changed = with(&whole.value, at, &key, example);
            super::compare_variant(&whole, &changed);
            if place.schema.is_open() {
                continue;
            }
            let message = format!("unknown key `{key}`");
            let loaded = whole.load(&changed);
            let problems = loaded.problems.sorted();
            let is_unknown = problems
                .iter()
                .any(|problem| problem.message.contains(&message));
            let refused = !refusals(&changed.to_string()).is_empty();
            assert!(refused || !is_unknown, "{at}/{key}");
        }
    }
}

/// The example of a key, or that of what it refers to.
fn example(place: &Place<'_>, key: &str) -> Value {
    let mut node = &place.schema.node["properties"][key];
    loop {
        if let Some(example) = node["examples"].get(0) {
            return example.clone();
        }
        let reference = node["$ref"].as_str();
        let reference =
            reference.unwrap_or_else(|| panic!("{}/{key} has no example", place.schema.pointer));
        node = SCHEMA.pointer(&reference[1..]).expect(reference);
    }
}

/// Parameters of routes that the schema knows by name are those of the catalogue.
#[test]
fn the_parameters_that_links_name_are_those_of_the_catalogue() {
    let catalogue = embedded_catalogue().expect("no problems");
    let own = [
        "route", "title", "owner", "aliases", "tags", "from", "until",
    ];
    let link = &SCHEMA["definitions"]["link"]["properties"];
    for key in link.as_object().expect("keys").keys() {
        let mut parameters = catalogue.iter().flat_map(Command::parameters);
        let is_known = own.contains(&&**key) || parameters.any(|parameter| parameter.name() == key);
        assert!(is_known, "{key}");
    }
    let whole = Whole::new();
    let changed = with(&whole.value, "/links/ada", UNKNOWN, "x".into());
    let loaded = whole.load(&changed);
    let problem = loaded.problems.sorted()[0];
    let known = problem
        .help
        .as_deref()
        .and_then(|help| help.strip_prefix("known here: "));
    for key in known
        .expect("a list")
        .split(", ")
        .filter(|key| *key != "room")
    {
        assert!(link.get(key).is_some(), "{key}");
    }
}
