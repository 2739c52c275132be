//! The OpenSearch description (OpenSearch 1.1), with which an address bar searches the links here.

use std::borrow::Cow;

use askama::Template;

use crate::gateway::i18n::{Argument, Language, Phrase, Text};
use crate::gateway::sanitize::sanitize;
use crate::policy::Brand;

/// Longest `ShortName` that the format allows, in characters.
const NAME_CHARS: usize = 16;

/// The gateway as a search engine.
#[derive(Debug, Template)]
#[template(path = "opensearch.xml")]
pub struct SearchFile<'a> {
    /// The public address, with its slash at the end.
    pub home: &'a str,
    pub brand: &'a Brand,
    pub language: Language,
}

impl SearchFile<'_> {
    fn name(&self) -> Cow<'_, str> {
        let name = self.brand.name();
        let end = name.char_indices().nth(NAME_CHARS).map(|(at, _)| at);
        sanitize(&name[..end.unwrap_or(name.len())])
    }

    fn description(&self) -> Text {
        let brand = ("brand", Argument::text(self.brand.name()));
        self.language.say_with(Phrase::SearchDescription, &[brand])
    }
}
