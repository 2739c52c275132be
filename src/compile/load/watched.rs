//! The inputs of a policy, to be checked for changes while it is in use.

use std::sync::Arc;

use super::Loaded;
use crate::compile::bundle::Bundle;
use crate::compile::fingerprint::Fingerprint;
use crate::compile::inputs::{Input, PolicyInputs};

/// The inputs of a policy: its file or folder, and the tables, keys, certificates, secrets and
/// variables that it names, whether they could be read or not.
#[derive(Clone, Debug)]
pub struct Watched {
    inputs: Vec<Input>,
    bundle: Option<Arc<Bundle>>,
    fingerprint: Fingerprint,
}

impl Watched {
    /// The inputs of a policy. A broken policy is watched as well: a missing file may appear.
    pub fn of(loaded: &Loaded) -> Self {
        let inputs = &loaded.inputs;
        Self {
            inputs: inputs.iter().cloned().collect(),
            bundle: inputs.bundle(),
            fingerprint: inputs.fingerprint(),
        }
    }

    /// Whether nothing can change, because the policy is embedded.
    pub fn is_empty(&self) -> bool {
        self.inputs.is_empty()
    }

    /// The fingerprint at the time of loading.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// The fingerprint of the current contents. It changes with every byte, and when a file
    /// appears, disappears or becomes unreadable.
    ///
    /// It reads every file, so it waits for the disk. A file may be half written: only two equal
    /// looks in a row mean that its writer is done.
    pub fn look(&self) -> Fingerprint {
        let mut now = PolicyInputs::of_bundle(self.bundle.clone());
        for input in &self.inputs {
            now.look_at(input);
        }
        now.fingerprint()
    }
}
