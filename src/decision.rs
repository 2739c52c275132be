//! What happens to one request: `(Policy, Ask, Caller, time) → Decision`.
//!
//! Everything here is a pure function: no clock, no I/O, no logging. Production and `explain` use
//! the same evaluator and show its [`Trace`].

mod ask;
mod caller;
mod come_back;
mod decide;
mod deliver;
mod directory;
mod fill;
mod inputs;
mod meant;
mod outcome;
mod page;
mod preview;
mod ticket;
mod trace;
mod way_back;

pub use ask::{Ask, Malformed};
pub use caller::{Caller, Certificate, Groups, Person};
pub use come_back::{Arrival, Failure, LegReply, Return, come_back};
pub use decide::{decide, resume};
pub use directory::{Directory, Entry, Listing};
pub use meant::{Meant, meant};
pub use outcome::{BadRequest, Decision, Delivery, Outcome, Refusal, Stop};
pub use page::Page;
pub use preview::Preview;
pub use ticket::{Purpose, Ticket, TicketError, TicketScope};
pub use trace::{Filled, Origin, Trace};
pub use way_back::{TicketTerms, ticket_path, way_back};
