//! What a policy was read from, to be looked at again and again while it is
//! in use.

use super::Loaded;
use super::fingerprint::Fingerprint;
use super::inputs::{Input, PolicyInputs};

/// What a policy was read from: a file or a folder, and the tables, keys,
/// certificates, secrets and variables that it names, those among them that
/// could not be read.
#[derive(Clone, Debug)]
pub struct Watched {
    inputs: Vec<Input>,
    fingerprint: Fingerprint,
}

impl Watched {
    /// What that policy was read from. A broken one is watched like a good one:
    /// what is missing may come.
    pub fn of(loaded: &Loaded) -> Self {
        let inputs = &loaded.inputs;
        Self {
            inputs: inputs.iter().cloned().collect(),
            fingerprint: inputs.fingerprint(),
        }
    }

    /// Whether there is nothing that could change: the policy is compiled in.
    pub fn is_empty(&self) -> bool {
        self.inputs.is_empty()
    }

    /// The fingerprint of what was read.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// The fingerprint of what is there now: another one as soon as any byte of
    /// it is another, a file has come or gone, or cannot be read any more.
    ///
    /// It reads every file, understands none, and waits for the disk. Whoever
    /// writes a file may still be at it: what two looks in a row find the same
    /// is done.
    pub fn look(&self) -> Fingerprint {
        let mut now = PolicyInputs::default();
        for input in &self.inputs {
            now.look_at(input);
        }
        now.fingerprint()
    }
}
