//! The policy with which a process starts.

use std::sync::Arc;
use std::time::Duration;

use crate::cli::output::visible;
use crate::cli::source::{PolicyLocation, fetch_first, load_fetched, not_verified};
use crate::cli::{clock, report};
use crate::compile::{Loaded, Watched};
use crate::policy::Policy;
use crate::policy_source::{
    CopyError, CopyFile, KeptVersion, PolicySource, SourceAddress, SourceError,
};
use crate::server::Signal;
use crate::telemetry::Diagnostics;

use super::admin_runtime::AdminRuntime;
use super::args::ServeArgs;
use super::reload::{FollowedSource, PolicyOrigin, keep};

/// How long a start waits for a source, where there is a copy to start with instead.
const LIMIT_WITH_COPY: Duration = Duration::from_secs(10);

/// And where there is none.
const LIMIT_WITHOUT_COPY: Duration = Duration::from_secs(60);

/// A valid policy, and how it is followed.
pub struct FirstPolicy {
    pub policy: Policy,
    pub watched: Watched,
    pub origin: PolicyOrigin,
    pub remote: Option<FollowedSource>,
}

/// Why there is no policy to start with. It has been reported.
pub enum NoPolicy {
    Unusable,
    /// A signal came that ends the process.
    Ended,
}

/// Reads the policy that the arguments name.
pub fn read(
    args: &ServeArgs,
    admin_runtime: &mut AdminRuntime,
    diagnostics: &Diagnostics,
) -> Result<FirstPolicy, NoPolicy> {
    let origin = match &args.policy {
        Some(PolicyLocation::Address(address)) => {
            let first = FirstFetch::new(args, address, diagnostics);
            return first.ok_or(NoPolicy::Unusable)?.read(admin_runtime);
        }
        Some(PolicyLocation::Path(path)) => PolicyOrigin::Path(path.clone()),
        None => PolicyOrigin::BuiltIn,
    };
    if let Some(flag) = args.remote.unused() {
        tracing::error!("{}", not_verified(flag));
        return Err(NoPolicy::Unusable);
    }
    let loaded = reported(origin.load(), diagnostics);
    FirstPolicy::of(loaded, origin, None)
}

impl FirstPolicy {
    fn of(
        loaded: Loaded,
        origin: PolicyOrigin,
        remote: Option<FollowedSource>,
    ) -> Result<Self, NoPolicy> {
        Ok(Self {
            watched: Watched::of(&loaded),
            policy: loaded.policy.ok_or(NoPolicy::Unusable)?,
            origin,
            remote,
        })
    }
}

/// The first fetch of a policy at an address, with the copy of an earlier process behind it.
struct FirstFetch<'a> {
    args: &'a ServeArgs,
    source: Arc<PolicySource>,
    copy: Option<CopyFile>,
    kept: Option<KeptVersion>,
    diagnostics: &'a Diagnostics,
}

impl<'a> FirstFetch<'a> {
    fn new(
        args: &'a ServeArgs,
        address: &SourceAddress,
        diagnostics: &'a Diagnostics,
    ) -> Option<Self> {
        let source = match PolicySource::new(args.remote.settings(address)) {
            Ok(source) => Arc::new(source),
            Err(error) => {
                tracing::error!("{error}");
                return None;
            }
        };
        let copy = args.state_dir.as_deref().map(CopyFile::in_folder);
        let kept = copy.as_ref().and_then(|copy| read_copy(copy, &source));
        Some(Self {
            args,
            source,
            copy,
            kept,
            diagnostics,
        })
    }

    /// The version of the source, or else the copy.
    fn read(self, admin_runtime: &mut AdminRuntime) -> Result<FirstPolicy, NoPolicy> {
        match admin_runtime.wait(self.fetch()) {
            Ok(Ok(fetched)) => {
                let loaded = self.load(&fetched);
                match loaded.policy {
                    Some(_) => self.start_with_fetched(loaded, fetched),
                    None => self.start_with_copy(),
                }
            }
            Ok(Err(error)) => {
                let address = &self.source.rules().address;
                let error = error.to_string();
                tracing::error!("the policy at {address} cannot be had: {}", visible(&error));
                self.start_with_copy()
            }
            Err(signal) => Err(ended(signal)),
        }
    }

    /// Fetches a version that is no older than the copy.
    async fn fetch(&self) -> Result<KeptVersion, SourceError> {
        let not_before = self.kept.as_ref().and_then(|kept| kept.version.signed_at());
        let limit = match self.kept {
            Some(_) => LIMIT_WITH_COPY,
            None => LIMIT_WITHOUT_COPY,
        };
        let version = fetch_first(&self.source, not_before, limit).await?;
        Ok(KeptVersion {
            version,
            confirmed: clock::now(),
        })
    }

    fn load(&self, start: &KeptVersion) -> Loaded {
        let loaded = load_fetched(start.version.bundle(), clock::now());
        reported(loaded, self.diagnostics)
    }

    fn start_with_fetched(
        self,
        loaded: Loaded,
        fetched: KeptVersion,
    ) -> Result<FirstPolicy, NoPolicy> {
        match &self.copy {
            Some(copy) => keep(copy, &self.source.rules().address, &fetched),
            None => tracing::warn!(
                "without --state-dir no copy of the policy is kept: a restart needs its address"
            ),
        }
        self.start_with(loaded, fetched)
    }

    fn start_with_copy(mut self) -> Result<FirstPolicy, NoPolicy> {
        let Some(kept) = self.kept.take() else {
            tracing::error!("there is no copy of an earlier policy to start with (--state-dir)");
            return Err(NoPolicy::Unusable);
        };
        tracing::warn!("the copy of {} goes into service", kept.confirmed);
        let loaded = self.load(&kept);
        self.start_with(loaded, kept)
    }

    fn start_with(self, loaded: Loaded, start: KeptVersion) -> Result<FirstPolicy, NoPolicy> {
        let origin = PolicyOrigin::Bundle(Arc::clone(start.version.bundle()));
        let followed = FollowedSource {
            source: self.source,
            copy: self.copy,
            interval: self.args.polling.policy_interval,
            start,
        };
        FirstPolicy::of(loaded, origin, Some(followed))
    }
}

/// The copy of an earlier process, if it is good for anything.
fn read_copy(copy: &CopyFile, source: &PolicySource) -> Option<KeptVersion> {
    match copy.read(source.rules(), clock::now()) {
        Ok(kept) => Some(kept),
        Err(CopyError::Missing) => None,
        Err(error) => {
            let path = copy.path().display();
            tracing::warn!("{path}: the copy of the policy is not used: {error}");
            None
        }
    }
}

fn ended(signal: Signal) -> NoPolicy {
    tracing::info!(%signal, "ended before there was a policy");
    NoPolicy::Ended
}

fn reported(loaded: Loaded, diagnostics: &Diagnostics) -> Loaded {
    if !loaded.problems.is_empty() {
        diagnostics.say(&report::human(&loaded));
    }
    loaded
}
