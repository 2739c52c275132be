//! Who comes unencrypted is sent to the public address, to ask for the same
//! thing there.

use http_body_util::Full;
use hyper::Response;
use hyper::body::Bytes;
use hyper::http::request::Parts;
use jiff::Timestamp;

use super::Arrived;
use super::fault::{ALLOW, Fault};
use super::generation::Generation;
use super::record::{About, Told};
use super::request::{Method, Request};
use crate::decision::LinkRequest;
use crate::net::Peer;
use crate::webex::OwnPath;

/// The word of the log for somebody who is sent to the public address.
pub(crate) const UPGRADED: &str = "redirected_to_https";

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
        let id = self.request_id(arrived);
        let respond = self.responder(head, &id);
        let path = match self.same_path(head) {
            Ok(path) => path,
            Err(fault) => return self.stop(&respond, arrived, &fault),
        };
        if let Err(excess) = self.admit_address(peer.address()) {
            return self.end(&respond, arrived, &Fault::TooMany(excess));
        }
        let home = self.policy.endpoint().home().address(&path);
        let (told, about) = (Told::plainly(UPGRADED), About::default());
        self.record_stopped(arrived, &respond, (respond.upgrade(home), told, about))
    }

    fn same_path(&self, head: &Parts) -> Result<OwnPath, Fault> {
        let request = Request::read(head, self.policy.endpoint())?;
        if !matches!(request.method, Method::Get | Method::Head) {
            return Err(Fault::Method(ALLOW));
        }
        let ask = LinkRequest::parse(request.path_and_query).map_err(Fault::Malformed)?;
        let segments = ask.segments().iter().map(|segment| &**segment);
        let path = OwnPath::new(segments);
        Ok(ask
            .query()
            .fold(path, |path, (name, value)| path.with_field(name, value)))
    }
}
