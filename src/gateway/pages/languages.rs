//! Links to the same page in other languages.

use hyper::Method;
use hyper::http::request::Parts;

use crate::decision::{LinkRequest, Page};
use crate::gateway::i18n::Language;
use crate::policy::Policy;
use crate::text::{has_hidden, is_confidential};
use crate::webex::{OwnPath, Reason, Reply};

/// So many bytes of a page are for the query of each link.
const QUERY_BYTES: usize = 400;

/// What of its query leads to a page again. Nothing else is repeated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Repeated {
    #[default]
    Nothing,
    /// A search and its page.
    Search,
    /// The same, if a path of the policy asks for the directory.
    SearchOfDirectory,
    /// What Webex said of a failure.
    Reply,
}

/// Where a page is.
#[derive(Clone, Copy, Debug)]
pub struct Here<'a> {
    pub parts: &'a Parts,
    pub policy: &'a Policy,
    pub repeated: Repeated,
}

/// The same page in another language.
#[derive(Debug)]
pub struct LanguageLink {
    pub language: Language,
    /// Relative to the page, whose path stays out of it.
    pub href: OwnPath,
}

/// The links to the other languages of a page; none where the same address without its query would
/// not lead to the same page, because a query is not repeated.
pub fn language_links(here: Here<'_>, current: Language) -> Vec<LanguageLink> {
    let Some(same) = here.query() else {
        return Vec::new();
    };
    let others = Language::ALL.into_iter().filter(|other| *other != current);
    let links = others.map(|language| LanguageLink {
        language,
        href: same.clone().with_field(Language::FIELD, language.tag()),
    });
    links.collect()
}

impl Here<'_> {
    /// What of the query of a page leads to it again, written anew.
    fn query(self) -> Option<OwnPath> {
        // What was posted cannot be asked for again.
        if !matches!(self.parts.method, Method::GET | Method::HEAD) {
            return None;
        }
        let target = self.parts.uri.path_and_query();
        let Some(target) = target.filter(|target| target.query().is_some()) else {
            return Some(OwnPath::new([]));
        };
        let request = LinkRequest::parse(target.as_str()).ok()?;
        match self.repeated {
            Repeated::Search => Some(search(&request)),
            Repeated::SearchOfDirectory => match Page::asked(self.policy, &request) {
                Some(Page::Directory) => Some(search(&request)),
                _ => nothing(&request),
            },
            Repeated::Reply => reply(&request),
            Repeated::Nothing => nothing(&request),
        }
    }
}

/// Pages with other fields than that of the language have no links.
fn nothing(request: &LinkRequest<'_>) -> Option<OwnPath> {
    let mut fields = request.query().map(|(name, _)| name);
    fields
        .all(|name| name == Language::FIELD)
        .then(|| OwnPath::new([]))
}

/// A search and its page, as far as the page repeats them; without them, it is the directory.
fn search(request: &LinkRequest<'_>) -> OwnPath {
    let nothing = OwnPath::new([]);
    let text = request.field(Page::SEARCHED).unwrap_or_default();
    if is_confidential(text) || has_hidden(text) {
        return nothing;
    }
    let path = match text {
        "" => nothing.clone(),
        text => nothing.clone().with_field(Page::SEARCHED, text),
    };
    let page = request.field(Page::TURNED);
    let page = page.and_then(|page| page.parse().ok());
    let path = page.map_or(path.clone(), |page: u64| {
        path.with_field(Page::TURNED, &page.to_string())
    });
    match path.as_str().len() > QUERY_BYTES {
        true => nothing,
        false => path,
    }
}

/// What Webex said of a failure, in its own words for what we know of it. `None` for everything else.
fn reply(request: &LinkRequest<'_>) -> Option<OwnPath> {
    if let Some(path) = nothing(request) {
        return Some(path);
    }
    let path = OwnPath::new([]);
    let reply = Reply::read(request.query());
    let code = reply.ending.reason().and_then(Reason::code)?;
    let path = match reply.action {
        None => path,
        // Webex has two letters for each action: too few to hold a secret.
        Some(action) if action.len() == 2 => path.with_field("AT", action),
        Some(_) => return None,
    };
    Some(path.with_field("ST", "FAIL").with_field("RS", code))
}
