//! The replies that a plan has so far.

use std::slice;

use serde::Deserialize;

use super::call::{RestCall, RestReply};
use super::failure::RestFailure;
use super::progress::{Progress, Step};

/// The replies that a plan has so far, in the order of its calls.
pub struct Conversation<'r> {
    replies: slice::Iter<'r, RestReply>,
}

impl<'r> Conversation<'r> {
    pub fn new(replies: &'r [RestReply]) -> Self {
        Self {
            replies: replies.iter(),
        }
    }

    /// The reply to a call, which must be a success.
    pub fn ask(&mut self, call: RestCall) -> Step<&'r RestReply> {
        let reply = self.replies.next().ok_or(Progress::Ask(call))?;
        match RestFailure::of_status(reply.status) {
            Some(failure) => Err(failure.into()),
            None => Ok(reply),
        }
    }

    /// The reply to a call, read as JSON. Fields that `T` does not have are not read.
    pub fn read<T: Deserialize<'r>>(&mut self, call: RestCall) -> Step<T> {
        let reply = self.ask(call)?;
        let read = serde_json::from_slice(&reply.body);
        read.map_err(|_| RestFailure::Unreadable.into())
    }
}
