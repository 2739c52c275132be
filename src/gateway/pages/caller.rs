//! The page that says what is known of the caller.

use std::borrow::Cow;

use askama::Template;

use super::Frame;
use crate::gateway::i18n::{Argument, Phrase, Text};
use crate::gateway::sanitize::{REPLACEMENT, page_bytes};

#[derive(Debug, Template)]
#[template(path = "caller.html", whitespace = "minimize")]
pub struct CallerPage<'a> {
    /// Why nobody is known, if so.
    pub problem: Vec<Text>,
    pub facts: Vec<Fact<'a>>,
    /// Whether a sign stands for something hidden.
    pub has_hidden: bool,
    /// The login page.
    pub login: Option<&'a str>,
    pub frame: Frame<'a>,
}

#[derive(Debug)]
pub struct Fact<'a> {
    pub label: Text,
    pub values: Vec<FactValue<'a>>,
}

#[derive(Debug)]
pub enum FactValue<'a> {
    /// A sentence of ours.
    Ours(Text),
    /// What an identity source or the policy says.
    Said(Cow<'a, str>),
    /// What is only copied.
    Code(String),
    /// A group, and the one that rules name instead.
    Near {
        is: Cow<'a, str>,
        named: Cow<'a, str>,
    },
}

impl CallerPage<'_> {
    fn sign(&self) -> Text {
        let sign = ("sign", Argument::text(REPLACEMENT.to_string()));
        self.frame.language.say_with(Phrase::MeHidden, &[sign])
    }
}

impl FactValue<'_> {
    /// So many bytes of a page does it take.
    pub fn bytes(&self) -> usize {
        match self {
            Self::Ours(text) => page_bytes(text),
            Self::Said(text) => page_bytes(text),
            Self::Code(text) => page_bytes(text),
            Self::Near { is, named } => page_bytes(is) + page_bytes(named),
        }
    }

    pub fn has_sign(&self) -> bool {
        match self {
            Self::Ours(_) | Self::Code(_) => false,
            Self::Said(text) => text.contains(REPLACEMENT),
            Self::Near { is, named } => is.contains(REPLACEMENT) || named.contains(REPLACEMENT),
        }
    }
}
