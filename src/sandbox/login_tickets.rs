//! Tickets of the XML service: those that log a browser in once, and those of server sessions.

use std::collections::VecDeque;

use super::random::random_id;

const MOST_TICKETS: usize = 50;

#[derive(Debug)]
struct Ticket {
    text: String,
    /// Whose it is.
    web_id: String,
}

#[derive(Debug, Default)]
pub struct LoginTickets {
    unused: VecDeque<Ticket>,
    sessions: VecDeque<Ticket>,
}

impl LoginTickets {
    /// The ticket of a person: a new one only where there is none, or the last one was used. `None`
    /// when the system gives no random numbers.
    pub fn issue(&mut self, web_id: &str) -> Option<String> {
        let mut unused = self.unused.iter();
        if let Some(known) = unused.find(|known| known.web_id == web_id) {
            return Some(known.text.clone());
        }
        // Real ones are Base64: who forgets to encode them is found out.
        let text = format!("{}+/{}+==", random_id()?, random_id()?);
        push(&mut self.unused, &text, web_id);
        Some(text)
    }

    /// Uses a ticket up: whose it was.
    pub fn take(&mut self, text: &str) -> Option<String> {
        let at = self.unused.iter().position(|known| known.text == text)?;
        Some(self.unused.remove(at)?.web_id)
    }

    /// Begins a session of a server, which the ticket names in place of a password.
    pub fn begin_session(&mut self, web_id: &str) -> Option<String> {
        let text = random_id()?;
        push(&mut self.sessions, &text, web_id);
        Some(text)
    }

    /// Whose session a ticket names.
    pub fn session(&self, text: &str) -> Option<&str> {
        let mut sessions = self.sessions.iter();
        let found = sessions.find(|known| known.text == text)?;
        Some(&found.web_id)
    }
}

fn push(queue: &mut VecDeque<Ticket>, text: &str, web_id: &str) {
    if queue.len() == MOST_TICKETS {
        queue.pop_front();
    }
    queue.push_back(Ticket {
        text: text.to_owned(),
        web_id: web_id.to_owned(),
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_is_used_once_and_none_is_kept_for_ever() {
        let mut tickets = LoginTickets::default();
        let first = tickets.issue("ada").expect("random");
        assert_eq!(tickets.issue("ada").expect("random"), first);
        assert_ne!(tickets.issue("bea").expect("random"), first);
        assert_eq!(tickets.take(&first).as_deref(), Some("ada"));
        assert_eq!(tickets.take(&first), None);
        assert_ne!(tickets.issue("ada").expect("random"), first);
        for number in 0..200 {
            tickets.issue(&number.to_string()).expect("random");
            tickets.begin_session("ada").expect("random");
        }
        assert_eq!(tickets.unused.len(), MOST_TICKETS);
        assert_eq!(tickets.sessions.len(), MOST_TICKETS);
    }
}
