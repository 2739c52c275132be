//! The page that asks which of several routes is meant.

use askama::Template;

use super::Frame;
use crate::gateway::i18n::{Phrase, Text};
use crate::webex::OwnPath;

/// Several routes take what was typed.
#[derive(Debug, Template)]
#[template(path = "choice.html", whitespace = "minimize")]
pub struct ChoicePage<'a> {
    pub choices: Vec<Choice>,
    pub frame: Frame<'a>,
}

/// One of them.
#[derive(Debug)]
pub struct Choice {
    pub title: Text,
    pub href: OwnPath,
    /// Where that is, as far as there is room for it.
    pub shown: String,
}
