//! Texts that lie beside a policy and are written in its notation, such as expectations of it: read with
//! the same findings, from the same nodes of YAML.

use jiff::Timestamp;

use crate::compile::blanks::explain_blank;
use crate::compile::context::{Context, ContextParts, FileAccess};
use crate::compile::problem::Problems;
use crate::compile::source::{Source, Sources};
use crate::compile::yaml::Document;

/// What was read from such texts.
#[derive(Debug)]
pub struct ReadBeside<T> {
    /// One of each text that is YAML.
    pub read: Vec<T>,
    pub problems: Problems,
    pub sources: Sources,
}

/// Reads each text by itself. `now` is the time that readers know.
pub fn read_beside<T>(
    texts: Vec<Source>,
    now: Timestamp,
    mut read: impl FnMut(&Document<'_>) -> T,
) -> ReadBeside<T> {
    let ctxt = Context::new(FileAccess::Denied, now);
    for text in texts {
        ctxt.add_source(text);
    }
    let texts = ctxt.texts();
    let documents = texts
        .iter()
        .filter_map(|(id, source)| Document::parse(&ctxt, id, source.text()));
    let read = documents.map(|document| read(&document)).collect();
    let ContextParts {
        mut problems,
        sources,
        ..
    } = ctxt.into_parts();
    problems.change_all(|problem| explain_blank(problem, &sources));
    ReadBeside {
        read,
        problems,
        sources,
    }
}
