//! The paths under `/-/`, which no policy can use.

use jiff::Timestamp;

use super::precheck::Request;
use crate::decision::{LinkRequest, Purpose, Ticket, TicketError, TicketScope};
use crate::policy::SigningKeys;

/// A path of the gateway's own that people come by with a ticket.
#[derive(Debug)]
pub enum InternalRoute<'r> {
    /// Back from Webex.
    Back(UnverifiedTicket<'r>),
    /// The answer to a question of ours.
    Confirm(UnverifiedTicket<'r>),
}

/// A ticket as it came in, not yet verified.
#[derive(Clone, Copy, Debug)]
pub struct UnverifiedTicket<'r> {
    /// The route to which it is said to belong.
    pub route: &'r str,
    /// Its text.
    pub text: &'r str,
    /// The query, which Webex has written.
    pub query: &'r str,
}

impl<'r> InternalRoute<'r> {
    /// Reads a path of that kind. Names of routes and tickets have no
    /// characters that need encoding: what is encoded is none of ours.
    pub fn read(request: &Request<'r>) -> Option<Self> {
        let (word, rest) = request.path.strip_prefix("/-/")?.split_once('/')?;
        let (route, text) = rest.split_once('/')?;
        let query = &request.path_and_query[request.path.len()..];
        let query = query.strip_prefix('?').unwrap_or_default();
        let carried = UnverifiedTicket { route, text, query };
        Some(match Purpose::from_word(word)? {
            Purpose::Return => Self::Back(carried),
            Purpose::Confirm => Self::Confirm(carried),
        })
    }
}

/// What a verified ticket asks for, and the leg that it belongs to.
pub fn asked<'t>(
    redeemed: &'t Result<Ticket<'static>, TicketError>,
) -> Result<(LinkRequest<'t>, usize), TicketError> {
    let ticket = redeemed.as_ref().map_err(|error| *error)?;
    let ask = LinkRequest::parse(ticket.path()).map_err(|_| TicketError::Forged)?;
    Ok((ask.with_referrer(ticket.page()), ticket.leg()))
}

impl<'r> UnverifiedTicket<'r> {
    /// Verifies the ticket, for its purpose and for who may use it.
    pub fn redeem(
        &self,
        keys: &SigningKeys,
        purpose: Purpose,
        holder: &str,
        now: Timestamp,
    ) -> Result<Ticket<'static>, TicketError> {
        let scope = TicketScope {
            purpose,
            route: self.route,
            holder,
        };
        Ticket::open(self.text, keys, scope, now)
    }

    /// The fields of the query. Webex has written them, in whatever encoding:
    /// what cannot be read says nothing, and keeps nobody from their way home.
    pub fn reply(&self, buffer: &'r mut String) -> Option<LinkRequest<'r>> {
        buffer.clear();
        buffer.push_str("/?");
        buffer.push_str(self.query);
        LinkRequest::parse(buffer).ok()
    }
}
