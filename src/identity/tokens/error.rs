//! What can be wrong with a token.

/// Why a token is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// It is not three parts of base64url with JSON in the first two.
    #[error("the token is not well-formed")]
    Malformed,
    /// It is longer than 8 KiB.
    #[error("the token is too long")]
    TooLong,
    /// Its algorithm is not among the policy's, or does not fit its key.
    #[error("the token's algorithm is not allowed")]
    Algorithm,
    /// It demands extensions (`crit`), and none is known here.
    #[error("the token demands extensions that are not known")]
    Critical,
    /// Its issuer has no such key.
    #[error("the token's key is not known")]
    UnknownKey,
    /// Its signature is not that of its issuer.
    #[error("the token's signature is wrong")]
    Signature,
    /// It names another issuer, or none.
    #[error("the token is from another issuer")]
    Issuer,
    /// It names another audience (or signer), or none.
    #[error("the token is for another audience")]
    Audience,
    /// Its time is over.
    #[error("the token has expired")]
    Expired,
    /// Its time has not come, or it was issued in the future.
    #[error("the token is not valid yet")]
    NotYet,
    /// A claim is missing or not usable.
    #[error("the token's claims are not usable")]
    Claims,
    /// The keys of its issuer have not been fetched yet.
    #[error("the keys of the token's issuer are not known yet")]
    NoKeys,
}

impl TokenError {
    /// All of them.
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

    /// The word for it in logs and metrics.
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
