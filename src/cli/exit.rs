//! Exit codes that the standard library has no name for.

/// Exit code of wrong usage, as clap has it.
pub const USAGE: u8 = 2;
