//! Paths of routes, written from the words for their parameters.

use crate::decision::ask::Ask;
use crate::policy::{Policy, Route, Segment, Slot, Supply, Target};
use crate::webex::OwnPath;

/// The path of a route with these words for its parameters. `None` when they lack a parameter that
/// the route needs, and when the path would lead elsewhere.
pub fn path_of(
    policy: &Policy,
    route: &Route,
    words: impl Fn(&Slot) -> Option<String>,
) -> Option<OwnPath> {
    route.path()?;
    let mut segments = Vec::new();
    for (at, segment) in route.segments().iter().enumerate() {
        let mut slots = route.slots().iter();
        segments.push(match segment {
            Segment::Literal(word) => word.to_string(),
            Segment::Parameter(_) => words(slots.find(|s| *s.supply() == Supply::Path(at))?)?,
        });
    }
    let mut path = OwnPath::new(segments.iter().map(String::as_str));
    for slot in route.slots() {
        // Optional parameters are left out: they may describe the person from whom the address was
        // copied, like the name of the attendee.
        if *slot.supply() == Supply::Query && is_needed(route, slot) {
            path = path.with_field(slot.parameter().name(), &words(slot)?);
        }
    }
    leads_to(policy, &path, route).then_some(path)
}

/// Whether the route cannot be used without this parameter.
pub fn is_needed(route: &Route, slot: &Slot) -> bool {
    // Without a choice by the visitor, the first back URL is used.
    let mut back = route.backs().iter().take(1);
    let name = slot.parameter().name();
    slot.parameter().is_required()
        || back.any(|back| back.url().places().any(|place| place == name))
}

/// Whether a path leads to this route, and not to a link that has the same one.
fn leads_to(policy: &Policy, path: &OwnPath, route: &Route) -> bool {
    let Ok(ask) = Ask::parse(path.as_str()) else {
        return false;
    };
    let answers = match policy.find(ask.segments()) {
        Some(Target::Route(id)) => std::ptr::eq(policy.route(id), route),
        Some(Target::Link(_)) | None => false,
    };
    answers && !is_own(&ask) && takes_values(route, &ask)
}

/// Whether a path is in the part of the gateway's own paths, to which no text leads.
pub fn is_own(ask: &Ask<'_>) -> bool {
    ask.segments().first().is_some_and(|first| first == "-")
}

/// Whether all values in the path are of the kinds of their parameters.
pub fn takes_values(route: &Route, ask: &Ask<'_>) -> bool {
    route.slots().iter().all(|slot| match slot.supply() {
        Supply::Path(at) => {
            let value = ask.segments().get(*at);
            value.is_some_and(|value| slot.parameter().parse(value).is_ok())
        }
        _ => true,
    })
}
