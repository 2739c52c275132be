//! Counters of requests, each looked up once for a policy and then at hand.

use std::sync::OnceLock;

use super::metrics::{Metrics, RequestCounter};

/// The counters of the routes of one policy, and of requests that reach none of them.
#[derive(Debug)]
pub struct RequestCounters {
    /// Sorted by their names.
    routes: Vec<RouteCounters>,
    none: OnceLock<Outcomes>,
    /// How many outcomes there are.
    outcomes: usize,
}

/// A counter for each outcome, once that has happened.
type Outcomes = Box<[OnceLock<RequestCounter>]>;

#[derive(Debug)]
struct RouteCounters {
    name: Box<str>,
    /// Most routes of a large policy are hardly ever asked for.
    outcomes: OnceLock<Outcomes>,
}

/// How a request ended.
#[derive(Clone, Copy, Debug)]
pub struct OutcomeLabel {
    pub word: &'static str,
    /// Its place among all outcomes.
    pub index: usize,
}

impl RequestCounters {
    /// `outcomes` is how many there are.
    pub fn new<'r>(routes: impl IntoIterator<Item = &'r str>, outcomes: usize) -> Self {
        let routes = routes.into_iter().map(|name| RouteCounters {
            name: name.into(),
            outcomes: OnceLock::new(),
        });
        let mut routes: Vec<_> = routes.collect();
        routes.sort_by(|one, other| one.name.cmp(&other.name));
        Self {
            routes,
            none: OnceLock::new(),
            outcomes,
        }
    }

    /// Counts one answered request.
    pub fn count(&self, metrics: &Metrics, route: Option<&str>, outcome: OutcomeLabel) {
        let outcomes = self.outcomes_of(route);
        let counter = outcomes.and_then(|outcomes| outcomes.get(outcome.index));
        let find = || metrics.requests(route, outcome.word);
        match counter {
            Some(counter) => counter.get_or_init(find).inc(),
            None => find().inc(),
        }
    }

    fn outcomes_of(&self, route: Option<&str>) -> Option<&Outcomes> {
        let outcomes = match route {
            None => &self.none,
            Some(name) => {
                let found = self
                    .routes
                    .binary_search_by(|route| (*route.name).cmp(name));
                &self.routes[found.ok()?].outcomes
            }
        };
        Some(outcomes.get_or_init(|| (0..self.outcomes).map(|_| OnceLock::new()).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_count_adds_to_the_same_series() {
        let metrics = Metrics::default();
        let redirected = OutcomeLabel {
            word: "redirected",
            index: 1,
        };
        let of_old = RequestCounters::new(["join", "end"], 2);
        let of_new = RequestCounters::new(["join", "absent"], 2);
        for counters in [&of_old, &of_new, &of_old] {
            counters.count(&metrics, Some("join"), redirected);
            counters.count(&metrics, Some("elsewhere"), redirected);
            counters.count(&metrics, None, redirected);
        }
        metrics.requests(Some("join"), "redirected").inc();
        let encoded = metrics.encode();
        for (route, count) in [("join", 4), ("elsewhere", 3), ("none", 3)] {
            let line = format!("{{route=\"{route}\",outcome=\"redirected\"}} {count}\n");
            assert!(encoded.contains(&line), "{line}{encoded}");
        }
        assert!(!encoded.contains("absent"), "{encoded}");
    }
}
