//! What came of an import, for people and for programs.

use std::error::Error;
use std::io;
use std::path::Path;

use serde::Serialize;

use crate::cli::output::{self, CARE, GOOD, HEADING, counted, grouped, styled, visible};
use crate::migration::{Imported, Reason, ReasonKind, Refusals};

/// Entries of one kind that are shown.
const SHOWN: usize = 3;

/// The report for people.
pub fn human(imported: &Imported, table: Option<&Path>, shows_all: bool) -> String {
    let shown = match shows_all {
        true => usize::MAX,
        false => SHOWN,
    };
    let mut out = summary(imported, table);
    if !imported.renamed.is_empty() {
        let renamed = imported.renamed.iter();
        let lines = renamed.map(|renamed| {
            let (place, wanted) = (&renamed.place, &renamed.wanted);
            format!("{place}: {wanted} is {}", renamed.name)
        });
        let title = "Under another name, because theirs is taken or has other characters";
        list(&mut out, title, imported.renamed.len(), lines, shown);
    }
    refusals(&mut out, imported, shown);
    if imported.broken_count > 0 {
        let broken = imported.broken.iter();
        let lines = broken.map(|broken| format!("{}: {}", broken.place, broken.what));
        list(
            &mut out,
            "Cannot be read",
            imported.broken_count,
            lines,
            shown,
        );
    }
    out
}

fn summary(imported: &Imported, table: Option<&Path>) -> String {
    let entries = match imported.entries {
        1 => "1 entry".to_owned(),
        entries => format!("{} entries", grouped(entries)),
    };
    let links = counted(imported.links, "link");
    let table = table.map(|table| format!("{}: ", table.display()));
    let line = format!("{}{links} from {entries}", table.unwrap_or_default());
    let style = if imported.links > 0 { GOOD } else { CARE };
    let mut out = format!("{}\n", styled(style, &line));
    out.push_str(&match imported.same {
        0 => String::new(),
        1 => "  1 repeats another: its name is an alias\n".to_owned(),
        same => format!(
            "  {} repeat others: their names are aliases\n",
            grouped(same)
        ),
    });
    out.push_str(&match imported.present {
        0 => String::new(),
        1 => "  1 is in the policy already\n".to_owned(),
        present => format!("  {} are in the policy already\n", grouped(present)),
    });
    out
}

fn refusals(out: &mut String, imported: &Imported, shown: usize) {
    let count: usize = imported
        .refusals
        .values()
        .map(|refusals| refusals.count)
        .sum();
    if count == 0 {
        return;
    }
    let title = format!("Cannot be links of this policy ({}):", grouped(count));
    out.push_str(&format!("\n{}\n", styled(HEADING, &title)));
    for (kind, Refusals { count, examples }) in &imported.refusals {
        for refused in examples.iter().take(shown) {
            let name = refused.name.as_deref().map(|name| format!(" {name}:"));
            let line = format!(
                "{}:{} {}",
                refused.place,
                name.unwrap_or_default(),
                refused.reason
            );
            out.push_str(&format!("  {}\n", visible(&line)));
        }
        more(out, *count, examples.len().min(shown));
        out.push_str(&format!("    help: {}\n", kind.help()));
    }
}

fn list(
    out: &mut String,
    title: &str,
    count: usize,
    lines: impl Iterator<Item = String>,
    shown: usize,
) {
    let title = format!("{title} ({}):", grouped(count));
    out.push_str(&format!("\n{}\n", styled(HEADING, &title)));
    let lines: Vec<String> = lines.take(shown).collect();
    for line in &lines {
        out.push_str(&format!("  {}\n", visible(line)));
    }
    more(out, count, lines.len());
}

fn more(out: &mut String, count: usize, shown: usize) {
    if count > shown {
        out.push_str(&format!("  … and {} more\n", grouped(count - shown)));
    }
}

/// A file of which nothing is imported.
#[derive(Debug, Serialize)]
pub struct Unread {
    file: String,
    message: String,
}

impl Unread {
    pub fn new(file: &Path, error: &dyn Error) -> Self {
        Self {
            file: file.display().to_string(),
            message: error.to_string(),
        }
    }
}

/// The files that cannot be read, for people.
pub fn unread(unread: &[Unread]) -> String {
    let lines = unread.iter().map(|Unread { file, message }| {
        let line = format!("{file}: {message}");
        format!("error: {}\n", visible(&line))
    });
    lines.collect()
}

/// The same for programs.
pub fn unread_json(unread: &[Unread]) -> io::Result<String> {
    output::json(&UnreadReport { unread })
}

#[derive(Debug, Serialize)]
struct UnreadReport<'u> {
    unread: &'u [Unread],
}

#[derive(Debug, Serialize)]
struct Report<'i> {
    links: usize,
    entries: usize,
    same: usize,
    in_policy: usize,
    renamed: Vec<Renamed<'i>>,
    refused: Vec<RefusedKind<'i>>,
    broken_count: usize,
    broken: Vec<Broken<'i>>,
}

#[derive(Debug, Serialize)]
struct Renamed<'i> {
    file: &'i str,
    line: usize,
    wanted: &'i str,
    name: &'i str,
}

#[derive(Debug, Serialize)]
struct RefusedKind<'i> {
    kind: &'static str,
    count: usize,
    help: &'static str,
    entries: Vec<Refused<'i>>,
}

#[derive(Debug, Serialize)]
struct Refused<'i> {
    file: &'i str,
    line: usize,
    name: Option<&'i str>,
    reason: String,
}

#[derive(Debug, Serialize)]
struct Broken<'i> {
    file: &'i str,
    line: usize,
    message: &'i str,
}

/// The report for programs.
pub fn json(imported: &Imported) -> io::Result<String> {
    let renamed = imported.renamed.iter().map(|renamed| Renamed {
        file: &renamed.place.file,
        line: renamed.place.line,
        wanted: &renamed.wanted,
        name: &renamed.name,
    });
    let broken = imported.broken.iter().map(|broken| Broken {
        file: &broken.place.file,
        line: broken.place.line,
        message: &broken.what,
    });
    let refused = imported.refusals.iter();
    output::json(&Report {
        links: imported.links,
        entries: imported.entries,
        same: imported.same,
        in_policy: imported.present,
        renamed: renamed.collect(),
        refused: refused
            .map(|(kind, refusals)| refused_kind(*kind, refusals))
            .collect(),
        broken_count: imported.broken_count,
        broken: broken.collect(),
    })
}

fn refused_kind(kind: ReasonKind, refusals: &Refusals) -> RefusedKind<'_> {
    let entries = refusals.examples.iter().map(|refused| Refused {
        file: &refused.place.file,
        line: refused.place.line,
        name: refused.name.as_deref(),
        reason: Reason::to_string(&refused.reason),
    });
    RefusedKind {
        kind: kind.as_str(),
        count: refusals.count,
        help: kind.help(),
        entries: entries.collect(),
    }
}
