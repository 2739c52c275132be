//! What an answer depends on besides the policy: in production, or in a dry run for `explain`.

use std::borrow::Cow;
use std::fmt::Debug;

use jiff::Timestamp;

use super::probes::Probes;
use super::rate_limit::{LimitClass, RateLimited};
use super::webex_call::{WebexCall, WebexReply};
use crate::decision::{Caller, Delivery, Stop, Trace};
use crate::directory::Resolution;
use crate::identity::Identified;

pub trait Environment: Debug {
    /// Counts a request for its caller, who may be above the limit.
    fn admit(&self, class: LimitClass, caller: &Caller<'_>) -> Result<(), RateLimited>;

    /// Counts an admitted request for a limit that is only reported, and says whether that would refuse
    /// it.
    fn would_refuse(&self, _class: LimitClass, _caller: &Caller<'_>) -> Option<RateLimited> {
        None
    }

    /// The caller: whoever the request proves, unless somebody else is named.
    fn identified<'r>(&self, proven: Identified<'r>) -> Identified<'r> {
        proven
    }

    /// The open probes, whose requests are only recorded.
    fn probes(&self) -> Option<&Probes> {
        None
    }

    /// Whether a confirmation is used for the first time. One that the gateway carries out itself counts
    /// once.
    fn claim(&self, _ticket: &str) -> bool {
        true
    }

    /// What a site's server has replied to a call, if it is known.
    fn known_reply(&self, _site: &str, _call: &WebexCall) -> Option<WebexReply> {
        None
    }

    /// Says that a call is needed whose reply is not known. There is no answer to the request before that.
    fn ask_webex(&self, _site: &str, _call: &WebexCall) -> NotAsked {
        NotAsked::Yet
    }

    /// Observes what a text means that was typed into the box.
    fn resolved(&self, _: &Resolution<'_>) {}

    /// Observes a decision.
    fn decided(&self, _: &Decided<'_, '_, '_>) {}
}

/// Why there is no reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAsked {
    /// The call is to be made.
    Yet,
    /// The policy requires the answer on record, and it cannot be recorded: nothing is done for it.
    OffTheRecord,
}

/// A decision and its inputs.
#[derive(Clone, Copy, Debug)]
pub struct Decided<'d, 'p, 'r> {
    /// The segments of the path, decoded.
    pub segments: &'d [Cow<'d, str>],
    pub caller: &'d Caller<'d>,
    pub now: Timestamp,
    pub trace: &'d Trace<'p, 'r>,
    /// How the person gets to Webex, at once or after a confirmation.
    pub delivery: Option<&'d Delivery>,
    pub stop: Option<&'d Stop<'p>>,
}
