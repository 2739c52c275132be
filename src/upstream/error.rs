//! Why a call has no reply.

use crate::https_client::FetchError;
use crate::webex::RestReply;
use crate::word_list::words;

/// What comes of a call.
pub type UpstreamReply = Result<RestReply, UpstreamError>;

words! {
    /// Why a call has no reply, in words for the log and metrics.
    pub enum UpstreamError {
        /// No full answer within the time that a visitor waits.
        Slow = "slow",
        /// Too many calls have failed: none is made until one has succeeded.
        CircuitOpen = "circuit_open",
        /// Webex has asked for a pause (`Retry-After`).
        Resting = "resting",
        /// As many calls as are allowed at once are under way.
        Busy = "busy",
        /// No connection could be made.
        Unreachable = "unreachable",
        /// The server's certificate is not trusted, or is for another name.
        Untrusted = "untrusted",
        /// The answer ended early, or is not HTTP.
        Broken = "broken",
        TooLong = "too_long",
        /// A redirect, which is not followed.
        Redirected = "redirected",
        /// There is no access token: the refresh token was refused, or its endpoint fails.
        NoToken = "no_token",
        /// The site has no such service.
        NoService = "no_service",
    }
}

/// Why the service of a site cannot be used at all.
#[derive(Debug, thiserror::Error)]
#[error("the site {site}: {error}")]
pub struct ServiceError {
    pub site: Box<str>,
    pub error: FetchError,
}
