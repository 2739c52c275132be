//! The TLS configuration of clients: trusted authorities, versions, crypto provider.

use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

use super::error::FetchError;

/// TLS with these authorities (PEM), or else those of the system.
pub fn config(authorities: Option<&str>) -> Result<ClientConfig, FetchError> {
    let roots = match authorities {
        Some(pem) => named_roots(pem)?,
        None => system_roots()?,
    };
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

fn named_roots(pem: &str) -> Result<RootCertStore, FetchError> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
        let certificate = certificate.map_err(|_| FetchError::Authorities)?;
        let added = roots.add(certificate);
        added.map_err(|_| FetchError::Authorities)?;
    }
    if roots.is_empty() {
        return Err(FetchError::Authorities);
    }
    Ok(roots)
}

fn system_roots() -> Result<RootCertStore, FetchError> {
    let mut roots = RootCertStore::empty();
    // Bad files are skipped: the operator of the gateway may not be the one who can mend the
    // system.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if roots.is_empty() {
        return Err(FetchError::NoAuthorities);
    }
    Ok(roots)
}
