//! Reading the issuers of signed tokens.

use super::keys::read_keys;
use super::names::HeaderNames;
use super::product::{PRODUCTS, Product};
use crate::compile::fields::{Fields, check_name, named_entries, texts};
use crate::compile::load::Files;
use crate::compile::problem::{Problems, nearest};
use crate::compile::yaml::Node;
use crate::policy::{Algorithm, Claims, TokenVoucher};

/// What the other ways to vouch are called in the decision log.
const RESERVED: [&str; 2] = ["headers", "certificate"];

/// Reads `tokens:`.
pub fn read_tokens(
    sections: &[Node<'_>],
    (names, files): (&mut HeaderNames, &mut Files<'_>),
    problems: &mut Problems,
) -> Vec<TokenVoucher> {
    named_entries(sections, "tokens", problems)
        .into_iter()
        .filter_map(|(name, key, value)| {
            check_name(name, key, problems);
            if RESERVED.contains(&name) {
                problems
                    .error(
                        key.place(),
                        format!("`{name}` is what the log calls another way to vouch"),
                    )
                    .propose("name these tokens after who signs them");
            }
            read_token(name, value, (names, files), problems)
        })
        .collect()
}

fn read_token(
    name: &str,
    node: Node<'_>,
    (names, files): (&mut HeaderNames, &mut Files<'_>),
    problems: &mut Problems,
) -> Option<TokenVoucher> {
    let mut fields = Fields::open(node, format!("the tokens `{name}`"), problems);
    let product = read_product(&mut fields, problems);
    let Some(product) = product else {
        // What it would have to say depends on the product.
        for key in [
            "issuer",
            "audience",
            "algorithms",
            "header",
            "keys",
            "claims",
        ] {
            fields.take(key, problems);
        }
        fields.finish(problems);
        return None;
    };
    let issuer = read_issuer(product, &mut fields, problems);
    let audiences = read_audiences(product, &mut fields, problems);
    let algorithms = read_algorithms(product, &mut fields, problems);
    let header = match fields.take_text("header", problems) {
        Some((header, place)) => names.claim_for_token(header, place, problems),
        None => names.claim_for_token(product.header, fields.heading(), problems),
    };
    let keys = read_keys(product, (issuer, &mut fields), files, problems);
    let claims = read_claims(&mut fields, problems);
    fields.finish(problems);
    let header = header?;
    Some(TokenVoucher {
        name: name.into(),
        form: product.form_in(&header),
        header,
        issuer: issuer?.into(),
        audiences,
        algorithms,
        keys: keys?,
        claims,
    })
}

fn read_product(fields: &mut Fields<'_>, problems: &mut Problems) -> Option<&'static Product> {
    let node = fields.require("from", problems)?;
    let (word, place) = texts(node, "`from`", problems).into_iter().next()?;
    let product = Product::named(word);
    if product.is_none() {
        let known: Vec<&str> = PRODUCTS.iter().map(|product| product.name).collect();
        let adding = problems.error(place, format!("`{word}` is no known product"));
        match nearest(word, &known) {
            Some(near) => adding.propose(format!("did you mean `{near}`?")),
            None => adding.propose(format!(
                "known here: {}; for any other issuer of OpenID Connect write `oidc`",
                known.join(", ")
            )),
        }
    }
    product
}

fn read_issuer<'d>(
    product: &Product,
    fields: &mut Fields<'d>,
    problems: &mut Problems,
) -> Option<&'d str> {
    let node = match product.issuer {
        Some(fixed) if !fields.mentions("issuer") => return Some(fixed),
        _ => fields.require("issuer", problems)?,
    };
    let issuer = node.text().filter(|issuer| is_plain(issuer));
    if issuer.is_none() {
        problems
            .error(node.place(), "this is no issuer")
            .propose("write what stands under `iss` in its tokens, byte for byte");
    }
    issuer
}

fn read_audiences(
    product: &Product,
    fields: &mut Fields<'_>,
    problems: &mut Problems,
) -> Vec<Box<str>> {
    let Some(node) = fields.require("audience", problems) else {
        return Vec::new();
    };
    let audiences = texts(node, "`audience`", problems);
    if node.items().is_some() && audiences.is_empty() {
        problems
            .error(node.place(), "this list is empty")
            .propose("without an audience, tokens for other services would be good here");
    }
    let is_load_balancer =
        |audience: &str| product.name != "aws-alb" || audience.starts_with("arn:aws");
    audiences
        .into_iter()
        .filter_map(|(audience, place)| {
            let good = is_plain(audience) && is_load_balancer(audience);
            if !good {
                problems
                    .error(place, format!("`{audience}` is no audience"))
                    .propose(match product.name {
                        "aws-alb" => "write the ARN of the load balancer",
                        _ => "write what stands under `aud` in tokens for this gateway",
                    });
            }
            good.then(|| audience.into())
        })
        .collect()
}

fn read_algorithms(
    product: &Product,
    fields: &mut Fields<'_>,
    problems: &mut Problems,
) -> Vec<Algorithm> {
    if !product.algorithms.is_empty() && !fields.mentions("algorithms") {
        return product.algorithms.to_vec();
    }
    let Some(node) = fields.require("algorithms", problems) else {
        return Vec::new();
    };
    let words = texts(node, "an algorithm", problems);
    if node.items().is_some() && words.is_empty() {
        problems
            .error(node.place(), "this list is empty")
            .propose("name what the issuer signs with, like `[ES256]`");
    }
    words
        .into_iter()
        .filter_map(|(word, place)| {
            let known = Algorithm::named(word);
            let upper = word.to_ascii_uppercase();
            if known.is_none() && upper == "NONE" {
                problems
                    .error(place, "a token that nobody signed proves nothing")
                    .propose("name what the issuer signs with, like `[ES256]`");
            } else if known.is_none() && upper.starts_with("HS") {
                problems
                    .error(place, format!("whoever can check a token signed with {word} can also make one: its key is shared"))
                    .propose("let the issuer sign with a private key: ES256, RS256 or EdDSA");
            } else if known.is_none() {
                problems
                    .error(place, format!("`{word}` is no algorithm that is known here"))
                    .propose(format!(
                        "known here: {}",
                        Algorithm::ALL.map(Algorithm::as_str).join(", ")
                    ));
            }
            known
        })
        .collect()
}

fn read_claims(fields: &mut Fields<'_>, problems: &mut Problems) -> Claims {
    let mut claims = Claims {
        user: "sub".into(),
        name: "name".into(),
        email: "email".into(),
        groups: "groups".into(),
    };
    let Some(node) = fields.take("claims", problems) else {
        return claims;
    };
    let mut fields = Fields::open(node, "`claims`", problems);
    let slots = [
        ("user", &mut claims.user),
        ("name", &mut claims.name),
        ("email", &mut claims.email),
        ("groups", &mut claims.groups),
    ];
    for (key, slot) in slots {
        let Some((claim, place)) = fields.take_text(key, problems) else {
            continue;
        };
        if !is_plain(claim) {
            problems
                .error(place, format!("`{claim}` is no claim"))
                .propose("write its name as it stands in the tokens");
        }
        *slot = claim.into();
    }
    fields.finish(problems);
    claims
}

/// Whether a text can stand in a token byte for byte as the policy has it.
fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.trim() == text && !text.contains(char::is_control)
}
