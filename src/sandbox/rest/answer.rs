//! What the REST API answers to a call that it accepts.

use serde_json::{Value, json};

use super::call::RestCall;
use super::error::ApiError;

/// Items of a page where the call does not say how many.
const USUAL_ITEMS: usize = 10;
const MOST_ITEMS: usize = 100;

#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    Json(Value),
    /// A page of a list, and the address of the next one.
    Page {
        items: Value,
        next: Option<String>,
    },
    NoContent,
    /// To the link that the call asked for.
    Redirect(String),
}

pub type Answered = Result<Answer, ApiError>;

/// The page of a list that a call asks for.
pub fn page(call: &RestCall<'_>, items: Vec<Value>) -> Answered {
    page_of(call, items, MOST_ITEMS)
}

/// The same for a list whose pages may be longer than most.
pub fn page_of(call: &RestCall<'_>, items: Vec<Value>, longest: usize) -> Answered {
    let number = |name: &str| match call.asked(name) {
        None => Ok(None),
        Some(text) => match text.parse::<usize>() {
            Ok(number) => Ok(Some(number)),
            Err(_) => Err(ApiError::invalid(format!("{name} must be a number"))),
        },
    };
    let most = number("max")?.unwrap_or(USUAL_ITEMS);
    if !(1..=longest).contains(&most) {
        let why = format!("max must be from 1 to {longest}");
        return Err(ApiError::invalid(why));
    }
    let offset = number("offset")?.unwrap_or(0);
    let is_last = items.len() <= offset.saturating_add(most);
    let items: Vec<Value> = items.into_iter().skip(offset).take(most).collect();
    Ok(Answer::Page {
        items: json!({ "items": items }),
        next: (!is_last).then(|| next(call, offset + most, most)),
    })
}

/// The address of the page that begins there.
fn next(call: &RestCall<'_>, offset: usize, most: usize) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for field in call.query.iter() {
        if !matches!(&*field.name, "max" | "offset") {
            query.append_pair(&field.name, &field.value);
        }
    }
    query.append_pair("offset", &offset.to_string());
    query.append_pair("max", &most.to_string());
    let path = call.segments.join("/");
    call.origin.at(&format!("/v1/{path}?{}", query.finish()))
}
