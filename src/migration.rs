//! Links that other systems, pages, mails and calendars have, as links of a policy: found, converted,
//! named, and written as a table; and raw Webex links in files, replaced by the short ones.
//!
//! A Webex address is only compared with what the policy could have made of it. What cannot be
//! expressed has a [`Reason`], which never repeats the address: there may be a password in it.

mod convert;
mod encoding;
mod entry;
mod import;
mod known;
mod naming;
mod reason;
mod scan;
mod source;
mod table;
mod title;

pub use convert::Converter;
pub use encoding::{Decoded, decode};
pub use entry::{Broken, Entry, Place, Wanted};
pub use import::{Import, Imported, Refusals, Refused};
pub use reason::{Reason, ReasonKind};
pub use scan::{Occurrence, Scanner, replace};
pub use source::{Format, Sink, SourceError, read_mailbox, read_text};
