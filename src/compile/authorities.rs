//! Reading certificates that take the place of those that the system trusts.

use crate::compile::context::Text;
use crate::compile::named_file;

/// The first line of a certificate in PEM.
const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----";

/// Reads the file of `authorities`.
pub fn read_authorities(file: Text<'_>) -> Option<Box<str>> {
    let text = named_file::read_text("the authorities", file)?;
    if !text.contains(CERTIFICATE) {
        file.error(format!("there is no certificate in {file}"))
            .help(format!("it is a PEM file: a text with `{CERTIFICATE}`"));
        return None;
    }
    Some(text.into())
}
