//! Rust sources as text: their modules, and the paths by which they name others.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A source file with its comments and its tests taken out: tests make policies as they need them.
pub struct File {
    /// Below `src`.
    pub path: String,
    /// The first part of the path.
    pub module: String,
    pub code: String,
}

pub fn sources() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    let files: Vec<File> = files
        .iter()
        .map(|path| {
            let text = fs::read_to_string(path).expect("a source file");
            let path = path.strip_prefix(&root).expect("below src");
            let path = path.display().to_string().replace('\\', "/");
            let module = path.split(['/', '.']).next().unwrap_or_default();
            File {
                module: module.to_owned(),
                code: without_comments(without_tests(&text)),
                path,
            }
        })
        .collect();
    assert!(files.len() > 30, "the sources are not where they should be");
    files
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.file_stem().is_some_and(|name| name == "tests") {
            continue;
        }
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

fn without_tests(text: &str) -> &str {
    let tests = text.find("#[cfg(test)]\nmod tests {");
    &text[..tests.unwrap_or(text.len())]
}

pub fn without_comments(text: &str) -> String {
    // `https://` stands in a text; a comment stands behind a blank.
    let is_comment = |line: &str, at: usize| at == 0 || line[..at].ends_with(char::is_whitespace);
    let code = |line: &str| {
        let mut slashes = line.match_indices("//").map(|(at, _)| at);
        let end = slashes.find(|at| is_comment(line, *at));
        line[..end.unwrap_or(line.len())].to_owned()
    };
    text.lines().map(code).collect::<Vec<_>>().join("\n")
}

impl File {
    /// All paths by which this file names others, also its own modules: `self::draft::Draft`, or
    /// `draft::Draft` below `mod draft;`. What a module only hands on (`pub use draft::Draft`), it
    /// does not need itself.
    pub fn paths(&self) -> Vec<Vec<String>> {
        let code = without_reexports(&self.code);
        let mut starts = vec!["crate", "super", "self"];
        let declared = code.lines().filter_map(|line| {
            let (before, name) = line.trim().strip_suffix(';')?.rsplit_once("mod ")?;
            (before.is_empty() || before.starts_with("pub")).then_some(name)
        });
        starts.extend(declared);
        paths(&code, &starts)
    }

    /// The files that this one imports or names by a path.
    pub fn imports<'f>(&self, all: &'f [Self]) -> BTreeSet<&'f str> {
        let own = modules(&self.path);
        let named = self.paths().into_iter().filter_map(|path| {
            let absolute = absolute(&own, &path)?;
            // The last words of a path name things in a file.
            let mut prefixes = (1..=absolute.len()).rev().map(|length| &absolute[..length]);
            prefixes.find_map(|prefix| all.iter().find(|file| modules(&file.path) == prefix))
        });
        named
            .map(|file| &*file.path)
            .filter(|path| *path != self.path)
            .collect()
    }
}

/// The modules of a file: `compile/links/draft.rs` is `compile::links::draft`.
fn modules(path: &str) -> Vec<String> {
    let path = path.strip_suffix(".rs").unwrap_or(path);
    path.split('/').map(str::to_owned).collect()
}

/// A path of a file as seen from the crate; `None` if it leads out of it.
fn absolute(own: &[String], path: &[String]) -> Option<Vec<String>> {
    let climbed = path.iter().take_while(|word| *word == "super").count();
    let (base, skipped) = match (&*path[0], climbed) {
        ("crate", _) => (&[][..], 1),
        ("self", _) => (own, 1),
        (_, 0) => (own, 0),
        _ => (&own[..own.len().checked_sub(climbed)?], climbed),
    };
    let names = path.iter().skip(skipped);
    Some(base.iter().chain(names).cloned().collect())
}

fn without_reexports(code: &str) -> String {
    let mut kept = String::new();
    let mut is_reexport = false;
    for line in code.lines() {
        let begins = line.trim_start().starts_with("pub");
        is_reexport |= begins && line.split_whitespace().nth(1) == Some("use");
        if !is_reexport {
            kept += line;
            kept.push('\n');
        }
        is_reexport &= !line.trim_end().ends_with(';');
    }
    kept
}

/// All paths that begin with one of these words, those inside braces among them.
pub fn paths(code: &str, starts: &[&str]) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("::") {
        let start = code[..at]
            .rfind(|c: char| !is_word(c))
            .map_or(0, |end| end + 1);
        let is_start = starts.contains(&&code[start..at]);
        // What follows `::` is the middle of a path.
        if is_start && !code[..start].ends_with("::") {
            expand(&[code[start..at].to_owned()], &code[at + 2..], &mut found);
        }
    }
    found
}

/// Follows a path behind its first words, into each branch of a group in braces.
fn expand(words: &[String], rest: &str, found: &mut Vec<Vec<String>>) {
    let rest = rest.trim_start();
    if let Some(group) = rest.strip_prefix('{') {
        for branch in branches(group) {
            expand(words, branch, found);
        }
        return;
    }
    let end = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
    if end == 0 {
        return;
    }
    let words = [words, &[rest[..end].to_owned()]].concat();
    match rest[end..].strip_prefix("::") {
        Some(rest) if rest.starts_with(|c: char| is_word(c) || c == '{') => {
            expand(&words, rest, found);
        }
        _ => found.push(words),
    }
}

/// The branches of a group up to its closing brace.
fn branches(group: &str) -> Vec<&str> {
    let (mut depth, mut start) = (0_u32, 0);
    let mut all = Vec::new();
    for (at, c) in group.char_indices() {
        match c {
            '}' if depth == 0 => {
                all.push(&group[start..at]);
                break;
            }
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                all.push(&group[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    all
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
