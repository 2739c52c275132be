//! Calls to the servers of Webex: one service for each REST API and each XML API of a site, with its
//! connections, tokens, limits and cache.
//!
//! What is asked, and what an answer means, is decided elsewhere (`webex`). Here a call is made once, in
//! time, by a client that can do no harm: to Webex, which has limits of its own, and to visitors, who wait.

mod answer;
mod call_result;
mod circuit;
mod client;
mod config;
mod dial;
mod error;
mod gate;
mod limits;
mod lookups;
mod service;
mod services;
mod shared_calls;
#[cfg(test)]
mod test_site;
#[cfg(test)]
mod tests;
mod tokens;

pub use call_result::ReplyClass;
pub use config::{Auth, ServiceConfig, TokenConfig};
pub use error::{ServiceError, UpstreamError, UpstreamReply};
pub use limits::UpstreamLimits;
pub use services::{Services, UpstreamParts, Upstreams};
