//! Headers as an operator writes them. Their values may be secret: no message repeats one.

use std::ffi::OsStr;

use clap::builder::TypedValueParser;
use clap::error::ErrorKind;
use clap::{Arg, Command, Error};
use hyper::header::{HeaderName, HeaderValue};
use secrecy::ExposeSecret as _;

use crate::policy::{SECRET_PLACE, TrustConfig, TrustedHeader};

/// A header as an operator writes it.
#[derive(Clone, Debug)]
pub struct Header {
    pub name: HeaderName,
    pub value: HeaderValue,
}

impl Header {
    /// Its name, with `{secret}` in place of what the policy keeps secret: also in a name that is
    /// only like the right one.
    pub fn shown(&self, trust: &TrustConfig) -> String {
        let mut headers = trust.trusted_headers();
        if let Some(header) = headers.find(|header| header.is_secret() && self.is(header)) {
            return header.written().to_owned();
        }
        let secrets = trust.trusted_headers().flat_map(TrustedHeader::secrets);
        secrets.fold(self.name.to_string(), |name, secret| {
            name.replace(secret, SECRET_PLACE)
        })
    }

    /// Whether it names the client or the caller, so that it counts only from a trusted proxy.
    pub fn is_about_the_caller(&self, trust: &TrustConfig) -> bool {
        let name = self.name.as_str();
        let address = trust.address.header();
        address.is_some_and(|address| address.eq_ignore_ascii_case(name))
            || trust.trusted_headers().any(|header| self.is(header))
    }

    fn is(&self, header: &TrustedHeader) -> bool {
        let mut names = header.names().iter();
        names.any(|name| *name.expose_secret() == *self.name.as_str())
    }
}

/// Reads a header from the command line.
#[derive(Clone, Debug)]
pub struct HeaderParser;

impl TypedValueParser for HeaderParser {
    type Value = Header;

    // A parser that is a plain function cannot keep clap from repeating the value.
    fn parse_ref(
        &self,
        command: &Command,
        _: Option<&Arg>,
        value: &OsStr,
    ) -> Result<Header, Error> {
        let read = value
            .to_str()
            .ok_or("it must be UTF-8 text")
            .and_then(header);
        read.map_err(|wrong| {
            let message = format!("invalid value for '--header <NAME: VALUE>': {wrong}\n");
            Error::raw(ErrorKind::ValueValidation, message).with_cmd(command)
        })
    }
}

/// Reads a header: its name, a colon, its value.
fn header(text: &str) -> Result<Header, &'static str> {
    let (name, value) = text
        .split_once(':')
        .ok_or("write it like 'Accept: text/html'")?;
    let name = name.trim_matches([' ', '\t']).parse();
    // Spaces around a value are no part of it (RFC 9110, section 5.5); a line break is not allowed.
    let value = HeaderValue::from_bytes(value.trim_matches([' ', '\t']).as_bytes());
    let mut value = value.map_err(|_| "a header cannot have this value")?;
    value.set_sensitive(true);
    Ok(Header {
        name: name.map_err(|_| "this is not a header name")?,
        value,
    })
}

/// Reads the address of a page, which becomes a header.
pub fn referrer(text: &str) -> Result<String, String> {
    match HeaderValue::from_bytes(text.as_bytes()) {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err("a header cannot have this value".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_a_name_a_colon_and_a_value() {
        let read = |text| header(text).map(|header| (header.name, header.value));
        for (text, name, value) in [
            ("Accept: application/json", "accept", "application/json"),
            ("accept:", "accept", ""),
            (" X-Y : a:b ", "x-y", "a:b"),
            ("X: \u{fc}", "x", "\u{fc}"),
        ] {
            let (read_name, read_value) = read(text).expect(text);
            assert_eq!(read_name.as_str(), name, "{text}");
            assert_eq!(read_value.as_bytes(), value.as_bytes(), "{text}");
        }
        for text in [
            "",
            "Accept",
            ": x",
            "A B: x",
            "A\r\nB: x",
            "Cookie: a\nb",
            "Cookie: a\n",
            "\nCookie: a",
            "Cookie: a\0",
            "Cookie: \x1b[31m",
            "Cookie: \x7f",
        ] {
            assert!(read(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn no_debug_output_has_the_value() {
        let header = header("Cookie: hunter2").expect("a header");
        assert!(!format!("{header:?}").contains("hunter2"));
    }
}
