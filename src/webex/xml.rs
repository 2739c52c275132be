//! What Linkgate asks of Webex's XML service: a one-time ticket with which a browser logs in.
//!
//! This module writes the request and reads the answer; it connects to nothing.

mod answer;
mod credentials;
mod failure;
mod login_url;
mod request;
mod ticket;

pub use answer::read_ticket;
pub use credentials::{CredentialParts, XmlCredentials, XmlTextError};
pub use failure::{ExceptionId, TicketFailure, TicketFailureReason};
pub use request::{TicketFor, XmlBody, ticket_request};
pub use ticket::OneTimeTicket;

use super::address::TargetUrl;
use super::site::Site;

/// The namespace of the service, and that of its answers about accounts (webex.md 9).
const SERVICE: &str = "http://www.webex.com/schemas/2002/06/service";
const SERVICE_USER: &str = "http://www.webex.com/schemas/2002/06/service/user";

/// Where a site has its XML service. Cisco's pages do not say it; public clients do
/// (webex.md 9).
pub fn xml_service(site: &Site) -> TargetUrl {
    let address = format!("{}/WBXService/XMLService", site.origin());
    let address = address.parse();
    address.expect("the origin of a site takes any plain path")
}
