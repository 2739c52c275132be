//! Where Webex sends a person afterwards (`BU`): an address of the policy with places for a route's
//! parameters, or a page at an origin that the policy declares.
//!
//! Webex redirects to any `BU` (webex.md 5), so this is what keeps Linkgate from being used as an
//! open redirector.

use std::fmt;

use super::address::{AddressError, HttpsUrl, TargetUrl, origin_of};
use super::encode::encode_into;
use super::template::{Template, TemplateError};

/// A back URL, fixed or with places: `https://learn.acme.example/course/{course}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackUrl {
    template: Template,
    /// The address with a word in every place, for the parts that no place can change.
    sample: TargetUrl,
    /// A fixed address, already encoded for the query of a call.
    encoded: Option<Box<str>>,
}

/// Why a text is no [`BackUrl`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BackUrlError {
    #[error(transparent)]
    Address(#[from] AddressError),
    #[error(transparent)]
    Template(#[from] TemplateError),
    #[error("a {{place}} must be after the host: in the path or the query")]
    PlaceInHost,
}

impl BackUrl {
    /// Reads a back URL.
    ///
    /// # Errors
    ///
    /// [`BackUrlError`] unless it is a canonical `https` address whose places are in path or query.
    pub fn parse(text: &str) -> Result<Self, BackUrlError> {
        Self::read(text, |sample| {
            sample.parse::<HttpsUrl>().map(TargetUrl::from)
        })
    }

    /// Reads a back URL that may also be at the reader's own machine, without encryption.
    ///
    /// # Errors
    ///
    /// The same, unless it is a [`TargetUrl`].
    pub fn parse_target(text: &str) -> Result<Self, BackUrlError> {
        Self::read(text, str::parse)
    }

    fn read(
        text: &str,
        address: impl Fn(&str) -> Result<TargetUrl, AddressError>,
    ) -> Result<Self, BackUrlError> {
        let template = Template::parse(text)?;
        let sample = address(&template.sample())?;
        // The slash counts: `https://acme.example{x}` could become `https://acme.example.evil/`.
        let host_is_literal = template
            .head()
            .strip_prefix(sample.origin())
            .is_some_and(|behind| behind.starts_with('/'));
        if !host_is_literal {
            return Err(BackUrlError::PlaceInHost);
        }
        let encoded = template.is_fixed().then(|| {
            let mut out = String::new();
            encode_into(&mut out, template.head());
            out.into()
        });
        Ok(Self {
            template,
            sample,
            encoded,
        })
    }

    /// Scheme, host and port, without a slash.
    pub fn origin(&self) -> &str {
        self.sample.origin()
    }

    /// The host, without the port.
    pub fn host(&self) -> &str {
        self.sample.host()
    }

    /// The address with a word in every place.
    pub fn sample(&self) -> &TargetUrl {
        &self.sample
    }

    pub fn places(&self) -> impl Iterator<Item = &str> {
        self.template.names()
    }

    pub fn places_in_path(&self) -> impl Iterator<Item = &str> {
        self.template.names_before('?')
    }

    /// The address with its places filled by `value`.
    pub fn address<'v>(&self, value: impl Fn(&str) -> Option<&'v str>) -> BackAddress {
        let mut address = String::new();
        self.template.fill_into(&mut address, value);
        BackAddress(address)
    }

    /// Appends the address with its places filled, encoded as a whole: a value is encoded twice
    /// then.
    pub(crate) fn write_encoded<'v>(
        &self,
        out: &mut String,
        value: impl Fn(&str) -> Option<&'v str>,
    ) {
        if let Some(encoded) = &self.encoded {
            out.push_str(encoded);
            return;
        }
        self.address(value).write_encoded(out);
    }
}

/// The address with its places, as written in the policy.
impl fmt::Display for BackUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.template.fmt(f)
    }
}

/// A finished address to which a person may be sent back.
///
/// It comes from a [`BackUrl`] of the policy, from a page at an origin that the policy declares
/// ([`Origins`]), or from the gateway's own address ([`Home`](super::Home)), and from nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackAddress(String);

impl BackAddress {
    pub(super) fn written(text: String) -> Self {
        Self(text)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Scheme, host and port, without a slash.
    pub fn origin(&self) -> &str {
        origin_of(&self.0)
    }

    pub fn into_string(self) -> String {
        self.0
    }

    /// Appends the address, encoded for a query.
    pub(crate) fn write_encoded(&self, out: &mut String) {
        encode_into(out, &self.0);
    }
}

impl fmt::Display for BackAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Origins to whose pages people may be sent back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origins(Vec<HttpsUrl>);

impl Origins {
    /// Longest address of a page, in bytes. Browsers send referrers of up to 4 KiB; half of that
    /// leaves room for the encoding of the page within a call.
    const MAX_BYTES: usize = 2048;

    /// Declares an origin: `https`, a host, perhaps a port, and a slash.
    ///
    /// # Errors
    ///
    /// [`AddressError`] when it is no address, or more than an origin.
    pub fn declare(&mut self, text: &str) -> Result<(), AddressError> {
        let slashed = match text.strip_suffix('/') {
            Some(_) => text.to_owned(),
            None => format!("{text}/"),
        };
        let origin: HttpsUrl = slashed.parse()?;
        if origin.path() != "/" || origin.query().is_some() {
            return Err(AddressError::NotOrigin);
        }
        self.0.push(origin);
        Ok(())
    }

    /// The hosts, without ports.
    pub fn hosts(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(HttpsUrl::host)
    }

    /// The origins, without a slash at the end.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(HttpsUrl::origin)
    }

    /// The page with this address, if it is a canonical address at one of these origins.
    pub fn admit(&self, page: &str) -> Option<BackAddress> {
        // The length comes first, because the page comes from a header of the request.
        let url: HttpsUrl = (page.len() <= Self::MAX_BYTES)
            .then(|| page.parse().ok())
            .flatten()?;
        let mut known = self.0.iter();
        known
            .any(|origin| origin.origin() == url.origin())
            .then(|| BackAddress(url.as_str().to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_stand_behind_the_host() {
        let back = BackUrl::parse("https://learn.acme.example/c/{course}?from={page}").expect("ok");
        assert_eq!(back.places().collect::<Vec<_>>(), ["course", "page"]);
        assert_eq!(back.places_in_path().collect::<Vec<_>>(), ["course"]);
        assert_eq!(back.origin(), "https://learn.acme.example");
        for text in [
            "https://{host}/",
            "https://{host}.acme.example/",
            "https://acme.example{path}",
            "https://acme.example:{port}/",
            "{scheme}://acme.example/",
            "https://{user}@acme.example/",
            "{all}",
        ] {
            assert!(BackUrl::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn only_who_asks_for_it_gets_a_page_of_this_machine() {
        const HERE: &str = "http://127.0.0.1:8081/-/portal/{page}";
        assert!(BackUrl::parse(HERE).is_err());
        let back = BackUrl::parse_target(HERE).expect("a target");
        assert!(back.sample().is_loopback());
        assert_eq!(back.origin(), "http://127.0.0.1:8081");
        for text in [
            "http://127.0.0.1{x}/",
            "http://127.0.0.1:{port}/",
            "http://127.0.0.{x}/",
            "http://{x}.0.0.1/",
            "http://{x}127.0.0.1/",
            "http://portal.acme.example/{x}",
            "http://localhost/{x}",
            "{scheme}://127.0.0.1/",
        ] {
            assert!(BackUrl::parse_target(text).is_err(), "{text}");
        }
        let mut origins = Origins::default();
        assert!(origins.declare("http://127.0.0.1:8081").is_err());
    }

    #[test]
    fn only_pages_at_declared_origins_are_admitted() {
        let mut origins = Origins::default();
        origins.declare("https://portal.acme.example").expect("ok");
        origins
            .declare("https://wiki.acme.example:8443/")
            .expect("ok");
        assert!(origins.declare("https://a.example/x").is_err());
        assert!(origins.declare("http://a.example/").is_err());
        for good in [
            "https://portal.acme.example/",
            "https://portal.acme.example/a/b?id=5&x=%2F",
            "https://wiki.acme.example:8443/page",
        ] {
            let page = origins.admit(good);
            assert_eq!(page.as_ref().map(BackAddress::as_str), Some(good));
        }
        for bad in [
            "",
            "/meetings",
            "http://portal.acme.example/",
            "https://portal.acme.example",
            "https://portal.acme.example:8443/",
            "https://wiki.acme.example/",
            "https://portal.acme.example.evil.example/",
            "https://evil-portal.acme.example/",
            "https://portal.acme.example@evil.example/",
            "https://u:p@portal.acme.example/",
            "https://evil.example/https://portal.acme.example/",
            "https://portal.acme.example\\@evil.example/",
            "https://portal.acme.example/\t/evil",
            "https://PORTAL.acme.example/",
            "https://portal.acme.example/a/../b",
            "https://portal.acme.example/#x",
            "javascript:alert(1)",
        ] {
            assert_eq!(origins.admit(bad), None, "{bad}");
        }
        let long = format!("https://portal.acme.example/{}", "x".repeat(2048));
        assert_eq!(origins.admit(&long), None);
    }

    #[test]
    fn values_are_encoded_twice_inside_a_call() {
        let back = BackUrl::parse("https://a.example/?page={page}").expect("a back URL");
        let mut out = String::new();
        back.write_encoded(&mut out, |_| Some("x&BU=https://evil.example"));
        assert_eq!(
            out,
            "https%3A%2F%2Fa.example%2F%3Fpage%3Dx%2526BU%253Dhttps%253A%252F%252Fevil.example"
        );
    }
}
