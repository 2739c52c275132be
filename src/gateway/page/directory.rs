//! The directory: what a caller may use, a page at a time.

use std::borrow::Cow;

use askama::Template;

use super::Frame;
use crate::gateway::words::{Argument, Phrase, Text};
use crate::webex::OwnPath;

/// All that a caller may use, or what of it was searched for.
#[derive(Debug, Template)]
#[template(path = "directory.html", whitespace = "minimize")]
pub(in crate::gateway) struct DirectoryPage<'a> {
    pub(in crate::gateway) rows: Vec<Row<'a>>,
    pub(in crate::gateway) total: usize,
    /// What was searched for.
    pub(in crate::gateway) searched: Cow<'a, str>,
    /// Whether an address was pasted that nothing leads to.
    pub(in crate::gateway) is_foreign: bool,
    pub(in crate::gateway) turns: Turns,
    /// Where somebody who is not known logs in.
    pub(in crate::gateway) login: Option<&'a str>,
    pub(in crate::gateway) frame: Frame<'a>,
}

/// A link or a route.
#[derive(Debug)]
pub(in crate::gateway) struct Row<'a> {
    pub(in crate::gateway) title: Cow<'a, str>,
    /// Its path; of a route, with the names of what has to be put in.
    pub(in crate::gateway) path: String,
    /// Where it is followed; a route with something to put in is not.
    pub(in crate::gateway) href: Option<String>,
    /// Where there is more about it.
    pub(in crate::gateway) more: Option<String>,
    pub(in crate::gateway) owner: Option<Cow<'a, str>>,
    pub(in crate::gateway) tags: Vec<Tag<'a>>,
    pub(in crate::gateway) until: Option<String>,
}

/// A tag, and where the links that have it are found.
#[derive(Debug)]
pub(in crate::gateway) struct Tag<'a> {
    pub(in crate::gateway) name: &'a str,
    pub(in crate::gateway) href: OwnPath,
}

/// Which page of how many this is, and where the ones beside it are.
#[derive(Debug)]
pub(in crate::gateway) struct Turns {
    pub(in crate::gateway) at: usize,
    pub(in crate::gateway) of: usize,
    pub(in crate::gateway) previous: Option<OwnPath>,
    pub(in crate::gateway) next: Option<OwnPath>,
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

    fn about(&self, title: &str) -> Text {
        let title = ("title", Argument::text(title));
        self.frame.language.say_with(Phrase::LinkAbout, &[title])
    }
}
