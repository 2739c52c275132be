//! Tokens over months, with a clock of the machine that is the test's.

mod files;
mod refusals;
mod renewals;

use std::cell::Cell;
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use tempfile::TempDir;
use tokio::runtime::Handle;
use tokio::time::Instant;

use super::{StateFile, TokenParts, Tokens};
use crate::telemetry::Metrics;
use crate::upstream::client::HttpClient;
use crate::upstream::config::TokenConfig;
use crate::upstream::dial::Dialer;
use crate::upstream::limits::UpstreamLimits;
use crate::upstream::test_site::{Seen, TOKEN_PATH, TestNetwork, grant};
use crate::webex::Secret;

pub const HOUR: Duration = Duration::from_secs(60 * 60);
pub const DAY: Duration = Duration::from_secs(24 * 60 * 60);

thread_local! {
    static STARTED: Cell<Option<Instant>> = const { Cell::new(None) };
    static SKEW: Cell<i64> = const { Cell::new(0) };
}

/// The clock of the machine: it goes as fast as that of tokio, and may be set wrong.
fn clock() -> Timestamp {
    let started = STARTED.get().unwrap_or_else(|| {
        let now = Instant::now();
        STARTED.set(Some(now));
        now
    });
    let passed = started.elapsed().as_secs().cast_signed();
    Timestamp::from_second(1_800_000_000 + passed + SKEW.get()).expect("a time")
}

fn set_clock_wrong(seconds: i64) {
    SKEW.set(seconds);
}

/// A token endpoint, and a folder that processes share.
pub struct Desk {
    pub network: TestNetwork,
    pub metrics: Metrics,
    pub folder: TempDir,
}

impl Desk {
    /// The endpoint gives the tokens AT-1, AT-2 and so on, and the refresh token stays.
    pub fn new() -> Self {
        let network = TestNetwork::plain();
        let number = Cell::new(0);
        network.grants(move |_| {
            number.set(number.get() + 1);
            grant(&format!("AT-{}", number.get()), "RT-1")
        });
        set_clock_wrong(0);
        Self {
            network,
            metrics: Metrics::default(),
            folder: tempfile::tempdir().expect("a folder"),
        }
    }

    /// A process with this folder.
    pub fn start(&self) -> Tokens {
        self.start_with("RT-1", Some(self.folder.path()))
    }

    pub fn start_with(&self, refresh_token: &str, folder: Option<&Path>) -> Tokens {
        let config = config(refresh_token);
        let limit = UpstreamLimits::default().connect();
        let dialer = Dialer::new(None, limit).on(self.network.clone());
        let tokens = Tokens::start(TokenParts {
            client: HttpClient::new(&dialer),
            file: folder.map(|folder| StateFile::in_folder(folder, &config)),
            config,
            metrics: self.metrics.upstream().clone(),
            clock,
            runtime: &Handle::current(),
        });
        tokens.add_site("acme");
        tokens
    }

    pub fn file(&self) -> StateFile {
        StateFile::in_folder(self.folder.path(), &config("RT-1"))
    }

    /// How often the endpoint was asked.
    pub fn asked(&self) -> usize {
        self.network.count(TOKEN_PATH)
    }

    /// The refresh tokens that it was asked with.
    pub fn asked_with(&self) -> Vec<String> {
        let token = |seen: &Seen| {
            let (_, token) = seen.body.rsplit_once("refresh_token=").expect("a token");
            token.to_owned()
        };
        self.network.seen().iter().map(token).collect()
    }

    pub fn has_metric(&self, line: &str) -> bool {
        self.metrics.encode().lines().any(|found| found == line)
    }

    pub fn count(&self, result: &str) -> u64 {
        let series = format!(
            "linkgate_upstream_token_refreshes_total{{site=\"acme\",result=\"{result}\"}} "
        );
        let text = self.metrics.encode();
        let count = text.lines().find_map(|line| line.strip_prefix(&series));
        count
            .expect("it is there from 0 on")
            .parse()
            .expect("a number")
    }
}

fn config(refresh_token: &str) -> TokenConfig {
    let secret = |text: &str| Secret::new(text.to_owned());
    let token_url = format!("http://127.0.0.1:8080{TOKEN_PATH}");
    TokenConfig {
        token_url: token_url.parse().expect("an address"),
        client_id: secret("CID"),
        client_secret: secret("C SECRET&="),
        refresh_token: secret(refresh_token),
    }
}

/// What a call would say, in time.
pub async fn bearer(tokens: &Tokens) -> Option<String> {
    let limit = Duration::from_secs(3);
    let token = tokio::time::timeout(limit, tokens.current()).await.ok()??;
    Some(token.header().to_str().expect("text").to_owned())
}
