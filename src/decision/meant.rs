//! What a text means that somebody types or pastes into the one box: a link of
//! Webex, the number of a meeting, or the name of a link or route.
//!
//! Whatever comes out is a path of the gateway's own, written from the words
//! of the policy and from values that the kinds of its parameters have read.
//! It gives nobody more than asking for that path would.

mod address;
mod number;
mod words;

#[cfg(test)]
mod tests;

use super::ask::Ask;
use crate::policy::{Policy, Route, Segment, Slot, Step, Supply, Target};
use crate::text::without_unseen;
use crate::webex::{Command, Effect, Kind, OwnPath, Pasted};

/// So many characters of a text are looked at: an invitation has fewer before
/// its link.
const MAX_CHARS: u32 = 2048;

/// What a text in the box means to a caller.
#[derive(Clone, Debug)]
pub enum Meant<'p> {
    /// One path, as if it had been asked for.
    Path(OwnPath),
    /// Several routes take it: each with the path, the most likely first.
    Choice(Vec<(&'p Route, OwnPath)>),
    /// Nothing here takes it: it is something to search for.
    Nothing,
    /// It is an address, and nothing here leads to it.
    Foreign,
}

/// Says what a text means to somebody who may use the routes that `may_use`
/// names.
///
/// A pasted link and a number lead only to such routes. A path and a name are
/// taken for what they say, and answered like any request for them.
pub fn meant<'p>(policy: &'p Policy, text: &str, may_use: impl Fn(&Route) -> bool) -> Meant<'p> {
    // What came along unseen in a copied text does not count; what has a text read as what it
    // is not is refused by the kind of free text.
    let text = without_unseen(text);
    let kind = Kind::Text { max: MAX_CHARS };
    let Ok(value) = kind.parse(looked_at(&text)) else {
        return match text.contains("://") {
            true => Meant::Foreign,
            false => Meant::Nothing,
        };
    };
    let text = value.as_text().unwrap_or_default();
    let routes: Vec<&Route> = policy.routes().iter().filter(|r| may_use(r)).collect();
    let addresses = Pasted::all(text);
    match address::meant(policy, &routes, &addresses) {
        Meant::Nothing if text.contains("://") => return Meant::Foreign,
        Meant::Nothing => {}
        by_address => return by_address,
    }
    match number::meant(policy, &routes, text) {
        Meant::Nothing => {}
        by_number => return by_number,
    }
    match words::path(policy, text) {
        Some(path) => Meant::Path(path),
        None if addresses.is_empty() => Meant::Nothing,
        None => Meant::Foreign,
    }
}

/// The beginning of a text, without a word that would be cut in two.
fn looked_at(text: &str) -> &str {
    let text = text.trim();
    match text.char_indices().nth(MAX_CHARS as usize) {
        None => text,
        Some((end, _)) => {
            let whole = text[..end].rsplit_once(char::is_whitespace);
            whole.map_or("", |(whole, _)| whole)
        }
    }
}

/// One route, or several of which somebody has to choose: first those that
/// people most likely mean, and last those that ask before they do anything.
fn choice<'p>(mut candidates: Vec<(&'p Route, OwnPath)>) -> Meant<'p> {
    candidates.sort_by_key(|(route, _)| Aim::of(route));
    match <[_; 1]>::try_from(candidates) {
        Ok([(_, path)]) => Meant::Path(path),
        Err(none) if none.is_empty() => Meant::Nothing,
        Err(several) => Meant::Choice(several),
    }
}

/// What a route is for, as far as a text in the box is concerned: the most
/// likely first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Aim {
    /// Joins a meeting as an attendee.
    Join,
    /// Takes a person in by another way.
    Enter,
    /// Shows something.
    Look,
    /// Changes something, once that has been confirmed.
    Confirm,
}

impl Aim {
    fn of(route: &Route) -> Self {
        let commands = route.steps().iter().map(Step::command);
        let mut names = commands.clone().map(|command| command.name().as_str());
        let joins = names.any(|name| name == "meeting.join");
        match commands.map(Command::effect).max() {
            Some(Effect::Change | Effect::Destroy) => Self::Confirm,
            _ if joins => Self::Join,
            Some(Effect::Enter) => Self::Enter,
            Some(Effect::Look) | None => Self::Look,
        }
    }
}

/// The path of a route with these words for its parameters. `None` when a
/// parameter is needed that they do not have, and when the path would not lead
/// to this route.
fn path_of(
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
fn is_needed(route: &Route, slot: &Slot) -> bool {
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
fn is_own(ask: &Ask<'_>) -> bool {
    ask.segments().first().is_some_and(|first| first == "-")
}

/// Whether every parameter in the path of a route can read its value.
fn takes_values(route: &Route, ask: &Ask<'_>) -> bool {
    route.slots().iter().all(|slot| match slot.supply() {
        Supply::Path(at) => {
            let value = ask.segments().get(*at);
            value.is_some_and(|value| slot.parameter().parse(value).is_ok())
        }
        _ => true,
    })
}
