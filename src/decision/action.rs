//! What a person confirms, as a tag that a ticket can carry.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::trace::Trace;
use crate::digest::{Digest, Hasher};
use crate::policy::{ActsFor, Route, SigningKeys, Step, StepCall};
use crate::webex::Continuation;

/// The first part of the signed message, so that a tag is no ticket.
const LABEL: &[u8] = b"linkgate action 1";

/// The tag of what a leg does. It is signed, because a mere digest would reveal the meeting number of
/// a link to whoever can read the address of a confirmation in the log of a proxy.
pub fn sign_action(keys: &SigningKeys, trace: &Trace<'_, '_>, leg: usize) -> Option<String> {
    let tag = keys.sign(&[LABEL, &digest(trace, leg)])?;
    Some(URL_SAFE_NO_PAD.encode(tag))
}

/// Whether a leg does what the tag was made for.
pub fn verify_action(keys: &SigningKeys, trace: &Trace<'_, '_>, leg: usize, tag: &str) -> bool {
    let tag = URL_SAFE_NO_PAD.decode(tag);
    tag.is_ok_and(|tag| keys.verify(&[LABEL, &digest(trace, leg)], &tag))
}

/// A digest of the calls of a leg in their order, with sites and values, and of their effects. It is
/// the same under two policies that do the same.
///
/// Titles and back URLs are not in it, so that a replica can confirm what another one has asked about
/// under the policy of before. Nor are secrets, which no confirmation page shows.
fn digest(trace: &Trace<'_, '_>, leg: usize) -> Digest {
    let steps = trace.route.and_then(|route| route.leg(leg));
    let mut hasher = Hasher::new();
    for step in steps.unwrap_or_default() {
        let arguments = trace.arguments(step);
        hasher.part(step.command().effect().as_str().as_bytes());
        match step.form() {
            Some(form) => {
                let call = form.call(arguments, Continuation::default());
                hasher.part(call.as_str().as_bytes());
            }
            None => add_server_call(&mut hasher, trace, step),
        }
        if let StepCall::WithTicket(_) = step.call() {
            hasher.part(b"ticket");
            add_person(&mut hasher, trace);
        }
    }
    hasher.finish()
}

/// A call that the gateway makes: the command at its site, for whom, and the values by their names.
fn add_server_call(hasher: &mut Hasher, trace: &Trace<'_, '_>, step: &Step) {
    hasher.part(b"rest");
    hasher.part(step.command().name().as_str().as_bytes());
    if let Some(route) = trace.route {
        hasher.part(route.site().base().as_bytes());
    }
    add_person(hasher, trace);
    for (parameter, value) in trace.arguments(step) {
        hasher.part(parameter.name().as_bytes());
        hasher.part(value.shown().as_bytes());
    }
}

/// For whom a call is made, as the policy says it.
fn add_person(hasher: &mut Hasher, trace: &Trace<'_, '_>) {
    let person = trace.route.and_then(Route::acts_for);
    let person = person.map_or("", ActsFor::as_written);
    hasher.part(person.as_bytes());
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use jiff::Timestamp;

    use super::super::{Caller, LinkRequest, decide};
    use super::*;
    use crate::compile::load_text;

    const POLICY: &str = r#"
version: 1
public_url: https://go.acme.example/
sites: { acme: https://acme.webex.com/acme/ }
back_urls: { portal: https://portal.acme.example/ }
routes:
  delete: { path: "/go/delete/{meeting_key}", command: meeting.delete, back: portal, allow: anyone }
"#;

    /// Pages of replicas that run another version can be answered.
    #[test]
    fn tags_of_earlier_versions_are_valid() {
        let now = Timestamp::UNIX_EPOCH;
        let policy = load_text("p", POLICY, now).policy.expect("a policy");
        let caller = Caller::unknown(IpAddr::V4(Ipv4Addr::LOCALHOST));
        let keys = |lines: &[&str]| SigningKeys::of_policy(lines.iter().copied());
        let (old, both) = (keys(&["old"]), keys(&["new", "old"]));
        let recorded = "RLyjQDnAggXyJ-phPe7hPZicoUflfxFpqp-mxbV-R8w";
        for (path, is_meant) in [
            ("/go/delete/123456789", true),
            ("/go/delete/1234567", false),
        ] {
            let request = LinkRequest::parse(path).expect("a path");
            let decision = decide(&policy, &request, &caller, now);
            let signed = sign_action(&old, &decision.trace, 0);
            assert_eq!(signed.as_deref() == Some(recorded), is_meant, "{signed:?}");
            assert_eq!(verify_action(&both, &decision.trace, 0, recorded), is_meant);
            assert!(!verify_action(
                &keys(&["new"]),
                &decision.trace,
                0,
                recorded
            ));
            assert!(!verify_action(&both, &decision.trace, 1, recorded));
        }
    }
}
