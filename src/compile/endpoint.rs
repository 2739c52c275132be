//! Reading the keys at the top of a policy: its version, and the public address, host names, time
//! zone and link prefix of the gateway.

use jiff::tz::TimeZone;
use url::{Host, Url};

use crate::compile::context::{Span, Text};
use crate::compile::fields::only;
use crate::compile::path_pattern::parse_pattern;
use crate::compile::yaml::Node;
use crate::policy::{PublicEndpoint, Segment};
use crate::webex::Home;

/// The public address of a policy whose own is broken, which has been reported.
const PLACEHOLDER: &str = "https://broken.invalid/";

/// The default of `link_prefix`.
const LINK_PREFIX: &str = "/go/";

/// Longest `link_prefix`, in bytes: it stands before every link on a page.
const MAX_PREFIX: usize = 64;

/// The single-valued keys at the top of a policy, as found in all files.
#[derive(Debug, Default)]
pub struct EndpointNodes<'d> {
    pub version: Vec<Node<'d>>,
    pub public_url: Vec<Node<'d>>,
    pub hosts: Vec<Node<'d>>,
    pub time_zone: Vec<Node<'d>>,
    pub link_prefix: Vec<Node<'d>>,
}

pub fn read_endpoint(nodes: &EndpointNodes<'_>, start: Span<'_>) -> PublicEndpoint {
    read_version(&nodes.version, start);
    let mut hosts = Vec::new();
    for node in &nodes.hosts {
        let texts = node.read_texts("`hosts`").into_iter();
        hosts.extend(texts.filter_map(read_host));
    }
    PublicEndpoint {
        home: read_public_url(&nodes.public_url, start)
            .unwrap_or_else(|| Home::parse(PLACEHOLDER).expect("a host and a slash")),
        hosts,
        time_zone: read_time_zone(&nodes.time_zone),
        link_prefix: read_link_prefix(&nodes.link_prefix),
    }
}

/// The one text of a key that may stand once in all files.
fn single<'d>(nodes: &[Node<'d>], key: &str) -> Option<Text<'d>> {
    only(nodes, key)?.read_text(&format!("`{key}`"))
}

fn read_version(nodes: &[Node<'_>], start: Span<'_>) {
    if nodes.is_empty() {
        start
            .error("the policy has no `version`")
            .help("begin it with `version: 1`");
    }
    for node in nodes {
        if node.text() != Some("1") {
            node.error("unknown version of the policy language")
                .help("write `version: 1`");
        }
    }
}

fn read_public_url(nodes: &[Node<'_>], start: Span<'_>) -> Option<Home> {
    let Some(text) = single(nodes, "public_url") else {
        if nodes.is_empty() {
            start.error("the policy has no `public_url`")
                .help("write the address at which visitors reach the gateway: `public_url: https://go.acme.example/`");
        }
        return None;
    };
    let Some(home) = Home::parse(&text) else {
        let in_ascii = Url::parse(&text).ok().filter(|_| !text.is_ascii());
        text.error("this is not the address of a gateway: it has only scheme, host and a slash")
            .help(match in_ascii.and_then(|url| Home::parse(url.as_str())) {
                Some(home) => format!(
                    "write it like {}, if that is the name that you registered",
                    home.url()
                ),
                None => "write it like https://go.acme.example/".to_owned(),
            });
        return None;
    };
    // Requests to a loopback address do not leave the machine.
    if home.url().scheme() == "http" && !is_loopback(&home) {
        text.warning("visitors reach this gateway without encryption")
            .help("write https://, and terminate TLS at the gateway or in front of it");
    }
    Some(home)
}

fn is_loopback(home: &Home) -> bool {
    match home.url().host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

fn read_host(text: Text<'_>) -> Option<Box<str>> {
    let plain = !text.is_empty() && !text.contains(['*', '/', '@', ' ']) && !text.ends_with('.');
    let bracketed = |text: &str| text.parse::<std::net::Ipv6Addr>().is_ok();
    let host = if bracketed(&text) {
        Host::parse(&format!("[{}]", text.as_str()))
    } else {
        Host::parse(&text)
    };
    match host {
        // The standard rewrites some texts: `0x7f.1` becomes 127.0.0.1, and the gateway would
        // answer for another host than the one that stands here.
        Ok(host) if plain && is_written_so(&host, &text) => Some(host.to_string().into()),
        // Not taken over in silence: which name a text becomes depends on its letters, and some look
        // like others.
        Ok(Host::Domain(name)) if plain && !text.is_ascii() => {
            text.error("host names are written in ASCII letters")
                .help(format!(
                    "write it like {name}, if that is the name that you registered"
                ));
            None
        }
        _ => {
            text.error("this is not a host name")
                .help("write one full name without port or wildcard, like go.acme.example");
            None
        }
    }
}

/// Whether the operator wrote a host as the URL standard does. Case, and the brackets of an IPv6
/// address, do not count.
fn is_written_so(host: &Host, text: &str) -> bool {
    let standard = host.to_string();
    standard.trim_matches(['[', ']']).eq_ignore_ascii_case(text)
}

fn read_time_zone(nodes: &[Node<'_>]) -> TimeZone {
    let name = single(nodes, "time_zone");
    name.and_then(parse_time_zone).unwrap_or(TimeZone::UTC)
}

/// Reads the name of a time zone. One that does not exist is reported.
pub fn parse_time_zone(name: Text<'_>) -> Option<TimeZone> {
    let zone = TimeZone::get(&name).ok();
    if zone.is_none() {
        name.error(format!("there is no time zone `{name}`"))
            .help("write an IANA name like Europe/Berlin");
    }
    zone
}

fn read_link_prefix(nodes: &[Node<'_>]) -> Vec<Segment> {
    let read = single(nodes, "link_prefix").and_then(|text| {
        let prefix = parse_prefix(&text);
        prefix
            .map_err(|message| {
                text.error(message)
                    .help("write it like /go/, or `/` for none");
            })
            .ok()
    });
    // Behind a broken one, links are checked where most policies have them.
    read.unwrap_or_else(|| parse_prefix(LINK_PREFIX).unwrap_or_default())
}

fn parse_prefix(text: &str) -> Result<Vec<Segment>, String> {
    // Links stand at the root: `/standup`.
    if text == "/" {
        return Ok(Vec::new());
    }
    parse_pattern(text).and_then(|segments| {
        let literal = |segment: &Segment| matches!(segment, Segment::Literal(_));
        if text.len() > MAX_PREFIX {
            Err(format!(
                "the path before link names has at most {MAX_PREFIX} characters"
            ))
        } else if segments.iter().all(literal) {
            Ok(segments)
        } else {
            Err("the path before link names must not have {parameters}".to_owned())
        }
    })
}
