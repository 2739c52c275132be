//! What collectors of logs put around a line.
//!
//! `docker compose logs`, `kubectl logs --prefix --timestamps`, the journal, syslog and the files of
//! container runtimes write a text before it. Docker's `json-file` and `journalctl -o json` write it as
//! a text into a JSON object of their own.

use memchr::memmem;
use serde::Deserialize;

use super::line::Text;

/// How the gateway begins a line. In a line, a quotation mark is escaped, so that this is never part
/// of a value.
const BEGINNING: &[u8] = b"{\"log_version\":";

/// A JSON object that has a line as a text.
#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow)]
    log: Option<Text<'a>>,
    #[serde(rename = "MESSAGE")]
    message: Option<Text<'a>>,
}

/// A line without the text before it. The order of fields may change, so that any object will do if no
/// line begins as ours do.
pub fn without_prefix(line: &[u8]) -> &[u8] {
    if line.starts_with(b"{") {
        return line;
    }
    let start = memmem::find(line, BEGINNING).or_else(|| memchr::memchr(b'{', line));
    &line[start.unwrap_or(0)..]
}

/// The line that begins inside of one: a torn one has no line break behind it.
pub fn behind_torn(line: &[u8]) -> Option<&[u8]> {
    let start = memmem::find(line.get(1..)?, BEGINNING)? + 1;
    Some(&line[start..])
}

/// Whether a text is of this log, as far as one can see of a part of it.
pub fn is_ours(line: &[u8]) -> bool {
    memmem::find(line, b"\"log_version\"").is_some()
}

/// The line in the object of another program.
pub fn unwrapped(line: &[u8]) -> Option<Text<'_>> {
    let envelope: Envelope<'_> = serde_json::from_slice(line).ok()?;
    let text = envelope.log.or(envelope.message)?;
    text.contains("log_version").then_some(text)
}
