//! Finding people by their mail address.

use std::borrow::Cow;

use serde::Deserialize;

use crate::webex::rest::call::{CallKind, CallName, RestCall, RestMethod};
use crate::webex::rest::conversation::Conversation;
use crate::webex::rest::failure::RestFailure;
use crate::webex::rest::id::is_id;
use crate::webex::rest::progress::Step;
use crate::webex::rest::target::Target;

/// Somebody in a list of people.
#[derive(Deserialize)]
struct Person<'r> {
    #[serde(borrow)]
    id: Cow<'r, str>,
    /// Of an invitee.
    #[serde(borrow)]
    email: Option<Cow<'r, str>>,
    /// Of an account, which has one.
    #[serde(borrow, default)]
    emails: Vec<Cow<'r, str>>,
}

#[derive(Deserialize)]
struct People<'r> {
    #[serde(borrow)]
    items: Vec<Person<'r>>,
}

/// The id of somebody who is invited to a meeting.
pub fn invitee<'r>(
    conversation: &mut Conversation<'r>,
    meeting: &str,
    email: &str,
    host: &str,
) -> Step<Cow<'r, str>> {
    let target = Target::of_path("meetingInvitees")
        .with_field("meetingId", meeting)
        .with_field("max", "100")
        .with_field("hostEmail", host);
    id_of(conversation, CallName::FindInvitee, target, email)
}

/// The id of an account.
pub fn person<'r>(conversation: &mut Conversation<'r>, email: &str) -> Step<Cow<'r, str>> {
    let target = Target::of_path("people").with_field("email", email);
    id_of(conversation, CallName::FindPerson, target, email)
}

fn id_of<'r>(
    conversation: &mut Conversation<'r>,
    name: CallName,
    target: Target,
    email: &str,
) -> Step<Cow<'r, str>> {
    let call = RestCall::new(name, RestMethod::Get, target, CallKind::Read);
    let people: People<'r> = conversation.read(call)?;
    let is_meant = |person: &Person<'_>| {
        let mut emails = person.email.iter().chain(&person.emails);
        emails.any(|known| known.eq_ignore_ascii_case(email))
    };
    let found = people.items.into_iter().find(is_meant);
    let id = found.ok_or(RestFailure::NotFound)?.id;
    match is_id(&id) {
        true => Ok(id),
        false => Err(RestFailure::Unreadable.into()),
    }
}
