//! Policy and certificates in force, and how often they were reloaded.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

use crate::word_list::words;

words! {
    /// What can be reloaded.
    pub enum Subject {
        /// The policy, with the tables, keys and secrets that it names.
        Policy = "policy",
        /// The certificates, keys and authorities of TLS.
        Certificates = "certificates",
        /// The tokens of operators.
        AdminTokens = "admin_tokens",
    }
}

words! {
    /// The outcome of a reload.
    pub enum ReloadResult {
        /// Another one is in force now.
        Changed = "changed",
        /// It is the same as before.
        Unchanged = "unchanged",
        /// It is invalid; the old one stays in force.
        Refused = "refused",
    }
}

#[derive(Debug, Default)]
pub struct StateMetrics {
    reloads: Family<ReloadLabel, Counter>,
    policy: Family<PolicyLabel, Gauge>,
    policy_loaded: Gauge,
    certificates: Family<CertificateLabel, Gauge>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ReloadLabel {
    subject: &'static str,
    result: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct PolicyLabel {
    hash: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct BuildLabel {
    version: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct CertificateLabel {
    file: String,
}

impl StateMetrics {
    pub fn register(registry: &mut Registry) -> Self {
        let metrics = Self::default();
        for subject in Subject::ALL.iter().copied() {
            for result in ReloadResult::ALL.iter().copied() {
                // From 0 on: an alert does not see the first one of a series that begins with it.
                metrics.reloads(subject, result);
            }
        }
        registry.register("reloads", "Reloads", metrics.reloads.clone());
        let build = Family::<BuildLabel, Gauge>::default();
        let version = env!("CARGO_PKG_VERSION");
        build.get_or_create_owned(&BuildLabel { version }).set(1);
        registry.register("build_info", "The version of the program", build);
        registry.register("policy_info", "The policy in force", metrics.policy.clone());
        registry.register(
            "policy_loaded_timestamp_seconds",
            "Since when the policy is in force",
            metrics.policy_loaded.clone(),
        );
        registry.register(
            "certificate_expiry_timestamp_seconds",
            "Until when a certificate of TLS is valid",
            metrics.certificates.clone(),
        );
        metrics
    }

    pub fn count_reload(&self, subject: Subject, result: ReloadResult) {
        self.reloads(subject, result).inc();
    }

    fn reloads(&self, subject: Subject, result: ReloadResult) -> Counter {
        let (subject, result) = (subject.as_str(), result.as_str());
        self.reloads
            .get_or_create_owned(&ReloadLabel { subject, result })
    }

    /// Notes the policy that is in force from then on, in seconds since 1970.
    pub fn policy_in_force(&self, hash: &str, since: i64) {
        let hash = hash.to_owned();
        self.policy
            .get_or_create_owned(&PolicyLabel { hash })
            .set(1);
        self.policy_loaded.set(since);
    }

    /// Notes that a policy is in force no more.
    pub fn policy_retired(&self, hash: &str) {
        let hash = hash.to_owned();
        self.policy.remove(&PolicyLabel { hash });
    }

    /// Since when the policy is in force, in seconds since 1970.
    pub fn policy_since(&self) -> i64 {
        self.policy_loaded.get()
    }

    /// Notes until when a certificate is valid that is in use, by the operator's
    /// name of its file, in seconds since 1970.
    pub fn certificate_in_force(&self, file: String, expiry: i64) {
        self.certificates
            .get_or_create_owned(&CertificateLabel { file })
            .set(expiry);
    }
}
