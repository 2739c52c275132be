//! Reading where the keys of an issuer come from.

use serde_json::Value;

use super::product::{Product, ProductKeys};
use crate::compile::fields::Fields;
use crate::compile::load::Files;
use crate::compile::problem::Problems;
use crate::policy::KeySource;
use crate::policy::Place;
use crate::webex::HttpsUrl;

/// How a certificate in a PEM file begins.
const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----";

/// Reads `keys:`, or takes those of the product.
pub fn read_keys(
    product: &Product,
    (issuer, fields): (Option<&str>, &mut Fields<'_>),
    files: &mut Files<'_>,
    problems: &mut Problems,
) -> Option<KeySource> {
    let node = match product.keys {
        ProductKeys::Open => fields.require("keys", problems)?,
        _ if fields.mentions("keys") => fields.take("keys", problems)?,
        ProductKeys::At(url) => return fetched(url.parse().ok()?),
        ProductKeys::Below(path) => {
            // Without an issuer there is a finding already.
            let url = format!("{}{path}", issuer?).parse::<HttpsUrl>().ok();
            let below = url.filter(|url| url.path() == path);
            if below.is_none() {
                problems
                    .error(fields.heading(), "the keys of this issuer cannot be found: it is no https address without a path")
                    .propose("write it like https://TEAM.cloudflareaccess.com");
            }
            return fetched(below?);
        }
    };
    let mut fields = Fields::open(node, "`keys`", problems);
    let is_mapping = fields.is_mapping();
    let mentioned = fields.mentions("file") || fields.mentions("url");
    let file = fields.take_text("file", problems);
    let url = fields.take_text("url", problems);
    let authorities = fields.take_text("authorities", problems);
    let unknown = fields.finish(problems);
    match (file, url, authorities) {
        (Some(file), None, None) => read_set(file, files, problems),
        (None, Some(url), authorities) => {
            let authorities = match authorities {
                None => None,
                Some(file) => Some(read_authorities(file, files, problems)?),
            };
            let url = read_url(product, url, problems)?;
            Some(KeySource::Url { url, authorities })
        }
        (Some(_), None, Some((_, place))) => {
            problems
                .error(place, "keys of a file need no `authorities`")
                .propose("remove it: it is for the `url` of keys");
            None
        }
        (Some(_), Some((_, place)), _) => {
            problems
                .error(place, "keys come from one place")
                .propose("keep `file` or `url`");
            None
        }
        (None, None, _) => {
            if is_mapping && !mentioned && !unknown {
                problems
                    .error(node.place().head(), "nothing says where the keys are")
                    .propose("write `{ url: https://… }`, or `{ file: keys.json }`");
            }
            None
        }
    }
}

fn fetched(url: HttpsUrl) -> Option<KeySource> {
    let authorities = None;
    Some(KeySource::Url { url, authorities })
}

fn read_url(
    product: &Product,
    (url, place): (&str, Place),
    problems: &mut Problems,
) -> Option<HttpsUrl> {
    let example = match product.name {
        "aws-alb" => "write it like https://public-keys.auth.elb.eu-central-1.amazonaws.com/",
        _ => {
            "write it like https://auth.acme.example/.well-known/jwks.json: keys that come unencrypted could be anybody's"
        }
    };
    url.parse::<HttpsUrl>()
        .map_err(|error| problems.error(place, error.to_string()).propose(example))
        .ok()
}

fn read_authorities(
    file: (&str, Place),
    files: &mut Files<'_>,
    problems: &mut Problems,
) -> Option<Box<str>> {
    let text = files.text("the authorities", file, problems)?;
    if !text.contains(CERTIFICATE) {
        problems
            .error(file.1, format!("there is no certificate in {}", file.0))
            .propose(format!("it is a PEM file: a text with `{CERTIFICATE}`"));
        return None;
    }
    Some(text.into())
}

fn read_set(
    file: (&str, Place),
    files: &mut Files<'_>,
    problems: &mut Problems,
) -> Option<KeySource> {
    let text = files.text("the key set", file, problems)?;
    let (message, proposal) = match check_set(&text) {
        Ok(()) => return Some(KeySource::Set(text.into())),
        Err(finding) => finding,
    };
    problems
        .error(file.1, format!("{}: {message}", file.0))
        .propose(proposal);
    None
}

/// What is wrong with the text of a key set, and what to do. Nothing of the
/// text itself is ever shown: it may hold secrets by mistake.
fn check_set(text: &str) -> Result<(), (String, &'static str)> {
    let shape = "a key set is JSON like {\"keys\": [{\"kty\": \"EC\", …}]}";
    let Ok(set) = serde_json::from_str::<Value>(text) else {
        return Err(("this is no JSON".to_owned(), shape));
    };
    let Some(keys) = set.get("keys").and_then(Value::as_array) else {
        return Err(("there is no list `keys` in it".to_owned(), shape));
    };
    let count = match keys.len() {
        0 => return Err(("there are no keys in it".to_owned(), shape)),
        1 => "its one key".to_owned(),
        many => format!("one of its {many} keys"),
    };
    for key in keys {
        match key.get("kty").and_then(Value::as_str) {
            None => return Err((format!("{count} has no `kty`"), shape)),
            Some("oct") => {
                return Err((
                    format!(
                        "{count} is shared (`oct`): whoever can check a token with it can also make one"
                    ),
                    "list public keys only: EC, RSA or OKP",
                ));
            }
            Some(_) if key.get("d").is_some() => {
                return Err((
                    format!("{count} is private: whoever reads it can make tokens"),
                    "list public keys only, and replace this one: it has been shown around",
                ));
            }
            Some(_) => {}
        }
    }
    Ok(())
}
