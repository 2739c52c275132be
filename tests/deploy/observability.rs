//! Alert rules and dashboard, with the real Prometheus: every rule in the case that it is for and in no
//! other, every query with data of gateways under load.

mod prometheus;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::net::TcpStream;
use std::path::PathBuf;

use serde_json::Value;

use crate::support::certificate::Certificate;
use crate::support::policy_host::PolicyHost;
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
signing_keys: { file: "KEYS" }
callers: { trusted_proxies: [127.0.0.1], headers: oauth2-proxy }
back_urls: { meetings: "https://portal.acme.example/" }
routes:
  join: { path: "/go/join/{meeting_key}", command: meeting.join, back: meetings, return: gateway, allow: anyone }
  staff: { path: "/go/staff/{meeting_key}", command: meeting.join, allow: { user: ann } }
"#;

/// Where the policy of one of the gateways is.
const PATH: &str = "/policy.yaml";

/// Gateways that have the same policy from files, and one that has it from an address.
struct Gateways {
    host: PolicyHost,
    keys: Folder,
    all: Vec<Service>,
    /// Its files are read with each reload.
    _certificate: Certificate,
}

impl Gateways {
    /// The last of them has a certificate, for the panel that says when it ends, and takes one connection.
    fn start() -> Self {
        let host = PolicyHost::start();
        let keys = Folder::with(&[("keys", random_secret())]);
        keys.write("ca.pem", &host.authority.pem);
        let policy = policy(&keys, 0);
        host.put(PATH, policy.clone());
        let ca = keys.named("ca.pem");
        let flags = ["--policy-ca", &ca, "--policy-interval", "1s"];
        let remote = Service::start_at(&host.url(PATH), Folder::new(), &flags);
        let folder = || Folder::with(&[("policy.yaml", &policy)]);
        let certificate = Certificate::new();
        let flags = certificate.flags();
        let flags = flags.iter().map(String::as_str);
        let flags: Vec<&str> = flags.chain(["--max-connections", "1"]).collect();
        let encrypted = Service::start(folder(), &flags);
        let all = vec![remote, Service::start(folder(), &[]), encrypted];
        Self {
            host,
            keys,
            all,
            _certificate: certificate,
        }
    }

    /// Another policy, and of each kind of request some, so that every series has a value.
    fn load(&self) {
        let [remote, plain, encrypted] = &self.all[..] else {
            panic!("there are three");
        };
        ask(remote);
        ask(plain);
        let crowd = [(); 3].map(|()| TcpStream::connect(encrypted.public));
        assert!(crowd.iter().all(Result::is_ok), "it listens");
        let number = plain.reloads("policy", "changed") + 1;
        let policy = policy(&self.keys, number);
        self.host.put(PATH, policy.clone());
        for gateway in &self.all {
            gateway.folder.write("policy.yaml", &policy);
            assert_eq!(gateway.reload().0, 200);
        }
    }
}

fn policy(keys: &Folder, number: u64) -> String {
    POLICY.replace("KEYS", &keys.named("keys")) + &format!("# {number}\n")
}

fn ask(gateway: &Service) {
    let mut talk = gateway.talk();
    for _ in 0..20 {
        let answer = talk.get("/go/join/123456789");
        let location = answer.location().expect("a target");
        let (_, back) = location
            .split_once("BU=https%3A%2F%2Fgo.acme.example")
            .expect("a way back");
        let path = back.split('&').next().expect("a path").replace("%2F", "/");
        assert_eq!(talk.get(&format!("{path}?AT=JM&ST=SUCCESS")).status, 302);
        // Groups of nobody.
        let groups = "X-Auth-Request-Groups: staff\r\n";
        assert_eq!(talk.ask("GET", "/go/staff/123456789", groups).status, 401);
        assert_eq!(talk.get("/go/nowhere").status, 404);
        // One who leaves in the middle of a request.
        let leaving = TcpStream::connect(gateway.public).and_then(|mut who| who.write_all(b"GET"));
        leaving.expect("it listens");
    }
}

#[test]
fn every_panel_has_data_of_gateways_under_load() {
    let gateways = Gateways::start();
    let targets = gateways.all.iter().map(|gateway| gateway.admin);
    let Some(prometheus) = Prometheus::start(targets, &file("alerts.yaml")) else {
        return;
    };
    let queries = queries(&dashboard());
    assert!(queries.len() > 20, "{queries:?}");
    for query in queries {
        // A rate needs requests between two looks of Prometheus.
        eventually(&query, || {
            gateways.load();
            prometheus.has(&query).then_some(())
        });
    }
    // Each gateway is well, and none is told otherwise.
    assert_eq!(prometheus.firing(), Vec::<String>::new());
    // None of these gateways has a site with a REST API.
    let named = metrics_named_in_files().into_iter();
    for name in named.filter(|name| !name.starts_with("linkgate_upstream_")) {
        assert!(
            prometheus.has(&format!("count({name})")),
            "no gateway has {name}"
        );
    }
}

fn dashboard() -> Value {
    let text = fs::read_to_string(file("dashboard.json")).expect("a file");
    serde_json::from_str(&text).expect("JSON")
}

/// Two panels at the same place hide each other.
#[test]
fn no_panel_covers_another() {
    let dashboard = dashboard();
    let mut taken = BTreeSet::new();
    for panel in dashboard["panels"].as_array().expect("panels") {
        let number = |name: &str| panel["gridPos"][name].as_u64().expect("a number");
        let (x, y) = (number("x"), number("y"));
        assert!(x + number("w") <= 24, "{}", panel["title"]);
        for cell in (x..x + number("w")).flat_map(|x| (y..y + number("h")).map(move |y| (x, y))) {
            assert!(taken.insert(cell), "{} at {cell:?}", panel["title"]);
        }
    }
}

/// The colour of an outcome says whether it is good: each is named once, in the words of today.
#[test]
fn every_outcome_has_a_colour() {
    let dashboard = dashboard();
    let panels = dashboard["panels"].as_array().expect("panels");
    let panel = panels
        .iter()
        .find(|panel| panel["title"] == "Requests by outcome");
    let overrides = panel.expect("it is there")["fieldConfig"]["overrides"].as_array();
    let patterns = overrides.expect("colours").iter();
    let patterns: Vec<&str> = patterns
        .map(|colour| colour["matcher"]["options"].as_str().expect("a pattern"))
        .collect();
    let mut named: BTreeSet<&str> = BTreeSet::new();
    for words in patterns
        .iter()
        .filter_map(|pattern| pattern.strip_prefix("/^("))
    {
        let words = words.strip_suffix(")$/").expect("whole words");
        for word in words.split('|') {
            assert!(named.insert(word), "{word} has two colours");
        }
    }
    let ends: Vec<_> = patterns
        .iter()
        .filter_map(|pattern| pattern.strip_prefix('/')?.strip_suffix("$/"))
        .filter(|end| end.starts_with('_'))
        .collect();
    let outcomes = documented_outcomes();
    let is_coloured = |word: &&String| {
        let by_end = ends.iter().any(|end| word.ends_with(end));
        by_end != named.contains(word.as_str())
    };
    let plain: Vec<_> = outcomes.iter().filter(|word| !is_coloured(word)).collect();
    assert!(plain.is_empty(), "{plain:?}");
    let unknown: Vec<_> = named
        .iter()
        .filter(|&&word| !outcomes.contains(word))
        .collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

/// Those of docs/operating.md that are counted, which other tests hold against the program.
fn documented_outcomes() -> BTreeSet<String> {
    let docs = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/operating.md");
    let docs = fs::read_to_string(docs).expect("a file");
    let (_, table) = docs
        .split_once("| `outcome` | what happened |\n")
        .expect("a table");
    let (table, _) = table.split_once("\n\n").expect("an end");
    let first = table
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split(" | ").next());
    let words = first.flat_map(|column| column.split('`').skip(1).step_by(2));
    // `explain` alone has it.
    words
        .filter(|word| *word != "file")
        .map(str::to_owned)
        .collect()
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
