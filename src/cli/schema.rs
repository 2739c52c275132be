//! `schema`: the JSON Schema of the policy, by which editors complete and explain its keys.

use std::io;
use std::process::ExitCode;

use clap::Args;

use super::output;

const SCHEMA: &str = include_str!("../../docs/policy.schema.json");

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  linkgate schema > policy.schema.json

Editors with yaml-language-server use it for a policy that begins with this line:
  # yaml-language-server: $schema=policy.schema.json")]
pub struct SchemaArgs {}

/// Prints the schema byte for byte, so that it can be compared with that of other versions.
pub fn run(_: &SchemaArgs) -> io::Result<ExitCode> {
    output::print_raw(SCHEMA)?;
    Ok(ExitCode::SUCCESS)
}
