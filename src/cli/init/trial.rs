//! Tries an answer out: the policy that would be written is read by the readers of every policy.

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;

use super::answers::Answers;
use super::first_files::{FirstFiles, POLICY, TABLE};
use super::question::Question;
use crate::compile::{Bundle, Loaded, load_bundle};

/// Longest answer, in bytes.
pub const MAX_BYTES: usize = 2048;

/// Why an answer is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub reason: String,
    /// What to write instead.
    pub help: Option<String>,
}

impl Refusal {
    pub fn new(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            help: None,
        }
    }

    /// In one line, behind the flag that gave the answer.
    pub fn of_flag(&self, question: Question) -> String {
        let help = self.help.iter().map(|help| format!("; {help}"));
        let help: String = help.collect();
        format!("--{}: {}{help}", question.flag(), self.reason)
    }
}

/// The answers with one more, if a policy with it has no finding, not even a warning.
pub fn accept(
    question: Question,
    answers: &Answers,
    text: &str,
    now: Timestamp,
) -> Result<Answers, Refusal> {
    if text.is_empty() {
        return Err(Refusal::new("the answer is empty"));
    }
    if text.len() > MAX_BYTES {
        return Err(Refusal::new(format!(
            "the answer is longer than {MAX_BYTES} bytes"
        )));
    }
    let answers = answers.clone().with(question, text);
    let loaded = load(&FirstFiles::of(&answers), now);
    match loaded.problems.sorted().first() {
        None => Ok(answers),
        Some(problem) => Err(Refusal {
            reason: problem.message.clone(),
            help: problem.help.clone(),
        }),
    }
}

/// The answers with the defaults for the rest, or what is missing.
pub fn with_defaults(mut answers: Answers, now: Timestamp) -> Result<Answers, String> {
    for question in Question::ALL {
        if answers.has(question) {
            continue;
        }
        let default = question.default(answers.site.as_deref());
        let default = default.ok_or_else(|| missing(question))?;
        answers = accept(question, &answers, &default, now)
            .map_err(|refusal| refusal.of_flag(question))?;
    }
    Ok(answers)
}

fn missing(question: Question) -> String {
    format!(
        "--{} is missing, and nothing can be asked without a terminal: {}",
        question.flag(),
        question.text()
    )
}

/// Reads the files as if they were written.
pub fn load(files: &FirstFiles, now: Timestamp) -> Loaded {
    let bundle = Bundle::new(Path::new(POLICY)).and_then(|mut bundle| {
        bundle.add(Path::new(POLICY), files.policy.clone().into())?;
        bundle.add(Path::new(TABLE), files.table.clone().into())?;
        Ok(bundle)
    });
    let bundle = bundle.expect("both names are plain");
    load_bundle(&Arc::new(bundle), now)
}
