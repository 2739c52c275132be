//! Alert rules and dashboard, with the real Prometheus: every rule in the case that it is for and in no
//! other, every query with data of gateways under load.

mod prometheus;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::support::certificate::Certificate;
use crate::support::service::{Folder, Service, eventually, random_secret};
use crate::support::tool::tool;
use prometheus::{Prometheus, promtool, yaml};

fn file(name: &str) -> PathBuf {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/deploy/observability");
    PathBuf::from(folder).join(name)
}

#[test]
fn every_alert_fires_in_its_case_and_in_no_other() {
    if tool("promtool").is_none() {
        return;
    }
    let (Some(rules), Some(mut cases)) =
        (yaml(&file("alerts.yaml")), yaml(&file("alerts.test.yaml")))
    else {
        return;
    };
    let names = alert_names(&rules);
    let mut tested = BTreeSet::new();
    for case in cases["tests"].as_array_mut().expect("cases") {
        let expected = case["alert_rule_test"]
            .as_array_mut()
            .expect("expectations");
        let last = expected.last().expect("one")["eval_time"].clone();
        let of = |expected: &Value| expected["alertname"].as_str().expect("a name").to_owned();
        let own: BTreeSet<String> = expected.iter().map(of).collect();
        for other in names.iter().filter(|name| !own.contains(*name)) {
            expected.push(serde_json::json!({ "eval_time": last, "alertname": other }));
        }
        let fires = expected
            .iter()
            .filter(|expected| expected["exp_alerts"].is_array());
        tested.extend(fires.map(of));
    }
    assert_eq!(tested, names, "an alert without a case of its own");
    // promtool looks for the rules beside the cases.
    let folder = Folder::new();
    fs::copy(file("alerts.yaml"), folder.path("alerts.yaml")).expect("copied");
    folder.write("cases.json", &cases.to_string());
    promtool(&["check", "rules", &folder.named("alerts.yaml")]);
    promtool(&["test", "rules", &folder.named("cases.json")]);
}

/// The scrape configuration, with a token where it expects one.
#[test]
fn the_scrape_configuration_is_what_prometheus_takes() {
    if tool("promtool").is_none() {
        return;
    }
    let text = fs::read_to_string(file("prometheus.yaml")).expect("a file");
    let folder = Folder::new();
    let token = folder.write("linkgate.token", "a token\n");
    let here = text.replace("/etc/prometheus/linkgate.token", &token);
    assert_ne!(here, text, "it names no token");
    folder.write("prometheus.yaml", &here);
    fs::copy(file("alerts.yaml"), folder.path("alerts.yaml")).expect("copied");
    promtool(&["check", "config", &folder.named("prometheus.yaml")]);
    // The rules ask for the job by its name.
    assert!(text.contains("job_name: linkgate\n"), "{text}");
}

fn alert_names(rules: &Value) -> BTreeSet<String> {
    let groups = rules["groups"].as_array().expect("groups").iter();
    let rules = groups.flat_map(|group| group["rules"].as_array().expect("rules"));
    rules
        .map(|rule| rule["alert"].as_str().expect("a name").to_owned())
        .collect()
}

const POLICY: &str = r#"version: 1
public_url: https://go.acme.example/
hosts: [127.0.0.1]
sites: { acme: "https://acme.webex.com/acme/" }
signing_keys: { file: keys }
back_urls: { meetings: "https://portal.acme.example/" }
routes:
  join: { path: "/go/join/{meeting_key}", command: meeting.join, back: meetings, return: gateway, allow: anyone }
  staff: { path: "/go/staff/{meeting_key}", command: meeting.join, allow: { user: ann } }
"#;

/// Of each kind of request some, so that every series has a value.
fn load(gateway: &Service) {
    let mut talk = gateway.talk();
    for _ in 0..20 {
        let answer = talk.get("/go/join/123456789");
        let location = answer.location().expect("a target");
        let (_, back) = location
            .split_once("BU=https%3A%2F%2Fgo.acme.example")
            .expect("a way back");
        let path = back.split('&').next().expect("a path").replace("%2F", "/");
        assert_eq!(talk.get(&format!("{path}?AT=JM&ST=SUCCESS")).status, 302);
        assert_eq!(talk.get("/go/staff/123456789").status, 401);
        assert_eq!(talk.get("/go/nowhere").status, 404);
    }
    // Another policy each time.
    let number = gateway.reloads("policy", "changed");
    gateway
        .folder
        .write("policy.yaml", &format!("{POLICY}# {number}\n"));
    assert_eq!(gateway.reload().0, 200);
}

#[test]
fn every_panel_has_data_of_gateways_under_load() {
    let certificate = Certificate::new();
    let keys = random_secret();
    let folder = || Folder::with(&[("policy.yaml", POLICY), ("keys", &*keys)]);
    let gateways = [(); 3].map(|()| Service::start(folder(), &[]));
    // One with a certificate, for the panel that says when it ends.
    let flags = certificate.flags();
    let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
    let encrypted = Service::start(folder(), &flags);
    let all = || gateways.iter().chain([&encrypted]);
    let Some(prometheus) =
        Prometheus::start(all().map(|gateway| gateway.admin), &file("alerts.yaml"))
    else {
        return;
    };
    let dashboard = fs::read_to_string(file("dashboard.json")).expect("a file");
    let dashboard: Value = serde_json::from_str(&dashboard).expect("JSON");
    let queries = queries(&dashboard);
    assert!(queries.len() > 15, "{queries:?}");
    for query in queries {
        // A rate needs requests between two looks of Prometheus.
        eventually(&query, || {
            gateways.iter().for_each(load);
            prometheus.has(&query).then_some(())
        });
    }
    // Each gateway is well, and none is told otherwise.
    assert_eq!(prometheus.firing(), Vec::<String>::new());
    for name in metrics_named_in_files() {
        assert!(
            prometheus.has(&format!("count({name})")),
            "no gateway has {name}"
        );
    }
}

/// The queries of a dashboard, as Grafana fills them in.
fn queries(dashboard: &Value) -> Vec<String> {
    let panels = dashboard["panels"].as_array().expect("panels").iter();
    let targets = panels
        .filter_map(|panel| panel["targets"].as_array())
        .flatten();
    let annotations = dashboard["annotations"]["list"]
        .as_array()
        .expect("a list")
        .iter();
    let filled = targets.chain(annotations).map(|target| {
        let query = target["expr"].as_str().expect("a query");
        let query = query
            .replace("$__rate_interval", "30s")
            .replace("$job", "linkgate");
        query.replace("$instance", ".*").replace("[1h]", "[30s]")
    });
    filled.collect()
}

/// Every metric of ours that rules and dashboard name.
fn metrics_named_in_files() -> BTreeSet<String> {
    let texts = ["alerts.yaml", "dashboard.json"]
        .map(|name| fs::read_to_string(file(name)).expect("a file"));
    let mut found = BTreeSet::new();
    for text in &texts {
        for (at, _) in text.match_indices("linkgate_") {
            let is_name = |c: &char| c.is_ascii_lowercase() || *c == '_';
            let name: String = text[at..].chars().take_while(is_name).collect();
            found.insert(name);
        }
    }
    assert!(found.len() > 10, "{found:?}");
    found
}
