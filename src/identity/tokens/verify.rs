//! From the text of a token to a person, in two steps: what it says about its
//! signature, and, with the key that belongs to it, everything else.
//!
//! The algorithm is one of the policy's, the key is one of the issuer's, and
//! both must fit each other. The head of a token only picks among them; keys
//! and addresses of keys that it brings along (`jwk`, `jku`, `x5c`, `x5u`) are
//! not even read.

use base64::Engine;
use base64::alphabet::URL_SAFE;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, URL_SAFE_NO_PAD};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::decision::Person;
use crate::identity::tokens::claims::{self, Claims, Window};
use crate::identity::tokens::error::TokenError;
use crate::identity::tokens::keys::Key;
use crate::identity::tokens::{alb, person};
use crate::policy::{Algorithm, TokenForm, TokenVoucher};

/// base64url with padding, as AWS load balancers write it, or without.
const PADDED: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A token of which only the head has been read. Nothing in it is proven, and
/// nothing shows it: it has no `Debug`.
pub struct Unproven<'t> {
    head: Head,
    algorithm: Algorithm,
    /// Head and payload, byte for byte as they were signed.
    signed: &'t str,
    payload: &'t str,
    signature: &'t str,
}

/// Whom a token proves, and when.
pub struct Proven {
    pub person: Person<'static>,
    pub window: Window,
}

/// What is read of the head of a token. A member that comes twice is an error.
#[derive(Deserialize)]
struct Head {
    alg: String,
    kid: Option<String>,
    #[serde(default)]
    crit: Present,
    /// Written by AWS load balancers.
    signer: Option<String>,
    iss: Option<Value>,
    exp: Option<Value>,
}

/// Whether a member is there, whatever it is.
#[derive(Default)]
struct Present(bool);

impl<'de> Deserialize<'de> for Present {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self(true))
    }
}

impl<'t> Unproven<'t> {
    /// Takes a token apart and reads its head.
    pub fn read(voucher: &TokenVoucher, token: &'t str) -> Result<Self, TokenError> {
        let mut parts = token.split('.');
        let (Some(head), Some(payload), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(TokenError::Malformed);
        };
        if signature.is_empty() {
            return Err(TokenError::Malformed);
        }
        let signed = &token[..head.len() + 1 + payload.len()];
        let head: Head = json(voucher.form, head)?;
        let algorithm = head.check(voucher)?;
        Ok(Self {
            head,
            algorithm,
            signed,
            payload,
            signature,
        })
    }

    pub fn kid(&self) -> Option<&str> {
        self.head.kid.as_deref()
    }

    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Checks the signature first, then what was signed. The time is left to
    /// the [`Window`].
    pub fn prove(self, voucher: &TokenVoucher, key: &Key) -> Result<Proven, TokenError> {
        let signature = match voucher.form {
            TokenForm::AwsAlb => self.signature.trim_end_matches('='),
            TokenForm::Plain | TokenForm::Bearer => self.signature,
        };
        if !key.signed(self.signed.as_bytes(), signature, self.algorithm) {
            return Err(TokenError::Signature);
        }
        let claims: Claims = json(voucher.form, self.payload)?;
        let end_in_head = match voucher.form {
            TokenForm::AwsAlb => {
                self.head.check_issuer(voucher, &claims)?;
                self.head.exp.as_ref()
            }
            TokenForm::Plain | TokenForm::Bearer => {
                check(voucher, &claims)?;
                None
            }
        };
        Ok(Proven {
            window: Window::of(&claims, end_in_head)?,
            person: person::read(voucher, &claims)?,
        })
    }
}

/// Issuer and audience.
fn check(voucher: &TokenVoucher, claims: &Claims) -> Result<(), TokenError> {
    if !claims::is_from(claims.get("iss"), &voucher.issuer) {
        return Err(TokenError::Issuer);
    }
    if !claims::is_for(claims, &voucher.audiences) {
        return Err(TokenError::Audience);
    }
    Ok(())
}

impl Head {
    /// The algorithm, out of the policy's list.
    fn check(&self, voucher: &TokenVoucher) -> Result<Algorithm, TokenError> {
        let mut allowed = voucher.algorithms.iter();
        let algorithm = allowed.find(|one| one.as_str() == self.alg);
        let algorithm = *algorithm.ok_or(TokenError::Algorithm)?;
        if self.crit.0 {
            return Err(TokenError::Critical);
        }
        if voucher.form == TokenForm::AwsAlb {
            self.check_alb(voucher)?;
        }
        Ok(algorithm)
    }

    /// Before a key is asked for: it would be a request to AWS for everybody
    /// who makes a name up.
    fn check_alb(&self, voucher: &TokenVoucher) -> Result<(), TokenError> {
        let signer = self.signer.as_deref();
        if !voucher.audiences.iter().any(|one| signer == Some(one)) {
            return Err(TokenError::Audience);
        }
        if !self.kid.as_deref().is_some_and(alb::is_kid) {
            return Err(TokenError::Malformed);
        }
        Ok(())
    }

    /// AWS names the issuer in the head, and not always in the payload. (The
    /// signer stands for the audience.)
    fn check_issuer(&self, voucher: &TokenVoucher, claims: &Claims) -> Result<(), TokenError> {
        let mut named = self.iss.iter().chain(claims.get("iss")).peekable();
        let is_named = named.peek().is_some();
        if !is_named || !named.all(|one| claims::is_from(Some(one), &voucher.issuer)) {
            return Err(TokenError::Issuer);
        }
        Ok(())
    }
}

fn json<T: DeserializeOwned>(form: TokenForm, part: &str) -> Result<T, TokenError> {
    let engine = match form {
        TokenForm::AwsAlb => &PADDED,
        TokenForm::Plain | TokenForm::Bearer => &URL_SAFE_NO_PAD,
    };
    let bytes = engine.decode(part).map_err(|_| TokenError::Malformed)?;
    serde_json::from_slice(&bytes).map_err(|_| TokenError::Malformed)
}
