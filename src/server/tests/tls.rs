//! TLS over real sockets, and files that cannot be used.

use std::path::{Path, PathBuf};
use std::time::Duration;

use prometheus_client::registry::Registry;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::client::danger::HandshakeSignatureValid;
use rustls::client::danger::{ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{
    WebPkiSupportedAlgorithms, aws_lc_rs, verify_tls12_signature, verify_tls13_signature,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::{
    ClientConfig, DigitallySignedStruct, HandshakeKind, ProtocolVersion, SignatureScheme,
    SupportedProtocolVersion, version,
};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::connection::Encrypted;
use super::*;
use crate::telemetry::ConnectionMetrics;

/// A folder with certificates and keys.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(TempDir::new().expect("a folder"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, text).expect("written");
        path
    }

    /// A certificate that vouches for itself, and its key.
    fn pair(&self, name: &str, hosts: &[&str]) -> (PathBuf, PathBuf) {
        let hosts: Vec<String> = hosts.iter().map(ToString::to_string).collect();
        let made = rcgen::generate_simple_self_signed(hosts).expect("a certificate");
        let certificate = self.write(&format!("{name}.crt"), &made.cert.pem());
        let key = made.signing_key.serialize_pem();
        (certificate, self.write(&format!("{name}.key"), &key))
    }
}

/// An authority, and somebody whom it vouches for.
struct Authority {
    pem: String,
    client: (CertificateDer<'static>, PrivateKeyDer<'static>),
}

impl Authority {
    fn new() -> Self {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let pem = params.self_signed(&key).expect("signed").pem();
        let issuer = Issuer::new(params, key);
        let client = KeyPair::generate().expect("a key");
        let params = CertificateParams::new(["ann".to_owned()]).expect("a name");
        let certificate = params.signed_by(&client, &issuer).expect("signed");
        let key = PrivateKeyDer::try_from(client.serialize_der()).expect("a key");
        Self {
            pem,
            client: (certificate.der().clone(), key),
        }
    }
}

fn files(pairs: &[(PathBuf, PathBuf)]) -> TlsFiles {
    TlsFiles {
        pairs: pairs.to_vec(),
        client_authorities: None,
    }
}

/// Says which certificate the client has shown.
struct Doorman;

impl Handler for Doorman {
    type ResponseFuture = Ready<Response<Full<Bytes>>>;

    fn handle(&self, _head: &request::Parts, peer: &Peer) -> Self::ResponseFuture {
        let has = if peer.certificate().is_some() {
            "a"
        } else {
            "no"
        };
        ready(Response::new(Full::from(format!("{has} certificate\n"))))
    }
}

async fn serve(tls: Arc<Tls>) -> Running {
    let settings = Settings {
        tls: Some(tls),
        strict_transport: Some(Duration::from_secs(300)),
        ..Settings::default()
    };
    Running::with_settings(Doorman, settings).await
}

/// Believes every server, so that a test can look at what it has.
#[derive(Debug)]
struct Trusting(WebPkiSupportedAlgorithms);

impl ServerCertVerifier for Trusting {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signed, &self.0)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signed, &self.0)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_schemes()
    }
}

type Client = (CertificateDer<'static>, PrivateKeyDer<'static>);

fn client(
    versions: &[&'static SupportedProtocolVersion],
    identity: Option<&Client>,
) -> ClientConfig {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let trusting = Arc::new(Trusting(provider.signature_verification_algorithms));
    let builder = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)
        .expect("versions")
        .dangerous()
        .with_custom_certificate_verifier(trusting);
    match identity {
        None => builder.with_no_client_auth(),
        Some((certificate, key)) => builder
            .with_client_auth_cert(vec![certificate.clone()], key.clone_key())
            .expect("they belong together"),
    }
}

async fn connect(
    server: &Running,
    config: ClientConfig,
    name: &'static str,
) -> std::io::Result<TlsStream<TcpStream>> {
    let name = ServerName::try_from(name).expect("a name");
    let connector = TlsConnector::from(Arc::new(config));
    connector.connect(name, server.connect().await).await
}

async fn ask(stream: &mut TlsStream<TcpStream>) -> String {
    let request = b"GET / HTTP/1.1\r\nHost: gate\r\nConnection: close\r\n\r\n";
    stream.write_all(request).await.expect("written");
    read_to_close(stream).await
}

/// The certificate that a server shows to who asks for a name.
async fn shown(server: &Running, name: &'static str) -> CertificateDer<'static> {
    let config = client(rustls::ALL_VERSIONS, None);
    let stream = connect(server, config, name).await.expect("a handshake");
    let (_, session) = stream.get_ref();
    session.peer_certificates().expect("shown")[0].clone()
}

fn in_file(path: &Path) -> CertificateDer<'static> {
    use rustls::pki_types::pem::PemObject as _;
    CertificateDer::from_pem_file(path).expect("a certificate")
}

#[tokio::test]
async fn both_versions_and_both_protocols_are_spoken() {
    let folder = Folder::new();
    let pair = folder.pair("gate", &["gate.example"]);
    let tls = Tls::load(files(&[pair])).expect("good files");
    let server = serve(Arc::new(tls)).await;
    for (versions, spoken) in [
        (&version::TLS12, ProtocolVersion::TLSv1_2),
        (&version::TLS13, ProtocolVersion::TLSv1_3),
    ] {
        let config = client(&[versions], None);
        let mut stream = connect(&server, config, "gate.example")
            .await
            .expect("a handshake");
        assert_eq!(stream.get_ref().1.protocol_version(), Some(spoken));
        let answer = ask(&mut stream).await;
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        assert!(
            answer.contains("\r\nstrict-transport-security: max-age=300\r\n"),
            "{answer}"
        );
    }
    for (offered, agreed) in [
        (&[&b"h2"[..], b"http/1.1"][..], Some(&b"h2"[..])),
        (&[b"http/1.1"], Some(b"http/1.1")),
        (&[], None),
    ] {
        let mut config = client(rustls::ALL_VERSIONS, None);
        config.alpn_protocols = offered.iter().map(|name| name.to_vec()).collect();
        let stream = connect(&server, config, "gate.example")
            .await
            .expect("a handshake");
        assert_eq!(stream.get_ref().1.alpn_protocol(), agreed);
    }
    let mut config = client(rustls::ALL_VERSIONS, None);
    config.alpn_protocols = vec![b"spdy/3".to_vec()];
    let refused = connect(&server, config, "gate.example").await;
    refused.expect_err("we speak something else");
}

#[tokio::test]
async fn http2_is_spoken_where_it_was_agreed() {
    let folder = Folder::new();
    let tls = Tls::load(files(&[folder.pair("gate", &["gate.example"])])).expect("good files");
    let server = serve(Arc::new(tls)).await;
    let mut config = client(rustls::ALL_VERSIONS, None);
    config.alpn_protocols = vec![b"h2".to_vec()];
    let mut stream = connect(&server, config, "gate.example")
        .await
        .expect("a handshake");
    let asked = [http2::hello(), http2::get(1, "/a")].concat();
    stream.write_all(&asked).await.expect("written");
    let answered = http2::read_until(&mut stream, http2::DATA).await;
    assert_eq!(answered.payload, b"no certificate\n");
}

#[tokio::test]
async fn the_certificate_fits_the_name_and_the_first_is_for_all_others() {
    let folder = Folder::new();
    let first = folder.pair("first", &["first.example"]);
    let wild = folder.pair("wild", &["*.wild.example", "wild.example"]);
    let (first_file, wild_file) = (first.0.clone(), wild.0.clone());
    let tls = Tls::load(files(&[first, wild])).expect("good files");
    let server = serve(Arc::new(tls)).await;
    for (name, file) in [
        ("first.example", &first_file),
        ("a.wild.example", &wild_file),
        ("wild.example", &wild_file),
        ("A.WILD.example", &wild_file),
        ("a.b.wild.example", &first_file),
        ("other.example", &first_file),
        ("127.0.0.1", &first_file), // by address, a client asks for no name
    ] {
        assert_eq!(shown(&server, name).await, in_file(file), "{name}");
    }
}

#[tokio::test]
async fn a_reload_is_for_new_connections_and_a_bad_one_changes_nothing() {
    let folder = Folder::new();
    let pair = folder.pair("gate", &["gate.example"]);
    let (file, key) = pair.clone();
    let tls = Arc::new(Tls::load(files(&[pair])).expect("good files"));
    let server = serve(Arc::clone(&tls)).await;
    let config = client(rustls::ALL_VERSIONS, None);
    let mut open = connect(&server, config, "gate.example")
        .await
        .expect("a handshake");
    assert!(tls.look() == tls.in_force());
    let old = in_file(&file);

    folder.write("gate.key", "nothing\n");
    assert!(tls.look() != tls.in_force());
    let errors = tls.renew(tls.read()).expect_err("a bad key");
    assert!(
        errors.to_string().contains("there is no private key"),
        "{errors}"
    );
    assert_eq!(shown(&server, "gate.example").await, old);

    std::fs::remove_file(&key).expect("it is there");
    assert!(tls.look() != tls.in_force(), "it is gone");
    folder.pair("gate", &["gate.example"]);
    tls.renew(tls.read()).expect("good files");
    assert!(tls.look() == tls.in_force());
    assert_ne!(in_file(&file), old);
    assert_eq!(shown(&server, "gate.example").await, in_file(&file));
    assert!(ask(&mut open).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn a_client_certificate_is_asked_for_and_not_demanded() {
    let folder = Folder::new();
    let (ours, theirs) = (Authority::new(), Authority::new());
    let tls = Tls::load(TlsFiles {
        client_authorities: Some(folder.write("ca.pem", &ours.pem)),
        ..files(&[folder.pair("gate", &["gate.example"])])
    });
    let server = serve(Arc::new(tls.expect("good files"))).await;
    for versions in [[&version::TLS12], [&version::TLS13]] {
        for (identity, has) in [(None, "no"), (Some(&ours.client), "a")] {
            let config = Arc::new(client(&versions, identity));
            // The second time, a session that could be resumed would be.
            for _ in 0..2 {
                let stream = connect(&server, (*config).clone(), "gate.example").await;
                let mut stream = stream.expect("a handshake");
                let answer = ask(&mut stream).await;
                assert!(
                    answer.ends_with(&format!("\r\n{has} certificate\n")),
                    "{answer}"
                );
                assert_eq!(
                    stream.get_ref().1.handshake_kind(),
                    Some(HandshakeKind::Full)
                );
            }
        }
        let config = client(&versions, Some(&theirs.client));
        let refused = async {
            let mut stream = connect(&server, config, "gate.example").await?;
            stream.read(&mut [0]).await
        };
        // With TLS 1.3 the client is done before the server has looked.
        assert!(
            !matches!(refused.await, Ok(1..)),
            "another authority is not believed"
        );
    }
}

#[tokio::test]
async fn sessions_are_resumed_within_one_process() {
    let folder = Folder::new();
    let tls = Tls::load(files(&[folder.pair("gate", &["gate.example"])])).expect("good files");
    let tls = Arc::new(tls);
    let server = serve(Arc::clone(&tls)).await;
    let mut config = client(rustls::ALL_VERSIONS, None);
    config.resumption = rustls::client::Resumption::in_memory_sessions(8);
    for expected in [HandshakeKind::Full, HandshakeKind::Resumed] {
        let mut stream = connect(&server, config.clone(), "gate.example")
            .await
            .expect("a handshake");
        ask(&mut stream).await;
        assert_eq!(stream.get_ref().1.handshake_kind(), Some(expected));
        tls.renew(tls.read()).expect("good files");
    }
}

/// Time is paused, so these run over pipes.
#[tokio::test(start_paused = true)]
async fn a_handshake_that_does_not_end_is_cut() {
    let folder = Folder::new();
    let tls = Tls::load(files(&[folder.pair("gate", &["gate.example"])])).expect("good files");
    let tls = Arc::new(tls);
    let client_hello_begins = [0x16, 0x03, 0x01, 0x02, 0x00, 0x01];
    for sent in [&b""[..], &client_hello_begins] {
        let settings = Settings {
            tls: Some(Arc::clone(&tls)),
            ..Settings::default()
        };
        let mut connections = Connections::new(Arc::new(Doorman), settings);
        let (ours, theirs) = duplex(PIPE);
        let peer = Peer::at([127, 0, 0, 1].into());
        connections.serve(theirs, Encrypted::IfSet, peer);
        let start = Instant::now();
        let mut ours = ours;
        ours.write_all(sent).await.expect("written");
        connections.one_leaves().await;
        let elapsed = start.elapsed();
        let late = elapsed.checked_sub(limits::HANDSHAKE);
        assert!(
            late.is_some_and(|late| late < Duration::from_millis(3)),
            "{elapsed:?}"
        );
    }
}

/// A connection over TLS and a pipe that has been asked once, and then left alone for so long.
async fn asked_before(
    connections: &mut Connections<Doorman>,
    pause: Duration,
) -> TlsStream<DuplexStream> {
    let (ours, theirs) = duplex(PIPE);
    let peer = Peer::at([127, 0, 0, 1].into());
    connections.serve(theirs, Encrypted::IfSet, peer);
    let connector = TlsConnector::from(Arc::new(client(rustls::ALL_VERSIONS, None)));
    let name = ServerName::try_from("gate.example").expect("a name");
    let mut stream = connector.connect(name, ours).await.expect("a handshake");
    let request = b"GET / HTTP/1.1\r\nHost: gate\r\n\r\n";
    for _ in 0..2 {
        stream.write_all(request).await.expect("written");
        let answer = read_answer(&mut stream).await;
        assert!(answer.ends_with("no certificate\n"), "{answer}");
        sleep(pause).await;
    }
    stream
}

fn encrypted_connections() -> (Connections<Doorman>, Registry) {
    let folder = Folder::new();
    let tls = Tls::load(files(&[folder.pair("gate", &["gate.example"])])).expect("good files");
    let mut registry = Registry::default();
    let settings = Settings {
        tls: Some(Arc::new(tls)),
        metrics: Some(Arc::new(ConnectionMetrics::register(&mut registry))),
        ..Settings::default()
    };
    (Connections::new(Arc::new(Doorman), settings), registry)
}

#[tokio::test(start_paused = true)]
async fn a_client_that_leaves_without_a_word_is_done_however_long_it_was_idle() {
    let (mut connections, registry) = encrypted_connections();
    for pause in [Duration::ZERO, limits::QUIET * 2] {
        let stream = asked_before(&mut connections, pause).await;
        // Many clients close without a `close_notify`, which is an error to read.
        let (mut pipe, _) = stream.into_inner();
        pipe.shutdown().await.expect("still open");
        connections.one_leaves().await;
    }
    let mut metrics = String::new();
    prometheus_client::encoding::text::encode(&mut metrics, &registry).expect("text");
    let done = "connections_ended_total{reason=\"done\"} 2\n";
    assert!(metrics.contains(done), "{metrics}");
}

#[tokio::test(start_paused = true)]
async fn a_client_that_is_idle_for_too_long_learns_of_the_end() {
    let (mut connections, _) = encrypted_connections();
    for pause in [Duration::ZERO, limits::QUIET * 2] {
        let mut stream = asked_before(&mut connections, pause).await;
        // Without a `close_notify` this would be an error.
        assert_eq!(read_to_close(&mut stream).await, "");
    }
}

#[tokio::test]
async fn what_is_no_tls_is_closed() {
    let folder = Folder::new();
    let tls = Tls::load(files(&[folder.pair("gate", &["gate.example"])])).expect("good files");
    let server = serve(Arc::new(tls)).await;
    for sent in [
        &b"GET / HTTP/1.1\r\nHost: gate\r\n\r\n"[..],
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"PROXY TCP4 192.0.2.7 198.51.100.1 56324 443\r\n",
        b"\x16\x03\x01\xff\xff",
        b"\x80\x2e\x01\x00\x02",
    ] {
        let answer = server.talk_or_end(sent).await;
        assert!(!answer.contains("HTTP"), "{answer}");
    }
}

#[test]
fn everything_that_is_wrong_is_named_with_its_flag_and_file() {
    let folder = Folder::new();
    let (cert, key) = folder.pair("gate", &["gate.example"]);
    let (other_cert, other_key) = folder.pair("other", &["other.example"]);
    let empty = folder.write("empty", "");
    let locked =
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";
    let locked = folder.write("locked.key", locked);
    let rubbish = "-----BEGIN CERTIFICATE-----\nMAAA\n-----END CERTIFICATE-----\n";
    let rubbish = folder.write("rubbish.crt", rubbish);
    let gone = folder.path("gone");
    let root = folder.path("");
    for (cert, key, ca, expected) in [
        (
            &gone,
            &key,
            None,
            "--tls-cert [folder]/gone: No such file or directory (os error 2)",
        ),
        (
            &cert,
            &gone,
            None,
            "--tls-key [folder]/gone: No such file or directory (os error 2)",
        ),
        (&root, &key, None, "--tls-cert [folder]/: not a file"),
        (
            &empty,
            &key,
            None,
            "--tls-cert [folder]/empty: there is no certificate in it; it has to be PEM",
        ),
        (
            &key,
            &key,
            None,
            "--tls-cert [folder]/gate.key: there is no certificate in it; it has to be PEM",
        ),
        (
            &rubbish,
            &key,
            None,
            "--tls-cert [folder]/rubbish.crt: not an X.509 certificate",
        ),
        (
            &cert,
            &cert,
            None,
            "--tls-key [folder]/gate.crt: there is no private key without a password in it; it has to be PEM",
        ),
        (
            &cert,
            &locked,
            None,
            "--tls-key [folder]/locked.key: there is no private key without a password in it; it has to be PEM",
        ),
        (
            &cert,
            &other_key,
            None,
            "--tls-key [folder]/other.key: not the key of the certificate in [folder]/gate.crt",
        ),
        (
            &cert,
            &key,
            Some(&empty),
            "--tls-client-ca [folder]/empty: there is no certificate in it; it has to be PEM",
        ),
        (
            &cert,
            &key,
            Some(&rubbish),
            "--tls-client-ca [folder]/rubbish.crt: there is no certificate that can be read in it; it has to be PEM",
        ),
    ] {
        let loaded = Tls::load(TlsFiles {
            pairs: vec![(cert.clone(), key.clone())],
            client_authorities: ca.cloned(),
        });
        assert_eq!(said(&folder, &loaded.expect_err(expected)), expected);
    }
    let loaded = Tls::load(TlsFiles {
        pairs: vec![(cert, other_key), (other_cert, key)],
        client_authorities: Some(empty),
    });
    let all = loaded.expect_err("three mistakes");
    assert_eq!(all.iter().count(), 3, "{all}");
}

fn said(folder: &Folder, errors: &TlsErrors) -> String {
    let shown = folder.path("").display().to_string();
    errors.to_string().replace(&shown, "[folder]/")
}
