//! Who comes unencrypted is sent to the public address, to ask for the same
//! thing there.

use http_body_util::Full;
use hyper::Response;
use hyper::body::Bytes;
use hyper::http::request::Parts;
use jiff::Timestamp;

use super::fault::{ALLOW, Fault};
use super::generation::Generation;
use super::record::{About, Told};
use super::request::{Method, Request};
use super::respond::{Format, Responder};
use super::{Arrived, Peer};
use crate::decision::Ask;
use crate::webex::OwnPath;

/// The word of the log for somebody who is sent to the public address.
pub(crate) const UPGRADED: &str = "upgraded";

impl Generation {
    /// Answers a request at a listener without TLS: with the same path and
    /// query below the public address, each part of them written anew.
    pub(super) fn upgrade(
        &self,
        head: &Parts,
        peer: &Peer,
        now: Timestamp,
    ) -> Response<Full<Bytes>> {
        let arrived = Arrived { head, peer, now };
        let id = self.shared.ids.next();
        let respond = Responder::new(Format::wanted(&head.headers), &id);
        let path = match self.admit_address(peer.address()) {
            Ok(()) => self.same_path(head),
            Err(excess) => Err(Fault::TooMany(excess)),
        };
        match path {
            Ok(path) => {
                let home = self.policy.front().home().address(&path);
                let answered = (
                    respond.upgrade(home),
                    Told::plainly(UPGRADED),
                    About::default(),
                );
                self.record_stopped(arrived, &respond, answered)
            }
            Err(fault) => {
                let answered = (respond.fault(&fault), Told::of(&fault), About::default());
                self.record_stopped(arrived, &respond, answered)
            }
        }
    }

    fn same_path(&self, head: &Parts) -> Result<OwnPath, Fault> {
        let request = Request::read(head, self.policy.front())?;
        if !matches!(request.method, Method::Get | Method::Head) {
            return Err(Fault::Method(ALLOW));
        }
        let ask = Ask::parse(request.path_and_query).map_err(Fault::Malformed)?;
        let segments = ask.segments().iter().map(|segment| &**segment);
        let path = OwnPath::new(segments);
        Ok(ask
            .query()
            .fold(path, |path, (name, value)| path.with_field(name, value)))
    }
}
