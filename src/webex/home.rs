//! The gateway's own address and paths, to which calls and logins lead back.

use std::fmt;

use url::Url;

use super::back::BackAddress;
use super::encode::encode_into;

/// The public address of the gateway: scheme, host and a slash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home(Url);

impl Home {
    /// Reads an address of scheme, host and port alone, as the URL standard writes it, with a slash
    /// at the end.
    pub fn parse(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok()?;
        // http is accepted here: the policy decides that only a loopback address may have it.
        let bare = matches!(url.scheme(), "http" | "https")
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none()
            && url.as_str() == text;
        let host = url.host_str()?;
        let whole = !host.contains('*') && !host.ends_with('.');
        (bare && whole).then_some(Self(url))
    }

    /// The address, with a slash at the end.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    pub fn url(&self) -> &Url {
        &self.0
    }

    pub fn address(&self, path: &OwnPath) -> BackAddress {
        let origin = self.as_str().trim_end_matches('/');
        BackAddress::written(format!("{origin}{path}"))
    }
}

/// A path of the gateway with its query. Every part is encoded, so that none can end its segment or
/// field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnPath {
    text: String,
    has_query: bool,
}

impl OwnPath {
    pub fn new<'s>(segments: impl IntoIterator<Item = &'s str>) -> Self {
        let mut text = String::new();
        for segment in segments {
            text.push('/');
            encode_into(&mut text, segment);
        }
        Self {
            text,
            has_query: false,
        }
    }

    /// The same path with one more field in its query.
    #[must_use]
    pub fn with_field(mut self, name: &str, value: &str) -> Self {
        self.text.push(if self.has_query { '&' } else { '?' });
        encode_into(&mut self.text, name);
        self.text.push('=');
        encode_into(&mut self.text, value);
        self.has_query = true;
        self
    }

    /// The path as in a request line.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for OwnPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_part_of_a_path_can_leave_its_place() {
        let path = OwnPath::new(["go", "a/b", "..\\x", "?q#f"]).with_field("n&", "v=1&x");
        assert_eq!(path.as_str(), "/go/a%2Fb/..%5Cx/%3Fq%23f?n%26=v%3D1%26x");
        let home = Home::parse("https://go.acme.example/").expect("a home");
        assert_eq!(
            home.address(&OwnPath::new(["go", "x"])).as_str(),
            "https://go.acme.example/go/x"
        );
    }

    #[test]
    fn a_home_is_scheme_and_host_alone() {
        for text in [
            "https://go.acme.example",
            "https://go.acme.example/x",
            "https://u@go.acme.example/",
            "https://*.acme.example/",
            "https://go.acme.example./",
            "ftp://go.acme.example/",
            "/go",
        ] {
            assert_eq!(Home::parse(text), None, "{text}");
        }
    }
}
