//! What happens to one request: `(Policy, Ask, Caller, time) → Decision`.
//!
//! Pure: no clock, no I/O, no logging. The same evaluator serves production
//! and `explain`; its [`Trace`] is what both show.

mod ask;
mod caller;
mod decide;
mod trace;

pub use ask::{Ask, Malformed};
pub use caller::{Caller, Person};
pub use decide::{BadRequest, Decision, Outcome, Refusal, Stop, decide};
pub use trace::{Filled, Origin, Trace};
