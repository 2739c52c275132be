//! Reading the files and variables that a policy names.

use std::io;
use std::path::{Path, PathBuf};

use crate::compile::context::{FileAccess, Text};
use crate::compile::source::Source;
use crate::policy::SourceId;

/// A CSV table that a policy names, kept as a source so that findings can point into it.
#[derive(Debug)]
pub struct Table {
    pub id: SourceId,
    pub source: Source,
}

pub fn read_table(named: Text<'_>) -> Option<Table> {
    let path = path_of(named)?;
    let text = text_of("the table", &path, named)?;
    let source = Source::table(path.display().to_string(), text);
    // Only tables become sources, never keys or secrets: findings show the lines of sources, and
    // the hash that names a policy covers them.
    let id = named.span().ctxt().add_source(source.clone());
    Some(Table { id, source })
}

/// Reads a text that findings must not show: keys, certificates or a secret. `what` names it in
/// messages: "the key set".
pub fn read_text(what: &str, named: Text<'_>) -> Option<String> {
    text_of(what, &path_of(named)?, named)
}

/// Reads a binary file. `what` names it in messages: "the logo".
pub fn read_bytes(what: &str, named: Text<'_>) -> Option<Vec<u8>> {
    let path = path_of(named)?;
    let read = named.span().ctxt().read(|inputs| inputs.bytes(&path));
    read.map_err(|error| {
        named
            .error(cannot_be_read(what, named, &error))
            .help("name a file relative to this one");
    })
    .ok()
}

/// The text of an environment variable. One that is not set, empty or not UTF-8 is reported.
pub fn read_variable(named: Text<'_>) -> Option<String> {
    let text = named.span().ctxt().read(|inputs| inputs.variable(&named));
    if text.is_none() {
        named
            .error(format!("the variable `{named}` is not set, or not text"))
            .help("set it in the environment of linkgate, or name a `file`");
    }
    text
}

fn text_of(what: &str, path: &Path, named: Text<'_>) -> Option<String> {
    let read = named.span().ctxt().read(|inputs| inputs.file(path));
    read.map_err(|error| {
        named
            .error(cannot_be_read(what, named, &error))
            .help(match error.kind() {
                io::ErrorKind::PermissionDenied => {
                    "make it readable for the user of the process only"
                }
                _ => "name a file relative to this one, saved as UTF-8",
            });
    })
    .ok()
}

/// Resolves a path relative to the file that names it.
fn path_of(named: Text<'_>) -> Option<PathBuf> {
    let ctxt = named.span().ctxt();
    if let FileAccess::Denied = ctxt.file_access {
        named
            .error("only a policy in a file can name another file")
            .help("put the policy into a file, next to the one that it names");
        return None;
    }
    Some(folder_of(named).join(named.as_str()))
}

/// The folder of the file that names another.
fn folder_of(named: Text<'_>) -> PathBuf {
    let sources = named.span().ctxt().texts();
    let named_in = sources.source(named.place().source);
    let named_in = Path::new(named_in.map_or("", Source::name));
    named_in.parent().unwrap_or(Path::new("")).to_owned()
}

fn cannot_be_read(what: &str, named: Text<'_>, error: &io::Error) -> String {
    // By mistake, the secret itself may stand where its file should.
    let shown = folder_of(named).join(named.to_string());
    format!("{what} `{}` cannot be read: {error}", shown.display())
}
