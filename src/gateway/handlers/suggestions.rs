//! What an address bar shows below a word that is being typed (OpenSearch Suggestions).

use crate::decision::{LinkRequest, Page};
use crate::directory::Query;
use crate::gateway::answer::Reply;
use crate::gateway::outcome::Outcome;
use crate::gateway::request_context::RequestContext;
use crate::gateway::sanitize::{SHORT, truncate};
use crate::policy::{Link, LinkView};
use crate::text::is_confidential;

const SUGGESTIONS: usize = 8;

pub fn suggestions(context: &RequestContext<'_, '_>, request: &LinkRequest<'_>) -> Reply {
    let typed = request.field(Page::SEARCHED).unwrap_or_default();
    // The format repeats what was typed, which may be an address or a secret: then nothing is.
    let (typed, most) = match is_confidential(typed) {
        true => ("", 0),
        false => (typed, SUGGESTIONS),
    };
    let links = context.directory().suggest(&Query::parse(typed), most);
    let endpoint = context.policy.endpoint();
    let names: Vec<&str> = links.iter().map(|link| link.name()).collect();
    let title = |link: &&Link| truncate(link.title().unwrap_or_default(), SHORT).into_owned();
    let titles: Vec<String> = links.iter().map(title).collect();
    let address = |link: &&Link| LinkView::of(link, endpoint).url;
    let addresses: Vec<String> = links.iter().map(address).collect();
    // The format is an array of four.
    let view = (Query::looked_at(typed), names, titles, addresses);
    context
        .respond
        .suggestions(Outcome::SuggestionsShown, &view)
}
