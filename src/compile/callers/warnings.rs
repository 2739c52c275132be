//! What about callers is allowed and probably not meant.

use crate::compile::access::FirstUses;
use crate::compile::context::Span;
use crate::compile::yaml::Node;
use crate::policy::{AddressFrom, CertificatesFrom, ProxyHeaders, TrustConfig, TrustedHeader};

pub const NAME_A_SOURCE: &str =
    "name who may vouch for people under `callers`: `headers`, `tokens` or `certificates`";

/// Where the headers of trusted proxies are named.
#[derive(Clone, Copy)]
pub struct HeaderPlaces<'d> {
    pub headers: Option<Node<'d>>,
    pub certificates: Option<Node<'d>>,
}

/// Warns of headers with names that a visitor can guess. Whether the proxy sets or deletes
/// each of them on every request, no single request can show.
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
    plain.extend(address.header());
    node.head()
        .warning("a visitor whom the proxy lets send one of these headers can be anybody")
        .help(format!(
            "the proxy must set or delete each of them on every request: {}; test it with `linkgate probe`, or add a part to their names that visitors cannot guess: `X-Gate-{{secret}}-User`",
            plain.join(", ")
        ));
}

/// Warns of rules about networks that would take a proxy for the client.
fn warn_of_proxies_in_networks(trust: &TrustConfig, asked: &FirstUses<'_>) {
    let networks = asked.networks.borrow();
    let mut ours = networks.iter();
    let Some(ours) = ours.find(|asked| asked.network.meets(&trust.trusted_proxies)) else {
        return;
    };
    let name = ours.network.name();
    ours.span
        .warning(format!("trusted proxies lie in the network `{name}`: where they do not say whose request it is, it counts as theirs"))
        .help(match trust.address {
            AddressFrom::Connection => {
                "say where they name the client: `address: x-forwarded-for`"
            }
            _ => "take the proxies out of the network, and let them name every client",
        });
}

/// Something that rules ask about callers.
struct Question<'d> {
    key: &'static str,
    asked: Option<Span<'d>>,
    is_answered: bool,
}

/// Warns of what rules ask about callers that nobody can answer.
pub fn warn_of_unanswered(trust: &TrustConfig, asked: &FirstUses<'_>) {
    warn_of_proxies_in_networks(trust, asked);
    let headers = trust.headers.as_ref();
    let says = |said: fn(&ProxyHeaders) -> bool| headers.is_some_and(said);
    let tokens = !trust.tokens.is_empty();
    let certificates = trust.certificates.is_some();
    let questions = [
        Question {
            key: "user",
            asked: asked.user.get(),
            is_answered: says(|h| h.user.is_some()) || tokens || certificates,
        },
        Question {
            key: "mail_domain",
            asked: asked.mail_domain.get(),
            is_answered: says(|h| h.email.is_some()) || tokens || certificates,
        },
        Question {
            key: "group",
            asked: asked.group.get(),
            is_answered: says(|h| h.groups.is_some()) || tokens,
        },
        Question {
            key: "certificate",
            asked: asked.certificate.get(),
            is_answered: certificates,
        },
    ];
    let open = questions.iter().filter(|question| !question.is_answered);
    if headers.is_none() && !tokens && !certificates {
        let first = open.filter_map(|question| question.asked);
        if let Some(first) = first.min_by_key(|span| span.place()) {
            first
                .warning("no caller will ever be known: nobody may vouch for any")
                .help(NAME_A_SOURCE);
        }
        return;
    }
    for question in open {
        if let Some(span) = question.asked {
            let key = question.key;
            span.warning(format!(
                "nobody who may vouch for callers says their `{key}`"
            ))
            .help(NAME_A_SOURCE);
        }
    }
}
