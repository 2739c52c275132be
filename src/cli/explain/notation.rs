//! How moments and addresses are written in an explanation.

use jiff::Timestamp;

use crate::policy::Rfc3339;
use crate::webex::MASK;

/// An address with the tickets taken out that stand in it, once encoded: they
/// are good for something, and this may be pasted anywhere.
pub fn without_tickets(address: &str) -> String {
    const BEFORE: &str = "%2F-%2Fback%2F";
    let Some((head, rest)) = address.split_once(BEFORE) else {
        return address.to_owned();
    };
    let (route, ticket) = rest.split_once("%2F").unwrap_or((rest, ""));
    let end = ticket.find('&').unwrap_or(ticket.len());
    format!("{head}{BEFORE}{route}%2F{MASK}{}", &ticket[end..])
}

/// A moment, to the second.
pub fn second(moment: Timestamp) -> String {
    Rfc3339(moment).to_string()
}
