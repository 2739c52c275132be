//! Reading `header_secret`: the part of header names that no visitor can guess.

use std::collections::HashSet;

use secrecy::SecretString;

use crate::compile::lines::SecretLine;
use crate::compile::secrets::read_hidden_text;
use crate::compile::yaml::Node;

/// Names of headers ignore case, so 16 letters and digits are 82 bits: out of reach for guesses
/// that cost a request each.
const MIN_CHARACTERS: usize = 16;
/// Leaves room for the rest of the name below the 63 bytes that it may have.
const MAX_CHARACTERS: usize = 40;
/// One in use, one on its way in or out, and some to spare.
const MAX_SECRETS: usize = 4;

const PROPOSE_LINE: &str = "write one on each line, like `openssl rand -hex 16` prints it";

/// The secrets that may stand in names of headers.
#[derive(Debug, Default)]
pub enum HeaderSecrets {
    #[default]
    Absent,
    /// They cannot be used, which has been reported.
    Unusable,
    /// Any of them counts, so that a proxy can be given a new one before the old one goes.
    Usable(Vec<SecretString>),
}

impl HeaderSecrets {
    pub fn read(node: Option<Node<'_>>) -> Self {
        let Some(node) = node else {
            return Self::Absent;
        };
        let Some(text) = read_hidden_text(node, "a header secret") else {
            return Self::Unusable;
        };
        let lines = SecretLine::all(&text);
        if !check(&lines, node) {
            return Self::Unusable;
        }
        // Names of headers ignore case.
        let secret = |line: &SecretLine<'_>| SecretString::from(line.text.to_ascii_lowercase());
        Self::Usable(lines.iter().map(secret).collect())
    }
}

/// Whether the numbered lines can be secrets. Why not is reported, and no line is shown.
fn check(lines: &[SecretLine<'_>], node: Node<'_>) -> bool {
    let mut seen = HashSet::new();
    let mut wrong = Vec::new();
    if lines.is_empty() {
        wrong.push("there is no header secret in it".to_owned());
    }
    for SecretLine { number, text } in lines {
        let is_plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !is_plain || !(MIN_CHARACTERS..=MAX_CHARACTERS).contains(&text.len()) {
            wrong.push(format!(
                "a header secret has {MIN_CHARACTERS} to {MAX_CHARACTERS} letters and digits, and line {number} does not"
            ));
        } else if !seen.insert(text.to_ascii_lowercase()) {
            wrong.push(format!(
                "the header secret in line {number} is a repetition"
            ));
        }
    }
    if lines.len() > MAX_SECRETS {
        wrong.push(format!(
            "there are {} header secrets, and {MAX_SECRETS} are the most",
            lines.len()
        ));
    }
    for message in &wrong {
        node.error(message).help(PROPOSE_LINE);
    }
    wrong.is_empty()
}
