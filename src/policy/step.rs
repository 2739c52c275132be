//! One call of a route.

use std::ops::Range;

use crate::webex::{CallForm, Command, Parameter, RestForm};

/// One call of a route: most have one, a chain several.
#[derive(Clone, Debug)]
pub struct Step {
    pub(crate) command: Command,
    pub(crate) call: StepCall,
    pub(crate) bindings: Range<usize>,
}

/// Who makes the call, and how.
#[derive(Clone, Debug)]
pub enum StepCall {
    /// The browser, at a page of the site.
    Browser(CallForm),
    /// The same, with a ticket that logs the person in. The gateway asks for it first.
    WithTicket(CallForm),
    /// The gateway, at the REST API.
    // Boxed: most policies have none.
    Rest(Box<RestStep>),
}

/// A call of the gateway at the REST API.
#[derive(Clone, Debug)]
pub struct RestStep {
    pub form: RestForm,
    /// How the browser would make it, to understand links that people paste.
    pub pasted: Option<PastedForm>,
}

/// A call of the URL API in whose place another is made.
#[derive(Clone, Debug)]
pub struct PastedForm {
    pub(crate) command: Command,
    pub(crate) form: CallForm,
}

impl Step {
    pub fn command(&self) -> &Command {
        &self.command
    }

    pub fn call(&self) -> &StepCall {
        &self.call
    }

    /// The prepared call of a browser; `None` where the gateway makes it.
    pub fn form(&self) -> Option<&CallForm> {
        match &self.call {
            StepCall::Browser(form) | StepCall::WithTicket(form) => Some(form),
            StepCall::Rest(_) => None,
        }
    }

    /// What links look like that people paste and this step stands for.
    pub fn pasted_form(&self) -> Option<&CallForm> {
        match &self.call {
            StepCall::Browser(form) | StepCall::WithTicket(form) => Some(form),
            StepCall::Rest(rest) => rest.pasted.as_ref().map(|pasted| &pasted.form),
        }
    }

    /// A parameter as those links have it.
    pub fn pasted_parameter<'s>(&'s self, parameter: &'s Parameter) -> Option<&'s Parameter> {
        match &self.call {
            StepCall::Rest(rest) => rest.pasted.as_ref()?.command.parameter(parameter.name()),
            StepCall::Browser(_) | StepCall::WithTicket(_) => Some(parameter),
        }
    }

    /// The numbers of its parameters among the route's bindings.
    pub fn bindings(&self) -> Range<usize> {
        self.bindings.clone()
    }
}
