//! Whose meetings a call may change.

use super::call::RestCall;
use super::error::ApiError;
use crate::sandbox::meetings::Meeting;
use crate::sandbox::state::State;
use crate::sandbox::tokens::Grant;

/// The meeting with this id, if the caller may change it.
pub fn own<'s>(
    call: &RestCall<'_>,
    grant: Grant,
    id: &str,
    state: &'s mut State,
) -> Result<&'s mut Meeting, ApiError> {
    let person = call.acting(grant)?.unwrap_or_default();
    let made = state.meetings.by_id_mut(id);
    let made = made.filter(|made| made.concerns(person));
    let made = made.ok_or_else(ApiError::no_meeting)?;
    match made.is_led_by(person) {
        true => Ok(made),
        false => Err(ApiError::forbidden("only the host may do this")),
    }
}
