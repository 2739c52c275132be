//! `init`: a policy to begin with, from five answers.

mod answers;
mod first_files;
mod folder;
mod interview;
mod question;
#[cfg(test)]
mod tests;
mod trial;

use std::io::{self, IsTerminal as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use jiff::Timestamp;

use self::answers::Answers;
use self::first_files::{FirstFiles, POLICY};
use self::interview::{Ended, Interview};
use self::question::Question;
use super::exit_code::USAGE;
use super::output::{self, HEADING, styled, visible};
use crate::compile::DEFAULT;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  linkgate init                                 five questions, then three files here
  linkgate init --folder policy                 the same, in a folder
  linkgate init --yes --site https://acme.webex.com/acme/ --public-url https://go.acme.example/
  linkgate init --example > policy.yaml         a longer example with comments

It writes a policy, its tests and a table of links, all of them or none, and never over a file. A flag
answers its question. Without a terminal, or with --yes, nothing is asked, and the rest has its defaults.

Exit codes: 0 the files are written, 1 they are not, 2 wrong usage.")]
pub struct InitArgs {
    /// Print the built-in example policy with its comments
    #[arg(long, exclusive = true)]
    example: bool,
    /// Folder for the files, made if it is not there
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    folder: PathBuf,
    /// Address of the Webex site
    #[arg(long, value_name = "ADDRESS")]
    site: Option<String>,
    /// Address at which visitors reach the gateway [default: http://localhost:8080/]
    #[arg(long, value_name = "ADDRESS")]
    public_url: Option<String>,
    /// Page where people land after a meeting [default: the Webex site]
    #[arg(long, value_name = "ADDRESS")]
    back: Option<String>,
    /// Networks from which people may start meetings, or none [default: none]
    #[arg(long, value_name = "RANGES")]
    networks: Option<String>,
    /// Whom visitors ask for help: an e-mail or https address, or none [default: none]
    #[arg(long, value_name = "ADDRESS")]
    contact: Option<String>,
    /// Ask nothing, and take the defaults
    #[arg(long)]
    yes: bool,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
enum InitError {
    #[error("{0}")]
    Usage(String),
    #[error("{0}")]
    Failure(String),
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Asks, and writes the files.
pub fn run(args: &InitArgs, now: Timestamp) -> io::Result<ExitCode> {
    // Byte for byte, so that it can be compared with later versions.
    if args.example {
        output::print_raw(DEFAULT)?;
        return Ok(ExitCode::SUCCESS);
    }
    match args.write(now) {
        Ok(()) => {
            output::print(&args.next_steps())?;
            Ok(ExitCode::SUCCESS)
        }
        Err(InitError::Io(error)) => Err(error),
        Err(error) => {
            output::eprint(&format!("error: {}\n", visible(&error.to_string())))?;
            Ok(error.exit_code())
        }
    }
}

impl InitError {
    fn exit_code(&self) -> ExitCode {
        match self {
            Self::Usage(_) => ExitCode::from(USAGE),
            Self::Failure(_) | Self::Io(_) => ExitCode::FAILURE,
        }
    }
}

impl InitArgs {
    fn write(&self, now: Timestamp) -> Result<(), InitError> {
        // Before anything is asked.
        folder::check_free(&self.folder).map_err(InitError::Failure)?;
        let answers = self.answers(now)?;
        folder::write(&self.folder, &FirstFiles::of(&answers)).map_err(InitError::Failure)
    }

    fn answers(&self, now: Timestamp) -> Result<Answers, InitError> {
        let given = self.given(now).map_err(InitError::Usage)?;
        if self.yes || !io::stdin().is_terminal() {
            return trial::with_defaults(given, now).map_err(InitError::Usage);
        }
        let mut interview = Interview::new(io::stdin().lock(), io::stderr().lock(), now);
        let answers = interview.ask_all(given)?;
        answers.map_err(|Ended| InitError::Failure("nothing was written".to_owned()))
    }

    /// The answers that the flags give, checked like those of a person.
    fn given(&self, now: Timestamp) -> Result<Answers, String> {
        let mut answers = Answers::default();
        for question in Question::ALL {
            let Some(text) = self.flag(question) else {
                continue;
            };
            answers = trial::accept(question, &answers, text, now)
                .map_err(|refusal| refusal.of_flag(question))?;
        }
        Ok(answers)
    }

    fn flag(&self, question: Question) -> Option<&str> {
        let flag = match question {
            Question::Site => &self.site,
            Question::PublicUrl => &self.public_url,
            Question::Back => &self.back,
            Question::Networks => &self.networks,
            Question::Contact => &self.contact,
        };
        flag.as_deref()
    }

    fn next_steps(&self) -> String {
        let policy = self.folder.join(POLICY);
        let policy = policy.strip_prefix(".").unwrap_or(&policy);
        let policy = shell_word(&policy.display().to_string());
        let files = folder::names(&self.folder).join(", ");
        format!(
            "{}: {}\n\n  linkgate check --policy {policy}    every mistake, with its line\n  linkgate test --policy {policy}     whether it does what its tests say\n  linkgate serve --policy {policy}    then open http://localhost:8080/\n",
            styled(HEADING, "Written"),
            visible(&files),
        )
    }
}

/// A word as a shell reads it back.
fn shell_word(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-+@:,".contains(c);
    match word.chars().all(is_plain) {
        true => word.to_owned(),
        false => format!("'{}'", visible(word).replace('\'', r"'\''")),
    }
}
