//! Tickets in requests, and what they ask for once they are verified.

use jiff::Timestamp;

use crate::decision::{Holder, LinkRequest, Purpose, Ticket, TicketError, TicketScope};
use crate::policy::SigningKeys;

/// A ticket as the request has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnverifiedTicket<'r> {
    /// The route that the request names for it.
    pub route: &'r str,
    pub text: &'r str,
}

/// What a verified ticket asks for.
#[derive(Clone, Debug)]
pub struct TicketRequest<'t> {
    pub request: LinkRequest<'t>,
    /// The leg that it belongs to, from 0.
    pub leg: usize,
    /// The tag of the action that it confirms, if it confirms one.
    pub action: Option<&'t str>,
}

/// What a ticket has to be signed for.
#[derive(Clone, Copy, Debug)]
pub struct Verification<'v> {
    pub keys: &'v SigningKeys,
    pub purpose: Purpose,
    pub holder: Holder<'v>,
    pub now: Timestamp,
}

impl UnverifiedTicket<'_> {
    pub fn verify(self, by: Verification<'_>) -> Result<Ticket<'static>, TicketError> {
        let scope = TicketScope {
            purpose: by.purpose,
            route: self.route,
            holder: by.holder,
        };
        Ticket::open(self.text, by.keys, scope, by.now)
    }
}

impl<'t> TicketRequest<'t> {
    pub fn of(ticket: &'t Ticket<'static>) -> Result<Self, TicketError> {
        // The gateway signs only paths that it can parse: another version of it signed this one.
        let request = LinkRequest::parse(ticket.path()).map_err(|_| TicketError::Forged)?;
        Ok(Self {
            request: request.with_referrer(ticket.page()),
            leg: ticket.leg(),
            action: ticket.action(),
        })
    }
}
