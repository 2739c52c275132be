//! Headers as an operator writes them.

use hyper::header::{HeaderName, HeaderValue};

/// A header as an operator writes it.
#[derive(Clone, Debug)]
pub struct Header {
    pub name: HeaderName,
    pub value: HeaderValue,
}

/// Reads a header: its name, a colon, its value.
pub fn header(text: &str) -> Result<Header, String> {
    let (name, value) = text
        .split_once(':')
        .ok_or("write it like 'Accept: text/html'")?;
    Ok(Header {
        name: name
            .trim()
            .parse()
            .map_err(|_| "this is no name of a header")?,
        value: HeaderValue::from_bytes(value.trim().as_bytes())
            .map_err(|_| "a header cannot have this value")?,
    })
}
