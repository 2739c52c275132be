//! The caller: the network address, and the identity if one is proven.

use std::borrow::Cow;
use std::sync::Arc;

use crate::net::ClientAddress;
use crate::policy::{CallerField, ProvenPerson, SourceLimits, Subject};
use crate::text::{MailAddress, is_exact};
use crate::word_list::words;

/// The caller of a request.
#[derive(Clone, Debug)]
pub struct Caller<'r> {
    address: ClientAddress,
    /// The strongest proof.
    proof: Option<Proof<'r>>,
    /// The other ones. Nearly all requests have none.
    further: Vec<Proof<'r>>,
    certificate: Option<Arc<Certificate>>,
}

/// What one identity source has proven.
#[derive(Clone, Debug)]
pub struct Proof<'r> {
    known: Known<'r>,
    /// What the source may say; `None` if it may say anything.
    limits: Option<Arc<SourceLimits>>,
}

/// An identity from this request, or one kept since an earlier request.
// Tokens are verified once and kept. Sharing them saves a copy of every field for each request.
#[derive(Clone, Debug)]
enum Known<'r> {
    Here(Person<'r>),
    Kept(Arc<Person<'static>>),
}

impl<'r> From<Person<'r>> for Proof<'r> {
    fn from(person: Person<'r>) -> Self {
        Self {
            known: Known::Here(person),
            limits: None,
        }
    }
}

impl From<Arc<Person<'static>>> for Proof<'_> {
    fn from(person: Arc<Person<'static>>) -> Self {
        Self {
            known: Known::Kept(person),
            limits: None,
        }
    }
}

impl<'r> Proof<'r> {
    #[must_use]
    pub fn limited_by(self, limits: Option<Arc<SourceLimits>>) -> Self {
        Self { limits, ..self }
    }

    pub fn person(&self) -> &Person<'r> {
        match &self.known {
            Known::Here(person) => person,
            Known::Kept(person) => person,
        }
    }

    /// Whether the source may say who this is. Groups are not asked for: those beyond its limit
    /// open nothing.
    pub fn is_within_limits(&self) -> bool {
        let person = self.person();
        self.limits.as_ref().is_none_or(|limits| {
            let (user, email) = (person.user.as_deref(), person.email.as_deref());
            user.is_none_or(|user| limits.admit_user(user))
                && email.is_none_or(|email| limits.admit_email(email))
        })
    }
}

impl ProvenPerson for Proof<'_> {
    fn source(&self) -> &str {
        &self.person().identity_provider
    }

    fn user(&self) -> Option<&str> {
        // With something hidden in it, it is another one than people see. Tokens have none such.
        self.person().user.as_deref().filter(|user| is_exact(user))
    }

    fn email(&self) -> Option<&str> {
        self.person().email.as_deref()
    }

    fn is_in_group(&self, group: &str) -> Option<bool> {
        self.person().groups.contain(group)
    }

    fn may_claim_group(&self, group: &str) -> bool {
        let limits = self.limits.as_ref();
        limits.is_none_or(|limits| limits.admit_group(group))
    }
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

    /// Whether it has a user id or an e-mail address. A display name or groups do not identify a
    /// person.
    pub fn is_identifying(&self) -> bool {
        self.user.is_some() || self.email.is_some()
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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Groups<'r> {
    /// The source does not say in which groups the person is.
    #[default]
    Unknown,
    /// One text of a header, with commas between the groups. It is not split unless a rule asks.
    Joined(&'r str),
    List(Vec<Box<str>>),
}

impl Groups<'_> {
    /// Whether this group is among them; case counts. `None` if that cannot be known.
    pub fn contain(&self, group: &str) -> Option<bool> {
        match self {
            Self::Unknown => None,
            Self::Joined(text) => is_among(text, group),
            Self::List(list) => Some(list.iter().any(|one| **one == *group)),
        }
    }

    /// Their names; `None` where the source does not tell them.
    pub fn names(&self) -> Option<impl Iterator<Item = &str>> {
        let (joined, list) = match self {
            Self::Unknown => return None,
            Self::Joined(text) => (*text, &[][..]),
            Self::List(list) => ("", &list[..]),
        };
        let joined = joined.split(',').map(|one| one.trim_matches([' ', '\t']));
        let joined = joined.filter(|one| !one.is_empty());
        Some(joined.chain(list.iter().map(|one| &**one)))
    }
}

/// Whether a group is among those in the text of a header.
fn is_among(text: &str, group: &str) -> Option<bool> {
    let names = || text.split(',').map(|one| one.trim_matches([' ', '\t']));
    // The commas of its own name are those between names, too.
    let is_one_text = !group.contains(',') || !text.contains(',');
    match names().any(|one| one == group) {
        true => Some(true),
        // With something hidden in it, a name may be meant for this one.
        false => (is_one_text && names().all(is_exact)).then_some(false),
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

impl Certificate {
    /// Whether a source with these limits may show it. Each of its addresses could be asked for.
    pub fn is_within(&self, limits: &SourceLimits) -> bool {
        let mut emails = self.emails.iter();
        let has_subject = !self.subject.is_empty();
        (!has_subject || limits.admit_user(&self.subject))
            && emails.all(|email| limits.admit_email(email))
    }
}

impl<'r> Caller<'r> {
    /// Somebody of whom only the network address is known.
    pub fn unknown(address: impl Into<ClientAddress>) -> Self {
        Self {
            address: address.into(),
            proof: None,
            further: Vec::new(),
            certificate: None,
        }
    }

    /// The same caller with an identity: that of the strongest proof.
    #[must_use]
    pub fn with_identity(self, proof: impl Into<Proof<'r>>) -> Self {
        let proof = Some(proof.into());
        Self { proof, ..self }
    }

    /// The same caller with the weaker proofs, too.
    #[must_use]
    pub fn with_further(self, further: Vec<Proof<'r>>) -> Self {
        Self { further, ..self }
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
        self.proof.as_ref().map(Proof::person)
    }

    /// The persons of the other proofs of the request, which may be somebody else.
    pub fn further(&self) -> &[Proof<'r>] {
        &self.further
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

impl<'r> Subject for Caller<'r> {
    type Person = Proof<'r>;

    fn address(&self) -> ClientAddress {
        self.address
    }

    fn strongest(&self) -> Option<&Proof<'r>> {
        self.proof.as_ref()
    }

    fn everybody(&self) -> impl Iterator<Item = &Proof<'r>> {
        self.proof.iter().chain(&self.further)
    }

    fn holds_certificate(&self, names: &[Box<str>]) -> Option<bool> {
        let held = self.certificate.as_ref()?;
        Some(names.iter().any(|name| held.is_called(name)))
    }
}

#[cfg(test)]
mod tests {
    use super::Groups;

    #[test]
    fn the_groups_of_a_header_are_those_that_rules_ask_for() {
        let names = |text| {
            let names = Groups::Joined(text)
                .names()
                .map(|names| names.map(str::to_owned).collect());
            names.unwrap_or_else(Vec::new)
        };
        assert_eq!(names("staff,\thosts , a b,"), ["staff", "hosts", "a b"]);
        assert_eq!(names(""), [""; 0]);
        for text in ["staff, hosts", "a,,b", "CN=x,OU=y"] {
            let groups = Groups::Joined(text);
            for name in names(text) {
                assert_eq!(groups.contain(&name), Some(true), "{name}");
            }
        }
    }
}
