//! Reading `signing_keys:`.

use std::collections::HashSet;

use crate::compile::load::Files;
use crate::compile::problem::Problems;
use crate::compile::secrets::read_text;
use crate::compile::yaml::Node;
use crate::policy::{Place, SigningKeys};

/// Shortest line of a key file: as many bytes as the hash has.
const MIN_BYTES: usize = 32;
/// Most keys: every forged token is tried with each of them.
const MAX_KEYS: usize = 8;

/// Reads `signing_keys:`: a text with one key on each line.
pub fn read_signing_keys(
    nodes: &[Node<'_>],
    files: &mut Files<'_>,
    problems: &mut Problems,
) -> SigningKeys {
    let Some(node) = nodes.first() else {
        return SigningKeys::of_this_process();
    };
    for other in &nodes[1..] {
        problems
            .error(other.place(), "`signing_keys` stands in two files")
            .propose("keep it in one of them");
    }
    let text = read_text(*node, "a signing key", files, problems);
    let lines = (1..).zip(text.iter().flat_map(|text| text.lines()));
    let lines = lines.map(|(number, line)| (number, line.trim()));
    let lines: Vec<(usize, &str)> = lines.filter(|(_, line)| !line.is_empty()).collect();
    if text.is_some() && lines.is_empty() {
        problems
            .error(node.place(), "there is no signing key in it")
            .propose("write one key on each line, like `openssl rand -base64 32` prints it");
    }
    check_lines(&lines, node.place(), problems);
    SigningKeys::of_policy(lines.into_iter().map(|(_, line)| line))
}

/// Checks the numbered lines of a key file.
fn check_lines(lines: &[(usize, &str)], place: Place, problems: &mut Problems) {
    let mut seen = HashSet::new();
    for (number, line) in lines {
        if line.len() < MIN_BYTES {
            problems
                .error(
                    place,
                    format!("a signing key has at least {MIN_BYTES} characters, and line {number} has fewer"),
                )
                .propose("write one key on each line, like `openssl rand -base64 32` prints it");
        }
        if !seen.insert(line) {
            problems
                .error(
                    place,
                    format!("the signing key in line {number} stands there twice"),
                )
                .propose("remove one of the two lines");
        }
    }
    if lines.len() > MAX_KEYS {
        problems
            .error(
                place,
                format!("there are {} signing keys, and {MAX_KEYS} are the most", lines.len()),
            )
            .propose("remove the oldest ones: a key is needed for a day after a newer one stands above it");
    }
}
