//! What would happen to one request, and why: the answer is production's own, from the same
//! dispatcher; here it is only put into words. For the subcommands that show it.

mod address;
mod answer;
mod asker;
mod concealed;
mod facts;
mod former;
mod header;
mod notation;
mod question;
mod recorder;
mod request;
mod standing;
pub mod text;
mod trial;

pub use address::{Address, Typed};
pub use facts::Facts;
pub use header::{Header, HeaderParser, referrer};
pub use notation::second;
pub use question::{Question, strongest_source};
pub use recorder::{Unseen, Witness};
pub use trial::Trial;
