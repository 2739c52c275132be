//! What happens to one request: `(Policy, LinkRequest, Caller, time) → Decision`.
//!
//! Everything here is a pure function: no clock, no I/O, no logging. Production and `explain` use
//! the same evaluator and show its [`Trace`].

mod action;
mod bind_parameters;
mod build_call;
mod callback;
mod caller;
mod check_access;
mod decide;
mod inputs;
mod link_request;
mod outcome;
mod page;
mod placeholder;
mod replay_path;
mod return_path;
mod server_call;
mod ticket;
mod trace;
mod written;

pub use action::verify_action;
pub use build_call::{call_with_ticket, chain};
pub use callback::{Callback, CallbackOutcome, Failure, LegReply, callback};
pub use caller::{Caller, Certificate, Groups, Person, PersonKey, Proof};
pub use check_access::{check_access, stop_of};
pub use decide::{decide, find, resume};
pub use inputs::Inputs;
pub use link_request::{LinkRequest, Malformed};
pub use outcome::{BadRequest, Decision, Delivery, Outcome, Refusal, Stop};
pub use page::{CodeFormat, Page};
pub use placeholder::{longest_sample, placeholder, sample};
pub use replay_path::{Lost, replay_path};
pub use return_path::{TicketTerms, return_path, ticket_path};
pub use server_call::{RestTask, acts_for};
pub use ticket::{Holder, Purpose, Ticket, TicketError, TicketScope};
pub use trace::{Filled, Trace};
pub use written::{certificate, person};
