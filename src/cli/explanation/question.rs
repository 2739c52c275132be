//! The request that an explanation is about, and who makes it.

use std::borrow::Cow;
use std::net::IpAddr;

use hyper::Method;
use jiff::Timestamp;

use super::address::Address;
use super::asker::Asker;
use super::header::Header;
use crate::decision::{Certificate, Person};
use crate::net::Peer;
use crate::policy::Policy;

#[derive(Debug)]
pub struct Question {
    pub url: Address,
    pub method: Method,
    pub headers: Vec<Header>,
    /// `None` where the log says that no address was known.
    pub from: Option<IpAddr>,
    pub at: Timestamp,
    pub person: Option<Person<'static>>,
    /// Whom weaker proofs name, according to the log.
    pub further: Vec<Person<'static>>,
    pub groups: Vec<String>,
    pub certificate: Option<Certificate>,
    pub referrer: Option<String>,
    /// Whether a line of the log has said who asks, so that no header does.
    pub is_logged: bool,
}

impl Question {
    pub fn peer(&self) -> Peer {
        self.from.map_or_else(Peer::on_this_machine, Peer::at)
    }

    /// Who asks, if command line or log say so; otherwise the headers of the request do.
    pub fn asker(&self) -> Option<Asker> {
        let is_said = self.is_logged || self.person.is_some() || self.certificate.is_some();
        is_said.then(|| Asker {
            person: self.person.clone(),
            further: self.further.clone(),
            certificate: self.certificate.clone(),
        })
    }
}

/// Rules can ask for the source. Without any there is nobody to log in.
pub fn strongest_source(policy: &Policy) -> Cow<'static, str> {
    let strongest = policy.trust().sources().next();
    strongest.map_or("explain".into(), |name| name.to_owned().into())
}
