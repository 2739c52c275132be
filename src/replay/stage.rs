//! Which request of a visitor a line of the decision log is about.

use crate::gateway::{Method, OutcomeWord};
use crate::word_list::words;

words! {
    /// Which request of a visitor a line is about.
    pub enum Stage {
        /// The one that opened the link.
        Request = "request",
        /// The return from Webex.
        Return = "return",
        /// The answer to a page that asks for a confirmation.
        Confirmation = "confirmation",
    }
}

/// What of a line tells its stage.
#[derive(Clone, Copy, Debug)]
pub struct StageFields {
    /// `None` for a word that this version does not know.
    pub outcome: Option<OutcomeWord>,
    pub method: Method,
    pub has_step: bool,
    pub has_route: bool,
}

impl Stage {
    pub fn of(line: StageFields) -> Self {
        use OutcomeWord as Word;
        let is_post = line.method == Method::Post;
        match line.outcome {
            _ if line.has_step => Self::Return,
            Some(Word::Returned | Word::WebexFailed) => Self::Return,
            Some(Word::InvalidTicket) if !is_post => Self::Return,
            Some(Word::InvalidTicket | Word::Confirmed | Word::CrossOriginForm) => {
                Self::Confirmation
            }
            // Nothing else that takes a POST gets as far as a route.
            _ if is_post && line.has_route => Self::Confirmation,
            _ => Self::Request,
        }
    }
}
