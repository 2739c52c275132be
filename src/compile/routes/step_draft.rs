//! A step while it is read.

use super::command::ResolvedCommand;
use crate::compile::context::Span;
use crate::compile::fields::Fields;
use crate::policy::StepCall;
use crate::webex::Command;

/// A step while it is read.
pub struct StepDraft<'c, 'd> {
    /// Its keys besides `command`. `None` for the only step of a route, whose keys are the route's.
    pub fields: Option<Fields<'d>>,
    pub found: Option<ResolvedCommand<'c>>,
    pub span: Span<'d>,
}

impl<'c, 'd> StepDraft<'c, 'd> {
    /// A step without keys of its own: the only one of a route that has no `steps`, or a login that
    /// another step asks for.
    pub fn without_keys(found: Option<ResolvedCommand<'c>>, span: Span<'d>) -> Self {
        let fields = None;
        Self {
            fields,
            found,
            span,
        }
    }

    /// The same with another command.
    pub fn with(self, found: Option<ResolvedCommand<'c>>) -> Self {
        Self { found, ..self }
    }

    /// `None` when it is not known, which has been reported.
    pub fn command(&self) -> Option<&'c Command> {
        self.found.as_ref().map(|found| found.command)
    }

    /// `None` when its command is not known, which has been reported.
    pub fn call(&self) -> Option<&StepCall> {
        self.found.as_ref().map(|found| &found.call)
    }

    pub fn span(&self) -> Span<'d> {
        self.span
    }
}
