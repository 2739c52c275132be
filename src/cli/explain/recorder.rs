//! Takes down what a request goes through.

use std::cell::{Cell, RefCell};

use super::answer::{self, Answer, RateLimitFacts};
use super::asker::Asker;
use super::facts::{Asked, DecisionFacts, Facts, Meaning};
use super::standing::StandingFacts;
use crate::compile::Sources;
use crate::decision::Caller;
use crate::directory::Resolution;
use crate::gateway::{Decided, DryAnswer, Environment, LimitClass, LimitKey, RateLimited};
use crate::identity::Identified;
use crate::policy::Policy;

/// The environment of a dry run: admits everybody, and notes what it is told.
#[derive(Debug)]
pub struct Recorder<'s> {
    policy: &'s Policy,
    sources: &'s Sources,
    asker: Option<Asker>,
    counted: Cell<Option<RateLimitFacts>>,
    typed: RefCell<Option<Meaning>>,
    standing: RefCell<Option<StandingFacts>>,
    decision: RefCell<Option<Noted>>,
}

/// A decision, and why it stopped.
#[derive(Debug)]
struct Noted {
    facts: DecisionFacts,
    because: Option<String>,
}

impl Environment for Recorder<'_> {
    fn admit(&self, class: LimitClass, caller: &Caller<'_>) -> Result<(), RateLimited> {
        let counted = RateLimitFacts::new(class, LimitKey::of(caller));
        self.counted.set(Some(counted));
        Ok(())
    }

    fn identified<'r>(&self, proven: Identified<'r>) -> Identified<'r> {
        let identified = match &self.asker {
            Some(asker) => asker.at(proven.caller.address(), self.policy.trust()),
            None => proven,
        };
        let standing = StandingFacts::of(self.policy, &identified.caller);
        self.standing.replace(Some(standing));
        identified
    }

    fn resolved(&self, resolution: &Resolution<'_>) {
        self.typed.replace(Some(Meaning::of(resolution)));
    }

    fn decided(&self, decided: &Decided<'_, '_, '_>) {
        let noted = Noted {
            facts: DecisionFacts::of(decided, self.policy, self.sources),
            because: decided
                .stop
                .map(|stop| answer::stopped_because(stop, self.policy, decided)),
        };
        self.decision.replace(Some(noted));
    }
}

impl<'s> Recorder<'s> {
    pub fn new(policy: &'s Policy, sources: &'s Sources, asker: Option<Asker>) -> Self {
        Self {
            policy,
            sources,
            asker,
            counted: Cell::new(None),
            typed: RefCell::new(None),
            standing: RefCell::new(None),
            decision: RefCell::new(None),
        }
    }

    /// All that is known once the request is answered.
    pub fn facts(self, asked: Asked, answer: &DryAnswer) -> Facts {
        let (decision, because) = match self.decision.into_inner() {
            Some(noted) => (noted.facts, noted.because),
            None => (DecisionFacts::default(), None),
        };
        let because = because.or_else(|| answer::because(&answer.outcome, self.policy));
        Facts {
            asked,
            typed: self.typed.into_inner(),
            answer: Answer::new(answer, because, self.counted.get()),
            standing: self.standing.into_inner().unwrap_or_default(),
            decision,
        }
    }
}
