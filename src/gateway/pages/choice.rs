//! The page that asks which of several routes is meant.

use askama::Template;

use super::Frame;
use crate::gateway::i18n::{Phrase, Text};
use crate::webex::OwnPath;

/// The routes that accept what was typed.
#[derive(Debug, Template)]
#[template(path = "choice.html", whitespace = "minimize")]
pub struct ChoicePage<'a> {
    pub choices: Vec<Choice>,
    pub frame: Frame<'a>,
}

#[derive(Debug)]
pub struct Choice {
    pub title: Text,
    pub href: OwnPath,
    /// The path for display, cut if it is too long.
    pub shown: String,
    /// Whether it deletes or ends something.
    pub destroys: bool,
}
