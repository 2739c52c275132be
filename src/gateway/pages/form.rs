//! The page with a form that leads to Webex.

use std::borrow::Cow;

use askama::Template;

use super::{Frame, title};
use crate::decision::Trace;
use crate::gateway::i18n::Phrase;
use crate::webex::PostForm;

/// A form that leads to Webex with a secret, which must not appear in an address.
#[derive(Template)]
#[template(path = "form.html", whitespace = "minimize")]
pub struct FormPage<'a> {
    pub title: Cow<'a, str>,
    pub form: &'a PostForm,
    pub frame: Frame<'a>,
}

impl<'a> FormPage<'a> {
    pub fn new<'p: 'a>(trace: &Trace<'p, '_>, form: &'a PostForm, frame: Frame<'a>) -> Self {
        Self {
            title: title(trace, frame.language),
            form,
            frame,
        }
    }
}
