//! Where a policy is fetched from.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use crate::webex::{AddressError, HttpsUrl};

/// An address, and which file or folder of the archive there is the policy.
#[derive(Clone, PartialEq, Eq)]
pub struct SourceAddress {
    url: HttpsUrl,
    entry: Option<PathBuf>,
}

/// Why a text is no [`SourceAddress`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SourceAddressError {
    #[error(transparent)]
    Address(#[from] AddressError),
    #[error("write the folder or the file of the archive behind the #: …/main.tar.gz#live")]
    Entry,
}

impl SourceAddress {
    pub fn url(&self) -> &HttpsUrl {
        &self.url
    }

    /// What is named behind the `#`.
    pub fn entry(&self) -> Option<&Path> {
        self.entry.as_deref()
    }

    /// What findings call a policy that is a single file.
    pub fn file_name(&self) -> &str {
        let name = self.url.path().rsplit('/').next();
        name.filter(|name| !name.is_empty())
            .unwrap_or("policy.yaml")
    }

    /// Where its signature is, unless the operator names another address.
    pub fn signature_url(&self) -> Result<HttpsUrl, AddressError> {
        let query = self.url.query().map(|query| format!("?{query}"));
        let (origin, path) = (self.url.origin(), self.url.path());
        format!("{origin}{path}.minisig{}", query.unwrap_or_default()).parse()
    }

    /// The whole address, which may hold a secret.
    pub fn exposed(&self) -> String {
        let entry = self.entry().unwrap_or(Path::new(""));
        format!("{}#{}", self.url, entry.display())
    }
}

impl FromStr for SourceAddress {
    type Err = SourceAddressError;

    fn from_str(text: &str) -> Result<Self, SourceAddressError> {
        let (url, entry) = match text.split_once('#') {
            None => (text, None),
            Some((_, "")) => return Err(SourceAddressError::Entry),
            Some((url, entry)) => (url, Some(PathBuf::from(entry))),
        };
        let url = url.parse()?;
        Ok(Self { url, entry })
    }
}

/// Without the query: in addresses that object stores sign, it lets everybody in.
impl fmt::Display for SourceAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.url.origin(), self.url.path())?;
        if self.url.query().is_some() {
            f.write_str("?•••")?;
        }
        match self.entry() {
            Some(entry) => write!(f, "#{}", entry.display()),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for SourceAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SourceAddress({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> SourceAddress {
        text.parse().expect(text)
    }

    #[test]
    fn an_address_has_a_place_in_its_archive() {
        let found = address("https://git.acme.example/policies/main.tar.gz?ref=v1#live/eu");
        assert_eq!(found.entry(), Some(Path::new("live/eu")));
        assert_eq!(
            found.url().as_str(),
            "https://git.acme.example/policies/main.tar.gz?ref=v1"
        );
        assert_eq!(address("https://git.acme.example/p.yaml").entry(), None);
    }

    #[test]
    fn signatures_are_beside_the_file() {
        for (policy, expected) in [
            (
                "https://a.example/p.yaml",
                "https://a.example/p.yaml.minisig",
            ),
            (
                "https://a.example/p.tgz#x",
                "https://a.example/p.tgz.minisig",
            ),
            (
                "https://a.example/p?ref=a",
                "https://a.example/p.minisig?ref=a",
            ),
        ] {
            let found = address(policy).signature_url().expect("an address");
            assert_eq!(found.as_str(), expected);
        }
    }

    #[test]
    fn findings_call_a_file_by_its_name() {
        for (policy, expected) in [
            ("https://a.example/x/links.yaml?x=/y", "links.yaml"),
            ("https://a.example/x/", "policy.yaml"),
        ] {
            assert_eq!(address(policy).file_name(), expected);
        }
    }

    #[test]
    fn no_query_is_shown() {
        let signed = address("https://s3.acme.example/p.yaml?X-Signature=secret#live");
        assert_eq!(
            signed.to_string(),
            "https://s3.acme.example/p.yaml?•••#live"
        );
        assert!(!format!("{signed:?}").contains("secret"));
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in [
            "http://a.example/p.yaml",
            "https://a.example",
            "https://user:pass@a.example/p.yaml",
            "https://a.example/p.tgz#",
            "https://a.example/../p.yaml",
        ] {
            assert!(text.parse::<SourceAddress>().is_err(), "{text}");
        }
    }
}
