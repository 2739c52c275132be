//! What happens to one request: `(Policy, Ask, Caller, time) → Decision`.
//!
//! Pure: no clock, no I/O, no logging. The same evaluator serves production
//! and `explain`; its [`Trace`] is what both show.

mod ask;
mod caller;
mod come_back;
mod decide;
mod deliver;
mod directory;
mod fill;
mod meant;
mod page;
mod preview;
mod ticket;
mod trace;
mod way_back;

pub use ask::{Ask, Malformed};
pub use caller::{Caller, Certificate, Groups, Person};
pub use come_back::{Arrival, Failure, Return, come_back};
pub use decide::{BadRequest, Decision, Outcome, Refusal, Stop, decide, resume};
pub use deliver::Delivery;
pub use directory::{Directory, Entry, Listing};
pub use meant::{Meant, meant};
pub use page::Page;
pub use preview::Preview;
pub use ticket::{Purpose, Ticket, TicketError};
pub use trace::{Filled, Origin, Trace};
pub use way_back::{ticket_path, way_back};
