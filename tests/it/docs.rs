//! What the README, the changelog and the example say is so.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::support::Gateway;
use jiff::Timestamp;
use linkgate::compile::{DEFAULT, Loaded, load, load_text};
use linkgate::policy::Policy;
use linkgate::telemetry::{DisconnectReason, Metrics, ReloadResult, Shed, Subject};

fn read(name: &str) -> String {
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
    let details: serde_json::Value = serde_json::from_str(&refused.body()).expect("JSON");
    let detail = details["detail"].as_str().expect("a text");
    assert!(readme.contains(detail), "{detail}");
}

#[test]
fn every_file_of_the_config_folder_is_a_policy_without_findings() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("config");
    let files = fs::read_dir(folder).expect("the folder");
    for file in files.map(|file| file.expect("a file").path()) {
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

/// The manual has every metric that there is, and no other.
#[test]
fn the_manual_and_the_metrics_have_the_same_names() {
    let metrics = Metrics::default();
    metrics.count(Some("join"), "go", 1);
    metrics.count_return("join", "success");
    metrics.count_doubt("expired");
    metrics.count_refusal(Some("join"), "access");
    let connections = metrics.connections();
    connections.count_shed(Shed::Full);
    connections.count_ended(DisconnectReason::Done);
    let state = metrics.state();
    state.count_reload(Subject::Policy, ReloadResult::Changed);
    state.policy_in_force("0123456789abcdef", 0);
    state.certificate_in_force("gate.pem".to_owned(), 0);
    let text = metrics.encode();
    let told: BTreeSet<String> = text
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE ")?.split_once(' '))
        .map(|(name, kind)| match kind {
            "counter" => format!("{name}_total"),
            _ => name.to_owned(),
        })
        .collect();
    let manual = read("docs/operating.md");
    let documented: BTreeSet<String> = manual
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
        .filter(|name| name.starts_with("linkgate_") || name.starts_with("process_"))
        .map(str::to_owned)
        .collect();
    assert_eq!(told, documented);
}

/// An alert on the first event sees it only where the series is there before.
#[test]
fn counters_with_words_of_the_program_begin_at_nothing() {
    let gateway = Gateway::new();
    let text = gateway.metrics();
    for (series, words) in [
        (
            "linkgate_reloads_total{subject=\"@\",result=\"refused\"} 0",
            &["policy", "certificates", "admin_tokens"][..],
        ),
        (
            "linkgate_connections_shed_total{reason=\"@\"} 0",
            &["full", "address"],
        ),
        (
            "linkgate_connections_ended_total{how=\"@\"} ",
            &["done", "silent", "handshake", "proxy_header", "flood"],
        ),
        (
            "linkgate_doubts_total{doubt=\"@\"} 0",
            &["malformed", "no_keys", "nameless", "certificate_unreadable"],
        ),
        (
            "linkgate_requests_total{route=\"none\",outcome=\"@\"} 0",
            &["spoof", "stray", "too_many", "unknown"],
        ),
        ("linkgate_decision_log_@_lines_total 0", &["dropped"]),
    ] {
        for word in words {
            let series = series.replace('@', word);
            assert!(text.contains(&series), "{series} is not in\n{text}");
        }
    }
    let version = env!("CARGO_PKG_VERSION");
    assert!(text.contains(&format!("linkgate_build_info{{version=\"{version}\"}} 1\n")));
    assert!(text.ends_with("# EOF\n") && text.matches("# EOF").count() == 1);
}

#[test]
fn the_manual_lists_how_connections_end() {
    let manual = read("docs/operating.md");
    let (_, table) = manual.split_once("\n| `how` |").expect("a table");
    let (table, _) = table.split_once("\n\n").expect("an end");
    let words = table
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let reasons = DisconnectReason::ALL.iter().map(|reason| reason.as_str());
    assert_eq!(words.collect::<Vec<_>>(), reasons.collect::<Vec<_>>());
}

/// What an operator searches and alerts for stands in the manual.
#[test]
fn every_word_of_log_and_metrics_is_in_the_manual() {
    let manual = read("docs/operating.md");
    let reasons = linkgate::webex::Reason::ALL
        .iter()
        .map(|reason| reason.as_str());
    let faults = read("src/gateway/fault.rs");
    let (_, faults) = faults
        .split_once("fn outcome(&self)")
        .expect("the outcomes");
    let (faults, _) = faults
        .split_once("/// What the visitor reads")
        .expect("an end");
    let words = faults.split('"').skip(1).step_by(2);
    let of_parsing = [
        "host",
        "target",
        "headers",
        "too_long",
        "no_such_route",
        "no_way_on",
    ];
    let words = words.filter(|word| !of_parsing.contains(word));
    for word in reasons.chain(words) {
        assert!(manual.contains(&format!("`{word}`")), "{word}");
    }
}

/// The server refuses by size what the decision would refuse as too long:
/// one limit, which neither room may know from the other.
#[test]
fn explain_and_the_server_agree_on_the_longest_address() {
    let limits = linkgate::server::Limits::default();
    assert_eq!(limits.uri_bytes, linkgate::decision::LinkRequest::MAX_BYTES);
}

#[test]
fn every_field_of_the_log_is_in_the_readme() {
    let readme = read("README.md");
    let gateway = Gateway::new();
    let traced = "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n";
    gateway.send(gateway.request("GET", "/go/standup?x=1", traced));
    gateway.get("/go/course/x/123456789?attendee_email=x");
    for line in [gateway.log_line(), gateway.log_line()] {
        for field in line.as_object().expect("an object").keys() {
            assert!(readme.contains(&format!("`{field}`")), "{field}");
        }
    }
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
    assert_eq!(blocks.len(), 8);
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
    ] {
        fs::write(folder.path().join(name), text).expect("written");
    }
    let loaded = load(&policy, Timestamp::UNIX_EPOCH);
    assert!(loaded.problems.is_empty(), "{:#?}", loaded.problems);
    let types = linkgate::webex::ParameterType::NAMES;
    for name in types {
        assert!(reference.contains(&format!("\n| `{name}` |")), "{name}");
    }
}
