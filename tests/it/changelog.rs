//! The changelog has the form of Keep a Changelog, which programs read as well as people.

use std::collections::HashSet;

use jiff::civil::Date;

use crate::docs::read;

const UNRELEASED: &str = "Unreleased";

const KINDS: [&str; 6] = [
    "Added",
    "Changed",
    "Deprecated",
    "Removed",
    "Fixed",
    "Security",
];

/// A released version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Version {
    major: u32,
    minor: u32,
    patch: u32,
}

impl Version {
    /// As Semantic Versioning writes it. Nothing is released before it is ready, so there are no
    /// versions with a hyphen.
    fn parse(text: &str) -> Option<Self> {
        let mut numbers = text.split('.').map(|part| part.parse().ok());
        let mut number = || numbers.next().flatten();
        let version = Self {
            major: number()?,
            minor: number()?,
            patch: number()?,
        };
        let Self {
            major,
            minor,
            patch,
        } = version;
        // Neither a fourth number nor `01` or `+1`.
        (format!("{major}.{minor}.{patch}") == text).then_some(version)
    }
}

/// What is wrong with a changelog of the program with that version.
fn problems(changelog: &str, program: &str) -> Vec<String> {
    let mut problems = Vec::new();
    let mut sections = changelog.split("\n## ");
    if !sections
        .next()
        .is_some_and(|top| top.starts_with("# Changelog\n"))
    {
        problems.push("the title is missing".to_owned());
    }
    let Some(unreleased) = sections
        .next()
        .and_then(|text| text.strip_prefix(UNRELEASED))
    else {
        problems.push(format!("{UNRELEASED} does not come first"));
        return problems;
    };
    check_kinds(UNRELEASED, unreleased, &mut problems);

    let mut newer: Option<Release> = None;
    for section in sections {
        let (heading, text) = section.split_once('\n').unwrap_or((section, ""));
        check_kinds(heading, text, &mut problems);
        if text.trim().is_empty() {
            problems.push(format!("{heading} is empty"));
        }
        let Some(release) = Release::parse(heading) else {
            problems.push(format!("{heading} is no version with a date"));
            continue;
        };
        match newer {
            None if Version::parse(program) != Some(release.version) => {
                problems.push(format!("{heading} is not {program}, which Cargo.toml has"));
            }
            Some(newer) if release.version >= newer.version || release.date > newer.date => {
                problems.push(format!("{heading} is not older than what stands above it"));
            }
            _ => {}
        }
        newer = Some(release);
    }
    problems
}

#[derive(Clone, Copy)]
struct Release {
    version: Version,
    date: Date,
}

impl Release {
    /// `0.1.0 - 2026-12-01`
    fn parse(heading: &str) -> Option<Self> {
        let (version, date) = heading.split_once(" - ")?;
        let release = Self {
            version: Version::parse(version)?,
            date: date.parse().ok()?,
        };
        (release.date.to_string() == date).then_some(release)
    }
}

/// Each kind of change once, and no other kinds.
fn check_kinds(section: &str, text: &str, problems: &mut Vec<String>) {
    let mut seen = HashSet::new();
    for kind in text.lines().filter_map(|line| line.strip_prefix("### ")) {
        if !KINDS.contains(&kind) {
            problems.push(format!("{section}: {kind} is no kind of change"));
        }
        if !seen.insert(kind) {
            problems.push(format!("{section}: {kind} comes twice"));
        }
    }
}

#[test]
fn the_changelog_keeps_the_form() {
    let found = problems(&read("CHANGELOG.md"), env!("CARGO_PKG_VERSION"));
    assert_eq!(found, [""; 0]);
}

const GOOD: &str = "# Changelog\n\nWhat it is.\n\n## Unreleased\n\n### Added\n\n- This.\n\n\
    ## 0.10.0 - 2026-12-24\n\n### Fixed\n\n- That.\n\n#### Renamed\n\n\
    ## 0.9.1 - 2026-12-24\n\n### Added\n\n- More.\n";

#[test]
fn a_good_changelog_has_no_problems() {
    for changelog in [GOOD, "# Changelog\n\n## Unreleased\n"] {
        assert_eq!(problems(changelog, "0.10.0"), [""; 0]);
    }
}

#[test]
fn what_breaks_the_form_is_found() {
    for (old, new, expected) in [
        ("# Changelog\n", "# News\n", "the title is missing"),
        ("Unreleased\n", "Next\n", "Unreleased does not come first"),
        (
            "### Fixed",
            "### Renamed",
            "0.10.0 - 2026-12-24: Renamed is no kind of change",
        ),
        ("- This.", "### Added", "Unreleased: Added comes twice"),
        (
            "0.9.1 - 2026-12-24",
            "0.9.1",
            "0.9.1 is no version with a date",
        ),
        (
            "0.9.1 - ",
            "0.09.1 - ",
            "0.09.1 - 2026-12-24 is no version with a date",
        ),
        (
            "0.9.1 - ",
            "0.9 - ",
            "0.9 - 2026-12-24 is no version with a date",
        ),
        (
            "0.9.1 - 2026-12",
            "0.9.1 - 2026-13",
            "0.9.1 - 2026-13-24 is no version with a date",
        ),
        (
            "0.9.1 - ",
            "0.11.0 - ",
            "0.11.0 - 2026-12-24 is not older than what stands above it",
        ),
        (
            "0.9.1 - 2026-12-24",
            "0.9.1 - 2026-12-25",
            "0.9.1 - 2026-12-25 is not older than what stands above it",
        ),
        (
            "0.10.0",
            "0.10.1",
            "0.10.1 - 2026-12-24 is not 0.10.0, which Cargo.toml has",
        ),
        (
            "\n### Added\n\n- More.\n",
            "",
            "0.9.1 - 2026-12-24 is empty",
        ),
    ] {
        let changelog = GOOD.replacen(old, new, 1);
        assert_eq!(problems(&changelog, "0.10.0"), [expected], "{new}");
    }
}
