//! `export`: the links of a policy for other programs and servers.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use jiff::Timestamp;

use super::exit_code::USAGE;
use super::findings::Findings;
use super::output::{self, counted, visible};
use super::output_file::OutputFile;
use super::report;
use super::source::OfflinePolicyArgs;
use crate::export::{self, Fallback, HaproxyFiles, LeftOut};
use crate::policy::Policy;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  linkgate export csv --policy policy.yaml --out all-links.csv
  linkgate export json --policy policy.yaml
  linkgate export static --policy policy.yaml --out /etc/linkgate/fallback

`static` writes index.html, nginx.conf, Caddyfile, haproxy.cfg and the maps of HAProxy: what everybody may use
at any time. What other servers cannot answer is listed with the reason.

Exit codes: 0 success, 1 failure, 2 wrong usage.")]
pub struct ExportArgs {
    /// What to write
    format: Format,
    #[command(flatten)]
    policy: OfflinePolicyArgs,
    /// File to write, or folder for `static` [default: standard output]
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
    /// Folder in which the other server will find the files of `static` [default: that of --out]
    #[arg(long, value_name = "FOLDER")]
    served_from: Option<PathBuf>,
    /// Replace files that exist
    #[arg(long)]
    force: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// All links as a table that `links_from` reads
    Csv,
    /// All links as JSON, each with where it leads
    Json,
    /// A page and configurations of nginx, Caddy and HAProxy, for the day the gateway is down
    Static,
}

pub fn run(args: &ExportArgs, now: Timestamp) -> io::Result<ExitCode> {
    if args.format == Format::Static && args.out.is_none() {
        output::eprint(
            "error: `static` writes several files: name their folder with --out FOLDER\n",
        )?;
        return Ok(ExitCode::from(USAGE));
    }
    let name = args.policy.name();
    let loaded = args.policy.load(now);
    let Some(policy) = &loaded.policy else {
        output::eprint(&report::unusable(&Findings::of(&name, &loaded)))?;
        return Ok(ExitCode::FAILURE);
    };
    let inputs: Vec<PathBuf> = loaded.named_files().map(Path::to_owned).collect();
    let written = match args.format {
        Format::Csv => args.write_table(policy, &inputs),
        Format::Json => args.write_json(policy, now, &inputs),
        Format::Static => args.write_static(policy, now, &inputs),
    };
    match written {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(error) => {
            output::eprint(&format!("error: {}\n", visible(&error.to_string())))?;
            Ok(ExitCode::FAILURE)
        }
    }
}

impl ExportArgs {
    fn write_table(&self, policy: &Policy, inputs: &[PathBuf]) -> io::Result<()> {
        let table = export::table(policy).map_err(io::Error::other)?;
        self.write(&table.text, inputs)?;
        output::eprint(&listed(&table.left_out))
    }

    fn write_json(&self, policy: &Policy, now: Timestamp, inputs: &[PathBuf]) -> io::Result<()> {
        self.write(&output::json(&export::links(policy, now))?, inputs)
    }

    fn write(&self, text: &str, inputs: &[PathBuf]) -> io::Result<()> {
        match &self.out {
            None => output::print_raw(text),
            Some(path) => self.write_file(path, text, inputs),
        }
    }

    fn write_file(&self, path: &Path, text: &str, inputs: &[PathBuf]) -> io::Result<()> {
        let file = OutputFile {
            path,
            inputs,
            overwrites: self.force,
            is_private: false,
        };
        file.write(text)
    }

    fn write_static(&self, policy: &Policy, now: Timestamp, inputs: &[PathBuf]) -> io::Result<()> {
        let out = self.out.as_deref().unwrap_or(Path::new("."));
        if out.exists() && !out.is_dir() {
            return Err(failed(out, &io::Error::other("not a folder")));
        }
        fs::create_dir_all(out).map_err(|error| failed(out, &error))?;
        let folder = match &self.served_from {
            Some(folder) => folder.clone(),
            None => fs::canonicalize(out)?,
        };
        let folder = export::ServedFolder::new(&folder).map_err(io::Error::other)?;
        let fallback = Fallback::of(policy, now);
        let haproxy = export::haproxy_files(&fallback, &folder);
        let page = export::page(policy, &fallback, now).map_err(io::Error::other)?;
        for (name, text) in [
            ("index.html", &page),
            ("nginx.conf", &export::nginx_conf(&fallback, &folder)),
            ("Caddyfile", &export::caddyfile(&fallback, &folder)),
            (HaproxyFiles::CONFIG, &haproxy.config),
            (HaproxyFiles::LINKS, &haproxy.links),
            (HaproxyFiles::FOLDED, &haproxy.folded),
            (HaproxyFiles::ASKED, &haproxy.asked),
        ] {
            self.write_file(&out.join(name), text, inputs)?;
        }
        output::print(&summary(&fallback, out))
    }
}

fn failed(path: &Path, error: &io::Error) -> io::Error {
    io::Error::other(format!("{}: {error}", path.display()))
}

fn summary(fallback: &Fallback<'_>, out: &Path) -> String {
    let answered = fallback.exact.values().flatten().count();
    format!(
        "{}: {}, {}\n{}",
        visible(&out.display().to_string()),
        counted(answered, "path"),
        counted(fallback.patterns.len(), "pattern"),
        listed(&fallback.left_out),
    )
}

/// What is left out, each with its reason.
fn listed(left_out: &[LeftOut]) -> String {
    let mut text = String::new();
    if !left_out.is_empty() {
        let _ = writeln!(text, "left out: {}", counted(left_out.len(), "path"));
    }
    for LeftOut { path, reason } in left_out {
        let _ = writeln!(
            text,
            "  {}: {}",
            visible(path),
            visible(&reason.to_string())
        );
    }
    text
}
