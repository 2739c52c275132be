//! The one place where the command line reads the time.

use jiff::Timestamp;

#[expect(
    clippy::disallowed_methods,
    reason = "time comes in here and is passed on"
)]
pub fn now() -> Timestamp {
    Timestamp::now()
}
