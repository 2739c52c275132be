//! Where the rules of routes stand in the texts of a policy. The model of a rule does not know its
//! place: only what lists rules one by one needs it.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::compile::context::{Context, FileAccess};
use crate::compile::source::Sources;
use crate::compile::yaml::{Document, Node};
use crate::policy::Place;

/// The places of the rules of all routes, by the place of the route.
#[derive(Debug, Default)]
pub struct RulePlaces(HashMap<Place, PlacesOfRoute>);

/// In the order of the alternatives.
#[derive(Debug, Default)]
struct PlacesOfRoute {
    allow: Vec<Place>,
    deny: Vec<Place>,
}

impl RulePlaces {
    /// Finds the rules in the texts of a policy without errors.
    pub fn of(sources: &Sources) -> Self {
        // The findings were reported when the policy was read.
        let ctxt = Context::new(FileAccess::Denied, Timestamp::UNIX_EPOCH);
        let mut places = Self::default();
        for (id, source) in sources.iter().filter(|(_, source)| source.is_yaml()) {
            if let Some(document) = Document::parse(&ctxt, id, source.text()) {
                places.add(&document);
            }
        }
        places
    }

    fn add(&mut self, document: &Document<'_>) {
        let routes = document.root().and_then(|root| value_of(root, "routes"));
        for (name, route) in routes.and_then(Node::pairs).into_iter().flatten() {
            let rules = |key| value_of(route, key).map_or_else(Vec::new, alternatives);
            let of_route = PlacesOfRoute {
                allow: rules("allow"),
                deny: rules("deny"),
            };
            self.0.insert(name.place(), of_route);
        }
    }

    /// The places of the alternatives of `allow`.
    pub fn allow(&self, route: Place) -> &[Place] {
        self.0.get(&route).map_or(&[], |found| &found.allow)
    }

    /// The places of the alternatives of `deny`.
    pub fn deny(&self, route: Place) -> &[Place] {
        self.0.get(&route).map_or(&[], |found| &found.deny)
    }
}

fn value_of<'d>(mapping: Node<'d>, key: &str) -> Option<Node<'d>> {
    let mut pairs = mapping.pairs()?;
    let (_, value) = pairs.find(|(name, _)| name.text() == Some(key))?;
    Some(value)
}

fn alternatives(rules: Node<'_>) -> Vec<Place> {
    match rules.items() {
        Some(items) => items.map(Node::place).collect(),
        None => vec![rules.place()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::load_text;

    const POLICY: &str = "\
version: 1
public_url: https://go.example/
sites: { acme: https://acme.webex.com/acme/ }
callers: { networks: { office: [10.0.0.0/8], lab: [10.9.0.0/16] } }
routes:
  join:
    path: /join/{meeting_key}
    command: meeting.join
    allow: anyone
  start:
    path: /start/{meeting_key}
    command: meeting.start
    allow: [{ network: office }, { network: lab }]
    deny:
      - network: lab
        hours: 20:00-22:00
";

    #[test]
    fn each_rule_has_its_line() {
        let loaded = load_text("p.yaml", POLICY, Timestamp::UNIX_EPOCH);
        let policy = loaded.policy.expect("a policy");
        let found = RulePlaces::of(&loaded.sources);
        let lines = |places: &[Place]| {
            let places = places.iter();
            let at = places.filter_map(|place| loaded.sources.place_in_words(*place));
            at.collect::<Vec<_>>()
        };
        let places = policy.routes().iter().map(|route| {
            let (allow, deny) = (found.allow(route.place()), found.deny(route.place()));
            (route.name(), lines(allow), lines(deny))
        });
        let expected = [
            ("join", vec!["p.yaml:9:12"], vec![]),
            (
                "start",
                vec!["p.yaml:13:13", "p.yaml:13:34"],
                vec!["p.yaml:15:9"],
            ),
        ];
        let expected = expected.map(|(name, allow, deny)| {
            let owned = |texts: Vec<&str>| texts.into_iter().map(ToOwned::to_owned).collect();
            (name, owned(allow), owned(deny))
        });
        assert_eq!(places.collect::<Vec<_>>(), expected);
    }
}
