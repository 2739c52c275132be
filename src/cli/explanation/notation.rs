//! How moments and addresses are written in an explanation.

use jiff::Timestamp;

use crate::decision::Purpose;
use crate::policy::Rfc3339;
use crate::webex::MASK;

/// An address with the tickets taken out that stand in it, plain or, in a call, encoded: they are
/// good for something, and this may be pasted anywhere.
pub fn without_tickets(address: &str) -> String {
    let back = without_ticket_of(Purpose::Return, address);
    without_ticket_of(Purpose::Confirm, &back)
}

fn without_ticket_of(purpose: Purpose, address: &str) -> String {
    let mut address = address.to_owned();
    for slash in ["/", "%2F"] {
        let before = format!("{slash}-{slash}{}{slash}", purpose.as_str());
        if let Some((head, rest)) = address.split_once(&before)
            && let Some((route, ticket)) = rest.split_once(slash)
        {
            let end = ticket.find(['&', '?', '#']).unwrap_or(ticket.len());
            address = format!("{head}{before}{route}{slash}{MASK}{}", &ticket[end..]);
        }
    }
    address
}

/// A moment, to the second.
pub fn second(moment: Timestamp) -> String {
    Rfc3339(moment).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_ticket_stands_in_an_explanation() {
        for (address, shown) in [
            ("/-/back/join/eyJ.x", "/-/back/join/•••"),
            (
                "/-/back/join/eyJ.x?AT=JM&ST=SUCCESS",
                "/-/back/join/•••?AT=JM&ST=SUCCESS",
            ),
            (
                "https://go.acme.example/-/confirm/delete/eyJ.x#a",
                "https://go.acme.example/-/confirm/delete/•••#a",
            ),
            (
                "https://a.webex.com/m.php?BU=https%3A%2F%2Fgo%2F-%2Fback%2Fjoin%2FeyJ.x&MK=1",
                "https://a.webex.com/m.php?BU=https%3A%2F%2Fgo%2F-%2Fback%2Fjoin%2F•••&MK=1",
            ),
            ("/go/back/join", "/go/back/join"),
            ("/-/back/join", "/-/back/join"),
        ] {
            assert_eq!(without_tickets(address), shown);
        }
    }
}
