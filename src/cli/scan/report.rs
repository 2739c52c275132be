//! What was found, for people, for programs and for GitHub.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use clap::builder::styling::Style;
use serde::Serialize;

use super::walk::Skip;
use crate::cli::output::{self, BAD, CARE, GOOD, counted, grouped, styled, visible};
use crate::cli::workflow_command::{as_output, data, property};
use crate::migration::Occurrence;

/// Files of one kind that are named.
const NAMED: usize = 3;

/// What was found in a file.
#[derive(Debug)]
pub struct FileReport {
    pub path: PathBuf,
    pub occurrences: Vec<Occurrence>,
    pub is_written: bool,
    /// Why it could not be written.
    pub error: Option<String>,
}

/// What was found in all files.
#[derive(Debug)]
pub struct Report {
    writes: bool,
    looked_through: usize,
    /// Those in which something was found.
    files: Vec<FileReport>,
    skipped: BTreeMap<Skip, Vec<PathBuf>>,
}

/// How many links there are of each kind.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    found: usize,
    replaced: usize,
    with_short: usize,
}

impl Report {
    pub fn new(writes: bool) -> Self {
        Self {
            writes,
            looked_through: 0,
            files: Vec::new(),
            skipped: BTreeMap::new(),
        }
    }

    pub fn add(&mut self, file: FileReport) {
        self.looked_through += 1;
        if !file.occurrences.is_empty() {
            self.files.push(file);
        }
    }

    pub fn skip(&mut self, path: PathBuf, why: Skip) {
        self.skipped.entry(why).or_default().push(path);
    }

    /// Whether no raw link remains, and nothing failed.
    pub fn is_good(&self) -> bool {
        let counts = self.counts();
        counts.found == counts.replaced && !self.skipped.keys().any(Skip::is_failure)
    }

    fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for file in &self.files {
            let with_short = file.occurrences.iter().filter(|found| found.short.is_ok());
            let with_short = with_short.count();
            counts.found += file.occurrences.len();
            counts.with_short += with_short;
            counts.replaced += if file.is_written { with_short } else { 0 };
        }
        counts
    }

    pub fn human(&self) -> String {
        let mut out = String::new();
        for file in &self.files {
            for found in &file.occurrences {
                out.push_str(&line(&file.path, found));
            }
            if let Some(error) = &file.error {
                let line = format!(
                    "{}: {error}: nothing is replaced in it",
                    file.path.display()
                );
                out.push_str(&format!("{}\n", styled(BAD, &line)));
            }
        }
        out.push_str(&format!("{}\n", styled(self.style(), &self.summary())));
        out
    }

    fn style(&self) -> Style {
        match self.is_good() {
            true => GOOD,
            false => CARE,
        }
    }

    fn summary(&self) -> String {
        let Counts {
            found,
            replaced,
            with_short,
        } = self.counts();
        let files = counted(self.looked_through, "file");
        let links = counted(found, "raw Webex link");
        match (found, self.writes) {
            (0, _) if self.looked_through == 0 => "no file was looked through".to_owned(),
            (0, _) => format!("no raw Webex link in {files}"),
            (_, true) => format!("{links} in {files}: {} replaced", grouped(replaced)),
            (_, false) => format!(
                "{links} in {files}: {} with a short link",
                grouped(with_short)
            ),
        }
    }

    /// Which files were not looked through.
    pub fn skipped_in_words(&self) -> String {
        let mut out = String::new();
        for (why, paths) in &self.skipped {
            let named: Vec<String> = paths
                .iter()
                .take(NAMED)
                .map(|p| p.display().to_string())
                .collect();
            let more = paths.len() - named.len();
            let more = (more > 0).then(|| format!(" and {} more", grouped(more)));
            let line = format!(
                "skipped, {why}: {}{}",
                named.join(", "),
                more.unwrap_or_default()
            );
            out.push_str(&format!("{}\n", visible(&line)));
        }
        out
    }

    pub fn github(&self) -> String {
        let mut out = String::new();
        for file in &self.files {
            let remaining = file.occurrences.iter();
            let remaining = remaining.filter(|found| !file.is_written || found.short.is_err());
            for found in remaining {
                out.push_str(&format!(
                    "::error file={},line={},col={},title=Raw Webex link::{}\n",
                    property(&file.path.display().to_string()),
                    found.line,
                    found.column,
                    data(&in_words(found)),
                ));
            }
        }
        let skipped = self.skipped_in_words();
        out.push_str(&as_output(&format!(
            "{skipped}linkgate: {}\n",
            self.summary()
        )));
        out
    }

    pub fn json(&self) -> io::Result<String> {
        let Counts {
            found, replaced, ..
        } = self.counts();
        let links = self.files.iter().flat_map(|file| {
            let occurrences = file.occurrences.iter();
            occurrences.map(|found| JsonLink::of(file, found))
        });
        let skipped = self.skipped.iter().flat_map(|(why, paths)| {
            paths.iter().map(|path| JsonSkipped {
                file: path.display().to_string(),
                why: why.to_string(),
            })
        });
        output::json(&JsonReport {
            files: self.looked_through,
            found,
            replaced,
            links: links.collect(),
            skipped: skipped.collect(),
        })
    }
}

fn line(path: &Path, found: &Occurrence) -> String {
    let place = format!("{}:{}:{}", path.display(), found.line, found.column);
    format!("{}: {}\n", visible(&place), visible(&in_words(found)))
}

fn in_words(found: &Occurrence) -> String {
    let page = &found.page;
    match &found.short {
        Ok(short) => format!("{page} -> {short}"),
        Err(reason) => format!("{page}: {reason}; {}", reason.kind().help()),
    }
}

#[derive(Debug, Serialize)]
struct JsonReport<'r> {
    files: usize,
    found: usize,
    replaced: usize,
    links: Vec<JsonLink<'r>>,
    skipped: Vec<JsonSkipped>,
}

#[derive(Debug, Serialize)]
struct JsonLink<'r> {
    file: String,
    line: usize,
    column: usize,
    page: &'r str,
    short: Option<&'r str>,
    replaced: bool,
    kind: Option<&'static str>,
    reason: Option<String>,
    error: Option<&'r str>,
}

#[derive(Debug, Serialize)]
struct JsonSkipped {
    file: String,
    why: String,
}

impl<'r> JsonLink<'r> {
    fn of(file: &'r FileReport, found: &'r Occurrence) -> Self {
        let reason = found.short.as_ref().err();
        Self {
            file: file.path.display().to_string(),
            line: found.line,
            column: found.column,
            page: &found.page,
            short: found.short.as_deref().ok(),
            replaced: file.is_written && reason.is_none(),
            kind: reason.map(|reason| reason.kind().as_str()),
            reason: reason.map(ToString::to_string),
            error: file.error.as_deref(),
        }
    }
}
