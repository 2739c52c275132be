//! Which policy a subcommand reads.

use std::error::Error;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use jiff::Timestamp;
use tokio::runtime;
use tokio::time::timeout;

use super::clock;
use crate::compile::{
    self, Bundle, DEFAULT, Loaded, load_bundle, load_bundle_without_secrets, load_text,
};
use crate::identity::Identity;
use crate::policy_source::{
    AcceptRules, Fetch, PolicyKey, PolicySource, PolicyVersion, SourceAddress, SourceError,
    SourceSettings,
};
use crate::webex::HttpsUrl;

/// How long a subcommand waits for a policy at an address.
const FETCH_LIMIT: Duration = Duration::from_secs(60);

/// What findings call the policy that is compiled in.
const BUILT_IN: &str = "config/policy.yaml (built in)";

// A doc comment here would replace the description of the subcommand.
#[derive(Debug, Args)]
pub struct PolicyArgs {
    /// Policy: a file, a folder of files that are read as one, or an https address [default: built in]
    #[arg(
        long,
        value_name = "PATH-OR-ADDRESS",
        env = "LINKGATE_POLICY",
        hide_env_values = true
    )]
    policy: Option<PolicyLocation>,
    #[command(flatten)]
    remote: RemoteArgs,
}

/// Where a policy is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PolicyLocation {
    Path(PathBuf),
    Address(SourceAddress),
}

// Shared by `serve` and the subcommands that read a policy.
/// How a policy at an https address is fetched.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Policy at an https address")]
pub struct RemoteArgs {
    /// Public key of minisign that must have signed it; repeatable, while keys change
    #[arg(
        long,
        value_name = "KEY",
        env = "LINKGATE_POLICY_KEY",
        value_delimiter = ','
    )]
    policy_key: Vec<PolicyKey>,
    /// Address of the signature [default: that of the policy, with .minisig behind its path]
    #[arg(
        long,
        value_name = "ADDRESS",
        env = "LINKGATE_POLICY_SIGNATURE",
        hide_env_values = true,
        requires = "policy_key"
    )]
    policy_signature: Option<HttpsUrl>,
    /// Certificate authorities (PEM) trusted for these addresses, instead of the system's
    #[arg(long, value_name = "FILE", env = "LINKGATE_POLICY_CA")]
    policy_ca: Option<PathBuf>,
    /// File with a token that is sent there (Authorization: Bearer TOKEN)
    #[arg(long, value_name = "FILE", env = "LINKGATE_POLICY_TOKEN_FILE")]
    policy_token_file: Option<PathBuf>,
}

// Not a doc comment, which would replace the description of the subcommand: a policy for
// those that send no visitor anywhere, and so can do without its secrets.
#[derive(Debug, Args)]
pub struct OfflinePolicyArgs {
    #[command(flatten)]
    pub source: PolicyArgs,
    /// Do without the secrets: their files and variables are not read
    #[arg(long)]
    pub without_secrets: bool,
}

impl OfflinePolicyArgs {
    pub fn name(&self) -> String {
        self.source.name()
    }

    pub fn load(&self, now: Timestamp) -> Loaded {
        match self.without_secrets {
            true => self.source.load_without_secrets(now),
            false => self.source.load(now),
        }
    }
}

impl PolicyArgs {
    pub fn name(&self) -> String {
        match &self.policy {
            Some(location) => location.name(),
            None => BUILT_IN.to_owned(),
        }
    }

    pub fn is_given(&self) -> bool {
        self.policy.is_some()
    }

    /// Where the policy is on this machine, if it is here.
    pub fn path(&self) -> Option<&Path> {
        match &self.policy {
            Some(PolicyLocation::Path(path)) => Some(path),
            Some(PolicyLocation::Address(_)) | None => None,
        }
    }

    pub fn load(&self, now: Timestamp) -> Loaded {
        let path = match &self.policy {
            None => return load(None, now),
            Some(PolicyLocation::Address(address)) => return self.fetch(address, now),
            Some(PolicyLocation::Path(path)) => path,
        };
        let loaded = load(Some(path), now);
        match self.remote.unused() {
            // No error: where the variables of a service are set, people try files before they
            // become its policy.
            Some(flag) => loaded.with_warning(not_verified(flag)),
            None => loaded,
        }
    }

    /// The same where the secrets are not: for checks only.
    pub fn load_without_secrets(&self, now: Timestamp) -> Loaded {
        match &self.policy {
            None => self.load(now),
            // A gateway that fetches it has the secrets, and whoever publishes it has the files.
            Some(PolicyLocation::Address(address)) => Loaded::unread(format!(
                "{address}: --without-secrets is for a policy in files: check it before it is published"
            )),
            Some(PolicyLocation::Path(path)) => load_without_secrets(path, now),
        }
    }

    /// The same for those who need only its names and texts: without its secrets, where it can be read
    /// without them.
    pub fn load_for_names(&self, now: Timestamp) -> Loaded {
        match &self.policy {
            Some(PolicyLocation::Address(_)) => self.load(now),
            _ => self.load_without_secrets(now),
        }
    }

    fn fetch(&self, address: &SourceAddress, now: Timestamp) -> Loaded {
        let source = PolicySource::new(self.remote.settings(address));
        let fetched = source.and_then(|source| fetch_blocking(&source, FETCH_LIMIT));
        match fetched {
            Ok(version) => load_fetched(version.bundle(), now),
            Err(error) => Loaded::unread(format!("{address}: {error}")),
        }
    }
}

impl PolicyLocation {
    pub fn name(&self) -> String {
        match self {
            Self::Path(path) => path.display().to_string(),
            Self::Address(address) => address.to_string(),
        }
    }
}

impl FromStr for PolicyLocation {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once("://") {
            None => Ok(Self::Path(text.into())),
            Some((scheme, _)) if scheme.eq_ignore_ascii_case("https") => match text.parse() {
                Ok(address) => Ok(Self::Address(address)),
                Err(error) => Err(format!("{error}")),
            },
            Some(_) => Err("a policy is fetched from https:// only".to_owned()),
        }
    }
}

impl RemoteArgs {
    pub fn settings(&self, address: &SourceAddress) -> SourceSettings {
        SourceSettings {
            rules: AcceptRules {
                address: address.clone(),
                keys: self.policy_key.clone(),
            },
            signature: self.policy_signature.clone(),
            authorities: self.policy_ca.clone(),
            token: self.policy_token_file.clone(),
        }
    }

    /// A flag that means nothing for a policy that is a file. Who sets `--policy-key` relies on it.
    pub fn unused(&self) -> Option<&'static str> {
        let given = [
            ("--policy-key", !self.policy_key.is_empty()),
            ("--policy-ca", self.policy_ca.is_some()),
            ("--policy-token-file", self.policy_token_file.is_some()),
        ];
        given
            .into_iter()
            .find(|(_, given)| *given)
            .map(|(flag, _)| flag)
    }
}

/// That a flag of [`RemoteArgs`] has no effect.
pub fn not_verified(flag: &str) -> String {
    format!("{flag} is for a policy at an https address: files are read as they are")
}

/// Fetches once, and waits for it, for that time at most.
fn fetch_blocking(source: &PolicySource, limit: Duration) -> Result<PolicyVersion, SourceError> {
    let runtime = runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(SourceError::System)?;
    runtime.block_on(fetch_first(source, None, limit))
}

/// Fetches a version of which nothing is known yet.
pub async fn fetch_first(
    source: &PolicySource,
    not_before: Option<Timestamp>,
    limit: Duration,
) -> Result<PolicyVersion, SourceError> {
    let fetched = timeout(limit, source.fetch(None)).await;
    match fetched.unwrap_or(Err(SourceError::Slow(limit)))? {
        Fetch::Downloaded(download) => {
            Ok(source.rules().accept(download, not_before, clock::now())?)
        }
        Fetch::Unchanged(_) | Fetch::Signed(_) => Err(SourceError::NothingKnown),
    }
}

/// Reads the policy at a path, or the one that is compiled in.
pub fn load(path: Option<&Path>, now: Timestamp) -> Loaded {
    with_usable_keys(match path {
        Some(path) => compile::load(path, now),
        None => load_text(BUILT_IN, DEFAULT, now),
    })
}

/// Reads the policy at a path where the secrets are not: for checks only.
pub fn load_without_secrets(path: &Path, now: Timestamp) -> Loaded {
    with_usable_keys(compile::load_without_secrets(path, now))
}

/// Reads a policy of another version, of which nothing is on this machine: for checks only.
pub fn load_revision(bundle: &Arc<Bundle>, now: Timestamp) -> Loaded {
    with_usable_keys(load_bundle_without_secrets(bundle, now))
}

/// Reads a policy that was fetched.
pub fn load_fetched(bundle: &Arc<Bundle>, now: Timestamp) -> Loaded {
    with_usable_keys(load_bundle(bundle, now))
}

fn with_usable_keys(loaded: Loaded) -> Loaded {
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
