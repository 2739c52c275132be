//! The caller of a line, as the evaluator takes one.

use std::borrow::Cow;

use super::facts::{Fact, Reading, Told};
use crate::decision::{Caller, Certificate, Groups, Person};
use crate::decision_logs::{LogLine, Text};
use crate::identity::{Identified, Supposed};
use crate::net::ClientAddress;
use crate::policy::TrustConfig;
use crate::text::MailAddress;

/// At a domain that no policy names.
const ELSEWHERE: &str = "x@elsewhere.invalid";

/// A caller with the facts that a line tells, and some that are assumed.
#[derive(Clone, Copy, Debug)]
pub struct LineCaller<'a> {
    pub line: &'a LogLine<'a>,
    pub reading: Reading,
    pub assumed: &'a [Fact<'a>],
}

impl LineCaller<'_> {
    /// The caller at this address, under the sources of a policy.
    pub fn identified(self, address: ClientAddress, trust: &TrustConfig) -> Identified<'static> {
        let told = Told::by(self.line, self.reading);
        let supposed = Supposed {
            address,
            persons: self.person(told).into_iter().collect(),
            certificate: None,
        };
        let Identified { caller, auth_error } = supposed.identify(trust);
        let caller: Caller<'static> = match self.certificate(told) {
            Some(certificate) => caller.with_certificate(certificate),
            None => caller,
        };
        Identified { caller, auth_error }
    }

    fn person(self, told: Told<'_>) -> Option<Person<'static>> {
        let provider = self.line.identity_provider.as_ref()?;
        let id = self
            .line
            .caller
            .as_ref()
            .map(|id| Cow::from(id.to_string()));
        let user = id.clone().filter(|_| told.has("user"));
        // Without a user, the e-mail address is the id, and without both, the name.
        let email = match (&user, told.has("email")) {
            (_, false) => None,
            (Some(_), true) => Some(self.email(told).into()),
            (None, true) => id.clone(),
        };
        let name = match (&user, &email, told.has("name")) {
            (_, _, false) => None,
            (None, None, true) => id,
            (_, _, true) => Some("x".into()),
        };
        Some(Person {
            user,
            name,
            email,
            groups: match told.has("groups") {
                true => Groups::List(self.names(told.holds().map(|names| &*names.group), group)),
                false => Groups::Unknown,
            },
            identity_provider: provider.to_string().into(),
        })
    }

    /// An address with the domain that the line tells, or that is assumed.
    fn email(self, told: Told<'_>) -> String {
        let domains = self.names(told.holds().map(|names| &*names.mail_domain), mail_domain);
        let known = domains.first().map(|domain| format!("x@{domain}"));
        known.unwrap_or_else(|| ELSEWHERE.to_owned())
    }

    fn certificate(self, told: Told<'_>) -> Option<Certificate> {
        let names = self.names(told.holds().map(|names| &*names.certificate), certificate);
        let is_there = told.has("certificate") && (told.holds().is_some() || !names.is_empty());
        let is_mail = |name: &str| MailAddress::parse(name).is_ok();
        is_there.then(|| Certificate {
            subject: names
                .iter()
                .find(|name| !is_mail(name))
                .cloned()
                .unwrap_or_default(),
            emails: names.iter().filter(|name| is_mail(name)).cloned().collect(),
        })
    }

    /// The names that the line tells, and those that are assumed.
    fn names(
        self,
        told: Option<&[Text<'_>]>,
        of: fn(&Fact<'_>) -> Option<Box<str>>,
    ) -> Vec<Box<str>> {
        let told = told
            .unwrap_or_default()
            .iter()
            .map(|name| Box::from(&**name));
        told.chain(self.assumed.iter().filter_map(of)).collect()
    }
}

fn group(fact: &Fact<'_>) -> Option<Box<str>> {
    match fact {
        Fact::Group(name) => Some((*name).into()),
        Fact::MailDomain(_) | Fact::Certificate(_) => None,
    }
}

fn mail_domain(fact: &Fact<'_>) -> Option<Box<str>> {
    match fact {
        Fact::MailDomain(name) => Some((*name).into()),
        Fact::Group(_) | Fact::Certificate(_) => None,
    }
}

fn certificate(fact: &Fact<'_>) -> Option<Box<str>> {
    match fact {
        Fact::Certificate(name) => Some((*name).into()),
        Fact::Group(_) | Fact::MailDomain(_) => None,
    }
}
