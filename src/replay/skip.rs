//! Why a line is not decided again.

use crate::gateway::OutcomeWord;
use crate::word_list::words;

words! {
    /// Why a line is not decided again.
    #[derive(Hash, PartialOrd, Ord)]
    pub enum Skip {
        Return = "return",
        Confirmation = "confirmation",
        Page = "page",
        BeforePolicy = "before_policy",
        Moment = "moment",
        UnknownWord = "unknown_word",
        NoPath = "no_path",
        NoValue = "no_value",
        NoQuery = "no_query",
        MaskedNumber = "masked_number",
        OtherType = "other_type",
        Proofs = "proofs",
        CallerFacts = "caller_facts",
    }
}

impl Skip {
    /// The kind of an outcome that does not depend on the policy's routes and links alone.
    pub fn of_outcome(outcome: OutcomeWord) -> Option<Self> {
        use OutcomeWord as Word;
        Some(match outcome {
            Word::DirectoryShown
            | Word::SuggestionsShown
            | Word::ChoiceShown
            | Word::CallerShown => Self::Page,
            Word::Malformed
            | Word::TooLarge
            | Word::WrongHost
            | Word::MethodNotAllowed
            | Word::Prefetch
            | Word::ConflictingIdentity
            | Word::RedirectedToHttps
            | Word::Probed
            | Word::File => Self::BeforePolicy,
            Word::RateLimited | Word::Unavailable => Self::Moment,
            _ => return None,
        })
    }

    pub fn in_words(self) -> &'static str {
        match self {
            Self::Return => "returns from Webex",
            Self::Confirmation => "answers to a confirmation",
            Self::Page => "pages of the gateway: directory, suggestions, choices, /-/me",
            Self::BeforePolicy => "refused or answered before routes and links are looked up",
            Self::Moment => "depended on the moment: rate limit, decision log",
            Self::UnknownWord => "an outcome or method that this version does not know",
            Self::NoPath => "the line does not have the path",
            Self::NoValue => "the line does not have a value that counts",
            Self::NoQuery => "the line does not have a query field that counts",
            Self::MaskedNumber => "a masked number, which could be the name of a link or a route",
            Self::OtherType => {
                "a value of another type than before, or of unknown length, which the line does not have"
            }
            Self::Proofs => "several proofs of identity",
            Self::CallerFacts => "depends on a fact about the caller that the line does not tell",
        }
    }
}
