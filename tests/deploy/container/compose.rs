//! The files beside the image, held against the program.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use granit_parser::Parser;

use crate::support::program::run;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/deploy/container");

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(FOLDER).join(name)).expect("a file")
}

/// The variables that a text names.
fn variables(text: &str) -> BTreeSet<String> {
    let rest = |at: usize| -> String {
        let is_name = |c: &char| c.is_ascii_uppercase() || *c == '_';
        text[at..].chars().take_while(is_name).collect()
    };
    text.match_indices("LINKGATE_")
        .map(|(at, _)| rest(at))
        .collect()
}

#[test]
fn every_variable_in_them_is_a_setting() {
    let help = run(&["serve", "--help"]);
    let settings = variables(&String::from_utf8_lossy(&help.stdout));
    assert!(settings.len() > 10, "{settings:?}");
    for file in ["Containerfile", "build.sh", "compose.yaml"] {
        let named = variables(&read(file));
        assert!(!named.is_empty(), "{file}");
        let unknown: Vec<_> = named.difference(&settings).collect();
        assert!(unknown.is_empty(), "{file}: {unknown:?}");
    }
}

#[test]
fn the_compose_file_is_yaml_and_locks_the_container_up() {
    let text = read("compose.yaml");
    for event in Parser::new_from_str(&text) {
        event.expect("YAML");
    }
    for line in [
        "    ports: [\"127.0.0.1:8080:8080\"]",
        "    read_only: true",
        "    cap_drop: [ALL]",
        "    security_opt: [\"no-new-privileges:true\"]",
        "    user: \"65532:65532\"",
        "    stop_grace_period: 30s",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}");
    }
}

/// What an operator takes in by removing the signs of a comment.
#[test]
fn its_lines_for_a_policy_at_an_address_fit_together() {
    let text = read("compose.yaml");
    let used = text
        .replace("# - ./state", "- ./state")
        .replace("# LINKGATE_", "LINKGATE_");
    for event in Parser::new_from_str(&used) {
        event.expect("YAML");
    }
    for line in [
        "      - ./state:/var/lib/linkgate",
        "      LINKGATE_POLICY: https://config.acme.example/linkgate/policy.yaml",
        "      LINKGATE_STATE_DIR: /var/lib/linkgate",
    ] {
        assert!(used.lines().any(|found| found == line), "{line}");
    }
}

#[test]
fn both_ways_make_the_same_image() {
    let (recipe, script) = (read("Containerfile"), read("build.sh"));
    assert_eq!(variables(&recipe), variables(&script));
    for part in [
        "65532:65532",
        "LINKGATE_POLICY=/etc/linkgate",
        "LINKGATE_LISTEN=0.0.0.0:8080",
        "org.opencontainers.image.title",
        "org.opencontainers.image.description",
        "org.opencontainers.image.licenses",
    ] {
        assert!(recipe.contains(part) && script.contains(part), "{part}");
    }
}
