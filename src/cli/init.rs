//! `init`: a policy to begin with.

use std::io;
use std::process::ExitCode;

use clap::Args;

use super::output;
use crate::compile::DEFAULT;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  linkgate init --example > policy.yaml
  linkgate check --policy policy.yaml")]
pub struct InitArgs {
    /// Print the built-in example policy with its comments
    #[arg(long, required = true)]
    example: bool,
}

/// Prints the policy byte for byte, so that it can be compared with later versions.
pub fn run(_: &InitArgs) -> io::Result<ExitCode> {
    output::print_raw(DEFAULT)?;
    Ok(ExitCode::SUCCESS)
}
