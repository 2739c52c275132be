//! What a token has to allow.

/// What a token has to allow, as far as that is published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scopes {
    /// In one's own name.
    pub user: Vec<Box<str>>,
    /// In the name of others, as Service Apps do.
    pub admin: Vec<Box<str>>,
}
