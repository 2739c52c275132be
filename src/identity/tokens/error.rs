//! Why a token is invalid.

use crate::word_list::words;

words! {
    /// Why a token is invalid.
    #[derive(thiserror::Error)]
    pub enum TokenError {
        /// It is not three parts of base64url, or header or payload are not JSON.
        #[error("the token is not well-formed")]
        Malformed = "malformed",
        #[error("the token is too long")]
        TooLong = "too_long",
        /// The policy does not list its algorithm, or the algorithm does not fit its key.
        #[error("the token's algorithm is not allowed")]
        Algorithm = "algorithm_not_allowed",
        /// It requires extensions (`crit`), and none is supported.
        #[error("the token demands extensions that are not known")]
        Critical = "unsupported_extension",
        #[error("the token's key is not known")]
        UnknownKey = "unknown_key",
        #[error("the token's signature is wrong")]
        Signature = "invalid_signature",
        /// It has another issuer or none.
        #[error("the token is from another issuer")]
        Issuer = "wrong_issuer",
        /// It has another audience (for AWS: signer) or none.
        #[error("the token is for another audience")]
        Audience = "wrong_audience",
        #[error("the token has expired")]
        Expired = "expired",
        /// `nbf` or `iat` are in the future.
        #[error("the token is not valid yet")]
        NotYet = "not_yet_valid",
        /// A required claim is missing, or a claim cannot be used.
        #[error("the token's claims are not usable")]
        Claims = "invalid_claims",
        #[error("the keys of the token's issuer are not known yet")]
        NoKeys = "keys_unavailable",
    }
}
