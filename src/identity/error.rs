//! Why a request is refused, or its caller unknown, although something says who asks.

use crate::identity::tokens::TokenError;

/// Why nobody is known although something claimed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// The token does not hold: why, in a word.
    Token(&'static str),
    /// What is vouched for names neither a user nor a mail address.
    Nameless,
    /// The certificate of the handshake cannot be read.
    Certificate,
}

impl Doubt {
    /// Every word for one.
    pub fn words() -> impl Iterator<Item = &'static str> {
        let of_tokens = TokenError::ALL.into_iter().map(TokenError::as_str);
        let others = [Self::Nameless, Self::Certificate].map(Self::as_str);
        of_tokens.chain(others)
    }

    /// In a word, for the decision log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Token(word) => word,
            Self::Nameless => "nameless",
            Self::Certificate => "certificate_unreadable",
        }
    }
}

/// A header that says who somebody is in a way that could be taken for two
/// things. The request is refused: another program on its way may have
/// believed the other one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spoof {
    /// It stands there twice.
    Twice,
    /// It has a name that programs take for the real one.
    Alias,
    /// Its value is too long, or no text.
    NoText,
    /// It is no mail address: there is not exactly one `@` in it.
    Email,
    /// It is no certificate.
    Certificate,
}

impl Spoof {
    /// In a word, for the decision log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Twice => "header_twice",
            Self::Alias => "header_alias",
            Self::NoText => "header_no_text",
            Self::Email => "header_no_email",
            Self::Certificate => "header_no_certificate",
        }
    }
}
