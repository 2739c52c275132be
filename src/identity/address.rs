//! The address of the client, behind trusted proxies.
//!
//! Each proxy adds on the right what it has seen, and whatever stands further
//! left may have been written by the visitor. So the list is read from the
//! right: a trusted hop is believed about the one before it, and the first that is
//! not trusted is the client. What cannot be read ends the walk at the hop
//! that reported it, which is the address then: it is one of our own
//! proxies, never an address of a visitor's choice.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use hyper::HeaderMap;
use hyper::header::HeaderValue;

use crate::net::ClientAddress;
use crate::policy::{AddressFrom, TrustConfig};

pub const X_FORWARDED_FOR: &str = "x-forwarded-for";
pub const FORWARDED: &str = "forwarded";

/// More hops than any chain of proxies has; nobody makes us read on.
const MAX_HOPS: usize = 32;

/// The lines in which proxies write addresses.
#[derive(Clone, Copy, Debug)]
pub struct AddressLines<'r> {
    pub headers: &'r HeaderMap,
    /// The last of the lines.
    pub last: &'r HeaderValue,
    pub count: usize,
}

/// The address of the client. The peer is a trusted proxy.
pub fn client(trust: &TrustConfig, lines: AddressLines<'_>, peer: ClientAddress) -> ClientAddress {
    let (name, read): (_, fn(&str) -> Option<IpAddr>) = match trust.address {
        AddressFrom::XForwardedFor => (X_FORWARDED_FOR, hop),
        AddressFrom::Forwarded => (FORWARDED, forwarded_hop),
        AddressFrom::Connection | AddressFrom::ProxyProtocol => return peer,
    };
    let read = |hop| text_of(hop).and_then(read);
    // Almost always there is one line, which has been found already.
    if lines.count == 1 {
        return walk(trust, hops(lines.last).map(read), peer);
    }
    let lines = lines.headers.get_all(name).into_iter().rev();
    walk(trust, lines.flat_map(hops).map(read), peer)
}

/// The elements of a line, the nearest first. They are cut as bytes: one that is no text, as a
/// visitor may write it, leaves those to its right as they are.
fn hops(line: &HeaderValue) -> impl Iterator<Item = &[u8]> {
    line.as_bytes().rsplit(|byte| *byte == b',')
}

fn text_of(hop: &[u8]) -> Option<&str> {
    std::str::from_utf8(hop).ok().filter(|text| text.is_ascii())
}

/// Goes from hop to hop, the nearest first. One that cannot be read is no trusted proxy, and so the
/// end.
fn walk(
    trust: &TrustConfig,
    hops: impl Iterator<Item = Option<IpAddr>>,
    peer: ClientAddress,
) -> ClientAddress {
    let mut reporter = peer;
    for hop in hops.take(MAX_HOPS).map(ClientAddress::from) {
        if !trust.trusts(hop) {
            return hop;
        }
        reporter = hop;
    }
    reporter
}

/// One element of `X-Forwarded-For`: an address, with a port where proxies
/// write one.
fn hop(text: &str) -> Option<IpAddr> {
    let text = text.trim_ascii();
    let address = text.parse().ok();
    address
        .or_else(|| with_port(text))
        .or_else(|| bracketed(text))
}

/// One element of `Forwarded` (RFC 7239): pairs, of which only `for` counts. The others need not be
/// what the standard says (`host=localhost:4430`), but must not leave a quote open: it would have begun
/// to the left of a comma or semicolon, and what stands here might be a visitor's.
///
/// The element is cut at every comma and semicolon, those between quotes among them: nothing that
/// names an address has any. Read from the left, a quote that a visitor opens would swallow what
/// proxies add.
fn forwarded_hop(element: &str) -> Option<IpAddr> {
    let mut found = None;
    for pair in element.split(';') {
        let (name, value) = pair.trim_ascii().split_once('=')?;
        if !is_token(name) {
            return None;
        }
        if !name.eq_ignore_ascii_case("for") {
            if !closes_its_quotes(value) {
                return None;
            }
        } else if found.replace(node(unquoted(value)?)?).is_some() {
            return None;
        }
    }
    found
}

/// A value as it is, and whether it stood between quotes.
#[derive(Clone, Copy)]
struct Value<'v> {
    text: &'v str,
    quoted: bool,
}

/// Whether a value has no quotes, or is a text between two of them.
fn closes_its_quotes(value: &str) -> bool {
    !value.contains('"') || unquoted(value).is_some()
}

/// A token, or a text between quotes in which nothing is escaped: what is
/// escaped is not an address.
fn unquoted(value: &str) -> Option<Value<'_>> {
    let inner = value.strip_prefix('"').map(|rest| rest.strip_suffix('"'));
    match inner {
        None => is_token(value).then_some(Value {
            text: value,
            quoted: false,
        }),
        Some(text) => {
            let text = text.filter(|text| !text.contains(['"', '\\']))?;
            Some(Value { text, quoted: true })
        }
    }
}

/// The address of a node. With a port, or of version 6, it has to stand
/// between quotes; IPv6 stands in brackets.
fn node(Value { text, quoted }: Value<'_>) -> Option<IpAddr> {
    let in_quotes = || {
        let address = with_port(text).or_else(|| bracketed(text));
        address.or_else(|| with_hidden_port(text))
    };
    version_4(text).or_else(|| quoted.then(in_quotes).flatten())
}

fn version_4(text: &str) -> Option<IpAddr> {
    text.parse().ok().map(IpAddr::V4)
}

/// `192.0.2.1:_x`: a port that the proxy does not want to tell (RFC 7239 section 6.3).
fn with_hidden_port(text: &str) -> Option<IpAddr> {
    let (address, port) = text.split_once(":_")?;
    let sign = |b: u8| b.is_ascii_alphanumeric() || b"._-".contains(&b);
    let is_hidden = !port.is_empty() && port.bytes().all(sign);
    let address = version_4(address).or_else(|| bracketed(address));
    address.filter(|_| is_hidden)
}

/// `192.0.2.1:443`, `[2001:db8::1]:443`.
fn with_port(text: &str) -> Option<IpAddr> {
    // A zone names an interface of another machine.
    let address = text
        .parse::<SocketAddr>()
        .ok()
        .filter(|_| !text.contains('%'));
    address.map(|address| address.ip())
}

/// `[2001:db8::1]`.
fn bracketed(text: &str) -> Option<IpAddr> {
    let inner = text.strip_prefix('[')?.strip_suffix(']')?;
    inner.parse::<Ipv6Addr>().ok().map(IpAddr::V6)
}

fn is_token(text: &str) -> bool {
    let sign = |byte: u8| b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || sign(b))
}

/// Where a trusted proxy says the client is, whatever else it says: of a request that contradicts
/// itself about the person, too.
pub fn named_by_proxy(
    trust: &TrustConfig,
    headers: &HeaderMap,
    peer: ClientAddress,
) -> ClientAddress {
    let name = match trust.address {
        AddressFrom::XForwardedFor => X_FORWARDED_FOR,
        AddressFrom::Forwarded => FORWARDED,
        AddressFrom::Connection | AddressFrom::ProxyProtocol => return peer,
    };
    let lines = headers.get_all(name);
    let count = lines.iter().count();
    let last = lines.iter().next_back();
    last.map_or(peer, |last| {
        let lines = AddressLines {
            headers,
            last,
            count,
        };
        client(trust, lines, peer)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_client(from: AddressFrom, lines: &[&str], expected: &str) {
        let trust = TrustConfig {
            trusted_proxies: ["10.1.0.0/16", "2001:db8:1::/48"]
                .map(|net| net.parse().expect("a range"))
                .to_vec(),
            address: from,
            ..TrustConfig::default()
        };
        let name = match from {
            AddressFrom::Forwarded => FORWARDED,
            _ => X_FORWARDED_FOR,
        };
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(name, line.parse().expect("a value"));
        }
        let last = headers.get_all(name).into_iter().next_back();
        let peer = IpAddr::from([10, 1, 0, 1]).into();
        let lines = AddressLines {
            headers: &headers,
            last: last.expect("a line"),
            count: lines.len(),
        };
        let client = client(&trust, lines, peer);
        assert_eq!(client.to_string(), expected, "{headers:?}");
    }

    #[test]
    fn the_first_hop_that_is_not_trusted_is_the_client() {
        for (lines, expected) in [
            (&["192.0.2.7"][..], "192.0.2.7"),
            (&["203.0.113.9, 192.0.2.7"], "192.0.2.7"),
            (&["203.0.113.9, 192.0.2.7, 10.1.0.2"], "192.0.2.7"),
            (
                &["203.0.113.9", "192.0.2.7,10.1.0.3", "10.1.0.2"],
                "192.0.2.7",
            ),
            (&["::ffff:192.0.2.7"], "192.0.2.7"),
            (&["192.0.2.7:51234"], "192.0.2.7"),
            (&["2001:db8:2::7"], "2001:db8:2::7"),
            (
                &["[2001:db8:2::7]:51234 , [2001:db8:1::1]"],
                "2001:db8:2::7",
            ),
            (&["10.1.0.3, 10.1.0.2"], "10.1.0.3"),
            (&["203.0.113.9, ::ffff:10.1.0.2"], "203.0.113.9"),
        ] {
            assert_client(AddressFrom::XForwardedFor, lines, expected);
        }
    }

    /// What cannot be read ends at the proxy that wrote it, whatever stands
    /// to its left.
    #[test]
    fn what_cannot_be_read_is_nobody_elses_address() {
        for element in [
            "",
            "unknown",
            "_hidden",
            "localhost",
            "\"203.0.113.9\"",
            "203.0.113.9:",
            "203.0.113.9:x",
            "203.0.113.9:65536",
            "203.0.113",
            "203.0.113.09",
            "0x7f.0.0.1",
            "2130706433",
            "1.2.3.4.5",
            "[203.0.113.9]",
            "[2001:db8::1",
            "2001:db8::1]",
            "fe80::1%eth0",
            "[fe80::1%1]:80",
            "203.0.113.9 10.1.0.2",
            "for=203.0.113.9",
            "203.0.113.9;",
            "10.1.0.0/16",
        ] {
            let line = format!("203.0.113.9, {element}");
            assert_client(AddressFrom::XForwardedFor, &[&line], "unknown");
            let line = format!("203.0.113.9, {element}, 10.1.0.2");
            assert_client(AddressFrom::XForwardedFor, &[&line], "unknown");
            let line = format!("{element}, 192.0.2.7, 10.1.0.2");
            assert_client(AddressFrom::XForwardedFor, &[&line], "192.0.2.7");
        }
        assert_client(
            AddressFrom::XForwardedFor,
            &["203.0.113.9", "\u{e9}"],
            "unknown",
        );
        // However a visitor's part looks, it does not hide what stands to its right.
        assert_client(
            AddressFrom::XForwardedFor,
            &["\u{e9}, 192.0.2.7, 10.1.0.2"],
            "192.0.2.7",
        );
        let long = format!("203.0.113.9{}", ", 10.1.0.2".repeat(40));
        assert_client(AddressFrom::XForwardedFor, &[&long], "10.1.0.2");
    }

    #[test]
    fn forwarded_is_read_as_its_standard_has_it() {
        for (line, expected) in [
            ("for=192.0.2.7", "192.0.2.7"),
            ("For=192.0.2.7;proto=https;by=10.1.0.1", "192.0.2.7"),
            ("for=\"192.0.2.7:51234\"", "192.0.2.7"),
            ("for=\"[2001:db8:2::7]\"", "2001:db8:2::7"),
            (
                "for=\"[2001:db8:2::7]:443\";host=go.acme.example",
                "2001:db8:2::7",
            ),
            ("for=\"192.0.2.7:_p\"", "192.0.2.7"),
            ("for=\"[2001:db8:2::7]:_p\";proto=https", "2001:db8:2::7"),
            ("for=\"[2001:db8:2::7]:_a.B-9_\"", "2001:db8:2::7"),
            // Only `for` counts. Microsoft's YARP and others leave out quotes elsewhere.
            (
                "by=\"[::1]:1\";for=\"[2001:db8:2::7]:57096\";proto=https;host=localhost:4430",
                "2001:db8:2::7",
            ),
            ("host=;for=192.0.2.7;by=[::1]:1;x=a b@/c", "192.0.2.7"),
            ("for=203.0.113.9, for=192.0.2.7, for=10.1.0.2", "192.0.2.7"),
            // A quote that the visitor opens swallows nothing.
            ("for=\"203.0.113.9, for=192.0.2.7", "192.0.2.7"),
            ("for=\"x, for=\"[2001:db8:2::7]\"", "2001:db8:2::7"),
        ] {
            assert_client(AddressFrom::Forwarded, &[line], expected);
        }
        for element in [
            "",
            "203.0.113.9",
            "for=",
            "for=unknown",
            "for=_hidden",
            "for=203.0.113.9:80",
            "for=[2001:db8::1]",
            "for=2001:db8::1",
            "for=\"2001:db8::1\"",
            "for=\"203.0.113.9",
            "for=203.0.113.9\"",
            "for=\"203.0.113.9\\\"",
            "for =203.0.113.9",
            "for= 203.0.113.9",
            "for=203.0.113.9;for=203.0.113.9",
            "for=203.0.113.9;",
            "proto=https",
            "for=203.0.113.9;a=\\\"x\"",
            "for=203.0.113.9;=x",
            "for=203.0.113.9;host=\"a;b\"",
            // A visitor's `Host` between the quotes of a proxy never names the client.
            "for=192.0.2.7;host=\"a, for=203.0.113.9\"",
            "for=192.0.2.7;host=\"a, for=203.0.113.9;x\"",
            "for=192.0.2.7;host=\"a, for=203.0.113.9;x=y\"",
            "host=\"a;for=203.0.113.9;x=y\";for=192.0.2.7",
            "host=\"a, for=203.0.113.9\";for=192.0.2.7",
            "for=192.0.2.7;host=\"a;for=203.0.113.9;x=y\"",
            "for=203.0.113.9:_p",
            "for=\"203.0.113.9:_\"",
            "for=\"203.0.113.9:_p/q\"",
            "for=\"203.0.113.9:_p:80\"",
            "for=\"203.0.113.9:80:_p\"",
            "for=\"[2001:db8::1:_p]\"",
            "for=\"2001:db8::1:_p\"",
            "for=\"_hidden:_p\"",
            "for=\"unknown:_p\"",
        ] {
            let line = format!("for=203.0.113.9, {element}");
            assert_client(AddressFrom::Forwarded, &[&line], "unknown");
        }
    }
}
