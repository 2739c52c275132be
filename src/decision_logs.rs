//! Reads decision logs: those that this gateway wrote, as operators keep them.
//!
//! Logs are compressed, cut off, collected by other programs that put something before each line, and
//! mixed with lines of others. Whatever is a line of the decision log is handed over, one at a time, in
//! constant memory; everything else is counted ([`Tally`]), and a file that cannot be read is named.
//!
//! It knows the fields of a line, and nothing of what they mean.

mod contents;
mod envelope;
mod line;
mod log_files;
mod parse;
mod pieces;
mod read;
mod tally;

pub use line::{FurtherCaller, LogLine, LoggedCaller, LoggedNames, LoggedReplay, Text, time};
pub use log_files::{LogFile, LogFiles};
pub use parse::{LineError, parse};
pub use pieces::MAX_LINE_BYTES;
pub use read::LogReader;
pub use tally::{Tally, UnreadFile};
