//! `man`: the manual pages.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Command};
use clap_mangen::Man;

use super::output;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  linkgate man | man -l -
  linkgate man --out /usr/local/share/man/man1")]
pub struct ManArgs {
    /// Folder for one page per subcommand, instead of printing all pages
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
}

/// Prints the manual pages in one stream, or writes them into a folder.
pub fn run(args: &ManArgs, command: Command) -> io::Result<ExitCode> {
    let mut command = command.disable_help_subcommand(true);
    if let Some(folder) = &args.out {
        std::fs::create_dir_all(folder)
            .and_then(|()| clap_mangen::generate_to(command, folder))
            .map_err(|error| io::Error::other(format!("{}: {error}", folder.display())))?;
        return Ok(ExitCode::SUCCESS);
    }
    command.build();
    let mut pages = Vec::new();
    let subcommands = command.get_subcommands().cloned();
    for command in [command.clone()].into_iter().chain(subcommands) {
        Man::new(command).render(&mut pages)?;
    }
    output::print_raw(&String::from_utf8_lossy(&pages))?;
    Ok(ExitCode::SUCCESS)
}
