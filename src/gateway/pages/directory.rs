//! The directory: what a caller may use, a page at a time.

use std::borrow::Cow;

use askama::Template;

use super::Frame;
use crate::gateway::i18n::{Argument, Phrase, Text};
use crate::webex::OwnPath;

/// All that a caller may use, or what of it was searched for.
#[derive(Debug, Template)]
#[template(path = "directory.html", whitespace = "minimize")]
pub struct DirectoryPage<'a> {
    pub rows: Vec<Row<'a>>,
    pub total: usize,
    /// What was searched for.
    pub searched: Cow<'a, str>,
    /// Whether an address was pasted that nothing leads to.
    pub is_foreign: bool,
    /// Where a number can be entered that nothing here takes.
    pub number: Option<NumberHelp<'a>>,
    pub turns: Turns,
    /// Where somebody who is not known logs in.
    pub login: Option<&'a str>,
    pub frame: Frame<'a>,
}

/// What helps with the number of a meeting that nothing here takes.
#[derive(Debug)]
pub struct NumberHelp<'a> {
    /// The pages of Webex sites on which people enter numbers.
    pub join_pages: Vec<JoinPage<'a>>,
}

#[derive(Debug)]
pub struct JoinPage<'a> {
    pub href: &'a str,
    pub host: &'a str,
}

/// A link or a route.
#[derive(Debug)]
pub struct Row<'a> {
    pub title: Cow<'a, str>,
    /// Its path; of a route, with the names of what has to be put in.
    pub path: String,
    /// Where it is followed; a route with something to put in is not.
    pub href: Option<String>,
    /// Where there is more about it.
    pub more: Option<String>,
    pub owner: Option<Cow<'a, str>>,
    pub tags: Vec<Tag<'a>>,
    pub from: Option<String>,
    pub until: Option<String>,
}

/// A tag, and where the links that have it are found.
#[derive(Debug)]
pub struct Tag<'a> {
    pub name: &'a str,
    pub href: OwnPath,
}

/// Which page of how many this is, and where the ones beside it are.
#[derive(Debug)]
pub struct Turns {
    pub at: usize,
    pub of: usize,
    pub previous: Option<OwnPath>,
    pub next: Option<OwnPath>,
}

impl DirectoryPage<'_> {
    /// How many there are, or that there is nothing.
    fn found(&self) -> Text {
        let language = self.frame.language;
        if self.is_foreign {
            return language.say(Phrase::BoxForeign);
        }
        match (self.total, &*self.searched) {
            (0, "") => language.say(Phrase::DirectoryEmpty),
            (0, searched) => {
                let text = ("text", Argument::text(searched));
                language.say_with(Phrase::DirectoryNothing, &[text])
            }
            (total, _) => {
                let count = ("count", Argument::count(total));
                language.say_with(Phrase::DirectoryFound, &[count])
            }
        }
    }

    fn page_of_pages(&self) -> Text {
        let page = ("page", Argument::count(self.turns.at));
        let pages = ("pages", Argument::count(self.turns.of));
        let language = self.frame.language;
        language.say_with(Phrase::PagesAt, &[page, pages])
    }

    fn enter_number_at(&self, page: &JoinPage<'_>) -> Text {
        let host = ("host", Argument::text(page.host));
        self.frame
            .language
            .say_with(Phrase::NumberJoinPage, &[host])
    }

    fn about(&self, title: &str) -> Text {
        let title = ("title", Argument::text(title));
        self.frame.language.say_with(Phrase::LinkAbout, &[title])
    }
}
