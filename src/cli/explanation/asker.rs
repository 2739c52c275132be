//! The person who asks, as the command line or a line of the log names them.

use crate::decision::{Certificate, Person};
use crate::identity::{Identified, Supposed};
use crate::net::ClientAddress;
use crate::policy::TrustConfig;

/// `None` for what is not known of them.
#[derive(Clone, Debug)]
pub struct Asker {
    pub person: Option<Person<'static>>,
    /// Whom weaker proofs name.
    pub further: Vec<Person<'static>>,
    pub certificate: Option<Certificate>,
}

impl Asker {
    /// The caller with this identity, at the address that the request proves.
    pub fn at(&self, address: ClientAddress, trust: &TrustConfig) -> Identified<'static> {
        let supposed = Supposed {
            address,
            persons: self.person.iter().chain(&self.further).cloned().collect(),
            certificate: self.certificate.clone(),
        };
        supposed.identify(trust)
    }
}
