//! Reading where the certificate of the client comes from.

use super::names::HeaderNames;
use crate::compile::context::Text;
use crate::compile::fields::Fields;
use crate::compile::yaml::Node;
use crate::policy::CertificatesFrom;
use crate::text::nearest;

/// The word for certificates of TLS handshakes with the gateway itself.
const TLS: &str = "tls";

/// Whether the value names the header of a proxy. A word, right or wrong, does not.
pub fn is_handed_on(node: Node<'_>) -> bool {
    node.text().is_none()
}

/// Reads `certificates:`, the word `tls` or the header of trusted proxies.
pub fn read_certificates(node: Node<'_>, names: &mut HeaderNames) -> Option<CertificatesFrom> {
    if !is_handed_on(node) {
        return read_word(node.read_text("`certificates`")?);
    }
    let mut fields = Fields::open(node, "`certificates`");
    let header = fields.require("header");
    fields.finish();
    let name = header?.read_text("`header`")?;
    names.claim(name).map(CertificatesFrom::Header)
}

fn read_word(word: Text<'_>) -> Option<CertificatesFrom> {
    if word.as_str() == TLS {
        return Some(CertificatesFrom::Handshake);
    }
    let finding = word.error(format!("unknown source of certificates: `{word}`"));
    match nearest(&word, &[TLS, "mtls"]) {
        Some(_) => finding.help(format!("did you mean `{TLS}`?")),
        None => finding.help(format!(
            "write `{TLS}` for the gateway's own TLS connections, or name the header of a proxy: `{{ header: Client-Cert }}`"
        )),
    }
    None
}
