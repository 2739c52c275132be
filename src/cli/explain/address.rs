//! The link that is to be explained, as an operator types or pastes it.

use std::str::FromStr;

use url::{Position, Url};

use crate::webex::{MASK, OwnPath};

/// A path, or a full address as it stands in somebody's mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    text: String,
    host: Option<String>,
    path_and_query: String,
}

impl Address {
    /// A path that was written from the words of the policy.
    pub fn of(path: &OwnPath) -> Self {
        Self {
            text: path.to_string(),
            host: None,
            path_and_query: path.to_string(),
        }
    }

    /// As it was given, without a password.
    pub fn as_given(&self) -> &str {
        &self.text
    }

    /// What a browser would send.
    pub fn path_and_query(&self) -> &str {
        &self.path_and_query
    }

    /// The host and port, if the address has them.
    pub fn host(&self) -> Option<&str> {
        self.host.as_deref()
    }
}

impl FromStr for Address {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.starts_with('/') {
            let path_and_query = text.split_once('#').map_or(text, |(before, _)| before);
            return Ok(Self {
                text: text.to_owned(),
                host: None,
                path_and_query: path_and_query.to_owned(),
            });
        }
        let url = Url::parse(text).ok();
        let url = url.filter(|url| matches!(url.scheme(), "http" | "https"));
        let Some(url) = url else {
            return Err(
                "a link is a path like /go/join/123456789, or a full http(s) address".to_owned(),
            );
        };
        Ok(Self {
            text: without_user(&url, text),
            host: Some(url[Position::BeforeHost..Position::AfterPort].to_owned()),
            path_and_query: url[Position::BeforePath..Position::AfterQuery].to_owned(),
        })
    }
}

/// The text of an address. Browsers keep user and password to themselves, and so do we.
fn without_user(url: &Url, text: &str) -> String {
    if url.username().is_empty() && url.password().is_none() {
        return text.to_owned();
    }
    let (before, behind) = (
        &url[..Position::BeforeUsername],
        &url[Position::BeforeHost..],
    );
    format!("{before}{MASK}@{behind}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_read(text: &str, host: Option<&str>, path_and_query: &str) {
        let address: Address = text.parse().expect("an address");
        let read = (address.host.as_deref(), &*address.path_and_query);
        assert_eq!(read, (host, path_and_query), "{text}");
    }

    #[test]
    fn a_password_is_not_shown() {
        for (text, shown) in [
            (
                "https://ann:pw@go.example/x?y=1",
                "https://•••@go.example/x?y=1",
            ),
            (
                "https://:pw@go.example:8443",
                "https://•••@go.example:8443/",
            ),
            ("https://ann@go.example/", "https://•••@go.example/"),
            ("https://go.example/@x:y", "https://go.example/@x:y"),
        ] {
            let address: Address = text.parse().expect("an address");
            assert_eq!(address.as_given(), shown);
            let host = address.host().unwrap_or_default();
            assert!(host.starts_with("go.example"), "{host}");
        }
    }

    #[test]
    fn a_path_is_taken_as_it_stands_and_an_address_as_browsers_send_it() {
        assert_read("/go/%2e./x?a=1#top", None, "/go/%2e./x?a=1");
        assert_read("//evil.example/go", None, "//evil.example/go");
        assert_read(
            "https://Go.Example:8443/go/x?a=1#top",
            Some("go.example:8443"),
            "/go/x?a=1",
        );
        assert_read("https://go.example", Some("go.example"), "/");
        assert_read("http://[::1]:8080/go", Some("[::1]:8080"), "/go");
        for text in [
            "",
            "go/join/1",
            "ftp://go.example/",
            "go.example/go/join",
            "mailto:a@b",
        ] {
            assert!(text.parse::<Address>().is_err(), "{text}");
        }
    }
}
