//! The access token of an authorisation at Webex: renewed ahead of time, once for everybody, and kept for
//! the next process.

mod endpoint;
mod keeper;
mod state;
mod state_file;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use jiff::Timestamp;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::time::Instant;

use self::endpoint::Endpoint;
use self::keeper::{Keeper, KeeperParts};
use self::state::{Phase, Sites, TokenState, Wishes};
use super::client::HttpClient;
use super::config::TokenConfig;
use crate::telemetry::UpstreamMetrics;

pub use state::AccessToken;
pub use state_file::StateFile;

/// Access tokens of one authorisation. When it is dropped, nobody renews them any more.
pub struct Tokens {
    state: watch::Receiver<TokenState>,
    wishes: watch::Sender<Wishes>,
    sites: Arc<Sites>,
}

/// What tokens are made of.
pub struct TokenParts<'p> {
    pub config: TokenConfig,
    pub client: HttpClient,
    /// Without it, tokens are kept in memory.
    pub file: Option<StateFile>,
    pub metrics: UpstreamMetrics,
    pub clock: fn() -> Timestamp,
    pub runtime: &'p Handle,
}

impl Tokens {
    pub fn start(parts: TokenParts<'_>) -> Self {
        let (state, watched) = watch::channel(TokenState::default());
        let (wishes, heard) = watch::channel(Wishes::default());
        let sites = Arc::new(Sites::new(parts.metrics));
        let keeper = Keeper::new(KeeperParts {
            endpoint: Endpoint::new(parts.client, parts.config),
            file: parts.file,
            clock: parts.clock,
            sites: Arc::clone(&sites),
            state,
            wishes: heard,
        });
        // A task of its own: a token that Webex has issued must not be lost because a visitor has left.
        parts.runtime.spawn(keeper.run());
        Self {
            state: watched,
            wishes,
            sites,
        }
    }

    /// Forgets the sites of the last policy.
    pub fn clear_sites(&self) {
        self.sites.clear();
    }

    pub fn add_site(&self, name: &str) {
        self.sites.add(name, self.state.borrow().phase);
    }

    /// A token that is valid, as far as is known; `None` if there is none, and none is on its way. Whoever
    /// calls bounds the time.
    pub async fn current(&self) -> Option<AccessToken> {
        let mut state = self.state.clone();
        let is_known = |state: &TokenState| {
            state.usable().is_some() || matches!(state.phase, Phase::Failing | Phase::Dead)
        };
        let known = state.wait_for(is_known).await.ok()?;
        known.usable().cloned()
    }

    /// A newer token than this one, which was refused. Whoever calls bounds the time.
    pub async fn renewed(&self, refused: &AccessToken) -> Option<AccessToken> {
        let mut state = self.state.clone();
        let attempts = {
            let now = state.borrow_and_update();
            if let Some(newer) = now.newer_than(refused) {
                return Some(newer.clone());
            }
            let is_hopeless = matches!(now.phase, Phase::Failing | Phase::Dead);
            if is_hopeless || Instant::now() < refused.renewable {
                return None;
            }
            now.attempts
        };
        self.wishes
            .send_modify(|wishes| wishes.refused = wishes.refused.max(refused.number));
        let is_over =
            |state: &TokenState| state.newer_than(refused).is_some() || state.attempts > attempts;
        let over = state.wait_for(is_over).await.ok()?;
        over.newer_than(refused).cloned()
    }

    /// Ends a pause after a failure, because what was wrong may be right now.
    pub fn try_again(&self) {
        self.wishes.send_modify(|wishes| wishes.retries += 1);
    }

    #[cfg(test)]
    pub async fn settled(&self) {
        let mut state = self.state.clone();
        let settled = state.wait_for(|state| state.phase != Phase::Renewing);
        drop(settled.await.expect("a keeper"));
    }
}
