//! The public payload lists.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// The folder of payloads. Without it one line says that they were not tried.
pub fn corpus() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("LINKGATE_CORPUS") {
        return Some(folder.into());
    }
    let line: &[u8] = b"corpus: LINKGATE_CORPUS is not set, the public payloads were not tried\n";
    std::io::stderr().write_all(line).expect("stderr");
    None
}

fn read(folder: &Path, file: &str) -> String {
    fs::read_to_string(folder.join(file)).expect(file)
}

/// One row of an allow-list table: whether its project allows the text, the
/// text, and the columns behind it.
pub struct Row {
    pub allowed: bool,
    pub text: String,
    pub columns: Vec<String>,
}

/// The rows of such a table.
pub fn rows(folder: &Path, file: &str) -> Vec<Row> {
    let lines: Vec<Row> = read(folder, file)
        .lines()
        .filter(|line| !line.starts_with("#!") && !line.is_empty())
        .map(|line| {
            let mut columns = line.split('\t').map(str::to_owned);
            let mut next = || columns.next().expect(line);
            let allowed = next() == "true";
            let text = serde_json::from_str(&next()).expect(line);
            let columns = columns.collect();
            Row {
                allowed,
                text,
                columns,
            }
        })
        .collect();
    assert!(lines.len() > 50, "{file}");
    lines
}

/// Every text that is a payload, from all files.
pub fn payloads(folder: &Path) -> BTreeSet<String> {
    let mut payloads: BTreeSet<String> = read(folder, "open_redirect.txt")
        .lines()
        .filter(|line| !line.starts_with("#! "))
        .map(str::to_owned)
        .collect();
    for file in [
        "oauth2_proxy_redirects.txt",
        "django_redirects.txt",
        "keycloak_redirects.txt",
    ] {
        payloads.extend(rows(folder, file).into_iter().map(|row| row.text));
    }
    payloads.extend(url_inputs(folder));
    payloads
}

/// The cases of a list in JSON.
pub fn cases(folder: &Path, file: &str) -> Vec<Value> {
    let cases: Vec<Value> = serde_json::from_str(&read(folder, file)).expect(file);
    cases.into_iter().filter(Value::is_object).collect()
}

/// What the URL standard's own cases parse.
pub fn url_inputs(folder: &Path) -> Vec<String> {
    let inputs: Vec<String> = cases(folder, "url_testdata.json")
        .iter()
        .filter_map(|case| Some(case["input"].as_str()?.to_owned()))
        .collect();
    assert!(inputs.len() > 500);
    inputs
}

/// The text with every byte encoded.
pub fn encoded(text: &str) -> String {
    let hex = |byte: u8| format!("%{byte:02x}");
    text.bytes().map(hex).collect()
}
