//! What a policy says outside of its routes and links: it counts for every request.

use ipnet::IpNet;
use serde_json::Value;

use super::facts::{Fact, KeyChange, Weight, changes};
use super::list_change::{SEPARATOR, shorten};
use crate::policy::{CERTIFICATE, HEADERS, KeySource, Policy, SourceLimits, TrustConfig};

/// The beginnings of keys that say who is believed, where requests lead, or where the gateway itself
/// asks. Another value of one of them is access that widens.
const LEADS: [&str; 3] = ["callers.", "public_url", "join_pages."];

/// The same, but without them, there is only less.
const GRANTS: [&str; 5] = [
    "callers.login_url",
    "hosts.",
    "sites.",
    "services.",
    "formerly.",
];

/// The settings that differ.
pub fn setting_changes(old: &Policy, new: &Policy) -> Vec<KeyChange> {
    let mut found = changes(&facts(old), &facts(new));
    let lost = lost_sources(old.trust(), new.trust());
    for change in &mut found {
        change.widens = match &*change.key {
            "callers.trusted_proxies" => trusts_more(old.trust(), new.trust()),
            key if key.starts_with("callers.limits.") => is_wider(change),
            key if lost.iter().any(|lost| key.starts_with(lost)) => false,
            _ => change.widens,
        };
        shorten(change);
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
        facts.push(Fact::new("signing_keys.fingerprint", print, Weight::Grants));
    }
    // The first that proves somebody says who the caller is.
    let sources: Vec<&str> = policy.trust().sources().collect();
    if sources.len() > 1 {
        let order = sources.join(", ");
        facts.push(Fact::new("callers.order", order, Weight::Leads));
    }
    for issuer in &policy.trust().tokens {
        // Of a key set, only that it is another one.
        if let KeySource::Set(text) = &issuer.keys {
            let key = format!("callers.tokens.{}.key_set", issuer.name);
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
                facts.push(Fact::new(key, plain.join(SEPARATOR), weight(key)));
            }
        }
        value => facts.push(Fact::new(key, text_of(value), weight(key))),
    }
}

fn weight(key: &str) -> Weight {
    let begins = |some: &[&str]| some.iter().any(|start| key.starts_with(start));
    match key {
        _ if begins(&GRANTS) => Weight::Grants,
        _ if begins(&LEADS) => Weight::Leads,
        _ => Weight::Plain,
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
            .flat_map(|list| list.split(SEPARATOR))
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

/// A kind of names that a source may be limited to.
struct LimitKind {
    name: &'static str,
    is_set: fn(&SourceLimits) -> bool,
}

const LIMIT_KINDS: [LimitKind; 3] = [
    LimitKind {
        name: "users",
        is_set: |limits| limits.users.is_some(),
    },
    LimitKind {
        name: "mail_domains",
        is_set: |limits| limits.mail_domains.is_some(),
    },
    LimitKind {
        name: "groups",
        is_set: |limits| limits.groups.is_some(),
    },
];

/// A limit that is gone lets a source say more, though nothing is there to be read.
fn lifted_limits(old: &TrustConfig, new: &TrustConfig) -> Vec<KeyChange> {
    let mut lifted = Vec::new();
    for limits in old
        .limits
        .iter()
        .filter(|limits| has_source(new, &limits.source))
    {
        let still = new.limits_of(&limits.source);
        for kind in LIMIT_KINDS {
            let is_lifted = !still.is_some_and(|still| (kind.is_set)(still));
            if (kind.is_set)(limits) && is_lifted {
                lifted.push(KeyChange {
                    key: format!("callers.limits.{} ({})", limits.source, kind.name),
                    was: Some("limited".to_owned()),
                    is: Some("not limited".to_owned()),
                    widens: true,
                });
            }
        }
    }
    lifted
}

fn has_source(trust: &TrustConfig, source: &str) -> bool {
    trust.sources().any(|known| known == source)
}

/// The beginnings of the keys of sources that are believed no more.
fn lost_sources(old: &TrustConfig, new: &TrustConfig) -> Vec<String> {
    let lost = old.sources().filter(|source| !has_source(new, source));
    let place = |source: &str| match source {
        HEADERS => "callers.headers.".to_owned(),
        CERTIFICATE => "callers.certificates".to_owned(),
        name => format!("callers.tokens.{name}."),
    };
    lost.map(place).collect()
}
