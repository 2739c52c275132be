//! How many connections there may be, of all listeners that share these limits.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::net::{ClientPrefix, Peer};
use crate::server::limits::Limits;
use crate::server::per_client_limit::{ClientPermit, PerClientLimit};
use crate::telemetry::Shed;

/// Bounds the connections of all clients together, and of each of them.
#[derive(Debug)]
pub struct ConnectionLimits {
    all: Arc<Semaphore>,
    per_client: PerClientLimit,
}

/// Permits one connection, until it is dropped.
#[derive(Debug)]
pub struct ConnectionPermit {
    _of_all: OwnedSemaphorePermit,
    _of_client: Option<ClientPermit>,
}

impl ConnectionLimits {
    pub fn new(limits: &Limits) -> Self {
        let max = limits.connections.min(Semaphore::MAX_PERMITS);
        Self {
            all: Arc::new(Semaphore::new(max)),
            per_client: PerClientLimit::new(limits.connections_per_address),
        }
    }

    pub fn has_room(&self) -> bool {
        self.all.available_permits() > 0
    }

    /// Permits a connection of this peer.
    pub fn acquire(&self, peer: &Peer, is_trusted_proxy: bool) -> Result<ConnectionPermit, Shed> {
        let all = Arc::clone(&self.all);
        Ok(ConnectionPermit {
            _of_all: all.try_acquire_owned().map_err(|_| Shed::ConnectionLimit)?,
            _of_client: self.acquire_for_client(peer, is_trusted_proxy)?,
        })
    }

    /// Permits a connection of this client, which a proxy names on a connection that is among those
    /// of all already.
    pub fn acquire_for_client(
        &self,
        client: &Peer,
        is_trusted_proxy: bool,
    ) -> Result<Option<ClientPermit>, Shed> {
        match ClientPrefix::of(client.address()) {
            // Many clients come through a proxy: what one of them may have is no measure for it.
            Some(prefix) if !is_trusted_proxy => {
                let permit = self.per_client.acquire(prefix);
                permit.map(Some).ok_or(Shed::PerAddressLimit)
            }
            Some(_) | None => Ok(None),
        }
    }
}
