//! `completions`: what a shell needs to complete the command line.

use std::io;
use std::process::ExitCode;

use clap::{Args, Command};
use clap_complete::Shell;

use super::output;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  linkgate completions bash > ~/.local/share/bash-completion/completions/linkgate
  linkgate completions zsh > ~/.zfunc/_linkgate
  linkgate completions fish > ~/.config/fish/completions/linkgate.fish")]
pub struct CompletionsArgs {
    /// Shell to print completions for
    shell: Shell,
}

pub fn run(args: &CompletionsArgs, mut command: Command) -> io::Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "linkgate", &mut script);
    output::print_raw(&String::from_utf8_lossy(&script))?;
    Ok(ExitCode::SUCCESS)
}
