//! The page whose form goes to Webex.

use std::borrow::Cow;

use askama::Template;

use super::Frame;
use crate::gateway::words::Phrase;
use crate::webex::PostForm;

/// A form with which a person goes to Webex, because it carries a secret.
#[derive(Template)]
#[template(path = "form.html", whitespace = "minimize")]
pub(in crate::gateway) struct FormPage<'a> {
    pub(in crate::gateway) title: Cow<'a, str>,
    pub(in crate::gateway) form: &'a PostForm,
    pub(in crate::gateway) frame: Frame<'a>,
}
