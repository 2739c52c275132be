//! Reading `header_secret`: the part of header names that no visitor can guess.

use std::collections::HashSet;

use secrecy::SecretString;

use crate::compile::lines::SecretLine;
use crate::compile::secrets::read_hidden_text;
use crate::compile::yaml::Node;
use crate::text::is_repetitive;

/// Names of headers ignore case, so 16 letters and digits are 82 bits: out of reach for guesses
/// that cost a request each.
const MIN_CHARACTERS: usize = 16;
/// Leaves room for the rest of the name, which has at most 63 bytes.
const MAX_CHARACTERS: usize = 40;
/// One in use and one that replaces it are enough; the others are a reserve.
const MAX_SECRETS: usize = 4;

const HELP: &str = "write one per line, from `openssl rand -hex 16`";

/// The secret parts of header names.
#[derive(Debug, Default)]
pub enum HeaderSecrets {
    #[default]
    Absent,
    /// They cannot be used, which has been reported.
    Unusable,
    /// Headers with any of these are accepted, so that a secret is replaced without interruption.
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

/// Whether all lines can be secrets. Problems are reported by line number, and no line is shown.
fn check(lines: &[SecretLine<'_>], node: Node<'_>) -> bool {
    let mut seen = HashSet::new();
    let mut wrong = Vec::new();
    if lines.is_empty() {
        wrong.push("it has no header secret".to_owned());
    }
    for SecretLine { number, text } in lines {
        let is_plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !is_plain || !(MIN_CHARACTERS..=MAX_CHARACTERS).contains(&text.len()) {
            wrong.push(format!(
                "a header secret has {MIN_CHARACTERS} to {MAX_CHARACTERS} letters and digits, but line {number} does not"
            ));
        } else if is_repetitive(text.as_bytes()) {
            wrong.push(format!(
                "the header secret in line {number} is repetitive and can be guessed"
            ));
        } else if !seen.insert(text.to_ascii_lowercase()) {
            wrong.push(format!("the header secret in line {number} is a duplicate"));
        }
    }
    if lines.len() > MAX_SECRETS {
        wrong.push(format!(
            "there are {} header secrets, but the maximum is {MAX_SECRETS}",
            lines.len()
        ));
    }
    for message in &wrong {
        node.error(message).help(HELP);
    }
    wrong.is_empty()
}
