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
            .error("`signing_keys` is in two files")
            .help("keep it in one of them");
    }
    let text = read_hidden_text(*node, "a signing key");
    let lines = text.as_deref().map_or_else(Vec::new, SecretLine::all);
    if text.is_some() && lines.is_empty() {
        node.error("it has no signing key")
            .help("write one key per line, from `openssl rand -base64 32`");
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
                "a signing key has at least {MIN_BYTES} characters, but line {number} has fewer"
            ))
            .help("write one key per line, from `openssl rand -base64 32`");
        } else if is_repetitive(text.as_bytes()) {
            node.error(format!(
                "the signing key in line {number} is repetitive and can be guessed"
            ))
            .help("replace it with one from `openssl rand -base64 32`");
        }
        if !seen.insert(text) {
            node.error(format!("the signing key in line {number} is a duplicate"))
                .help("remove one of the two lines");
        }
    }
    if lines.len() > MAX_KEYS {
        node.error(format!(
            "there are {} signing keys, but the maximum is {MAX_KEYS}",
            lines.len()
        ))
        .help(
            "remove the oldest ones: a key is needed for one day after a newer one is put above it",
        );
    }
}
