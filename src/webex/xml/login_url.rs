//! The ticket in the address that `GetloginurlUser` answers with.

use percent_encoding::percent_decode_str;
use secrecy::zeroize::Zeroizing;
use url::{Position, Url};

use super::failure::TicketFailureReason;
use super::ticket::OneTimeTicket;
use crate::webex::site::Site;

/// Takes the ticket out of a `userLoginURL` of this site. Nobody is ever sent to that address.
pub fn ticket_in(site: &Site, address: &str) -> Result<OneTimeTicket, TicketFailureReason> {
    let Some(url) = own_address(site, address) else {
        return Err(TicketFailureReason::ForeignAddress);
    };
    let mut tickets = url
        .query()
        .unwrap_or_default()
        .split('&')
        .filter_map(|field| {
            let (name, value) = field.split_once('=')?;
            name.eq_ignore_ascii_case("TK").then_some(value)
        });
    let ticket = tickets.next().ok_or(TicketFailureReason::NoTicket)?;
    if tickets.next().is_some() {
        return Err(TicketFailureReason::NoAnswer);
    }
    OneTimeTicket::new(decoded(ticket)?)
}

/// The address, if it is at the site's own origin and every program reads it so.
fn own_address(site: &Site, address: &str) -> Option<Url> {
    let is_doubtful = |c: char| c.is_control() || c == '\\';
    if address.contains(is_doubtful) {
        return None;
    }
    let (_, behind) = address.split_once("://")?;
    let authority = behind.split(['/', '?', '#']).next()?;
    let url = Url::parse(address).ok()?;
    let is_own = !authority.contains('@') && url[..Position::BeforePath] == *site.origin();
    is_own.then_some(url)
}

/// Decodes a ticket without leaving a copy behind. Webex writes `+` as it is, and means a plus sign
/// (webex.md 9).
fn decoded(ticket: &str) -> Result<Zeroizing<String>, TicketFailureReason> {
    let mut text = Zeroizing::new(String::with_capacity(ticket.len()));
    for byte in percent_decode_str(ticket) {
        if !byte.is_ascii() {
            return Err(TicketFailureReason::MalformedTicket);
        }
        text.push(byte.into());
    }
    Ok(text)
}
