//! Why a token is invalid.

/// Why a token is invalid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// It is not three parts of base64url, or header or payload are not JSON.
    #[error("the token is not well-formed")]
    Malformed,
    #[error("the token is too long")]
    TooLong,
    /// The policy does not list its algorithm, or the algorithm does not fit its key.
    #[error("the token's algorithm is not allowed")]
    Algorithm,
    /// It requires extensions (`crit`), and none is supported.
    #[error("the token demands extensions that are not known")]
    Critical,
    #[error("the token's key is not known")]
    UnknownKey,
    #[error("the token's signature is wrong")]
    Signature,
    /// It has another issuer or none.
    #[error("the token is from another issuer")]
    Issuer,
    /// It has another audience (for AWS: signer) or none.
    #[error("the token is for another audience")]
    Audience,
    #[error("the token has expired")]
    Expired,
    /// `nbf` or `iat` are in the future.
    #[error("the token is not valid yet")]
    NotYet,
    /// A required claim is missing, or a claim cannot be used.
    #[error("the token's claims are not usable")]
    Claims,
    #[error("the keys of the token's issuer are not known yet")]
    NoKeys,
}

impl TokenError {
    pub const ALL: [Self; 12] = [
        Self::Malformed,
        Self::TooLong,
        Self::Algorithm,
        Self::Critical,
        Self::UnknownKey,
        Self::Signature,
        Self::Issuer,
        Self::Audience,
        Self::Expired,
        Self::NotYet,
        Self::Claims,
        Self::NoKeys,
    ];

    /// The word for it in the decision log and in metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::TooLong => "too_long",
            Self::Algorithm => "algorithm",
            Self::Critical => "critical",
            Self::UnknownKey => "unknown_key",
            Self::Signature => "signature",
            Self::Issuer => "issuer",
            Self::Audience => "audience",
            Self::Expired => "expired",
            Self::NotYet => "not_yet",
            Self::Claims => "claims",
            Self::NoKeys => "no_keys",
        }
    }
}
