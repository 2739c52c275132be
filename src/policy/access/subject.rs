//! The caller and the moment for which rules are evaluated.

use jiff::Timestamp;

use crate::net::ClientAddress;
use crate::policy::validity::Validity;

/// The caller of a request, with every person that it proves.
pub trait Subject {
    type Person: ProvenPerson;

    fn address(&self) -> ClientAddress;
    /// The person of the strongest proof; `None` for an anonymous caller.
    fn strongest(&self) -> Option<&Self::Person>;
    /// The persons of all proofs; none for an anonymous caller.
    fn everybody(&self) -> impl Iterator<Item = &Self::Person>;
    /// Whether their certificate has one of these subjects or mail addresses; `None` without a
    /// certificate that can be read.
    fn holds_certificate(&self, names: &[Box<str>]) -> Option<bool>;
}

/// What one identity source says of a person. `None` is what it does not say.
pub trait ProvenPerson {
    /// The name of the source.
    fn source(&self) -> &str;
    fn user(&self) -> Option<&str>;
    fn email(&self) -> Option<&str>;
    fn is_in_group(&self, group: &str) -> Option<bool>;
    /// Whether the policy lets the source put anybody into this group.
    fn may_claim_group(&self, group: &str) -> bool;
}

#[derive(Clone, Copy, Debug)]
pub struct Moment {
    pub now: Timestamp,
    /// Where it stands relative to the dates of the link that was asked for; `None` when that was
    /// no link.
    pub dates: Option<Validity>,
}
