//! Messages about invalid input, which do not repeat it.

use crate::decision::BadRequest;
use crate::gateway::i18n::{Argument, Language, Phrase, Text};
use crate::webex::ValueError;
use crate::word_list::words;

words! {
    /// What is wrong with a value or field.
    pub enum InputReason {
        Value = "invalid_value",
        Missing = "missing_value",
        Twice = "duplicate_field",
        Reserved = "reserved_field",
        TooLong = "too_long",
        UnknownBack = "unknown_back",
    }
}

/// Invalid input: the message about it, and the reason for the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidInput {
    phrase: Phrase,
    arguments: Vec<(&'static str, Argument)>,
    reason: InputReason,
}

impl InvalidInput {
    fn new(phrase: Phrase, reason: InputReason) -> Self {
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

    fn for_parameter(self, parameter: &str) -> Self {
        self.with("name", Argument::Parameter(parameter.into()))
    }

    fn up_to(self, max: impl Into<i64>) -> Self {
        self.with("max", Argument::number(max))
    }

    fn between(self, min: u32, max: u32) -> Self {
        self.with("min", Argument::number(min)).up_to(max)
    }

    /// Adds the accepted values, in the words of the policy.
    fn one_of(self, words: &str) -> Self {
        self.with("words", Argument::text(words))
    }

    /// The sentence for the visitor.
    pub fn sentence(&self, language: Language) -> Text {
        language.say_with(self.phrase, &self.arguments)
    }

    pub fn reason(&self) -> InputReason {
        self.reason
    }
}

impl From<&BadRequest<'_>> for InvalidInput {
    fn from(request: &BadRequest<'_>) -> Self {
        match request {
            BadRequest::Value(name, error) => value(error).for_parameter(name),
            BadRequest::Elsewhere(name) => {
                Self::new(Phrase::BadPlace, InputReason::Value).for_parameter(name)
            }
            BadRequest::Missing(name) => {
                Self::new(Phrase::BadMissing, InputReason::Missing).for_parameter(name)
            }
            BadRequest::Twice(name) => {
                Self::new(Phrase::BadTwice, InputReason::Twice).for_parameter(name)
            }
            // The name of the field is left out, because the visitor wrote it.
            BadRequest::Steering(_) => Self::new(Phrase::BadSteering, InputReason::Reserved),
            BadRequest::TooLong => Self::new(Phrase::BadTooMuch, InputReason::TooLong),
            BadRequest::UnknownBack => Self::new(Phrase::BadBack, InputReason::UnknownBack),
        }
    }
}

/// What is wrong with a value.
fn value(error: &ValueError) -> InvalidInput {
    let invalid = |phrase| InvalidInput::new(phrase, InputReason::Value);
    match error {
        ValueError::Empty => invalid(Phrase::BadEmpty),
        ValueError::Digits { min, max } => invalid(Phrase::BadDigits).between(*min, *max),
        ValueError::Range { min, max } => invalid(Phrase::BadRange).between(*min, *max),
        ValueError::TooLong { max } => invalid(Phrase::BadLength).up_to(*max),
        ValueError::Control => invalid(Phrase::BadControl),
        ValueError::Name => invalid(Phrase::BadName),
        ValueError::Email => invalid(Phrase::BadEmail),
        ValueError::Flag => invalid(Phrase::BadFlag),
        ValueError::Choice(choices) => invalid(Phrase::BadChoice).one_of(choices),
        ValueError::Duration { min, max } => invalid(Phrase::BadDuration).between(*min, *max),
        ValueError::Start => invalid(Phrase::BadStart),
        ValueError::Year(latest) => invalid(Phrase::BadYear).up_to(*latest),
        ValueError::TimeZone => invalid(Phrase::BadTimeZone),
        ValueError::Feature(features) => invalid(Phrase::BadFeatures).one_of(features),
        ValueError::Token { prefix, hex } => token(prefix, *hex),
        // Only the policy contains URLs: what is wrong with one is not for a visitor.
        ValueError::Url(_) => invalid(Phrase::BadUrl),
        ValueError::TooMany { max } => invalid(Phrase::BadEntries).up_to(*max),
        ValueError::List => invalid(Phrase::BadList),
    }
}

/// A token has its letters in front, if any, and this many hexadecimal digits.
fn token(prefix: &str, hex: u32) -> InvalidInput {
    let letters: Vec<String> = prefix.chars().map(String::from).collect();
    let invalid = match letters.len() {
        0 => InvalidInput::new(Phrase::BadHexadecimal, InputReason::Value),
        _ => {
            let letters = Argument::text(letters.join("/"));
            InvalidInput::new(Phrase::BadToken, InputReason::Value).with("letters", letters)
        }
    };
    invalid.with("count", Argument::number(hex))
}

#[cfg(test)]
mod tests;
