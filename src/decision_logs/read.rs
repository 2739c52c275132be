//! Reads logs from their first line to their last.

use std::io::{self, BufRead, Read};
use std::path::Path;

use super::contents::{contents, in_words};
use super::envelope::{behind_torn, is_ours, unwrapped, without_prefix};
use super::line::LogLine;
use super::log_files::{LogFile, LogFiles};
use super::parse::{LineError, parse};
use super::pieces::{Piece, for_each_piece};
use super::tally::{Tally, UnreadFile};
use crate::files;

/// Takes the lines of the decision log, and keeps account of everything.
pub struct LogReader<F> {
    version: u32,
    take: F,
    tally: Tally,
}

impl<F: FnMut(&LogLine<'_>)> LogReader<F> {
    /// A reader of this version of the log, which hands each line over.
    pub fn new(version: u32, take: F) -> Self {
        Self {
            version,
            take,
            tally: Tally::default(),
        }
    }

    /// Reads all of them. One that cannot be read is noted, and the others are read.
    pub fn read(mut self, logs: &LogFiles) -> Tally {
        for file in logs.files() {
            match file {
                LogFile::StandardInput => self.read_from("standard input", io::stdin().lock()),
                LogFile::File(path) => self.read_file(&path),
                LogFile::Unlisted(path, error) => self.note(&shown(&path), &error, 0),
            }
        }
        self.tally
    }

    /// Reads one of this name.
    pub fn read_one(mut self, name: &str, from: impl Read) -> Tally {
        self.read_from(name, from);
        self.tally
    }

    fn read_file(&mut self, path: &Path) {
        match files::open(path) {
            Ok(file) => self.read_from(&shown(path), file),
            Err(error) => self.note(&shown(path), &error, 0),
        }
    }

    fn read_from(&mut self, name: &str, from: impl Read) {
        self.tally.files += 1;
        let (lines, decisions) = (self.tally.lines, self.tally.decisions);
        let read = contents(from).and_then(|contents| self.read_lines(contents));
        let lines = self.tally.lines - lines;
        let decisions = self.tally.decisions - decisions;
        match read {
            Err(error) => self.note(name, &error, decisions),
            Ok(()) if decisions == 0 && lines > 0 => {
                self.tally.foreign_files.push(name.to_owned());
            }
            Ok(()) => {}
        }
    }

    fn note(&mut self, name: &str, error: &io::Error, decisions: u64) {
        self.tally.unread.push(UnreadFile {
            name: name.to_owned(),
            why: in_words(error),
            decisions,
        });
    }

    fn read_lines(&mut self, from: impl BufRead) -> io::Result<()> {
        for_each_piece(from, |piece| {
            self.tally.lines += 1;
            match piece {
                Piece::Line(line) => self.read_line(line),
                Piece::TooLong => self.tally.too_long += 1,
            }
        })
    }

    fn read_line(&mut self, line: &[u8]) {
        let line = without_prefix(line);
        match self.read_bare(line) {
            Ok(()) => {}
            Err(LineError::NoVersion) => match unwrapped(line) {
                // It is in no further envelope: logs are collected once.
                Some(text) => self.read_runs(without_prefix(text.as_bytes())),
                None => self.tally.foreign += 1,
            },
            Err(_) => self.read_runs(line),
        }
    }

    /// Reads a line, and the one that it runs into if it is torn: no line break is behind it then.
    fn read_runs(&mut self, mut line: &[u8]) {
        while let Err(error) = self.read_bare(line) {
            let next = behind_torn(line);
            self.count(line, &error, next.is_some());
            match next {
                Some(next) => {
                    self.tally.lines += 1;
                    line = next;
                }
                None => break,
            }
        }
    }

    fn read_bare(&mut self, line: &[u8]) -> Result<(), LineError> {
        let line: LogLine<'_> = parse(line, self.version)?;
        self.tally.decisions += 1;
        (self.take)(&line);
        Ok(())
    }

    fn count(&mut self, line: &[u8], error: &LineError, runs_on: bool) {
        let tally = &mut self.tally;
        match *error {
            LineError::NoVersion => tally.foreign += 1,
            LineError::OtherVersion(version) => {
                tally.other_version += 1;
                tally.version_seen.get_or_insert(version);
            }
            LineError::NotJson { .. } if !is_ours(line) => tally.foreign += 1,
            LineError::NotJson { is_cut, .. } if is_cut || runs_on => tally.torn += 1,
            LineError::NotJson { .. } | LineError::Field(_) => tally.malformed += 1,
        }
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

#[cfg(test)]
mod tests;
