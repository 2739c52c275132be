//! Reading how people reach the gateway: its public address, the hosts that it answers for, the
//! zone of its dates, and where its links live.

use jiff::tz::TimeZone;
use url::Host;

use crate::compile::fields::{only, text, texts};
use crate::compile::path_pattern::parse_pattern;
use crate::compile::problem::Problems;
use crate::compile::yaml::Node;
use crate::policy::{Front, Place, Segment};
use crate::webex::Home;

/// What stands for a public address that is broken, which has been reported.
const STAND_IN: &str = "https://broken.invalid/";

/// Where named links live unless the policy says otherwise.
const LINK_PREFIX: &str = "/go/";

/// Longest path before the name of a link, in bytes: it stands before every
/// link on a page.
const MAX_PREFIX: usize = 64;

/// The single-valued keys at the top of a policy, as found in all files.
#[derive(Debug, Default)]
pub struct FrontNodes<'d> {
    pub version: Vec<Node<'d>>,
    pub public_url: Vec<Node<'d>>,
    pub hosts: Vec<Node<'d>>,
    pub time_zone: Vec<Node<'d>>,
    pub link_prefix: Vec<Node<'d>>,
}

/// Reads what the gateway is called from outside.
pub fn read_front(
    nodes: &FrontNodes<'_>,
    beginning: Option<Place>,
    problems: &mut Problems,
) -> Front {
    read_version(&nodes.version, beginning, problems);
    let mut hosts = Vec::new();
    for node in &nodes.hosts {
        for (text, place) in texts(*node, "`hosts`", problems) {
            hosts.extend(read_host(text, place, problems));
        }
    }
    Front {
        home: read_public_url(&nodes.public_url, beginning, problems)
            .unwrap_or_else(|| Home::parse(STAND_IN).expect("a host and a slash")),
        hosts,
        time_zone: read_time_zone(&nodes.time_zone, problems),
        link_prefix: read_link_prefix(&nodes.link_prefix, problems),
    }
}

/// The one text of a key that may stand once in all files.
fn single<'d>(nodes: &[Node<'d>], key: &str, problems: &mut Problems) -> Option<(&'d str, Place)> {
    let node = only(nodes, key, problems)?;
    let text = text(node, &format!("`{key}`"), problems)?;
    Some((text, node.place()))
}

fn read_version(nodes: &[Node<'_>], beginning: Option<Place>, problems: &mut Problems) {
    if nodes.is_empty() {
        problems
            .error(beginning, "the policy does not say its `version`")
            .propose("begin it with `version: 1`");
    }
    for node in nodes {
        if node.text() != Some("1") {
            problems
                .error(
                    node.place(),
                    "this version of the policy language is not known",
                )
                .propose("write `version: 1`");
        }
    }
}

fn read_public_url(
    nodes: &[Node<'_>],
    beginning: Option<Place>,
    problems: &mut Problems,
) -> Option<Home> {
    let Some((text, place)) = single(nodes, "public_url", problems) else {
        if nodes.is_empty() {
            problems
                .error(beginning, "the policy has no `public_url`")
                .propose("write the address that stands in people's links: `public_url: https://go.acme.example/`");
        }
        return None;
    };
    let Some(home) = Home::parse(text) else {
        problems
            .error(
                place,
                "this is no address of a gateway: only scheme, host and a slash",
            )
            .propose("write it like https://go.acme.example/");
        return None;
    };
    if home.url().scheme() == "http" && !is_loopback(&home) {
        problems
            .warning(place, "people reach this gateway without encryption")
            .propose("write https://, and let TLS end at the gateway or in front of it");
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

fn read_host(text: &str, place: Place, problems: &mut Problems) -> Option<Box<str>> {
    let plain = !text.is_empty() && !text.contains(['*', '/', '@', ' ']) && !text.ends_with('.');
    let bracketed = |text: &str| text.parse::<std::net::Ipv6Addr>().is_ok();
    let host = if bracketed(text) {
        Host::parse(&format!("[{text}]"))
    } else {
        Host::parse(text)
    };
    match host {
        Ok(host) if plain && is_written_so(&host, text) => Some(host.to_string().into()),
        _ => {
            problems
                .error(place, "this is no host name")
                .propose("write one full name without port or wildcard, like go.acme.example");
            None
        }
    }
}

/// Whether the URL standard writes a host as the operator did, but for case
/// and the brackets of an IPv6 address.
fn is_written_so(host: &Host, text: &str) -> bool {
    let standard = host.to_string();
    standard.trim_matches(['[', ']']).eq_ignore_ascii_case(text)
}

fn read_time_zone(nodes: &[Node<'_>], problems: &mut Problems) -> TimeZone {
    let Some((text, place)) = single(nodes, "time_zone", problems) else {
        return TimeZone::UTC;
    };
    parse_time_zone(text, place, problems).unwrap_or(TimeZone::UTC)
}

/// The time zone of that name.
pub fn parse_time_zone(name: &str, place: Place, problems: &mut Problems) -> Option<TimeZone> {
    let zone = TimeZone::get(name).ok();
    if zone.is_none() {
        problems
            .error(place, format!("there is no time zone `{name}`"))
            .propose("write an IANA name like Europe/Berlin");
    }
    zone
}

fn read_link_prefix(nodes: &[Node<'_>], problems: &mut Problems) -> Vec<Segment> {
    let (text, place) = match single(nodes, "link_prefix", problems) {
        Some((text, place)) => (text, Some(place)),
        None => (LINK_PREFIX, None),
    };
    let result = parse_pattern(text).and_then(|segments| {
        let literal = |segment: &Segment| matches!(segment, Segment::Literal(_));
        if text.len() > MAX_PREFIX {
            Err(format!(
                "the path before the names of links has at most {MAX_PREFIX} characters"
            ))
        } else if segments.iter().all(literal) {
            Ok(segments)
        } else {
            Err("the path before the names of links has no {parameters}".to_owned())
        }
    });
    result.unwrap_or_else(|message| {
        problems.error(place, message).propose("write it like /go/");
        Vec::new()
    })
}
