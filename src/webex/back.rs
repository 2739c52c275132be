//! Where Webex sends a person afterwards: an address that the policy wrote,
//! with places for a route's parameters behind the host.

use super::address::{AddressError, HttpsUrl};
use super::encode::encode_into;
use super::template::{Template, TemplateError};

/// A back URL (`BU`), fixed or with places: `https://learn.acme.example/course/{course}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackUrl {
    template: Template,
    sample: HttpsUrl,
    /// A fixed address, already encoded for the query of a call.
    encoded: Option<Box<str>>,
}

/// Why a text is no [`BackUrl`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BackUrlError {
    /// It is no usable address.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// Its places are not well-formed.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// A place stands where it would choose the host.
    #[error("a {{place}} must stand behind the host: in the path or the query")]
    PlaceInHost,
}

impl BackUrl {
    /// Reads a back URL.
    ///
    /// # Errors
    ///
    /// [`BackUrlError`] unless it is a canonical `https` address whose places
    /// stand behind the host.
    pub fn parse(text: &str) -> Result<Self, BackUrlError> {
        let template = Template::parse(text)?;
        let sample = template.sample().parse::<HttpsUrl>()?;
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

    /// The names of all places.
    pub fn places(&self) -> impl Iterator<Item = &str> {
        self.template.names()
    }

    /// The names of the places in the path.
    pub fn places_in_path(&self) -> impl Iterator<Item = &str> {
        self.template.names_before('?')
    }

    /// Appends the address, its places filled, encoded for a query.
    pub(super) fn write_encoded<'v>(
        &self,
        out: &mut String,
        value: impl Fn(&str) -> Option<&'v str>,
    ) {
        if let Some(encoded) = &self.encoded {
            out.push_str(encoded);
            return;
        }
        let mut address = String::new();
        self.template.fill_into(&mut address, value);
        encode_into(out, &address);
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
