//! What other servers cannot answer, and why.

use crate::decision::{BadRequest, Refusal, Stop};

/// A link or a route that is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Its path, as people read it.
    pub path: String,
    pub reason: Reason,
}

/// Why other servers cannot answer a path as the gateway does.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    #[error("it requires an identity")]
    NeedsPerson,
    #[error("it is restricted to some callers")]
    NotForEverybody,
    #[error("its rules depend on the time of day")]
    DependsOnTime,
    #[error("its dates do not include today")]
    NotToday,
    #[error("a person has to confirm it")]
    NeedsConfirmation,
    #[error("it needs a value for `{0}` that its path does not have")]
    NeedsValue(String),
    #[error("its path has a value for `{0}` that other servers cannot check")]
    UncheckedValue(String),
    #[error("it carries a secret")]
    CarriesSecret,
    #[error("the gateway asks Webex for it")]
    AsksWebex,
    #[error("people come back through the gateway")]
    ReturnsThroughGateway,
    #[error("a path of it may belong to a route that is left out")]
    Overlaps,
    #[error("a table cannot hold its `{0}`")]
    NoCell(String),
    #[error("its address has characters that the configuration of another server cannot hold")]
    NotPlain,
}

impl Reason {
    pub fn of_stop(stop: &Stop<'_>) -> Self {
        match stop {
            Stop::Bad(BadRequest::Missing(name)) => Self::NeedsValue((*name).to_owned()),
            Stop::Bad(bad) => match bad.parameter() {
                Some(name) => Self::UncheckedValue(name.to_owned()),
                None => Self::NotForEverybody,
            },
            Stop::Refused(Refusal::Nobody) => Self::NeedsPerson,
            Stop::Refused(Refusal::Hours) => Self::DependsOnTime,
            Stop::Refused(Refusal::NotYet) | Stop::Expired => Self::NotToday,
            Stop::Refused(_) | Stop::Unknown => Self::NotForEverybody,
        }
    }
}
