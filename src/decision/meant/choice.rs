//! What a text means, and which of several routes come first.

use crate::policy::{Route, Step};
use crate::webex::{Command, Effect, OwnPath};

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

/// One route, or several of which somebody has to choose: first those that
/// people most likely mean, and last those that ask before they do anything.
pub fn choice<'p>(mut candidates: Vec<(&'p Route, OwnPath)>) -> Meant<'p> {
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
pub enum Aim {
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
    pub fn of(route: &Route) -> Self {
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
