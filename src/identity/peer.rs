//! Who is at the other end of a connection.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use super::certificate::{CertificateError, read_certificate};
use crate::decision::Certificate;
use crate::policy::Vouchers;

/// Where somebody comes from who has no address: from no network.
const NOWHERE: IpAddr = IpAddr::V4(Ipv4Addr::UNSPECIFIED);

/// Who is at the other end of a connection, as the server knows it: by the
/// socket, by a PROXY header, by the handshake of TLS.
#[derive(Clone, Debug)]
pub struct Peer {
    address: IpAddr,
    is_local: bool,
    is_named: bool,
    certificate: Option<Presented>,
}

/// A certificate that the handshake has proven to be somebody's, or why it
/// cannot be used.
pub(super) type Presented = Result<Arc<Certificate>, CertificateError>;

impl Peer {
    /// Somebody with an address. One of IPv4 is the same also where it came
    /// in through a socket of IPv6.
    #[must_use]
    pub fn at(address: IpAddr) -> Self {
        Self {
            address: address.to_canonical(),
            is_local: false,
            is_named: false,
            certificate: None,
        }
    }

    /// Somebody for whom a proxy speaks in a PROXY header: with an address, or
    /// without saying who it is.
    #[must_use]
    pub fn named(address: Option<IpAddr>) -> Self {
        Self {
            is_named: true,
            ..Self::at(address.unwrap_or(NOWHERE))
        }
    }

    /// A program on this machine, at a Unix socket.
    #[must_use]
    pub fn on_this_machine() -> Self {
        Self {
            is_local: true,
            ..Self::at(NOWHERE)
        }
    }

    /// The same, with the certificate (DER) that the handshake has proven to be
    /// theirs. One that cannot be read names nobody, which is told of the
    /// requests for which it would have counted.
    #[must_use]
    pub fn presenting(self, der: &[u8]) -> Self {
        let certificate = Some(read_certificate(der).map(Arc::new));
        Self {
            certificate,
            ..self
        }
    }

    /// The address; unspecified, and so in no network, where there is none.
    pub fn address(&self) -> IpAddr {
        self.address
    }

    /// Whether it came in through a Unix socket.
    pub fn is_local(&self) -> bool {
        self.is_local
    }

    /// Whether a PROXY header speaks for it.
    pub fn is_named(&self) -> bool {
        self.is_named
    }

    /// The certificate that the handshake has proven to be theirs, if it can be
    /// read.
    pub fn certificate(&self) -> Option<&Certificate> {
        let readable = self.certificate.as_ref()?.as_ref().ok();
        readable.map(|certificate| &**certificate)
    }

    /// What was presented in the handshake.
    pub(super) fn presented(&self) -> Option<&Presented> {
        self.certificate.as_ref()
    }

    /// Whether it is a trusted proxy, by its address or by coming in through a
    /// Unix socket. Whom a proxy names is a client, wherever they are: also when
    /// another policy comes into force while they are connected.
    pub fn is_trusted_by(&self, vouchers: &Vouchers) -> bool {
        match self.is_local {
            _ if self.is_named => false,
            true => vouchers.trusts_unix_sockets,
            false => vouchers.trusts(self.address),
        }
    }
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.is_local {
            true => f.write_str("a unix socket"),
            false => self.address.fmt(f),
        }
    }
}
