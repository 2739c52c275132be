//! The products that sign tokens, and what each of them fixes.

use crate::policy::{Algorithm, TokenForm};

#[derive(Debug)]
pub struct Product {
    pub name: &'static str,
    /// The header that carries its tokens.
    pub header: &'static str,
    pub form: TokenForm,
    /// The algorithms with which it signs. Empty when the operator chooses.
    pub algorithms: &'static [Algorithm],
    /// Its issuer (`iss`), if that is the same everywhere.
    pub issuer: Option<&'static str>,
    pub keys: ProductKeys,
}

/// Where a product's keys are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProductKeys {
    /// The policy has to say it.
    Open,
    At(&'static str),
    /// At the issuer's address, under this path.
    Below(&'static str),
}

pub const PRODUCTS: [Product; 5] = [
    Product {
        name: "oidc",
        header: "authorization",
        form: TokenForm::Plain,
        algorithms: &[],
        issuer: None,
        keys: ProductKeys::Open,
    },
    Product {
        name: "pomerium",
        header: "x-pomerium-jwt-assertion",
        form: TokenForm::Plain,
        algorithms: &[Algorithm::ES256],
        issuer: None,
        keys: ProductKeys::Open,
    },
    Product {
        name: "cloudflare",
        header: "cf-access-jwt-assertion",
        form: TokenForm::Plain,
        algorithms: &[Algorithm::RS256],
        issuer: None,
        keys: ProductKeys::Below("/cdn-cgi/access/certs"),
    },
    Product {
        name: "google-iap",
        header: "x-goog-iap-jwt-assertion",
        form: TokenForm::Plain,
        algorithms: &[Algorithm::ES256],
        issuer: Some("https://cloud.google.com/iap"),
        keys: ProductKeys::At("https://www.gstatic.com/iap/verify/public_key-jwk"),
    },
    Product {
        name: "aws-alb",
        header: "x-amzn-oidc-data",
        form: TokenForm::AwsAlb,
        algorithms: &[Algorithm::ES256],
        issuer: None,
        keys: ProductKeys::Open,
    },
];

impl Product {
    pub fn named(name: &str) -> Option<&'static Self> {
        PRODUCTS.iter().find(|product| product.name == name)
    }

    /// How tokens are written in a header. In `Authorization` they follow the scheme (RFC 6750).
    pub fn form_in(&self, header: &str) -> TokenForm {
        match (self.form, header) {
            (TokenForm::Plain, "authorization") => TokenForm::Bearer,
            (form, _) => form,
        }
    }
}
