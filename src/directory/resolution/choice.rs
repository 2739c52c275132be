//! The meaning of a text, and the order of the routes that take it.

use crate::policy::{Route, Step};
use crate::webex::{Command, Effect, OwnPath};

/// What a text means to a caller.
#[derive(Clone, Debug)]
pub enum Resolution<'p> {
    /// The path to go to.
    Path(OwnPath),
    /// The routes that take it, each with its path, the most likely first.
    Choice(Vec<(&'p Route, OwnPath)>),
    /// No route or link takes it: it is a text to search for.
    Nothing,
    /// It is an address that no route makes, or something else that is not repeated: there may be a
    /// secret in it.
    Foreign,
}

/// Whether the name of a link, or a path, leads there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    Opened,
    /// It is searched for, so that all links are found that have it in them.
    Searched,
}

impl<'p> Resolution<'p> {
    /// This meaning, or another one if it is none.
    pub fn or_else(self, other: impl FnOnce() -> Self) -> Self {
        match self {
            Self::Nothing => other(),
            meaning => meaning,
        }
    }
}

/// The one candidate, or a choice: the most likely first, and those that change something last.
pub fn choice<'p>(mut candidates: Vec<(&'p Route, OwnPath)>) -> Resolution<'p> {
    candidates.sort_by_key(|(route, _)| Aim::of(route));
    match <[_; 1]>::try_from(candidates) {
        Ok([(_, path)]) => Resolution::Path(path),
        Err(none) if none.is_empty() => Resolution::Nothing,
        Err(several) => Resolution::Choice(several),
    }
}

/// The purpose of a route, the most likely first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aim {
    /// To join a meeting as an attendee.
    Join,
    /// To enter in another way, for example as the host.
    Enter,
    /// To look at something.
    Look,
    /// To change something, after a confirmation.
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
