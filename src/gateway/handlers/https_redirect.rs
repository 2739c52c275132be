//! Whoever comes unencrypted is sent to the public address, to ask for the same thing there.

use crate::decision::LinkRequest;
use crate::gateway::answer::Reply;
use crate::gateway::outcome::Outcome;
use crate::gateway::respond::Responder;
use crate::policy::PublicEndpoint;
use crate::webex::OwnPath;

/// Sends to the same path and query below the public address, each part of them written anew.
pub fn https_redirect(
    respond: &Responder<'_>,
    endpoint: &PublicEndpoint,
    request: &LinkRequest<'_>,
) -> Reply {
    let segments = request.segments().iter().map(|segment| &**segment);
    let path = request
        .query()
        .fold(OwnPath::new(segments), |path, (name, value)| {
            path.with_field(name, value)
        });
    respond.redirect(Outcome::RedirectedToHttps, endpoint.home().address(&path))
}
