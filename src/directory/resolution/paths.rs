//! Paths of routes, written from the words for their parameters.

use crate::decision::{LinkRequest, Page};
use crate::policy::{Binding, Policy, Route, Segment, Target, ValueSource};
use crate::webex::OwnPath;

/// The path of a route with these words for its parameters. `None` when they lack a parameter that
/// the route needs, and when the path would lead elsewhere.
pub fn path_of(
    policy: &Policy,
    route: &Route,
    words: impl Fn(&Binding) -> Option<String>,
) -> Option<OwnPath> {
    route.path()?;
    let in_path = |binding: &Binding| words(binding).ok_or(());
    let mut path = path_with(route, in_path).ok()?;
    for binding in route.bindings() {
        // Optional parameters are left out: they may describe the person from whom the address was
        // copied, like the name of the attendee.
        if *binding.source() == ValueSource::Query && is_needed(route, binding) {
            path = path.with_field(binding.parameter().name(), &words(binding)?);
        }
    }
    leads_to(policy, &path, route).then_some(path)
}

/// The path of a route with these words in its places, and nothing behind it.
///
/// # Errors
///
/// Those of the words.
pub fn path_with<'p, E>(
    route: &'p Route,
    words: impl Fn(&'p Binding) -> Result<String, E>,
) -> Result<OwnPath, E> {
    let segments = route.segments().iter().enumerate();
    let segments = segments.map(|(at, segment)| match segment {
        Segment::Literal(word) => Ok(word.to_string()),
        Segment::Parameter(_) => {
            let mut bindings = route.bindings().iter();
            let binding = bindings.find(|b| *b.source() == ValueSource::Path(at));
            words(binding.expect("every place of a path has a parameter"))
        }
    });
    let segments: Vec<String> = segments.collect::<Result<_, E>>()?;
    Ok(OwnPath::new(segments.iter().map(String::as_str)))
}

/// Whether the route cannot be used without this parameter.
pub fn is_needed(route: &Route, binding: &Binding) -> bool {
    // Without a choice by the visitor, the first back URL is used.
    let mut back = route.backs().iter().take(1);
    let name = binding.parameter().name();
    binding.parameter().is_required()
        || back.any(|back| back.url().places().any(|place| place == name))
}

/// Whether a path leads to this route, and not to a link that has the same one, nor to its page.
pub fn leads_to(policy: &Policy, path: &OwnPath, route: &Route) -> bool {
    let Ok(request) = LinkRequest::parse(path.as_str()) else {
        return false;
    };
    let answers = match policy.find(request.segments()) {
        Some(Target::Route(id)) => std::ptr::eq(policy.route(id), route),
        Some(Target::Link(_) | Target::Alias(_)) | None => false,
    };
    answers && Page::asked(policy, &request).is_none() && takes_values(route, &request)
}

/// Whether all values in the path are of the kinds of their parameters.
pub fn takes_values(route: &Route, request: &LinkRequest<'_>) -> bool {
    route
        .bindings()
        .iter()
        .all(|binding| match binding.source() {
            ValueSource::Path(at) => {
                let value = request.segments().get(*at);
                value.is_some_and(|value| binding.parameter().parse(value).is_ok())
            }
            _ => true,
        })
}
