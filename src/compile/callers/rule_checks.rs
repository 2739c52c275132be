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
    let mut conditions = uses.conditions.borrow_mut();
    conditions.sort_by_key(|used| used.span.place());
    check_available(trust, &sources, &conditions);
    let mut claimed = HashSet::new();
    for used in conditions.iter() {
        match used.rule {
            // For `deny`, more sources keep out more people, never fewer.
            RuleKind::Allow if is_available(trust, &sources, used) => {
                check_claimants(&sources, used, &mut claimed);
            }
            RuleKind::Allow => {}
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
        .warning(format!("the network `{name}` has trusted proxies in it: a request for which they report no client counts as theirs"))
        .help(match trust.address {
            AddressFrom::Connection => {
                "configure how they report the client: `address: x-forwarded-for`"
            }
            _ => "remove the proxies from the network, and let them report every client",
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
        // Without any source one finding says it all.
        let is_first = match sources.is_empty() {
            true => reported.insert(""),
            false => used.from.is_some() || reported.insert(fact),
        };
        let finding = match used.rule {
            // An error, because the route is closed for everybody: nobody is clear of this rule.
            RuleKind::Deny if !used.has_others => used.span.error(format!(
                "nobody passes this `deny`: no identity source provides the `{fact}` of callers"
            )),
            _ if !is_first => continue,
            _ if sources.is_empty() => used
                .span
                .warning("every caller is anonymous: `callers` has no identity source"),
            _ if used.from.is_some() => {
                let names: Vec<&str> = in_scope(sources, used).map(|one| one.name).collect();
                let message = format!(
                    "{} cannot provide this `{fact}` of callers",
                    in_words(&names)
                );
                used.span
                    .warning(message)
                    .help("name another source with `from`");
                continue;
            }
            _ => used.span.warning(format!(
                "no identity source provides the `{fact}` of callers"
            )),
        };
        finding.help(NAME_A_SOURCE);
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
            "callers identified by {} cannot pass this `deny`: nothing provides their `{}`",
            in_words(&silent),
            fact.as_str()
        ))
        .help(format!(
            "name the sources that this `deny` is about, like `from: {}`, or let the others provide it",
            other.name
        ));
}

/// Warns of a name by which several sources can let somebody in, because any of them speaks for
/// all, and of one that no source may say.
fn check_claimants(
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
    for value in values {
        let claimants = in_scope(sources, used).filter(|one| one.can_claim(fact, value));
        let claimants: Vec<&str> = claimants.map(|source| source.name).collect();
        let word = fact.as_str();
        match &*claimants {
            [] => {
                used.span
                    .warning(format!(
                        "no identity source can name the `{word}` `{value}`"
                    ))
                    .help("correct it, or `from`, or the `limits` of the source");
            }
            // Whoever lists several sources means them.
            [first, _, ..] if used.from.is_none() && reported.insert((word, value.clone())) => {
                used.span
                    .warning(format!(
                        "{} can each name the `{word}` `{value}`, and each of them admits callers",
                        in_words(&claimants)
                    ))
                    .help(format!(
                        "name the source to trust, like `from: {first}`, or list under `limits` what each may say"
                    ));
            }
            _ => {}
        }
    }
}

fn in_words(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match &*names {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => names.concat(),
    }
}
