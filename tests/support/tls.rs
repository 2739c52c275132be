//! Certificates made by the test, and clients who believe in them.

use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::client::WantsClientCert;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, ClientConnection, ConfigBuilder, RootCertStore, StreamOwned};

use super::service::{PATIENCE, Talk};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// An authority of the test's own.
pub struct Authority {
    pub pem: String,
    der: CertificateDer<'static>,
    issuer: Issuer<'static, KeyPair>,
}

/// A certificate and its key.
pub struct Pair {
    pub certificate: String,
    pub key: String,
    pub der: CertificateDer<'static>,
}

impl Authority {
    pub fn new() -> Self {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::default();
        params
            .distinguished_name
            .push(DnType::CommonName, "An authority of the tests");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let own = params.self_signed(&key).expect("signed");
        Self {
            pem: own.pem(),
            der: own.der().clone(),
            issuer: Issuer::new(params, key),
        }
    }

    /// A certificate for this machine, until the end of that year.
    pub fn server(&self, year: i32) -> Pair {
        let mut params = for_this_machine();
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(year, 12, 31);
        self.sign(&params)
    }

    /// The same as one would get today: for three months.
    #[expect(clippy::disallowed_methods, reason = "a scanner goes by the clock")]
    pub fn server_of_today(&self) -> Pair {
        let mut params = for_this_machine();
        let now = SystemTime::now();
        params.not_before = (now - DAY).into();
        params.not_after = (now + 89 * DAY).into();
        self.sign(&params)
    }

    /// A certificate for a host of that name, for as long as all others here.
    pub fn server_for(&self, host: &str) -> Pair {
        let mut params = CertificateParams::new([host.to_owned()]).expect("a name");
        params.distinguished_name.push(DnType::CommonName, host);
        self.sign(&params)
    }

    /// A certificate for a person.
    pub fn person(&self, name: &str) -> Pair {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        self.sign(&params)
    }

    fn sign(&self, params: &CertificateParams) -> Pair {
        let key = KeyPair::generate().expect("a key");
        let signed = params.signed_by(&key, &self.issuer).expect("signed");
        Pair {
            certificate: signed.pem(),
            key: key.serialize_pem(),
            der: signed.der().clone(),
        }
    }

    /// A client who believes in this authority.
    pub fn client(&self, protocol: &[u8]) -> Arc<ClientConfig> {
        let mut config = self.believing().with_no_client_auth();
        config.alpn_protocols = vec![protocol.to_vec()];
        Arc::new(config)
    }

    /// The same, who shows a certificate of their own.
    pub fn client_with(&self, own: &Pair, protocol: &[u8]) -> Arc<ClientConfig> {
        let key = PrivateKeyDer::from_pem_slice(own.key.as_bytes()).expect("a key");
        let config = self
            .believing()
            .with_client_auth_cert(vec![own.der.clone()], key);
        let mut config = config.expect("a certificate with its key");
        config.alpn_protocols = vec![protocol.to_vec()];
        Arc::new(config)
    }

    fn believing(&self) -> ConfigBuilder<ClientConfig, WantsClientCert> {
        let mut roots = RootCertStore::empty();
        roots.add(self.der.clone()).expect("an authority");
        let provider = Arc::new(aws_lc_rs::default_provider());
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions");
        builder.with_root_certificates(roots)
    }

    /// A connection over TLS, for several requests.
    pub fn talk(&self, address: SocketAddr) -> Encrypted {
        let name = ServerName::try_from("localhost").expect("a name");
        let client = ClientConnection::new(self.client(b"http/1.1"), name);
        let stream = TcpStream::connect(address).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        Talk::new(StreamOwned::new(client.expect("a client"), stream))
    }
}

fn for_this_machine() -> CertificateParams {
    let names = ["127.0.0.1".to_owned(), "localhost".to_owned()];
    let mut params = CertificateParams::new(names).expect("names");
    params
        .distinguished_name
        .push(DnType::CommonName, "localhost");
    params
}

/// HTTP/1.1 over TLS.
pub type Encrypted = Talk<StreamOwned<ClientConnection, TcpStream>>;

impl Encrypted {
    /// The certificate that the server shows to who asks for that path.
    pub fn certificate_after(&mut self, path: &str) -> CertificateDer<'static> {
        self.get(path);
        self.certificate()
    }

    /// The certificate that the server has shown.
    pub fn certificate(&self) -> CertificateDer<'static> {
        let shown = self.stream().conn.peer_certificates().expect("a handshake");
        shown[0].clone().into_owned()
    }
}
