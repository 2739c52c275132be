//! Who is invited to a meeting.

use serde_json::{Value, json};

use super::answer::{Answer, Answered, page};
use super::call::{Input, RestCall};
use super::error::ApiError;
use super::own::own;
use crate::sandbox::meetings::{Invitee, Meeting};
use crate::sandbox::state::State;
use crate::sandbox::tokens::Grant;

/// Most invitees of one call.
const MOST_ITEMS: usize = 100;

/// An invitee as a call has them.
#[derive(Clone, Copy, Debug)]
pub struct Invited<'c> {
    email: &'c str,
    display_name: Option<&'c str>,
    is_cohost: bool,
}

pub fn list(call: &RestCall<'_>, grant: Grant, state: &State) -> Answered {
    let id = call.asked("meetingId");
    let id = id.ok_or_else(|| ApiError::invalid("meetingId is required"))?;
    let person = call.acting(grant)?.unwrap_or_default();
    let found = state.meetings.by_id(id).map(|(meeting, _)| meeting);
    let found = found.filter(|meeting| meeting.concerns(person));
    let found = found.ok_or_else(ApiError::no_meeting)?;
    page(
        call,
        found
            .invitees
            .iter()
            .map(|known| shown(known, id))
            .collect(),
    )
}

/// One, whose fields are those of the body.
pub fn add_one(call: &RestCall<'_>, grant: Grant, state: &mut State) -> Answered {
    let input = call.input()?;
    let id = input.required("meetingId", 200)?;
    let invited = Invited::read(input)?;
    let number = state.next_number();
    let meeting = own(call, grant, id, state)?;
    let added = add(meeting, invited, number)?;
    Ok(Answer::Json(shown(&added, id)))
}

/// Several at once: all of them, or none.
pub fn add_all(call: &RestCall<'_>, grant: Grant, state: &mut State) -> Answered {
    let input = call.input()?;
    let id = input.required("meetingId", 200)?;
    let invited = read_items(input, "items")?;
    let numbers: Vec<u64> = invited.iter().map(|_| state.next_number()).collect();
    let meeting = own(call, grant, id, state)?;
    let before = meeting.invitees.clone();
    let mut items = Vec::new();
    for (invited, number) in invited.into_iter().zip(numbers) {
        match add(meeting, invited, number) {
            Ok(added) => items.push(shown(&added, id)),
            Err(error) => {
                meeting.invitees = before;
                return Err(error);
            }
        }
    }
    Ok(Answer::Json(json!({ "items": items })))
}

pub fn remove(call: &RestCall<'_>, grant: Grant, state: &mut State) -> Answered {
    let id = call.segment(1);
    let is_here = |meeting: &&Meeting| meeting.invitees.iter().any(|known| known.id == id);
    let meeting = state.meetings.iter().find(is_here);
    let meeting = meeting.map(|meeting| meeting.id.clone());
    let meeting = meeting.ok_or_else(|| ApiError::not_found("there is no such invitee"))?;
    let meeting = own(call, grant, &meeting, state)?;
    meeting.invitees.retain(|known| known.id != id);
    Ok(Answer::NoContent)
}

pub fn read_items<'c>(input: Input<'c>, name: &str) -> Result<Vec<Invited<'c>>, ApiError> {
    let items = input.list(name)?;
    if items.len() > MOST_ITEMS {
        let why = format!("{name} has at most {MOST_ITEMS} items");
        return Err(ApiError::invalid(why));
    }
    let items = items.iter().map(|item| match item {
        Value::Object(fields) => Invited::read(Input { fields }),
        _ => Err(ApiError::invalid(format!(
            "{name} must be a list of objects"
        ))),
    });
    items.collect()
}

pub fn add(meeting: &mut Meeting, invited: Invited<'_>, number: u64) -> Result<Invitee, ApiError> {
    if meeting.invitee(invited.email).is_some() {
        return Err(ApiError::conflict("this person is invited already"));
    }
    if !Meeting::has_room(meeting.invitees.len(), 1) {
        return Err(ApiError::invalid("the meeting has too many invitees"));
    }
    let email = invited.email.to_owned();
    let added = Invitee {
        id: format!("{}_{number}", meeting.id),
        display_name: invited.display_name.unwrap_or(&email).to_owned(),
        email,
        is_cohost: invited.is_cohost,
    };
    meeting.invitees.push(added.clone());
    Ok(added)
}

impl<'c> Invited<'c> {
    fn read(input: Input<'c>) -> Result<Self, ApiError> {
        Ok(Self {
            email: input.required_email("email")?,
            display_name: input.short("displayName", 128)?,
            is_cohost: input.flag("coHost", false)?,
        })
    }
}

fn shown(invitee: &Invitee, meeting_id: &str) -> Value {
    json!({
        "id": invitee.id,
        "email": invitee.email,
        "displayName": invitee.display_name,
        "coHost": invitee.is_cohost,
        "panelist": false,
        "meetingId": meeting_id,
    })
}
