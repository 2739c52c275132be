//! Names and paths, as they are or below the prefix of links.

use super::choice::Names;
use super::number::has_numbers;
use super::paths::takes_values;
use crate::decision::{LinkRequest, Trace, find, return_path};
use crate::policy::{MAX_SEGMENTS, Policy, Route, Segment};
use crate::webex::{OwnPath, meeting_number_in};

/// Longest text, in bytes, whose words are tried as segments of a path. It bounds the number of
/// attempts on texts that are no names.
const MAX_WORDS_BYTES: usize = 256;

/// The path that a text means: `standup`, `/go/standup`, `join/123 456 789`, `join 123 456 789`,
/// `localhost:8080/go/standup`.
pub fn path(policy: &Policy, text: &str, names: Names) -> Option<OwnPath> {
    match names {
        Names::Opened => path_as_written(policy, text)
            .or_else(|| path_behind_own_host(policy, text))
            .or_else(|| path_of_words(policy, text)),
        // `room plan` may be looked for; nobody looks for `join 123 456 789`.
        Names::Searched => meeting_number_in(text).and_then(|_| path_of_words(policy, text)),
    }
}

/// The path of `go/standup`, where `go` is a host of the gateway, which address bars complete.
fn path_behind_own_host(policy: &Policy, text: &str) -> Option<OwnPath> {
    let (host, path) = text.split_once('/')?;
    let host = host.split_once(':').map_or(host, |(host, _)| host);
    let is_own = policy.endpoint().answers_for(host);
    is_own.then(|| path_as_written(policy, path))?
}

/// The path of a text that has slashes between its segments and may have a query.
pub fn path_as_written(policy: &Policy, text: &str) -> Option<OwnPath> {
    let slash = if text.starts_with('/') { "" } else { "/" };
    let path = format!("{slash}{text}");
    answered(policy, &LinkRequest::parse(&path).ok()?, is_called)
}

/// The path of a text with blanks or slashes between its segments. The last segment may contain
/// blanks. A sentence whose end no parameter accepts is a search.
fn path_of_words(policy: &Policy, text: &str) -> Option<OwnPath> {
    if text.len() > MAX_WORDS_BYTES {
        return None;
    }
    let words = text.split(is_between).filter(|word| !word.is_empty());
    // The longest path comes first: more segments leave less to a parameter at the end.
    let most = words.count().min(MAX_SEGMENTS);
    (2..=most).rev().find_map(|count| {
        let path = OwnPath::new(cut(text, count));
        let request = LinkRequest::parse(path.as_str()).ok()?;
        answered(policy, &request, |route, request, _| {
            takes_values(route, request) && has_numbers(route, request)
        })
    })
}

fn is_between(c: char) -> bool {
    c.is_whitespace() || c == '/'
}

/// Cuts a text into this many parts at the first places where it can be cut.
fn cut(text: &str, count: usize) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while parts.len() + 1 < count
        && let Some((part, behind)) = rest.split_once(is_between)
    {
        parts.push(part);
        rest = behind.trim_start();
    }
    parts.push(rest);
    parts
}

/// The path of the route or link that answers `request`, as it is or below the prefix of links. A
/// link is always meant. For a route, `is_meant` decides; its number is that of the segment with
/// which the text begins.
fn answered(
    policy: &Policy,
    request: &LinkRequest<'_>,
    is_meant: impl Fn(&Route, &LinkRequest<'_>, usize) -> bool,
) -> Option<OwnPath> {
    let again = |request: &LinkRequest<'_>, at| {
        let mut trace = Trace::default();
        let route = find(policy, request, &mut trace).ok()?;
        let is_meant = trace.link.is_some() || is_meant(route, request, at);
        is_meant.then(|| return_path(policy, &trace, request))?
    };
    // To those, no text leads.
    if request.is_own() {
        return None;
    }
    again(request, 0).or_else(|| {
        let (first, rest) = request.segments().split_first()?;
        let link = policy.endpoint().link_segments(first);
        let path = OwnPath::new(link.chain(rest.iter().map(|segment| &**segment)));
        let before = policy.endpoint().link_segments("").count() - 1;
        again(&LinkRequest::parse(path.as_str()).ok()?, before)
    })
}

/// Whether a text means a route: by a literal segment at `at`, the beginning of the text, or by
/// values of the right kinds where the route takes any word there.
fn is_called(route: &Route, request: &LinkRequest<'_>, at: usize) -> bool {
    // A route that is named may have wrong values: it reports what is wrong with them.
    let is_name = matches!(route.segments().get(at), Some(Segment::Literal(_)));
    is_name || takes_values(route, request)
}
