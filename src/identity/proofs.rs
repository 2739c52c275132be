//! The proofs of one request, from the strongest to the weakest.

use std::sync::Arc;

use super::error::AuthError;
use crate::decision::{Caller, Person, Proof};
use crate::policy::{SourceLimits, TrustConfig};

/// Everything in a request that says who asks.
#[derive(Debug)]
pub struct Proofs<'t, 'r> {
    trust: &'t TrustConfig,
    strongest: Option<Claimed<'r>>,
    /// Nearly all requests have one proof, for which nothing is allocated.
    further: Vec<Proof<'r>>,
    refused: Option<AuthError>,
}

/// The strongest claim to be somebody.
#[derive(Debug)]
enum Claimed<'r> {
    By(Proof<'r>),
    /// Nobody is named, which the claims of weaker sources do not make good.
    ByNobody(AuthError),
}

impl<'t, 'r> Proofs<'t, 'r> {
    pub fn new(trust: &'t TrustConfig) -> Self {
        Self {
            trust,
            strongest: None,
            further: Vec::new(),
            refused: None,
        }
    }

    pub fn trust(&self) -> &'t TrustConfig {
        self.trust
    }

    /// Adds what a source says of a person, perhaps without a name.
    pub fn add(&mut self, proof: impl Into<Proof<'r>>) {
        let proof = proof.into();
        let limits = limits_of(self.trust, proof.person());
        let proof = proof.limited_by(limits);
        if !proof.is_within_limits() {
            return self.refuse(AuthError::Limits);
        }
        if self.strongest.is_some() {
            self.further.push(proof);
            return;
        }
        self.strongest = Some(match proof.person().is_identifying() {
            true => Claimed::By(proof),
            false => Claimed::ByNobody(AuthError::Nameless),
        });
    }

    /// Adds a proof of somebody who cannot be read: nothing is known of this person.
    pub fn add_unreadable(&mut self, person: Person<'r>, error: AuthError) {
        match self.strongest {
            Some(_) => self.further.push(person.into()),
            None => self.strongest = Some(Claimed::ByNobody(error)),
        }
    }

    /// A proof does not hold. It may be a forgery, so no other one is believed instead.
    pub fn refuse(&mut self, error: AuthError) {
        self.refused.get_or_insert(error);
    }

    /// The caller whom the proofs name, or why it stays anonymous.
    pub fn name(self, unknown: Caller<'r>) -> (Caller<'r>, Option<AuthError>) {
        match (self.refused, self.strongest) {
            (Some(error), _) | (None, Some(Claimed::ByNobody(error))) => (unknown, Some(error)),
            (None, Some(Claimed::By(proof))) => {
                let caller = unknown.with_identity(proof);
                (caller.with_further(self.further), None)
            }
            (None, None) => (unknown, None),
        }
    }
}

fn limits_of(trust: &TrustConfig, person: &Person<'_>) -> Option<Arc<SourceLimits>> {
    trust.limits_of(&person.identity_provider).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::ClientAddress;

    fn person(source: &'static str, user: Option<&'static str>) -> Person<'static> {
        Person {
            user: user.map(Into::into),
            identity_provider: source.into(),
            ..Person::default()
        }
    }

    fn named(proofs: Proofs<'_, '_>) -> (Option<String>, usize, Option<AuthError>) {
        let (caller, error) = proofs.name(Caller::unknown(ClientAddress::UNKNOWN));
        let id = caller.person().and_then(Person::id).map(ToOwned::to_owned);
        (id, caller.further().len(), error)
    }

    #[test]
    fn a_proof_without_a_name_counts_beside_a_stronger_one_only() {
        let trust = TrustConfig::default();
        let ann = || person("portal", Some("ann"));
        let mut proofs = Proofs::new(&trust);
        proofs.add(ann());
        proofs.add(person("headers", None));
        proofs.add_unreadable(person("certificate", None), AuthError::Certificate);
        assert_eq!(named(proofs), (Some("ann".to_owned()), 2, None));

        let mut proofs = Proofs::new(&trust);
        proofs.add(person("headers", None));
        proofs.add(person("certificate", Some("CN=Ann")));
        assert_eq!(named(proofs), (None, 0, Some(AuthError::Nameless)));

        let mut proofs = Proofs::new(&trust);
        proofs.add_unreadable(person("certificate", None), AuthError::Certificate);
        assert_eq!(named(proofs), (None, 0, Some(AuthError::Certificate)));
    }

    #[test]
    fn one_refused_proof_outweighs_all_others() {
        let trust = TrustConfig {
            limits: vec![Arc::new(SourceLimits {
                source: "headers".into(),
                users: Some(Box::from([Box::from("bob")])),
                ..SourceLimits::default()
            })],
            ..TrustConfig::default()
        };
        let mut proofs = Proofs::new(&trust);
        proofs.add(person("portal", Some("ann")));
        proofs.add(person("headers", Some("bob")));
        assert_eq!(named(proofs), (Some("ann".to_owned()), 1, None));

        let mut proofs = Proofs::new(&trust);
        proofs.add(person("portal", Some("ann")));
        proofs.add(person("headers", Some("Bob")));
        assert_eq!(named(proofs), (None, 0, Some(AuthError::Limits)));
    }
}
