//! The page that asks which of several routes is meant.

use askama::Template;

use super::Frame;
use crate::gateway::words::{Phrase, Text};
use crate::webex::OwnPath;

/// Several routes take what was typed.
#[derive(Debug, Template)]
#[template(path = "choice.html", whitespace = "minimize")]
pub(in crate::gateway) struct ChoicePage<'a> {
    pub(in crate::gateway) choices: Vec<(Text, OwnPath)>,
    pub(in crate::gateway) frame: Frame<'a>,
}
