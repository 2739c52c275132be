//! Calls to Webex's servers, on whose replies an answer may depend.

use crate::upstream::UpstreamError;
use crate::webex::{CallKind, RestCall, RestReply};

/// What a site's server is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WebexCall {
    Rest(RestCall),
    /// A ticket that logs a person in, from the XML service.
    Ticket {
        /// Their user id; `None` for the account that asks.
        web_id: Option<Box<str>>,
    },
}

/// The name of a ticket in the log.
const LOGIN_TICKET: &str = "login_ticket";

impl WebexCall {
    pub fn name(&self) -> &'static str {
        match self {
            Self::Rest(call) => call.name(),
            Self::Ticket { .. } => LOGIN_TICKET,
        }
    }
}

/// A call that has to be made before a request can be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingCall {
    /// The name of the site in the policy.
    pub site: Box<str>,
    pub call: WebexCall,
}

impl PendingCall {
    pub fn new(site: &str, call: &WebexCall) -> Self {
        Self {
            site: site.into(),
            call: call.clone(),
        }
    }

    /// Whether Webex changes something for it, or gives something that belongs to a person.
    pub fn has_effect(&self) -> bool {
        match &self.call {
            WebexCall::Rest(call) => matches!(call.kind(), CallKind::Once | CallKind::Repeatable),
            WebexCall::Ticket { .. } => true,
        }
    }
}

/// What came back, whatever it says.
pub type WebexReply = Result<RestReply, UpstreamError>;

/// A call that was made, and what came back.
#[derive(Debug)]
pub struct AnsweredCall {
    pub call: PendingCall,
    pub reply: WebexReply,
}
