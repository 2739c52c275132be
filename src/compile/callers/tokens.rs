//! Reading the issuers of signed tokens.

use std::sync::Arc;

use super::keys::read_keys;
use super::names::HeaderNames;
use super::product::{PRODUCTS, Product};
use crate::compile::context::Text;
use crate::compile::fields::{Fields, MapEntry, Subject, check_name, named_entries};
use crate::compile::yaml::Node;
use crate::policy::{Algorithm, CERTIFICATE, Claims, HEADERS, JwtIssuer, TokenForm};
use crate::text::nearest;

/// The names of the other identity sources.
const RESERVED: [&str; 2] = [HEADERS, CERTIFICATE];

/// Reads `tokens:`.
pub fn read_tokens(sections: &[Node<'_>], names: &mut HeaderNames) -> Vec<Arc<JwtIssuer>> {
    let read = |entry: MapEntry<'_>| {
        let name = entry.name;
        check_name(name);
        if RESERVED.contains(&name.as_str()) {
            name.error(format!(
                "`{name}` is the name of another identity source in the log"
            ))
            .help("name these tokens after their issuer");
        }
        read_token(entry, names).map(Arc::new)
    };
    let entries = named_entries(sections, "tokens").into_iter();
    entries.filter_map(read).collect()
}

fn read_token(
    MapEntry { name, value }: MapEntry<'_>,
    names: &mut HeaderNames,
) -> Option<JwtIssuer> {
    let mut fields = Fields::open(value, Subject::Named("the tokens", name));
    let product = read_product(&mut fields);
    let Some(product) = product else {
        // The product decides which keys are needed. All are taken, so that none counts as unknown.
        for key in [
            "issuer",
            "audience",
            "algorithms",
            "header",
            "keys",
            "claims",
        ] {
            fields.take(key);
        }
        fields.finish();
        return None;
    };
    let issuer = read_issuer(product, &mut fields);
    let audiences = read_audiences(product, &mut fields);
    let algorithms = read_algorithms(product, &mut fields);
    let header = fields.take_text("header");
    let header = header.unwrap_or_else(|| Text::new(product.header, fields.heading()));
    let header = names.claim_for_token(header);
    let keys = read_keys(product, issuer, &mut fields);
    let claims = read_claims(&mut fields);
    fields.finish();
    // All fields are read before the first that is broken ends this, so that all are reported.
    let header = header?;
    Some(JwtIssuer {
        name: name.as_str().into(),
        form: product.form_in(&header),
        header,
        issuer: issuer?.into(),
        audiences,
        algorithms,
        keys: keys?,
        claims,
    })
}

fn read_product(fields: &mut Fields<'_>) -> Option<&'static Product> {
    let node = fields.require("from")?;
    let word = node.read_text("`from`")?;
    let product = Product::named(&word);
    if product.is_none() {
        let known: Vec<&str> = PRODUCTS.iter().map(|product| product.name).collect();
        let finding = word.error(format!("unknown product `{word}`"));
        match nearest(&word, &known) {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None => finding.help(format!(
                "known here: {}; for any other issuer of OpenID Connect write `oidc`",
                known.join(", ")
            )),
        }
    }
    product
}

fn read_issuer<'d>(product: &Product, fields: &mut Fields<'d>) -> Option<&'d str> {
    let node = match product.issuer {
        Some(fixed) if !fields.mentions("issuer") => return Some(fixed),
        _ => fields.require("issuer")?,
    };
    let issuer = node.text().filter(|issuer| is_plain(issuer));
    if issuer.is_none() {
        node.error("this is not an issuer")
            .help("write the `iss` of its tokens, byte for byte");
    }
    issuer
}

fn read_audiences(product: &Product, fields: &mut Fields<'_>) -> Vec<Box<str>> {
    let Some(node) = fields.require("audience") else {
        return Vec::new();
    };
    let audiences = node.read_texts("`audience`");
    if node.items().is_some() && audiences.is_empty() {
        node.error("this list is empty")
            .help("without an audience, tokens for other services would be accepted");
    }
    // All partitions of AWS begin like this, as `arn:aws-cn` does.
    let is_load_balancer =
        |audience: &str| product.form != TokenForm::AwsAlb || audience.starts_with("arn:aws");
    audiences
        .into_iter()
        .filter_map(|audience| {
            let good = is_plain(&audience) && is_load_balancer(&audience);
            if !good {
                audience
                    .error(format!("`{audience}` is not an audience"))
                    .help(match product.form {
                        TokenForm::AwsAlb => "write the ARN of the load balancer",
                        _ => "write the `aud` of tokens for this gateway",
                    });
            }
            good.then(|| audience.as_str().into())
        })
        .collect()
}

fn read_algorithms(product: &Product, fields: &mut Fields<'_>) -> Vec<Algorithm> {
    if !product.algorithms.is_empty() && !fields.mentions("algorithms") {
        return product.algorithms.to_vec();
    }
    let Some(node) = fields.require("algorithms") else {
        return Vec::new();
    };
    let words = node.read_texts("an algorithm");
    if node.items().is_some() && words.is_empty() {
        node.error("this list is empty")
            .help("name the algorithms with which the issuer signs, like `[ES256]`");
    }
    words.into_iter().filter_map(read_algorithm).collect()
}

fn read_algorithm(word: Text<'_>) -> Option<Algorithm> {
    let known = Algorithm::from_word(&word);
    if known.is_some() {
        return known;
    }
    let upper = word.to_ascii_uppercase();
    if upper == "NONE" {
        word.error("an unsigned token proves nothing")
            .help("name the algorithms with which the issuer signs, like `[ES256]`");
    } else if upper.starts_with("HS") {
        word.error(format!(
            "everyone who can verify a token signed with {word} can also sign one: its key is shared"
        ))
        .help("let the issuer sign with a private key: ES256, RS256 or EdDSA");
    } else {
        let known: Vec<&str> = Algorithm::ALL.iter().map(|known| known.as_str()).collect();
        let known = known.join(", ");
        word.error(format!("unknown algorithm `{word}`"))
            .help(format!("known here: {known}"));
    }
    None
}

fn read_claims(fields: &mut Fields<'_>) -> Claims {
    // OpenID Connect defines all of these but `groups`, which most issuers use.
    let mut claims = Claims {
        user: "sub".into(),
        name: "name".into(),
        email: "email".into(),
        groups: "groups".into(),
    };
    let Some(node) = fields.take("claims") else {
        return claims;
    };
    let mut fields = Fields::open(node, "`claims`");
    let bindings = [
        ("user", &mut claims.user),
        ("name", &mut claims.name),
        ("email", &mut claims.email),
        ("groups", &mut claims.groups),
    ];
    for (key, binding) in bindings {
        let Some(claim) = fields.take_text(key) else {
            continue;
        };
        if !is_plain(&claim) {
            claim
                .error(format!("`{claim}` is not a claim"))
                .help("write its name as in the tokens");
        }
        *binding = claim.as_str().into();
    }
    fields.finish();
    claims
}

/// Whether a token can contain the text exactly as the policy writes it.
fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.trim() == text && !text.contains(char::is_control)
}
