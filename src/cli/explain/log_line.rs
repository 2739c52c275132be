//! One line of the decision log, as an operator hands it back.

#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::{self, Read};
use std::net::IpAddr;
use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, de};

use crate::decision::{Groups, Person};
use crate::decision_logs::{self, LineError, MAX_LINE_BYTES};
use crate::gateway::{Method, OutcomeWord};
use crate::replay::{Named, Stage, StageFields};
use crate::telemetry::LOG_VERSION;
use crate::text::MailAddress;

/// The most characters of a reader's complaint that are shown: it may repeat a value.
const SHOWN_CHARS: usize = 200;

/// The fields of a line that an explanation needs. Others are ignored, as the log may get new ones.
#[derive(Debug, Deserialize)]
pub struct LogLine {
    #[serde(deserialize_with = "decision_logs::time")]
    pub time: Timestamp,
    pub request_id: String,
    #[serde(deserialize_with = "method")]
    pub method: Method,
    // A field of its own reader is not optional: `null` says that no address was known.
    #[serde(deserialize_with = "Option::deserialize")]
    pub client: Option<IpAddr>,
    pub policy: String,
    pub caller: Option<String>,
    pub identity_provider: Option<String>,
    #[serde(default)]
    pub further_callers: Vec<FurtherCaller>,
    pub auth_error: Option<String>,
    pub route: Option<String>,
    pub link: Option<String>,
    pub alias: Option<String>,
    pub meeting_key: Option<String>,
    pub step: Option<usize>,
    pub webex: Option<String>,
    pub outcome: String,
    pub status: u16,
    pub reason: Option<String>,
    pub back: Option<String>,
    pub missed_name: Option<String>,
    pub host: Option<String>,
    pub rule: Option<String>,
    #[serde(default)]
    pub groups: Vec<String>,
    #[serde(default)]
    pub near_groups: Vec<String>,
    pub would: Option<String>,
    pub would_reason: Option<String>,
    pub would_rule: Option<String>,
}

/// A person of another proof of the request.
#[derive(Debug, Deserialize)]
pub struct FurtherCaller {
    caller: Option<String>,
    identity_provider: String,
}

/// Why there is no line to explain.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    #[error("{0} cannot be read: {1}")]
    File(String, io::Error),
    #[error("{0} has more than 64 KiB: hand over one line, {ONE_LINE}")]
    TooLong(String),
    #[error("{0} is not UTF-8 text")]
    NotText(String),
    #[error("{0} has no line of the decision log")]
    Empty(String),
    #[error("{0} has {1} lines: hand over one, {ONE_LINE}")]
    Several(String, usize),
    #[error(
        "this is not a line of the decision log, which is one JSON object (wrong at column {0}); {JOURNAL}"
    )]
    NotJson(usize),
    #[error("this is not a line of the decision log: it has no `log_version`; {JOURNAL}")]
    NoVersion,
    #[error("the line has `log_version` {0}, and this program reads {LOG_VERSION}")]
    OtherVersion(u64),
    #[error("the line cannot be used: {0}")]
    Field(String),
}

const ONE_LINE: &str = "like grep REQUEST-ID FILE | linkgate explain --log -";
const JOURNAL: &str = "the journal gives lines with journalctl -o cat";

impl LogLine {
    /// Reads the one line that a file has; `-` is standard input.
    ///
    /// # Errors
    ///
    /// [`LogError`] also for several lines: which of them is meant is not guessed.
    pub fn read(path: &Path) -> Result<Self, LogError> {
        let (name, text) = match path.as_os_str() == "-" {
            true => ("standard input".to_owned(), bounded(io::stdin().lock())),
            false => {
                let text = File::open(path).and_then(bounded);
                (path.display().to_string(), text)
            }
        };
        match text {
            Ok(text) => Self::only(&name, &text),
            Err(error) => Err(LogError::File(name, error)),
        }
    }

    /// The one line of a text that was read from there.
    fn only(name: &str, text: &[u8]) -> Result<Self, LogError> {
        let name = || name.to_owned();
        if text.len() > MAX_LINE_BYTES {
            return Err(LogError::TooLong(name()));
        }
        let text = std::str::from_utf8(text).map_err(|_| LogError::NotText(name()))?;
        let lines: Vec<&str> = text
            .lines()
            .filter(|line| !line.trim().is_empty())
            .collect();
        match lines[..] {
            [] => Err(LogError::Empty(name())),
            [line] => Self::parse(line),
            _ => Err(LogError::Several(name(), lines.len())),
        }
    }

    fn parse(line: &str) -> Result<Self, LogError> {
        decision_logs::parse(line.as_bytes(), LOG_VERSION).map_err(|error| match error {
            LineError::NotJson { column, .. } => LogError::NotJson(column),
            LineError::NoVersion => LogError::NoVersion,
            LineError::OtherVersion(version) => LogError::OtherVersion(version),
            LineError::Field(error) => LogError::Field(in_words(&error)),
        })
    }

    /// What happened; `None` for a word that this version does not know.
    pub fn outcome(&self) -> Option<OutcomeWord> {
        OutcomeWord::from_word(&self.outcome)
    }

    pub fn stage(&self) -> Stage {
        Stage::of(StageFields {
            outcome: self.outcome(),
            method: self.method,
            has_step: self.step.is_some(),
            has_route: self.route.is_some(),
        })
    }

    /// What it is about.
    pub fn named(&self) -> Named<'_> {
        Named {
            outcome: self.outcome(),
            route: self.route.as_deref(),
            link: self.link.as_deref(),
            alias: self.alias.as_deref(),
            meeting_key: self.meeting_key.as_deref(),
            missed_name: self.missed_name.as_deref(),
            back: self.back.as_deref(),
        }
    }

    /// Who asked, as far as the log says.
    pub fn person(&self) -> Option<Person<'static>> {
        let provider = self.identity_provider.clone().unwrap_or_default();
        self.caller.as_ref().map(|id| person(id, &provider))
    }

    /// Whom the other proofs named.
    pub fn further(&self) -> Vec<Person<'static>> {
        let named = self.further_callers.iter().filter_map(|further| {
            let id = further.caller.as_ref()?;
            Some(person(id, &further.identity_provider))
        });
        named.collect()
    }
}

/// The person with this id. The log does not tell groups: there are taken to be none.
fn person(id: &str, provider: &str) -> Person<'static> {
    let email = MailAddress::parse(id).is_ok();
    Person {
        user: Some(id.to_owned().into()),
        email: email.then(|| id.to_owned().into()),
        groups: Groups::List(Vec::new()),
        identity_provider: provider.to_owned().into(),
        ..Person::default()
    }
}

/// As much as shows whether it is too much.
fn bounded(reader: impl Read) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    reader
        .take(MAX_LINE_BYTES as u64 + 1)
        .read_to_end(&mut text)?;
    Ok(text)
}

fn in_words(error: &serde_json::Error) -> String {
    error.to_string().chars().take(SHOWN_CHARS).collect()
}

fn method<'de, D: Deserializer<'de>>(from: D) -> Result<Method, D::Error> {
    let word = String::deserialize(from)?;
    let method = Method::from_word(&word);
    method.ok_or_else(|| de::Error::custom("`method` is none that this version logs"))
}
