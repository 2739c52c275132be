//! Confirmations that were carried out by the gateway itself, so that none is carried out twice.

use std::collections::{HashSet, VecDeque};
use std::sync::{Mutex, PoisonError};

use crate::digest::{Digest, Hasher};

/// Most tickets that are remembered. Each is valid for a quarter of an hour: that is eleven changes a
/// second, all the time.
const TICKETS: usize = 10_000;

/// The tickets of confirmations whose change has been begun, the last ones of this process.
#[derive(Debug, Default)]
pub struct SpentTickets(Mutex<Spent>);

#[derive(Debug, Default)]
struct Spent {
    known: HashSet<Digest>,
    /// The oldest first.
    order: VecDeque<Digest>,
}

impl SpentTickets {
    /// Whether this is the first claim of a ticket.
    pub fn claim(&self, ticket: &str) -> bool {
        let mut hasher = Hasher::new();
        hasher.part(ticket.as_bytes());
        let ticket = hasher.finish();
        let mut spent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !spent.known.insert(ticket) {
            return false;
        }
        spent.order.push_back(ticket);
        if spent.order.len() > TICKETS
            && let Some(oldest) = spent.order.pop_front()
        {
            spent.known.remove(&oldest);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_is_claimed_once() {
        let spent = SpentTickets::default();
        for ticket in ["a", "b"] {
            assert!(spent.claim(ticket));
            assert!(!spent.claim(ticket));
        }
    }

    #[test]
    fn the_oldest_are_forgotten() {
        let spent = SpentTickets::default();
        for number in 0..=TICKETS {
            assert!(spent.claim(&number.to_string()));
        }
        assert!(!spent.claim(&TICKETS.to_string()));
        assert!(!spent.claim("1"));
        assert!(spent.claim("0"));
    }
}
