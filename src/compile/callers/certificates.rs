//! Reading where the certificate of the client comes from.

use super::names::HeaderNames;
use crate::compile::fields::{Fields, text};
use crate::compile::problem::{Problems, nearest};
use crate::compile::yaml::Node;
use crate::policy::CertificatesFrom;

/// The word for the handshake with the gateway itself.
const TLS: &str = "tls";

/// Whether it is for trusted proxies to hand certificates on. A word is not,
/// not even a wrong one.
pub fn is_handed_on(node: &Node<'_>) -> bool {
    node.text().is_none()
}

/// Reads `certificates:`, the word `tls` or the header of trusted proxies.
pub fn read_certificates(
    node: Node<'_>,
    names: &mut HeaderNames,
    problems: &mut Problems,
) -> Option<CertificatesFrom> {
    if let Some(word) = node.text() {
        return read_word(word, node, problems);
    }
    let mut fields = Fields::open(node, "`certificates`", problems);
    let header = fields.require("header", problems);
    fields.finish(problems);
    let header = header?;
    let name = text(header, "`header`", problems)?;
    let name = names.claim(name, header.place(), problems)?;
    Some(CertificatesFrom::Header(name))
}

fn read_word(word: &str, node: Node<'_>, problems: &mut Problems) -> Option<CertificatesFrom> {
    if word == TLS {
        return Some(CertificatesFrom::Handshake);
    }
    let adding = problems.error(node.place(), format!("no certificate comes from `{word}`"));
    match nearest(word, &[TLS, "mtls"]) {
        Some(_) => adding.propose(format!("did you mean `{TLS}`?")),
        None => adding.propose(format!(
            "write `{TLS}` for those of the gateway's own connections, or name the header of a proxy: `{{ header: Client-Cert }}`"
        )),
    }
    None
}
