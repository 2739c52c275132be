//! The words of outcomes and reasons, as log, metrics, `explain` and docs/operating.md have them.

use super::server_failure::ServerFailure;
use crate::decision::{Malformed, Refusal, TicketError};
use crate::gateway::invalid_input::InputReason;
use crate::gateway::rate_limit::LimitKey;
use crate::identity::HeaderConflict;
use crate::net::HeadError;
use crate::word_list::words;

words! {
    /// The outcome of a request.
    pub enum OutcomeWord {
        Redirected = "redirected",
        Posted = "posted",
        ConfirmationShown = "confirmation_shown",
        Confirmed = "confirmed",
        Returned = "returned",
        WebexFailed = "webex_failed",
        CarriedOut = "carried_out",
        ListShown = "list_shown",
        WayShown = "way_shown",
        WebexNotAsked = "webex_not_asked",
        ServerFailed = "server_failed",
        SentToLogin = "sent_to_login",
        RedirectedToHttps = "redirected_to_https",
        DirectoryShown = "directory_shown",
        LinkShown = "link_shown",
        RouteShown = "route_shown",
        SuggestionsShown = "suggestions_shown",
        ChoiceShown = "choice_shown",
        CallerShown = "caller_shown",
        File = "file",
        Probed = "probed",
        Malformed = "malformed",
        TooLarge = "too_large",
        WrongHost = "wrong_host",
        MethodNotAllowed = "method_not_allowed",
        Prefetch = "prefetch",
        ConflictingIdentity = "conflicting_identity",
        RateLimited = "rate_limited",
        NotFound = "not_found",
        LinkExpired = "link_expired",
        Denied = "denied",
        InvalidInput = "invalid_input",
        ConfirmationRequired = "confirmation_required",
        BrowserRequired = "browser_required",
        CrossOriginForm = "cross_origin_form",
        InvalidTicket = "invalid_ticket",
        Unavailable = "unavailable",
    }
}

words! {
    /// Reasons that no other type has.
    pub enum ReasonWord {
        InvalidHost = "invalid_host",
        InvalidTarget = "invalid_target",
        UnknownRoute = "unknown_route",
        ActionChanged = "action_changed",
        AlreadyConfirmed = "already_confirmed",
        NoBackUrl = "no_back_url",
        DecisionLogUnavailable = "decision_log_unavailable",
    }
}

/// Every reason but those of Webex, as log and metrics have them.
pub fn all_reasons() -> impl Iterator<Item = &'static str> {
    let own = ReasonWord::ALL.iter().map(|word| word.as_str());
    let head = HeaderConflict::ALL.iter().map(|word| word.as_str());
    let limit = LimitKey::ALL.iter().map(|word| word.as_str());
    // A path that is too long has the same word as a request line that is too long.
    let address = Malformed::ALL.iter().map(|word| word.as_str());
    let refusal = Refusal::ALL.iter().map(|word| word.as_str());
    let input = InputReason::ALL.iter().map(|word| word.as_str());
    let unread = HeadError::ALL.iter().map(|word| word.as_str());
    let ticket = TicketError::ALL.iter().map(|word| word.as_str());
    let requests = own.chain(unread).chain(head).chain(limit).chain(address);
    let server = ServerFailure::all().map(ServerFailure::as_str);
    let decisions = refusal.chain(input).chain(ticket).chain(server);
    requests.chain(decisions)
}
