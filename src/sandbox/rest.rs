//! The REST API of today, as far as it is public: tokens, meetings, people, recordings and reports.
//!
//! It shares no code with Linkgate's own client of this API: a stand-in that did would prove nothing.

mod answer;
mod call;
mod error;
mod find;
mod invitees;
mod join;
mod meeting_json;
mod operation;
mod own;
mod people;
mod recordings;
mod registration;
mod reports;
mod schedule;
mod spoil;
mod time;
mod token;

use hyper::StatusCode;

use super::credentials::Credentials;
use super::request::{Request, Target};
use super::respond::{self, Reaction};
use super::sabotage::{Sabotage, Spoiling};
use super::server_call::{Part, ServerCall};
use super::state::State;
use super::tokens::{Bearer, Grant};
use answer::{Answer, Answered};
use call::{Body, RestCall};
use error::ApiError;
use meeting_json::Surroundings;
pub use operation::Operation;
use operation::Routed;
use spoil::spoil_links;

/// Answers a call whose path is this one below `/v1/`, and records it.
pub fn answer(
    below: &str,
    request: Request<'_>,
    target: Target<'_>,
    credentials: &Credentials,
    state: &mut State,
) -> Reaction {
    let call = RestCall::read(below, request, target);
    let routed = Operation::route(call.method, &call.segments);
    let bearer = state.tokens.check(call.bearer, call.now);
    let mut record = record(&call, routed, bearer, target);
    let reaction = match routed {
        Routed::To(operation) => react(operation, &call, bearer, credentials, state, &mut record),
        Routed::OtherMethod => refuse(&ApiError::method_not_allowed(), state, &mut record),
        Routed::Nowhere => {
            let error = ApiError::not_found("the sandbox has no such call");
            refuse(&error, state, &mut record)
        }
    };
    state.record_server_call(record);
    reaction
}

fn record(call: &RestCall<'_>, routed: Routed, bearer: Bearer, target: Target<'_>) -> ServerCall {
    let what = match routed {
        Routed::To(operation) => operation.as_str(),
        Routed::OtherMethod => "a call with another method",
        Routed::Nowhere => "an unknown call",
    };
    let mut record = ServerCall::new(call.now, call.method.as_str(), target.path, what);
    if routed != Routed::To(Operation::Token) {
        record.add_words(Part::Header, "Authorization", bearer.words());
    }
    for field in call.query.iter() {
        record.add(Part::Query, &field.name, &field.value);
    }
    for field in call.form.iter() {
        record.add(Part::Form, &field.name, &field.value);
    }
    match &call.body {
        Body::Nothing => {}
        Body::Object(fields) => record.add_json("", &fields.clone().into()),
        Body::Unreadable => record.add_words(Part::Json, "", "a body that is no JSON object"),
    }
    record
}

fn react(
    operation: Operation,
    call: &RestCall<'_>,
    bearer: Bearer,
    credentials: &Credentials,
    state: &mut State,
    record: &mut ServerCall,
) -> Reaction {
    let failure = state.failures.next(operation.as_str(), call.now);
    let sabotage = failure.map(Sabotage::of);
    match sabotage {
        Some(Sabotage::Refuse(failure)) => {
            return refuse(&ApiError::on_demand(failure), state, record);
        }
        Some(Sabotage::Instead(instead)) => {
            let reaction = instead.reaction();
            record.answered(reaction.status(), instead.words());
            return reaction;
        }
        Some(Sabotage::Spoil(_)) | None => {}
    }
    let answered = match (operation, bearer) {
        (Operation::Token, _) => token::refresh(call, credentials, &mut state.tokens),
        (_, Bearer::Valid(grant)) => perform(operation, call, grant, state),
        (_, Bearer::Missing | Bearer::Unknown | Bearer::Expired) => Err(ApiError::unauthorized()),
    };
    match answered {
        Err(error) => refuse(&error, state, record),
        Ok(answer) => {
            let spoiling = match sabotage {
                Some(Sabotage::Spoil(spoiling)) => Some(spoiling),
                _ => None,
            };
            let words = spoiling.map_or("", Spoiling::words);
            let reaction = accept(answer, spoiling);
            record.answered(reaction.status(), words);
            reaction
        }
    }
}

fn perform(operation: Operation, call: &RestCall<'_>, grant: Grant, state: &mut State) -> Answered {
    // The integration is that of a host, who administers nothing.
    if operation.is_for_admins() && grant == Grant::Integration {
        return Err(ApiError::forbidden("this call is for administrators"));
    }
    let around = Surroundings {
        people: &state.people,
        origin: &call.origin,
        now: call.now,
    };
    match operation {
        Operation::FindMeetings => find::find(call, grant, &state.meetings, around),
        Operation::GetMeeting => find::get(call, grant, &state.meetings, around),
        Operation::FindMeetingsAsAdmin => find::find_as_admin(call, &state.meetings, around),
        Operation::GetMeetingAsAdmin => find::get_as_admin(call, &state.meetings, around),
        Operation::Join => join::join(call, grant, state),
        Operation::Schedule => schedule::schedule(call, grant, state),
        Operation::Edit => schedule::edit(call, grant, state),
        Operation::Delete => schedule::delete(call, grant, state),
        Operation::End => schedule::end(call, grant, state),
        Operation::ListInvitees => invitees::list(call, grant, state),
        Operation::AddInvitee => invitees::add_one(call, grant, state),
        Operation::AddInvitees => invitees::add_all(call, grant, state),
        Operation::RemoveInvitee => invitees::remove(call, grant, state),
        Operation::GetRegistration => registration::get(call, grant, state),
        Operation::SetRegistration => registration::set(call, grant, state),
        Operation::ListRegistrants => registration::list(call, grant, state),
        Operation::GetRegistrant => registration::registrant(call, grant, state),
        Operation::Register => registration::register(call, grant, state),
        Operation::ListRecordings => recordings::list(call, grant, state),
        Operation::ListRecordingsAsAdmin => recordings::list_as_admin(call, state),
        Operation::GetRecording => recordings::get(call, grant, state),
        Operation::ShareRecording => recordings::share(call, grant, state),
        Operation::ShareRecordingByLink => recordings::share_by_link(call, grant, state),
        Operation::RecordingSummary => recordings::summary(call, grant, state),
        Operation::RecordingDetail => recordings::detail(call, grant, state),
        Operation::ListPeople => people::list(call, state),
        Operation::GetPerson => people::get(call, state),
        Operation::CreatePerson => people::create(call, state),
        Operation::EditPerson => people::edit(call, state),
        Operation::PatchUser => people::patch(call, state),
        Operation::PersonalRoom => people::room(call, grant, state),
        Operation::SchedulingOptions => people::options(call, grant, state),
        Operation::SetSchedulingOptions => people::set_options(call, grant, state),
        Operation::Sites => people::sites(call, grant, state),
        Operation::ListParticipants => reports::participants(call, grant, state),
        Operation::QueryParticipants => reports::query(call, grant, state),
        Operation::UsageReport => reports::usage(call, state),
        Operation::AttendeeReport => reports::attendees(call, state),
        Operation::Token => Err(ApiError::broken()),
    }
}

fn accept(answer: Answer, spoiling: Option<Spoiling>) -> Reaction {
    let json = |mut value: serde_json::Value| {
        if let Some(spoiling) = spoiling {
            spoil_links(&mut value, spoiling);
        }
        let text = value.to_string();
        match spoiling {
            Some(spoiling) => spoiling.cut(text),
            None => text,
        }
    };
    let response = match answer {
        Answer::Json(value) => respond::json(StatusCode::OK, json(value)),
        Answer::Page { items, next } => {
            let mut response = respond::json(StatusCode::OK, json(items));
            if let Some(next) = next {
                respond::set_next(&mut response, &next);
            }
            response
        }
        Answer::NoContent => respond::empty(StatusCode::NO_CONTENT),
        Answer::Redirect(link) => respond::redirect(&link),
    };
    Reaction::Response(response)
}

fn refuse(error: &ApiError, state: &mut State, record: &mut ServerCall) -> Reaction {
    record.answered(error.status, &error.message);
    let body = error.body(state.next_number()).to_string();
    let mut response = respond::json(error.status, body);
    if let Some(seconds) = error.retry_after {
        respond::set_retry_after(&mut response, seconds);
    }
    Reaction::Response(response)
}
