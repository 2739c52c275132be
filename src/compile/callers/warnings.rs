//! Warnings about callers: settings that are valid and probably not meant.

use crate::compile::access::FirstUses;
use crate::compile::context::Span;
use crate::compile::yaml::Node;
use crate::policy::{AddressFrom, CertificatesFrom, ProxyHeaders, TrustConfig, TrustedHeader};

pub const NAME_A_SOURCE: &str =
    "configure an identity source under `callers`: `headers`, `tokens` or `certificates`";

/// Where the headers of trusted proxies are named.
#[derive(Clone, Copy)]
pub struct HeaderPlaces<'d> {
    pub headers: Option<Node<'d>>,
    pub certificates: Option<Node<'d>>,
}

/// Warns of identity headers whose names a visitor can guess. No single request can show whether
/// the proxy sets or deletes each of them every time.
pub fn warn_of_plain_names(trust: &TrustConfig, places: HeaderPlaces<'_>) {
    let identity = trust.headers.iter().flat_map(ProxyHeaders::all);
    warn_of_plain(places.headers, identity, trust.address);
    let certificate = match &trust.certificates {
        Some(CertificatesFrom::Header(header)) => Some(header),
        Some(CertificatesFrom::Handshake) | None => None,
    };
    warn_of_plain(places.certificates, certificate, trust.address);
}

fn warn_of_plain<'v>(
    node: Option<Node<'_>>,
    headers: impl IntoIterator<Item = &'v TrustedHeader>,
    address: AddressFrom,
) {
    let plain = headers.into_iter().filter(|header| !header.is_secret());
    let mut plain: Vec<&str> = plain.map(TrustedHeader::written).collect();
    let (Some(node), false) = (node, plain.is_empty()) else {
        return;
    };
    // A visitor who sets this one chooses their address, and with it their network.
    plain.extend(address.header());
    node.head()
        .warning("a visitor whom the proxy lets send one of these headers can be anybody")
        .help(format!(
            "the proxy must set or delete each of them on every request: {}; test it with `linkgate probe`, or add a part to their names that visitors cannot guess: `X-Gate-{{secret}}-User`",
            plain.join(", ")
        ));
}

/// Warns of rules about networks that would take a proxy for the client.
fn warn_of_proxies_in_networks(trust: &TrustConfig, uses: &FirstUses<'_>) {
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

/// Something about callers that rules can ask for.
struct CallerFact<'d> {
    key: &'static str,
    /// Where a rule first asks for it.
    first_use: Option<Span<'d>>,
    /// Whether an identity source of the policy can tell it.
    is_available: bool,
}

/// Warns of rules about callers that can never hold, because no identity source tells what they ask
/// for; and of rules about networks in which the proxies themselves lie.
pub fn warn_of_rules(trust: &TrustConfig, uses: &FirstUses<'_>) {
    warn_of_proxies_in_networks(trust, uses);
    let facts = facts(trust, uses);
    let unavailable = facts.iter().filter(|fact| !fact.is_available);
    // Without any source one finding says it all.
    if trust.headers.is_none() && trust.tokens.is_empty() && trust.certificates.is_none() {
        let first = unavailable.filter_map(|fact| fact.first_use);
        if let Some(first) = first.min_by_key(|span| span.place()) {
            first
                .warning("every caller is anonymous: `callers` has no identity source")
                .help(NAME_A_SOURCE);
        }
        return;
    }
    for fact in unavailable {
        if let Some(span) = fact.first_use {
            let key = fact.key;
            span.warning(format!("no identity source gives the `{key}` of callers"))
                .help(NAME_A_SOURCE);
        }
    }
}

/// What rules can ask for, with what the policy's identity sources tell. A token may have any
/// claim; a certificate names a person and has no groups.
fn facts<'d>(trust: &TrustConfig, uses: &FirstUses<'d>) -> [CallerFact<'d>; 4] {
    let headers = trust.headers.as_ref();
    let says = |said: fn(&ProxyHeaders) -> bool| headers.is_some_and(said);
    let tokens = !trust.tokens.is_empty();
    let certificates = trust.certificates.is_some();
    [
        CallerFact {
            key: "user",
            first_use: uses.user.get(),
            is_available: says(|h| h.user.is_some()) || tokens || certificates,
        },
        CallerFact {
            key: "mail_domain",
            first_use: uses.mail_domain.get(),
            is_available: says(|h| h.email.is_some()) || tokens || certificates,
        },
        CallerFact {
            key: "group",
            first_use: uses.group.get(),
            is_available: says(|h| h.groups.is_some()) || tokens,
        },
        CallerFact {
            key: "certificate",
            first_use: uses.certificate.get(),
            is_available: certificates,
        },
    ]
}
