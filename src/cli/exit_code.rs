//! Exit codes beside success and failure.

/// Wrong usage, as clap has it.
pub const USAGE: u8 = 2;
