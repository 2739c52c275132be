//! How many connections each client has, so that none takes all the places.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::net::ClientPrefix;

/// Everybody who is connected.
#[derive(Debug)]
pub struct Crowd {
    most: usize,
    present: Arc<Present>,
}

/// Who has how many connections. Nobody stands here without one, so that it is never larger than the
/// number of open connections.
#[derive(Debug, Default)]
struct Present(Mutex<HashMap<ClientPrefix, usize>>);

/// The place of one connection; free again when it is dropped.
#[must_use = "the place is given back when this is dropped"]
#[derive(Debug)]
pub struct Seat {
    prefix: ClientPrefix,
    present: Arc<Present>,
}

impl Crowd {
    /// A crowd in which each client may have so many connections; 0 for any number.
    pub fn new(most: usize) -> Self {
        Self {
            most,
            present: Arc::default(),
        }
    }

    /// Takes a place for a connection of this client; `None` when it has as many as it may.
    pub fn enter(&self, prefix: ClientPrefix) -> Option<Seat> {
        let mut counts = self.present.counts();
        let count = counts.entry(prefix);
        if self.most > 0
            && let Entry::Occupied(taken) = &count
            && *taken.get() >= self.most
        {
            return None;
        }
        *count.or_default() += 1;
        Some(Seat {
            prefix,
            present: Arc::clone(&self.present),
        })
    }
}

impl Present {
    fn counts(&self) -> MutexGuard<'_, HashMap<ClientPrefix, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut counts = self.present.counts();
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

    fn enter(crowd: &Crowd, address: &str) -> Option<Seat> {
        let address: IpAddr = address.parse().expect("an address");
        crowd.enter(ClientPrefix::of(address.into()).expect("it is known"))
    }

    fn len(crowd: &Crowd) -> usize {
        crowd.present.counts().len()
    }

    #[test]
    fn a_client_gets_so_many_places_and_no_more() {
        let crowd = Crowd::new(2);
        let first = enter(&crowd, "192.0.2.7").expect("a place");
        let _second = enter(&crowd, "::ffff:192.0.2.7").expect("a place");
        assert!(enter(&crowd, "192.0.2.7").is_none());
        assert!(enter(&crowd, "192.0.2.8").is_some());
        drop(first);
        let third = enter(&crowd, "192.0.2.7");
        assert!(third.is_some());
        assert!(enter(&crowd, "192.0.2.7").is_none());
    }

    #[test]
    fn the_addresses_of_a_64_share_their_places() {
        let crowd = Crowd::new(1);
        let _seat = enter(&crowd, "2001:db8::1").expect("a place");
        assert!(enter(&crowd, "2001:db8::2:1").is_none());
        assert!(enter(&crowd, "2001:db8:0:1::1").is_some());
    }

    #[test]
    fn nobody_is_kept_without_a_connection() {
        let crowd = Crowd::new(1);
        let seats: Vec<_> = (0..100)
            .map(|n| enter(&crowd, &format!("192.0.2.{n}")).expect("a place"))
            .collect();
        assert!(enter(&crowd, "192.0.2.7").is_none());
        assert_eq!(len(&crowd), 100);
        drop(seats);
        assert_eq!(len(&crowd), 0);
    }

    #[test]
    fn nought_is_no_limit() {
        let crowd = Crowd::new(0);
        let seats: Vec<_> = (0..1000).map(|_| enter(&crowd, "192.0.2.7")).collect();
        assert!(seats.iter().all(Option::is_some));
        drop(seats);
        assert_eq!(len(&crowd), 0);
    }

    #[test]
    fn a_seat_outlives_its_crowd() {
        let seat = enter(&Crowd::new(1), "192.0.2.7");
        drop(seat);
    }
}
