//! Registration: the form of a meeting, and who filled it in.

use serde_json::{Map, Value, json};

use super::answer::{Answer, Answered, page};
use super::call::{Input, RestCall};
use super::error::ApiError;
use super::own::own;
use super::time::written;
use crate::sandbox::meetings::{Aspect, Meeting};
use crate::sandbox::state::State;
use crate::sandbox::tokens::Grant;

/// Standard questions that may be required, beside names and e-mail address, which always are.
const QUESTIONS: [(&str, &str); 9] = [
    ("requireJobTitle", "jobTitle"),
    ("requireCompanyName", "companyName"),
    ("requireAddress1", "address1"),
    ("requireAddress2", "address2"),
    ("requireCity", "city"),
    ("requireState", "state"),
    ("requireCountryRegion", "countryRegion"),
    ("requireWorkPhone", "workPhone"),
    ("requireFax", "fax"),
];

/// Fields that each registrant has.
const ALWAYS: [&str; 3] = ["firstName", "lastName", "email"];

const QUESTION_TYPES: [&str; 5] = [
    "singleLineTextBox",
    "multiLineTextBox",
    "checkbox",
    "dropdownList",
    "radioButtons",
];

const MOST_QUESTIONS: usize = 20;
const MOST_TEXT: usize = 200;

/// Most bytes of all answers to questions of the form.
const MOST_ANSWERS: usize = 4096;

pub fn get(call: &RestCall<'_>, grant: Grant, state: &State) -> Answered {
    let meeting = series(call, grant, state)?;
    let form = meeting.registration.clone();
    let form = form.ok_or_else(no_registration)?;
    Ok(Answer::Json(form.into()))
}

pub fn set(call: &RestCall<'_>, grant: Grant, state: &mut State) -> Answered {
    let input = call.input()?;
    series(call, grant, state)?;
    let form = form(input)?;
    let meeting = own(call, grant, call.segment(1), state)?;
    meeting.registration = Some(form.clone());
    Ok(Answer::Json(form.into()))
}

pub fn list(call: &RestCall<'_>, grant: Grant, state: &State) -> Answered {
    let meeting = series(call, grant, state)?;
    page(
        call,
        meeting
            .registrants
            .iter()
            .cloned()
            .map(Value::from)
            .collect(),
    )
}

pub fn registrant(call: &RestCall<'_>, grant: Grant, state: &State) -> Answered {
    let meeting = series(call, grant, state)?;
    let mut registrants = meeting.registrants.iter();
    let found = registrants.find(|known| known["id"] == call.segment(3));
    let found = found.cloned().map(|found| Answer::Json(found.into()));
    found.ok_or_else(|| ApiError::not_found("there is no such registrant"))
}

pub fn register(call: &RestCall<'_>, grant: Grant, state: &mut State) -> Answered {
    let input = call.input()?;
    let form = series(call, grant, state)?.registration.clone();
    let form = form.ok_or_else(no_registration)?;
    let mut registrant = Map::new();
    for name in ALWAYS {
        registrant.insert(name.to_owned(), input.required(name, 128)?.into());
    }
    let email = input.required_email("email")?;
    for (flag, name) in QUESTIONS {
        let text = match form[flag] == true {
            true => Some(input.required(name, MOST_TEXT)?),
            false => input.short(name, MOST_TEXT)?,
        };
        if let Some(text) = text {
            registrant.insert(name.to_owned(), text.into());
        }
    }
    let zip_code = input.number("zipCode")?;
    if form["requireZipCode"] == true && zip_code.is_none() {
        return Err(ApiError::invalid("zipCode is required"));
    }
    if let Some(zip_code) = zip_code {
        registrant.insert("zipCode".to_owned(), zip_code.into());
    }
    let answers = input.list("customizedQuestions")?;
    let answers = Value::from(answers);
    if answers.to_string().len() > MOST_ANSWERS {
        return Err(ApiError::invalid("customizedQuestions is too long"));
    }
    registrant.insert("customizedQuestions".to_owned(), answers);
    let number = state.next_number();
    registrant.insert("id".to_owned(), format!("registrant-{number}").into());
    registrant.insert("status".to_owned(), "approved".into());
    registrant.insert("registrationTime".to_owned(), written(call.now).into());
    let meeting = state.meetings.by_id_mut(call.segment(1));
    let meeting = meeting.ok_or_else(ApiError::no_meeting)?;
    if meeting
        .registrants
        .iter()
        .any(|known| known["email"] == email)
    {
        return Err(ApiError::conflict("this person is registered already"));
    }
    if !Meeting::has_room(meeting.registrants.len(), 1) {
        return Err(ApiError::invalid("the meeting has too many registrants"));
    }
    meeting.registrants.push(registrant.clone());
    Ok(Answer::Json(registrant.into()))
}

/// The series with the id of the path: others have no registration.
fn series<'s>(
    call: &RestCall<'_>,
    grant: Grant,
    state: &'s State,
) -> Result<&'s Meeting, ApiError> {
    let person = call.acting(grant)?.unwrap_or_default();
    let found = state.meetings.by_id(call.segment(1));
    let found = found.filter(|(meeting, _)| meeting.concerns(person));
    match found {
        Some((meeting, Aspect::Series)) => Ok(meeting),
        Some((_, Aspect::Scheduled | Aspect::Instance)) => {
            Err(ApiError::invalid("the id must be that of a series"))
        }
        None => Err(ApiError::no_meeting()),
    }
}

fn no_registration() -> ApiError {
    ApiError::not_found("nobody has to register for this meeting")
}

/// The form that a call describes.
fn form(input: Input<'_>) -> Result<Map<String, Value>, ApiError> {
    let mut form = Map::new();
    form.insert(
        "autoAcceptRequest".to_owned(),
        input.flag("autoAcceptRequest", false)?.into(),
    );
    for flag in ["requireFirstName", "requireLastName", "requireEmail"] {
        form.insert(flag.to_owned(), true.into());
    }
    form.insert(
        "requireZipCode".to_owned(),
        input.flag("requireZipCode", false)?.into(),
    );
    for (flag, _) in QUESTIONS {
        form.insert(flag.to_owned(), input.flag(flag, false)?.into());
    }
    let questions = input.list("customizedQuestions")?;
    if questions.len() > MOST_QUESTIONS {
        return Err(ApiError::invalid("there are too many customizedQuestions"));
    }
    let questions = questions.iter().zip(1u64..);
    let questions = questions.map(|(asked, id)| question(asked, id));
    let questions: Result<Vec<Value>, ApiError> = questions.collect();
    form.insert("customizedQuestions".to_owned(), questions?.into());
    Ok(form)
}

fn question(asked: &Value, id: u64) -> Result<Value, ApiError> {
    let Value::Object(fields) = asked else {
        let why = "customizedQuestions must be a list of objects";
        return Err(ApiError::invalid(why));
    };
    let input = Input { fields };
    let kind = input.required("type", 40)?;
    if !QUESTION_TYPES.contains(&kind) {
        return Err(ApiError::invalid("the type of a question is not known"));
    }
    let most = input.number("maxLength")?;
    if most.is_some_and(|most| !(0..=999).contains(&most)) {
        return Err(ApiError::invalid("maxLength must be from 0 to 999"));
    }
    let mut question = json!({
        "id": id,
        "question": input.required("question", MOST_TEXT)?,
        "required": input.flag("required", false)?,
        "type": kind,
    });
    if let Some(most) = most {
        question["maxLength"] = most.into();
    }
    let options = input.list("options")?.iter().zip(1u64..);
    let options = options.map(|(option, id)| match &option["value"] {
        Value::String(value) => Ok(json!({ "id": id, "value": value })),
        _ => Err(ApiError::invalid("an option needs a value")),
    });
    let options: Result<Vec<Value>, ApiError> = options.collect();
    question["options"] = options?.into();
    Ok(question)
}
