//! The page that asks which of several routes is meant.

use askama::Template;

use super::Frame;
use crate::gateway::words::{Phrase, Text};
use crate::webex::OwnPath;

/// Several routes take what was typed.
#[derive(Debug, Template)]
#[template(path = "choice.html", whitespace = "minimize")]
pub(in crate::gateway) struct ChoicePage<'a> {
    pub(in crate::gateway) choices: Vec<Choice>,
    pub(in crate::gateway) frame: Frame<'a>,
}

/// One of them.
#[derive(Debug)]
pub(in crate::gateway) struct Choice {
    pub(in crate::gateway) title: Text,
    pub(in crate::gateway) href: OwnPath,
    /// Where that is, as far as there is room for it.
    pub(in crate::gateway) shown: String,
}
