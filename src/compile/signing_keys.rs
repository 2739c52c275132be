//! Reading `signing_keys:`.

use std::collections::HashSet;

use crate::compile::lines::SecretLine;
use crate::compile::secrets::read_hidden_text;
use crate::compile::yaml::Node;
use crate::policy::SigningKeys;
use crate::text::is_repetitive;

/// Shortest line of a key file: as many bytes as the hash has.
const MIN_BYTES: usize = 32;
/// Most keys: every forged token is tried with each of them.
const MAX_KEYS: usize = 8;

/// Reads `signing_keys:`: a text with one key on each line.
pub fn read_signing_keys(nodes: &[Node<'_>]) -> SigningKeys {
    let Some(node) = nodes.first() else {
        return SigningKeys::of_this_process();
    };
    for other in &nodes[1..] {
        other
            .error("`signing_keys` stands in two files")
            .help("keep it in one of them");
    }
    let text = read_hidden_text(*node, "a signing key");
    let lines = text.as_deref().map_or_else(Vec::new, SecretLine::all);
    if text.is_some() && lines.is_empty() {
        node.error("there is no signing key in it")
            .help("write one key on each line, like `openssl rand -base64 32` prints it");
    }
    check_lines(&lines, *node);
    SigningKeys::of_policy(lines.into_iter().map(|line| line.text))
}

/// Reports keys that are too short, easily guessed or repeated, by line number. No key is shown.
fn check_lines(lines: &[SecretLine<'_>], node: Node<'_>) {
    let mut seen = HashSet::new();
    for SecretLine { number, text } in lines {
        if text.len() < MIN_BYTES {
            node.error(format!(
                "a signing key has at least {MIN_BYTES} characters, and line {number} has fewer"
            ))
            .help("write one key on each line, like `openssl rand -base64 32` prints it");
        } else if is_repetitive(text.as_bytes()) {
            node.error(format!(
                "the signing key in line {number} repeats itself, so that it can be guessed"
            ))
            .help("replace it by one that `openssl rand -base64 32` prints");
        }
        if !seen.insert(text) {
            node.error(format!(
                "the signing key in line {number} stands there twice"
            ))
            .help("remove one of the two lines");
        }
    }
    if lines.len() > MAX_KEYS {
        node.error(format!(
            "there are {} signing keys, and {MAX_KEYS} are the most",
            lines.len()
        ))
        .help(
            "remove the oldest ones: a key is needed for a day after a newer one stands above it",
        );
    }
}
