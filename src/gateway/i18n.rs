//! The texts of pages and problems in the language of the visitor. Each language is one file in
//! `locales/`.
//!
//! Redirects use none of this: a catalogue is loaded when the first page or problem needs it.

mod accept;
mod access;
mod catalogue;
mod language;
mod message;

use std::borrow::Cow;

pub use language::Language;
pub use message::{Message, Phrase};

/// The states of meetings that Webex names (webex.md 8.3).
#[cfg(test)]
const STATES: [&str; 8] = [
    "active",
    "inProgress",
    "expired",
    "scheduled",
    "ready",
    "ended",
    "missed",
    "lobby",
];

/// A text of a page: usually borrowed from the catalogue, sometimes formatted.
pub type Text = Cow<'static, str>;

/// The texts of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageText {
    pub title: Text,
    pub sentence: Text,
    pub next: Text,
}

/// The value of a placeholder in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Argument {
    /// The name of a parameter in the policy, which is written in the language of the text.
    Parameter(Box<str>),
    /// A text that is the same in every language.
    Text(Box<str>),
    Number(i64),
}

/// Values by the names of their placeholders.
pub type Arguments = [(&'static str, Argument)];

impl Argument {
    pub fn text(text: impl Into<Box<str>>) -> Self {
        Self::Text(text.into())
    }

    pub fn count(count: usize) -> Self {
        Self::Number(i64::try_from(count).unwrap_or(i64::MAX))
    }

    pub fn number(number: impl Into<i64>) -> Self {
        Self::Number(number.into())
    }
}

impl Language {
    /// A text without placeholders.
    pub fn say(self, phrase: Phrase) -> Text {
        self.say_with(phrase, &[])
    }

    /// A text with values for its placeholders.
    pub fn say_with(self, phrase: Phrase, arguments: &Arguments) -> Text {
        self.catalogue().text(phrase.id(), None, arguments)
    }

    /// The texts of a message without placeholders.
    pub fn tell(self, message: Message) -> MessageText {
        self.tell_with(message, &[])
    }

    /// The texts of a message with values for the placeholders of its sentence.
    pub fn tell_with(self, message: Message, arguments: &Arguments) -> MessageText {
        let catalogue = self.catalogue();
        let id = message.id();
        MessageText {
            title: catalogue.text(id, None, &[]),
            sentence: catalogue.text(id, Some("sentence"), arguments),
            next: catalogue.text(id, Some("next"), &[]),
        }
    }

    /// The name of a parameter for visitors: from the catalogue of the language, or else from the
    /// policy.
    pub fn parameter(self, name: &str) -> Text {
        let plain = || name.replace('_', " ").into();
        self.catalogue()
            .named("parameter", name)
            .unwrap_or_else(plain)
    }

    /// The heading of a column in a list of Webex's.
    pub fn column(self, word: &str) -> Text {
        let plain = || word.replace('_', " ").into();
        self.catalogue().named("column", word).unwrap_or_else(plain)
    }

    /// The state of a meeting; `None` for a word of Webex that is not known.
    pub fn state(self, word: &str) -> Option<Text> {
        self.catalogue().named("state", word)
    }

    /// The title of a command in this language. A title that the policy has rewritten stays as it
    /// is.
    pub fn command(self, name: &str, title: &str) -> Text {
        let in_english = Self::English.catalogue().named("command", name);
        // Only our own titles are translated. What the policy writes has one language.
        let is_ours = in_english.is_some_and(|ours| ours == title);
        let ours = is_ours.then(|| self.catalogue().named("command", name));
        ours.flatten().unwrap_or_else(|| title.to_owned().into())
    }
}

#[cfg(test)]
mod tests;
