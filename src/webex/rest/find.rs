//! Calls that find out what a command is about.

use std::borrow::Cow;

use serde::Deserialize;

use super::call::{CallKind, CallName, RestCall, RestMethod};
use super::conversation::Conversation;
use super::failure::RestFailure;
use super::progress::Step;
use super::target::Target;

/// The parameter with the number of a meeting, which the commands of the URL API call its key.
pub const NUMBER: &str = "meeting_key";

/// A meeting in a list of meetings. No other field of it is read.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Meeting<'r> {
    #[serde(borrow)]
    pub id: Cow<'r, str>,
    #[serde(borrow)]
    meeting_number: Option<Cow<'r, str>>,
    #[serde(borrow)]
    pub web_link: Option<Cow<'r, str>>,
    #[serde(borrow)]
    pub host_email: Option<Cow<'r, str>>,
}

#[derive(Deserialize)]
struct Meetings<'r> {
    #[serde(borrow)]
    items: Vec<Meeting<'r>>,
}

/// The meeting with this number, as its host or somebody whom the host invited sees it.
pub fn meeting<'r>(
    conversation: &mut Conversation<'r>,
    number: &str,
    host: &str,
) -> Step<Meeting<'r>> {
    let target = Target::of_path("meetings")
        .with_field("meetingNumber", number)
        .with_field("hostEmail", host);
    one_of(conversation, number, lookup(CallName::FindMeeting, target))
}

/// The meeting with this number, as an administrator sees it: without its links.
pub fn as_administrator<'r>(
    conversation: &mut Conversation<'r>,
    number: &str,
) -> Step<Meeting<'r>> {
    let target = Target::of_path("admin/meetings").with_field("meetingNumber", number);
    one_of(conversation, number, lookup(CallName::FindHost, target))
}

/// The meeting with this id, as its host sees it.
pub fn by_id<'r>(conversation: &mut Conversation<'r>, id: &str, host: &str) -> Step<Meeting<'r>> {
    let target = Target::of_path("meetings")
        .with_segment(id)
        .with_field("hostEmail", host);
    let found: Meeting<'r> = conversation.read(lookup(CallName::FindMeeting, target))?;
    checked(found)
}

fn lookup(name: CallName, target: Target) -> RestCall {
    RestCall::new(name, RestMethod::Get, target, CallKind::Lookup)
}

fn one_of<'r>(
    conversation: &mut Conversation<'r>,
    number: &str,
    call: RestCall,
) -> Step<Meeting<'r>> {
    let meetings: Meetings<'r> = conversation.read(call)?;
    // The number is not repeated in every answer, but another one would be another meeting.
    let fits = |meeting: &Meeting<'_>| meeting.meeting_number.as_ref().is_none_or(|n| n == number);
    let found = meetings.items.into_iter().find(fits);
    checked(found.ok_or(RestFailure::NotFound)?)
}

fn checked(found: Meeting<'_>) -> Step<Meeting<'_>> {
    match is_id(&found.id) {
        true => Ok(found),
        false => Err(RestFailure::Unreadable.into()),
    }
}

/// Whether a text can be a segment of a path: `.` and `..` would be another path.
fn is_id(text: &str) -> bool {
    (1..=512).contains(&text.len()) && text.bytes().any(|b| b != b'.')
}
