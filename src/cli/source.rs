//! Which policy a subcommand reads.

use std::error::Error;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Timestamp;

use crate::compile::{self, DEFAULT, Loaded, load_text};
use crate::identity::Identity;

/// What findings call the policy that is compiled in.
const BUILT_IN: &str = "config/policy.yaml (built in)";

// A doc comment here would replace the description of the subcommand.
#[derive(Debug, Args)]
pub struct PolicyArgs {
    /// Policy: a file, or a folder of files that are read as one [default: built in]
    #[arg(long, env = "LINKGATE_POLICY", value_name = "PATH")]
    policy: Option<PathBuf>,
}

impl PolicyArgs {
    pub fn name(&self) -> String {
        match &self.policy {
            Some(path) => path.display().to_string(),
            None => BUILT_IN.to_owned(),
        }
    }

    pub fn is_given(&self) -> bool {
        self.policy.is_some()
    }

    pub fn load(&self, now: Timestamp) -> Loaded {
        load(self.policy.as_deref(), now)
    }
}

/// Reads the policy at a path, or the one that is compiled in.
pub fn load(path: Option<&Path>, now: Timestamp) -> Loaded {
    let loaded = match path {
        Some(path) => compile::load(path, now),
        None => load_text(BUILT_IN, DEFAULT, now),
    };
    let keys = loaded.policy.as_ref().map(Identity::new);
    match keys {
        Some(Err(error)) => loaded.refused(with_causes(&error)),
        Some(Ok(_)) | None => loaded,
    }
}

/// An error with all that is behind it.
fn with_causes(error: &(dyn Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error| (*error).source());
    let causes: Vec<String> = causes.map(ToString::to_string).collect();
    causes.join(": ")
}

/// What to try with the built-in policy, served at that address: a redirect,
/// a refusal, and an explanation.
pub fn things_to_try(address: SocketAddr, encrypted: bool) -> [String; 3] {
    // The certificate is hardly one for an address.
    let (curl, scheme) = match encrypted {
        true => ("curl -ik", "https"),
        false => ("curl -i", "http"),
    };
    [
        format!("{curl} {scheme}://{address}/go/join/123456789"),
        format!("{curl} '{scheme}://{address}/go/join/123456789?BU=https://evil.example'"),
        "cargo run --release -- explain /go/standup".to_owned(),
    ]
}
