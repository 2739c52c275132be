//! Meeting numbers: alone, in whatever stands around them, and in the video address of an
//! invitation.

use jiff::Timestamp;

use super::choice::{Aim, Resolution, choice};
use super::paths::{is_needed, path_of};
use crate::decision::LinkRequest;
use crate::policy::{Binding, MeetingKeys, Policy, Route, Segment, ValueSource};
use crate::text::without_marks;
use crate::webex::{ParameterType, meeting_number, meeting_number_in};

/// What a text means that is nothing but a meeting number.
pub fn alone<'p>(policy: &'p Policy, routes: &[&'p Route], text: &str) -> Resolution<'p> {
    number_alone(text).map_or(Resolution::Nothing, |number| join(policy, routes, &number))
}

/// Whether every meeting number in a path could be one. Its type alone would take a date, too.
pub fn has_numbers(route: &Route, request: &LinkRequest<'_>) -> bool {
    let mut keys = route.bindings().iter().filter(|b| is_meeting_key(b));
    keys.all(|binding| match binding.source() {
        ValueSource::Path(at) => {
            let value = request.segments().get(*at);
            value.is_some_and(|value| number_alone(value).is_some())
        }
        _ => true,
    })
}

fn number_alone(text: &str) -> Option<String> {
    let text = text.trim_start_matches(|c: char| c == '#' || c.is_whitespace());
    meeting_number(without_marks(text).trim())
}

/// What a text means that has a meeting number in it.
pub fn within<'p>(
    policy: &'p Policy,
    routes: &[&'p Route],
    text: &str,
    now: Timestamp,
) -> Resolution<'p> {
    match video_address(text) {
        Some((number, host)) => {
            let at_host = |route: &&&Route| route.site().has_host(host, now);
            let routes: Vec<&Route> = routes.iter().filter(at_host).copied().collect();
            join(policy, &routes, number)
        }
        None => {
            let number = meeting_number_in(text);
            number.map_or(Resolution::Nothing, |number| join(policy, routes, &number))
        }
    }
}

/// The number and the host of `615734219@acme.webex.com`, if a text has one such address alone or
/// behind its label (webex.md 6).
fn video_address(text: &str) -> Option<(&str, &str)> {
    let mut words = text.split_whitespace().filter(|word| word.contains('@'));
    let word = without_marks(words.next()?);
    let address = ["sip:", "sips:"].iter().find_map(|scheme| {
        let (head, rest) = word.split_at_checked(scheme.len())?;
        head.eq_ignore_ascii_case(scheme).then_some(rest)
    });
    let (number, host) = address.unwrap_or(word).split_once('@')?;
    let is_number = number.bytes().all(|b| b.is_ascii_digit());
    (words.next().is_none() && is_number && meeting_number(number).is_some())
        .then_some((number, host))
}

/// The routes that join the meeting with this number.
fn join<'p>(policy: &'p Policy, routes: &[&'p Route], number: &str) -> Resolution<'p> {
    let taking = routes.iter().filter(|route| takes_nothing_else(route));
    let paths = taking.filter_map(|route| {
        let words = |binding: &Binding| is_meeting_key(binding).then(|| number.to_owned());
        Some((*route, path_of(policy, route, words)?))
    });
    let mut candidates: Vec<_> = paths.collect();
    // Many routes take a meeting number. Most people who have one want to join.
    if candidates.iter().any(|(route, _)| is_join(route)) {
        candidates.retain(|(route, _)| is_join(route));
    }
    choice(candidates)
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
