//! Addresses written by the operator, checked to have one reading only.

use std::fmt;
use std::str::FromStr;

use url::{Position, Url};

/// An absolute `https` address that is byte for byte what the URL standard makes of it.
///
/// This excludes user-info, backslashes, control characters, dot segments, numeric hosts and
/// everything else that two parsers could read differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpsUrl(Url);

/// Why a text is no [`HttpsUrl`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    #[error("an address has no spaces, control characters or backslashes")]
    Character,
    #[error("not an address: {}", in_words(*.0))]
    Syntax(#[from] url::ParseError),
    #[error("an address must begin with https://, not {0}:")]
    Scheme(String),
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

/// Scheme, host and port of an address that this module wrote, without the slash that follows.
pub fn origin_of(address: &str) -> &str {
    let end = address.match_indices('/').nth(2).map(|(at, _)| at);
    &address[..end.unwrap_or(address.len())]
}

impl FromStr for HttpsUrl {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        if text
            .chars()
            .any(|c| c == '\\' || c.is_whitespace() || c.is_control())
        {
            return Err(AddressError::Character);
        }
        let url = Url::parse(text)?;
        // Webex requires https for every command (webex.md 5); back URLs are held to the same.
        if url.scheme() != "https" {
            return Err(AddressError::Scheme(url.scheme().to_owned()));
        }
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
        Ok(Self(url))
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
}
