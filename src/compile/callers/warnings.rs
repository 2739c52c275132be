//! Warnings about callers: settings that are valid and probably not meant.

use crate::compile::yaml::Node;
use crate::policy::{AddressFrom, CertificatesFrom, ProxyHeaders, TrustConfig, TrustedHeader};

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
        .warning("if the proxy lets a visitor send one of these headers, the visitor can pretend to be anyone")
        .help(format!(
            "the proxy must set or delete each of them on every request: {}; test it with `linkgate probe`, or add a part to their names that visitors cannot guess: `X-Gate-{{secret}}-User`",
            plain.join(", ")
        ));
}
