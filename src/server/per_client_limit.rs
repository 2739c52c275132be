//! How many connections each client has, so that none of them takes all there may be.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::net::ClientPrefix;

/// Bounds the connections of each client.
#[derive(Debug)]
pub struct PerClientLimit {
    max: usize,
    open: Arc<OpenConnections>,
}

/// How many connections each client has. A client without one has no entry, so that this is never
/// larger than the number of open connections.
#[derive(Debug, Default)]
struct OpenConnections(Mutex<HashMap<ClientPrefix, usize>>);

/// Permits one connection of a client, until it is dropped.
#[must_use = "the permit is given back when this is dropped"]
#[derive(Debug)]
pub struct ClientPermit {
    prefix: ClientPrefix,
    open: Arc<OpenConnections>,
}

impl PerClientLimit {
    /// `max` connections for each client; 0 for any number.
    pub fn new(max: usize) -> Self {
        Self {
            max,
            open: Arc::default(),
        }
    }

    /// Permits a connection of this client; `None` when it has as many as it may.
    pub fn acquire(&self, prefix: ClientPrefix) -> Option<ClientPermit> {
        let mut counts = self.open.counts();
        let count = counts.entry(prefix);
        if self.max > 0
            && let Entry::Occupied(open) = &count
            && *open.get() >= self.max
        {
            return None;
        }
        *count.or_default() += 1;
        Some(ClientPermit {
            prefix,
            open: Arc::clone(&self.open),
        })
    }
}

impl OpenConnections {
    fn counts(&self) -> MutexGuard<'_, HashMap<ClientPrefix, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for ClientPermit {
    fn drop(&mut self) {
        let mut counts = self.open.counts();
        if let Entry::Occupied(mut count) = counts.entry(self.prefix) {
            match *count.get() {
                0 | 1 => drop(count.remove()),
                more => *count.get_mut() = more - 1,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;

    fn acquire(limit: &PerClientLimit, address: &str) -> Option<ClientPermit> {
        let address: IpAddr = address.parse().expect("an address");
        limit.acquire(ClientPrefix::of(address.into()).expect("it is known"))
    }

    fn len(limit: &PerClientLimit) -> usize {
        limit.open.counts().len()
    }

    #[test]
    fn a_client_gets_so_many_connections_and_no_more() {
        let limit = PerClientLimit::new(2);
        let first = acquire(&limit, "192.0.2.7").expect("a permit");
        let _second = acquire(&limit, "::ffff:192.0.2.7").expect("a permit");
        assert!(acquire(&limit, "192.0.2.7").is_none());
        assert!(acquire(&limit, "192.0.2.8").is_some());
        drop(first);
        let third = acquire(&limit, "192.0.2.7");
        assert!(third.is_some());
        assert!(acquire(&limit, "192.0.2.7").is_none());
    }

    #[test]
    fn the_addresses_of_a_64_count_as_one_client() {
        let limit = PerClientLimit::new(1);
        let _permit = acquire(&limit, "2001:db8::1").expect("a permit");
        assert!(acquire(&limit, "2001:db8::2:1").is_none());
        assert!(acquire(&limit, "2001:db8:0:1::1").is_some());
    }

    #[test]
    fn a_client_without_a_connection_is_forgotten() {
        let limit = PerClientLimit::new(1);
        let permits: Vec<_> = (0..100)
            .map(|n| acquire(&limit, &format!("192.0.2.{n}")).expect("a permit"))
            .collect();
        assert!(acquire(&limit, "192.0.2.7").is_none());
        assert_eq!(len(&limit), 100);
        drop(permits);
        assert_eq!(len(&limit), 0);
    }

    #[test]
    fn zero_is_no_limit() {
        let limit = PerClientLimit::new(0);
        let permits: Vec<_> = (0..1000).map(|_| acquire(&limit, "192.0.2.7")).collect();
        assert!(permits.iter().all(Option::is_some));
        drop(permits);
        assert_eq!(len(&limit), 0);
    }

    #[test]
    fn a_permit_outlives_its_limit() {
        let permit = acquire(&PerClientLimit::new(1), "192.0.2.7");
        drop(permit);
    }
}
