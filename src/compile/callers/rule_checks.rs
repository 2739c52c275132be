//! Checks what rules ask of callers against what the identity sources can say.

use std::collections::HashSet;

use super::sources::Source;
use crate::compile::access::{ConditionUse, NAME_A_SOURCE, RuleUses};
use crate::policy::{AddressFrom, Condition, Fact, RuleKind, TrustConfig};

/// Reports rules about callers that can never hold or never be established, those that more
/// sources can meet than are named, and rules about networks in which the proxies themselves lie.
pub fn check_rules(trust: &TrustConfig, uses: &RuleUses<'_>) {
    warn_of_proxies_in_networks(trust, uses);
    let sources = Source::all(trust);
    let conditions = uses.conditions.borrow();
    check_available(trust, &sources, &conditions);
    let mut claimed = HashSet::new();
    for used in conditions.iter() {
        match used.rule {
            RuleKind::Allow => warn_of_several_claimants(&sources, used, &mut claimed),
            RuleKind::Deny => warn_of_silent_sources(&sources, used),
        }
    }
}

/// Warns of rules about networks that would take a proxy for the client.
fn warn_of_proxies_in_networks(trust: &TrustConfig, uses: &RuleUses<'_>) {
    let networks = uses.networks.borrow();
    let mut networks = networks.iter();
    let Some(used) = networks.find(|used| used.network.meets(&trust.trusted_proxies)) else {
        return;
    };
    let name = used.network.name();
    used.span
        .warning(format!("trusted proxies lie in the network `{name}`: where they do not say whose request it is, it counts as theirs"))
        .help(match trust.address {
            AddressFrom::Connection => {
                "say where they name the client: `address: x-forwarded-for`"
            }
            _ => "take the proxies out of the network, and let them name every client",
        });
}

/// The sources whose word counts for a condition.
fn in_scope<'s, 't>(
    sources: &'s [Source<'t>],
    used: &'s ConditionUse<'_>,
) -> impl Iterator<Item = Source<'t>> + 's {
    let named = used.from.as_deref();
    let is_named = move |source: &Source<'_>| {
        named.is_none_or(|named| named.iter().any(|name| **name == *source.name))
    };
    sources.iter().copied().filter(is_named)
}

fn is_available(trust: &TrustConfig, sources: &[Source<'_>], used: &ConditionUse<'_>) -> bool {
    match used.condition {
        Condition::Certificate(_) => trust.certificates.is_some(),
        _ => in_scope(sources, used).any(|source| source.can_tell(&used.condition)),
    }
}

/// Reports conditions about what no source can tell.
fn check_available(trust: &TrustConfig, sources: &[Source<'_>], uses: &[ConditionUse<'_>]) {
    let mut reported = HashSet::new();
    let missing = uses
        .iter()
        .filter(|used| !is_available(trust, sources, used));
    for used in missing {
        let Some(fact) = used.condition.fact().map(Fact::as_str) else {
            continue;
        };
        let closes = used.rule == RuleKind::Deny && !used.has_others;
        // Without any source one finding says it all.
        let is_first = match sources.is_empty() {
            true => reported.insert(""),
            false => reported.insert(fact),
        };
        match used.rule {
            // An error, because the route is closed for everybody: nobody is clear of this rule.
            _ if closes => used
                .span
                .error(format!(
                    "nobody passes this `deny`: no identity source gives the `{fact}` of callers"
                ))
                .help(NAME_A_SOURCE),
            _ if !is_first => {}
            _ if sources.is_empty() => used
                .span
                .warning("every caller is anonymous: `callers` has no identity source")
                .help(NAME_A_SOURCE),
            RuleKind::Allow | RuleKind::Deny => used
                .span
                .warning(format!("no identity source gives the `{fact}` of callers"))
                .help(NAME_A_SOURCE),
        }
    }
}

/// Warns of a `deny` about what some sources do not tell, and others do.
fn warn_of_silent_sources(sources: &[Source<'_>], used: &ConditionUse<'_>) {
    let can_tell = |source: &Source<'_>| source.can_tell(&used.condition);
    let silent: Vec<&str> = in_scope(sources, used)
        .filter(|source| !can_tell(source))
        .map(|source| source.name)
        .collect();
    let mut others = in_scope(sources, used).filter(can_tell);
    let (Some(fact), Some(other), false) =
        (used.condition.fact(), others.next(), silent.is_empty())
    else {
        return;
    };
    used.span
        .warning(format!(
            "whoever is proven by {} is denied: the `{}` is not known of them, and what is not known may be so",
            in_words(&silent),
            fact.as_str()
        ))
        .help(format!(
            "name the sources that this `deny` is about, like `from: {}`, or let the others tell it",
            other.name
        ));
}

/// Warns of a name by which several sources can let somebody in: any of them speaks for all.
fn warn_of_several_claimants(
    sources: &[Source<'_>],
    used: &ConditionUse<'_>,
    reported: &mut HashSet<(&'static str, Box<str>)>,
) {
    let (fact, values) = match &used.condition {
        Condition::User(values) => (Fact::User, values),
        Condition::MailDomain(values) => (Fact::MailDomain, values),
        Condition::Group(values) => (Fact::Group, values),
        _ => return,
    };
    // Whoever lists several sources means them.
    if used.from.is_some() {
        return;
    }
    for value in values {
        let claimants = sources.iter().filter(|one| one.can_claim(fact, value));
        let claimants: Vec<&str> = claimants.map(|source| source.name).collect();
        let &[first, _, ..] = &*claimants else {
            continue;
        };
        if reported.insert((fact.as_str(), value.clone())) {
            used.span
                .warning(format!(
                    "{} can each say the `{}` `{value}`, and any of them lets people in",
                    in_words(&claimants),
                    fact.as_str()
                ))
                .help(format!(
                    "name the source that counts, like `from: {first}`, or list under `limits` what each may say"
                ));
        }
    }
}

fn in_words(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(" and ")
}
