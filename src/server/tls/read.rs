//! From files to certificates and keys.

use std::path::{Path, PathBuf};

use rustls::RootCertStore;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use secrecy::{ExposeSecret as _, SecretSlice};

use super::error::{TlsError, TlsErrors};
use crate::files;
use crate::server::file_snapshot::FileSnapshot;

/// The largest file, in KiB. A chain has a few, all authorities of the world half a MiB.
const MAX_KIB: u64 = 4 << 10;

const CERT: &str = "--tls-cert";
const KEY: &str = "--tls-key";
const CLIENT_CA: &str = "--tls-client-ca";

/// The files that TLS needs, as the operator names them.
#[derive(Clone, Debug)]
pub struct TlsFiles {
    /// Certificate chains and their keys (PEM). The first is for clients that ask for no name, or
    /// for one that none of them has.
    pub pairs: Vec<(PathBuf, PathBuf)>,
    /// The authorities whose client certificates are believed. Clients are asked for one then, and
    /// need not have any: whom a link is for, the policy says.
    pub client_authorities: Option<PathBuf>,
}

/// The bytes of all files at one time.
pub struct Contents {
    pub pairs: Vec<Pair>,
    pub client_authorities: Option<Vec<u8>>,
}

/// The bytes of a chain and its key.
pub struct Pair {
    chain: Vec<u8>,
    key: SecretSlice<u8>,
}

impl Contents {
    /// The digest (SHA-256) of all of it, every part with its length before it.
    pub fn snapshot(&self) -> FileSnapshot {
        let pairs = self.pairs.iter();
        let parts = pairs.flat_map(|pair| [&*pair.chain, pair.key.expose_secret()]);
        FileSnapshot::of(parts.chain(self.client_authorities.as_deref()))
    }

    pub fn read(files: &TlsFiles) -> Result<Self, TlsErrors> {
        let mut errors = TlsErrors::default();
        let mut pairs = Vec::new();
        for (chain, key) in &files.pairs {
            let chain = errors.keep(read_file(CERT, chain));
            let key = errors.keep(read_file(KEY, key));
            if let (Some(chain), Some(key)) = (chain, key) {
                let key = key.into();
                pairs.push(Pair { chain, key });
            }
        }
        let authorities = files.client_authorities.as_deref();
        let authorities = authorities.map(|file| read_file(CLIENT_CA, file));
        let client_authorities = errors.keep(authorities.transpose()).flatten();
        errors.none()?;
        Ok(Self {
            pairs,
            client_authorities,
        })
    }
}

/// A chain with its key, which belongs to it.
pub fn certified_key(
    chain_file: &Path,
    key_file: &Path,
    pair: &Pair,
    provider: &CryptoProvider,
) -> Result<CertifiedKey, TlsError> {
    let chain: Vec<_> = certificates(CERT, chain_file, &pair.chain)?;
    let key = PrivateKeyDer::from_pem_slice(files::without_mark(pair.key.expose_secret()));
    let key = key.map_err(|_| missing(KEY, key_file, "private key without a password"))?;
    CertifiedKey::from_der(chain, key, provider).map_err(|error| match error {
        rustls::Error::InconsistentKeys(_) => TlsError::Mismatch {
            key: key_file.to_owned(),
            certificate: chain_file.to_owned(),
        },
        rustls::Error::InvalidCertificate(_) => TlsError::NotACertificate(chain_file.to_owned()),
        _ => TlsError::KeyKind(key_file.to_owned()),
    })
}

pub fn authorities(file: &Path, pem: &[u8]) -> Result<RootCertStore, TlsError> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates(CLIENT_CA, file, pem)? {
        let added = roots.add(certificate);
        added.map_err(|_| missing(CLIENT_CA, file, "certificate that can be read"))?;
    }
    Ok(roots)
}

fn certificates(
    setting: &'static str,
    file: &Path,
    pem: &[u8],
) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let found: Result<Vec<_>, _> =
        CertificateDer::pem_slice_iter(files::without_mark(pem)).collect();
    let found = found.ok().filter(|found| !found.is_empty());
    found.ok_or_else(|| missing(setting, file, "certificate"))
}

fn missing(setting: &'static str, file: &Path, what: &'static str) -> TlsError {
    let file = file.to_owned();
    TlsError::Missing {
        setting,
        file,
        what,
    }
}

fn read_file(setting: &'static str, path: &Path) -> Result<Vec<u8>, TlsError> {
    files::read(path, MAX_KIB).map_err(|cause| TlsError::Unreadable {
        setting,
        file: path.to_owned(),
        cause,
    })
}
