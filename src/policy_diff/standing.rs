//! How a policy treats a request before its values count, and by which rule.

use jiff::Timestamp;

use super::side::Answer;
use crate::decision::{Caller, Refusal, Stop, stop_of};
use crate::policy::{Alternative, Moment, Validity, Verdict};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// No route or link has the path.
    NoAnswer,
    /// The access rules let the request pass.
    Admitted,
    Refused(Refusal),
    Expired,
    /// The rules let the request pass, but a word of the path is no value of the parameter there.
    NoValue,
    /// Rules that tell too much apart to be listed.
    Unknown,
    /// A request with three proofs or more, which cells do not have.
    ThreeProofs,
}

/// What one policy says about one caller.
#[derive(Clone, Copy, Debug)]
pub struct Ruling<'p> {
    pub standing: Standing,
    verdict: Option<Verdict<'p>>,
}

impl Standing {
    pub fn in_words(self) -> String {
        match self {
            Self::NoAnswer => "not found".to_owned(),
            Self::Admitted => "sent on".to_owned(),
            Self::Refused(refusal) => format!("refused ({})", refusal.as_str()),
            Self::Expired => "expired".to_owned(),
            Self::NoValue => "invalid value".to_owned(),
            Self::Unknown | Self::ThreeProofs => "not compared".to_owned(),
        }
    }
}

impl<'p> Ruling<'p> {
    pub fn of(
        answer: Option<Answer<'p>>,
        caller: &Caller<'_>,
        now: Timestamp,
        dates: Option<Validity>,
    ) -> Self {
        let Some(answer) = answer else {
            return Self {
                standing: Standing::NoAnswer,
                verdict: None,
            };
        };
        let verdict = answer.route.access().judge(caller, Moment { now, dates });
        let standing = match stop_of(verdict, caller) {
            None if answer.takes_words => Standing::Admitted,
            None => Standing::NoValue,
            Some(Stop::Refused(refusal)) => Standing::Refused(refusal),
            Some(Stop::Expired) => Standing::Expired,
            Some(Stop::Unknown | Stop::Bad(_)) => Standing::NoAnswer,
        };
        Self {
            standing,
            verdict: Some(verdict),
        }
    }

    /// The rule that decided; `None` where none did.
    pub fn rule_in_words(&self) -> Option<String> {
        let rule = |list: &str, rule: &Alternative| Some(format!("{list}: {}", rule.in_words()));
        match self.verdict? {
            Verdict::Allowed(allowed) => rule("allow", allowed),
            Verdict::Denied(denied) => rule("deny", denied),
            Verdict::Unestablished(unknown) => rule("deny", unknown.denied),
            Verdict::NotAllowed(_) => None,
        }
    }
}
