//! What the readers of one policy share: the findings, the inputs that they may read, and the time.
//!
//! Readers report through what they read: a [`Text`] or a node of YAML knows its place and its
//! context.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::ops::Deref;
use std::panic::Location;
use std::sync::Arc;

use jiff::Timestamp;

use crate::compile::bundle::Bundle;
use crate::compile::inputs::PolicyInputs;
use crate::compile::problem::{KeptProblem, Kind, Problem, Problems, Severity};
use crate::compile::secrecy::{HIDDEN, without_secrets};
use crate::compile::source::{Source, Sources};
use crate::policy::{Place, SourceId};
use crate::text::nearest;

/// Most nodes of YAML in a policy: room for a million links.
const MAX_NODES: usize = 16_000_000;

pub struct Context {
    pub now: Timestamp,
    pub file_access: FileAccess,
    pub lifetime: TicketLifetime,
    /// The texts of the policy itself, and the tables that it names.
    // Each node and text has a shared reference to the context, so none of them can borrow it
    // mutably. No borrow of a cell outlives a method of the context: two could meet otherwise.
    sources: RefCell<Sources>,
    inputs: RefCell<PolicyInputs>,
    problems: RefCell<Problems>,
    /// Of YAML, in all texts.
    nodes: Cell<usize>,
}

/// Whether a policy may name tables, keys and other files.
#[derive(Clone, Copy, Debug)]
pub enum FileAccess {
    Allowed,
    /// Secrets are elsewhere: their files and variables are not read, and stand-ins take their place.
    WithoutSecrets,
    /// The policy is a text and no file, so there is no folder in which a relative path would
    /// start.
    Denied,
}

/// How long tickets of the gateway have to be valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TicketLifetime {
    /// Beyond the process, and at all replicas: the policy needs keys for that.
    Lasting,
    /// As long as the process, which is the only one.
    Process,
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
            lifetime: TicketLifetime::Lasting,
            sources: RefCell::default(),
            inputs: RefCell::default(),
            problems: RefCell::default(),
            nodes: Cell::new(0),
        }
    }

    /// A context for a policy whose files come as one.
    pub fn of_bundle(access: FileAccess, bundle: Arc<Bundle>, now: Timestamp) -> Self {
        Self {
            inputs: RefCell::new(PolicyInputs::of_bundle(Some(bundle))),
            ..Self::new(access, now)
        }
    }

    /// Counts a node of YAML. `false` when all texts together have too many, which would fill the memory.
    pub fn has_room_for_a_node(&self) -> bool {
        self.nodes.set(self.nodes.get() + 1);
        self.nodes.get() <= MAX_NODES
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
    #[track_caller]
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

    pub fn has_errors(&self) -> bool {
        self.problems.borrow().has_errors()
    }

    // Findings are of one kind by the line of the reader that reports them.
    #[track_caller]
    fn add(&self, severity: Severity, place: Option<Place>, message: String) -> NewFinding<'_> {
        let kind = Kind::new(Location::caller(), &message);
        // Counted first: most of very many findings are not kept, and not put into words.
        let problem = Problem::of_kind(kind, severity, place);
        let kept = self.problems.borrow_mut().add(problem);
        // Secrets are hidden before a message is cut: the rest of one does not look like one.
        self.change(kept, |problem| {
            problem.set_message(self.without_secrets(place, message));
        });
        NewFinding {
            ctxt: self,
            place,
            kept,
        }
    }

    fn change(&self, kept: Option<KeptProblem>, change: impl FnOnce(&mut Problem)) {
        if let Some(kept) = kept
            && let Some(problem) = self.problems.borrow_mut().kept_mut(kept)
        {
            change(problem);
        }
    }

    /// A message about a place, without what must not be shown of the texts. Readers repeat what
    /// they read without knowing where it stands.
    fn without_secrets(&self, place: Option<Place>, message: String) -> String {
        let sources = self.sources.borrow();
        let message = without_secrets(message, sources.secret_words());
        match place.filter(|place| sources.is_secret(*place)) {
            Some(place) => sources.without_quotes_of(place, &message),
            None => message,
        }
    }

    fn is_secret(&self, text: Text<'_>) -> bool {
        let sources = self.sources.borrow();
        sources.is_secret(text.place()) && !sources.secret_words().know(text.text)
    }
}

/// A finding that has just been reported, to which help can be added.
#[derive(Debug)]
pub struct NewFinding<'c> {
    ctxt: &'c Context,
    place: Option<Place>,
    /// `None` where there are so many that it was only counted.
    kept: Option<KeptProblem>,
}

impl NewFinding<'_> {
    /// Says what to do about it.
    pub fn help(self, help: impl Into<String>) {
        self.ctxt.change(self.kept, |problem| {
            problem.set_help(self.ctxt.without_secrets(self.place, help.into()));
        });
    }

    /// Names another place that the finding is about, behind its message.
    #[must_use]
    pub fn beside(self, other: Place) -> Self {
        // Two names in one cell of a table have one place.
        if self.place == Some(other) {
            return self;
        }
        // Behind findings that are only counted, no place is looked up: that takes time.
        self.ctxt.change(self.kept, |problem| {
            if let Some(at) = self.ctxt.sources.borrow().place_in_words(other) {
                problem.set_message(format!("{} ({at})", problem.message));
            }
        });
        self
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

    #[track_caller]
    pub fn error(self, message: impl Into<String>) -> NewFinding<'c> {
        self.ctxt
            .add(Severity::Error, Some(self.place), message.into())
    }

    #[track_caller]
    pub fn warning(self, message: impl Into<String>) -> NewFinding<'c> {
        self.ctxt
            .add(Severity::Warning, Some(self.place), message.into())
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

    #[track_caller]
    pub fn error(self, message: impl Into<String>) -> NewFinding<'d> {
        self.span.error(message)
    }

    #[track_caller]
    pub fn warning(self, message: impl Into<String>) -> NewFinding<'d> {
        self.span.warning(message)
    }
}

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        self.text
    }
}

/// As it is repeated in messages: without a secret.
impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.span.ctxt.is_secret(*self) {
            true => f.write_str(HIDDEN),
            false => f.write_str(self.text),
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::yaml::Document;

    /// An archive of many small files is as large as one large file.
    #[test]
    fn nodes_are_counted_over_all_texts() {
        let ctxt = Context::of_test();
        ctxt.nodes.set(MAX_NODES - 1);
        assert!(ctxt.has_room_for_a_node());
        assert!(!ctxt.has_room_for_a_node());
        let text = "version: 1";
        let id = ctxt.add_source(Source::new("p.yaml", text.to_owned()));
        assert!(Document::parse(&ctxt, id, text).is_none());
        assert_eq!(ctxt.messages(), ["too much for one policy"]);
    }

    /// The rest of a secret does not look like one.
    #[test]
    fn secrets_are_hidden_before_a_message_is_cut() {
        let ctxt = Context::of_test();
        let address = format!("https://canary{}@desk.acme.example/", "x".repeat(3_000));
        ctxt.error(Place::start(0), format!("`{address}` is no address"))
            .help(format!("write {address}"));
        let problems = ctxt.into_parts().problems;
        let [problem] = problems.sorted()[..] else {
            panic!("one finding");
        };
        assert_eq!(
            problem.message,
            "`https://•••@desk.acme.example/` is no address"
        );
        let help = problem.help.as_deref();
        assert_eq!(help, Some("write https://•••@desk.acme.example/"));
    }
}
