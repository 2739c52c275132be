//! Who is at the other end of a connection, as the socket, a PROXY header and the handshake of TLS
//! say. What that proves is not known here.

use std::any::Any;
use std::fmt;
use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use super::ClientAddress;

/// Who is at the other end of a connection.
#[derive(Clone, Debug)]
pub struct Peer {
    address: ClientAddress,
    origin: Origin,
    certificate: Option<Arc<PeerCertificate>>,
}

/// How the server came to know a peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It connected over TCP.
    Tcp,
    /// It connected to a Unix socket, from this machine.
    UnixSocket,
    /// A PROXY header names it: it is the client of the load balancer that connected.
    ProxyHeader,
}

impl Peer {
    /// A peer that connected over TCP.
    #[must_use]
    pub fn at(address: IpAddr) -> Self {
        Self::new(address.into(), Origin::Tcp)
    }

    /// A client that a PROXY header names, with its address if it has one.
    #[must_use]
    pub fn named(address: Option<IpAddr>) -> Self {
        Self::new(address.into(), Origin::ProxyHeader)
    }

    /// A program on this machine, at a Unix socket.
    #[must_use]
    pub fn on_this_machine() -> Self {
        Self::new(ClientAddress::UNKNOWN, Origin::UnixSocket)
    }

    fn new(address: ClientAddress, origin: Origin) -> Self {
        Self {
            address,
            origin,
            certificate: None,
        }
    }

    /// The same, with the certificate (DER) that the handshake has proven to be theirs.
    #[must_use]
    pub fn presenting(self, der: &[u8]) -> Self {
        Self {
            certificate: Some(Arc::new(PeerCertificate::new(der))),
            ..self
        }
    }

    pub fn address(&self) -> ClientAddress {
        self.address
    }

    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// The certificate that the handshake has proven to be theirs, readable or not.
    pub fn certificate(&self) -> Option<&PeerCertificate> {
        self.certificate.as_deref()
    }
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.origin {
            Origin::UnixSocket => f.write_str("a unix socket"),
            Origin::Tcp | Origin::ProxyHeader => self.address.fmt(f),
        }
    }
}

/// The certificate of a connection, as it came, and what a reader of certificates made of it.
#[derive(Debug)]
pub struct PeerCertificate {
    der: Box<[u8]>,
    decoded: OnceLock<Box<dyn Any + Send + Sync>>,
}

impl PeerCertificate {
    fn new(der: &[u8]) -> Self {
        Self {
            der: der.into(),
            decoded: OnceLock::new(),
        }
    }

    /// What `decode` makes of the certificate (DER), once for all requests of the connection.
    ///
    /// It is kept by its type alone: let one `T` come from one `decode`, or the second decoder gets
    /// what the first one made.
    pub fn decoded<T>(&self, decode: impl Fn(&[u8]) -> T) -> T
    where
        T: Clone + Send + Sync + 'static,
    {
        // Decoding takes some 20 µs, which no redirect should pay again on the same connection.
        let kept = self.decoded.get_or_init(|| Box::new(decode(&self.der)));
        match kept.downcast_ref::<T>() {
            Some(decoded) => decoded.clone(),
            // The place is taken by another reader's type: right all the same, but not kept.
            None => decode(&self.der),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn a_certificate_is_decoded_once_for_all_requests_of_a_connection() {
        let peer = Peer::on_this_machine().presenting(b"der");
        let decoded = Cell::new(0);
        for peer in [peer.clone(), peer.clone(), peer] {
            let certificate = peer.certificate().expect("it presents one");
            let length = certificate.decoded(|der| {
                decoded.set(decoded.get() + 1);
                der.len()
            });
            assert_eq!(length, 3);
        }
        assert_eq!(decoded.get(), 1);
    }

    #[test]
    fn a_second_reader_gets_what_it_asks_for() {
        let peer = Peer::on_this_machine().presenting(b"der");
        let certificate = peer.certificate().expect("it presents one");
        assert_eq!(certificate.decoded(<[u8]>::len), 3);
        assert_eq!(certificate.decoded(<[u8]>::to_vec), b"der");
        assert_eq!(certificate.decoded(<[u8]>::len), 3);
    }
}
