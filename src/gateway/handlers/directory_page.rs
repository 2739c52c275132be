//! The directory: what a caller may use, and what of it matches a search.

use crate::decision::{BadRequest, LinkRequest, Page, Stop};
use crate::directory::{Entry, Listing, Query};
use crate::gateway::answer::Reply;
use crate::gateway::i18n::Language;
use crate::gateway::login;
use crate::gateway::outcome::Outcome;
use crate::gateway::pages::{
    DirectoryPage, EntryRow, JoinPage, NumberHelp, SectionRows, title_of_route,
};
use crate::gateway::request_context::RequestContext;
use crate::gateway::respond::Forms;
use crate::gateway::rows::{IN_LIST, row_of_link, row_of_route};
use crate::gateway::sanitize::{LONG, truncate};
use crate::gateway::turns::{Place, list_path, turns};
use crate::gateway::views;
use crate::policy::{LinkView, Route};
use crate::text::is_confidential;
use crate::webex::{BackAddress, OwnPath, meeting_number_in};

/// Links on one page for people.
const ROWS: usize = 20;
/// Links on one page for programs.
const ENTRIES: usize = 100;

/// Most pages of Webex sites that are offered for a number.
const JOIN_PAGES: usize = 4;

/// What somebody looks for.
#[derive(Clone, Copy, Debug)]
enum Sought<'s> {
    Words(&'s str),
    /// An address, or what holds one or a secret. It is not repeated.
    Confidential,
}

/// A page of the links and routes that were found.
#[derive(Debug)]
struct Found<'p, 's> {
    listing: Listing<'p>,
    sought: Sought<'s>,
    /// Which page this is, from 1, of how many.
    page: usize,
    pages: usize,
    /// Whether the number of a meeting was typed.
    holds_number: bool,
    /// Where the person comes back to from a login.
    after_login: OwnPath,
}

/// The text that a request for the directory searches for, unless it turns the pages of a search.
pub fn searched<'q>(request: &'q LinkRequest<'_>) -> Option<&'q str> {
    let text = request.field(Page::SEARCHED)?;
    request.field(Page::TURNED).is_none().then_some(text)
}

/// Refuses a request that searches for two texts, or turns to two pages: whichever was taken, it
/// could be the other one that was meant.
pub fn refuse_two(context: &RequestContext<'_, '_>, request: &LinkRequest<'_>) -> Option<Reply> {
    let mut fields = [Page::SEARCHED, Page::TURNED].into_iter();
    let twice = fields.find(|field| request.has_twice(field))?;
    let bad = Stop::Bad(BadRequest::Twice(twice));
    Some(context.respond.refuse(Outcome::from(&bad)))
}

/// Shows the page of the directory that a request asks for.
pub fn directory(context: &RequestContext<'_, '_>, request: &LinkRequest<'_>) -> Reply {
    let searched = request.field(Page::SEARCHED).unwrap_or_default();
    let page = request
        .field(Page::TURNED)
        .and_then(|page| page.trim().parse().ok());
    show(context, &search(context, searched, page))
}

/// Shows the first page of what matches a text that somebody has typed into the box. After a login,
/// the box may know more.
pub fn search_results(context: &RequestContext<'_, '_>, typed: &str) -> Reply {
    let found = Found {
        after_login: box_path(typed),
        ..search(context, typed, None)
    };
    show(context, &found)
}

/// Says that nothing here leads to an address.
pub fn foreign_address(context: &RequestContext<'_, '_>, typed: &str) -> Reply {
    let found = Found {
        holds_number: meeting_number_in(typed).is_some(),
        after_login: box_path(typed),
        ..confidential(Listing::default())
    };
    show(context, &found)
}

/// The results of a search that is not repeated: there is no next page of them.
fn confidential<'p>(listing: Listing<'p>) -> Found<'p, 'static> {
    Found {
        listing,
        sought: Sought::Confidential,
        page: 1,
        pages: 1,
        holds_number: false,
        after_login: list_path("", 1),
    }
}

/// Entries on one page.
fn page_size(context: &RequestContext<'_, '_>) -> usize {
    match context.respond.is_for_a_person() {
        true => ROWS,
        false => ENTRIES,
    }
}

/// A page of what a caller may use and has searched for, or the last page if there are fewer.
fn search<'p, 's>(
    context: &RequestContext<'p, '_>,
    searched: &'s str,
    asked: Option<usize>,
) -> Found<'p, 's> {
    let size = page_size(context);
    let directory = context.directory();
    let query = Query::parse(searched);
    let language = context.respond.language();
    // In English it is what the policy calls it, or the catalogue.
    let called = |route: &Route| {
        let is_other = language != Language::English;
        is_other.then(|| title_of_route(route, language).into_owned())
    };
    let part = |page: usize| directory.search(&query, (page - 1) * size..page * size, called);
    if is_confidential(searched) {
        return Found {
            holds_number: meeting_number_in(searched).is_some(),
            ..confidential(part(1))
        };
    }
    let mut page = asked.unwrap_or(1).clamp(1, usize::MAX / size);
    let mut listing = part(page);
    let pages = listing.counts.total().div_ceil(size).max(1);
    if page > pages {
        page = pages;
        listing = part(page);
    }
    Found {
        listing,
        sought: Sought::Words(searched),
        page,
        pages,
        holds_number: meeting_number_in(searched).is_some(),
        // After a login, a search may open what it could not open before.
        after_login: match (asked, Query::looked_at(searched)) {
            (Some(_), text) | (None, text @ "") => list_path(text, page),
            (None, text) => OwnPath::new([""]).with_field(Page::SEARCHED, text),
        },
    }
}

fn show(context: &RequestContext<'_, '_>, found: &Found<'_, '_>) -> Reply {
    match context.respond.is_for_a_person() {
        true => show_page(context, found),
        false => {
            let counts = found.listing.counts;
            let view = views::DirectoryView {
                total: counts.total(),
                links: counts.all_links(),
                routes: counts.all_routes(),
                entries: entries(context, found),
                page: found.page,
                pages: found.pages,
                policy: context.policy.hash(),
            };
            context.respond.json(Outcome::DirectoryShown, &view)
        }
    }
}

fn show_page(context: &RequestContext<'_, '_>, found: &Found<'_, '_>) -> Reply {
    let searched = match found.sought {
        Sought::Words(words) => Query::looked_at(words),
        Sought::Confidential => "",
    };
    let place = Place {
        page: found.page,
        pages: found.pages,
        size: ROWS,
    };
    let counts = found.listing.counts;
    let login = login::offer(context, &found.after_login);
    let is_number = found.holds_number && counts.total() == 0;
    let page = DirectoryPage {
        sections: sections(context, found),
        counts,
        is_foreign: matches!(found.sought, Sought::Confidential) && counts.total() == 0,
        turns: turns(place, &found.listing, |page| list_path(searched, page)),
        searched: truncate(searched, LONG),
        number: is_number.then(|| number_help(context)),
        login: login.as_ref().map(BackAddress::as_str),
        frame: context.respond.frame(),
    };
    context
        .respond
        .page(Outcome::DirectoryShown, &page, Forms::Own)
}

/// The pages for numbers of the sites to which the caller gets by anything here: others stay unknown.
fn number_help<'p>(context: &RequestContext<'p, '_>) -> NumberHelp<'p> {
    let viewer = context.viewer();
    let routes = context.policy.routes().iter();
    let used = routes.filter(|route| viewer.may_use(route, None));
    let mut join_pages: Vec<JoinPage<'p>> = Vec::new();
    for site in used.map(Route::site) {
        if let Some(href) = site.join_page()
            && !join_pages.iter().any(|page| page.href == href)
            && join_pages.len() < JOIN_PAGES
        {
            let host = site.host();
            join_pages.push(JoinPage { href, host });
        }
    }
    NumberHelp { join_pages }
}

/// The entries of a page, section by section.
fn sections<'p>(context: &RequestContext<'p, '_>, found: &Found<'p, '_>) -> Vec<SectionRows<'p>> {
    let endpoint = context.policy.endpoint();
    let language = context.respond.language();
    let first = (found.page - 1) * ROWS;
    let mut sections: Vec<SectionRows<'_>> = Vec::new();
    for (position, entry) in (first..).zip(&found.listing.entries) {
        let section = found.listing.counts.section(position);
        let row = match entry {
            Entry::Link(link) => EntryRow::Link(row_of_link(link, endpoint, IN_LIST)),
            Entry::Route(route) => EntryRow::Route(row_of_route(route, position, language)),
        };
        match sections.last_mut() {
            Some(last) if last.section == section => last.rows.push(row),
            _ => sections.push(SectionRows {
                section,
                rows: vec![row],
            }),
        }
    }
    sections
}

fn entries(context: &RequestContext<'_, '_>, found: &Found<'_, '_>) -> Vec<views::EntryView> {
    let language = context.respond.language();
    let endpoint = context.policy.endpoint();
    let entries = found.listing.entries.iter().map(|entry| match entry {
        Entry::Link(link) => views::EntryView::Link(LinkView::of(link, endpoint)),
        Entry::Route(route) => views::EntryView::Route(views::route(route, language)),
    });
    entries.collect()
}

/// Longest text that a login carries along, in bytes.
const MOST_KEPT: usize = 256;

/// Where the box takes a text again. Of one that is not repeated, the number of a meeting is left.
fn box_path(typed: &str) -> OwnPath {
    let number = meeting_number_in(typed);
    let kept = match is_confidential(typed) {
        true => number.as_deref().unwrap_or_default(),
        false => typed.trim(),
    };
    match kept.len() {
        1..=MOST_KEPT => OwnPath::new(["-", "go"]).with_field(Page::SEARCHED, kept),
        _ => list_path("", 1),
    }
}
