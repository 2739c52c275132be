//! The page whose form goes to Webex.

use askama::Template;

use super::Frame;
use crate::gateway::words::{Phrase, Text};
use crate::webex::PostForm;

/// A form with which a person goes to Webex, because it carries a secret.
#[derive(Template)]
#[template(path = "form.html")]
pub(in crate::gateway) struct FormPage<'a> {
    pub(in crate::gateway) title: Text,
    pub(in crate::gateway) form: &'a PostForm,
    pub(in crate::gateway) frame: Frame<'a>,
}
