//! Who asks, as an operator writes it.

use std::borrow::Cow;

use x509_cert::name::Name;

use super::caller::{Certificate, Person};
use crate::text::MailAddress;

/// Reads a person: a user, an e-mail address, or `Name <mail>`. Who has a mail
/// address is known by it, unless `--user` says otherwise.
pub fn person(text: &str) -> Result<Person<'static>, String> {
    let some = |text: &str| {
        let text = text.trim();
        (!text.is_empty()).then(|| Cow::Owned(text.to_owned()))
    };
    let (name, email) = match text.trim().strip_suffix('>') {
        Some(text) => text.rsplit_once('<').unwrap_or_default(),
        None if text.contains('@') => ("", text),
        None => ("", ""),
    };
    let word = (!text.contains(['<', '@'])).then_some(text);
    let (name, email) = (some(name), some(email));
    let user = word.and_then(some).or_else(|| email.clone());
    let is_mail = |email: &Cow<'_, str>| MailAddress::parse(email).is_ok();
    match (user.is_some() || name.is_some()) && email.as_ref().is_none_or(is_mail) {
        true => Ok(Person {
            user,
            name,
            email,
            ..Person::default()
        }),
        false => Err("write it like \"Ann Lee <ann@acme.example>\"".to_owned()),
    }
}

/// Reads what a certificate says: its subject, as certificates have it, or an e-mail address.
pub fn certificate(text: &str) -> Result<Certificate, String> {
    let is_canonical = |name: Name| name.to_string() == text;
    let is_subject = text.contains('=') && text.parse().is_ok_and(is_canonical);
    let (subject, email) = match MailAddress::parse(text) {
        // `CN=ann@acme.example` could be both.
        Ok(_) if !is_subject => ("", Some(text)),
        Err(_) if !is_subject && text.contains('@') => {
            return Err("write it like CN=Ann,O=Acme or ann@acme.example".to_owned());
        }
        Ok(_) | Err(_) => (text, None),
    };
    Ok(Certificate {
        subject: subject.into(),
        emails: email.into_iter().map(Into::into).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As a proxy says them: who has an e-mail address is known by it, and a bare word
    /// is an id, which is no name.
    #[test]
    fn a_person_is_a_user_a_mail_address_or_a_name_with_one() {
        let read = |text| person(text).map(|person| (person.user, person.name, person.email));
        let some = |text: &str| Some(text.to_owned().into());
        let mail = some("a@b.c");
        for (text, user, name, email) in [
            ("Ann Lee <a@b.c>", &mail, some("Ann Lee"), &mail),
            ("<a@b.c>", &mail, None, &mail),
            ("a@b.c", &mail, None, &mail),
            ("ann", &some("ann"), None, &None),
            ("Ann <>", &None, some("Ann"), &None),
        ] {
            let expected = Ok((user.clone(), name, email.clone()));
            assert_eq!(read(text), expected, "{text}");
        }
        for text in ["", " ", "<>", " <> ", "a@b@c", "Ann <a,b@c>", "Ann Lee a@b"] {
            assert!(person(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_certificate_has_a_mail_address_by_the_gateways_rule() {
        for (text, subject, emails) in [
            ("CN=Ann Lee,O=Acme", "CN=Ann Lee,O=Acme", &[][..]),
            ("CN=ann@acme.example", "CN=ann@acme.example", &[]),
            ("ann@acme.example", "", &["ann@acme.example"]),
            ("cn=ann@acme.example", "", &["cn=ann@acme.example"]),
        ] {
            let held = certificate(text).expect(text);
            assert_eq!(&*held.subject, subject);
            let found: Vec<&str> = held.emails.iter().map(|email| &**email).collect();
            assert_eq!(found, emails, "{text}");
        }
        for text in [
            "\"ann lee\"@evil.example",
            "a@x@evil.example",
            "ann @acme.example",
            "@acme.example",
            "CN = ann@acme.example",
        ] {
            assert!(certificate(text).is_err(), "{text}");
        }
    }
}
