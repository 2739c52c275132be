//! What the listeners of operators and health checks need from the process.

use std::pin::Pin;

pub trait AdminHandler: Send + Sync + 'static {
    /// In the OpenMetrics text format.
    fn metrics(&self) -> String;

    fn policy_status(&self) -> PolicyStatus;

    /// The policy in force, as JSON, without secrets.
    fn policy(&self) -> Pin<Box<dyn Future<Output = Vec<u8>> + Send>>;

    /// Begins a probe of the front door, as JSON; `None` without random numbers for its id.
    fn open_probe(&self) -> Option<Vec<u8>>;

    fn close_probe(&self, id: &str);

    /// What has arrived of a probe so far, as JSON; `None` where there is no such probe.
    fn probe(&self, id: &str) -> Option<Vec<u8>>;

    /// Reloads policy, certificates and tokens.
    fn reload(&self) -> Pin<Box<dyn Future<Output = Reloaded> + Send>>;
}

#[derive(Clone, Debug)]
pub struct PolicyStatus {
    /// The hash of the policy in force.
    pub policy: String,
    pub policy_age_seconds: i64,
    /// The time since the source had this policy; `None` for files.
    pub policy_confirmed_seconds: Option<i64>,
    /// The fingerprint of the signing keys.
    pub signing_keys: String,
}

/// The outcome of a reload, in lines for the operator.
#[derive(Clone, Debug)]
pub enum Reloaded {
    /// Everything is valid, changed or not.
    Done(String),
    /// Something is invalid; of that, the old one stays in force.
    Refused(String),
}
