//! The identity sources of a policy, as far as it matters for what rules can ask of them.

use crate::policy::{
    CERTIFICATE, Condition, Fact, HEADERS, ProxyHeaders, SourceLimits, TrustConfig,
};

/// An identity source.
#[derive(Clone, Copy, Debug)]
pub struct Source<'t> {
    pub name: &'t str,
    kind: Kind<'t>,
    limits: Option<&'t SourceLimits>,
}

#[derive(Clone, Copy, Debug)]
enum Kind<'t> {
    /// A token may have any claim.
    Token,
    Headers(&'t ProxyHeaders),
    Certificate,
}

impl<'t> Source<'t> {
    /// All sources, from the strongest.
    pub fn all(trust: &'t TrustConfig) -> Vec<Self> {
        let tokens = trust.tokens.iter();
        let tokens = tokens.map(|issuer| (&*issuer.name, Kind::Token));
        let headers = trust.headers.as_ref();
        let headers = headers.map(|headers| (HEADERS, Kind::Headers(headers)));
        let certificate = trust.certificates.as_ref();
        let certificate = certificate.map(|_| (CERTIFICATE, Kind::Certificate));
        let all = tokens.chain(headers).chain(certificate);
        all.map(|(name, kind)| Self {
            name,
            kind,
            limits: trust.limits_of(name).map(|limits| &**limits),
        })
        .collect()
    }

    /// Whether it can establish, of each of its callers, whether a condition holds.
    pub fn can_tell(self, condition: &Condition) -> bool {
        match (self.kind, condition) {
            // The certificate comes with the connection, beside any proof.
            (_, Condition::Certificate(_) | Condition::From(_)) => true,
            (Kind::Token, _)
            | (_, Condition::Network(_) | Condition::Time(_) | Condition::Link(_)) => true,
            (Kind::Headers(headers), Condition::User(_)) => headers.user.is_some(),
            (Kind::Headers(headers), Condition::MailDomain(_)) => headers.email.is_some(),
            (Kind::Headers(headers), Condition::Group(groups)) => {
                headers.groups.is_some() && !groups.iter().any(|group| group.contains(','))
            }
            // Its subject is the user.
            (Kind::Certificate, Condition::User(_) | Condition::MailDomain(_)) => true,
            (Kind::Certificate, Condition::Group(_)) => false,
        }
    }

    /// Whether it can say of somebody that they are, or belong to, what a condition names.
    pub fn can_claim(self, fact: Fact, value: &str) -> bool {
        let limits = self.limits;
        match (self.kind, fact) {
            (Kind::Certificate, Fact::User) if !value.contains('=') => return false,
            (Kind::Certificate, Fact::Group) => return false,
            (Kind::Headers(headers), Fact::User) if headers.user.is_none() => return false,
            (Kind::Headers(headers), Fact::MailDomain) if headers.email.is_none() => return false,
            (Kind::Headers(headers), Fact::Group) if headers.groups.is_none() => return false,
            (Kind::Headers(_), Fact::Group) if value.contains(',') => return false,
            _ => {}
        }
        limits.is_none_or(|limits| match fact {
            Fact::User => limits.admit_user(value),
            Fact::MailDomain => limits.admit_mail_domain(value),
            Fact::Group => limits.admit_group(value),
            Fact::Network | Fact::Certificate | Fact::Source => true,
        })
    }
}
