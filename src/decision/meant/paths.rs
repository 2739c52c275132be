//! Paths that lead to a route, written from the words for its parameters.

use crate::decision::ask::Ask;
use crate::policy::{Policy, Route, Segment, Slot, Supply, Target};
use crate::webex::OwnPath;

/// The path of a route with these words for its parameters. `None` when a
/// parameter is needed that they do not have, and when the path would not lead
/// to this route.
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
        // Who somebody was when they copied an address is not who pastes it:
        // what the route can do without is left out.
        if *slot.supply() == Supply::Query && is_needed(route, slot) {
            path = path.with_field(slot.parameter().name(), &words(slot)?);
        }
    }
    leads_to(policy, &path, route).then_some(path)
}

/// Whether nothing comes of a route without this parameter.
pub fn is_needed(route: &Route, slot: &Slot) -> bool {
    let mut back = route.backs().iter().take(1);
    let name = slot.parameter().name();
    slot.parameter().is_required()
        || back.any(|back| back.url().places().any(|place| place == name))
}

/// Whether a path is answered by a route itself: a link may have the same one.
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

/// Whether a path begins like those of the gateway's own, which are never
/// meant, whatever a policy binds.
pub fn is_own(ask: &Ask<'_>) -> bool {
    ask.segments().first().is_some_and(|first| first == "-")
}

/// Whether every parameter in the path of a route can read its value.
pub fn takes_values(route: &Route, ask: &Ask<'_>) -> bool {
    route.slots().iter().all(|slot| match slot.supply() {
        Supply::Path(at) => {
            let value = ask.segments().get(*at);
            value.is_some_and(|value| slot.parameter().parse(value).is_ok())
        }
        _ => true,
    })
}
