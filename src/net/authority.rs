//! Whom a request is for: the checks of RFC 9112 section 3.2 and RFC 9113 section 8.3.1, which hyper
//! leaves to the application.

use hyper::Version;
use hyper::header::HOST;
use hyper::http::request::Parts;

/// The host and port that a request names: proven well-formed, and the same
/// wherever the request says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Authority<'r> {
    host: &'r str,
    port: Option<u16>,
}

impl<'r> Authority<'r> {
    /// Reads the one authority of a request; `None` when it is missing,
    /// malformed, repeated or contradicted.
    pub fn read(head: &'r Parts) -> Option<Self> {
        let mut hosts = head.headers.get_all(HOST).iter();
        let header = hosts.next();
        if hosts.next().is_some() {
            return None;
        }
        let header = header.map(|value| value.to_str().map(Self::parse));
        let header = match header {
            None => None,
            Some(Ok(Some(authority))) => Some(authority),
            Some(_) => return None,
        };
        let target = match head.uri.authority() {
            None => None,
            Some(authority) => Some(Self::parse(authority.as_str())?),
        };
        match (target, header) {
            (Some(target), Some(header)) => target.is_same(header).then_some(target),
            // HTTP/2 says it in `:authority`; HTTP/1.1 must have the header.
            (Some(target), None) => (head.version >= Version::HTTP_2).then_some(target),
            (None, header) => header,
        }
    }

    /// Reads `host`, `host:port` or `[address]:port`. Behind a colon, the port may be empty, and is
    /// the default one then (RFC 3986 section 3.2.3).
    ///
    /// `http::uri::Authority` would not do in its place: it takes `user@go`, `:80`, `go:port`, `go:+1`, `go:99999`, `go,evil`, `[evil]` and `[::1]x`, so that each check below would have to
    /// follow it all the same; and it copies every `Host` to the heap.
    pub fn parse(text: &'r str) -> Option<Self> {
        let (host, port) = match text.strip_prefix('[') {
            Some(rest) => {
                let (address, behind) = rest.split_once(']')?;
                address.parse::<std::net::Ipv6Addr>().ok()?;
                (&text[..address.len() + 2], behind)
            }
            None => {
                let end = text.find(':').unwrap_or(text.len());
                (&text[..end], &text[end..])
            }
        };
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
        let is_name = !host.is_empty() && host.len() <= 253 && host.bytes().all(plain);
        let port = parse_port(port).ok()?;
        (is_name || host.starts_with('[')).then_some(Self { host, port })
    }

    /// The host, without the port.
    pub fn host(self) -> &'r str {
        self.host
    }

    /// Whether the host is an address, and no name that somebody gave away.
    pub fn is_address(self) -> bool {
        self.host.starts_with('[') || self.host.parse::<std::net::Ipv4Addr>().is_ok()
    }

    /// The port, if it is said.
    pub fn port(self) -> Option<u16> {
        self.port
    }

    /// Whether two authorities are the same, but for case.
    pub fn is_same(self, other: Authority<'_>) -> bool {
        self.host.eq_ignore_ascii_case(other.host) && self.port == other.port
    }
}

/// Reads nothing, a colon, or a colon and a port number.
fn parse_port(text: &str) -> Result<Option<u16>, ()> {
    match text.strip_prefix(':') {
        None if text.is_empty() => Ok(None),
        Some("") => Ok(None),
        Some(digits) if digits.bytes().all(|b| b.is_ascii_digit()) => {
            digits.parse().map(Some).map_err(|_| ())
        }
        _ => Err(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_read_with_their_ports() {
        for (text, host) in [
            ("go.acme.example", "go.acme.example"),
            ("go.acme.example:8443", "go.acme.example"),
            ("go", "go"),
            ("127.0.0.1:80", "127.0.0.1"),
            ("[::1]", "[::1]"),
            ("go.acme.example:", "go.acme.example"),
            ("[::1]:", "[::1]"),
            ("[2001:db8::1]:443", "[2001:db8::1]"),
        ] {
            assert_eq!(
                Authority::parse(text).map(Authority::host),
                Some(host),
                "{text}"
            );
        }
    }

    #[test]
    fn whatever_is_no_host_is_refused() {
        for text in [
            "",
            ":80",
            "a b",
            "a\tb",
            "user@go",
            "user:pw@go",
            "go/",
            "go/x",
            "go?x",
            "go#x",
            "go\\x",
            ":",
            "go::",
            "go: ",
            "go:port",
            "go:99999",
            "go:-1",
            "go:+1",
            "go:80:80",
            "[::1",
            "::1",
            "[::1]x",
            "[evil]",
            "[::1%25eth0]",
            "gö",
            "go,evil",
            "%67o",
            "go\0",
        ] {
            assert_eq!(Authority::parse(text), None, "{text}");
        }
    }
}
