//! How people reach the gateway: its public address, host names, time zone and link prefix.

use jiff::tz::TimeZone;

use super::segment::{Segment, fold};
use crate::webex::{Home, TargetUrl};

#[derive(Clone, Debug)]
pub struct PublicEndpoint {
    pub(crate) home: Home,
    pub(crate) hosts: Vec<Box<str>>,
    pub(crate) time_zone: TimeZone,
    pub(crate) link_prefix: Vec<Segment>,
}

impl PublicEndpoint {
    pub fn public_url(&self) -> &str {
        self.home.as_str()
    }

    /// The same, as an address to which people can be sent back.
    pub fn home(&self) -> &Home {
        &self.home
    }

    /// Scheme, host and port of that address, as browsers write it in `Origin`.
    pub fn origin(&self) -> String {
        self.home.url().origin().ascii_serialization()
    }

    /// Whether requests for this host are the gateway's. Case, and a dot at the end, do not count;
    /// `host` comes without a port.
    pub fn answers_for(&self, host: &str) -> bool {
        // `go.acme.example.` is the same name, fully qualified.
        let host = host.strip_suffix('.').unwrap_or(host);
        self.is_public_host(host)
            || self
                .hosts
                .iter()
                .any(|known| known.eq_ignore_ascii_case(host))
    }

    /// Whether that is the host of the public address.
    pub fn is_public_host(&self, host: &str) -> bool {
        let own = self.home.url().host_str();
        own.is_some_and(|own| own.eq_ignore_ascii_case(host))
    }

    /// Whether the gateway answers at an address of a site or a back URL.
    pub fn is_at(&self, address: &TargetUrl) -> bool {
        match address.is_loopback() {
            // Several servers share such an address, and the port tells them apart.
            true => address.origin() == self.origin(),
            false => self.answers_for(address.host()),
        }
    }

    /// The further names under which it answers.
    pub fn hosts(&self) -> impl Iterator<Item = &str> {
        self.hosts.iter().map(|host| &**host)
    }

    /// The zone in which the policy's dates are meant.
    pub fn time_zone(&self) -> &TimeZone {
        &self.time_zone
    }

    /// The path before the name of a link.
    pub fn link_prefix(&self) -> &[Segment] {
        &self.link_prefix
    }

    /// The segments of the path of a link.
    pub fn link_segments<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s str> {
        let words = self.link_prefix.iter().filter_map(Segment::literal);
        words.chain([name])
    }

    /// Whether these segments are the path before the names of links.
    pub fn is_link_prefix<S: AsRef<str>>(&self, segments: &[S]) -> bool {
        let is_same = |segment: &Segment, asked: &str| match segment {
            Segment::Literal(word) => fold(word) == fold(asked),
            Segment::Parameter(_) => false,
        };
        let mut pairs = self.link_prefix.iter().zip(segments);
        segments.len() == self.link_prefix.len()
            && pairs.all(|(segment, asked)| is_same(segment, asked.as_ref()))
    }

    /// The path of a link, as people read it: not encoded.
    pub fn link_path(&self, name: &str) -> String {
        let segments: Vec<&str> = self.link_segments(name).collect();
        format!("/{}", segments.join("/"))
    }
}
