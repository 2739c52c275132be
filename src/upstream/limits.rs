//! How long and how much, for one service.

use std::time::Duration;

/// What operators may set. The other bounds are constants beside what they bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UpstreamLimits {
    /// How long a visitor waits for one call, from beginning to end, with all that is repeated. People
    /// take a page that needs more than three seconds for broken, and a visitor may need several calls.
    pub deadline: Duration,
    /// How many calls to one service are under way at once. At half a second each, that is more than sixty
    /// calls a second that no cache answers; Webex publishes no limit, and small numbers are polite.
    pub calls: usize,
}

impl UpstreamLimits {
    /// For a connection: name lookup, TCP and TLS. Half of the time that a visitor waits: there must be time
    /// for an answer. From the other side of the earth, the round trips of all three take a second.
    pub fn connect(self) -> Duration {
        self.deadline / 2
    }
}

impl Default for UpstreamLimits {
    fn default() -> Self {
        Self {
            deadline: Duration::from_secs(3),
            calls: 32,
        }
    }
}
