//! What cannot be meant, without repeating it.

use crate::decision::BadRequest;
use crate::gateway::words::{Argument, Language, Phrase, Text};
use crate::webex::ValueError;

/// What cannot be meant: the sentence about it, and the word for the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bad {
    phrase: Phrase,
    arguments: Vec<(&'static str, Argument)>,
    reason: &'static str,
}

impl Bad {
    fn new(phrase: Phrase, reason: &'static str) -> Self {
        Self {
            phrase,
            arguments: Vec::new(),
            reason,
        }
    }

    fn with(mut self, name: &'static str, argument: Argument) -> Self {
        self.arguments.push((name, argument));
        self
    }

    /// The same, about the parameter that is meant.
    fn about(self, parameter: &str) -> Self {
        self.with("name", Argument::Parameter(parameter.into()))
    }

    fn up_to(self, max: impl Into<i64>) -> Self {
        self.with("max", Argument::number(max))
    }

    fn between(self, min: u32, max: u32) -> Self {
        self.with("min", Argument::number(min)).up_to(max)
    }

    /// The same, with the words of the policy that are good.
    fn out_of(self, words: &str) -> Self {
        self.with("words", Argument::text(words))
    }

    /// What the visitor reads.
    pub(super) fn sentence(&self, language: Language) -> Text {
        language.say_with(self.phrase, &self.arguments)
    }

    /// What is behind it, for the log.
    pub(super) fn reason(&self) -> &'static str {
        self.reason
    }
}

impl From<&BadRequest<'_>> for Bad {
    fn from(request: &BadRequest<'_>) -> Self {
        match request {
            BadRequest::Value(name, error) => value(error).about(name),
            BadRequest::Missing(name) => Self::new(Phrase::BadMissing, "missing_value").about(name),
            BadRequest::Twice(name) => Self::new(Phrase::BadTwice, "duplicate_field").about(name),
            BadRequest::Steering(_) => Self::new(Phrase::BadSteering, "reserved_field"),
            BadRequest::TooLong => Self::new(Phrase::BadTooMuch, "too_long"),
            BadRequest::UnknownBack => Self::new(Phrase::BadBack, "unknown_back"),
        }
    }
}

/// Why a text is no value of its kind.
fn value(error: &ValueError) -> Bad {
    let bad = |phrase| Bad::new(phrase, "invalid_value");
    match error {
        ValueError::Empty => bad(Phrase::BadEmpty),
        ValueError::Digits { min, max } => bad(Phrase::BadDigits).between(*min, *max),
        ValueError::Range { min, max } => bad(Phrase::BadRange).between(*min, *max),
        ValueError::TooLong { max } => bad(Phrase::BadLength).up_to(*max),
        ValueError::Control => bad(Phrase::BadControl),
        ValueError::Name => bad(Phrase::BadName),
        ValueError::Email => bad(Phrase::BadEmail),
        ValueError::Flag => bad(Phrase::BadFlag),
        ValueError::Choice(choices) => bad(Phrase::BadChoice).out_of(choices),
        ValueError::Duration { min, max } => bad(Phrase::BadDuration).between(*min, *max),
        ValueError::Start => bad(Phrase::BadStart),
        ValueError::Year(latest) => bad(Phrase::BadYear).up_to(*latest),
        ValueError::TimeZone => bad(Phrase::BadTimeZone),
        ValueError::Feature(features) => bad(Phrase::BadFeatures).out_of(features),
        ValueError::Token { prefix, hex } => token(prefix, *hex),
        // Addresses are the policy's alone: what is wrong with one is not
        // for a visitor.
        ValueError::Url(_) => bad(Phrase::BadUrl),
        ValueError::TooMany { max } => bad(Phrase::BadEntries).up_to(*max),
        ValueError::List => bad(Phrase::BadList),
    }
}

/// The letters that a token begins with, if any, and how many digits follow.
fn token(prefix: &str, hex: u32) -> Bad {
    let letters: Vec<String> = prefix.chars().map(String::from).collect();
    let bad = match letters.len() {
        0 => Bad::new(Phrase::BadHexadecimal, "invalid_value"),
        _ => {
            let letters = Argument::text(letters.join("/"));
            Bad::new(Phrase::BadToken, "invalid_value").with("letters", letters)
        }
    };
    bad.with("count", Argument::number(hex))
}

#[cfg(test)]
mod tests;
