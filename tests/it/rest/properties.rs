//! What holds for every text that a visitor, a link or a policy gives.

use linkgate::webex::{Address, Command, Parameter, ParameterType, RestCall};
use proptest::prelude::*;
use serde_json::Value as Json;
use url::form_urlencoded;

use super::catalogue;
use super::run::{HOST, run, sample, samples, value};

/// Any character, those that steer addresses and JSON more often than others.
fn text() -> impl Strategy<Value = String> {
    let steering = prop::sample::select(
        " &=#?/\\@:;%+.,<>\"'{}[]-_~0123456789abfAT\t\r\n\0\u{85}\u{a0}\u{202e}ü漢１😀"
            .chars()
            .collect::<Vec<_>>(),
    );
    let any = prop_oneof![4 => steering, 1 => any::<char>()];
    prop::collection::vec(any, 0..=40).prop_map(String::from_iter)
}

/// A value for a parameter that is near enough to a good one to be one, often enough.
fn near() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => text(),
        1 => "[0-9]{7,20}",
        1 => "[a-z0-9.+'&%-]{1,12}@[a-z-]{1,8}\\.[a-z]{2,4}",
        1 => "20[2-4][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]",
        1 => "[0-9]{1,4}m?",
        1 => "[a-f0-9]{32}",
        1 => prop::sample::select(vec!["yes", "no", "Asia/Tokyo", "..", "a,b", "events"])
            .prop_map(str::to_owned),
    ]
}

/// The parts of a call that no value may change.
#[derive(Debug, PartialEq, Eq)]
struct Shape {
    method: &'static str,
    segments: Vec<String>,
    query: Vec<String>,
    body: Option<Json>,
}

/// The shape of a call in which the parts that `given` filled are masked.
fn shape(call: &RestCall) -> Shape {
    let (path, query) = call.target().split_once('?').unwrap_or((call.target(), ""));
    let body = call.body().map(|body| {
        let body: Json = serde_json::from_str(body).expect("JSON");
        masked(&body)
    });
    Shape {
        method: call.method().as_str(),
        segments: path.split('/').map(masked_segment).collect(),
        query: form_urlencoded::parse(query.as_bytes())
            .map(|(name, _)| name.into_owned())
            .collect(),
        body,
    }
}

/// The one value of a visitor in a path is the id of a recording.
fn masked_segment(segment: &str) -> String {
    match segment.len() == 32 && segment.bytes().all(|b| b.is_ascii_hexdigit()) {
        true => "RECORDING".to_owned(),
        false => segment.to_owned(),
    }
}

/// JSON without its values: names of fields, and one item of each list.
fn masked(value: &Json) -> Json {
    match value {
        Json::Object(fields) => {
            let fields = fields
                .iter()
                .map(|(name, value)| (name.clone(), masked(value)));
            Json::Object(fields.collect())
        }
        Json::Array(items) => {
            let mut shapes: Vec<Json> = items.iter().map(masked).collect();
            shapes.dedup();
            Json::Array(shapes)
        }
        _ => Json::Null,
    }
}

fn operations() -> Vec<Command> {
    let of_rest = |command: &&Command| matches!(command.address(), Address::Rest(_));
    catalogue().iter().filter(of_rest).cloned().collect()
}

/// Whether a person is looked for by this parameter, whose answer is invented for one address.
fn is_looked_for(command: &Command, parameter: &Parameter) -> bool {
    let Address::Rest(address) = command.address() else {
        return false;
    };
    *parameter.kind() == ParameterType::Email && address.needed().contains(&parameter.name())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// No value adds a field, a segment or a call, or changes the path.
    #[test]
    fn values_are_values(
        at in any::<prop::sample::Index>(),
        texts in prop::collection::vec(near(), 16),
    ) {
        let commands = operations();
        let command = at.get(&commands);
        let mut given = Vec::new();
        for (parameter, text) in command.parameters().iter().zip(&texts) {
            let text = match value(parameter, text) {
                Some(_) if !is_looked_for(command, parameter) => text.as_str(),
                _ => sample(parameter),
            };
            given.push((parameter, value(parameter, text).expect("a value")));
        }
        let calls = run(command, &given, Some(HOST)).calls;
        let expected = run(command, &samples(command), Some(HOST)).calls;
        prop_assert_eq!(calls.len(), expected.len());
        for (call, expected) in calls.iter().zip(&expected) {
            prop_assert!(call.target().bytes().all(|b| b.is_ascii_graphic() && b != b'\\'));
            prop_assert_eq!(shape(call), shape(expected));
        }
        // Every text arrives as it was read.
        let last = calls.last().expect("a call");
        for (parameter, value) in &given {
            let Some(code) = parameter.codes().first() else { continue };
            let is_text = matches!(parameter.kind(), ParameterType::Text { .. } | ParameterType::Email);
            if let (true, Some(text)) = (is_text, value.as_text()) {
                prop_assert!(arrives(last, code.as_str(), text), "{} {}", code.as_str(), text);
            }
        }
    }

    /// Secrets stand in bodies alone.
    #[test]
    fn no_secret_is_in_an_address(secret in "[a-z]{20}") {
        for command in operations() {
            let given: Vec<_> = command
                .parameters()
                .iter()
                .map(|parameter| {
                    let text = if parameter.is_secret() { &secret } else { sample(parameter) };
                    (parameter, value(parameter, text).expect("a value"))
                })
                .collect();
            for call in run(&command, &given, Some(HOST)).calls {
                prop_assert!(!call.target().contains(&secret), "{}", command.name());
                prop_assert!(!format!("{call:?}").contains(&secret), "{}", command.name());
            }
        }
    }
}

/// Whether a call has this text as the value of a field. Joins have none of a visitor's.
fn arrives(call: &RestCall, code: &str, text: &str) -> bool {
    if call.name() == "find_meeting" {
        return true;
    }
    let query = call.target().split_once('?').map_or("", |(_, query)| query);
    let in_query = form_urlencoded::parse(query.as_bytes()).any(|(n, v)| n == code && v == text);
    let body: Json = call
        .body()
        .map_or(Json::Null, |body| serde_json::from_str(body).expect("JSON"));
    in_query || has(&body, code, text)
}

fn has(value: &Json, code: &str, text: &str) -> bool {
    match value {
        Json::Object(fields) => fields.iter().any(|(name, value)| {
            let here = name == code && (value == text || *value == serde_json::json!([text]));
            here || has(value, code, text)
        }),
        Json::Array(items) => items.iter().any(|item| has(item, code, text)),
        _ => false,
    }
}
