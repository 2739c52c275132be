//! The commands of docs/links.md do what it shows.

use std::env;
use std::path::Path;
use std::process::Command;

use super::Acme;
use crate::docs::read;

#[test]
fn every_command_of_the_walk_through_says_what_it_shows() {
    let acme = Acme::new();
    let text = read("docs/links.md");
    let blocks = text.split("```console\n").skip(1);
    let blocks = blocks.map(|rest| rest.split("```").next().expect("an end"));
    let mut commands = 0;
    for block in blocks {
        let mut shown = String::new();
        for line in block.lines().filter_map(|line| line.strip_prefix("$ ")) {
            shown.push_str(&format!("$ {line}\n{}", said(&acme, line)));
            commands += 1;
        }
        assert_eq!(shown, block);
    }
    assert!(commands > 8, "{commands}");
}

/// What a shell shows of a command.
fn said(acme: &Acme, line: &str) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_linkgate"));
    let folder = program.parent().expect("a folder").display();
    let path = env::var("PATH").unwrap_or_default();
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("{{ {line}\n}} 2>&1")]);
    shell.env("PATH", format!("{folder}:{path}"));
    shell.env_remove("LINKGATE_POLICY");
    acme.said(&mut shell).out
}
