//! What the README, the changelog and the example say is so.

use std::fs;
use std::path::Path;

use crate::support::Gateway;
use crate::support::findings::now;
use crate::support::schema::compare;
use jiff::Timestamp;
use linkgate::compile::{DEFAULT, Loaded, is_expectations_file, load, load_text};
use linkgate::policy::Policy;
use linkgate::telemetry::LOG_VERSION;
use serde_json::Value;

pub fn read(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::read_to_string(path).expect(name)
}

/// The first block of that language in a Markdown text.
fn block<'t>(text: &'t str, language: &str) -> &'t str {
    let start = format!("```{language}\n");
    let (_, rest) = text.split_once(&start).expect(language);
    rest.split_once("```").expect("an end").0
}

/// Files move; what tells of them is forgotten otherwise.
#[test]
fn files_of_ours_that_are_named_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let exists = |name: &str| root.join(name).exists() || root.join("src").join(name).exists();
    let mut named = 0;
    for document in ["ARCHITECTURE.md", "SECURITY.md", "CONTRIBUTING.md"] {
        let text = read(document);
        // Every second part stands between backticks.
        for name in text.split('`').skip(1).step_by(2) {
            let is_file = name.ends_with(".rs") && !name.contains(' ');
            if is_file || name.starts_with("src/") || name.starts_with("tests/") {
                named += 1;
                assert!(exists(name), "{document} names {name}");
            }
        }
    }
    assert!(named > 30, "{named} files are named");
}

#[test]
fn the_few_lines_of_the_readme_are_a_policy() {
    let readme = read("README.md");
    let policy = block(&readme, "yaml");
    assert!(policy.lines().count() <= 12);
    let gateway = Gateway::with_policy(policy);
    let expected = gateway.get("/go/join/123456789");
    for path in ["/go/standup", "/go/Stand-Up", "/go/join/123-456-789"] {
        assert_eq!(gateway.get(path).location(), expected.location(), "{path}");
    }
    let location = expected.location().expect("a redirect");
    assert!(
        readme.contains(&format!("location: {location}\n")),
        "{location}"
    );
}

#[test]
fn the_refusal_in_the_readme_is_the_one_that_people_get() {
    let readme = read("README.md");
    let gateway = Gateway::new();
    let refused = gateway.get("/go/join/123456789?BU=https://evil.example");
    let details: Value = serde_json::from_str(&refused.body()).expect("JSON");
    let detail = details["detail"].as_str().expect("a text");
    assert!(readme.contains(detail), "{detail}");
}

#[test]
fn every_file_of_the_config_folder_is_a_policy_without_findings() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("config");
    let files = fs::read_dir(folder).expect("the folder");
    let files = files.map(|file| file.expect("a file").path());
    for file in files.filter(|file| !is_expectations_file(file)) {
        let loaded = load(&file, Timestamp::UNIX_EPOCH);
        assert!(
            loaded.problems.is_empty(),
            "{}: {:#?}",
            file.display(),
            loaded.problems
        );
        assert!(loaded.policy.is_some());
    }
    assert!(
        load_text("built in", DEFAULT, Timestamp::UNIX_EPOCH)
            .problems
            .is_empty()
    );
}

#[test]
fn the_versions_of_formats_are_those_of_the_program() {
    let policy = load_text("built in", DEFAULT, Timestamp::UNIX_EPOCH).policy;
    let policy = policy.expect("a policy");
    let dump = serde_json::to_value(policy.dump()).expect("JSON");
    let described: Value = serde_json::from_str(&read("docs/openapi.json")).expect("JSON");
    let version = described["info"]["version"].as_str().expect("a version");
    let interfaces = read("docs/versioning.md");
    for number in [
        format!("| `log_version`: {LOG_VERSION} |"),
        format!("| `info.version`: {version} |"),
        format!("| `shape` of `/policy`: {} |", dump["shape"]),
    ] {
        assert!(interfaces.contains(&number), "{number}");
    }
}

#[test]
fn every_dependency_has_its_reason() {
    let manifest = read("Cargo.toml");
    let (_, dependencies) = manifest
        .split_once("[dependencies]\n")
        .expect("dependencies");
    let (dependencies, _) = dependencies.split_once("\n\n").expect("an end");
    let architecture = read("ARCHITECTURE.md");
    let (_, reasons) = architecture
        .split_once("## Dependencies")
        .expect("a chapter");
    for line in dependencies.lines() {
        let name = line.split(' ').next().unwrap_or_default();
        let cells = reasons
            .lines()
            .filter_map(|line| line.strip_prefix("| ")?.split(" |").next());
        let named = cells
            .flat_map(|cell| cell.split(", "))
            .any(|cell| cell == name);
        assert!(named, "{name} has no reason in ARCHITECTURE.md");
        assert!(line.contains("default-features = false"), "{line}");
    }
}

/// The server refuses by size what the decision would refuse as too long:
/// one limit, which neither room may know from the other.
#[test]
fn explain_and_the_server_agree_on_the_longest_address() {
    let limits = linkgate::server::Limits::default();
    assert_eq!(limits.uri_bytes, linkgate::decision::LinkRequest::MAX_BYTES);
}

/// The smallest picture that a policy may name.
const LOGO: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>";

/// What stands behind `#` in the example can be used as it stands there.
#[test]
fn what_the_example_only_suggests_is_right() {
    let suggested: String = DEFAULT
        .lines()
        .skip_while(|line| !line.starts_with("# sites:"))
        .map(|line| format!("{}\n", line.strip_prefix("# ").unwrap_or("")))
        .collect();
    let policy = DEFAULT.replace("sites:\n  acme: https://acme.webex.com/acme/\n", &suggested);
    assert_ne!(policy, DEFAULT);
    let loaded = load_text("suggested", &policy, Timestamp::UNIX_EPOCH);
    assert_only_keys_are_missing(&loaded);
}

/// An example that somebody has changed is a policy of theirs, whose replicas
/// need keys for its questions.
#[track_caller]
fn assert_only_keys_are_missing(loaded: &Loaded) {
    let [problem] = loaded.problems.sorted()[..] else {
        unreachable!("{:#?}", loaded.problems);
    };
    assert!(problem.message.contains("the policy has no `signing_keys`"));
}

#[test]
fn the_brand_that_the_example_suggests_is_right() {
    let lines = DEFAULT.lines();
    let brand: String = lines
        .skip_while(|line| !line.starts_with("# brand:"))
        .map_while(|line| line.strip_prefix("# "))
        .map(|line| format!("{line}\n"))
        .collect();
    let folder = tempfile::tempdir().expect("a folder");
    let policy = folder.path().join("policy.yaml");
    fs::write(&policy, format!("{DEFAULT}{brand}")).expect("written");
    fs::write(folder.path().join("logo.svg"), LOGO).expect("written");
    let loaded = load(&policy, Timestamp::UNIX_EPOCH);
    assert_only_keys_are_missing(&loaded);
    let brand = loaded.policy.as_ref().map(Policy::brand);
    let brand = brand.expect("a policy");
    assert!(brand.logo().is_some() && brand.contact().is_some() && brand.footer().is_some());
}

/// Every block of the reference is a part of one policy that holds.
#[test]
fn the_reference_of_the_language_is_right() {
    let reference = read("docs/policy.md");
    let blocks: Vec<&str> = reference
        .split("```yaml\n")
        .skip(1)
        .map(|rest| rest.split("```").next().expect("an end"))
        .collect();
    assert_eq!(blocks.len(), 11);
    let folder = tempfile::tempdir().expect("a folder");
    let policy = folder.path().join("policy.yaml");
    let head = "version: 1\npublic_url: https://go.acme.example/\n";
    fs::write(&policy, format!("{head}{}", blocks.concat())).expect("written");
    let table = reference.split("```csv\n").nth(1).expect("a table");
    let table = table.split("```").next().expect("an end");
    fs::write(folder.path().join("links.csv"), table).expect("written");
    let key = "a-key-of-this-test-0123456789-0123456789";
    for (name, text) in [
        ("host-password", "x"),
        ("signing-keys", key),
        ("header-secret", "a1b2c3d4e5f60718"),
        ("logo.svg", LOGO),
        ("client-id", "client"),
        ("client-secret", "x"),
        ("refresh-token", "x"),
        ("xml-web-id", "asker"),
        ("xml-password", "x"),
        ("xml-partner-id", "x"),
    ] {
        fs::write(folder.path().join(name), text).expect("written");
    }
    // Rules are report-only since a day that is not to come.
    let loaded = load(&policy, now());
    assert!(loaded.problems.is_empty(), "{:#?}", loaded.problems);
    compare(&loaded);
    let types = linkgate::webex::ParameterType::NAMES;
    for name in types {
        assert!(reference.contains(&format!("\n| `{name}` |")), "{name}");
    }
}
