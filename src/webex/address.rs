//! Addresses written by the operator, checked to have one reading only.

use std::fmt;
use std::str::FromStr;

use url::{Host, Position, Url};

/// An absolute `https` address that is byte for byte what the URL standard makes of it.
///
/// This excludes user-info, backslashes, control characters, dot segments, numeric hosts and
/// everything else that two parsers could read differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpsUrl(Url);

/// The address of a site, or of a page to which it sends people back: one that would be an
/// [`HttpsUrl`], or the same with `http` at a literal loopback address, which no packet leaves the
/// reader's machine for. `linkgate sandbox` is at such an address.
///
/// Nothing else that a policy leads to, or that Linkgate asks itself, may be at one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetUrl(Url);

/// Why a text is no [`HttpsUrl`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    #[error("an address has no spaces, control characters or backslashes")]
    Character,
    #[error("not an address: {}", in_words(*.0))]
    Syntax(#[from] url::ParseError),
    #[error("an address must begin with https://, not {0}:")]
    Scheme(String),
    /// A name in place of a loopback address.
    #[error("write 127.0.0.1 in place of localhost: a name may lead to another machine")]
    Localhost,
    #[error("an address must not have a user name or password")]
    UserInfo,
    #[error("the host must be one full name, without * and without a dot at its end")]
    Host,
    #[error("an address must not have a #fragment: result fields are appended to it")]
    Fragment,
    #[error("an origin is https, a host and optionally a port, and nothing after it")]
    NotOrigin,
    /// With the address as the URL standard writes it.
    #[error("programs read this address as {0}: write that")]
    NotCanonical(String),
}

fn in_words(error: url::ParseError) -> String {
    match error {
        // The parser's own words, "relative URL without a base", do not say what to correct.
        url::ParseError::RelativeUrlWithoutBase => "addresses begin with https://".to_owned(),
        error => error.to_string(),
    }
}

impl HttpsUrl {
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Scheme, host and port, without a slash: `https://acme.webex.com`.
    pub fn origin(&self) -> &str {
        &self.0[..Position::BeforePath]
    }

    /// The host in lower case, without the port.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// The path, which begins with a slash.
    pub fn path(&self) -> &str {
        self.0.path()
    }

    /// What follows the `?`; `None` without one.
    pub fn query(&self) -> Option<&str> {
        self.0.query()
    }
}

impl TargetUrl {
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Scheme, host and port, without a slash.
    pub fn origin(&self) -> &str {
        &self.0[..Position::BeforePath]
    }

    /// The host in lower case, without the port.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// The path, which begins with a slash.
    pub fn path(&self) -> &str {
        self.0.path()
    }

    /// What follows the `?`; `None` without one.
    pub fn query(&self) -> Option<&str> {
        self.0.query()
    }

    /// Whether it is at the reader's own machine, without encryption.
    pub fn is_loopback(&self) -> bool {
        self.0.scheme() == "http"
    }
}

impl From<HttpsUrl> for TargetUrl {
    fn from(HttpsUrl(url): HttpsUrl) -> Self {
        Self(url)
    }
}

/// Scheme, host and port of an address that this module wrote, without the slash that follows.
pub fn origin_of(address: &str) -> &str {
    let end = address.match_indices('/').nth(2).map(|(at, _)| at);
    &address[..end.unwrap_or(address.len())]
}

/// The schemes of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Schemes {
    Https,
    /// And `http` at a literal loopback address.
    HttpsOrLoopback,
}

impl Schemes {
    fn check(self, url: &Url) -> Result<(), AddressError> {
        // Webex requires https for every command (webex.md 5); back URLs are held to the same.
        match (url.scheme(), self) {
            ("https", _) => Ok(()),
            ("http", Self::HttpsOrLoopback) => check_loopback(url),
            (other, _) => Err(AddressError::Scheme(other.to_owned())),
        }
    }
}

/// A name is refused, even `localhost`: what it leads to is decided elsewhere, by a resolver or a file.
fn check_loopback(url: &Url) -> Result<(), AddressError> {
    match url.host() {
        Some(Host::Ipv4(address)) if address.is_loopback() => Ok(()),
        Some(Host::Ipv6(address)) if address.is_loopback() => Ok(()),
        Some(Host::Domain("localhost")) => Err(AddressError::Localhost),
        _ => Err(AddressError::Scheme("http".to_owned())),
    }
}

fn read(text: &str, schemes: Schemes) -> Result<Url, AddressError> {
    if text
        .chars()
        .any(|c| c == '\\' || c.is_whitespace() || c.is_control())
    {
        return Err(AddressError::Character);
    }
    let url = Url::parse(text)?;
    schemes.check(&url)?;
    // The text is searched, too: the parser drops an `@` with nothing before it.
    let authority = text.split('/').nth(2).unwrap_or_default();
    if !url.username().is_empty() || url.password().is_some() || authority.contains('@') {
        return Err(AddressError::UserInfo);
    }
    let host = url.host_str().unwrap_or_default();
    if host.is_empty() || host.contains('*') || host.ends_with('.') {
        return Err(AddressError::Host);
    }
    if url.fragment().is_some() {
        return Err(AddressError::Fragment);
    }
    // The last check covers what the others do not name: capitals in the host, a default port,
    // dot segments, numeric hosts.
    if url.as_str() != text {
        return Err(AddressError::NotCanonical(url.into()));
    }
    Ok(url)
}

impl FromStr for HttpsUrl {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        read(text, Schemes::Https).map(Self)
    }
}

impl FromStr for TargetUrl {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        read(text, Schemes::HttpsOrLoopback).map(Self)
    }
}

impl fmt::Display for HttpsUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_refused(text: &str, expected: &str) {
        let error = text.parse::<HttpsUrl>().expect_err(text);
        assert!(error.to_string().contains(expected), "{text}: {error}");
    }

    #[test]
    fn a_plain_https_address_is_kept_as_it_is() {
        for text in [
            "https://portal.acme.example/meetings",
            "https://acme.webex.com/acme/",
            "https://acme.example:8443/a?b=c&d=%C3%A9",
            "https://xn--bcher-kva.example/",
        ] {
            let url: HttpsUrl = text.parse().expect(text);
            assert_eq!(url.as_str(), text);
        }
    }

    #[test]
    fn whatever_could_be_read_in_two_ways_is_refused() {
        assert_refused("http://acme.example/", "https://");
        assert_refused("javascript:alert(1)", "https://");
        assert_refused("//acme.example/", "not an address");
        assert_refused("/meetings", "not an address");
        assert_refused("", "not an address");
        assert_refused("https://user:pw@acme.example/", "user name");
        assert_refused("https://@acme.example/", "user name");
        assert_refused("https://ok.example:80@evil.example/", "user name");
        assert_refused("https://acme.example\\@evil.example/", "backslashes");
        assert_refused("https://acme.example/\tx", "control");
        assert_refused("https:\n//acme.example/", "control");
        assert_refused(
            "https:acme.example/",
            "read this address as https://acme.example/",
        );
        assert_refused("https:///acme.example/", "read this address as");
        assert_refused("https://ACME.example/", "https://acme.example/");
        assert_refused("https://acme.example", "https://acme.example/");
        assert_refused("https://acme.example:443/", "https://acme.example/");
        assert_refused("https://2130706433/", "https://127.0.0.1/");
        assert_refused("https://bücher.example/", "xn--bcher-kva");
        assert_refused("https://acme.example/a/../b", "https://acme.example/b");
        assert_refused("https://acme.example/%2e%2e/b", "https://acme.example/b");
        assert_refused("https://*.acme.example/", "full name");
        assert_refused("https://acme.example./", "full name");
        assert_refused("https://acme.example/#top", "fragment");
    }

    /// Of all addresses without encryption, those that no packet leaves the machine for.
    #[test]
    fn plain_http_is_for_literal_loopback_addresses_alone() {
        for text in [
            "http://127.0.0.1:8081/acme/",
            "http://127.255.255.254/",
            "http://[::1]:8081/acme/?a=b",
            "https://acme.webex.com/acme/",
        ] {
            let url: TargetUrl = text.parse().expect(text);
            assert_eq!(url.as_str(), text);
            assert_eq!(url.is_loopback(), text.starts_with("http:"), "{text}");
        }
        for text in PLAIN {
            assert!(text.parse::<TargetUrl>().is_err(), "{text}");
            assert!(text.parse::<HttpsUrl>().is_err(), "{text}");
        }
        assert!("http://127.0.0.1:8081/".parse::<HttpsUrl>().is_err());
        assert!("http://[::1]:8081/".parse::<HttpsUrl>().is_err());
        let named = "http://localhost:8081/".parse::<TargetUrl>();
        assert_eq!(named, Err(AddressError::Localhost));
    }

    const PLAIN: [&str; 24] = [
        "http://acme.webex.com/acme/",
        "http://localhost:8081/",
        "http://localhost.:8081/",
        "http://LOCALHOST:8081/",
        "http://127.0.0.1.acme.example/",
        "http://127.0.0.1@evil.example/",
        "http://127.0.0.1:80@evil.example/",
        "http://evil@127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f.0.0.1/",
        "http://0177.0.0.1/",
        "http://127.0.0.1./",
        "http://127.0.0.1:80/",
        "http://0.0.0.0:8081/",
        "http://[::]:8081/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[0:0:0:0:0:0:0:1]/",
        "http://128.0.0.1/",
        "http://10.0.0.1/",
        "http://127.0.0.1\\@evil.example/",
        "http:127.0.0.1/",
        "HTTP://127.0.0.1/",
    ];
}
