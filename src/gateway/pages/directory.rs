//! The directory: what a caller may use, a page at a time.

use std::borrow::Cow;

use askama::Template;

use super::Frame;
use super::route_form::{Input, RouteRow};
use crate::directory::{Counts, Section};
use crate::gateway::i18n::{Argument, Phrase, Text};
use crate::webex::OwnPath;

/// All that a caller may use, or what of it was searched for.
#[derive(Debug, Template)]
#[template(path = "directory.html", whitespace = "minimize")]
pub struct DirectoryPage<'a> {
    pub sections: Vec<SectionRows<'a>>,
    pub counts: Counts,
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

/// The entries of one section on a page.
#[derive(Debug)]
pub struct SectionRows<'a> {
    pub section: Section,
    pub rows: Vec<EntryRow<'a>>,
}

#[derive(Debug)]
pub enum EntryRow<'a> {
    Link(Row<'a>),
    Route(RouteRow),
}

/// A link.
#[derive(Debug)]
pub struct Row<'a> {
    pub title: Cow<'a, str>,
    pub path: String,
    /// Where it is followed.
    pub href: String,
    /// Where there is more about it.
    pub more: String,
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

/// Which page of how many this is, and where the others are.
#[derive(Debug)]
pub struct Turns {
    pub at: usize,
    pub of: usize,
    pub previous: Option<OwnPath>,
    pub next: Option<OwnPath>,
    pub numbers: Vec<Turn>,
    /// Whether some pages have no number here.
    pub has_gaps: bool,
    pub letters: Vec<Turn>,
}

/// The way to another page; none to the present one.
#[derive(Debug, PartialEq, Eq)]
pub struct Turn {
    pub text: TurnText,
    pub href: Option<OwnPath>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TurnText {
    Number(usize),
    /// Pages that are passed over.
    Gap,
    Letter(String),
    Section(Section),
}

/// Stands in a sentence for what was searched for.
const SEARCHED: &str = "\u{FFFC}";

/// What stands before and behind a text that was searched for.
#[derive(Debug)]
struct SearchSentence {
    before: String,
    /// `None` if the text is not in the sentence.
    behind: Option<String>,
}

impl SearchSentence {
    fn whole(sentence: Text) -> Self {
        let before = sentence.into_owned();
        Self {
            before,
            behind: None,
        }
    }

    fn around(sentence: &str) -> Self {
        let (before, behind) = sentence.split_once(SEARCHED).unwrap_or((sentence, ""));
        Self {
            before: before.to_owned(),
            behind: Some(behind.to_owned()),
        }
    }
}

impl DirectoryPage<'_> {
    /// How many there are, or that there is nothing: what stands before and behind the text that was
    /// searched for, which is isolated from both. Otherwise the number of links would run with a text
    /// in Arabic, and stand before it.
    fn found(&self) -> SearchSentence {
        let language = self.frame.language;
        let text = || ("text", Argument::text(SEARCHED));
        match (self.counts.total(), &*self.searched) {
            _ if self.is_foreign => SearchSentence::whole(language.say(Phrase::BoxForeign)),
            (0, "") => SearchSentence::whole(language.say(Phrase::DirectoryEmpty)),
            (_, "") => SearchSentence::whole(self.count()),
            (0, _) => {
                SearchSentence::around(&language.say_with(Phrase::DirectoryNothing, &[text()]))
            }
            (_, _) => {
                let found = ("found", Argument::text(self.count()));
                let sentence = language.say_with(Phrase::DirectorySearched, &[text(), found]);
                SearchSentence::around(&sentence)
            }
        }
    }

    /// How many links and how many routes there are.
    fn count(&self) -> Text {
        let language = self.frame.language;
        let say = |phrase, count| language.say_with(phrase, &[("count", Argument::count(count))]);
        let links = || say(Phrase::DirectoryLinks, self.counts.all_links());
        let routes = || say(Phrase::DirectoryRoutes, self.counts.all_routes());
        match (self.counts.all_links(), self.counts.all_routes()) {
            (_, 0) => links(),
            (0, _) => routes(),
            _ => {
                let links = ("links", Argument::text(links()));
                let routes = ("routes", Argument::text(routes()));
                language.say_with(Phrase::DirectoryBoth, &[links, routes])
            }
        }
    }

    /// The heading of a section. Links come first, and stand below the heading of the page.
    fn heading(&self, section: &Section) -> Option<Text> {
        (*section != Section::Links).then(|| self.name(*section))
    }

    fn name(&self, section: Section) -> Text {
        self.frame.say(match section {
            Section::Links => Phrase::DirectoryTitle,
            Section::Routes => Phrase::DirectoryRoutesTitle,
            Section::Destroying => Phrase::DirectoryDestroying,
        })
    }

    fn turn(&self, turn: &Turn) -> Text {
        match &turn.text {
            TurnText::Number(number) => number.to_string().into(),
            TurnText::Gap => "…".into(),
            TurnText::Letter(letter) => letter.clone().into(),
            TurnText::Section(section) => self.name(*section),
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
