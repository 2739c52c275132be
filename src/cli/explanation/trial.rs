//! A policy with which requests are tried out.

use std::sync::Arc;

use super::facts::{Asked, Facts};
use super::question::Question;
use super::recorder::{Recorder, Unseen, Witness};
use super::request;
use crate::compile::Sources;
use crate::gateway::{DryRun, RequestHead};
use crate::identity::Identity;
use crate::policy::Policy;
use crate::server::{Limits, oversize, stand_in};

/// A policy with which requests are tried out.
#[derive(Debug)]
pub struct Trial {
    policy: Arc<Policy>,
    dry_run: DryRun,
}

impl Trial {
    pub fn new(policy: Arc<Policy>, identity: Identity) -> Self {
        let dry_run = DryRun::new(Arc::clone(&policy), identity);
        Self { policy, dry_run }
    }

    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Answers the request as production would, and gathers the facts about it.
    pub fn explain(&self, question: &Question, sources: &Sources) -> Facts {
        self.explain_to(&Unseen, question, sources)
    }

    /// The same before a witness of the decision.
    pub fn explain_to(
        &self,
        witness: &dyn Witness,
        question: &Question,
        sources: &Sources,
    ) -> Facts {
        let policy = &*self.policy;
        let recorder = Recorder::new(policy, sources, question).seen_by(witness);
        let asked = Asked::new(question, policy.trust());
        let (parts, error) = match request::parts(question, policy.endpoint()) {
            Ok(parts) => {
                let error = oversize(&parts, &Limits::default());
                (parts, error)
            }
            Err(error) => (stand_in(), Some(error)),
        };
        let peer = question.peer();
        let head = RequestHead {
            error,
            ..RequestHead::new(&parts, &peer, question.at)
        };
        let answer = self.dry_run.answer(head, &recorder);
        recorder.facts(asked, &answer)
    }
}
