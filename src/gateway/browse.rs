//! Looking for links: the directory, the box that takes whatever a person
//! has at hand, and what the address bar of a browser suggests.

mod rows;

use http_body_util::Full;
use hyper::Response;
use hyper::body::Bytes;

use super::fault::{self, Fault};
use super::generation::Generation;
use super::page::{Choice, ChoicePage, DirectoryPage, Turns, title_of_route};
use super::record::{About, Told};
use super::request::Method;
use super::respond::Responder;
use super::shown::{LONG, SHORT, brief, cut, in_room};
use super::{Answered, Language, Visit, api, login};
use crate::decision::{LinkRequest, Page};
use crate::directory::{Entry, Listing, Query, Resolution, resolve};
use crate::policy::{Link, Route};
use crate::webex::{BackAddress, OwnPath};
pub(super) use rows::tags;
use rows::{row_of_link, row_of_route};

/// Links on one page for people.
const ROWS: usize = 20;
/// Links on one page for programs.
const ENTRIES: usize = 100;
/// Suggestions below an address bar.
const SUGGESTIONS: usize = 8;
/// Routes that somebody chooses from, and so many bytes of a page for their
/// paths, in which stands what was typed.
const CHOICES: usize = 20;
const CHOICE_BYTES: usize = 16 * 1024;

/// The field that turns the page.
const PAGE: &str = "page";

/// What somebody looks for.
#[derive(Clone, Copy, Debug)]
enum Sought<'s> {
    Words(&'s str),
    /// An address that nothing leads to. It is not repeated: there may be a
    /// secret in it.
    Address,
}

impl Generation {
    /// Answers with a page by which people look for links.
    pub(super) fn answer_page(
        &self,
        visit: &Visit<'_>,
        ask: &LinkRequest<'_>,
        page: Page<'_>,
    ) -> Response<Full<Bytes>> {
        if !matches!(visit.request.method, Method::Get | Method::Head) {
            let answered = self.refuse(visit, &Fault::Method(fault::ALLOW));
            return self.record_visit(visit, answered);
        }
        let answered = match page {
            Page::Link(link) => return self.show_link(visit, link),
            Page::Code(link) => return self.show_code(visit, link),
            Page::Open => return self.open(visit, ask),
            Page::Directory => self.list(visit, ask),
            Page::Suggest => self.suggest(visit, ask),
        };
        self.record_visit(visit, answered)
    }

    /// What a caller may use.
    fn list<'a>(&'a self, visit: &Visit<'_>, ask: &LinkRequest<'_>) -> Answered<'a> {
        let searched = ask.field(Page::SEARCHED).unwrap_or_default();
        let page = ask.field(PAGE).and_then(|page| page.parse().ok());
        self.find(visit, searched, page.unwrap_or(1))
    }

    /// A page of what a caller may use and has searched for, or the last page
    /// if there are fewer.
    fn find<'a>(&'a self, visit: &Visit<'_>, searched: &str, page: usize) -> Answered<'a> {
        let directory = self.directory(visit);
        let size = page_size(&visit.respond);
        let query = Query::parse(searched);
        let language = visit.respond.language();
        // In English it is what the policy calls it, or the catalogue.
        let called = |route: &Route| {
            let is_other = language != Language::English;
            is_other.then(|| title_of_route(route, language).into_owned())
        };
        let part = |page: usize| directory.search(&query, (page - 1) * size..page * size, called);
        let mut at = page.clamp(1, usize::MAX / size);
        let mut listing = part(at);
        let pages = pages_of(&listing, size);
        if at > pages {
            (at, listing) = (pages, part(pages));
        }
        self.tell(visit, listing, (Sought::Words(searched), at))
    }

    fn tell<'a>(
        &'a self,
        visit: &Visit<'_>,
        listing: Listing<'a>,
        (sought, at): (Sought<'_>, usize),
    ) -> Answered<'a> {
        let pages = pages_of(&listing, page_size(&visit.respond));
        let response = match visit.respond.is_for_a_person() {
            true => self.directory_page(visit, listing, (sought, at, pages)),
            false => visit.respond.json(&api::Directory {
                total: listing.total,
                entries: self.entries(visit, listing),
                page: at,
                pages,
                policy: self.policy.hash(),
            }),
        };
        (response, Told::plainly("listed"), About::default())
    }

    fn directory_page(
        &self,
        visit: &Visit<'_>,
        listing: Listing<'_>,
        (sought, at, pages): (Sought<'_>, usize, usize),
    ) -> Response<Full<Bytes>> {
        let frame = visit.respond.frame();
        let endpoint = self.policy.endpoint();
        let row = |entry| match entry {
            Entry::Link(link) => row_of_link(link, endpoint),
            Entry::Route(route) => row_of_route(route, frame.language),
        };
        let searched = match sought {
            Sought::Words(words) => Query::looked_at(words),
            Sought::Address => "",
        };
        let turn = |page: usize| page_path(searched, page);
        let login = login::offer(&self.policy, visit, &turn(at));
        visit.respond.browse(&DirectoryPage {
            total: listing.total,
            rows: listing.entries.into_iter().map(row).collect(),
            searched: brief(searched, LONG),
            is_foreign: matches!(sought, Sought::Address),
            turns: Turns {
                at,
                of: pages,
                previous: (at > 1).then(|| turn(at - 1)),
                next: (at < pages).then(|| turn(at + 1)),
            },
            login: login.as_ref().map(BackAddress::as_str),
            frame,
        })
    }

    fn entries<'a>(&'a self, visit: &Visit<'_>, listing: Listing<'a>) -> Vec<api::Entry<'a>> {
        let language = visit.respond.frame().language;
        let entries = listing.entries.into_iter();
        let entries = entries.map(|entry| match entry {
            Entry::Link(link) => api::Entry::Link(api::Link::of(link, self.policy.endpoint())),
            Entry::Route(route) => api::Entry::Route(api::Route {
                name: route.name(),
                title: title_of_route(route, language),
                path: route.path().unwrap_or_default(),
            }),
        });
        entries.collect()
    }

    /// Follows what somebody typed, or looks for it.
    fn open(&self, visit: &Visit<'_>, ask: &LinkRequest<'_>) -> Response<Full<Bytes>> {
        let typed = ask.field(Page::SEARCHED).unwrap_or_default();
        let viewer = visit.viewer();
        let has = |route: &Route| viewer.has_route(route);
        let answered = match resolve(&self.policy, typed, has) {
            // As if that had been asked for.
            Resolution::Path(path) => return self.answer_path(visit, path.as_str()),
            Resolution::Choice(choices) => offer(&visit.respond, choices),
            Resolution::Nothing => self.find(visit, typed, 1),
            Resolution::Foreign => self.tell(visit, Listing::default(), (Sought::Address, 1)),
        };
        self.record_visit(visit, answered)
    }

    /// What an address bar shows below a word that is being typed.
    fn suggest<'a>(&'a self, visit: &Visit<'_>, ask: &LinkRequest<'_>) -> Answered<'a> {
        let typed = ask.field(Page::SEARCHED).unwrap_or_default();
        let directory = self.directory(visit);
        let links = directory.suggest(&Query::parse(typed), SUGGESTIONS);
        let address = |link: &&Link| api::Link::of(link, self.policy.endpoint()).url;
        let title = |link: &&'a Link| brief(link.title().unwrap_or_default(), SHORT);
        let names: Vec<&str> = links.iter().map(|link| link.name()).collect();
        let titles: Vec<_> = links.iter().map(title).collect();
        let addresses: Vec<String> = links.iter().map(address).collect();
        let told = (Query::looked_at(typed), names, titles, addresses);
        let response = visit.respond.suggestions(&told);
        (response, Told::plainly("suggested"), About::default())
    }
}

/// How many entries are on one page.
fn page_size(respond: &Responder<'_>) -> usize {
    match respond.is_for_a_person() {
        true => ROWS,
        false => ENTRIES,
    }
}

fn pages_of(listing: &Listing<'_>, size: usize) -> usize {
    listing.total.div_ceil(size).max(1)
}

/// Asks which of several routes is meant.
fn offer(respond: &Responder<'_>, choices: Vec<(&Route, OwnPath)>) -> Answered<'static> {
    let frame = respond.frame();
    let choices = choices.into_iter().take(CHOICES);
    let title = |route| title_of_route(route, frame.language);
    let response = if respond.is_for_a_person() {
        let choices = in_room(choices, CHOICE_BYTES, |(_, path)| path.as_str().len());
        let choices = choices.into_iter().map(|(route, path)| Choice {
            title: cut(title(route), SHORT),
            shown: brief(path.as_str(), SHORT).into_owned(),
            href: path,
        });
        let choices = choices.collect();
        respond.browse(&ChoicePage { choices, frame })
    } else {
        let choices = choices.map(|(route, path)| api::Choice {
            route: route.name(),
            title: title(route),
            path: path.to_string(),
        });
        let choices = choices.collect();
        respond.json(&api::Choices { choices })
    };
    (response, Told::plainly("offered"), About::default())
}

/// Where a page of the directory is.
fn page_path(searched: &str, page: usize) -> OwnPath {
    let path = OwnPath::new([""]);
    let path = match searched {
        "" => path,
        searched => path.with_field(Page::SEARCHED, searched),
    };
    match page {
        1 => path,
        page => path.with_field(PAGE, &page.to_string()),
    }
}
