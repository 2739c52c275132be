//! What becomes of one request, and why not.

use super::trace::Trace;
use crate::webex::{Call, Effect, PostForm, ValueError};

/// What happens to one request, and how that was reached.
#[derive(Debug)]
pub struct Decision<'a> {
    /// What happens.
    pub outcome: Outcome<'a>,
    /// How it was reached.
    pub trace: Trace<'a>,
}

/// What happens to one request.
#[derive(Debug)]
pub enum Outcome<'a> {
    /// The person is sent to Webex.
    Send(Delivery),
    /// The same, once the person has confirmed it: it changes something.
    Confirm(Delivery, Effect),
    /// It is not carried out.
    Stop(Stop<'a>),
}

/// How a call reaches Webex.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// The browser is sent to an address.
    Redirect(Call),
    /// The person posts a form, because a secret is among its fields.
    Form(PostForm),
}

/// Why a request is not carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop<'a> {
    /// The request cannot be meant like this.
    Bad(BadRequest<'a>),
    /// The policy does not allow it.
    Refused(Refusal),
    /// Nothing answers this path.
    Unknown,
    /// The link is not valid any more.
    Expired,
}

/// Why a request cannot be meant as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadRequest<'a> {
    /// The value of this parameter is none.
    Value(&'a str, ValueError),
    /// This parameter is needed, and nothing gives it.
    Missing(&'a str),
    /// The query field for this parameter stands there twice.
    Twice(&'a str),
    /// A query field that would steer the call, had it been passed on: its
    /// name as the visitor wrote it.
    Steering(&'a str),
    /// No back URL of that name may be picked here.
    UnknownBack,
    /// What was asked for is too long to be carried through Webex and back.
    TooLong,
}

impl<'a> From<BadRequest<'a>> for Stop<'a> {
    fn from(request: BadRequest<'a>) -> Self {
        Self::Bad(request)
    }
}

impl<'a> BadRequest<'a> {
    /// The parameter that is meant, by the policy's name for it.
    pub fn parameter(&self) -> Option<&'a str> {
        match self {
            Self::Value(name, _) | Self::Missing(name) | Self::Twice(name) => Some(name),
            Self::Steering(_) | Self::UnknownBack | Self::TooLong => None,
        }
    }
}

/// Why the policy does not allow a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The route's rules do not let in whoever this is.
    Access,
    /// They do not let in this person, who is known.
    Account,
    /// They would, at another hour.
    Hours,
    /// The link is not valid yet.
    NotYet,
    /// The route needs to know who asks, and nobody is known.
    Nobody,
}
