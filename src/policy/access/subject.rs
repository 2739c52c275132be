//! Whom and when a rule is asked about.

use std::net::IpAddr;

use jiff::Timestamp;

use crate::policy::validity::Validity;

/// Whom conditions are about.
pub trait Subject {
    /// Where they come from.
    fn address(&self) -> IpAddr;
    /// Whether anybody vouches for them.
    fn is_known(&self) -> bool;
    /// Their id.
    fn user(&self) -> Option<&str>;
    /// Their mail address.
    fn email(&self) -> Option<&str>;
    /// Whether they are in that group.
    fn is_in_group(&self, group: &str) -> bool;
    /// Whether they hold a certificate with that subject or mail address.
    fn certificate_is(&self, name: &str) -> bool;
}

/// When somebody asks.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// The moment itself.
    pub now: Timestamp,
    /// Where it stands relative to the dates of the link that was asked for;
    /// `None` when that was no link.
    pub dates: Option<Validity>,
}
