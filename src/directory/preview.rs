//! What a link would do, without doing it.

use crate::decision::{Decision, Outcome, Stop, Trace, chain};
use crate::policy::{Link, Route};
use crate::webex::{Back, BackAddress, Call};

/// What a link would do for a caller.
#[derive(Debug)]
pub struct Preview<'d, 'p, 'r> {
    pub link: &'p Link,
    pub route: &'p Route,
    pub trace: &'d Trace<'p, 'r>,
    /// Whether it leads somewhere as it is.
    pub is_complete: bool,
    /// The call without its secrets; `None` for a link that needs further parameters, and where the gateway
    /// asks Webex.
    pub target: Option<Call>,
    /// Where the person goes in the end, if it is known.
    pub home: Option<BackAddress>,
}

impl<'d, 'p, 'r> Preview<'d, 'p, 'r> {
    /// The preview of the link that a decision is about; `None` when there is no link or when it is
    /// not carried out.
    pub fn of(decision: &'d Decision<'p, 'r>) -> Option<Self> {
        let trace = &decision.trace;
        let is_complete = match decision.outcome {
            Outcome::Send(_) | Outcome::Confirm(..) => true,
            // The link is good: parameters that it needs may be added to its address.
            Outcome::Stop(Stop::Bad(_)) => false,
            // Nothing is shown of a link that the caller may not use.
            Outcome::Stop(_) => return None,
        };
        let (link, route) = trace.link.zip(trace.route)?;
        let home = is_complete.then(|| trace.home()).flatten();
        let back = home.as_ref().map(Back::At);
        let target = is_complete.then(|| chain(route.steps(), trace, back));
        Some(Self {
            link,
            route,
            trace,
            is_complete,
            target: target.flatten(),
            home,
        })
    }
}
