//! Takes down what a request goes through.

use std::cell::{Cell, RefCell};
use std::fmt::Debug;

use super::answer::{self, Answer, RateLimitFacts};
use super::asker::Asker;
use super::concealed::Texts;
use super::facts::{Asked, DecisionFacts, Facts, Meaning, WebexCallFacts};
use super::question::Question;
use super::standing::StandingFacts;
use crate::compile::Sources;
use crate::decision::Caller;
use crate::directory::Resolution;
use crate::gateway::{
    Decided, DryAnswer, Environment, LimitClass, LimitKey, NotAsked, RateLimited, WebexCall,
};
use crate::identity::Identified;
use crate::policy::Policy;

/// The environment of a dry run: admits everybody, and notes what it is told.
#[derive(Debug)]
pub struct Recorder<'s> {
    policy: &'s Policy,
    sources: &'s Sources,
    witness: &'s dyn Witness,
    asker: Option<Asker>,
    /// Whether what was typed may be told, and what became of it.
    texts: Cell<Texts>,
    counted: Cell<Option<RateLimitFacts>>,
    typed: RefCell<Option<Meaning>>,
    standing: RefCell<Option<StandingFacts>>,
    decision: RefCell<Option<Noted>>,
    webex_call: RefCell<Option<WebexCallFacts>>,
}

/// Sees each decision with the parts of the policy that made it, which facts only name.
pub trait Witness: Debug {
    fn saw(&self, _: &Decided<'_, '_, '_>) {}
}

/// That nobody sees it.
#[derive(Debug)]
pub struct Unseen;

impl Witness for Unseen {}

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

    fn ask_webex(&self, _site: &str, call: &WebexCall) -> NotAsked {
        let facts = WebexCallFacts::of(call, self.texts.get());
        self.webex_call.replace(Some(facts));
        NotAsked::Yet
    }

    fn resolved(&self, resolution: &Resolution<'_>) {
        let typed = self.texts.get();
        let meaning = Meaning::of(resolution, typed, self.policy);
        self.typed.replace(Some(meaning));
        if let Resolution::Path(path) = resolution {
            self.texts.set(typed.of(path, self.policy));
        }
    }

    fn decided(&self, decided: &Decided<'_, '_, '_>) {
        self.witness.saw(decided);
        let noted = Noted {
            facts: DecisionFacts::of(decided, self.policy, self.sources, self.texts.get()),
            because: decided
                .stop
                .map(|stop| answer::stopped_because(stop, self.policy, decided)),
        };
        self.decision.replace(Some(noted));
    }
}

impl<'s> Recorder<'s> {
    pub fn new(policy: &'s Policy, sources: &'s Sources, question: &Question) -> Self {
        Self {
            policy,
            sources,
            witness: &Unseen,
            asker: question.asker(),
            texts: Cell::new(question.url.texts()),
            counted: Cell::new(None),
            typed: RefCell::new(None),
            standing: RefCell::new(None),
            decision: RefCell::new(None),
            webex_call: RefCell::new(None),
        }
    }

    #[must_use]
    pub fn seen_by(self, witness: &'s dyn Witness) -> Self {
        Self { witness, ..self }
    }

    /// All that is known once the request is answered.
    pub fn facts(self, asked: Asked, answer: &DryAnswer) -> Facts {
        let (decision, because) = match self.decision.into_inner() {
            Some(noted) => (noted.facts, noted.because),
            None => (DecisionFacts::default(), None),
        };
        let decision = DecisionFacts {
            webex_call: self.webex_call.into_inner(),
            ..decision
        };
        let because = because.or_else(|| answer::because(&answer.outcome, self.policy));
        let texts = self.texts.get();
        let answer = Answer::new(answer, because, self.counted.get());
        Facts {
            asked,
            typed: self.typed.into_inner(),
            answer: answer.with_texts(texts),
            standing: self.standing.into_inner().unwrap_or_default(),
            decision,
        }
    }
}
