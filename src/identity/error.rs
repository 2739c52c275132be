//! Why a caller stays anonymous, or a request is refused, although it claims an identity.

use crate::identity::tokens::TokenError;

/// Why a caller is anonymous although the request claims an identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthError {
    /// The token is invalid: the word of a [`TokenError`].
    Token(&'static str),
    /// The identity source names neither a user id nor an e-mail address.
    Nameless,
    /// The client certificate of the handshake cannot be read.
    Certificate,
}

impl AuthError {
    pub fn words() -> impl Iterator<Item = &'static str> {
        let of_tokens = TokenError::ALL.iter().map(|error| error.as_str());
        let others = [Self::Nameless, Self::Certificate].map(Self::as_str);
        of_tokens.chain(others)
    }

    /// The word for it in the decision log and in metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Token(word) => word,
            Self::Nameless => "nameless",
            Self::Certificate => "certificate_unreadable",
        }
    }
}

/// An identity header with two possible meanings. The request is refused: another program on its
/// way may have understood the other one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderConflict {
    /// The header occurs twice.
    Twice,
    /// Its name is one that programs take for the configured one.
    Alias,
    /// Its value is too long, is not UTF-8, or has control characters.
    NoText,
    /// It is not an e-mail address.
    Email,
    /// It is not a certificate.
    Certificate,
}

impl HeaderConflict {
    /// The word for it in the decision log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Twice => "header_duplicate",
            Self::Alias => "header_alias",
            Self::NoText => "header_invalid_text",
            Self::Email => "header_invalid_email",
            Self::Certificate => "header_invalid_certificate",
        }
    }
}
