//! What each outcome means. A new refusal is a variant and a line here, a message in `locales/`,
//! and a line in docs/operating.md; tests compare all of them.

use hyper::StatusCode;

use super::{Outcome, OutcomeWord, ReasonWord};
use crate::decision::{Malformed, Refusal, TicketError};
use crate::gateway::i18n::Message;
use crate::gateway::method::Methods;
use crate::gateway::rate_limit::LimitKey;
use crate::net::HeadError;
use crate::webex::{Ending, Reason};

/// Everything that follows from an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spec {
    pub status: StatusCode,
    /// The `outcome` of log and metrics.
    pub word: OutcomeWord,
    /// The `reason` of log and metrics.
    pub reason: Option<&'static str>,
    /// The message for the visitor; `None` if the answer is not an error.
    pub message: Option<Message>,
    /// Whether the person is on the way to what was requested. Other answers with a reason count as
    /// refusals.
    pub leads_on: bool,
}

impl Spec {
    const fn answer(status: StatusCode, word: OutcomeWord) -> Self {
        Self {
            status,
            word,
            reason: None,
            message: None,
            leads_on: true,
        }
    }

    const fn refusal(status: StatusCode, word: OutcomeWord, message: Message) -> Self {
        Self {
            status,
            word,
            reason: None,
            message: Some(message),
            leads_on: false,
        }
    }

    const fn because(self, reason: &'static str) -> Self {
        Self {
            reason: Some(reason),
            ..self
        }
    }

    const fn because_of(self, reason: ReasonWord) -> Self {
        self.because(reason.as_str())
    }
}

impl Outcome {
    #[rustfmt::skip]
    pub fn spec(&self) -> Spec {
        use OutcomeWord as Word;
        use StatusCode as S;
        let (answer, refusal) = (Spec::answer, Spec::refusal);
        match self {
            Self::Redirected => answer(S::FOUND, Word::Redirected),
            Self::Posted => answer(S::OK, Word::Posted),
            Self::ConfirmationShown => answer(S::OK, Word::ConfirmationShown),
            // 303, so that the browser fetches what follows instead of posting to it (RFC 9110,
            // section 15.4.4).
            Self::Confirmed => answer(S::SEE_OTHER, Word::Confirmed),
            Self::ConfirmedByForm => answer(S::OK, Word::Confirmed),
            Self::Returned => answer(S::FOUND, Word::Returned),
            Self::CarriedOut => answer(S::OK, Word::CarriedOut),
            Self::ListShown(_) => answer(S::OK, Word::ListShown),
            Self::WayShown => answer(S::OK, Word::WayShown),
            Self::WebexNotAsked => answer(S::OK, Word::WebexNotAsked),
            Self::ServerFailed(failure) => refusal(failure.status(), Word::ServerFailed, failure.message())
                .because(failure.as_str()),
            Self::SentToLogin => answer(S::FOUND, Word::SentToLogin).because(Refusal::Nobody.as_str()),
            // 308 keeps the method (RFC 9110, section 15.4.9).
            Self::RedirectedToHttps => answer(S::PERMANENT_REDIRECT, Word::RedirectedToHttps),
            Self::DirectoryShown => answer(S::OK, Word::DirectoryShown),
            Self::LinkShown => answer(S::OK, Word::LinkShown),
            Self::RouteShown => answer(S::OK, Word::RouteShown),
            Self::SuggestionsShown => answer(S::OK, Word::SuggestionsShown),
            Self::ChoiceShown => answer(S::OK, Word::ChoiceShown),
            Self::CallerShown => answer(S::OK, Word::CallerShown),
            Self::File => answer(S::OK, Word::File),
            Self::Probed => answer(S::NO_CONTENT, Word::Probed),

            // 200, because Webex has carried out the command.
            Self::NoBackUrl => refusal(S::OK, Word::Returned, Message::NoWayOn).because_of(ReasonWord::NoBackUrl),
            Self::WebexFailed(failure) => refusal(S::OK, Word::WebexFailed, failure.advice.message)
                .because(failure.reason.map_or(Ending::Unclear.as_str(), Reason::as_str)),

            Self::InvalidHost => refusal(S::BAD_REQUEST, Word::Malformed, Message::Host).because_of(ReasonWord::InvalidHost),
            // 421 tells a client that reuses a connection for several names to open another one
            // (RFC 9110, section 15.5.20).
            Self::WrongHost(_) => refusal(S::MISDIRECTED_REQUEST, Word::WrongHost, Message::WrongHost),
            Self::InvalidTarget => refusal(S::BAD_REQUEST, Word::Malformed, Message::Target).because_of(ReasonWord::InvalidTarget),
            Self::Unreadable(error) => match error {
                HeadError::UriTooLong => refusal(error.status(), Word::TooLarge, Message::TooLong),
                HeadError::HeadersTooLarge => refusal(error.status(), Word::TooLarge, Message::TooManyHeaders),
                _ => refusal(error.status(), Word::Malformed, Message::NoHttp),
            }.because(error.as_str()),
            Self::MethodNotAllowed(methods) => refusal(S::METHOD_NOT_ALLOWED, Word::MethodNotAllowed, match methods {
                Methods::Read => Message::Method,
                Methods::Post => Message::NoAnswer,
            }),
            Self::Prefetch => refusal(S::FORBIDDEN, Word::Prefetch, Message::Prefetch),
            Self::ConflictingIdentity(conflict) => refusal(S::BAD_REQUEST, Word::ConflictingIdentity, Message::HeaderConflict)
                .because(conflict.as_str()),
            Self::RateLimited(limited) => refusal(S::TOO_MANY_REQUESTS, Word::RateLimited, match limited.key {
                LimitKey::Identity => Message::TooManyPerson,
                LimitKey::Address | LimitKey::Network => Message::TooManyAddress,
            }).because(limited.key.as_str()),
            Self::Malformed(Malformed::TooLong) => Self::Unreadable(HeadError::UriTooLong).spec(),
            Self::Malformed(malformed) => refusal(S::BAD_REQUEST, Word::Malformed, Message::Broken).because(malformed.as_str()),
            Self::NotFound => refusal(S::NOT_FOUND, Word::NotFound, Message::Unknown),
            Self::LinkExpired => refusal(S::GONE, Word::LinkExpired, Message::Expired),
            Self::Denied(reason) => refusal(denied_status(*reason), Word::Denied, denied_message(*reason)).because(reason.as_str()),
            Self::InvalidInput(input) => refusal(S::BAD_REQUEST, Word::InvalidInput, Message::InvalidInput)
                .because(input.reason().as_str()),
            Self::ConfirmationRequired => refusal(S::FORBIDDEN, Word::ConfirmationRequired, Message::Unconfirmed),
            Self::BrowserRequired => refusal(S::FORBIDDEN, Word::BrowserRequired, Message::PersonOnly),
            Self::CrossOriginForm => refusal(S::FORBIDDEN, Word::CrossOriginForm, Message::ForeignForm),
            Self::InvalidConfirmation(error) => match error {
                TicketError::Forged => refusal(S::FORBIDDEN, Word::InvalidTicket, Message::QuestionForged),
                TicketError::Expired => refusal(S::GONE, Word::InvalidTicket, Message::QuestionExpired),
            }.because(error.as_str()),
            Self::ActionChanged => refusal(S::GONE, Word::InvalidTicket, Message::QuestionChanged).because_of(ReasonWord::ActionChanged),
            Self::AlreadyConfirmed => refusal(S::GONE, Word::InvalidTicket, Message::QuestionUsed).because_of(ReasonWord::AlreadyConfirmed),
            Self::InvalidReturn(error) => match error {
                TicketError::Forged => refusal(S::BAD_REQUEST, Word::InvalidTicket, Message::WayBack),
                TicketError::Expired => refusal(S::GONE, Word::InvalidTicket, Message::WayBackExpired),
            }.because(error.as_str()),
            // A reload can remove a route while people are at Webex.
            Self::UnknownLeg => refusal(S::BAD_REQUEST, Word::InvalidTicket, Message::WayBack).because_of(ReasonWord::UnknownRoute),
            Self::Unavailable => refusal(S::SERVICE_UNAVAILABLE, Word::Unavailable, Message::Unrecorded)
                .because_of(ReasonWord::DecisionLogUnavailable),
        }
    }
}

fn denied_status(reason: Refusal) -> StatusCode {
    match reason {
        Refusal::Nobody => StatusCode::UNAUTHORIZED,
        Refusal::Access
        | Refusal::Account
        | Refusal::Hours
        | Refusal::NotYet
        | Refusal::ClientUnknown
        | Refusal::UserUnknown
        | Refusal::MailDomainUnknown
        | Refusal::GroupsUnknown
        | Refusal::NetworkUnknown
        | Refusal::CertificateUnknown => StatusCode::FORBIDDEN,
    }
}

fn denied_message(reason: Refusal) -> Message {
    match reason {
        // Whether a rule holds or what it asks for is unknown, is for operators only.
        Refusal::Access | Refusal::ClientUnknown => Message::RefusedAccess,
        Refusal::Account
        | Refusal::UserUnknown
        | Refusal::MailDomainUnknown
        | Refusal::GroupsUnknown
        | Refusal::NetworkUnknown
        | Refusal::CertificateUnknown => Message::RefusedAccount,
        Refusal::Hours => Message::RefusedHours,
        Refusal::NotYet => Message::RefusedNotYet,
        Refusal::Nobody => Message::Nobody,
    }
}
