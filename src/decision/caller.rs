//! Who asks, as far as it can be proven.

use std::net::IpAddr;

use crate::policy::CallerField;

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    address: IpAddr,
    person: Option<Person>,
}

/// A person who is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// Their name.
    pub name: Option<String>,
    /// Their mail address.
    pub email: Option<String>,
}

impl Caller {
    /// Somebody of whom only the network address is known.
    pub fn unknown(address: IpAddr) -> Self {
        let person = None;
        Self { address, person }
    }

    /// The same, known as that person.
    #[must_use]
    pub fn known_as(self, person: Person) -> Self {
        let person = Some(person);
        Self { person, ..self }
    }

    /// Where they come from.
    pub fn address(&self) -> IpAddr {
        self.address
    }

    /// What is known of them.
    pub fn field(&self, field: CallerField) -> Option<&str> {
        let person = self.person.as_ref()?;
        match field {
            CallerField::Name => person.name.as_deref(),
            CallerField::Email => person.email.as_deref(),
        }
    }
}
