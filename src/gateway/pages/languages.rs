//! Links to the same page in other languages.

use hyper::Method;
use hyper::http::request::Parts;

use crate::decision::LinkRequest;
use crate::gateway::i18n::Language;
use crate::policy::PublicEndpoint;
use crate::text::{has_hidden, is_confidential};
use crate::webex::{OwnPath, Reason, Reply};

/// So many bytes of a page are for the query of each link.
const QUERY_BYTES: usize = 400;

/// The same page in another language.
#[derive(Debug)]
pub struct LanguageLink {
    pub language: Language,
    /// Relative to the page, whose path stays out of it.
    pub href: OwnPath,
}

/// The links to the other languages of a page; none where the same address without its query would
/// not lead to the same page, because a query is not repeated.
pub fn language_links(
    parts: &Parts,
    endpoint: &PublicEndpoint,
    current: Language,
) -> Vec<LanguageLink> {
    let Some(here) = here(parts, endpoint) else {
        return Vec::new();
    };
    let others = Language::ALL.into_iter().filter(|other| *other != current);
    let links = others.map(|language| LanguageLink {
        language,
        href: here.clone().with_field(Language::FIELD, language.tag()),
    });
    links.collect()
}

/// What of the query of a page leads to it again, written anew.
fn here(parts: &Parts, endpoint: &PublicEndpoint) -> Option<OwnPath> {
    // What was posted cannot be asked for again.
    if !matches!(parts.method, Method::GET | Method::HEAD) {
        return None;
    }
    let nothing = OwnPath::new([]);
    let target = parts.uri.path_and_query();
    let Some(target) = target.filter(|target| target.query().is_some()) else {
        return Some(nothing);
    };
    let request = LinkRequest::parse(target.as_str()).ok()?;
    let segments: Vec<&str> = request.segments().iter().map(AsRef::as_ref).collect();
    match segments[..] {
        [""] | ["-", "go"] => Some(search(&request)),
        ["-", "back", ..] => reply(&request),
        // The form itself.
        ["-", "route", _] => Some(nothing),
        _ if endpoint.is_link_prefix(&segments) => Some(search(&request)),
        _ => {
            let mut fields = request.query().map(|(name, _)| name);
            fields
                .all(|name| name == Language::FIELD)
                .then_some(nothing)
        }
    }
}

/// A search and its page, as far as the page repeats them; without them, it is the directory.
fn search(request: &LinkRequest<'_>) -> OwnPath {
    let nothing = OwnPath::new([]);
    let text = request.field(LinkRequest::SEARCHED).unwrap_or_default();
    if is_confidential(text) || has_hidden(text) {
        return nothing;
    }
    let path = match text {
        "" => nothing.clone(),
        text => nothing.clone().with_field(LinkRequest::SEARCHED, text),
    };
    let page = request.field("page").and_then(|page| page.parse().ok());
    let path = page.map_or(path.clone(), |page: u64| {
        path.with_field("page", &page.to_string())
    });
    match path.as_str().len() > QUERY_BYTES {
        true => nothing,
        false => path,
    }
}

/// What Webex said of a failure, in its own words for what we know of it. `None` for everything else.
fn reply(request: &LinkRequest<'_>) -> Option<OwnPath> {
    let path = OwnPath::new([]);
    if request.query().all(|(name, _)| name == Language::FIELD) {
        return Some(path);
    }
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
