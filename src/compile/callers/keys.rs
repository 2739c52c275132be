//! Reading where the keys of an issuer come from.

use std::fmt;

use serde_json::Value;

use super::product::{Product, ProductKeys};
use crate::compile::authorities::read_authorities;
use crate::compile::context::Text;
use crate::compile::fields::Fields;
use crate::compile::named_file;
use crate::compile::yaml::Node;
use crate::policy::{KeySource, TokenForm};
use crate::webex::HttpsUrl;

/// Reads `keys:`, or takes the address of the product's keys.
pub fn read_keys(
    product: &Product,
    issuer: Option<&str>,
    fields: &mut Fields<'_>,
) -> Option<KeySource> {
    let node = match product.keys {
        ProductKeys::Open => fields.require("keys")?,
        _ if fields.mentions("keys") => fields.take("keys")?,
        ProductKeys::At(url) => return fetched(url.parse().ok()?),
        ProductKeys::Below(path) => {
            // Without an issuer there is a finding already.
            let url = format!("{}{path}", issuer?).parse::<HttpsUrl>().ok();
            // The keys lie at the root of the host, so the issuer itself must have no path.
            let below = url.filter(|url| url.path() == path);
            if below.is_none() {
                fields.heading().error("the keys of this issuer cannot be found: it must be an https address without a path")
                    .help("write it like https://TEAM.cloudflareaccess.com");
            }
            return fetched(below?);
        }
    };
    read_written(product, node)
}

/// Reads `keys:` as a policy has it.
fn read_written(product: &Product, node: Node<'_>) -> Option<KeySource> {
    let mut fields = Fields::open(node, "`keys`");
    let is_mapping = fields.is_mapping();
    let mentioned = fields.mentions("file") || fields.mentions("url");
    let file = fields.take_text("file");
    let url = fields.take_text("url");
    let authorities = fields.take_text("authorities");
    let unknown = fields.finish();
    match (file, url, authorities) {
        (Some(file), None, None) => read_set(file),
        (None, Some(url), authorities) => {
            let authorities = match authorities {
                None => None,
                Some(file) => Some(read_authorities(file)?),
            };
            let url = read_url(product, url)?;
            Some(KeySource::Url { url, authorities })
        }
        (Some(_), None, Some(authorities)) => {
            authorities
                .error("`authorities` applies to keys from a `url` only")
                .help("remove it");
            None
        }
        (Some(_), Some(url), _) => {
            url.error("keys come from one source only")
                .help("keep `file` or `url`");
            None
        }
        (None, None, _) => {
            // A key that is misspelled or has no value has been reported.
            if is_mapping && !mentioned && !unknown {
                node.head()
                    .error("`keys` needs a `url` or a `file`")
                    .help("write `{ url: https://… }`, or `{ file: keys.json }`");
            }
            None
        }
    }
}

fn fetched(url: HttpsUrl) -> Option<KeySource> {
    let authorities = None;
    Some(KeySource::Url { url, authorities })
}

fn read_url(product: &Product, url: Text<'_>) -> Option<HttpsUrl> {
    let example = match product.form {
        TokenForm::AwsAlb => {
            "write it like https://public-keys.auth.elb.eu-central-1.amazonaws.com/"
        }
        _ => {
            "write it like https://auth.acme.example/.well-known/jwks.json: without TLS, anyone could replace the keys"
        }
    };
    url.parse::<HttpsUrl>()
        .map_err(|error| url.error(error.to_string()).help(example))
        .ok()
}

fn read_set(file: Text<'_>) -> Option<KeySource> {
    let text = named_file::read_text("the key set", file)?;
    match check_set(&text) {
        Ok(()) => Some(KeySource::Set(text.into())),
        Err(error) => {
            file.error(format!("{file}: {error}")).help(error.help());
            None
        }
    }
}

/// What is wrong with a key set. No message shows any of its text, which may hold secrets by
/// mistake.
#[derive(Debug, thiserror::Error)]
enum KeySetError {
    #[error("this is not JSON")]
    Json,
    #[error("it has no list `keys`")]
    NoList,
    #[error("it has no keys")]
    Empty,
    #[error("{0} has no `kty`")]
    NoType(OneOf),
    #[error(
        "{0} is a shared key (`oct`): everyone who can verify a token with it can also sign one"
    )]
    Shared(OneOf),
    #[error("{0} is private: everyone who reads it can sign tokens")]
    Private(OneOf),
}

impl KeySetError {
    fn help(&self) -> &'static str {
        match self {
            Self::Json | Self::NoList | Self::Empty | Self::NoType(_) => {
                "a key set is JSON like {\"keys\": [{\"kty\": \"EC\", …}]}"
            }
            Self::Shared(_) => "list public keys only: EC, RSA or OKP",
            Self::Private(_) => "list public keys only, and replace this one: it has been exposed",
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct OneOf(usize);

impl fmt::Display for OneOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            1 => f.write_str("its one key"),
            many => write!(f, "one of its {many} keys"),
        }
    }
}

fn check_set(text: &str) -> Result<(), KeySetError> {
    let set: Value = serde_json::from_str(text).map_err(|_| KeySetError::Json)?;
    let keys = set.get("keys").and_then(Value::as_array);
    let keys = keys.ok_or(KeySetError::NoList)?;
    if keys.is_empty() {
        return Err(KeySetError::Empty);
    }
    let one = OneOf(keys.len());
    for key in keys {
        match key.get("kty").and_then(Value::as_str) {
            None => return Err(KeySetError::NoType(one)),
            Some("oct") => return Err(KeySetError::Shared(one)),
            // `d` is the private part of EC, RSA and OKP keys (RFC 7518, 6; RFC 8037, 2).
            Some(_) if key.get("d").is_some() => return Err(KeySetError::Private(one)),
            Some(_) => {}
        }
    }
    Ok(())
}
