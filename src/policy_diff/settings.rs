//! What a policy says outside of its routes and links: it counts for every request.

use ipnet::IpNet;
use serde_json::Value;

use super::facts::{Fact, KeyChange, Weight, changes};
use crate::policy::{KeySource, Policy, TrustConfig};

/// The beginnings of keys that say who is believed, where requests lead, or where the gateway itself
/// asks. Another value of one of them is access that widens, unless it only takes something away.
const LEADS: [&str; 7] = [
    "callers.",
    "hosts.",
    "public_url",
    "sites.",
    "join_pages.",
    "services.",
    "formerly.",
];

/// The settings that differ.
pub fn setting_changes(old: &Policy, new: &Policy) -> Vec<KeyChange> {
    let mut found = changes(&facts(old), &facts(new));
    for change in &mut found {
        change.widens = match &*change.key {
            "callers.trusted_proxies" => trusts_more(old.trust(), new.trust()),
            key if key.starts_with("callers.limits.") => is_wider(change),
            _ => change.widens,
        };
    }
    found.extend(lifted_limits(old.trust(), new.trust()));
    found
}

fn facts(policy: &Policy) -> Vec<Fact> {
    let shown = serde_json::to_value(policy.dump_settings()).unwrap_or_default();
    let mut facts = Vec::new();
    flatten("", &shown, &mut facts);
    let keys = policy.signing_keys();
    if keys.are_lasting() {
        let print = keys.fingerprint();
        facts.push(Fact::new("signing_keys.fingerprint", print, Weight::Leads));
    }
    for issuer in &policy.trust().tokens {
        // Of a key set, only that it is another one.
        if let KeySource::Set(text) = &issuer.keys {
            let key = format!("callers.tokens.{}.keys", issuer.name);
            facts.push(Fact::new(key, "of a file", Weight::Leads).exactly(&**text));
        }
    }
    facts
}

/// One fact for each value, with its place as the key. Items of a list that have a name are known by it,
/// and plain lists are one value.
fn flatten(key: &str, value: &Value, facts: &mut Vec<Fact>) {
    let below = |name: &str| match key {
        "" => name.to_owned(),
        _ => format!("{key}.{name}"),
    };
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                flatten(&below(name), value, facts);
            }
        }
        Value::Array(items) => {
            let mut plain = Vec::new();
            for item in items {
                let name = ["name", "source", "url"]
                    .iter()
                    .find_map(|name| item.get(name)?.as_str());
                match name {
                    Some(name) => flatten(&below(name), item, facts),
                    None => plain.push(text_of(item)),
                }
            }
            if key == "hosts" {
                facts.extend(
                    plain
                        .iter()
                        .map(|host| Fact::new(below(host), "answered", weight("hosts."))),
                );
            } else if !plain.is_empty() {
                facts.push(Fact::new(key, plain.join(", "), weight(key)));
            }
        }
        value => facts.push(Fact::new(key, text_of(value), weight(key))),
    }
}

fn weight(key: &str) -> Weight {
    match LEADS.iter().any(|leads| key.starts_with(leads)) {
        true => Weight::Leads,
        false => Weight::Plain,
    }
}

fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}

/// Whether a list of names that a source is limited to has more of them. A new list takes something away.
fn is_wider(change: &KeyChange) -> bool {
    let names = |list: &Option<String>| -> Vec<String> {
        list.iter()
            .flat_map(|list| list.split(", "))
            .map(str::to_owned)
            .collect()
    };
    let known = names(&change.was);
    change.was.is_some() && names(&change.is).iter().any(|name| !known.contains(name))
}

/// Whether any address is a trusted proxy now that was none.
fn trusts_more(old: &TrustConfig, new: &TrustConfig) -> bool {
    let aggregated = IpNet::aggregate(&old.trusted_proxies);
    let is_trusted = |range: &IpNet| aggregated.iter().any(|known| known.contains(range));
    let is_more = |range: &IpNet| !is_trusted(range);
    new.trusted_proxies.iter().any(is_more) || (new.trusts_unix_sockets && !old.trusts_unix_sockets)
}

/// A limit that is gone lets a source say more, though nothing is there to be read.
fn lifted_limits(old: &TrustConfig, new: &TrustConfig) -> Vec<KeyChange> {
    let mut lifted = Vec::new();
    for limits in &old.limits {
        let still = new.limits_of(&limits.source);
        let kinds = [
            (
                "users",
                limits.users.is_some(),
                still.is_some_and(|new| new.users.is_some()),
            ),
            (
                "mail_domains",
                limits.mail_domains.is_some(),
                still.is_some_and(|new| new.mail_domains.is_some()),
            ),
            (
                "groups",
                limits.groups.is_some(),
                still.is_some_and(|new| new.groups.is_some()),
            ),
        ];
        let is_source = new.sources().any(|source| *source == *limits.source);
        for (kind, was, is) in kinds {
            if was && !is && is_source {
                lifted.push(KeyChange {
                    key: format!("callers.limits.{} ({kind})", limits.source),
                    was: Some("limited".to_owned()),
                    is: Some("not limited".to_owned()),
                    widens: true,
                });
            }
        }
    }
    lifted
}
