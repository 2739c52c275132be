//! What a person confirms, as a tag that a ticket can carry.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::trace::Trace;
use crate::digest::{Digest, Hasher};
use crate::policy::SigningKeys;
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
        let call = step.form().call(arguments, Continuation::default());
        hasher.part(step.command().effect().as_str().as_bytes());
        hasher.part(call.as_str().as_bytes());
    }
    hasher.finish()
}
