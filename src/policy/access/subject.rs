//! The caller and the moment for which rules are evaluated.

use jiff::Timestamp;

use crate::net::ClientAddress;
use crate::policy::validity::Validity;

pub trait Subject {
    fn address(&self) -> ClientAddress;
    fn is_known(&self) -> bool;
    fn user(&self) -> Option<&str>;
    fn email(&self) -> Option<&str>;
    fn is_in_group(&self, group: &str) -> bool;
    /// Whether their certificate has that subject or mail address.
    fn certificate_is(&self, name: &str) -> bool;
}

#[derive(Clone, Copy, Debug)]
pub struct Moment {
    pub now: Timestamp,
    /// Where it stands relative to the dates of the link that was asked for; `None` when that was
    /// no link.
    pub dates: Option<Validity>,
}
