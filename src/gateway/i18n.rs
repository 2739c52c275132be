//! What visitors read, in their own language: everything that is said about a
//! language stands in one file of `locales/`.
//!
//! A redirect has no words. Nothing here is touched before a page or a problem
//! is written.

mod accept;
mod access;
mod catalogue;
mod language;
mod message;

use std::borrow::Cow;

pub use language::Language;
pub use message::{Message, Phrase};

/// MessageText of a page: mostly as they stand in the file, sometimes put together.
pub type Text = Cow<'static, str>;

/// What a page tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageText {
    pub title: Text,
    pub sentence: Text,
    pub next: Text,
}

/// What is put into a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Argument {
    /// The name of a parameter, as the policy has it.
    Parameter(Box<str>),
    /// A text that is the same in every language.
    Text(Box<str>),
    /// A number.
    Number(i64),
}

/// Arguments under the names that the texts have for them.
pub type Arguments = [(&'static str, Argument)];

impl Argument {
    pub fn text(text: impl Into<Box<str>>) -> Self {
        Self::Text(text.into())
    }

    /// How many there are of something.
    pub fn count(count: usize) -> Self {
        Self::Number(i64::try_from(count).unwrap_or(i64::MAX))
    }

    pub fn number(number: impl Into<i64>) -> Self {
        Self::Number(number.into())
    }
}

impl Language {
    /// A text that nothing is put into.
    pub fn say(self, phrase: Phrase) -> Text {
        self.say_with(phrase, &[])
    }

    /// A text, with what is put into it.
    pub fn say_with(self, phrase: Phrase, arguments: &Arguments) -> Text {
        self.catalogue().text(phrase.id(), None, arguments)
    }

    /// What a page tells.
    pub fn tell(self, message: Message) -> MessageText {
        self.tell_with(message, &[])
    }

    /// What a page tells, with what is put into its sentence.
    pub fn tell_with(self, message: Message, arguments: &Arguments) -> MessageText {
        let catalogue = self.catalogue();
        let id = message.id();
        MessageText {
            title: catalogue.text(id, None, &[]),
            sentence: catalogue.text(id, Some("sentence"), arguments),
            next: catalogue.text(id, Some("next"), &[]),
        }
    }

    /// A parameter as people call it: by its name in the catalogue of
    /// commands, or else by the one that the policy gave it.
    pub fn parameter(self, name: &str) -> Text {
        let plain = || name.replace('_', " ").into();
        self.catalogue()
            .named("parameter", name)
            .unwrap_or_else(plain)
    }

    /// What a command does. A policy may have said it in words of its own:
    /// these stay as they are.
    pub fn command(self, name: &str, title: &str) -> Text {
        let in_english = Self::English.catalogue().named("command", name);
        let is_ours = in_english.is_some_and(|ours| ours == title);
        let ours = is_ours.then(|| self.catalogue().named("command", name));
        ours.flatten().unwrap_or_else(|| title.to_owned().into())
    }
}

#[cfg(test)]
mod tests;
