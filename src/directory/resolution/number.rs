//! Meeting numbers, with groups of digits or without.

use super::choice::{Aim, Resolution, choice};
use super::paths::{is_needed, path_of};
use crate::policy::{Binding, MeetingKeys, Policy, Route, Segment, ValueSource};
use crate::webex::ParameterType;

/// What a text means as a meeting number.
pub fn resolve<'p>(policy: &'p Policy, routes: &[&'p Route], text: &str) -> Resolution<'p> {
    let Some(number) = read(text) else {
        return Resolution::Nothing;
    };
    let taking = routes.iter().filter(|route| takes_nothing_else(route));
    let paths = taking.filter_map(|route| {
        let words = |binding: &Binding| is_meeting_key(binding).then(|| number.clone());
        Some((*route, path_of(policy, route, words)?))
    });
    let mut candidates: Vec<_> = paths.collect();
    // Many routes take a meeting number. Most people who have one want to join.
    if candidates.iter().any(|(route, _)| is_join(route)) {
        candidates.retain(|(route, _)| is_join(route));
    }
    choice(candidates)
}

/// Reads a meeting number. Its groups of digits may also be separated by dots.
fn read(text: &str) -> Option<String> {
    let between = |c: char| c.is_whitespace() || matches!(c, '-' | '.' | '\u{2010}'..='\u{2015}');
    let text = text.strip_prefix('#').unwrap_or(text).replace(between, "");
    let value = ParameterType::MEETING_KEY.parse(&text).ok()?;
    value.as_text().map(str::to_owned)
}

/// Whether a meeting number is all that a route needs from a visitor.
fn takes_nothing_else(route: &Route) -> bool {
    let places = route.segments().iter();
    let places = places.filter(|segment| matches!(segment, Segment::Parameter(_)));
    let asks =
        |binding: &Binding| *binding.source() == ValueSource::Query && is_needed(route, binding);
    places.count() == 1 && !route.bindings().iter().any(asks)
}

fn is_meeting_key(binding: &Binding) -> bool {
    let parameter = binding.parameter();
    matches!(binding.source(), ValueSource::Path(_))
        && (*parameter.kind() == ParameterType::MEETING_KEY
            || parameter.name() == MeetingKeys::PARAMETER)
}

fn is_join(route: &Route) -> bool {
    Aim::of(route) == Aim::Join
}
