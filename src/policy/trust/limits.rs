//! Bounds on what an identity source may say.

use crate::text::MailAddress;

/// The word for the headers of trusted proxies, among the names of sources.
pub const HEADERS: &str = "headers";
/// The word for client certificates.
pub const CERTIFICATE: &str = "certificate";

/// What an identity source may say. `None` is everything; of what a source does not say nothing is
/// asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceLimits {
    pub source: Box<str>,
    pub users: Option<Box<[Box<str>]>>,
    /// A-labels in lower case.
    pub mail_domains: Option<Box<[Box<str>]>>,
    pub groups: Option<Box<[Box<str>]>>,
}

impl SourceLimits {
    pub fn admit_user(&self, user: &str) -> bool {
        is_among(self.users.as_deref(), user)
    }

    /// Whether it may say that somebody has this mail address.
    pub fn admit_email(&self, email: &str) -> bool {
        let Some(domains) = &self.mail_domains else {
            return true;
        };
        // What is no address for every program has no domain.
        MailAddress::parse(email)
            .is_ok_and(|address| domains.iter().any(|domain| address.is_at(domain)))
    }

    /// The same for a domain as rules keep it.
    pub fn admit_mail_domain(&self, domain: &str) -> bool {
        is_among(self.mail_domains.as_deref(), domain)
    }

    pub fn admit_group(&self, group: &str) -> bool {
        is_among(self.groups.as_deref(), group)
    }
}

fn is_among(all: Option<&[Box<str>]>, one: &str) -> bool {
    all.is_none_or(|all| all.iter().any(|known| **known == *one))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits() -> SourceLimits {
        let list = |text: &str| Some(Box::from([Box::from(text)]));
        SourceLimits {
            source: "portal".into(),
            users: list("ann"),
            mail_domains: list("xn--mnchen-3ya.example"),
            groups: list("CN=Staff,DC=acme"),
        }
    }

    #[test]
    fn a_limit_is_not_widened_by_another_way_of_writing() {
        let limits = limits();
        assert!(limits.admit_user("ann"));
        for user in [
            "Ann",
            "ANN",
            "ann ",
            " ann",
            "ann.",
            "ann\u{200b}",
            "an",
            "",
        ] {
            assert!(!limits.admit_user(user), "{user:?}");
        }
        for email in [
            "a@münchen.example",
            "a@MÜNCHEN.Example",
            "a@XN--mnchen-3ya.example",
        ] {
            assert!(limits.admit_email(email), "{email}");
        }
        for email in [
            "a@münchen.example.",
            "a@mail.münchen.example",
            "a@münchen.example.evil.example",
            "a@evilmünchen.example",
            "a@munchen.example",
            "a@xn--mnchen.example",
            "a@evil.example@münchen.example",
            "a@münchen.example@evil.example",
            "a@mu\u{308}nchen.example",
            "a@münchen.example ",
            "a@münchen\u{3002}example",
            "a@[münchen.example]",
            "münchen.example",
            "@münchen.example",
            "",
        ] {
            assert!(!limits.admit_email(email), "{email:?}");
        }
        assert!(limits.admit_group("CN=Staff,DC=acme"));
        for group in [
            "cn=staff,dc=acme",
            "CN=Staff",
            "CN=Staff,DC=acme ",
            "CN=Staff, DC=acme",
        ] {
            assert!(!limits.admit_group(group), "{group:?}");
        }
    }

    #[test]
    fn what_is_not_limited_may_be_anything() {
        let limits = SourceLimits::default();
        assert!(limits.admit_user("boss") && limits.admit_group("staff"));
        assert!(limits.admit_email("x@evil.example") && limits.admit_mail_domain("evil.example"));
    }
}
