//! The places for connections, of all listeners that share them.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::net::{ClientPrefix, Peer};
use crate::server::limits::Limits;
use crate::server::per_client_limit::{Crowd, Seat};
use crate::telemetry::Shed;

/// So many connections at once, and so many of one address.
#[derive(Debug)]
pub struct Places {
    room: Arc<Semaphore>,
    crowd: Crowd,
}

/// What a connection takes with it as long as it lasts: one place among all, and one among those of
/// its address.
#[derive(Debug)]
pub struct Place {
    _among_all: OwnedSemaphorePermit,
    _of_address: Option<Seat>,
}

impl Places {
    /// As many places as the limits say.
    pub fn new(limits: &Limits) -> Self {
        let most = limits.connections.min(Semaphore::MAX_PERMITS);
        Self {
            room: Arc::new(Semaphore::new(most)),
            crowd: Crowd::new(limits.connections_per_address),
        }
    }

    /// Whether there is a place for somebody.
    pub(crate) fn has_room(&self) -> bool {
        self.room.available_permits() > 0
    }

    /// A place for a connection of this peer. One who carries others needs none of their own
    /// address.
    pub(crate) fn take(&self, peer: &Peer, carries_others: bool) -> Result<Place, Shed> {
        let room = Arc::clone(&self.room);
        Ok(Place {
            _among_all: room.try_acquire_owned().map_err(|_| Shed::Full)?,
            _of_address: self.seat(peer, carries_others)?,
        })
    }

    /// A place among those of its address alone, for somebody whom a proxy names. Who has no
    /// address needs none.
    pub(crate) fn seat(&self, peer: &Peer, carries_others: bool) -> Result<Option<Seat>, Shed> {
        match ClientPrefix::of(peer.address()) {
            Some(prefix) if !carries_others => {
                self.crowd.enter(prefix).map(Some).ok_or(Shed::Address)
            }
            Some(_) | None => Ok(None),
        }
    }
}
