//! Tools that are not Rust.

use std::env;
use std::process::{Command, Stdio};

/// A tool, where it is installed. A test that has to do without says so and
/// passes, unless `LINKGATE_TOOLS=required` says that everything is there.
pub fn tool(name: &str) -> Option<Command> {
    let path = env::var_os("PATH").unwrap_or_default();
    let found = env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|program| program.is_file());
    if found.is_none() {
        missing(name);
    }
    let mut command = Command::new(found?);
    command.stdin(Stdio::null());
    Some(command)
}

/// Says that a tool is not there; fails where everything has to be.
pub fn missing(name: &str) {
    let required = env::var_os("LINKGATE_TOOLS").is_some_and(|tools| tools == "required");
    assert!(!required, "{name} is not installed");
    eprintln!("{name} is not installed: nothing was tried");
}
