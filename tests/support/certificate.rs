//! A certificate for one test, and a client that believes it.

use std::path::PathBuf;
use std::sync::Arc;

use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tempfile::TempDir;

/// A certificate that vouches for itself, in a folder of its own.
pub struct Certificate {
    folder: TempDir,
    der: CertificateDer<'static>,
}

impl Certificate {
    pub fn new() -> Self {
        let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]);
        let made = made.expect("a certificate");
        let folder = TempDir::new().expect("a folder");
        let key = made.signing_key.serialize_pem();
        std::fs::write(folder.path().join("key"), key).expect("written");
        std::fs::write(folder.path().join("certificate"), made.cert.pem()).expect("written");
        Self {
            folder,
            der: made.cert.der().clone(),
        }
    }

    /// The flags of `serve` that name it.
    pub fn flags(&self) -> [String; 4] {
        let path = |name: &str| -> PathBuf { self.folder.path().join(name) };
        let text = |name: &str| path(name).display().to_string();
        let (certificate, key) = (text("certificate"), text("key"));
        [
            "--tls-cert".to_owned(),
            certificate,
            "--tls-key".to_owned(),
            key,
        ]
    }

    /// A client that believes nothing else, and speaks these protocols.
    pub fn client(&self, protocols: &[&[u8]]) -> Arc<ClientConfig> {
        let mut roots = RootCertStore::empty();
        roots.add(self.der.clone()).expect("a certificate");
        let provider = Arc::new(aws_lc_rs::default_provider());
        let mut client = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        client.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
        Arc::new(client)
    }
}

/// The name in it.
pub fn server_name() -> ServerName<'static> {
    ServerName::try_from("127.0.0.1").expect("an address")
}
