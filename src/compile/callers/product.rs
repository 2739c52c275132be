//! The products that sign tokens, and what each of them fixes.

use crate::policy::{Algorithm, TokenForm};

#[derive(Debug)]
pub struct Product {
    pub name: &'static str,
    /// The header in which its tokens come.
    pub header: &'static str,
    pub form: TokenForm,
    /// With what it signs; nothing when that is the operator's choice.
    pub algorithms: &'static [Algorithm],
    /// What it calls itself, if that is the same everywhere.
    pub issuer: Option<&'static str>,
    pub keys: ProductKeys,
}

/// Where the keys of a product are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProductKeys {
    /// The policy has to say it.
    Open,
    At(&'static str),
    /// At the issuer's own address, with this behind it.
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

    /// How tokens stand in a header. `Authorization` has room for several
    /// kinds of proof, and says which it is.
    pub fn form_in(&self, header: &str) -> TokenForm {
        match (self.form, header) {
            (TokenForm::Plain, "authorization") => TokenForm::Bearer,
            (form, _) => form,
        }
    }
}
