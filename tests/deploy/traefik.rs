//! The sample of Traefik, which is no package of Debian and does not run here:
//! what can be seen of its file without it.

use std::collections::BTreeMap;

use granit_parser::{Event, Parser};

use super::sample::{self, SECRET};
use super::support::program::run;
use super::support::service::{Folder, ONE_ROUTE};

/// What a YAML file says.
#[derive(Debug)]
enum Yaml {
    Text(String),
    List(Vec<Yaml>),
    Map(BTreeMap<String, Yaml>),
}

impl Yaml {
    fn read(text: &str) -> Self {
        let mut events = Parser::new_from_str(text).map(|event| event.expect("YAML").0);
        while !matches!(events.next(), Some(Event::DocumentStart(..))) {}
        let first = events.next().expect("a document");
        Self::node(first, &mut events)
    }

    fn node<'e>(event: Event<'e>, rest: &mut impl Iterator<Item = Event<'e>>) -> Self {
        match event {
            Event::Scalar(text, ..) => Self::Text(text.into_owned()),
            Event::SequenceStart(..) => {
                let mut list = Vec::new();
                loop {
                    match rest.next().expect("an end") {
                        Event::SequenceEnd => return Self::List(list),
                        item => list.push(Self::node(item, rest)),
                    }
                }
            }
            Event::MappingStart(..) => {
                let mut map = BTreeMap::new();
                loop {
                    match rest.next().expect("an end") {
                        Event::MappingEnd => return Self::Map(map),
                        Event::Scalar(key, ..) => {
                            let value = rest.next().expect("a value");
                            let value = Self::node(value, rest);
                            let before = map.insert(key.into_owned(), value);
                            assert!(before.is_none(), "a key stands there twice");
                        }
                        other => unreachable!("no key: {other:?}"),
                    }
                }
            }
            other => unreachable!("not in a sample: {other:?}"),
        }
    }

    fn map(&self) -> &BTreeMap<String, Self> {
        match self {
            Self::Map(map) => map,
            other => unreachable!("no mapping: {other:?}"),
        }
    }

    /// What stands under these keys, one within the other.
    fn at(&self, path: &str) -> &Self {
        path.split('/').fold(self, |inner, key| {
            inner.map().get(key).expect("a key of the sample")
        })
    }

    fn texts(&self) -> Vec<&str> {
        match self {
            Self::Text(text) => vec![text],
            Self::List(list) => list.iter().flat_map(Self::texts).collect(),
            Self::Map(map) => map.values().flat_map(Self::texts).collect(),
        }
    }

    fn keys(&self) -> Vec<&str> {
        self.map().keys().map(String::as_str).collect()
    }
}

#[test]
fn the_sample_of_traefik_names_what_it_has() {
    let file = Yaml::read(&sample::shipped("traefik/linkgate.yaml"));
    let http = file.at("http");
    assert_eq!(
        http.keys(),
        ["middlewares", "routers", "serversTransports", "services"]
    );
    for router in http.at("routers").map().values() {
        let service = router.at("service").texts()[0];
        assert!(http.at("services").map().contains_key(service), "{service}");
        let known = http.at("middlewares").map();
        let used = router.map().get("middlewares").map(Yaml::texts);
        for name in used.unwrap_or_default() {
            assert!(known.contains_key(name), "{name}");
        }
    }
    let balancer = http.at("services/linkgate/loadBalancer");
    assert_eq!(
        balancer.keys(),
        ["healthCheck", "servers", "serversTransport"]
    );
    assert_eq!(balancer.at("servers").texts().len(), 3);
    assert_eq!(balancer.at("healthCheck/path").texts(), ["/readyz"]);
    let transport = balancer.at("serversTransport").texts()[0];
    let transports = http.at("serversTransports").map();
    assert!(transports.contains_key(transport), "{transport}");
    // What the login sets is what visitors are deprived of, and before.
    let order = http.at("routers/linkgate/middlewares").texts();
    assert_eq!(order[..2], ["visitor", "login"]);
    let set = http.at("middlewares/login/forwardAuth/authResponseHeaders");
    let removed = http.at("middlewares/visitor/headers/customRequestHeaders");
    for header in set.texts() {
        assert_eq!(removed.at(header).texts(), [""], "{header}");
    }
}

/// Each is a part of a policy that is good.
#[test]
fn the_policies_of_all_samples_are_good() {
    for file in sample::POLICIES {
        let folder = Folder::new();
        std::fs::create_dir(folder.path("policy")).expect("a folder");
        folder.write("policy/header-secret", SECRET);
        let callers = sample::shipped(file);
        folder.write("policy/callers.yaml", &callers);
        folder.write("policy/routes.yaml", ONE_ROUTE);
        let said = run(&["check", "--policy", &folder.named("policy")]);
        let words = String::from_utf8_lossy(&said.stdout) + String::from_utf8_lossy(&said.stderr);
        assert!(said.status.success(), "{file}: {words}");
        assert!(!words.contains("warning"), "{file}: {words}");
    }
}
