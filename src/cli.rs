//! The command line: one file per subcommand.
//!
//! Every subcommand takes its arguments and the time, writes what it has to say in one piece, and
//! returns an exit code. Every setting of the process is a flag and a `LINKGATE_*` variable.

mod asking;
mod check;
mod clock;
mod commands;
mod completions;
mod diff;
mod exit_code;
mod explain;
mod explanation;
mod export;
mod findings;
mod fmt;
mod health;
mod import;
mod init;
mod log_report;
mod man;
mod moment;
mod output;
mod output_file;
mod probe;
mod renamed;
mod replay;
mod report;
mod sandbox;
mod scan;
mod schema;
mod serve;
mod source;
mod test;
mod workflow_command;
mod yaml_text;

use std::env;
use std::io;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

pub use serve::HttpsRedirect;

const EXAMPLES: &str = "\
Examples:
  linkgate sandbox --with-gateway                  try it out with a stand-in for Webex
  linkgate                                         serve the built-in policy on 127.0.0.1:8080
  linkgate init                                    write a policy to start from
  linkgate --policy policy.yaml                    serve your own policy
  linkgate check --policy policy.yaml              list every mistake in it
  linkgate diff HEAD:policy policy                 see what a change of it changes for whom
  linkgate explain /go/join/123456789              see what would happen, and why
  linkgate test --policy policy.yaml               compare it with what is expected
  linkgate commands meeting.join                   show a Webex command in full

Exit codes: 0 success, 1 failure (a policy with errors, a link that is refused), 2 wrong usage.";

/// A redirect gateway for Webex: turns short paths into policy-checked Webex addresses.
#[derive(Debug, Parser)]
#[command(
    name = "linkgate",
    version,
    about,
    after_help = EXAMPLES,
    args_conflicts_with_subcommands = true
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: serve::ServeArgs,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the policy (the default without a subcommand)
    Serve(Box<serve::ServeArgs>),
    /// Check a policy and show every problem with its line
    Check(check::CheckArgs),
    /// Format policies, and keep their comments
    Fmt(fmt::FmtArgs),
    /// Show which requests two policies answer differently, and whether access widens
    Diff(diff::DiffArgs),
    /// Explain what would happen to a request, and why
    Explain(Box<explain::ExplainArgs>),
    /// Write the links of a policy for other programs and servers
    Export(export::ExportArgs),
    /// Turn the links of other systems, pages, mails and calendars into a table of links
    Import(Box<import::ImportArgs>),
    /// Find raw Webex links in files, and replace them by the short ones
    Scan(Box<scan::ScanArgs>),
    /// Decide the requests of decision logs by a new policy, and show what would end differently
    Replay(replay::ReplayArgs),
    /// Test a policy: compare what requests come to with what is expected
    Test(Box<test::TestArgs>),
    /// Find out which identity headers a visitor can set through the front door
    Probe(Box<probe::ProbeArgs>),
    /// Report from decision logs which links and routes are used, and which are not
    Report(log_report::ReportArgs),
    /// Show the catalogue of Webex commands
    Commands(commands::CommandsArgs),
    /// Run a stand-in for a Webex site on this machine, to try links out
    Sandbox(sandbox::SandboxArgs),
    /// Print the JSON Schema of the policy, for editors
    Schema(schema::SchemaArgs),
    /// Write a policy to start from, its tests and a table of links
    Init(Box<init::InitArgs>),
    /// Check the readiness of a running process
    Health(health::HealthArgs),
    /// Print shell completions
    Completions(completions::CompletionsArgs),
    /// Print the manual pages, or write them to a folder
    Man(man::ManArgs),
}

/// Does what the command line says.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version come here, too; a closed pipe is no error.
            let _ = match renamed::refused_flag(&error) {
                Some(refusal) => output::eprint(&refusal),
                None => error.print(),
            };
            return clap_code(error.exit_code());
        }
    };
    let done = match cli.command {
        None => serve(&cli.serve),
        Some(Command::Serve(args)) => serve(&args),
        Some(Command::Check(args)) => check::run(&args, clock::now()),
        Some(Command::Fmt(args)) => fmt::run(&args),
        Some(Command::Diff(args)) => diff::run(&args, clock::now()),
        Some(Command::Explain(args)) => explain::run(&args, clock::now()),
        Some(Command::Export(args)) => export::run(&args, clock::now()),
        Some(Command::Import(args)) => import::run(&args, clock::now()),
        Some(Command::Scan(args)) => scan::run(&args, clock::now()),
        Some(Command::Replay(args)) => replay::run(&args, clock::now()),
        Some(Command::Test(args)) => test::run(&args, clock::now()),
        Some(Command::Probe(args)) => probe::run(&args, clock::now()),
        Some(Command::Report(args)) => log_report::run(&args, clock::now()),
        Some(Command::Commands(args)) => commands::run(&args, clock::now()),
        Some(Command::Sandbox(args)) => sandbox::run(&args),
        Some(Command::Schema(args)) => schema::run(&args),
        Some(Command::Init(args)) => init::run(&args, clock::now()),
        Some(Command::Health(args)) => health::run(&args),
        Some(Command::Completions(args)) => completions::run(&args, Cli::command()),
        Some(Command::Man(args)) => man::run(&args, Cli::command()),
    };
    done.unwrap_or_else(|error: io::Error| {
        let _ = output::eprint(&format!("error: {error}\n"));
        ExitCode::FAILURE
    })
}

fn serve(args: &serve::ServeArgs) -> io::Result<ExitCode> {
    let variables: Vec<_> = env::vars_os().map(|(name, _)| name).collect();
    match renamed::refused_variables(variables.iter().map(|name| &**name)) {
        Some(refusal) => {
            output::eprint(&refusal)?;
            Ok(ExitCode::from(exit_code::USAGE))
        }
        None => Ok(serve::run(args)),
    }
}

fn clap_code(code: i32) -> ExitCode {
    u8::try_from(code).map_or(ExitCode::FAILURE, ExitCode::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn without_a_subcommand_the_flags_of_serve_count() {
        let cli = Cli::try_parse_from(["linkgate", "--listen", "127.0.0.1:1"]).expect("parses");
        assert!(cli.command.is_none());
        let cli =
            Cli::try_parse_from(["linkgate", "serve", "--listen", "[::1]:1"]).expect("parses");
        assert!(matches!(cli.command, Some(Command::Serve(_))));
        assert!(Cli::try_parse_from(["linkgate", "--listen", "[::1]:1", "check"]).is_err());
    }

    /// The settings of the process. Flags of a single call of `check` or `explain` have no
    /// variable, which would change all calls.
    #[test]
    fn every_setting_is_a_variable_of_the_same_name() {
        let mut cli = Cli::command();
        cli.build();
        let settings = |command: &clap::Command| {
            let arguments = command.get_arguments().filter(|a| a.get_long().is_some());
            let arguments =
                arguments.filter(|a| !matches!(a.get_id().as_str(), "help" | "version"));
            let names = arguments.map(|argument| {
                let long = argument.get_long().expect("just seen");
                let variable = renamed::variable(long);
                let env = argument.get_env().and_then(|env| env.to_str());
                assert_eq!(env, Some(&*variable), "--{long}");
                long.to_owned()
            });
            names.collect::<Vec<_>>()
        };
        let expected = [
            "policy",
            "listen",
            "redirect-listen",
            "admin-listen",
            "admin-hosts",
            "admin-token-file",
            "health-listen",
            "socket-mode",
            "socket-owner",
            "socket-group",
            "tls-cert",
            "tls-key",
            "tls-client-ca",
            "strict-transport",
            "decision-log",
            "log-level",
            "watch-interval",
            "state-dir",
            "policy-key",
            "policy-signature",
            "policy-ca",
            "policy-token-file",
            "policy-interval",
            "otlp-endpoint",
            "otlp-sample",
            "max-connections",
            "max-connections-per-address",
            "rate-limit",
            "rate-burst",
            "rate-limit-report-only",
            "first-byte-timeout",
            "handshake-timeout",
            "header-timeout",
            "idle-timeout",
            "connection-life",
            "write-timeout",
            "answer-timeout",
            "close-timeout",
            "drain-delay",
            "drain-timeout",
            "max-uri-bytes",
            "max-header-bytes",
            "max-header-fields",
            "h2-streams",
            "h2-ping-interval",
            "h2-ping-timeout",
            "h2-control-frames",
            "webex-timeout",
            "webex-calls",
        ];
        assert_eq!(settings(&cli), expected);
        let serve = cli.find_subcommand("serve").expect("serve");
        assert_eq!(settings(serve), expected);
    }

    /// Each has a row in a table: name, default, reason.
    #[test]
    fn the_manual_has_every_setting_with_its_default() {
        let manual = include_str!("../docs/operating.md");
        let readme = include_str!("../README.md");
        let mut cli = Cli::command();
        cli.build();
        let serve = cli.find_subcommand("serve").expect("serve");
        for argument in serve.get_arguments().filter(|a| a.get_env().is_some()) {
            let flag = format!("`--{}`", argument.get_long().expect("a flag"));
            let rows = manual.lines().chain(readme.lines());
            let mut rows = rows.filter(|row| row.starts_with("| `--") && row.contains(&flag));
            let row = rows
                .next()
                .unwrap_or_else(|| panic!("{flag} is in no table"));
            for default in argument.get_default_values() {
                let default = format!("`{}`", default.to_string_lossy());
                assert!(row.contains(&default), "{flag} {default}");
            }
        }
    }
}
