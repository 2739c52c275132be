//! TLS: certificates and keys from files, chosen by the name that the client asks for, and
//! exchanged while connections go on.
//!
//! The protocol is rustls's: TLS 1.2 and 1.3, forward secrecy always, no renegotiation, no
//! compression, no early data. Sessions are resumed by tickets whose keys live in this process
//! alone and change every six hours, so another replica makes a full handshake. With client
//! certificates there are no tickets: a certificate that has expired must not live on in one.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use arc_swap::ArcSwap;
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::server::{NoServerSessionStorage, ProducesTickets, WebPkiClientVerifier};
use rustls::{RootCertStore, ServerConfig};
use tokio_rustls::TlsAcceptor;

use crate::server::file_snapshot::FileSnapshot;

mod certificates;
mod error;
mod read;
mod tickets;

use certificates::Certificates;
pub use certificates::ServerCertificate;
pub use error::{TlsError, TlsErrors};
pub use read::TlsFiles;
use read::{Contents, Pair};
use tickets::Tickets;

/// Both protocols, by ALPN (RFC 7301).
const PROTOCOLS: [&[u8]; 2] = [b"h2", b"http/1.1"];

pub struct Tls {
    files: TlsFiles,
    tickets: Arc<dyn ProducesTickets>,
    current: ArcSwap<Current>,
}

/// The content of the files at one time.
struct Current {
    snapshot: FileSnapshot,
    config: Arc<ServerConfig>,
    certificates: Arc<Certificates>,
}

/// The content of the files, valid or not, before it is in force.
pub struct Renewal {
    snapshot: FileSnapshot,
    current: Result<Current, TlsErrors>,
}

impl Tls {
    /// # Errors
    ///
    /// Everything that is wrong with any of them.
    pub fn load(files: TlsFiles) -> Result<Self, TlsErrors> {
        let tickets: Arc<dyn ProducesTickets> = Arc::new(Tickets::default());
        let current = Renewal::read(&files, &tickets).current?;
        Ok(Self {
            files,
            tickets,
            current: ArcSwap::from_pointee(current),
        })
    }

    pub fn look(&self) -> FileSnapshot {
        Contents::read(&self.files).map_or(FileSnapshot::UNREADABLE, |contents| contents.snapshot())
    }

    /// The files that are in force.
    pub fn in_force(&self) -> FileSnapshot {
        self.current.load().snapshot
    }

    /// Reads the files again, without putting them into force.
    pub fn read(&self) -> Renewal {
        Renewal::read(&self.files, &self.tickets)
    }

    /// Puts what was read into force, for all connections from now on. With an error, everything
    /// stays as it is.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with any of the files.
    pub fn renew(&self, renewal: Renewal) -> Result<(), TlsErrors> {
        self.current.store(Arc::new(renewal.current?));
        Ok(())
    }

    /// Whether clients are asked for a certificate.
    pub fn asks_clients(&self) -> bool {
        self.files.client_authorities.is_some()
    }

    /// The certificates as they are now, in the order of the operator.
    pub fn certificates(&self) -> Vec<ServerCertificate> {
        self.current.load().certificates.all().to_vec()
    }

    /// Makes the next handshake.
    pub fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::clone(&self.current.load().config))
    }
}

impl Renewal {
    fn read(files: &TlsFiles, tickets: &Arc<dyn ProducesTickets>) -> Self {
        match Contents::read(files) {
            Ok(contents) => Self {
                snapshot: contents.snapshot(),
                current: Current::make(files, &contents, tickets),
            },
            Err(errors) => Self {
                snapshot: FileSnapshot::UNREADABLE,
                current: Err(errors),
            },
        }
    }

    pub fn snapshot(&self) -> FileSnapshot {
        self.snapshot
    }
}

impl Current {
    fn make(
        files: &TlsFiles,
        contents: &Contents,
        tickets: &Arc<dyn ProducesTickets>,
    ) -> Result<Self, TlsErrors> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let mut errors = TlsErrors::default();
        let mut held = Vec::new();
        for ((chain, key), pair) in files.pairs.iter().zip(&contents.pairs) {
            match hold(chain, key, pair, &provider) {
                Ok(certificate) => held.push(certificate),
                Err(error) => errors.push(error),
            }
        }
        let authorities = files.client_authorities.as_deref();
        let authorities = authorities.zip(contents.client_authorities.as_deref());
        let authorities = authorities.map(|(file, pem)| read::authorities(file, pem));
        let authorities = errors.keep(authorities.transpose()).flatten();
        errors.none()?;
        let certificates = Arc::new(Certificates::new(held));
        let config = configure(&certificates, authorities, &provider, tickets)?;
        Ok(Self {
            snapshot: contents.snapshot(),
            config: Arc::new(config),
            certificates,
        })
    }
}

fn hold(
    chain: &Path,
    key: &Path,
    pair: &Pair,
    provider: &CryptoProvider,
) -> Result<ServerCertificate, TlsError> {
    let held = read::certified_key(chain, key, pair, provider)?;
    ServerCertificate::new(chain, held).ok_or_else(|| TlsError::NotACertificate(chain.to_owned()))
}

fn configure(
    certificates: &Arc<Certificates>,
    authorities: Option<RootCertStore>,
    provider: &Arc<CryptoProvider>,
    tickets: &Arc<dyn ProducesTickets>,
) -> Result<ServerConfig, TlsError> {
    let refused = |error: &dyn fmt::Display| TlsError::Refused(error.to_string());
    let builder = ServerConfig::builder_with_provider(Arc::clone(provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| refused(&error))?;
    let asks_clients = authorities.is_some();
    let builder = match authorities {
        None => builder.with_no_client_auth(),
        Some(roots) => {
            let verifier =
                WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider))
                    .allow_unauthenticated()
                    .build()
                    .map_err(|error| refused(&error))?;
            builder.with_client_cert_verifier(verifier)
        }
    };
    let mut config = builder.with_cert_resolver(Arc::clone(certificates) as _);
    config.alpn_protocols = PROTOCOLS.map(<[u8]>::to_vec).to_vec();
    // Ours is the order of the library's authors; clients may know theirs less well.
    config.ignore_client_order = true;
    config.session_storage = Arc::new(NoServerSessionStorage {});
    match asks_clients {
        true => config.send_tls13_tickets = 0,
        false => config.ticketer = Arc::clone(tickets),
    }
    Ok(config)
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls")
            .field("files", &self.files)
            .finish_non_exhaustive()
    }
}
