//! Why a caller stays anonymous, or a request is refused, although it claims an identity.

use crate::identity::tokens::TokenError;
use crate::word_list::words;

/// Why a caller is anonymous although the request claims an identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthError {
    Token(TokenError),
    /// The identity source names neither a user id nor an e-mail address.
    Nameless,
    /// The client certificate of the handshake cannot be read.
    Certificate,
    /// The policy does not let the identity source say that.
    Limits,
}

impl AuthError {
    pub fn words() -> impl Iterator<Item = &'static str> {
        let of_tokens = TokenError::ALL.iter().map(|error| error.as_str());
        let others = [Self::Nameless, Self::Certificate, Self::Limits].map(Self::as_str);
        of_tokens.chain(others)
    }

    /// The word for it in the decision log and in metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Token(error) => error.as_str(),
            Self::Nameless => "missing_user",
            Self::Certificate => "invalid_certificate",
            Self::Limits => "outside_limits",
        }
    }
}

words! {
    /// An identity header with two possible meanings. The request is refused: another program on
    /// its way may have understood the other one.
    pub enum HeaderConflict {
        Twice = "header_duplicate",
        /// Its name is one that programs take for the configured one.
        Alias = "header_alias",
        /// Its value is too long, is not UTF-8, or has control characters.
        NoText = "header_invalid_text",
        /// It is not an e-mail address.
        Email = "header_invalid_email",
        Certificate = "header_invalid_certificate",
    }
}
