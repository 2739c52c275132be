//! Reading `callers:`, the identity sources of a policy.

mod certificates;
mod header_secret;
mod headers;
mod keys;
mod limits;
mod names;
mod product;
mod proxies;
mod rule_checks;
mod sources;
mod tokens;
mod warnings;

use self::certificates::{is_handed_on, read_certificates};
use self::header_secret::HeaderSecrets;
use self::headers::read_headers;
use self::limits::read_limits;
use self::names::HeaderNames;
use self::proxies::{read_address, read_proxies};
use self::tokens::read_tokens;
use self::warnings::{HeaderPlaces, warn_of_plain_names};
use crate::compile::access::NAME_A_SOURCE;
use crate::compile::fields::{Fields, only};
use crate::compile::networks::Networks;
use crate::compile::yaml::Node;
use crate::policy::{AddressFrom, CERTIFICATE, HEADERS, LoginUrl, TrustConfig};
use crate::webex::BackUrl;

pub use self::rule_checks::check_rules;

/// The values under `callers:`, gathered from all files.
#[derive(Debug, Default)]
pub struct CallerNodes<'d> {
    pub networks: Vec<Node<'d>>,
    trusted_proxies: Vec<Node<'d>>,
    /// Whether the key is there, with a value or without.
    mentions_proxies: bool,
    address: Vec<Node<'d>>,
    header_secret: Vec<Node<'d>>,
    headers: Vec<Node<'d>>,
    certificates: Vec<Node<'d>>,
    tokens: Vec<Node<'d>>,
    limits: Vec<Node<'d>>,
    login_url: Vec<Node<'d>>,
}

impl<'d> CallerNodes<'d> {
    pub fn gather(sections: &[Node<'d>]) -> Self {
        let mut nodes = Self::default();
        for section in sections {
            nodes.add(*section);
        }
        nodes
    }

    fn add(&mut self, section: Node<'d>) {
        let mut fields = Fields::open(section, "`callers`");
        self.networks.extend(fields.take_section("networks"));
        self.mentions_proxies |= fields.mentions("trusted_proxies");
        self.trusted_proxies.extend(fields.take("trusted_proxies"));
        self.address.extend(fields.take("address"));
        self.headers.extend(fields.take("headers"));
        self.certificates.extend(fields.take("certificates"));
        self.login_url.extend(fields.take("login_url"));
        self.header_secret.extend(fields.take("header_secret"));
        self.tokens.extend(fields.take_section("tokens"));
        self.limits.extend(fields.take_section("limits"));
        fields.finish();
    }

    /// The names of all identity sources, also of those that are broken.
    pub fn source_names(&self) -> Vec<&'d str> {
        let tokens = self.tokens.iter().filter_map(|section| section.pairs());
        let tokens = tokens.flatten().filter_map(|(name, _)| name.text());
        let headers = self.headers.first().map(|_| HEADERS);
        let certificate = self.certificates.first().map(|_| CERTIFICATE);
        tokens.chain(headers).chain(certificate).collect()
    }
}

/// Reads the identity sources and checks them against each other.
pub fn read_callers(nodes: &CallerNodes<'_>, networks: &Networks<'_>) -> TrustConfig {
    let secret = only(&nodes.header_secret, "header_secret");
    let headers = only(&nodes.headers, "headers");
    let certificates = only(&nodes.certificates, "certificates");
    let address = only(&nodes.address, "address");
    let from_proxies = FromProxies {
        headers,
        certificates: certificates.filter(|node| is_handed_on(*node)),
        address,
    };
    from_proxies.check(nodes);
    // One list for all sources: a header that two of them read would be ambiguous.
    let mut names = HeaderNames::new(HeaderSecrets::read(secret));
    let proxies = read_proxies(&nodes.trusted_proxies, networks);
    let login = only(&nodes.login_url, "login_url");
    let trust = TrustConfig {
        trusted_proxies: proxies.ranges,
        trusts_unix_sockets: proxies.unix,
        address: address.map_or(AddressFrom::Connection, read_address),
        headers: headers.and_then(|node| read_headers(node, &mut names)),
        certificates: certificates.and_then(|node| read_certificates(node, &mut names)),
        tokens: read_tokens(&nodes.tokens, &mut names),
        limits: read_limits(&nodes.limits, &nodes.source_names()),
        login: login.and_then(read_login),
    };
    from_proxies.check_address(trust.address);
    if let (Some(node), false) = (secret, names.uses_secrets()) {
        node.warning("no header name has a secret part")
            .help("write `{secret}` in a name: `user: X-Gate-{secret}-User`");
    }
    let places = HeaderPlaces {
        headers,
        certificates: from_proxies.certificates,
    };
    warn_of_plain_names(&trust, places);
    let identity_source = headers.or(certificates).or(nodes.tokens.first().copied());
    if identity_source.is_none() {
        warn_of_login_alone(nodes);
    }
    trust
}

/// Warns of a login page in a policy that has no identity source.
fn warn_of_login_alone(nodes: &CallerNodes<'_>) {
    if let Some(login) = nodes.login_url.first() {
        login
            .warning("callers who log in there stay anonymous")
            .help(NAME_A_SOURCE);
    }
}

/// The settings that take effect only for requests of trusted proxies.
struct FromProxies<'d> {
    headers: Option<Node<'d>>,
    certificates: Option<Node<'d>>,
    address: Option<Node<'d>>,
}

impl FromProxies<'_> {
    /// Reports such a setting in a policy without trusted proxies, and trusted proxies without one.
    fn check(&self, nodes: &CallerNodes<'_>) {
        let believed = self.headers.or(self.certificates).or(self.address);
        if let (Some(proxies), None) = (nodes.trusted_proxies.first(), believed) {
            proxies
                .warning("these proxies are trusted, but for nothing")
                .help("configure what they provide: `headers`, `certificates` or `address`");
        }
        // Whatever is wrong with the key itself has a finding of its own.
        if nodes.mentions_proxies {
            return;
        }
        refuse_from_anybody("headers", self.headers);
        refuse_from_anybody("certificates", self.certificates);
        refuse_from_anybody("address", self.address);
    }

    /// Refuses identity headers behind the PROXY protocol: the connection carries the client's own
    /// bytes, so its headers prove nothing.
    fn check_address(&self, address: AddressFrom) {
        let headers = self.headers.or(self.certificates);
        if let (AddressFrom::ProxyProtocol, Some(node)) = (address, headers) {
            node.head()
                .error("behind the PROXY protocol, clients could set these headers themselves")
                .help("identify callers by `tokens` or `certificates: tls`, or take the address from a header");
        }
    }
}

fn refuse_from_anybody(key: &str, node: Option<Node<'_>>) {
    if let Some(node) = node {
        node.head()
            .error(format!(
                "`{key}` would be trusted from any client: there are no `trusted_proxies`"
            ))
            .help("name the proxies to trust: `trusted_proxies: [10.1.0.0/16]`");
    }
}

fn read_login(node: Node<'_>) -> Option<LoginUrl> {
    const EXAMPLE: &str = "write it like https://auth.acme.example/oauth2/start?rd={back}";
    let address = node.read_text("`login_url`")?;
    let login = match BackUrl::parse(&address) {
        Err(error) => {
            address.error(error.to_string()).help(EXAMPLE);
            return None;
        }
        Ok(url) => LoginUrl::new(url),
    };
    if login.is_none() {
        address
            .error(
                "a login address needs one `{back}` in its query: the address of the requested link",
            )
            .help(EXAMPLE);
    }
    login
}
