//! What a route does with a request that its access rules let pass, as facts. Two routes with the same
//! facts answer every such request alike.

use super::facts::{Fact, Weight};
use crate::policy::{
    Access, ActsFor, Binding, Enforcement, Link, MeetingKeys, NamedBack, ParameterView, Policy,
    ReturnMode, Rfc3339, Route, Rule, Step, StepCall, ValueOrigin, ValueSource,
};
use crate::webex::Value;

/// All that a decision reads of a route but who may use it.
pub fn route_facts(route: &Route, policy: &Policy) -> Vec<Fact> {
    // Whoever gives routes one more field has to say here what it means.
    let Route {
        name,
        title: _,
        path: _,
        segments,
        site,
        steps,
        bindings,
        backs,
        return_mode,
        acts_for,
        is_personal,
        access,
        place: _,
    } = route;
    let mut facts = vec![
        Fact::new("route", &**name, Weight::Plain),
        Fact::new("title", route.title(), Weight::Plain),
        Fact::new("site", site.base(), Weight::Leads),
        Fact::new("return", return_mode.as_str(), Weight::Plain),
    ];
    if *return_mode == ReturnMode::Gateway {
        // The address in the way back.
        facts.push(Fact::new(
            "returns through",
            policy.endpoint().public_url(),
            Weight::Leads,
        ));
    }
    for (at, step) in steps.iter().enumerate() {
        let place = match steps.len() {
            1 => String::new(),
            _ => format!("step {}: ", at + 1),
        };
        facts.push(step_fact(&place, step));
        for binding in &bindings[step.bindings()] {
            facts.push(binding_fact(&place, binding, policy));
        }
    }
    for binding in route.own_bindings() {
        facts.push(binding_fact("", binding, policy));
    }
    facts.extend(back_facts(backs.iter().map(|back| &**back)));
    if let Some(person) = acts_for {
        let weight = Weight::Leads;
        facts.push(Fact::new("as", ActsFor::as_written(person), weight));
    }
    if *is_personal {
        facts.push(Fact::new("personal", "yes", Weight::Leads));
    }
    facts.extend(trials(access));
    // A value at the end of a path may be a mistyped name.
    let ends_with_value = segments.last().is_some_and(|last| last.literal().is_none());
    if ends_with_value {
        let prefix = policy.endpoint().link_path("");
        facts.push(Fact::new("names are looked for at", prefix, Weight::Plain));
    }
    facts
}

/// The rules that are only reported, at least for now.
fn trials(access: &Access) -> Option<Fact> {
    let of_list = |list: &'static str, rules: &[Rule]| -> Vec<String> {
        let trials = rules
            .iter()
            .filter(|rule| rule.enforcement != Enforcement::Enforced);
        trials
            .map(|rule| format!("{list}: {}", rule.in_words()))
            .collect()
    };
    let mut all = of_list("allow", access.allow());
    all.extend(of_list("deny", access.deny()));
    (!all.is_empty()).then(|| Fact::new("rules on trial", all.join("; "), Weight::Plain))
}

fn step_fact(place: &str, step: &Step) -> Fact {
    let by = match step.call() {
        StepCall::Browser(_) => "",
        StepCall::WithTicket(_) => " with a ticket",
        StepCall::Rest(_) => " by the REST API",
    };
    let shown = format!("{}{by}", step.command().name().as_str());
    let exact = format!("{:?} {:?}", step.command(), step.call());
    Fact::new(format!("{place}command"), shown, Weight::Leads).exactly(exact)
}

fn binding_fact(place: &str, binding: &Binding, policy: &Policy) -> Fact {
    let parameter = binding.parameter();
    let source = binding.source();
    let value = match source {
        ValueSource::Constant(value) => {
            let keys = policy.log_rules().meeting_keys;
            shown_value(binding, ValueOrigin::Constant, value, keys)
        }
        ValueSource::Caller(field) => field.as_str().to_owned(),
        ValueSource::Nothing => "links only".to_owned(),
        ValueSource::Path(at) => format!("any, from segment {} of the path", at + 1),
        ValueSource::Query => "any, from the query".to_owned(),
        ValueSource::Secret(_) => "a secret".to_owned(),
    };
    let shown = match parameter.is_required() {
        true => format!("{value} (required)"),
        false => value,
    };
    let weight = match source {
        ValueSource::Nothing => Weight::Plain,
        // The choice of a visitor.
        ValueSource::Query => Weight::Grants,
        _ => Weight::Leads,
    };
    // Secrets are equal where they are the same one, which two policies never have.
    let exact = match source {
        ValueSource::Secret(_) => format!("{parameter:?} secret"),
        _ => format!("{parameter:?} {source:?}"),
    };
    let key = format!("{place}parameter {}", parameter.name());
    Fact::new(key, shown, weight).exactly(exact)
}

fn back_facts<'p>(
    backs: impl Iterator<Item = &'p NamedBack> + Clone,
) -> impl Iterator<Item = Fact> {
    let default = backs.clone().next();
    let default = default.map(|back| Fact::new("back", back.name(), Weight::Grants));
    let choice = match backs.clone().count() {
        0 | 1 => None,
        _ => Some(Fact::new(
            "back is picked by",
            "the visitor",
            Weight::Grants,
        )),
    };
    let all = backs.map(|back| {
        let referrers = back
            .referrers()
            .map(|origins| origins.iter().collect::<Vec<_>>());
        let shown = match referrers {
            Some(origins) => format!("{}, or a page of {}", back.url(), origins.join(", ")),
            None => back.url().to_string(),
        };
        Fact::new(format!("back {}", back.name()), shown, Weight::Grants)
    });
    default
        .into_iter()
        .chain(choice)
        .chain(all.collect::<Vec<_>>())
}

/// All that a decision, a page or the directory reads of a link.
pub fn link_facts(link: &Link, policy: &Policy) -> Vec<Fact> {
    let route = policy.route(link.route());
    let keys = policy.log_rules().meeting_keys;
    let mut facts = vec![Fact::new("name", link.name(), Weight::Plain)];
    let mut plain = |key: &str, value: Option<String>| {
        facts.extend(value.map(|value| Fact::new(key, value, Weight::Plain)));
    };
    plain("title of the link", link.title().map(str::to_owned));
    plain("owner", link.owner().map(str::to_owned));
    let tags: Vec<&str> = link.tags().collect();
    plain("tags", (!tags.is_empty()).then(|| tags.join(" ")));
    plain("from", link.from().map(|from| Rfc3339(from).to_string()));
    plain(
        "until",
        link.until().map(|until| Rfc3339(until).to_string()),
    );
    for (number, value) in link.presets() {
        let binding = &route.bindings()[number];
        let key = format!("sets {}", binding.parameter().name());
        // Several steps may take the same value under one name.
        if facts.iter().any(|fact| fact.key == key) {
            continue;
        }
        let shown = shown_value(binding, ValueOrigin::Link, value, keys);
        let exact = format!("{value:?}");
        facts.push(Fact::new(key, shown, Weight::Leads).exactly(exact));
    }
    facts
}

/// Whether two links of routes with the same facts are the same.
pub fn is_same_link(old: &Link, new: &Link) -> bool {
    old.name() == new.name()
        && old.title() == new.title()
        && old.owner() == new.owner()
        && old.tags().eq(new.tags())
        && old.from() == new.from()
        && old.until() == new.until()
        && old.presets().eq(new.presets())
}

fn shown_value(
    binding: &Binding,
    origin: ValueOrigin,
    value: &Value<'_>,
    keys: MeetingKeys,
) -> String {
    let view = ParameterView::new(binding.parameter(), origin, Some(value.shown()));
    let view = view.with_meeting_keys(keys);
    view.value().unwrap_or("a secret").to_owned()
}
