//! What programs are told, held against its description.

use jsonschema::Validator;
use serde_json::{Value, json};

use super::*;

/// The description of the API.
fn description() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/openapi.json");
    let text = std::fs::read_to_string(path).expect("the description");
    serde_json::from_str(&text).expect("JSON")
}

/// Checks answers of one kind against their schema.
fn validator(name: &str) -> Validator {
    let mut schema = description();
    schema["$ref"] = json!(format!("#/components/schemas/{name}"));
    let options = jsonschema::options().should_validate_formats(true);
    options.build(&schema).expect(name)
}

#[track_caller]
fn assert_described(schema: &str, answer: &Value) {
    let validator = validator(schema);
    let errors: Vec<String> = validator
        .iter_errors(answer)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert_eq!(errors, [""; 0], "{schema}: {answer:#}");
}

#[test]
fn every_answer_is_as_described() {
    let gateway = gateway();
    for (path, headers, schema) in [
        ("/", "", "Directory"),
        ("/", STAFF, "Directory"),
        ("/?q=nothing", "", "Directory"),
        ("/go/?page=7", "", "Directory"),
        ("/go/standup+", "", "LinkDetails"),
        ("/go/all-hands+", "", "LinkDetails"),
        ("/go/board+", STAFF, "LinkDetails"),
        ("/go/robot+", STAFF, "LinkDetails"),
        ("/go/remove-test+", STAFF, "LinkDetails"),
        ("/-/go?q=123456789", "", "Choices"),
        ("/-/go?q=everybody", "", "Directory"),
        ("/-/suggest?q=st", "", "Suggestions"),
        ("/-/suggest?q=", "", "Suggestions"),
        ("/-/suggest", "", "Suggestions"),
        ("/-/me", "", "Caller"),
        ("/-/me", STAFF, "Caller"),
        ("/-/me", "X-User: ann\r\n", "Caller"),
        ("/-/me", "X-Groups: Staff\r\n", "Caller"),
        ("/go/standdup", "", "Problem"),
        ("/go/board+", "", "Problem"),
        ("/go/secret-plan+", STAFF, "Problem"),
        ("/go/old", "", "Problem"),
        ("/go/join/12", "", "Problem"),
        ("/go/../x", "", "Problem"),
    ] {
        for language in ["en", "ar"] {
            let headers = format!("{headers}Accept-Language: {language}\r\n");
            let answer = ask(&gateway, path, &headers);
            assert_described(schema, &answer);
        }
    }
}

#[test]
fn a_wrong_answer_would_be_noticed() {
    let good = ask(&gateway(), "/", "");
    for (pointer, wrong) in [
        ("/total", json!("2")),
        ("/page", json!(0)),
        ("/entries/0/kind", json!("folder")),
        ("/entries/1/until", json!("tomorrow")),
        ("/policy", json!("latest")),
    ] {
        let mut bad = good.clone();
        *bad.pointer_mut(pointer).expect(pointer) = wrong;
        assert!(!validator("Directory").is_valid(&bad), "{pointer}");
    }
    let mut more = good.clone();
    more["secret"] = json!("x");
    assert!(!validator("Directory").is_valid(&more));
}

/// Every address and every status that is described is there, as described.
#[test]
fn every_address_that_is_described_answers() {
    let description = description();
    let gateway = gateway();
    let paths = description["paths"].as_object().expect("paths");
    assert_eq!(paths.len(), 8);
    for (path, operations) in paths {
        let path = path.replace("{link}", "standup").replace("{route}", "join");
        let response = gateway.get(&path);
        let described = &operations["get"]["responses"]["200"]["content"];
        let kind = response.header("content-type").expect("a kind");
        assert_eq!(response.status(), 200, "{path}");
        assert!(described.get(kind).is_some(), "{path}: {kind}");
        let others: Vec<_> = operations.as_object().expect("operations").keys().collect();
        assert_eq!(others, ["get"], "{path}");
    }
    for followed in ["/-/go?q=standup", "/-/route/join?meeting_key=123456789"] {
        assert_eq!(gateway.get(followed).status(), 302, "{followed}");
    }
}

#[test]
fn a_program_gets_more_links_at_once_than_a_person() {
    let links: String = (0..1200)
        .map(|at| format!("  team-{at:04}: {{ route: join, meeting_key: 123456789 }}\n"))
        .collect();
    let gateway = Gateway::with_policy(&format!("{}{links}", crate::support::POLICY));
    let mut names = Vec::new();
    let first = ask(&gateway, "/?q=team-", "");
    assert_eq!(first["pages"], 12);
    for page in 1..=12 {
        let told = ask(&gateway, &format!("/?q=team-&page={page}"), "");
        assert_described("Directory", &told);
        let entries = told["entries"].as_array().expect("entries").clone();
        names.extend(entries.iter().map(|entry| entry["name"].to_string()));
    }
    assert_eq!(names.len(), 1200);
    assert!(names.is_sorted());
}
