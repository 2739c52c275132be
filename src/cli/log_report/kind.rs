//! What an outcome says about the use of a link.

use crate::decision_logs::LogLine;
use crate::gateway::OutcomeWord;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A visitor got to where the link leads.
    Opened,
    /// The gateway did not carry out the request.
    Refused,
    /// The gateway was willing, and it did not work.
    Failed,
    /// A page on the way there, a look at the link, a return.
    Other,
}

impl Kind {
    /// What a line of the log says.
    pub fn of(line: &LogLine<'_>, word: OutcomeWord) -> Self {
        match Self::of_word(word) {
            // Back from one step, visitors are sent to the next one: they opened the link before. And a
            // `HEAD` is a program that tries links.
            Self::Opened if line.step.is_some() || &*line.method == "HEAD" => Self::Other,
            kind => kind,
        }
    }

    fn of_word(word: OutcomeWord) -> Self {
        use OutcomeWord as Word;
        match word {
            Word::Redirected
            | Word::Posted
            | Word::Confirmed
            | Word::CarriedOut
            | Word::ListShown
            | Word::WayShown => Self::Opened,
            Word::Malformed
            | Word::TooLarge
            | Word::WrongHost
            | Word::MethodNotAllowed
            | Word::ConflictingIdentity
            | Word::RateLimited
            | Word::NotFound
            | Word::LinkExpired
            | Word::Denied
            | Word::InvalidInput
            | Word::ConfirmationRequired
            | Word::BrowserRequired
            | Word::CrossOriginForm
            | Word::InvalidTicket => Self::Refused,
            Word::WebexFailed | Word::ServerFailed | Word::Unavailable => Self::Failed,
            Word::Returned
            | Word::ConfirmationShown
            | Word::WebexNotAsked
            | Word::SentToLogin
            | Word::RedirectedToHttps
            | Word::DirectoryShown
            | Word::LinkShown
            | Word::RouteShown
            | Word::SuggestionsShown
            | Word::ChoiceShown
            | Word::CallerShown
            | Word::File
            | Word::Probed
            | Word::Prefetch => Self::Other,
        }
    }
}
