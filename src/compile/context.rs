//! What the readers of one policy share: the findings, the inputs that they may read, and the time.
//!
//! Readers report through what they read: a [`Text`] or a node of YAML knows its place and its
//! context.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::ops::Deref;

use jiff::Timestamp;

use crate::compile::inputs::PolicyInputs;
use crate::compile::problem::{KeptProblem, Problem, Problems, Severity};
use crate::compile::secrecy::is_secret_key;
use crate::compile::source::{Source, Sources};
use crate::policy::{Place, SourceId};
use crate::text::nearest;

pub struct Context {
    pub now: Timestamp,
    pub file_access: FileAccess,
    /// The texts of the policy itself, and the tables that it names.
    // Each node and text has a shared reference to the context, so none of them can borrow it
    // mutably. No borrow of a cell outlives a method of the context: two could meet otherwise.
    sources: RefCell<Sources>,
    inputs: RefCell<PolicyInputs>,
    problems: RefCell<Problems>,
    hides: Cell<bool>,
}

/// Whether a policy may name tables, keys and other files.
#[derive(Clone, Copy, Debug)]
pub enum FileAccess {
    Allowed,
    /// The policy is a text and no file, so there is no folder in which a relative path would
    /// start.
    Denied,
}

/// The contents of a [`Context`] after reading.
#[derive(Debug)]
pub struct ContextParts {
    pub problems: Problems,
    pub sources: Sources,
    pub inputs: PolicyInputs,
}

/// Without the texts: every node and every text has the context in it.
impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context").finish_non_exhaustive()
    }
}

impl Context {
    pub fn new(file_access: FileAccess, now: Timestamp) -> Self {
        Self {
            now,
            file_access,
            sources: RefCell::default(),
            inputs: RefCell::default(),
            problems: RefCell::default(),
            hides: Cell::default(),
        }
    }

    pub fn add_source(&self, source: Source) -> SourceId {
        self.sources.borrow_mut().add(source)
    }

    /// The texts that have been read so far.
    pub fn texts(&self) -> Sources {
        self.sources.borrow().clone()
    }

    /// Reads something that a change of the policy's files is known by later.
    pub fn read<T>(&self, read: impl FnOnce(&mut PolicyInputs) -> T) -> T {
        read(&mut self.inputs.borrow_mut())
    }

    pub fn into_parts(self) -> ContextParts {
        ContextParts {
            problems: self.problems.into_inner(),
            sources: self.sources.into_inner(),
            inputs: self.inputs.into_inner(),
        }
    }

    /// Reports an error at a place, or one that has no place in any text.
    pub fn error(
        &self,
        place: impl Into<Option<Place>>,
        message: impl Into<String>,
    ) -> NewFinding<'_> {
        self.add(Severity::Error, place.into(), message.into())
    }

    pub fn at(&self, place: Place) -> Span<'_> {
        Span { place, ctxt: self }
    }

    /// Calls a reader of something that may contain a secret. The findings that it reports do not
    /// show their lines.
    pub fn hiding<T>(&self, read: impl FnOnce() -> T) -> T {
        let before = self.hides.replace(true);
        let read = read();
        self.hides.set(before);
        read
    }

    pub fn has_errors(&self) -> bool {
        self.problems.borrow().has_errors()
    }

    fn add(&self, severity: Severity, place: Option<Place>, message: String) -> NewFinding<'_> {
        let mut problem = Problem::new(severity, place, message);
        problem.is_hidden = self.hides.get();
        let kept = self.problems.borrow_mut().add(problem);
        NewFinding { ctxt: self, kept }
    }
}

/// A finding that has just been reported, to which help can be added.
#[derive(Debug)]
pub struct NewFinding<'c> {
    ctxt: &'c Context,
    /// `None` where there are so many that it was only counted.
    kept: Option<KeptProblem>,
}

impl NewFinding<'_> {
    /// Says what to do about it.
    pub fn help(self, help: impl Into<String>) {
        self.change(|problem| problem.set_help(help.into()));
    }

    /// Names the known word that is nearest, else lists all of them.
    pub fn help_one_of<'w>(self, word: &str, known: impl IntoIterator<Item = &'w str>) {
        /// Longer lists are left out.
        const LISTED: usize = 24;
        if self.kept.is_none() {
            return;
        }
        let known: Vec<&str> = known.into_iter().collect();
        match nearest(word, &known) {
            Some(near) => self.help(format!("did you mean `{near}`?")),
            None if known.is_empty() || known.len() > LISTED => {}
            None => self.help(format!("known here: {}", known.join(", "))),
        }
    }

    fn change(&self, change: impl FnOnce(&mut Problem)) {
        if let Some(kept) = self.kept
            && let Some(problem) = self.ctxt.problems.borrow_mut().kept_mut(kept)
        {
            change(problem);
        }
    }
}

/// A range of a source, at which findings are reported.
#[derive(Clone, Copy, Debug)]
pub struct Span<'c> {
    place: Place,
    ctxt: &'c Context,
}

impl<'c> Span<'c> {
    pub fn place(self) -> Place {
        self.place
    }

    pub fn ctxt(self) -> &'c Context {
        self.ctxt
    }

    /// Its first byte only, for a caret that points at something long.
    pub fn head(self) -> Self {
        let place = self.place.head();
        Self { place, ..self }
    }

    pub fn error(self, message: impl Into<String>) -> NewFinding<'c> {
        self.ctxt
            .add(Severity::Error, Some(self.place), message.into())
    }

    pub fn warning(self, message: impl Into<String>) -> NewFinding<'c> {
        self.ctxt
            .add(Severity::Warning, Some(self.place), message.into())
    }

    /// Reports an error without showing its line, which may contain a secret.
    pub fn hidden_error(self, message: impl Into<String>) -> NewFinding<'c> {
        let finding = self.error(message);
        finding.change(|problem| problem.is_hidden = true);
        finding
    }
}

/// A text with its place in a policy: a scalar of YAML, or a field of a table.
#[derive(Clone, Copy, Debug)]
pub struct Text<'d> {
    text: &'d str,
    span: Span<'d>,
}

impl<'d> Text<'d> {
    pub fn new(text: &'d str, span: Span<'d>) -> Self {
        Self { text, span }
    }

    pub fn as_str(self) -> &'d str {
        self.text
    }

    pub fn span(self) -> Span<'d> {
        self.span
    }

    pub fn place(self) -> Place {
        self.span.place
    }

    pub fn error(self, message: impl Into<String>) -> NewFinding<'d> {
        self.span.error(message)
    }

    pub fn warning(self, message: impl Into<String>) -> NewFinding<'d> {
        self.span.warning(message)
    }

    /// Reports an error about a key. Behind a slip of a secret's key, the secret may stand.
    pub fn key_error(self, message: impl Into<String>) -> NewFinding<'d> {
        match is_secret_key(self.text) {
            true => self.hidden_error(message),
            false => self.error(message),
        }
    }

    /// Reports an error about an address. A password may stand before an `@` in it.
    pub fn address_error(self, message: impl Into<String>) -> NewFinding<'d> {
        match self.text.contains('@') {
            true => self.hidden_error(message),
            false => self.error(message),
        }
    }

    pub fn hidden_error(self, message: impl Into<String>) -> NewFinding<'d> {
        self.span.hidden_error(message)
    }
}

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        self.text
    }
}

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text)
    }
}

#[cfg(test)]
impl Context {
    /// A context for a text without a place, at the beginning of time.
    pub fn of_test() -> Self {
        Self::new(FileAccess::Denied, Timestamp::UNIX_EPOCH)
    }

    /// The messages of all findings, in the order of their places.
    pub fn messages(self) -> Vec<String> {
        let problems = self.problems.into_inner();
        let sorted = problems.sorted().into_iter();
        sorted.map(|problem| problem.message.clone()).collect()
    }
}
