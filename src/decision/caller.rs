//! The caller: the network address, and the identity if one is proven.

use std::borrow::Cow;
use std::sync::Arc;

use crate::net::ClientAddress;
use crate::policy::{CallerField, Subject};
use crate::text::MailAddress;
use crate::word_list::words;

/// The caller of a request.
#[derive(Clone, Debug)]
pub struct Caller<'r> {
    address: ClientAddress,
    person: Option<Known<'r>>,
    certificate: Option<Arc<Certificate>>,
}

/// An identity from this request, or one kept since an earlier request.
// Tokens are verified once and kept. Sharing them saves a copy of every field for each request.
#[derive(Clone, Debug)]
enum Known<'r> {
    Here(Person<'r>),
    Kept(Arc<Person<'static>>),
}

/// A person, as stated by an identity source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person<'r> {
    /// The user id.
    pub user: Option<Cow<'r, str>>,
    /// The name to display.
    pub name: Option<Cow<'r, str>>,
    /// The mail address.
    pub email: Option<Cow<'r, str>>,
    pub groups: Groups<'r>,
    /// The identity source: `headers`, `certificate`, or the name of a token issuer in the policy.
    pub identity_provider: Cow<'r, str>,
}

impl Person<'_> {
    /// What identifies the person best: the user id, else the mail address, else the name.
    pub fn id(&self) -> Option<&str> {
        self.key().map(|key| key.id)
    }

    /// What tells the person from all others.
    pub fn key(&self) -> Option<PersonKey<'_>> {
        let ids = [
            (IdKind::User, &self.user),
            (IdKind::Email, &self.email),
            (IdKind::Name, &self.name),
        ];
        ids.into_iter().find_map(|(kind, id)| {
            Some(PersonKey {
                identity_provider: &self.identity_provider,
                kind,
                id: id.as_deref()?,
            })
        })
    }
}

/// The id of a person, with what it is unique in: two sources may give the same id to two persons,
/// and one person may have a user id that is the name of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PersonKey<'k> {
    pub identity_provider: &'k str,
    pub kind: IdKind,
    pub id: &'k str,
}

words! {
    /// Which of the fields of a person is their id.
    #[derive(Hash)]
    pub enum IdKind {
        User = "user",
        Email = "email",
        Name = "name",
    }
}

/// The groups of a person, as the identity source gives them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Groups<'r> {
    /// One text of a header, with commas between the groups. It is not split unless a rule asks.
    Joined(&'r str),
    List(Vec<Box<str>>),
}

impl Default for Groups<'_> {
    fn default() -> Self {
        Self::Joined("")
    }
}

impl Groups<'_> {
    /// Whether this group is among them; case counts.
    pub fn contains(&self, group: &str) -> bool {
        match self {
            Self::Joined(text) => text
                .split(',')
                .any(|one| one.trim_matches([' ', '\t']) == group),
            Self::List(list) => list.iter().any(|one| **one == *group),
        }
    }
}

/// The client certificate of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// The subject as in RFC 4514: `CN=Ann Lee,O=Acme`.
    pub subject: Box<str>,
    /// The mail addresses among the alternative names.
    pub emails: Vec<Box<str>>,
}

impl Certificate {
    /// Whether this is the subject or one of the mail addresses.
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
    pub fn unknown(address: impl Into<ClientAddress>) -> Self {
        Self {
            address: address.into(),
            person: None,
            certificate: None,
        }
    }

    /// The same caller with an identity from this request.
    #[must_use]
    pub fn with_identity(self, person: Person<'r>) -> Self {
        let person = Some(Known::Here(person));
        Self { person, ..self }
    }

    /// The same caller with an identity that was proven in an earlier request.
    #[must_use]
    pub fn remembered_as(self, person: Arc<Person<'static>>) -> Self {
        let person = Some(Known::Kept(person));
        Self { person, ..self }
    }

    /// The same caller with a client certificate.
    #[must_use]
    pub fn with_certificate(self, certificate: impl Into<Arc<Certificate>>) -> Self {
        let certificate = Some(certificate.into());
        Self {
            certificate,
            ..self
        }
    }

    /// Where they come from.
    pub fn address(&self) -> ClientAddress {
        self.address
    }

    /// The identity; `None` for an anonymous caller.
    pub fn person(&self) -> Option<&Person<'r>> {
        self.person.as_ref().map(|known| match known {
            Known::Here(person) => person,
            Known::Kept(person) => &**person,
        })
    }

    /// The client certificate of the connection.
    pub fn certificate(&self) -> Option<&Certificate> {
        self.certificate.as_deref()
    }

    /// One field of the identity.
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
    fn address(&self) -> ClientAddress {
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
