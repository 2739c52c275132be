//! Verifies a token in two steps: reads its JOSE header, then, with the key that the header names,
//! checks the signature and reads the claims.
//!
//! The algorithm is one of the policy's, the key is one of the issuer's, and both must fit each
//! other. The header only picks among them. Keys and URLs of keys in it (`jwk`, `jku`, `x5c`,
//! `x5u`) are not even read.

use base64::Engine;
use base64::alphabet::URL_SAFE;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, URL_SAFE_NO_PAD};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::decision::Person;
use crate::identity::tokens::claims::{self, Claims, Validity};
use crate::identity::tokens::error::TokenError;
use crate::identity::tokens::keys::Key;
use crate::identity::tokens::{alb, person};
use crate::policy::{Algorithm, JwtIssuer, TokenForm};

/// AWS load balancers write padding, which JOSE forbids.
const PADDED: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A token before verification: only its header has been read. It has no `Debug`, so that no log
/// can show it.
pub struct UnverifiedJwt<'t> {
    header: JoseHeader,
    algorithm: Algorithm,
    /// Header and payload, byte for byte as they were signed.
    signed: &'t str,
    payload: &'t str,
    signature: &'t str,
}

/// What a verified token says.
pub struct VerifiedJwt {
    pub person: Person<'static>,
    pub validity: Validity,
}

/// The members of the header that are read. One that occurs twice is an error.
#[derive(Deserialize)]
struct JoseHeader {
    alg: String,
    kid: Option<String>,
    #[serde(default)]
    crit: HasMember,
    // The others are written by AWS load balancers.
    signer: Option<String>,
    iss: Option<Value>,
    exp: Option<Value>,
}

/// Whether a member occurs, with any value.
#[derive(Default)]
struct HasMember(bool);

impl<'de> Deserialize<'de> for HasMember {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self(true))
    }
}

impl<'t> UnverifiedJwt<'t> {
    /// Splits a token and reads its header.
    pub fn read(config: &JwtIssuer, token: &'t str) -> Result<Self, TokenError> {
        let mut parts = token.split('.');
        let (Some(header), Some(payload), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(TokenError::Malformed);
        };
        if signature.is_empty() {
            return Err(TokenError::Malformed);
        }
        let signed = &token[..header.len() + 1 + payload.len()];
        let header: JoseHeader = decode_json(config.form, header)?;
        let algorithm = header.check(config)?;
        Ok(Self {
            header,
            algorithm,
            signed,
            payload,
            signature,
        })
    }

    pub fn kid(&self) -> Option<&str> {
        self.header.kid.as_deref()
    }

    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Checks everything but the time, which may pass while the token is cached: it is left to
    /// [`Validity`].
    pub fn verify(self, config: &JwtIssuer, key: &Key) -> Result<VerifiedJwt, TokenError> {
        let signature = match config.form {
            TokenForm::AwsAlb => self.signature.trim_end_matches('='),
            TokenForm::Plain | TokenForm::Bearer => self.signature,
        };
        // First, so that no unsigned byte of the payload reaches the JSON parser.
        if !key.verifies(self.signed.as_bytes(), signature, self.algorithm) {
            return Err(TokenError::Signature);
        }
        let claims: Claims = decode_json(config.form, self.payload)?;
        let header_exp = match config.form {
            TokenForm::AwsAlb => {
                self.header.check_issuer(config, &claims)?;
                self.header.exp.as_ref()
            }
            TokenForm::Plain | TokenForm::Bearer => {
                check_claims(config, &claims)?;
                None
            }
        };
        Ok(VerifiedJwt {
            validity: Validity::of(&claims, header_exp)?,
            person: person::read(config, &claims)?,
        })
    }
}

/// Issuer and audience.
fn check_claims(config: &JwtIssuer, claims: &Claims) -> Result<(), TokenError> {
    if !claims::is_from(claims.get("iss"), &config.issuer) {
        return Err(TokenError::Issuer);
    }
    if !claims::is_for(claims, &config.audiences) {
        return Err(TokenError::Audience);
    }
    Ok(())
}

impl JoseHeader {
    /// Checks the header, and returns the algorithm out of the policy's list.
    fn check(&self, config: &JwtIssuer) -> Result<Algorithm, TokenError> {
        let mut allowed = config.algorithms.iter();
        let algorithm = allowed.find(|one| one.as_str() == self.alg);
        let algorithm = *algorithm.ok_or(TokenError::Algorithm)?;
        if self.crit.0 {
            return Err(TokenError::Critical);
        }
        // Before a key is requested: every made-up key id would be a request to AWS.
        if config.form == TokenForm::AwsAlb {
            self.check_alb(config)?;
        }
        Ok(algorithm)
    }

    fn check_alb(&self, config: &JwtIssuer) -> Result<(), TokenError> {
        // AWS tokens have no audience. The signer is the load balancer, and stands for it.
        let signer = self.signer.as_deref();
        if !config.audiences.iter().any(|one| signer == Some(one)) {
            return Err(TokenError::Audience);
        }
        if !self.kid.as_deref().is_some_and(alb::is_kid) {
            return Err(TokenError::Malformed);
        }
        Ok(())
    }

    fn check_issuer(&self, config: &JwtIssuer, claims: &Claims) -> Result<(), TokenError> {
        // AWS writes the issuer into the header, and not always into the payload.
        let mut named = self.iss.iter().chain(claims.get("iss")).peekable();
        let is_named = named.peek().is_some();
        if !is_named || !named.all(|one| claims::is_from(Some(one), &config.issuer)) {
            return Err(TokenError::Issuer);
        }
        Ok(())
    }
}

fn decode_json<T: DeserializeOwned>(form: TokenForm, part: &str) -> Result<T, TokenError> {
    let engine = match form {
        TokenForm::AwsAlb => &PADDED,
        TokenForm::Plain | TokenForm::Bearer => &URL_SAFE_NO_PAD,
    };
    let bytes = engine.decode(part).map_err(|_| TokenError::Malformed)?;
    serde_json::from_slice(&bytes).map_err(|_| TokenError::Malformed)
}
