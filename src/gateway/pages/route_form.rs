//! Routes as forms for their parameters: in the directory, and on a page of their own.

use askama::Template;

use super::Frame;
use crate::gateway::i18n::{Argument, Phrase, Text};
use crate::webex::OwnPath;

/// A route in the directory.
#[derive(Debug)]
pub struct RouteRow {
    pub title: Text,
    /// Its path, with the names of what has to be put in.
    pub path: String,
    /// Where a route without anything to put in leads; of one whose form has no room here, where the
    /// form is.
    pub href: Option<String>,
    /// Where there is a form with all that it takes.
    pub more: Option<OwnPath>,
    pub form: Option<RouteForm>,
}

/// A form for the parameters of a route.
#[derive(Debug)]
pub struct RouteForm {
    /// The number of its title within a page that has several.
    pub id: Option<usize>,
    pub action: OwnPath,
    pub title: Text,
    pub fields: Vec<FormField>,
    /// Whether it deletes or ends something.
    pub destroys: bool,
}

#[derive(Debug)]
pub struct FormField {
    pub name: String,
    pub label: Text,
    pub is_required: bool,
    pub input: Input,
}

#[derive(Debug)]
pub enum Input {
    Text,
    Digits,
    /// A local date and time.
    Start,
    Email,
    /// One of these words.
    Choice(Vec<String>),
}

impl RouteForm {
    /// The bytes that it takes in a page, about.
    pub fn bytes(&self) -> usize {
        const FIELD_BYTES: usize = 90;
        const OPTION_BYTES: usize = 17;
        let fields = self.fields.iter().map(|field| {
            let options = match &field.input {
                Input::Choice(words) => words.iter().map(|word| word.len() + OPTION_BYTES).sum(),
                Input::Text | Input::Digits | Input::Start | Input::Email => 0,
            };
            FIELD_BYTES + field.name.len() + field.label.len() + options
        });
        fields.sum::<usize>() + self.action.as_str().len()
    }
}

/// A route with all that it takes.
#[derive(Debug, Template)]
#[template(path = "route.html", whitespace = "minimize")]
pub struct RoutePage<'a> {
    pub form: RouteForm,
    pub path: String,
    pub is_asked_first: bool,
    pub frame: Frame<'a>,
}

impl RoutePage<'_> {
    /// What stands beside a field.
    fn label(&self, field: &FormField) -> Text {
        match field.is_required {
            true => field.label.clone(),
            false => {
                let name = ("name", Argument::text(field.label.clone()));
                let language = self.frame.language;
                language.say_with(Phrase::RouteOptional, &[name])
            }
        }
    }
}
