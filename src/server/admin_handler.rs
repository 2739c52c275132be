//! What the listeners of operators and probes ask of the process.

use std::pin::Pin;

/// What operators can ask of the process.
pub trait AdminHandler: Send + Sync + 'static {
    /// All metrics, in the OpenMetrics format.
    fn metrics(&self) -> String;

    /// Which policy is in force, and since when.
    fn policy_status(&self) -> PolicyStatus;

    /// The policy in force, as JSON, without secrets.
    fn policy(&self) -> Pin<Box<dyn Future<Output = Vec<u8>> + Send>>;

    /// Begins a probe of the front door; `None` where there can be no more. JSON.
    fn open_probe(&self) -> Option<Vec<u8>>;

    /// Ends a probe.
    fn close_probe(&self, id: &str);

    /// What has arrived of a probe so far; `None` where there is none of that name. JSON.
    fn probe(&self, id: &str) -> Option<Vec<u8>>;

    /// Reads everything anew.
    fn reload(&self) -> Pin<Box<dyn Future<Output = Reloaded> + Send>>;
}

/// Which policy is in force.
#[derive(Clone, Debug)]
pub struct PolicyStatus {
    /// Its hash.
    pub policy: String,
    /// For how many seconds it has been in force.
    pub policy_age_seconds: i64,
    /// The fingerprint of its signing keys.
    pub signing_keys: String,
}

/// What came of a reload, in words for the operator, whole lines.
#[derive(Clone, Debug)]
pub enum Reloaded {
    /// Everything is good, changed or not.
    Done(String),
    /// Something is wrong; what was good before goes on.
    Refused(String),
}
