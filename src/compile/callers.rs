//! Reading `callers:`, who may vouch for callers.

mod certificates;
mod header_secret;
mod headers;
mod keys;
mod names;
mod product;
mod proxies;
mod tokens;

use std::sync::Arc;

use self::certificates::{is_handed_on, read_certificates};
use self::header_secret::HeaderSecrets;
use self::headers::read_headers;
use self::names::HeaderNames;
use self::proxies::{read_address, read_proxies};
use self::tokens::read_tokens;
use crate::compile::access::Asked;
use crate::compile::fields::{Fields, only, text};
use crate::compile::load::Files;
use crate::compile::networks::Networks;
use crate::compile::problem::Problems;
use crate::compile::yaml::Node;
use crate::policy::Place;
use crate::policy::{
    AddressFrom, CertificatesFrom, HeaderVoucher, LoginUrl, Network, TrustedHeader, Vouchers,
};
use crate::webex::BackUrl;

/// What stands under `callers:` in all files.
#[derive(Debug, Default)]
pub struct CallerNodes<'d> {
    pub networks: Vec<Node<'d>>,
    trusted_proxies: Vec<Node<'d>>,
    /// There is such a key, if only without a value.
    mentions_proxies: bool,
    address: Vec<Node<'d>>,
    header_secret: Vec<Node<'d>>,
    headers: Vec<Node<'d>>,
    certificates: Vec<Node<'d>>,
    tokens: Vec<Node<'d>>,
    login_url: Vec<Node<'d>>,
}

impl<'d> CallerNodes<'d> {
    /// Gathers the sections of all files.
    pub fn gather(sections: &[Node<'d>], problems: &mut Problems) -> Self {
        let mut nodes = Self::default();
        for section in sections {
            let mut fields = Fields::open(*section, "`callers`", problems);
            nodes
                .networks
                .extend(fields.take_section("networks", problems));
            nodes.mentions_proxies |= fields.mentions("trusted_proxies");
            let mut take = |key, into: &mut Vec<Node<'d>>| into.extend(fields.take(key, problems));
            take("trusted_proxies", &mut nodes.trusted_proxies);
            take("address", &mut nodes.address);
            take("headers", &mut nodes.headers);
            take("certificates", &mut nodes.certificates);
            take("login_url", &mut nodes.login_url);
            // A line with the secret itself, where its file should be named, must not be shown.
            nodes
                .header_secret
                .extend(problems.hiding(|problems| fields.take("header_secret", problems)));
            nodes.tokens.extend(fields.take_section("tokens", problems));
            fields.finish(problems);
        }
        nodes
    }
}

/// Reads who may vouch for callers.
pub fn read_vouchers(
    nodes: &CallerNodes<'_>,
    (networks, files): (&mut Networks, &mut Files<'_>),
    problems: &mut Problems,
) -> Vouchers {
    let secret = only(&nodes.header_secret, "header_secret", problems);
    let mut names = HeaderNames::new(HeaderSecrets::read(secret, files, problems));
    let headers = only(&nodes.headers, "headers", problems);
    let certificates = only(&nodes.certificates, "certificates", problems);
    let handed_on = certificates.filter(is_handed_on);
    let address = only(&nodes.address, "address", problems);
    let believed = [
        ("headers", headers),
        ("certificates", handed_on),
        ("address", address),
    ];
    check_proxies(nodes, believed, problems);
    let proxies = read_proxies(&nodes.trusted_proxies, networks, problems);
    let vouchers = Vouchers {
        trusted_proxies: proxies.ranges,
        trusts_unix_sockets: proxies.unix,
        address: address.map_or(AddressFrom::Connection, |n| read_address(n, problems)),
        headers: headers.and_then(|n| read_headers(n, &mut names, problems)),
        certificates: certificates.and_then(|n| read_certificates(n, &mut names, problems)),
        tokens: read_tokens(&nodes.tokens, (&mut names, files), problems)
            .into_iter()
            .map(Arc::new)
            .collect(),
        login: only(&nodes.login_url, "login_url", problems).and_then(|n| read_login(n, problems)),
    };
    if let (AddressFrom::ProxyProtocol, Some(node)) = (vouchers.address, headers.or(handed_on)) {
        // The peer is the client then, and might itself be in the range of
        // the trusted proxies.
        problems
                .error(
                    node.place().head(),
                    "behind the PROXY protocol these headers would be the client's own",
                )
                .propose(
                    "let people be vouched for by `tokens` or `certificates: tls`, or take the address from a header",
                );
    }
    if let (Some(node), false) = (secret, names.uses_secrets()) {
        problems
            .warning(node.place(), "no header has a secret part")
            .propose("write `{secret}` in the names: `user: X-Gate-{secret}-User`");
    }
    vouchers.warn_of_plain_names(
        HeaderPlaces {
            headers,
            certificates: handed_on,
        },
        problems,
    );
    let may_vouch = headers.or(certificates).or(nodes.tokens.first().copied());
    if let (None, Some(login)) = (may_vouch, nodes.login_url.first()) {
        problems
            .warning(login.place(), "whoever logs in there is not known here")
            .propose(PROPOSE_VOUCHER);
    }
    vouchers
}

impl Vouchers {
    /// Warns of headers with names that a visitor can guess. Whether the proxy sets or deletes
    /// each of them on every request, no single request can show.
    fn warn_of_plain_names(&self, places: HeaderPlaces<'_>, problems: &mut Problems) {
        let named = self.headers.iter().flat_map(HeaderVoucher::all);
        let certificate = match &self.certificates {
            Some(CertificatesFrom::Header(header)) => Some(header),
            Some(CertificatesFrom::Handshake) | None => None,
        };
        let groups = [
            (places.headers, named.collect::<Vec<_>>()),
            (places.certificates, certificate.into_iter().collect()),
        ];
        for (node, headers) in groups {
            let plain = headers.into_iter().filter(|header| !header.is_secret());
            let mut plain: Vec<&str> = plain.map(TrustedHeader::written).collect();
            let (Some(node), false) = (node, plain.is_empty()) else {
                continue;
            };
            plain.extend(self.address.header());
            problems
                .warning(
                    node.place().head(),
                    "a visitor whom the proxy lets send one of these headers can be anybody",
                )
                .propose(format!(
                    "the proxy must set or delete each of them on every request: {}; test it with `linkgate probe`, or add a part to their names that visitors cannot guess: `X-Gate-{{secret}}-User`",
                    plain.join(", ")
                ));
        }
    }

    /// Warns of rules about networks that would take a proxy for the client.
    fn warn_of_proxies_in_networks(&self, asked: &Asked, problems: &mut Problems) {
        let is_ours = |(_, network): &&(Place, Arc<Network>)| network.meets(&self.trusted_proxies);
        let Some((place, network)) = asked.networks.iter().find(is_ours) else {
            return;
        };
        let message = format!(
            "trusted proxies lie in the network `{}`: where they do not say whose request it is, it counts as theirs",
            network.name()
        );
        problems
            .warning(*place, message)
            .propose(match self.address {
                AddressFrom::Connection => {
                    "say where they name the client: `address: x-forwarded-for`"
                }
                _ => "take the proxies out of the network, and let them name every client",
            });
    }

    /// Warns of what rules ask about callers that nobody can answer.
    pub fn warn_of_unanswered(&self, asked: &Asked, problems: &mut Problems) {
        self.warn_of_proxies_in_networks(asked, problems);
        let headers = self.headers.as_ref();
        let says = |said: fn(&HeaderVoucher) -> bool| headers.is_some_and(said);
        let (tokens, certificates) = (!self.tokens.is_empty(), self.certificates.is_some());
        let answers = [
            (
                asked.user,
                says(|h| h.user.is_some()) || tokens || certificates,
                "`user`",
            ),
            (
                asked.mail_domain,
                says(|h| h.email.is_some()) || tokens || certificates,
                "`mail_domain`",
            ),
            (
                asked.group,
                says(|h| h.groups.is_some()) || tokens,
                "`group`",
            ),
            (asked.certificate, certificates, "`certificate`"),
        ];
        let unanswered = |(place, answered, key): (Option<Place>, bool, _)| {
            place.filter(|_| !answered).map(|place| (place, key))
        };
        let mut unanswered = answers.into_iter().filter_map(unanswered);
        if headers.is_none() && !tokens && !certificates {
            if let Some((place, _)) = unanswered.min() {
                problems
                    .warning(
                        place,
                        "no caller will ever be known: nobody may vouch for any",
                    )
                    .propose(PROPOSE_VOUCHER);
            }
            return;
        }
        for (place, key) in unanswered.by_ref() {
            problems
                .warning(
                    place,
                    format!("nobody who may vouch for callers says their {key}"),
                )
                .propose(PROPOSE_VOUCHER);
        }
    }
}

/// Where the headers of trusted proxies are named.
#[derive(Clone, Copy)]
struct HeaderPlaces<'d> {
    headers: Option<Node<'d>>,
    certificates: Option<Node<'d>>,
}

const PROPOSE_VOUCHER: &str =
    "name who may vouch for people under `callers`: `headers`, `tokens` or `certificates`";

/// Reports what is believed from trusted proxies where there are none, and
/// proxies from which nothing is.
fn check_proxies(
    nodes: &CallerNodes<'_>,
    believed: [(&str, Option<Node<'_>>); 3],
    problems: &mut Problems,
) {
    if let (Some(proxies), true) = (
        nodes.trusted_proxies.first(),
        believed.iter().all(|(_, node)| node.is_none()),
    ) {
        problems
            .warning(proxies.place(), "nothing is believed from these proxies")
            .propose("say what they vouch for: `headers`, `certificates` or `address`");
    }
    if nodes.mentions_proxies {
        return;
    }
    for (key, node) in believed {
        let Some(node) = node else {
            continue;
        };
        problems
            .error(
                node.place().head(),
                format!("`{key}` would be believed from anybody: there are no `trusted_proxies`"),
            )
            .propose("name the proxies that alone may say so: `trusted_proxies: [10.1.0.0/16]`");
    }
}

fn read_login(node: Node<'_>, problems: &mut Problems) -> Option<LoginUrl> {
    const EXAMPLE: &str = "write it like https://auth.acme.example/oauth2/start?rd={back}";
    let address = text(node, "`login_url`", problems)?;
    let login = match BackUrl::parse(address) {
        Err(error) => {
            problems
                .error(node.place(), error.to_string())
                .propose(EXAMPLE);
            return None;
        }
        Ok(url) => LoginUrl::new(url),
    };
    if login.is_none() {
        problems
            .error(
                node.place(),
                "a login address has one `{back}` in its query: the way back to what was asked for",
            )
            .propose(EXAMPLE);
    }
    login
}
