//! The sources of links: what other systems export, and texts in which Webex addresses stand.

mod calendar;
mod columns;
mod json;
mod lines;
mod mail;
mod page;
mod sink;
mod sql;
mod table;

use std::io::{self, BufRead};
use std::rc::Rc;

use crate::word_list::words;

pub use self::sink::{Sink, SourceError};

words! {
    /// What a file is.
    pub enum Format {
        /// The lines of JSON that golink exports.
        Golink = "golink",
        /// A dump of the database of YOURLS, or a table or JSON of its links.
        Yourls = "yourls",
        /// The table that Shlink exports, or the JSON of its interface.
        Shlink = "shlink",
        /// Any table with a column for addresses.
        Csv = "csv",
        /// The bookmarks that browsers export.
        Bookmarks = "bookmarks",
        /// A page.
        Html = "html",
        /// Mails, one after the other, or one mail.
        Mbox = "mbox",
        /// A calendar.
        Ics = "ics",
    }
}

/// Reads all links of a text.
///
/// # Errors
///
/// [`SourceError`] if it is nothing of this format.
pub fn read_text(
    format: Format,
    file: &Rc<str>,
    text: &str,
    sink: &mut impl Sink,
) -> Result<(), SourceError> {
    if text.trim().is_empty() {
        return Err(SourceError::Empty);
    }
    match format {
        Format::Golink => json::read(file, text, sink),
        Format::Yourls | Format::Shlink | Format::Csv => read_records(format, file, text, sink),
        Format::Bookmarks if !page::has_anchor(text) => Err(SourceError::NoBookmark),
        Format::Bookmarks => {
            page::read_bookmarks(file, text, sink);
            Ok(())
        }
        Format::Html => {
            page::read(file, text, sink);
            Ok(())
        }
        Format::Ics => calendar::read(file, text, sink),
        Format::Mbox => {
            mail::read_message(file, 1, text.as_bytes(), sink);
            Ok(())
        }
    }
}

/// Reads mails one by one, so that a mailbox may have any size.
pub fn read_mailbox(file: &Rc<str>, input: impl BufRead, sink: &mut impl Sink) -> io::Result<()> {
    mail::read(file, input, sink)
}

/// The same records come as tables, as JSON, and as statements that bring them into a database.
fn read_records(
    format: Format,
    file: &Rc<str>,
    text: &str,
    sink: &mut impl Sink,
) -> Result<(), SourceError> {
    let is_dump = format == Format::Yourls && sql::is_dump(text);
    match text.trim_start().starts_with(['{', '[']) {
        true => json::read(file, text, sink),
        false if is_dump => sql::read(file, text, sink),
        false => table::read(file, text, sink),
    }
}

#[cfg(test)]
mod tests;
