//! The person who asks, as the command line or a line of the log names them.

use crate::decision::{Caller, Certificate, Person};
use crate::identity::{Identified, holder};
use crate::net::ClientAddress;

/// `None` for what is not known of them.
#[derive(Clone, Debug)]
pub struct Asker {
    pub person: Option<Person<'static>>,
    pub certificate: Option<Certificate>,
}

impl Asker {
    /// The caller with this identity, at the address that the request proves.
    pub fn at(&self, address: ClientAddress) -> Identified<'static> {
        let mut caller = Caller::unknown(address);
        let held = self.certificate.as_ref();
        let person = self.person.clone().or_else(|| holder(held?));
        if let Some(person) = person {
            caller = caller.with_identity(person);
        }
        if let Some(certificate) = held {
            caller = caller.with_certificate(certificate.clone());
        }
        Identified {
            caller,
            auth_error: None,
        }
    }
}
