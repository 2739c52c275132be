//! The path of a line: the one that its record has, else what follows from its other fields.

use super::rebuild::{self, Missing, Named};
use super::skip::Skip;
use crate::decision::Lost;
use crate::decision_logs::{LogLine, LoggedReplay};
use crate::gateway::OutcomeWord;
use crate::policy::Policy;
use crate::webex::OwnPath;

/// The path that the line has, else what follows from its other fields.
///
/// # Errors
///
/// [`Skip`] where neither tells it.
pub fn path_of(line: &LogLine<'_>, outcome: OutcomeWord, policy: &Policy) -> Result<String, Skip> {
    match &line.replay {
        Some(replay) => logged_path(replay),
        None => rebuilt(line, outcome, policy),
    }
}

fn logged_path(replay: &LoggedReplay<'_>) -> Result<String, Skip> {
    let lost = replay.lost.as_deref().and_then(Lost::from_word);
    match (&replay.path, lost) {
        (Some(path), None) => Ok(path.to_string()),
        (_, None | Some(Lost::Path)) => Err(Skip::NoPath),
        (_, Some(Lost::Value)) => Err(Skip::NoValue),
        (_, Some(Lost::Query)) => Err(Skip::NoQuery),
        (_, Some(Lost::Proofs)) => Err(Skip::Proofs),
    }
}

fn rebuilt(line: &LogLine<'_>, outcome: OutcomeWord, policy: &Policy) -> Result<String, Skip> {
    let named = Named {
        outcome: Some(outcome),
        route: line.route.as_deref(),
        link: line.link.as_deref(),
        alias: line.alias.as_deref(),
        meeting_key: line.meeting_key.as_deref(),
        missed_name: line.missed_name.as_deref(),
        back: line.back.as_deref(),
    };
    match rebuild::path(&named, policy) {
        Ok(path) => Ok(path.as_str().to_owned()),
        // It had a path, which leads elsewhere now.
        Err(Missing::Link(name) | Missing::Alias(name)) => {
            let path = OwnPath::new(policy.endpoint().link_segments(&name));
            Ok(path.as_str().to_owned())
        }
        Err(Missing::Name | Missing::Route(_) | Missing::Path(_)) => Err(Skip::NoPath),
        Err(Missing::MaskedKey) => Err(Skip::MaskedNumber),
        Err(Missing::Field(_)) => Err(Skip::NoQuery),
        Err(Missing::Segment(_) | Missing::RefusedValue) => Err(Skip::NoValue),
    }
}
