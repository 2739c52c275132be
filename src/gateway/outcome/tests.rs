//! What the outcomes have in common, whatever they are.

use std::collections::BTreeSet;

use super::*;
use crate::decision::BadRequest;
use crate::gateway::failure_advice::UNCLEAR;
use crate::gateway::rate_limit::LimitKey;

/// Every outcome, at least once.
fn all() -> Vec<Outcome> {
    let own = [
        Outcome::Redirected,
        Outcome::Posted,
        Outcome::ConfirmationShown,
        Outcome::Confirmed,
        Outcome::ConfirmedByForm,
        Outcome::Returned,
        Outcome::NoBackUrl,
        Outcome::SentToLogin,
        Outcome::RedirectedToHttps,
        Outcome::DirectoryShown,
        Outcome::LinkShown,
        Outcome::RouteShown,
        Outcome::SuggestionsShown,
        Outcome::ChoiceShown,
        Outcome::CallerShown,
        Outcome::CarriedOut,
        Outcome::ListShown(None),
        Outcome::WayShown,
        Outcome::WebexNotAsked,
        Outcome::File,
        Outcome::Probed,
        Outcome::InvalidHost,
        Outcome::WrongHost("other.example".into()),
        Outcome::InvalidTarget,
        Outcome::Prefetch,
        Outcome::NotFound,
        Outcome::LinkExpired,
        Outcome::ConfirmationRequired,
        Outcome::BrowserRequired,
        Outcome::CrossOriginForm,
        Outcome::UnknownLeg,
        Outcome::ActionChanged,
        Outcome::AlreadyConfirmed,
        Outcome::Unavailable,
        Outcome::InvalidInput(InvalidInput::from(&BadRequest::UnknownBack)),
    ];
    let conflicts = HeaderConflict::ALL.iter().copied();
    let malformed = Malformed::ALL.iter().copied();
    let refusals = Refusal::ALL.iter().copied();
    let tickets = TicketError::ALL.iter().copied();
    let webex = webex::Reason::ALL.iter().copied().map(Some).chain([None]);
    let methods = [Methods::Read, Methods::Post];
    own.into_iter()
        .chain(methods.map(Outcome::MethodNotAllowed))
        .chain(HeadError::ALL.iter().copied().map(Outcome::Unreadable))
        .chain(conflicts.map(Outcome::ConflictingIdentity))
        .chain(malformed.map(Outcome::Malformed))
        .chain(ServerFailure::all().map(Outcome::ServerFailed))
        .chain(refusals.map(Outcome::Denied))
        .chain(tickets.clone().map(Outcome::InvalidConfirmation))
        .chain(tickets.map(Outcome::InvalidReturn))
        .chain(LimitKey::ALL.iter().map(|&key| {
            let seconds = 1;
            Outcome::RateLimited(RateLimited { key, seconds })
        }))
        .chain(webex.map(|reason| {
            let advice = UNCLEAR;
            Outcome::WebexFailed(WebexFailure { reason, advice })
        }))
        .collect()
}

#[test]
fn every_word_of_the_log_is_that_of_an_outcome() {
    let used: BTreeSet<&str> = all()
        .iter()
        .map(|outcome| outcome.spec().word.as_str())
        .collect();
    let words = OutcomeWord::ALL.iter().map(|word| word.as_str());
    assert_eq!(used, words.collect());
}

#[test]
fn whoever_does_not_get_on_is_told_why_and_nobody_else() {
    for outcome in all() {
        let spec = outcome.spec();
        let message = outcome.message(Language::English);
        assert_eq!(message.is_some(), !spec.leads_on, "{outcome:?}");
        let is_refusal = spec.status.is_client_error() || spec.status.is_server_error();
        assert!(!(is_refusal && spec.leads_on), "{outcome:?}");
        assert!(
            !spec.status.is_redirection() || spec.leads_on,
            "{outcome:?}"
        );
    }
}

#[test]
fn every_reason_of_an_outcome_is_in_the_list() {
    let known: BTreeSet<&str> = all_reasons().collect();
    for outcome in all() {
        if matches!(outcome, Outcome::WebexFailed(_)) {
            continue; // These have the words of `webex`.
        }
        let reason = outcome.spec().reason;
        assert!(
            reason.is_none_or(|reason| known.contains(reason)),
            "{outcome:?}"
        );
    }
}
