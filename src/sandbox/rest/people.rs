//! People: accounts, their rooms and their sites.

use serde_json::{Map, Value, json};

use super::answer::{Answer, Answered, page};
use super::call::{Input, RestCall};
use super::error::ApiError;
use super::time::written;
use crate::sandbox::people::{ORGANIZATION, Person, Preferences};
use crate::sandbox::state::State;
use crate::sandbox::tokens::Grant;

/// A secret that must not reach a page or a log, so that tests can look for it.
const HOST_PIN: &str = "9914";

const MOST_NAME: usize = 128;

/// What else is known of people.
const FURTHER: [&str; 12] = [
    "nickName",
    "phoneNumbers",
    "extension",
    "locationId",
    "avatar",
    "roles",
    "licenses",
    "department",
    "manager",
    "managerId",
    "title",
    "addresses",
];

/// Most bytes of that.
const MOST_FURTHER: usize = 4096;

pub fn list(call: &RestCall<'_>, state: &State) -> Answered {
    let is_asked = |person: &&Person| {
        let email = call.asked("email");
        let name = call.asked("displayName");
        email.is_none_or(|email| person.email.eq_ignore_ascii_case(email))
            && name.is_none_or(|name| person.display_name.starts_with(name))
    };
    let people = state.people.iter().filter(is_asked);
    page(call, people.map(|person| shown(person, call)).collect())
}

pub fn get(call: &RestCall<'_>, state: &State) -> Answered {
    let mut people = state.people.iter();
    let person = people.find(|person| person.id == call.segment(1));
    let person = person.map(|person| Answer::Json(shown(person, call)));
    person.ok_or_else(nobody)
}

pub fn create(call: &RestCall<'_>, state: &mut State) -> Answered {
    let input = call.input()?;
    let emails = input.emails("emails", 1)?;
    let [email] = emails[..] else {
        return Err(ApiError::invalid("emails must have one address"));
    };
    if state.people.by_email(email).is_some() {
        return Err(ApiError::conflict("there is a person with this address"));
    }
    let names = Names::read(input)?;
    if names.display.is_none() && names.first.is_none() && names.last.is_none() {
        let why = "displayName, firstName or lastName is required";
        return Err(ApiError::invalid(why));
    }
    let first = names.first.unwrap_or_default();
    let last = names.last.unwrap_or_default();
    let full = format!("{first} {last}");
    let person = state.people.add(Person {
        id: String::new(),
        email: email.to_owned(),
        display_name: names.display.unwrap_or(full.trim()).to_owned(),
        first_name: first.to_owned(),
        last_name: last.to_owned(),
        is_active: true,
        more: more(input)?,
        preferences: Preferences::default(),
    });
    Ok(Answer::Json(shown(&person, call)))
}

/// `PUT /people/{id}`, which sends everything back.
pub fn edit(call: &RestCall<'_>, state: &mut State) -> Answered {
    let input = call.input()?;
    let display = input.required("displayName", MOST_NAME)?;
    let names = Names::read(input)?;
    let is_active = login_enabled(input)?;
    let more = more(input)?;
    let person = state.people.by_id_mut(call.segment(1)).ok_or_else(nobody)?;
    display.clone_into(&mut person.display_name);
    names
        .first
        .unwrap_or_default()
        .clone_into(&mut person.first_name);
    names
        .last
        .unwrap_or_default()
        .clone_into(&mut person.last_name);
    person.is_active = is_active;
    person.more = more;
    Ok(Answer::Json(shown(person, call)))
}

/// The specification has a flag in what is sent, and a word in what comes back.
fn login_enabled(input: Input<'_>) -> Result<bool, ApiError> {
    match input.fields.get("loginEnabled") {
        Some(Value::String(word)) if word == "true" => Ok(true),
        Some(Value::String(word)) if word == "false" => Ok(false),
        _ => input.flag("loginEnabled", true),
    }
}

/// Further facts, which are kept as they came.
fn more(input: Input<'_>) -> Result<Map<String, Value>, ApiError> {
    let fields = input.fields.iter();
    let known = fields.filter(|(name, _)| FURTHER.contains(&&***name));
    let more: Map<String, Value> = known
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    match Value::from(more.clone()).to_string().len() <= MOST_FURTHER {
        true => Ok(more),
        false => Err(ApiError::invalid("there is too much about the person")),
    }
}

/// `GET /meetingPreferences/schedulingOptions`.
pub fn options(call: &RestCall<'_>, grant: Grant, state: &State) -> Answered {
    Ok(Answer::Json(shown_options(
        &person(call, grant, state)?.preferences,
    )))
}

/// `PUT /meetingPreferences/schedulingOptions`, which sends everything back.
pub fn set_options(call: &RestCall<'_>, grant: Grant, state: &mut State) -> Answered {
    let input = call.input()?;
    let required = |name: &str| {
        let is_there = input.fields.contains_key(name);
        let why = || ApiError::invalid(format!("{name} is required"));
        is_there.then_some(()).ok_or_else(why)
    };
    required("enabledJoinBeforeHost")?;
    required("enabledAutoShareRecording")?;
    let minutes = input.number("joinBeforeHostMinutes")?;
    let preferences = Preferences {
        join_before_host: input.flag("enabledJoinBeforeHost", true)?,
        join_before_host_minutes: minutes
            .ok_or_else(|| ApiError::invalid("joinBeforeHostMinutes is required"))?,
        share_recordings: input.flag("enabledAutoShareRecording", false)?,
    };
    let email = person(call, grant, state)?.email.clone();
    let person = state.people.by_email_mut(&email).ok_or_else(nobody)?;
    person.preferences = preferences;
    Ok(Answer::Json(shown_options(&person.preferences)))
}

fn shown_options(preferences: &Preferences) -> Value {
    json!({
        "enabledJoinBeforeHost": preferences.join_before_host,
        "joinBeforeHostMinutes": preferences.join_before_host_minutes,
        "enabledAutoShareRecording": preferences.share_recordings,
        "enabledWebexAssistantByDefault": false,
        "delegateEmails": [],
    })
}

/// `PATCH /identity/scim/{orgId}/v2/Users/{id}`, as far as it is about `active`.
pub fn patch(call: &RestCall<'_>, state: &mut State) -> Answered {
    if call.segment(2) != ORGANIZATION {
        return Err(ApiError::not_found("there is no such organization"));
    }
    let operations = call.input()?.list("Operations")?;
    let mut active = None;
    for operation in operations {
        active = Some(read_active(operation)?);
    }
    let active = active.ok_or_else(|| ApiError::invalid("Operations is required"))?;
    let person = state.people.by_id_mut(call.segment(5)).ok_or_else(nobody)?;
    person.is_active = active;
    Ok(Answer::Json(json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "id": person.id,
        "userName": person.email,
        "displayName": person.display_name,
        "active": person.is_active,
    })))
}

/// What an operation makes of `active`: in either form of RFC 7644.
fn read_active(operation: &Value) -> Result<bool, ApiError> {
    let verb = operation["op"].as_str().unwrap_or_default();
    let value = match operation["path"].as_str() {
        Some("active") => &operation["value"],
        Some(_) => return Err(ApiError::invalid("the sandbox changes active alone")),
        None => &operation["value"]["active"],
    };
    match (verb.to_ascii_lowercase().as_str(), value) {
        ("replace" | "add", Value::Bool(active)) => Ok(*active),
        _ => Err(ApiError::invalid(
            "an operation replaces active by true or false",
        )),
    }
}

pub fn room(call: &RestCall<'_>, grant: Grant, state: &State) -> Answered {
    let person = person(call, grant, state)?;
    let (name, _) = person.email.split_once('@').unwrap_or((&person.email, ""));
    Ok(Answer::Json(json!({
        "topic": format!("{}'s room", person.display_name),
        "personalMeetingRoomLink": call.origin.at(&format!("/meet/{name}")),
        "hostPin": HOST_PIN,
        "sipAddress": format!("{name}@{}", call.origin.host()),
        "enabledAutoLock": false,
        "enabledNotifyHost": false,
        "supportCoHost": false,
        "telephony": { "accessCode": "26067712345" },
    })))
}

pub fn sites(call: &RestCall<'_>, grant: Grant, state: &State) -> Answered {
    person(call, grant, state)?;
    let site = json!({ "siteUrl": call.origin.host(), "default": true });
    Ok(Answer::Json(json!({ "sites": [site] })))
}

/// Whose preferences a call is about.
fn person<'s>(call: &RestCall<'_>, grant: Grant, state: &'s State) -> Result<&'s Person, ApiError> {
    let email = match call.asked("userEmail") {
        Some(email) => Some(email),
        None => call.acting(grant)?,
    };
    let person = email.and_then(|email| state.people.by_email(email));
    person.ok_or_else(nobody)
}

fn nobody() -> ApiError {
    ApiError::not_found("there is no such person")
}

struct Names<'c> {
    display: Option<&'c str>,
    first: Option<&'c str>,
    last: Option<&'c str>,
}

impl<'c> Names<'c> {
    fn read(input: Input<'c>) -> Result<Self, ApiError> {
        Ok(Self {
            display: input.short("displayName", MOST_NAME)?,
            first: input.short("firstName", MOST_NAME)?,
            last: input.short("lastName", MOST_NAME)?,
        })
    }
}

fn shown(person: &Person, call: &RestCall<'_>) -> Value {
    let mut value = json!({
        "id": person.id,
        "emails": [person.email],
        "displayName": person.display_name,
        "firstName": person.first_name,
        "lastName": person.last_name,
        "orgId": ORGANIZATION,
        "created": written(call.now),
        "siteUrls": [call.origin.host()],
        "status": if person.is_active { "active" } else { "inactive" },
        // Words, as in the examples of the specification.
        "loginEnabled": person.is_active.to_string(),
        "invitePending": "false",
        "type": "person",
    });
    for (name, further) in &person.more {
        value[name] = further.clone();
    }
    value
}
