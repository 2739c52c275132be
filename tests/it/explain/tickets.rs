//! Tickets as the gateway gives them out, now and a week ago.

use std::path::Path;

use http_body_util::BodyExt as _;
use hyper::Request;
use jiff::{SignedDuration, Timestamp};
use linkgate::compile::load;
use linkgate::gateway::{self, RequestHead};
use linkgate::net::Peer;
use percent_encoding::percent_decode;
use tokio::runtime::Builder;

use crate::support::observed::now;
use crate::support::{no_log, without_socket};

/// A ticket, by its name in the table.
pub struct Issued {
    pub name: &'static str,
    pub text: String,
}

/// Gives out tickets at any time.
pub struct Issuer(gateway::Gateway);

impl Issuer {
    pub fn new(policy: &Path) -> Self {
        let loaded = load(policy, Timestamp::UNIX_EPOCH);
        let policy = loaded.policy.expect("a policy");
        Self(without_socket(policy, no_log))
    }

    pub fn tickets(&self) -> Vec<Issued> {
        let now = now();
        let last_week = now - SignedDuration::from_hours(24 * 7);
        [
            ("{back}", "/go/round/123456789", now),
            ("{chain}", "/go/chain/123456789", now),
            ("{confirm}", "/go/delete/123456789", now),
            ("{old-back}", "/go/round/123456789", last_week),
            ("{old-confirm}", "/go/delete/123456789", last_week),
        ]
        .map(|(name, path, at)| Issued {
            name,
            text: self.ticket(path, at),
        })
        .into()
    }

    /// The ticket in the `Location` for a path, or in the page under it.
    fn ticket(&self, path: &str, now: Timestamp) -> String {
        let request = Request::get(path).header("Host", "go.acme.example");
        let request = request.header("Accept", "text/html").body(());
        let (head, ()) = request.expect("a request").into_parts();
        let peer = Peer::at([127, 0, 0, 1].into());
        let response = self.0.answer_at_once(RequestHead::new(&head, &peer, now));
        let text = match response.headers().get("location") {
            Some(location) => {
                let location = percent_decode(location.as_bytes()).decode_utf8();
                location.expect("text").into_owned()
            }
            None => text_of(response),
        };
        let before = ["/-/back/", "/-/confirm/"].into_iter();
        let mut behind = before.filter_map(|before| Some(text.split_once(before)?.1));
        let (_, ticket) = behind
            .next()
            .and_then(|rest| rest.split_once('/'))
            .expect("a ticket");
        let end = ticket.find(|c: char| !c.is_ascii_alphanumeric() && !"-_.".contains(c));
        ticket[..end.unwrap_or(ticket.len())].to_owned()
    }
}

fn text_of(response: gateway::Response) -> String {
    let runtime = Builder::new_current_thread().build().expect("no driver");
    let body = runtime.block_on(response.into_body().collect());
    let body = body.expect("never fails").to_bytes();
    String::from_utf8(body.to_vec()).expect("text")
}
