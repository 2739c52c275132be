//! Who asks, as far as it can be proven.

use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::Arc;

use crate::policy::{CallerField, Subject};
use crate::text::MailAddress;

/// Who asks.
#[derive(Clone, Debug)]
pub struct Caller<'r> {
    address: IpAddr,
    person: Option<Known<'r>>,
    certificate: Option<Arc<Certificate>>,
}

/// A person who is known: out of this request, or kept since an earlier one.
#[derive(Clone, Debug)]
enum Known<'r> {
    Here(Person<'r>),
    Kept(Arc<Person<'static>>),
}

/// A person, as somebody vouches for them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person<'r> {
    /// Their id.
    pub user: Option<Cow<'r, str>>,
    /// Their name, for people.
    pub name: Option<Cow<'r, str>>,
    /// Their mail address.
    pub email: Option<Cow<'r, str>>,
    /// Their groups.
    pub groups: Groups<'r>,
    /// Who vouches for them: `headers`, `certificate`, or the policy's name
    /// for an issuer of tokens.
    pub voucher: Cow<'r, str>,
}

impl Person<'_> {
    /// By what they are known best: their id, else their mail address, else
    /// their name.
    pub fn id(&self) -> Option<&str> {
        let known = self.user.as_ref().or(self.email.as_ref());
        known.or(self.name.as_ref()).map(|text| &**text)
    }
}

/// The groups of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Groups<'r> {
    /// In one text, with commas between them.
    Joined(&'r str),
    /// One by one.
    List(Vec<Box<str>>),
}

impl Default for Groups<'_> {
    fn default() -> Self {
        Self::Joined("")
    }
}

impl Groups<'_> {
    /// Whether a group is among them. Names of groups are compared exactly.
    pub fn contains(&self, group: &str) -> bool {
        match self {
            Self::Joined(text) => text
                .split(',')
                .any(|one| one.trim_matches([' ', '\t']) == group),
            Self::List(list) => list.iter().any(|one| **one == *group),
        }
    }
}

/// The certificate with which a client proved its connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Its subject, as RFC 4514 writes it: `CN=Ann Lee,O=Acme`.
    pub subject: Box<str>,
    /// The mail addresses among its alternative names.
    pub emails: Vec<Box<str>>,
}

impl Certificate {
    /// Whether that is its subject, or one of its mail addresses, in the
    /// domain of which case does not count.
    pub fn is_called(&self, name: &str) -> bool {
        let is_same = |address: MailAddress<'_>| {
            let mut emails = self.emails.iter();
            emails.any(|email| MailAddress::parse(email) == Ok(address))
        };
        *self.subject == *name || MailAddress::parse(name).is_ok_and(is_same)
    }
}

impl<'r> Caller<'r> {
    /// Somebody of whom only the network address is known.
    pub fn unknown(address: IpAddr) -> Self {
        Self {
            address,
            person: None,
            certificate: None,
        }
    }

    /// The same, known as that person.
    #[must_use]
    pub fn known_as(self, person: Person<'r>) -> Self {
        let person = Some(Known::Here(person));
        Self { person, ..self }
    }

    /// The same, known as a person who was proven before.
    #[must_use]
    pub fn remembered_as(self, person: Arc<Person<'static>>) -> Self {
        let person = Some(Known::Kept(person));
        Self { person, ..self }
    }

    /// The same, with a certificate.
    #[must_use]
    pub fn holding(self, certificate: impl Into<Arc<Certificate>>) -> Self {
        let certificate = Some(certificate.into());
        Self {
            certificate,
            ..self
        }
    }

    /// Where they come from.
    pub fn address(&self) -> IpAddr {
        self.address
    }

    /// The person, if anybody vouches for them.
    pub fn person(&self) -> Option<&Person<'r>> {
        self.person.as_ref().map(|known| match known {
            Known::Here(person) => person,
            Known::Kept(person) => &**person,
        })
    }

    /// The certificate of their connection.
    pub fn certificate(&self) -> Option<&Certificate> {
        self.certificate.as_deref()
    }

    /// What is known of them.
    pub fn field(&self, field: CallerField) -> Option<&str> {
        let person = self.person()?;
        match field {
            CallerField::User => person.user.as_deref(),
            CallerField::Name => person.name.as_deref(),
            CallerField::Email => person.email.as_deref(),
        }
    }
}

impl Subject for Caller<'_> {
    fn address(&self) -> IpAddr {
        self.address
    }

    fn is_known(&self) -> bool {
        self.person.is_some()
    }

    fn user(&self) -> Option<&str> {
        self.person()?.user.as_deref()
    }

    fn email(&self) -> Option<&str> {
        self.person()?.email.as_deref()
    }

    fn is_in_group(&self, group: &str) -> bool {
        let groups = self.person().map(|person| &person.groups);
        groups.is_some_and(|groups| groups.contains(group))
    }

    fn certificate_is(&self, name: &str) -> bool {
        let held = self.certificate.as_ref();
        held.is_some_and(|held| held.is_called(name))
    }
}
