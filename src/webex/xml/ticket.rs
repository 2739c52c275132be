//! The ticket itself.

use std::fmt;

use secrecy::zeroize::Zeroizing;

use super::failure::TicketFailureReason;
use crate::webex::secret::MASK;

/// A ticket that logs a browser in once. Whoever has it is logged in, so that it is neither copied
/// nor shown: [`CallForm::call_with_ticket`](crate::webex::CallForm::call_with_ticket) takes it, and
/// writes it into one address.
///
/// It is wiped from memory when it is dropped.
pub struct OneTimeTicket(Zeroizing<String>);

impl OneTimeTicket {
    /// Most bytes, as the catalogue has it for `ticket`. Those that are published have 64.
    const MAX: usize = 512;

    /// A ticket is opaque (webex.md 4, `TK`): of its characters only those are refused that no field
    /// of an address has.
    pub(super) fn new(text: Zeroizing<String>) -> Result<Self, TicketFailureReason> {
        if text.is_empty() {
            return Err(TicketFailureReason::NoTicket);
        }
        let is_one = text.len() <= Self::MAX && text.bytes().all(|b| b.is_ascii_graphic());
        match is_one {
            true => Ok(Self(text)),
            false => Err(TicketFailureReason::MalformedTicket),
        }
    }

    pub(in crate::webex) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for OneTimeTicket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OneTimeTicket({MASK})")
    }
}
