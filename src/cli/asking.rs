//! Who asks, when and how: the flags of the subcommands that try one request.

use std::net::IpAddr;

use clap::Args;
use hyper::Method;

use super::explanation::referrer;
use super::moment::{Moment, moment};
use crate::decision::{Certificate, Person, certificate, person};

// A doc comment here would replace the description of the subcommand.
#[derive(Debug, Args)]
pub struct AskingArgs {
    /// Method of the request, in uppercase [default: GET]
    #[arg(long, value_name = "METHOD")]
    pub method: Option<Method>,
    /// Client address of the connection [default: 127.0.0.1]
    #[arg(long, value_name = "ADDRESS")]
    pub from: Option<IpAddr>,
    /// Time of the request, like 2027-06-30T18:00 (in the policy's time zone) or 2027-06-30T18:00+02:00 [default: now]
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub at: Option<Moment>,
    // Not a doc comment: rustdoc would take the angle brackets for HTML.
    #[arg(
        help = "Caller, as an identity source names them: a user, an e-mail address, or \"Name <e-mail>\"",
        long = "as", value_name = "PERSON", value_parser = person)]
    pub person: Option<Person<'static>>,
    /// User id of the caller, if it is not the e-mail address
    #[arg(long, value_name = "USER")]
    pub user: Option<String>,
    /// Group of the caller; repeatable
    #[arg(long = "group", value_name = "GROUP")]
    pub groups: Vec<String>,
    /// Identity source of the caller: `headers`, `certificate`, or the name of a token issuer
    /// [default: the strongest in the policy]
    #[arg(long, value_name = "SOURCE")]
    pub by: Option<String>,
    /// Client certificate of the connection: its subject like CN=Ann,O=Acme, or an e-mail address in it
    #[arg(long, value_name = "SUBJECT-OR-MAIL", value_parser = certificate)]
    pub certificate: Option<Certificate>,
    /// Page that the visitor comes from, as the browser reports it
    #[arg(long, value_name = "URL", value_parser = referrer)]
    pub referrer: Option<String>,
}

impl AskingArgs {
    /// Whether any of these flags is there.
    pub fn is_given(&self) -> bool {
        let Self {
            method,
            from,
            at,
            person,
            user,
            groups,
            by,
            certificate,
            referrer,
        } = self;
        let texts = [user, by, referrer].into_iter().any(Option::is_some);
        let is_named = person.is_some() || certificate.is_some() || !groups.is_empty();
        texts || is_named || method.is_some() || from.is_some() || at.is_some()
    }
}
