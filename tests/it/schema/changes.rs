//! Whatever is put in the place of a value, or left out, the schema and the readers judge it alike.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::places::{Place, places};
use super::whole::{UNKNOWN, Whole};
use crate::support::schema::SCHEMA;

/// Values of all shapes, one of which is wrong almost everywhere.
fn shapes(value: &Value) -> Vec<Value> {
    let mut shapes = vec![json!(null), json!({}), json!([]), json!([value])];
    // One of a list stands without it.
    shapes.extend(value.get(0).cloned());
    shapes
}

/// More of them, for each kind of schema once.
fn contents(value: &Value) -> Vec<Value> {
    vec![
        json!(UNKNOWN),
        json!(""),
        json!(true),
        json!(-7.5),
        json!([[]]),
        json!([null]),
        json!([value, UNKNOWN]),
        json!({ (UNKNOWN): "x" }),
        json!({ (UNKNOWN): null }),
        json!({ "Q Q": {} }),
    ]
}

#[test]
fn every_value_of_another_shape_is_judged_alike() {
    let mut seen = BTreeSet::new();
    compare_with(shapes, |place| {
        let is_object = place.value.is_object();
        seen.insert((place.written.clone(), is_object))
    });
}

#[test]
fn every_value_with_other_contents_is_judged_alike() {
    let mut seen = BTreeSet::new();
    compare_with(contents, |place| {
        let is_object = place.value.is_object();
        seen.insert((place.schema.pointer.clone(), is_object))
    });
}

/// Judges the policy with each of these in the place of a value.
#[track_caller]
fn compare_with(
    others: impl Fn(&Value) -> Vec<Value>,
    mut is_next: impl FnMut(&Place<'_>) -> bool,
) {
    let whole = Whole::new();
    let places = places(&SCHEMA, &whole.value);
    for place in places.into_iter().filter(|place| is_next(place)) {
        for other in others(place.value) {
            let mut changed = whole.value.clone();
            *changed.pointer_mut(&place.pointer).expect("a value") = other;
            super::compare_variant(&whole, &changed);
        }
    }
}

#[test]
fn every_missing_value_is_judged_alike() {
    let whole = Whole::new();
    for place in places(&SCHEMA, &whole.value) {
        let Some((parent, key)) = place.pointer.rsplit_once('/') else {
            continue;
        };
        let mut changed = whole.value.clone();
        match changed.pointer_mut(parent).expect("a parent") {
            Value::Object(fields) => drop(fields.remove(key)),
            Value::Array(items) => drop(items.remove(key.parse().expect("a number"))),
            _ => unreachable!("a value is in a mapping or a list"),
        }
        super::compare_variant(&whole, &changed);
    }
}

/// Where the schema has words, they are all that the reader knows.
#[test]
fn the_words_of_the_schema_are_those_of_the_readers() {
    let whole = Whole::new();
    let mut compared = BTreeSet::new();
    for place in places(&SCHEMA, &whole.value) {
        let (at, node) = (&place.pointer, place.schema.node);
        if let (Some(of_items), Some(words)) = (words(&node["items"]), words(node)) {
            assert_eq!(of_items, words, "{at}");
        }
        let Some(words) = words(node).filter(|_| !place.value.is_array()) else {
            continue;
        };
        let mut changed = whole.value.clone();
        *changed.pointer_mut(at).expect("a value") = json!(UNKNOWN);
        let loaded = whole.load(&changed);
        let problems = loaded.problems.sorted().into_iter();
        let mut helps = problems
            .filter(|problem| problem.message.contains(UNKNOWN))
            .filter_map(|problem| problem.help.as_deref());
        if let Some(known) = helps.find_map(|help| help.strip_prefix("known here: ")) {
            let known = known.split(';').next().unwrap_or_default();
            let known: BTreeSet<&str> = known.split(", ").collect();
            assert_eq!(words, known, "{at}");
            compared.insert(place.schema.pointer);
        }
    }
    assert!(compared.len() > 12, "{compared:#?}");
}

/// The words of an `enum`, or of a pattern with all of them.
fn words(schema: &Value) -> Option<BTreeSet<&str>> {
    if let Some(words) = schema["enum"].as_array() {
        return Some(words.iter().filter_map(Value::as_str).collect());
    }
    let pattern = schema["pattern"].as_str()?;
    let words = pattern.strip_prefix("^(")?.strip_suffix(")$")?;
    Some(words.split('|').collect())
}
